"""What follows: maintenance, measurement, reviews with their dates, penalties, escalation, fees, legal clauses."""

from collections.abc import Iterator
from datetime import date, timedelta

from acuerdo.documents.scalars import Interval
from acuerdo.documents.shapes.carried import ClauseShape
from acuerdo.studies.agreement_text.pen import Pen
from acuerdo.studies.report.blocks import Block, Clause, Line, Section
from acuerdo.words import Phrase, phrase, say_date

_MAINTENANCE = phrase("Planned maintenance", context="section of an agreement")
_WINDOW = phrase("Maintenance window {name}")
_NOTICE = phrase("Notice", context="clause of an agreement: of planned works")
_MEASURED = phrase("Measurement, reports and reviews", context="section of an agreement")
_REVIEWS = phrase("Reviews", context="clause of an agreement")
_DATES = phrase("{review}, counted from the first date: {dates}", context="a review with its dates")
_PENALTIES = phrase("Penalties and credits", context="section of an agreement")
_TOGETHER = phrase("What holds for all credits")
_CONSEQUENCES = phrase("What repeated failure entitles to", context="section of an agreement")
_ESCALATION = phrase("Escalation", context="section of an agreement")
_FEES = phrase("Fees", context="section of an agreement")
_PAYMENT = phrase("Payment", context="clause of an agreement")
_LEGAL = phrase("Legal clauses", context="section of an agreement")
_LONGEST_LIST = 12


def maintenance_section(pen: Pen) -> Section:
    """Say when planned works are done, and their notice."""
    found = pen.table("maintenance")
    blocks: list[Block] = []
    lines = pen.lines(found, "maintenance", without=("windows",))
    if lines:
        blocks.append(Clause(number="", title=Line(pen.say(_NOTICE)), lines=lines))
    for place, window in enumerate(pen.items("maintenance", "windows"), 1):
        title = pen.say(_WINDOW, name=str(window.get("id", place)))
        blocks.append(Clause(number="", title=Line(title), lines=pen.lines(window, "maintenance", "windows")))
    return Section(anchor="maintenance", title=pen.say(_MAINTENANCE), blocks=tuple(blocks))


def reviews_section(pen: Pen) -> Section:
    """Say how it is measured, what is reported, and on which dates both sides meet."""
    blocks: list[Block] = []
    measurement = pen.table("measurement")
    if measurement:
        title = Line(pen.label("measurement"))
        blocks.append(Clause(number="", title=title, lines=pen.lines(measurement, "measurement")))
    blocks += pen.clauses_of("reports", pen.items("reports"))
    if pen.table("reviews"):
        lines = pen.lines(pen.table("reviews"), "reviews")
        dates = tuple(_review_dates(pen))
        blocks.append(Clause(number="", title=Line(pen.say(_REVIEWS)), lines=(*lines, *dates)))
    return Section(anchor="reviews", title=pen.say(_MEASURED), blocks=tuple(blocks))


def _review_dates(pen: Pen) -> Iterator[Line]:
    reviews = pen.document.shape.reviews
    if reviews is None:
        return
    for key in ("monthly", "qbr", "annual"):
        every: Interval | None = getattr(reviews, key)
        dates = [] if every is None else list(dates_of(every, pen.document.from_on, pen.document.to_on))
        if dates:
            said = ", ".join(say_date(pen.voice.language, on) for on in dates)
            yield Line(pen.say(_DATES, review=pen.label(key, "reviews"), dates=said))


def dates_of(every: Interval, first: date, last: date | None) -> Iterator[date]:
    """Yield the dates after a first one, at an interval, within the term; twelve at most.

    >>> [str(on) for on in dates_of(Interval(count=3, unit="mo"), date(2026, 1, 31), date(2026, 12, 31))]
    ['2026-04-30', '2026-07-31', '2026-10-31']
    """
    for place in range(1, _LONGEST_LIST + 1):
        on = _later(first, every, place)
        if on is None or (last is not None and on > last + timedelta(days=1)):
            return
        yield on


def _later(first: date, every: Interval, times: int) -> date | None:
    days = {"d": 1, "w": 7}.get(every.unit)
    if days is not None:
        return first + timedelta(days=days * every.count * times)
    months = {"mo": 1, "y": 12}.get(every.unit)
    if months is None:
        return None
    year, month = divmod(first.year * 12 + first.month - 1 + months * every.count * times, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December counts as eleven
    return min(date(year, month + 1, 1) + timedelta(days=first.day - 1), after - timedelta(days=1))


def penalties_section(pen: Pen) -> Section:
    """Say which credits follow from which breach."""
    found = pen.content.get("credits")
    if isinstance(found, list):
        clauses: list[Block] = list(pen.clauses_of("credits", pen.items("credits")))
        return Section(anchor="penalties", title=pen.say(_PENALTIES), blocks=tuple(clauses))
    clauses = list(pen.clauses_of("credits", pen.items("credits", "items")))
    together = pen.lines(pen.table("credits"), "credits", without=("items",))
    if together:
        clauses.append(Clause(number="", title=Line(pen.say(_TOGETHER)), lines=together))
    return Section(anchor="penalties", title=pen.say(_PENALTIES), blocks=tuple(clauses))


def _simple(pen: Pen, key: str, title: Phrase) -> Section:
    blocks = tuple(pen.clauses_of(key, pen.items(key)))
    return Section(anchor=key, title=pen.say(title), blocks=blocks)


def consequences_section(pen: Pen) -> Section:
    """Say what repeated failure entitles to."""
    return _simple(pen, "consequences", _CONSEQUENCES)


def escalation_section(pen: Pen) -> Section:
    """Say who is told when."""
    return _simple(pen, "escalation", _ESCALATION)


def fees_section(pen: Pen) -> Section:
    """Say what it costs, and how it is paid."""
    clauses: list[Block] = list(pen.clauses_of("fees", pen.items("fees", "items")))
    lines = pen.lines(pen.table("fees"), "fees", without=("items",))
    if lines:
        clauses.append(Clause(number="", title=Line(pen.say(_PAYMENT)), lines=lines))
    return Section(anchor="fees", title=pen.say(_FEES), blocks=tuple(clauses))


def legal_section(pen: Pen) -> Section:
    """Give the legal texts as their author wrote them, each in the reader's language if it is there."""
    clauses: list[Block] = []
    for name, form in pen.document.shape.clauses.items():
        title = Line(_title(name))
        if isinstance(form, ClauseShape):
            title = title if form.title is None else pen.text(form.title)
            clauses.append(Clause(number="", title=title, lines=(pen.text(form.text),)))
        else:
            clauses.append(Clause(number="", title=title, lines=(pen.text(form),)))
    return Section(anchor="legal", title=pen.say(_LEGAL), blocks=tuple(clauses))


def _title(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
