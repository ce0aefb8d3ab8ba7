"""Holding claims against verdicts, and finding the clock that a help desk ran."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.claims.assumptions import alone, assumptions_of, hours_of, promise_of
from acuerdo.studies.claims.shapes import (
    AS_TOLD,
    TOLERANCE_US,
    Assumption,
    Claim,
    Compared,
    Judged,
    Ours,
    Reconciliation,
    Step,
    Threshold,
)

_MOST_STEPS = 5
_SAMPLE = 2_000
_LEAST_GAIN = 0.001


def agrees(claim: Claim, ours: Ours | None) -> bool:
    """Say whether a claim says what we say: the same word, and a due instant within a minute of ours.

    >>> agrees(Claim(met=True), Ours(verdict="met")), agrees(Claim(met=True), Ours(verdict="breached"))
    (True, False)
    >>> agrees(Claim(due_us=0), Ours(verdict="running", due_us=59_000_000))
    True
    """
    if ours is None:
        return False
    if claim.due_us is not None and (ours.due_us is None or abs(ours.due_us - claim.due_us) > TOLERANCE_US):
        return False
    return claim.met is None or ours.met is claim.met or (claim.met and ours.verdict in ("running", "paused"))


@dataclass(slots=True, kw_only=True)
class _Search:
    """A search for the clock behind claims; what was judged under one assumption at most is kept.

    `only` are the tickets among which it searches, None for all.
    """

    terms: Agreement
    commitment: str
    claims: Mapping[str, Claim]
    judged: Judged
    only: frozenset[str] | None = None
    kept: dict[tuple[str, ...], Mapping[str, Ours]] = field(default_factory=dict)
    scores: dict[tuple[str, ...], int] = field(default_factory=dict)

    def under(self, taken: Sequence[Assumption]) -> Mapping[str, Ours]:
        """Return what would be said under some assumptions."""
        name = _name(taken)
        if name in self.kept:
            return self.kept[name]
        promise, looking = promise_of(self.terms, self.commitment), AS_TOLD
        for one in taken:
            promise, looking = one.change(promise), looking | one.looking
        found = self.judged(alone(self.terms, promise), looking, self.only)
        if len(taken) <= 1:
            self.kept[name] = found
        return found

    def score(self, taken: Sequence[Assumption]) -> int:
        """Return how many claims fit under some assumptions, each priority by the target that fits it best."""
        name = _name(taken)
        if name not in self.scores:
            found = self.under(taken)
            if _say_due(self.claims):
                fits = sum(agrees(claim, found.get(ticket)) for ticket, claim in self.claims.items())
            else:
                fits = sum(one.agreed for one in thresholds_of(self.claims, found))
            self.scores[name] = fits
        return self.scores[name]

    def best(self, taken: Sequence[Assumption], ways: Iterable[Assumption]) -> list[Assumption] | None:
        """Return the assumptions with the way that makes most claims fit; None where none makes more of them fit.

        A way stands instead of one about the same cause.
        """
        most, found = self.score(taken), None
        least = most + max(1, round(len(self.claims) * _LEAST_GAIN))
        for way in ways:
            tried = [*(one for one in taken if one.cause is not way.cause), way]
            fits = self.score(tried)
            if fits > most and fits >= least:
                most, found = fits, tried
        return found

    def climb(self, taken: list[Assumption], ways: Sequence[Assumption]) -> list[Assumption]:
        """Return the assumptions to which one step after another leads, each the best there is."""
        for _ in range(_MOST_STEPS):
            better = self.best(taken, ways)
            if better is None:
                break
            taken = better
        return taken


def reconcile(
    terms: Agreement,
    commitment: str,
    claims: Mapping[str, Claim],
    judged: Judged,
    *,
    search_hours: bool = False,
) -> Reconciliation:
    """Hold claims about one promise, by ticket, against our verdicts.

    Each difference gets the assumptions that explain it alone. Beside that the clock is searched that explains most
    claims: step by step the assumption that fits most of them, with `search_hours` among all plain weeks too. Raises
    `PromiseUnknown` for a promise that is not there.
    """
    ways = assumptions_of(terms, promise_of(terms, commitment))
    weeks: list[Assumption] = []
    if search_hours:
        calendars, weeks = hours_of(terms)
        terms = replace(terms, calendars={**terms.calendars, **calendars})
    search = _Search(terms=terms, commitment=commitment, claims=claims, judged=judged)
    sample = _sample(claims)
    if len(sample) == len(claims):
        taken = _find(search, ways, weeks)
    else:
        part = {ticket: claims[ticket] for ticket in sample}
        few = _Search(terms=terms, commitment=commitment, claims=part, judged=judged, only=frozenset(sample))
        taken = _find(few, ways, weeks)
    found = search.under(taken)
    thresholds = () if _say_due(claims) else thresholds_of(claims, found)
    return Reconciliation(
        commitment=commitment,
        lines=tuple(_lines(search, ways, taken, thresholds)),
        steps=tuple(_steps(search, taken)),
        thresholds=thresholds,
        fitted=search.score(taken),
    )


def _find(search: _Search, ways: Sequence[Assumption], weeks: Sequence[Assumption]) -> list[Assumption]:
    """Return the assumptions that make most claims fit."""
    taken = search.climb([], ways)
    return search.climb(search.best(taken, weeks) or taken, ways) if weeks else taken


def _sample(claims: Mapping[str, Claim]) -> list[str]:
    """Return the tickets to search among: as many that were kept as not, evenly taken."""
    sides: dict[bool | None, list[str]] = {}
    for ticket, claim in claims.items():
        sides.setdefault(claim.met, []).append(ticket)
    room = _SAMPLE // max(len(sides), 1)
    return [ticket for side in sides.values() for ticket in side[:: max(1, len(side) // room)][: room + 1]]


def _steps(search: _Search, taken: Sequence[Assumption]) -> Iterator[Step]:
    """Yield the assumptions, each with how many claims fit under it and those before it."""
    for place, one in enumerate(taken, start=1):
        yield Step(assumption=one, agreed=search.score(taken[:place]))


def thresholds_of(claims: Mapping[str, Claim], ours: Mapping[str, Ours]) -> tuple[Threshold, ...]:
    """Return for each priority the target that fits most claims: those at most so long were kept, the others not."""
    sides: dict[str, tuple[list[int], list[int]]] = {}
    for ticket, claim in claims.items():
        found = ours.get(ticket)
        if claim.met is not None and found is not None and found.verdict != "not_applicable":
            kept, missed = sides.setdefault(found.priority, ([], []))
            (kept if claim.met else missed).append(found.consumed_us)
    return tuple(_threshold(priority, *both) for priority, both in sorted(sides.items()))


def _threshold(priority: str, kept: list[int], missed: list[int]) -> Threshold:
    """Return the target at which most of `kept` are at or below it, and most of `missed` above it."""
    kept.sort()
    missed.sort()
    best, fits = -1, len(missed)
    for place, consumed in enumerate(kept, start=1):
        found = place + len(missed) - bisect_left(missed, consumed + 1)
        if found > fits:
            best, fits = consumed, found
    over = bisect_left(missed, best + 1)
    return Threshold(
        priority=priority,
        over_us=None if best < 0 else best,
        under_us=missed[over] if over < len(missed) else None,
        agreed=fits,
        n=len(kept) + len(missed),
    )


def _lines(
    search: _Search, ways: Sequence[Assumption], taken: Sequence[Assumption], thresholds: Sequence[Threshold]
) -> Iterable[Compared]:
    plain, found = search.under(()), search.under(taken)
    named = {one.name for one in taken}
    fitting = {one.priority: -1 if one.over_us is None else one.over_us for one in thresholds}
    ordered = sorted(ways, key=lambda way: (way.name not in named, -search.score((way,))))
    for ticket, claim in search.claims.items():
        ours, theirs = plain.get(ticket), found.get(ticket)
        fits = agrees(claim, ours)
        causes = () if fits else tuple(way for way in ordered if agrees(claim, search.under((way,)).get(ticket)))
        within = theirs is not None and claim.met is (theirs.consumed_us <= fitting.get(theirs.priority, -1))
        explained = fits or bool(taken and (within if thresholds else agrees(claim, theirs)))
        yield Compared(ticket=ticket, claim=claim, ours=ours, agrees=fits, causes=causes, explained=explained)


def _say_due(claims: Mapping[str, Claim]) -> bool:
    return any(claim.due_us is not None for claim in claims.values())


def _name(taken: Sequence[Assumption]) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in taken))
