"""Holding what a help desk claims against the clocks of its tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.claims.models import Claim
from acuerdo.apps.clocks.governing import Books, Governing, read_versions
from acuerdo.apps.clocks.judging import Unfolded, governing_of, unfold_facts
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.shapes import Agreed
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Source, Ticket
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.apps.tickets.sources import find_source_row
from acuerdo.core.clock.exclusions import as_they_count
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.timeline import Timeline, unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.terms.agreement import Agreement as Terms
from acuerdo.documents import AgreementDocument
from acuerdo.studies.claims.looking import looked_at, ours_of, worst_of
from acuerdo.studies.claims.reconciling import agrees, reconcile
from acuerdo.studies.claims.shapes import Claim as Said
from acuerdo.studies.claims.shapes import Compared, Looking, Ours, Step

MOST_EXPLAINED = 50
"""How many differences are judged again under every assumption: that takes a moment for each."""

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The claims of a source about one promise: how many, how many agree, and the latest differences with their causes.

    `document` is a text that makes the promise (None where no clock of it ran). `steps` lead to the clock that explains
    most of these differences, for tickets that one text governs. `titles` are the tickets' own, by name.
    """

    commitment: str
    document: AgreementDocument | None
    claims: int
    agreed: int
    lines: Sequence[Compared]
    steps: Sequence[Step]
    titles: Mapping[str, str]


def claims_held(viewer: Viewer, source: str, as_of_us: int) -> list[Held]:
    """Return what a source claims, promise by promise, against our verdicts as of an instant. Raises `NotThere`."""
    row = find_source_row(viewer, source, Permission.TELL_FACTS)
    counts = Claim.objects.filter(source=row).values_list("commitment").annotate(Count("pk")).order_by("commitment")
    return [_held(row, commitment, count, as_of_us) for commitment, count in counts]


def _held(source: Source, commitment: str, count: int, as_of_us: int) -> Held:
    agreed, differing = 0, dict[str, Said]()
    rows = Claim.objects.filter(source=source, commitment=commitment).order_by("-said_us", "ticket")
    batch: dict[str, Said] = {}
    for row in rows.iterator(chunk_size=_AT_ONCE):
        batch[row.ticket] = Said(met=row.met, due_us=row.due_us)
        if len(batch) == _AT_ONCE:
            agreed += _sort_out(source, commitment, batch, differing)
            batch = {}
    agreed += _sort_out(source, commitment, batch, differing)
    tickets = list(Ticket.objects.filter(source=source, name__in=list(differing)).select_related("source", "customer"))
    lines, steps = _explained(tickets, commitment, differing, as_of_us)
    return Held(
        commitment=commitment,
        document=_text(source, commitment),
        claims=count,
        agreed=agreed,
        lines=lines,
        steps=steps,
        titles={one.name: one.title for one in tickets},
    )


def _text(source: Source, commitment: str) -> AgreementDocument | None:
    """Return a text by which the clocks of a promise run on the tickets of a source."""
    rows = Clock.objects.filter(ticket__source=source, commitment=commitment, agreement__kind=AgreementKind.SLA)
    row = rows.select_related("version__agreement", "version__offer").first()
    found = [] if row is None else read_versions([row.version])
    return found[0].document if found else None


def _sort_out(source: Source, commitment: str, batch: Mapping[str, Said], differing: dict[str, Said]) -> int:
    """Count those that agree with the clocks as they are kept; add the first of the others to `differing`."""
    clocks = Clock.objects.filter(
        ticket__source=source, ticket__name__in=list(batch), commitment=commitment, agreement__kind=AgreementKind.SLA
    )
    told = clocks.order_by("ticket__name", "agreement", "cycle").values_list("ticket__name", "verdict", "due_us")
    ours = worst_of((name, Ours(verdict=verdict, due_us=due_us)) for name, verdict, due_us in told)
    agreed = 0
    for ticket, claim in batch.items():
        if agrees(claim, ours.get(ticket)):
            agreed += 1
        elif len(differing) < MOST_EXPLAINED:
            differing[ticket] = claim
    return agreed


def _explained(
    tickets: Sequence[Ticket], commitment: str, differing: Mapping[str, Said], as_of_us: int
) -> tuple[list[Compared], Sequence[Step]]:
    """Return differences with their causes: tickets that the same text governs are looked at together."""
    told = facts_of(tickets)
    books = Books({one.customer_id for one in tickets if one.customer_id is not None})
    groups: dict[int, tuple[Governing, dict[str, _Life]]] = {}
    for ticket in tickets:
        life = _Life(facts=tuple(told[ticket.pk]), gap=ticket.refused > 0, as_of_us=as_of_us)
        for rules in governing_of(life.unfolded(), books, ticket.customer_id):
            if any(one.id == commitment for one in rules.terms.commitments):
                groups.setdefault(rules.version.pk, (rules, {}))[1][ticket.name] = life
                break
    lines: dict[str, Compared] = {}
    steps: Sequence[Step] = ()
    for rules, lives in groups.values():
        claims = {name: differing[name] for name in lives}
        found = reconcile(rules.terms, commitment, claims, _Judging(lives, rules.agreed).judged)
        lines |= {line.ticket: line for line in found.lines}
        steps = found.steps if len(groups) == 1 else ()
    bare = {name: Compared(ticket=name, claim=claim, ours=None, agrees=False) for name, claim in differing.items()}
    return list((bare | lines).values()), steps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """The facts of a ticket, whether its history has a gap, and the instant as of which it is judged."""

    facts: tuple[Fact, ...]
    gap: bool
    as_of_us: int

    def unfolded(self) -> Unfolded:
        return unfold_facts(self.facts, self.as_of_us)

    def seen(self, terms: Terms, looking: Looking) -> tuple[Timeline | None, tuple[Mark, ...]]:
        """Return the timeline by an agreement's priorities, looking at the facts in some way, and the marks of it."""
        history = unfold_facts(looked_at(self.facts, looking), self.as_of_us).history
        return unfold(history, terms), (Mark.INCOMPLETE_HISTORY,) if self.gap or history.refused else ()


@dataclass(frozen=True, slots=True)
class _Judging:
    """Judges the lives of tickets under assumptions about one promise of an agreement, whose priorities stay.

    What is seen of a ticket therefore depends on the way of looking alone: it is kept.
    """

    lives: Mapping[str, _Life]
    agreed: Sequence[Agreed]
    kept: dict[tuple[str, Looking], tuple[Timeline | None, tuple[Mark, ...]]] = field(default_factory=dict)

    def judged(self, terms: Terms, looking: Looking, only: frozenset[str] | None) -> Mapping[str, Ours]:
        """Return what is said of the tickets under an agreement."""
        chosen = [name for name in self.lives if only is None or name in only]
        return worst_of(ours_of(one for name in chosen for one in self._verdicts(name, terms, looking)))

    def _verdicts(self, name: str, terms: Terms, looking: Looking) -> list[Verdict]:
        life = self.lives[name]
        if (name, looking) not in self.kept:
            self.kept[name, looking] = life.seen(terms, looking)
        timeline, marks = self.kept[name, looking]
        if timeline is None:
            return []
        own = [one.exclusion for one in self.agreed if one.touches(life.facts[0].source, life.facts[0].ticket)]
        judge = Judge(terms, () if looking.unexcluded else as_they_count(own, terms.maintenance_notice))
        return judge.verdicts(timeline, as_of_us=life.as_of_us, marks=marks)
