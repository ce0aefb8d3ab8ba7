"""Judging a whole history: every ticket, every promise, and everything that could not be judged, by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import History, HistoryRefused, admit
from acuerdo.core.clock.timeline import Finding, unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.measures.ratios import RatioCase, ratio_case
from acuerdo.core.terms.agreement import Agreement

Progress = Callable[[int], None]
"""Told how many tickets were judged so far."""


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

    `tickets` counts the tickets met; each is judged, in `refused_tickets`, or in `not_yet_open`.
    """

    agreement: Agreement
    as_of_us: int
    verdicts: list[Verdict] = field(default_factory=list)
    ratio_cases: list[RatioCase] = field(default_factory=list)
    tickets: int = 0
    judged: int = 0
    not_yet_open: int = 0
    refused_tickets: list[RefusedTicket] = field(default_factory=list)
    refused_facts: list[RefusedFact] = field(default_factory=list)
    quarantined: list[Fact] = field(default_factory=list)
    late: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


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
    judgement = Judgement(agreement=agreement, as_of_us=as_of_us)
    for ticket, own in by_ticket(facts).items():
        judgement.tickets += 1
        try:
            history = admit(own, as_of_us=as_of_us, known_at_us=known_at_us)
        except HistoryRefused as refusal:
            judgement.refused_tickets.append(RefusedTicket(ticket, refusal.code, len(own)))
            continue
        _judge_history(judge, judgement, history, (marks or {}).get(ticket, ()))
        if progress is not None:
            progress(judgement.tickets)
    return judgement


def _judge_history(judge: Judge, judgement: Judgement, history: History, marks: tuple[Mark, ...]) -> None:
    judgement.quarantined += history.quarantined
    judgement.late += history.late
    if history.refused:
        marks = tuple(dict.fromkeys((*marks, Mark.INCOMPLETE_HISTORY)))
        judgement.refused_facts += (
            RefusedFact(history.ticket, refusal.code, refusal.fact.row, refusal.fact.key) for refusal in history.refused
        )
    timeline = unfold(history, judgement.agreement)
    if timeline is None:
        judgement.not_yet_open += 1
        return
    judgement.judged += 1
    judgement.findings += timeline.findings
    judgement.verdicts += judge.verdicts(timeline, as_of_us=judgement.as_of_us, marks=marks)
    for ratio in judgement.agreement.ratios:
        case = ratio_case(judgement.agreement, ratio, timeline)
        if case is not None:
            judgement.ratio_cases.append(case)
