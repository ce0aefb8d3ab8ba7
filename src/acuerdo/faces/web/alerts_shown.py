"""Moments of clocks that were told, on the page of their ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from acuerdo.apps.alerts.queries import AlertLine, Way
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.faces.web.states import Badge
from acuerdo.words import Language, Phrase, phrase, say_duration, speak

_STAGES: Mapping[Stage, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Stage.STARTED: (phrase("started", context="moment of a clock"), "▶", "calm"),
        Stage.WARNED: (phrase("due soon", context="moment of a clock"), "!", "warn"),
        Stage.DUE: (phrase("due", context="moment of a clock"), "!", "warn"),
        Stage.BREACHED: (phrase("breached", context="moment of a clock"), "✕", "bad"),
    }
)
_LATE: Mapping[Late, Phrase] = MappingProxyType(
    {
        Late.WORKER: phrase("told {length} late: the system stood still"),
        Late.FACTS: phrase("told {length} late: it was reported late"),
    }
)
_WAYS: Mapping[Way, Phrase] = MappingProxyType(
    {
        Way.HELD: phrase("comes with the summary", context="a letter"),
        Way.WAITING: phrase("on its way", context="a letter"),
        Way.AGAIN: phrase("not taken so far, tried again", context="a letter"),
        Way.SENT: phrase("sent", context="a letter"),
        Way.FAILED: phrase("not delivered", context="a letter"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """A moment on a page; `may_take`: nobody has taken it on, and the reader may."""

    line: AlertLine
    title: str
    badge: Badge
    point: str
    late: str
    people: Sequence[tuple[str, str, datetime | None]]
    may_take: bool


def say_way(language: Language, way: Way) -> str:
    """Say where a letter is."""
    return speak(language, _WAYS[way])


def show_alerts(
    lines: Sequence[AlertLine], titles: Mapping[tuple[str, str], str], language: Language, *, takes: bool
) -> list[AlertShown]:
    """Return moments as a page shows them; `titles` are those of promises, by agreement and id."""
    return [_show(one, titles, language, takes=takes) for one in lines]


def _show(line: AlertLine, titles: Mapping[tuple[str, str], str], language: Language, *, takes: bool) -> AlertShown:
    words, sign, tone = _STAGES[line.stage]
    late = (
        ""
        if line.late is None
        else speak(language, _LATE[line.late], length=say_duration(language, line.raised_at - line.at))
    )
    return AlertShown(
        line=line,
        title=titles.get((line.agreement, line.commitment), line.commitment),
        badge=Badge(speak(language, words), sign, tone),
        point=line.point if line.point[:1] in "+-" or line.point.endswith("%") else "",
        late=late,
        people=[(one.name, say_way(language, one.way), one.at) for one in line.people],
        may_take=takes and line.taken_at is None,
    )
