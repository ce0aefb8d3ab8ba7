"""Judging a whole history: every ticket, every promise, and everything that could not be judged, by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from acuerdo.core.clock.exclusions import Exclusion, as_they_count
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import History, HistoryRefused, admit
from acuerdo.core.clock.intake import instant_us, read_fact
from acuerdo.core.clock.keys import refuse_shared_keys
from acuerdo.core.clock.timeline import Finding, Timeline, unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.measures.ratios import RatioCase, ratio_cases, wholly_excluded
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import read_agreement

Progress = Callable[[int], None]
"""Told how many tickets were judged so far."""

_Unfolded = tuple[Timeline, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class RefusedTicket:
    """A ticket that could not be judged: `no_opened`."""

    ticket: str
    code: str
    facts: int


@dataclass(frozen=True, slots=True)
class RefusedFact:
    """A fact that was not admitted to its ticket's history: `duplicate_key`, `corrects_unknown`, `correction_cycle`."""

    ticket: str
    code: str
    row: int
    key: str | None


@dataclass(slots=True, kw_only=True)
class Judgement:
    """What came out of judging a history as of an instant.

    `tickets` counts the tickets met; each is judged, in `refused_tickets`, or in `not_yet_open`. `refusals` say of the
    refused ones why, where they were judged one by one.
    """

    agreement: Agreement
    as_of_us: int
    verdicts: list[Verdict] = field(default_factory=list)
    ratio_cases: list[RatioCase] = field(default_factory=list)
    tickets: int = 0
    judged: int = 0
    not_yet_open: int = 0
    refused_tickets: list[RefusedTicket] = field(default_factory=list)
    refusals: list[HistoryRefused] = field(default_factory=list, compare=False)
    refused_facts: list[RefusedFact] = field(default_factory=list)
    quarantined: list[Fact] = field(default_factory=list)
    late: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def judge(
    agreement: Agreement | Path | str | Mapping[str, object],
    facts: Iterable[Mapping[str, object]] | pl.DataFrame,
    *,
    as_of: datetime,
    exclusions: Sequence[Exclusion] = (),
    known_at: datetime | None = None,
) -> list[Verdict]:
    """Judge facts by an agreement as of an instant; a verdict per ticket, commitment and cycle.

    `agreement` is a path, the text or the mapping of a document, or its values. `facts` are mappings with the columns
    of a file of facts, or a table of them. Instants are aware datetimes. Raises `FactRefused` for a row that is no
    fact or has the key of another ticket's, `HistoryRefused` for a ticket that nothing opens, and what reading the
    agreement refuses.

    >>> from datetime import UTC
    >>> promise = {
    ...     "acuerdo": 1, "id": "demo", "type": "sla", "language": "en", "time_zone": "UTC", "title": {"en": "Demo"},
    ...     "parties": {"provider": {"id": "p", "name": "P"}, "customer": {"id": "c", "name": "C"}},
    ...     "term": {"from": "2026-01-01"},
    ...     "calendars": {"always": "24x7"},
    ...     "commitments": [{"id": "reply", "measure": "first_response", "calendar": "always", "within": "1h"}],
    ... }
    >>> history = [
    ...     {"ticket": "1", "at": "2026-03-02T09:00:00Z", "event": "opened"},
    ...     {"ticket": "1", "at": "2026-03-02T10:00:00Z", "event": "replied"},
    ... ]
    >>> [found] = judge(promise, history, as_of=datetime(2026, 3, 3, tzinfo=UTC))
    >>> found.verdict.value, found.consumed_s, found.due_at.isoformat()
    ('met', 3600, '2026-03-02T10:00:00+00:00')
    """
    terms = agreement if isinstance(agreement, Agreement) else read_agreement(agreement).terms
    rows = facts.iter_rows(named=True) if isinstance(facts, pl.DataFrame) else facts
    read = [
        read_fact(row, number=number, own_events=terms.own_events, own_fields=terms.own_fields)
        for number, row in enumerate(rows, start=1)
    ]
    for shared in refuse_shared_keys(read).values():
        raise shared
    judgement = judge_facts(
        terms,
        read,
        as_of_us=instant_us(as_of),
        exclusions=as_they_count(exclusions, terms.maintenance_notice),
        known_at_us=None if known_at is None else instant_us(known_at),
    )
    for refusal in judgement.refusals:
        raise refusal
    return judgement.verdicts


def by_ticket(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Gather facts by ticket; tickets in the order in which they are first met."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.ticket, []).append(fact)
    return found


def judge_facts(  # noqa: PLR0913 - the six things that a verdict is a function of
    agreement: Agreement,
    facts: Iterable[Fact],
    *,
    as_of_us: int,
    exclusions: Sequence[Exclusion] = (),
    known_at_us: int | None = None,
    marks: Mapping[str, tuple[Mark, ...]] | None = None,
    progress: Progress | None = None,
) -> Judgement:
    """Judge the facts of many tickets as of an instant, in microseconds since 1970-01-01 UTC.

    `marks` says of tickets what is wrong with their evidence. Nothing is dropped: what is not judged is listed.
    """
    judge = Judge(agreement, exclusions)
    excluded = {ratio.id: wholly_excluded(ratio, exclusions) for ratio in agreement.ratios}
    judgement = Judgement(agreement=agreement, as_of_us=as_of_us)
    for ticket, own in by_ticket(facts).items():
        judgement.tickets += 1
        try:
            history = admit(own, as_of_us=as_of_us, known_at_us=known_at_us)
        except HistoryRefused as refusal:
            judgement.refused_tickets.append(RefusedTicket(ticket, refusal.code, len(own)))
            judgement.refusals.append(refusal)
            _list_aside(judgement, refusal.history)
            continue
        found = _judge_history(judge, judgement, history, (marks or {}).get(ticket, ()))
        if found is not None:
            judgement.ratio_cases += ratio_cases(agreement, *found, excluded)
        if progress is not None:
            progress(judgement.tickets)
    return judgement


def _list_aside(judgement: Judgement, history: History) -> None:
    """List the facts that were not judged, and those that were told late."""
    judgement.quarantined += history.quarantined
    judgement.late += history.late
    judgement.refused_facts += (
        RefusedFact(history.ticket, refusal.code, refusal.fact.row, refusal.fact.key) for refusal in history.refused
    )


def _judge_history(judge: Judge, judgement: Judgement, history: History, marks: tuple[Mark, ...]) -> _Unfolded | None:
    """Judge a ticket's clocks; return its timeline and what is wrong with it, None while it is not open."""
    _list_aside(judgement, history)
    if history.refused:
        marks = tuple(dict.fromkeys((*marks, Mark.INCOMPLETE_HISTORY)))
    timeline = unfold(history, judgement.agreement)
    if timeline is None:
        judgement.not_yet_open += 1
        return None
    judgement.judged += 1
    judgement.findings += timeline.findings
    judgement.verdicts += judge.verdicts(timeline, as_of_us=judgement.as_of_us, marks=marks)
    return timeline, marks
