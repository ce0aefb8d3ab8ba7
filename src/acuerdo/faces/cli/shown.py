"""Verdicts and attained shares as tables on the screen."""

import sys
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from acuerdo.core.clock.verdict import Outcome
from acuerdo.faces.cli.outputs import show_table
from acuerdo.studies.answers import Answer
from acuerdo.studies.standings import Attained
from acuerdo.studies.vocabulary import OUTCOMES, STANDINGS, say_reason
from acuerdo.words import Language, phrase, say_attained, say_duration, say_instant, say_number, say_percent, speak

_VERDICTS = phrase("Verdicts (times of {zone})")
_MORE = phrase("... and {n} more verdict", plural="... and {n} more verdicts")
_ATTAINED = phrase("Attained")
_VERDICT_HEADER = (
    phrase("Ticket", context="column"),
    phrase("Commitment", context="column"),
    phrase("Clock", context="column"),
    phrase("Priority", context="column"),
    phrase("Verdict", context="column"),
    phrase("Counted", context="column"),
    phrase("Target", context="column"),
    phrase("Due", context="column"),
    phrase("Late", context="column"),
)
_ATTAINED_HEADER = (
    phrase("Commitment", context="column"),
    phrase("Group", context="column"),
    phrase("Period", context="column"),
    phrase("Attained", context="column"),
    phrase("Target", context="column"),
    phrase("Met", context="column"),
    phrase("Of", context="column: met 49 of 51"),
    phrase("95 % interval", context="column"),
    phrase("Misses left", context="column"),
    phrase("Judgement", context="column"),
    phrase("Not counted", context="column"),
)
_SO_FAR = phrase("{standing}, so far")
_AT_MOST = phrase("at most {limit}")
_AT_LEAST = phrase("at least {limit}")


def show_verdicts(answer: Answer, language: Language, rows: int) -> None:
    """Print the first verdicts, those that were breached first."""
    zone = ZoneInfo(answer.case.terms.time_zone)
    table = answer.table
    breached_first = table.with_row_index("place").sort(table["verdict"] != "breached", "place")
    shown = [_verdict_row(row, language, zone) for row in breached_first.head(rows).iter_rows(named=True)]
    header = [speak(language, name) for name in _VERDICT_HEADER]
    show_table(speak(language, _VERDICTS, zone=zone.key), header, shown, numbers=frozenset({2, 5, 6, 8}))
    if table.height > rows:
        sys.stdout.write(speak(language, _MORE, n=table.height - rows) + "\n")


def _verdict_row(row: dict[str, object], language: Language, zone: ZoneInfo) -> list[str]:
    outcome = speak(language, OUTCOMES[Outcome(str(row["verdict"]))])
    reason = row["reason"]
    return [
        str(row["ticket"]),
        str(row["commitment"]),
        str(row["cycle"]),
        str(row["priority"] or ""),
        outcome if reason is None else f"{outcome} ({say_reason(language, str(reason))})",
        _lasting(row["consumed_s"], language),
        _lasting(row["target_s"], language),
        _at(row["due_at"], language, zone),
        _lasting(row["late_s"], language),
    ]


def _lasting(seconds: object, language: Language) -> str:
    return say_duration(language, timedelta(seconds=seconds)) if isinstance(seconds, int | float) else ""


def _at(moment: object, language: Language, zone: ZoneInfo) -> str:
    return say_instant(language, moment, zone=zone, named=False) if isinstance(moment, datetime) else ""


def show_attained(answer: Answer, language: Language) -> None:
    """Print what was attained in each period."""
    header = [speak(language, name) for name in _ATTAINED_HEADER]
    rows = [_attained_row(row, language) for row in answer.attained]
    show_table(speak(language, _ATTAINED), header, rows, numbers=frozenset({3, 4, 5, 6, 7, 8, 10}))


def _attained_row(row: Attained, language: Language) -> list[str]:
    standing = speak(language, STANDINGS[row.standing])
    others = row.cancelled + row.excluded + row.not_applicable + row.incomplete + row.running
    others += row.pauses_unknown_met + row.pauses_unknown_breached
    interval = row.interval
    return [
        row.commitment,
        row.group or "",
        row.period.label,
        say_value(row, language),
        say_target(row, language),
        say_number(language, row.met),
        say_number(language, row.n),
        "" if interval is None else "-".join(say_percent(language, end) for end in (interval.low, interval.high)),
        "" if row.misses_left is None else say_number(language, row.misses_left),
        speak(language, _SO_FAR, standing=standing) if row.so_far else standing,
        say_number(language, others) if others else "",
    ]


def say_value(row: Attained, language: Language) -> str:
    """Say what was attained: the time of a statistic, else a share; nothing where nothing was judged."""
    if row.value is not None:
        return say_duration(language, timedelta(microseconds=int(row.value.value_us)))
    return "" if row.share is None else say_attained(language, row.share, row.target, at_most=row.at_most)


def say_target(row: Attained, language: Language) -> str:
    """Say what was promised: a share at least or at most, or a time at most."""
    if row.at_most_us is not None:
        return speak(language, _AT_MOST, limit=say_duration(language, timedelta(microseconds=row.at_most_us)))
    if row.target is None:
        return ""
    limit = say_percent(language, Fraction(row.target), places=3, least_places=0)
    return speak(language, _AT_MOST if row.at_most else _AT_LEAST, limit=limit)
