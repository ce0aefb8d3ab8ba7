"""The account of a judgement: what came in, what was refused and why, as of when."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from acuerdo.core.hours import to_datetime
from acuerdo.faces.cli.refused_told import refused_lines
from acuerdo.studies.answers import Answer
from acuerdo.studies.vocabulary import EVENTS, KINDS, say_known
from acuerdo.words import Language, phrase, say_instant, speak

_TICKETS = phrase("{n} ticket", plural="{n} tickets")
_CAME_IN = phrase("{tickets} from {rows}: {judged} judged, {refused} refused, {waiting} not open yet.")
_ROWS = phrase("{n} row", plural="{n} rows")
_AS_OF = phrase("As of {instant}, by agreement {agreement}, version {version}.")
_AHEAD_FACT = phrase("  ticket {ticket}, row {row}: {event} on {instant}, recorded earlier, on {recorded}: not judged")
_NOT_OPEN = phrase("Ticket {ticket} was not open yet on {instant}.")
_NOT_JUDGED = phrase("{commitment} ({kind}) is not judged from ticket facts.")
_FINDINGS = phrase("Findings: {findings}.")
_QUARANTINED = phrase(
    "{n} fact lies later than its own recording and was not judged.",
    plural="{n} facts lie later than their own recording and were not judged.",
)
_PAUSES_UNKNOWN = phrase(
    "{n} clock is counted apart: one row per ticket does not show when it waited; an export of every change does.",
    plural="{n} clocks are counted apart: one row per ticket does not show when they waited; an export of every change "
    "does.",
)
_LATE = phrase(
    "{n} fact was recorded more than a day after it happened.",
    plural="{n} facts were recorded more than a day after they happened.",
)
_ANNOUNCED_LATE = phrase(
    "Exclusion {exclusion} does not count: the maintenance was announced later than the agreement asks."
)
_KINDS = {
    "priority_differs": phrase("{n} priority differs from the matrix", plural="{n} priorities differ from the matrix"),
    "priority_unknown": phrase(
        "{n} priority that the agreement does not know", plural="{n} priorities that the agreement does not know"
    ),
    "fact_before_opening": phrase(
        "{n} fact before its ticket's opening", plural="{n} facts before their ticket's opening"
    ),
    "second_opening": phrase("{n} ticket opened twice", plural="{n} tickets opened twice"),
}


def account_lines(answer: Answer, language: Language, written: Path | None = None) -> Iterator[str]:
    """Yield the lines that account for every row and ticket; everything refused was `written` there."""
    case, judgement = answer.case, answer.judgement
    yield speak(
        language,
        _CAME_IN,
        tickets=speak(language, _TICKETS, n=judgement.tickets),
        rows=speak(language, _ROWS, n=case.counts.rows),
        judged=judgement.judged,
        refused=len(judgement.refused_tickets),
        waiting=judgement.not_yet_open,
    )
    yield from refused_lines(answer, language, written)
    apart = int(answer.table["marks"].list.contains("pauses_unknown").sum())
    if apart:
        yield speak(language, _PAUSES_UNKNOWN, n=apart)
    if judgement.quarantined:
        yield speak(language, _QUARANTINED, n=len(judgement.quarantined))
    if judgement.late:
        yield speak(language, _LATE, n=len(judgement.late))
    if len(answer.findings):
        counts = Counter(answer.findings["code"])
        yield speak(
            language, _FINDINGS, findings=", ".join(speak(language, _KINDS[code], n=n) for code, n in counts.items())
        )
    for late in case.late_announced:
        yield speak(language, _ANNOUNCED_LATE, exclusion=late.id)
    for commitment, kind in case.terms.not_judged:
        yield speak(language, _NOT_JUDGED, commitment=commitment, kind=say_known(language, KINDS, kind))
    instant = say_instant(language, to_datetime(case.as_of_us), zone=ZoneInfo(case.terms.time_zone))
    yield speak(language, _AS_OF, instant=instant, agreement=case.terms.id, version=case.terms.version_hash[:12])


def ticket_lines(answer: Answer, ticket: str, language: Language) -> Iterator[str]:
    """Yield what was refused or set aside of one ticket, and why it has no verdict where it has none."""
    zone = ZoneInfo(answer.case.terms.time_zone)
    yield from refused_lines(answer, language, None)
    for fact in answer.judgement.quarantined:
        yield speak(
            language,
            _AHEAD_FACT,
            ticket=ticket,
            row=str(fact.row),
            event=say_known(language, EVENTS, fact.event),
            instant=say_instant(language, to_datetime(fact.at_us), zone=zone),
            recorded=say_instant(language, to_datetime(fact.known_us), zone=zone),
        )
    if answer.judgement.not_yet_open:
        instant = say_instant(language, to_datetime(answer.case.as_of_us), zone=zone)
        yield speak(language, _NOT_OPEN, ticket=ticket, instant=instant)
