"""Does what stands behind an agreement keep what it promises: OLAs and suppliers' contracts against an SLA."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import islice, product
from zoneinfo import ZoneInfo

from acuerdo.core.backing import Coverage, Fit, Link, cover, fit, in_series, surely_met
from acuerdo.core.hours import BeyondHorizon, WorkingCalendar, to_us
from acuerdo.core.terms.agreement import Commitment
from acuerdo.core.terms.targets import AgreedInstant, NoTarget, Target
from acuerdo.documents import AgreementDocument
from acuerdo.documents.shapes.commitments import AvailabilityShape

WINDOW = timedelta(days=91)
"""From a date on, the starts that are tried."""

MOST_PATHS = 16
_ANSWERS = frozenset({"first_response", "acknowledgement", "ownership"})
_FIXES = frozenset({"resolution", "workaround", "requester_wait", "handling"})
_KNOWN_FIELDS = frozenset({"priority", "service"})


class Doubt(StrEnum):
    """Why something is not compared, or with which reserve it is."""

    NOTHING_BEHIND = "nothing_behind"
    OTHER_MEASURE = "other_measure"
    NO_TARGET = "no_target"
    BY_OTHER_FIELDS = "by_other_fields"
    SUPPLIER_PAUSES = "supplier_pauses"
    BEYOND_CALENDAR = "beyond_calendar"
    NO_CALENDAR = "no_calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backer:
    """A link of a path: a commitment of an agreement; `outside` says how much of the promise's hours it leaves out."""

    agreement: str
    commitment: str
    target: Target | Fraction
    outside: Coverage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backed:
    """One promise of the SLA, for one priority (None: whatever it is), and what stands behind it.

    `fit` says whether the worst path keeps it; `share` and `promised_share` are what surely holds and what is
    promised: of tickets, or of time for an availability. What could not be compared stands in `doubts`, each with the
    commitment it is about.
    """

    commitment: str
    priority: str | None
    target: Target | Fraction | None
    path: tuple[Backer, ...]
    fit: Fit | None
    share: Fraction | None
    promised_share: Fraction | None
    doubts: tuple[tuple[Doubt, str], ...]

    @property
    def breaks_time(self) -> bool:
        """Say whether the path is too long."""
        return self.fit is not None and not self.fit.holds

    @property
    def breaks_share(self) -> bool:
        """Say whether too small a share surely holds."""
        return self.share is not None and self.promised_share is not None and self.share < self.promised_share

    @property
    def holds(self) -> bool | None:
        """Say whether the promise is kept by what stands behind it; None where nothing could be compared."""
        if self.breaks_time or self.breaks_share:
            return False
        return True if self.fit is not None or self.share is not None else None


