"""Shares of tickets: resolved at the first contact, escalated, reopened, or grown old in the backlog."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.timeline import State, Timeline
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement, FirstContact, Metric, RatioCommitment
from acuerdo.core.terms.measures import Stage

_DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})


class Apart(StrEnum):
    """Why a ticket has a part in a ratio and counts for neither side."""

    EXCLUDED = "excluded"
    INCOMPLETE = "incomplete"
    UNKNOWN = "pauses_unknown"


def wholly_excluded(ratio: RatioCommitment, exclusions: Iterable[Exclusion]) -> frozenset[str]:
    """Return the tickets that accepted exclusions of whole tickets take out of a ratio."""
    return frozenset(
        one.scope_id
        for one in exclusions
        if one.accepted and one.whole_ticket and one.concerns(ratio.id, one.scope_id, None)
    )


def why_apart(metric: Metric, ticket: str, excluded: Container[str], marks: Container[Mark]) -> Apart | None:
    """Say why a ticket counts for neither side of a ratio, or None when it counts.

    `excluded` are the tickets that are `wholly_excluded` from the ratio, `marks` what is wrong with this ticket's
    evidence. Evidence that tells of a ticket's dates alone knows of no reopening, no reply and no other tier: such
    tickets count for their age only.

    >>> why_apart(Metric.REOPEN_RATE, "T1", {"T1"}, [Mark.INCOMPLETE_HISTORY])
    <Apart.EXCLUDED: 'excluded'>
    >>> why_apart(Metric.REOPEN_RATE, "T2", {"T1"}, [Mark.PAUSES_UNKNOWN])
    <Apart.UNKNOWN: 'pauses_unknown'>
    """
    if ticket in excluded:
        return Apart.EXCLUDED
    if Mark.INCOMPLETE_HISTORY in marks:
        return Apart.INCOMPLETE
    return Apart.UNKNOWN if Mark.PAUSES_UNKNOWN in marks and metric is not Metric.BACKLOG_AGE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioCase:
    """One ticket's part in a ratio.

    `counted_us` is the instant whose period it belongs to (its first resolution), and `holds` whether it counts. A case
    of the backlog has neither: `open_spans` says when the ticket was open (`until` None: still), and its age is taken
    at the end of each period. `apart` says why it counts for neither side, where it does not.
    """

    ticket: str
    commitment: str
    opened_us: int
    counted_us: int | None = None
    holds: bool = False
    open_spans: tuple[tuple[int, int | None], ...] = ()
    apart: Apart | None = None

    @property
    def rows(self) -> tuple[tuple[object, ...], ...]:
        """The case as rows of `SHARE_FIELDS`: one, or one for each span in which the ticket was open."""
        own = (self.ticket, self.commitment, self.opened_us, self.counted_us, self.holds)
        apart = None if self.apart is None else str(self.apart)
        return tuple((*own, *span, apart) for span in self.open_spans or ((None, None),))


SHARE_FIELDS = ("ticket", "commitment", "opened_us", "counted_us", "holds", "open_from_us", "open_until_us", "apart")
"""The columns of a table of parts in ratios."""


def ratio_case(agreement: Agreement, ratio: RatioCommitment, timeline: Timeline) -> RatioCase | None:
    """Return a ticket's part in a ratio, or None when it has none: out of scope, or not resolved yet."""
    if not _covered(agreement, ratio, timeline):
        return None
    if ratio.metric is Metric.BACKLOG_AGE:
        return RatioCase(
            ticket=timeline.ticket,
            commitment=ratio.id,
            opened_us=timeline.opened_us,
            open_spans=tuple(_open_spans(timeline)),
        )
    done = next((index for index, moment in enumerate(timeline.moments) if moment.state.stage in _DONE), None)
    if done is None:
        return None
    return RatioCase(
        ticket=timeline.ticket,
        commitment=ratio.id,
        opened_us=timeline.opened_us,
        counted_us=timeline.moments[done].at_us,
        holds=_holds(ratio, timeline, done),
    )


