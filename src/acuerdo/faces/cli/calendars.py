"""`acuerdo calendar AGREEMENT NAME elapsed A B`, `add A 4h`, `subtract B 4h`, `open A B`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from acuerdo.core.clock.intake import FactRefused, read_instant
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import WorkingCalendar, to_datetime
from acuerdo.documents import read_agreement
from acuerdo.documents.scalars import read_duration


class CallRefused(ValueError):
    """A command called with words that do not fit; `code` is `bad_call`."""

    code = "bad_call"


_QUESTIONS = ("elapsed", "add", "subtract", "open")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("agreement", type=Path)
    parser.add_argument("name", help="a calendar of the agreement")
    parser.add_argument("question", choices=_QUESTIONS)
    parser.add_argument(
        "words", nargs=2, metavar="WORD", help="instants like 2026-03-02T09:00:00+01:00, durations like 4h"
    )
    # Without these, -4h would be an option that nobody knows, and the word at its place be missed.
    parser.add_argument(*_MINUSES, action=_Minus, nargs="?", help=argparse.SUPPRESS)


_MINUSES = ("-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "-P")


class _Minus(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        parser.error(_negative(f"{option_string}{values or ''}"))


def _negative(text: str) -> str:
    return f"found {text!r}, expected a duration over nothing, like 4h; to count the other way, ask add or subtract"


def run(options: argparse.Namespace) -> int:
    """Answer one question to a calendar."""
    calendars = read_agreement(options.agreement).terms.calendars
    if options.name not in calendars:
        raise CallRefused(f"no calendar {options.name!r} in {options.agreement}; it has {', '.join(calendars)}")
    for line in answer(calendars[options.name], options.question, *options.words):
        sys.stdout.write(line + "\n")
    return 0


def answer(calendar: WorkingCalendar, question: str, first: str, second: str) -> list[str]:
    """Return the lines that answer a question.

    >>> answer(WorkingCalendar.from_spec("24x7"), "elapsed", "2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z")
    ['8:00:00']
    """
    start = _instant(first, "first instant")
    match question:
        case "elapsed":
            worked = calendar.elapsed(to_datetime(start), to_datetime(_instant(second, "second instant")))
            return [_length(worked)]
        case "add":
            return [_text(calendar.add_us(start, _duration(second)))]
        case "subtract":
            return [_text(calendar.subtract_us(start, _duration(second)))]
        case _:
            until = _instant(second, "second instant")
            return [f"{_text(opened)} {_text(closed)}" for opened, closed in calendar.spans_us(start, until)]


def _instant(text: str, name: str) -> int:
    try:
        return read_instant(text, name)
    except FactRefused as refusal:  # its hint is for files
        raise CallRefused(f"{name}: found {text!r}, expected {refusal.expected}") from None


def _duration(text: str) -> int:
    if text.startswith("-"):
        raise CallRefused(_negative(text))
    return read_duration(text)


def _length(worked: timedelta) -> str:
    """Return open time in hours: a day of open time is not a day.

    >>> _length(timedelta(hours=40)), _length(timedelta(hours=-2)), _length(timedelta(milliseconds=500))
    ('40:00:00', '-2:00:00', '0:00:00.500000')
    """
    whole, part = divmod(abs(worked) // timedelta(microseconds=1), 1_000_000)
    text = f"{'-' if worked < timedelta(0) else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{part:06}" if part else text


def _text(instant: int) -> str:
    return instant_text(to_datetime(instant))
