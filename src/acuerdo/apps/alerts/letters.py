"""Letters about moments of clocks: one for each moment, or one for many that came at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256

from acuerdo.apps.alerts.messengers import BY, Carrier
from acuerdo.apps.alerts.roster import Member
from acuerdo.apps.clocks.moments import Reached, Stage
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime

KIND = "clock_moment"
"""The kind of a letter about a moment of a clock."""

GATHERED = "clock_moments"
"""The kind of a letter about several moments that came at once."""

MOST_LETTERS = 10
"""How many letters somebody gets of one look; what is more comes in one letter."""

MOST_LINES = 200
"""Of how many moments one letter tells each in a line of its own."""

_INSTANTS = 1_000
"""Of how many instants the words are kept: what comes at once often comes at the same one."""

_WORST = {stage: place for place, stage in enumerate((Stage.BREACHED, Stage.DUE, Stage.WARNED, Stage.STARTED))}


@dataclass(slots=True, kw_only=True)
class Call:
    """Why somebody is told: whether the path names them, what it says about how, and its remarks by language."""

    named: bool = False
    by: list[str] = field(default_factory=list)
    notes: list[Mapping[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class Raised:
    """An alert on its way into its row, and what it is about."""

    name: str
    about: str
    raised_us: int
    reached: Reached

    @property
    def stage(self) -> Stage:
        """How far its clock is."""
        return self.reached.moment.stage

    @cached_property
    def facts(self) -> Mapping[str, Json]:
        """What is told of it: ids, instants and words of the agreement, nothing that a person wrote."""
        one, clock, moment = self.reached, self.reached.clock, self.reached.moment
        return {
            "source": one.ticket.source.key,
            "ticket": one.ticket.name,
            "agreement": one.rules.version.agreement.key,
            "commitment": clock.commitment,
            "measure": clock.measure,
            "cycle": clock.cycle,
            "priority": clock.priority,
            "point": moment.point,
            "at": _instant(moment.at_us),
            "due_at": _instant(clock.due_us),
            "breaches_at": _instant(clock.breaches_us),
            "late_s": (self.raised_us - moment.at_us) // 1_000_000 if moment.late else 0,
            "late": None if moment.late is None else str(moment.late),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody who is told of an alert."""

    raised: Raised
    member: Member
    call: Call

    @property
    def key(self) -> str:
        """The key of the letter in the outbox, where it is one of its own."""
        return f"{self.raised.about}:{self.member.ident}"

    @property
    def is_urgent(self) -> bool:
        """Urgent is a breach, and whatever the path wants somebody told at due or later."""
        return self.raised.stage is Stage.BREACHED or (self.raised.stage is Stage.DUE and self.call.named)

    def body(self) -> dict[str, Json]:
        """Return what the letter's words are made of."""
        one = self.raised.reached
        return {
            **self.raised.facts,
            "titles": one.rules.version.agreement.titles,
            "title": dict(one.rules.path(one.clock.commitment).title),
            "stage": str(self.raised.stage),
            "now": str(one.clock.verdict),
            "ended": one.clock.stopped_us is not None,
            "by": list(self.call.by),
            "notes": [dict(note) for note in self.call.notes],
        }


def write_letters(
    told: Collection[Told], messengers: Mapping[int, Sequence[Carrier]]
) -> tuple[list[Notice], dict[str, dict[str, str]]]:
    """Return the letters to people, and what goes to their messengers (by person), each where it is wanted.

    One comes in place of many for whoever would get more than `MOST_LETTERS`. And for each alert that is told among
    others (by what its notices are found by): who is told by which letter.
    """
    ways: dict[tuple[int, Carrier | None], list[Told]] = defaultdict(list)
    for one in told:
        person = one.member.person
        ways[person, None].append(one)
        for messenger in messengers.get(person, ()):
            if messenger.wants(one.call.by, urgent=one.is_urgent):
                ways[person, messenger].append(one)
    letters = list[Notice]()
    gathered: dict[str, dict[str, str]] = defaultdict(dict)
    for (person, carrier), several in ways.items():
        if len(several) <= MOST_LETTERS:
            letters += [_single(one, carrier) for one in several]
            continue
        letter = _together(person, several, carrier)
        letters.append(letter)
        if carrier is None:
            for one in several:
                gathered[one.raised.about][str(person)] = letter.key
    return letters, gathered


def lines_of(bodies: Sequence[Mapping[str, Json]], many: int) -> dict[str, Json]:
    """Return the body of a letter that tells of so many moments, the first of them in a line each."""
    lines: list[Json] = [dict(one) for one in bodies]
    return {"lines": lines, "more": many - len(lines)}


def _single(told: Told, carrier: Carrier | None) -> Notice:
    return Notice(
        key=told.key + _behind(carrier),
        kind=KIND,
        channel=Channel.MAIL if carrier is None else Channel.MESSENGER,
        person=told.member.person,
        customer=told.raised.reached.ticket.customer_id,
        about=told.raised.about,
        body={**told.body(), **_by(carrier)},
    )


def _together(person: int, told: Sequence[Told], carrier: Carrier | None) -> Notice:
    """Return one letter in place of several to somebody, the worst first."""
    first = sorted(told, key=lambda one: _WORST[one.raised.stage])[:MOST_LINES]
    keys = sha256("\n".join(sorted(one.key for one in told)).encode()).hexdigest()[:32]
    customers = {one.raised.reached.ticket.customer_id for one in told}
    return Notice(
        key=f"{GATHERED}:{keys}{_behind(carrier)}",
        kind=GATHERED,
        channel=Channel.MAIL if carrier is None else Channel.MESSENGER,
        person=person,
        customer=customers.pop() if len(customers) == 1 else None,
        body={**lines_of([one.body() for one in first], len(told)), **_by(carrier)},
    )


def _behind(carrier: Carrier | None) -> str:
    """Return what tells the key of a message from that of the letter."""
    return "" if carrier is None else f":{carrier.ident.hex[:16]}"


def _by(carrier: Carrier | None) -> dict[str, Json]:
    return {} if carrier is None else {BY: str(carrier.ident)}


@lru_cache(maxsize=_INSTANTS)
def _instant(at_us: int | None) -> str | None:
    return None if at_us is None else instant_text(to_datetime(at_us))
