"""The history of one ticket: its facts, admitted, corrected and put in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import lt

from acuerdo.core.clock.facts import Event, Fact

MOST_AHEAD_US = 5 * 60 * 1_000_000
"""A fact that happens later than this after its receipt is quarantined."""

LATE_US = 24 * 3600 * 1_000_000
"""A fact recorded later than this after it happened is listed to the customer."""

_OPENED = Event.OPENED


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fact that was not admitted: `duplicate_key`, `corrects_unknown` or `correction_cycle`."""

    code: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The facts of one ticket that count, in order, and those that do not, by name."""

    ticket: str
    facts: tuple[Fact, ...]
    quarantined: tuple[Fact, ...] = ()
    late: tuple[Fact, ...] = ()
    refused: tuple[Refusal, ...] = ()


class HistoryRefused(ValueError):
    """A ticket that cannot be judged at all; `code` is stable: `no_opened`.

    `history` holds what is known of the ticket all the same: what was quarantined, refused and told late, by name.
    """

    def __init__(self, code: str, history: History) -> None:
        self.code = code
        self.history = history
        super().__init__(f"ticket {history.ticket}: {_why_unopened(history)}")

    @property
    def ticket(self) -> str:
        """The ticket."""
        return self.history.ticket


def _why_unopened(history: History) -> str:
    ahead = next((fact for fact in history.quarantined if fact.event == _OPENED), None)
    if ahead is not None:
        return f"its opening (row {ahead.row}) lies later than its own recording and is not judged; correct its time"
    refused = next((each for each in history.refused if each.fact.event == _OPENED), None)
    if refused is not None:
        return f"its opening (row {refused.fact.row}) was refused: {refused.code}; tell it again under a key of its own"
    return "no fact says when it was opened; add one with event `opened`"


def admit(facts: Iterable[Fact], *, as_of_us: int, known_at_us: int | None = None) -> History:
    """Admit the facts of one ticket: what happened until `as_of_us`, as known at `known_at_us` (else: as known now).

    Duplicates change nothing; corrections and retractions take effect as soon as they are known, also those of a
    quarantined fact. A ticket that nobody knew of at `known_at_us` has no facts yet. Raises `HistoryRefused` when no
    fact opens the ticket.
    """
    told = list(facts)
    known = told if known_at_us is None else [fact for fact in told if fact.known_us <= known_at_us]
    ticket = told[0].ticket if told else ""
    if told and not known:
        return History(ticket=ticket, facts=())
    lags = [0 if fact.recorded_us is None else fact.recorded_us - fact.at_us for fact in known]
    ahead = bool(lags) and min(lags) < -MOST_AHEAD_US
    quarantined = tuple(fact for fact, lag in zip(known, lags, strict=True) if -lag > MOST_AHEAD_US) if ahead else ()
    sound = [fact for fact, lag in zip(known, lags, strict=True) if -lag <= MOST_AHEAD_US] if ahead else known
    distinct, refused = _distinct(sound)
    if any(fact.corrects is not None for fact in distinct):
        distinct, wrong = _corrected(distinct, quarantined)
        refused += wrong
    history = History(
        ticket=ticket,
        facts=tuple(_in_order([fact for fact in distinct if fact.at_us <= as_of_us])),
        quarantined=quarantined,
        late=tuple(fact for fact in distinct if fact.known_us - fact.at_us > LATE_US) if _any_late(lags) else (),
        refused=tuple(refused),
    )
    if not any(fact.event == _OPENED for fact in distinct):
        raise HistoryRefused("no_opened", history)
    return history


def _any_late(lags: list[int]) -> bool:
    return bool(lags) and max(lags) > LATE_US


def _in_order(facts: list[Fact]) -> list[Fact]:
    """Put facts in the order in which they happened, which as a rule they are in."""
    instants = [fact.at_us for fact in facts]
    return facts if all(map(lt, instants, instants[1:])) else sorted(facts, key=_order)


def _order(fact: Fact) -> tuple[int, int, int]:
    return fact.order


def _recorded(fact: Fact) -> tuple[int, int, int]:
    """Return the order of recording; the order within the source settles ties."""
    return (fact.known_us, *fact.order[1:])


def _content(fact: Fact) -> Fact:
    """Return what the fact says, apart from when and where it was written down."""
    return fact._replace(recorded_us=None, row=0)


def _distinct(facts: list[Fact]) -> tuple[list[Fact], list[Refusal]]:
    """Drop what was said twice; refuse a key that comes again with other content."""
    if len({(fact.source, fact.key) if fact.key else _content(fact) for fact in facts}) == len(facts):
        return facts, []
    kept: dict[object, Fact] = {}
    refused = []
    for fact in sorted(facts, key=_recorded):
        name: object = (fact.source, fact.key) if fact.key else _content(fact)
        first = kept.setdefault(name, fact)
        if first is not fact and _content(first) != _content(fact):
            refused.append(Refusal("duplicate_key", fact))
    return list(kept.values()), refused


def _corrected(facts: list[Fact], quarantined: tuple[Fact, ...]) -> tuple[list[Fact], list[Refusal]]:
    """Apply corrections and retractions: of several about one fact, the last recorded that itself stands wins.

    A quarantined fact does not count by itself, and can be put right as any other.
    """
    keys = {(fact.source, fact.key) for fact in facts if fact.key}
    aside = {fact for fact in _distinct(list(quarantined))[0] if fact.key and (fact.source, fact.key) not in keys}
    keys.update((fact.source, fact.key) for fact in aside if fact.key)
    about: dict[tuple[str, str | None], list[Fact]] = {}
    plain, unknown = [], []
    for fact in (*facts, *sorted(aside, key=_recorded)):
        if fact.corrects is None:
            plain.append(fact)
        elif (fact.source, fact.corrects) in keys:
            about.setdefault((fact.source, fact.corrects), []).append(fact)
        else:
            unknown.append(fact)
    found = _Corrections(about=about, aside=aside)
    standing = [after for fact in plain if (after := found.after(fact)) is not None]
    baseless = _Corrections(about=about, aside=aside)
    for fact in unknown:
        baseless.after(fact)  # what corrects a correction of nothing has nothing to correct either
    refused = [Refusal("corrects_unknown", fact) for fact in (*unknown, *baseless.reached)]
    lost = {fact for acts in about.values() for fact in acts} - found.reached - baseless.reached
    refused += [Refusal("correction_cycle", fact) for fact in lost]
    return standing, sorted((each for each in refused if each.fact not in aside), key=lambda each: _recorded(each.fact))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corrections:
    """What was said about which fact; those `aside` stand only once they are put right."""

    about: dict[tuple[str, str | None], list[Fact]]
    aside: set[Fact]
    reached: set[Fact] = field(default_factory=set)

    def after(self, fact: Fact) -> Fact | None:
        """Return the fact as it stands after all that was said about it, or None when it was taken back."""
        order, coming = list[tuple[Fact, list[Fact]]](), [fact]
        while coming:  # a correction may itself be corrected, as often as one likes
            each = coming.pop()
            acts = self.about.get((each.source, each.key), []) if each.key else []
            order.append((each, acts))
            coming += acts
            self.reached.update(acts)
        standing: dict[Fact, Fact | None] = {}
        for each, acts in reversed(order):
            standing[each] = self._after_acts(each, [standing[act] for act in sorted(acts, key=_recorded)])
        return standing[fact]

    def _after_acts(self, fact: Fact, acts: list[Fact | None]) -> Fact | None:
        """Return the fact after the acts about it, in the order of recording; None among them does not stand."""
        last = next((act for act in reversed(acts) if act is not None), None)
        if last is None:
            return None if fact in self.aside else fact
        return None if last.event == Event.RETRACTED else _in_place_of(fact, last)


def _in_place_of(fact: Fact, correction: Fact) -> Fact:
    """Return the correction in the corrected fact's place among facts of the same instant."""
    return correction._replace(seq=fact.order[1] if correction.seq is None else correction.seq, row=fact.row)
