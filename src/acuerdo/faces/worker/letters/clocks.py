"""Letters about moments of clocks: what is due when, what was broken, and why somebody is told late."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from acuerdo.apps.alerts.commands import SUMMARY
from acuerdo.apps.alerts.letters import GATHERED, KIND
from acuerdo.apps.alerts.messengers import TRIAL
from acuerdo.apps.catalogue.shapes import Texts, choose_text
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.verdict import Outcome
from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import Phrase, phrase, say_duration, say_instant, say_list, speak

_SUBJECTS: Mapping[str, Phrase] = MappingProxyType(
    {
        Stage.STARTED: phrase("Ticket {ticket}: the clock “{title}” has started"),
        Stage.WARNED: phrase("Ticket {ticket}: “{title}” is due soon"),
        Stage.DUE: phrase("Ticket {ticket}: “{title}” is due"),
        Stage.BREACHED: phrase("Ticket {ticket}: “{title}” was breached"),
    }
)
_TEXT = phrase("Hello {name},\n\n{said}\n\nTicket {ticket}, agreement {agreement}.\n{address}\n")
_STARTED = phrase("The clock “{title}” started {at}.")
_SHARE = phrase("{share} of the time for “{title}” is used up.")
_WARNED = phrase("“{title}” is due soon.")
_USED_UP = phrase("The time for “{title}” was used up {at}.")
_BREACHED = phrase("“{title}” has been breached since {at}.")
_AFTER = phrase("“{title}” is not done yet: the time was used up {at}.")
_DUE = phrase("It is due {due}.")
_LATE: Mapping[str, Phrase] = MappingProxyType(
    {
        Late.WORKER: phrase("You are told {length} late: the system stood still."),
        Late.FACTS: phrase("You are told {length} late: what happened to the ticket was reported late."),
    }
)
_MEANWHILE: Mapping[str, Phrase] = MappingProxyType(
    {
        Outcome.PAUSED: phrase("The clock is paused now."),
        Outcome.BREACHED: phrase("Meanwhile the promise has been breached."),
    }
)
_ENDED = phrase("The clock has stopped meanwhile.")
_SUMMARY = phrase("{n} notice about clocks", plural="{n} notices about clocks")
_SUMMARY_TEXT = phrase("Hello {name},\n\nthis was held back for you:\n\n{lines}\n\n{address}\n")
_GATHERED = phrase("{n} moment of a clock has come", plural="{n} moments of clocks have come")
_GATHERED_TEXT = phrase("Hello {name},\n\nthis has come at once:\n\n{lines}\n\n{address}\n")
_MORE = phrase("… and {n} more.", plural="… and {n} more.")
_TRIAL = phrase("Acuerdo reaches you here")
_TRIAL_TEXT = phrase("Hello {name},\n\nby this messenger you will be told of clocks.\n\n{address}\n")
_BY = phrase("The agreement says how you are to be told: {ways}.")


def reached(addressed: Addressed) -> Letter:
    """Say what a clock has come to, and what to know about it."""
    language, body = addressed.language, addressed.body
    ticket, title = addressed.told("ticket"), title_of(addressed)
    subject = speak(language, _SUBJECTS[addressed.told("stage")], ticket=addressed.ticket, title=title)
    source = addressed.told("source")
    return Letter(
        subject=subject,
        text=speak(
            language,
            _TEXT,
            name=addressed.name,
            said="\n".join(_sentences(addressed, title)),
            ticket=f"{addressed.ticket} ({source})" + (f", {body['priority']}" if body["priority"] else ""),
            agreement=addressed.agreement,
            address=addressed.link(f"/tickets/{quote(source)}/{quote(ticket)}"),
        ),
    )


def title_of(addressed: Addressed) -> str:
    """Return what the promise is called, in the reader's language."""
    return choose_text(cast("Texts", addressed.body["title"]), addressed.language) or addressed.told("commitment")


def _sentences(addressed: Addressed, title: str) -> Iterator[str]:
    language, body = addressed.language, addressed.body
    yield _what(addressed, title)
    stage = addressed.told("stage")
    if stage in (Stage.STARTED, Stage.WARNED) and body["due_at"]:
        yield speak(language, _DUE, due=_instant(addressed, "due_at"))
    late = body["late"]
    if isinstance(late, str):
        yield speak(language, _LATE[late], length=say_duration(language, timedelta(seconds=_whole(body["late_s"]))))
    if body["ended"]:
        yield speak(language, _ENDED)
    elif body["now"] in _MEANWHILE and not (body["now"] == Outcome.BREACHED and stage == Stage.BREACHED):
        yield speak(language, _MEANWHILE[str(body["now"])])
    if body["by"]:
        yield speak(language, _BY, ways=say_list(language, _texts(body["by"])))
    for note in cast("list[Texts]", body["notes"]):
        yield choose_text(note, language)


def _what(addressed: Addressed, title: str) -> str:
    language, stage, point = addressed.language, addressed.told("stage"), addressed.told("point")
    at = _instant(addressed, "at")
    if stage == Stage.STARTED:
        return speak(language, _STARTED, title=title, at=at)
    if point == "due":
        return speak(language, _USED_UP, title=title, at=at)
    if point == "breach":
        return speak(language, _BREACHED, title=title, at=at)
    if point.endswith("%"):
        return speak(language, _SHARE, share=point, title=title)
    if stage == Stage.WARNED:
        return speak(language, _WARNED, title=title)
    return speak(language, _AFTER, title=title, at=_instant(addressed, "due_at") if addressed.body["due_at"] else at)


def _instant(addressed: Addressed, name: str) -> str:
    at = datetime.fromisoformat(addressed.told(name))
    return say_instant(addressed.language, at, zone=ZoneInfo(addressed.time_zone))


def _texts(value: Json) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def summary(addressed: Addressed) -> Letter:
    """Sum up what was held back, a line for each moment."""
    return _of_many(addressed, _SUMMARY, _SUMMARY_TEXT)


def gathered(addressed: Addressed) -> Letter:
    """Tell of many moments that came at once, a line for each."""
    return _of_many(addressed, _GATHERED, _GATHERED_TEXT)


def _of_many(addressed: Addressed, subject: Phrase, text: Phrase) -> Letter:
    language = addressed.language
    told = [replace(addressed, body=one) for one in cast("list[Mapping[str, Json]]", addressed.body["lines"])]
    lines = [f"- {addressed_one.ticket}: {_what(addressed_one, title_of(addressed_one))}" for addressed_one in told]
    more = _whole(addressed.body["more"])
    lines += [speak(language, _MORE, n=more)] if more else []
    return Letter(
        subject=speak(language, subject, n=len(told) + more),
        text=speak(language, text, name=addressed.name, lines="\n".join(lines), address=addressed.link("/tickets/")),
    )


def trial(addressed: Addressed) -> Letter:
    """Say nothing but that it has arrived."""
    language = addressed.language
    return Letter(
        subject=speak(language, _TRIAL),
        text=speak(language, _TRIAL_TEXT, name=addressed.name, address=addressed.link("/profile/messengers")),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType({KIND: reached, GATHERED: gathered, SUMMARY: summary, TRIAL: trial})