def check_backing(sla: AgreementDocument, behind: Sequence[AgreementDocument], on: date) -> list[Backed]:
    """Hold each promise of an agreement about times and availability to those that say they back it.

    `behind` are agreements whose `underpins` names it, taken in their order: work goes from one to the next. Starts
    are tried from `on` for `WINDOW`.
    """
    midnight = datetime.combine(on, time(), ZoneInfo(sla.time_zone))
    since_us, until_us = to_us(midnight), to_us(midnight + WINDOW)
    study = _Study(sla=sla, behind=tuple(behind), since_us=since_us, until_us=until_us)
    return [*study.clocks(), *study.availabilities()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Study:
    sla: AgreementDocument
    behind: tuple[AgreementDocument, ...]
    since_us: int
    until_us: int

    def clocks(self) -> Iterator[Backed]:
        levels = self.sla.shape.priorities.levels if self.sla.shape.priorities else ()
        for commitment in self.sla.terms.commitments:
            if commitment.measure.name not in _ANSWERS | _FIXES:
                continue
            for fields in [{"priority": level} for level in levels] or [dict[str, str]()]:
                if commitment.applies_to.holds({**fields, **_services(commitment)}, frozenset()):
                    yield self._clock(commitment, fields)

    def _clock(self, commitment: Commitment, fields: Mapping[str, str]) -> Backed:
        known = {**fields, **_services(commitment)}
        promise, doubts = _link(self.sla, commitment, known)
        options, more = self._options(commitment, known)
        doubts = [*doubts, *more]
        best: tuple[Fit, _Segment] | None = None
        if promise is not None and options:
            try:
                best = self._worst(promise, options)
            except BeyondHorizon:
                doubts.append((Doubt.BEYOND_CALENDAR, commitment.id))
        return Backed(
            commitment=commitment.id,
            priority=fields.get("priority"),
            target=None if commitment.targets is None else commitment.targets.choose(known, frozenset()),
            path=() if promise is None or best is None else self._backers(promise.calendar, best[1]),
            fit=None if best is None else best[0],
            share=None if best is None else surely_met(_share(part.commitment, known) for part in best[1]),
            promised_share=_share(commitment, known),
            doubts=tuple(dict.fromkeys(doubts)),
        )

    def _worst(self, promise: Link, options: Sequence[Sequence["_Segment"]]) -> tuple[Fit, "_Segment"]:
        """Return the path that fits worst: one segment of each agreement, one after the other."""
        found: list[tuple[Fit, _Segment]] = []
        for chosen in islice(product(*options), MOST_PATHS):
            parts = tuple(part for segment in chosen for part in segment)
            found.append((fit(promise, [part.link for part in parts], self.since_us, self.until_us), parts))
        return max(found, key=lambda item: item[0].excess_us)

    def _backers(self, promised: WorkingCalendar, parts: "_Segment") -> tuple[Backer, ...]:
        return tuple(
            Backer(
                agreement=part.agreement,
                commitment=part.commitment.id,
                target=part.link.target,
                outside=cover(promised, part.link.calendar, self.since_us, self.until_us),
            )
            for part in parts
        )

    def _options(
        self, commitment: Commitment, fields: Mapping[str, str]
    ) -> tuple[list[list["_Segment"]], list[tuple[Doubt, str]]]:
        """Return, for each agreement behind, the segments that work can go through; one of them, the worst, counts.

        Handling by one team after the other is one segment; commitments that begin with the ticket run side by side.
        """
        options: list[list[_Segment]] = []
        doubts: list[tuple[Doubt, str]] = []
        for document in self.behind:
            if not _backs(document, self.sla.id, commitment.id):
                continue
            if document.shape.type == "underpinning" and commitment.pausing.cover("supplier"):
                doubts.append((Doubt.SUPPLIER_PAUSES, document.id))
                continue
            parts, more = _parts(document, commitment, fields)
            doubts += more
            handled = tuple(part for part in parts if part.commitment.measure.name == "handling")
            segments = ([handled] if handled else []) + [(part,) for part in parts if part not in handled]
            if segments:
                options.append(segments)
        if not options and not doubts:
            doubts.append((Doubt.NOTHING_BEHIND, commitment.id))
        return options, doubts

    def availabilities(self) -> Iterator[Backed]:
        for shape in self.sla.shape.commitments:
            if isinstance(shape, AvailabilityShape):
                yield self._availability(shape)

    def _availability(self, shape: AvailabilityShape) -> Backed:
        calendar = _calendar(self.sla, shape)
        backers: list[Backer] = []
        doubts: list[tuple[Doubt, str]] = []
        for document in self.behind:
            for other in document.shape.commitments:
                if not isinstance(other, AvailabilityShape) or not _backs(document, self.sla.id, shape.id):
                    continue
                theirs = _calendar(document, other)
                if calendar is None or theirs is None:
                    doubts.append((Doubt.NO_CALENDAR, other.id))
                outside = (
                    None
                    if calendar is None or theirs is None
                    else cover(calendar, theirs, self.since_us, self.until_us)
                )
                backers.append(
                    Backer(agreement=document.id, commitment=other.id, target=other.at_least, outside=outside)
                )
        if not backers:
            doubts.append((Doubt.NOTHING_BEHIND, shape.id))
        return Backed(
            commitment=shape.id,
            priority=None,
            target=shape.at_least,
            path=tuple(backers),
            fit=None,
            share=in_series(_over(one) for one in backers) if backers else None,
            promised_share=shape.at_least,
            doubts=tuple(doubts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A commitment of an agreement behind, as a link of a path."""

    agreement: str
    commitment: Commitment
    link: Link


_Segment = tuple[_Part, ...]


def _over(backer: Backer) -> Fraction:
    """Return what a backer's availability promises of the whole hours: outside its own it promises nothing."""
    promised = backer.target if isinstance(backer.target, Fraction) else Fraction(0)
    if backer.outside is None or backer.outside.open_us == 0:
        return promised
    return promised * (1 - Fraction(backer.outside.outside_us, backer.outside.open_us))


def _parts(
    document: AgreementDocument, commitment: Commitment, fields: Mapping[str, str]
) -> tuple[list[_Part], list[tuple[Doubt, str]]]:
    """Return the commitments of an agreement that can be compared with a promise, and doubts about the others."""
    family = _ANSWERS if commitment.measure.name in _ANSWERS else _FIXES
    parts: list[_Part] = []
    doubts: list[tuple[Doubt, str]] = []
    others: list[tuple[Doubt, str]] = []
    for one in document.terms.commitments:
        if one.measure.name not in family:
            others.append((Doubt.OTHER_MEASURE, f"{document.id}: {one.id}"))
            continue
        link, more = _link(document, one, {**fields, **_teams(one)})
        doubts += [(doubt, f"{document.id}: {name}") for doubt, name in more]
        if link is not None:
            parts.append(_Part(agreement=document.id, commitment=one, link=link))
    return parts, doubts if parts or doubts else others


def _link(
    document: AgreementDocument, commitment: Commitment, fields: Mapping[str, str]
) -> tuple[Link | None, list[tuple[Doubt, str]]]:
    """Return a commitment as a link for work with these fields, and why it is none or only one of several."""
    targets = commitment.targets
    target = None if targets is None else targets.choose(fields, frozenset())
    name = commitment.calendar.choose(fields, frozenset())
    conditions = [row.when for row in commitment.calendar.rows]
    conditions += [] if targets is None else [row.when for row in targets.rows]
    named = {field for condition in conditions for field, _ in condition.fields}
    by_opening = any(condition.opened_in for condition in conditions)
    doubts = [(Doubt.BY_OTHER_FIELDS, commitment.id)] if by_opening or named - _KNOWN_FIELDS - set(fields) else []
    if target is None or isinstance(target, AgreedInstant | NoTarget) or name is None:
        return None, [*doubts, (Doubt.NO_TARGET, commitment.id)]
    calendar = document.terms.calendars[name]
    return Link(name=commitment.id, calendar=calendar, target=target, counting=commitment.day_counting), doubts


def _share(commitment: Commitment, fields: Mapping[str, str]) -> Fraction:
    """Return the share of tickets that a commitment promises; without one, every ticket."""
    found = None if commitment.at_least is None else commitment.at_least.choose(fields, frozenset())
    return Fraction(1) if found is None else found


def _services(commitment: Commitment) -> dict[str, str]:
    return _only(commitment, "service")


def _teams(commitment: Commitment) -> dict[str, str]:
    return {**_only(commitment, "team"), **_only(commitment, "tier")}


def _only(commitment: Commitment, field: str) -> dict[str, str]:
    """Return a field to which a commitment applies, with the first of its values."""
    values = next((sorted(values) for name, values in commitment.applies_to.fields if name == field), [])
    return {field: values[0]} if values else {}


def _backs(document: AgreementDocument, agreement: str, commitment: str) -> bool:
    return any(
        one.agreement == agreement and (not one.commitments or commitment in one.commitments)
        for one in document.shape.underpins
    )


def _calendar(document: AgreementDocument, shape: AvailabilityShape) -> WorkingCalendar | None:
    """Return the hours of an availability: its own, else those of its service."""
    of_service = next((one.calendar for one in document.shape.services if one.id == shape.service), None)
    name = shape.calendar or of_service
    return None if name is None else document.terms.calendars.get(name)