def ratio_cases(
    agreement: Agreement, timeline: Timeline, marks: Container[Mark], excluded: Mapping[str, Container[str]]
) -> Iterator[RatioCase]:
    """Yield a ticket's parts in the ratios of an agreement, each with why it counts for neither side, where it does.

    `excluded` are the tickets that are `wholly_excluded`, by the ratio's id.
    """
    for ratio in agreement.ratios:
        case = ratio_case(agreement, ratio, timeline)
        if case is not None:
            yield replace(case, apart=why_apart(ratio.metric, timeline.ticket, excluded[ratio.id], marks))


def is_old(agreement: Agreement, ratio: RatioCommitment, opened_us: int, at_us: int) -> bool:
    """Say whether a ticket is older at an instant than the ratio allows; one that was opened earlier is older."""
    if ratio.calendar is None:
        age = at_us - opened_us
    else:
        age = agreement.calendars[ratio.calendar].elapsed_us(opened_us, at_us)
    return age > (ratio.older_than_us or 0)


def opening_calendars(ratio: RatioCommitment) -> frozenset[str]:
    """Return the calendars that decide, by being open at a ticket's opening, whether it has a part in the ratio."""
    return frozenset[str]().union(*(condition.opened_in for condition in (ratio.applies_to, *ratio.exceptions)))


def _covered(agreement: Agreement, ratio: RatioCommitment, timeline: Timeline) -> bool:
    """Say whether the ticket's last state is in the ratio's scope."""
    named = opening_calendars(ratio)
    opened_in = frozenset(name for name in named if agreement.calendars[name].is_open_us(timeline.opened_us))
    return is_covered(ratio, timeline.moments[-1].state.fields, opened_in)


def is_covered(ratio: RatioCommitment, fields: Mapping[str, str], opened_in: frozenset[str]) -> bool:
    """Say whether a ticket whose last state has these fields is in the ratio's scope.

    `opened_in` names those of `opening_calendars` that were open at its opening.
    """
    if not ratio.applies_to.holds(fields, opened_in):
        return False
    return not any(exception.holds(fields, opened_in) for exception in ratio.exceptions)


def _holds(ratio: RatioCommitment, timeline: Timeline, done: int) -> bool:
    states = [moment.state for moment in timeline.moments]
    reopened = any(not state.ended for state in states[done:])
    match ratio.metric:
        case Metric.REOPEN_RATE:
            return reopened
        case Metric.ESCALATION:
            return _held_by_others(states[: done + 1], ("tier",))
        case _:
            return not reopened and _at_first_contact(ratio.definition, timeline, states[: done + 1])


def _at_first_contact(definition: FirstContact | None, timeline: Timeline, states: Sequence[State]) -> bool:
    moments = timeline.moments[: len(states)]
    match definition:
        case FirstContact.NO_HANDOVER:
            return not _held_by_others(states, ("team", "tier", "owner"))
        case FirstContact.FIRST_TIER:
            return not _has_left_the_first(states, "tier")
        case FirstContact.SAME_CONTACT:
            replied = next((m.at_us for m in moments if any(fact.is_reply for fact in m.facts)), None)
            return moments[-1].at_us in (timeline.opened_us, replied)
        case _:
            return sum(fact.is_reply for moment in moments for fact in moment.facts) <= 1


def _held_by_others(states: Sequence[State], names: tuple[str, ...]) -> bool:
    """Say whether any of the fields took a second value; a machine that owns a ticket is nobody."""
    return any(len({value for state in states if (value := _holder(state, name))}) > 1 for name in names)


def _holder(state: State, name: str) -> str | None:
    return state.owner if name == "owner" else state.fields.get(name)


def _has_left_the_first(states: Sequence[State], name: str) -> bool:
    """Say whether a field, once it had a value, was cleared or took another."""
    values = [state.fields.get(name) for state in states]
    first = next(filter(None, values), None)
    return first is not None and any(value != first for value in values[values.index(first) :])


def _open_spans(timeline: Timeline) -> list[tuple[int, int | None]]:
    spans: list[tuple[int, int | None]] = []
    since: int | None = None
    for moment in timeline.moments:
        if not moment.state.ended and since is None:
            since = moment.at_us
        elif moment.state.ended and since is not None:
            spans.append((since, moment.at_us))
            since = None
    return spans if since is None else [*spans, (since, None)]
