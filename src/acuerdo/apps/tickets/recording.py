"""Recording what a source tells, inside the transaction of a flow: each row is recorded, there already, or refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection

from acuerdo.apps.journal.commands import Said, append_with
from acuerdo.apps.journal.rows import among, on_postgresql
from acuerdo.apps.journal.together import Questions, Writes
from acuerdo.apps.tickets.handles import known_people, name_people
from acuerdo.apps.tickets.keeping import body_of, content_of, people_in, without_names
from acuerdo.apps.tickets.locking import take_tickets
from acuerdo.apps.tickets.models import Delivery, Source, Ticket
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.refusals import keep_refused, not_waiting
from acuerdo.apps.tickets.shapes import LONGEST_NAME, Answer, RefusedTelling, Taken, Telling
from acuerdo.apps.tickets.titles import COLUMNS as TITLE_COLUMNS
from acuerdo.apps.tickets.titles import retitle
from acuerdo.apps.tickets.which import Which
from acuerdo.apps.tickets.wording import sources_of_then
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.hours import to_datetime

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

KIND = "facts_recorded"
_COLUMNS = (
    *("id", "source_id", "ticket_id", "delivery_id"),
    *("key", "content", "at_us", "recorded_us", "event", "body"),
)
_DELIVERY = ("id", "source_id", "received_us", "actor", "told")
_KEYS = (
    "SELECT fact.key, fact.content, ticket.name FROM tickets_fact fact"
    " JOIN tickets_ticket ticket ON ticket.id = fact.ticket_id WHERE fact.source_id = %s AND {}"
)
_EACH_KEY = (
    "SELECT found.key, found.content, found.name FROM unnest(%s::text[]) AS asked (key) CROSS JOIN LATERAL"  # noqa: S608 - our own words alone
    f" ({_KEYS.format('fact.key = asked.key')} LIMIT 1) AS found"
)
"""The same for PostgreSQL, key by key: a plan that was made while there were few facts would compare all of a source's
with all of the keys."""
_RECORDED = Answer(taken=Taken.RECORDED)
_DUPLICATE = Answer(taken=Taken.DUPLICATE)
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a delivery: an answer for each row, and the tickets (locked) about which there is something new.

    `fresh` holds their facts that are new, by the ids of their rows; `delivery` is the row's id, None where nothing
    came that is kept. All this is still to be written, by `writes`.
    """

    answers: tuple[Answer, ...]
    touched: tuple[Ticket, ...]
    writes: Writes
    delivery: int | None = None
    fresh: Mapping[int, Sequence[Fact]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A fact that may be recorded: its place in the delivery, what is kept of it, and what makes it one fact."""

    place: int
    fact: Fact
    body: str
    content: str

    @property
    def name(self) -> _Name:
        """The key within the source, else the content (which holds the ticket)."""
        return (self.fact.key, "") if self.fact.key else ("", self.content)


Reading = Callable[[Source], Sequence[Telling]]
"""Reads what was sent, with the words of the source that it was sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a source tells, or somebody for it: `actor` is whose ident, `received_us` when it arrived.

    `pauses_unknown`: it comes from where pauses are not known, and the verdicts of its tickets say so. `by_ident`:
    people in it are named by their idents already. `reading` reads it again, by what words of its source meant before.
    """

    told: Sequence[Telling]
    actor: str
    received_us: int
    pauses_unknown: bool = False
    by_ident: bool = False
    reading: Reading | None = None


@dataclass(slots=True, kw_only=True)
class _Taking:
    """A delivery while it is looked at: whose it is, and what was decided about which place."""

    source: Source
    brought: Brought
    answers: dict[int, Answer] = field(default_factory=dict)

    def refuse(self, place: int, refused: RefusedTelling) -> None:
        self.answers[place] = Answer(taken=Taken.REFUSED, refused=refused)

    def refused(self) -> dict[int, RefusedTelling]:
        return {place: answer.refused for place, answer in self.answers.items() if answer.refused is not None}

    def answered(self) -> tuple[Answer, ...]:
        return tuple(self.answers[place] for place in range(len(self.brought.told)))


@dataclass(slots=True, kw_only=True)
class Held:
    """A delivery whose tickets are locked once anything is known; what is asked for it is among the `questions`."""

    tickets: Which
    questions: Questions
    record: Callable[[], Told]
    """Say what becomes of each row. `Told.writes` is then to be kept."""


def hold_told(source: Source, brought: Brought) -> Held:
    """Take what a source tells, and lock its tickets.

    They are locked in one order for all, so that two who tell about the same ones wait for each other. What is written
    in the end raises `IntegrityError` where another delivery takes a key for another ticket at the same moment, and
    `record` of what it returns `Meanwhile`: try again.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("facts are recorded inside the transaction of a flow")
    taking = _Taking(source=source, brought=brought)
    sound = _sound(taking)
    told = {row.ticket for row in brought.told if row.ticket and len(row.ticket) <= LONGEST_NAME}
    questions, writes = Questions(), Writes()
    tickets, rows_of = take_tickets(questions, source, told)
    keeping = _Keeping(
        writes=writes,
        delivery=questions.reserve(Delivery, 1),
        append=append_with(questions, writes, source.chain),
    )
    rows = questions.reserve(FactRow, len(sound))
    names = set[str]() if brought.by_ident else set[str]().union(*(people_in(fact) for fact in sound.values()))
    idents = name_people(questions, source, names, writes)
    known = _known_keys(questions, source, sound.values())

    def record() -> Told:
        named = idents()
        fresh, clashing = _fresh(taking, _candidates(taking, sound, named, rows()), known())
        if clashing:
            _refuse_clashing(taking, clashing, named)
        tickets = rows_of()
        taken = (fact for place, fact in sound.items() if taking.answers[place].refused is None)
        retitled = retitle(taken, tickets, brought.received_us)
        told = _keep(taking, fresh, tickets, keeping)
        kept = {ticket.name for ticket in told.touched}  # when they are folded
        writes.change_columns([tickets[name] for name in sorted(retitled - kept)], TITLE_COLUMNS)
        return told

    return Held(tickets=tickets, questions=questions, record=record)


def foresee_told(source: Source, told: Sequence[Telling], *, received_us: int) -> tuple[Answer, ...]:
    """Return what would become of rows if they were told now; nothing is recorded, and nobody is named."""
    taking = _Taking(source=source, brought=Brought(told=told, actor="", received_us=received_us))
    sound = _sound(taking)
    names = set[str]().union(*(people_in(fact) for fact in sound.values()))
    idents = dict.fromkeys(names, "") | known_people(source, names)
    candidates = _candidates(taking, sound, idents, range(len(sound)))
    _, clashing = _fresh(taking, candidates, _known_keys(Questions(), source, sound.values())())
    _refuse_clashing(taking, clashing, idents)
    return taking.answered()


def _sound(taking: _Taking) -> dict[int, Fact]:
    """Return the facts that can be looked at, by their place; refuse the rest."""
    found: dict[int, Fact] = {}
    for place, row in enumerate(taking.brought.told):
        refused = row if isinstance(row, RefusedTelling) else _unfit(row, taking)
        if refused is not None:
            taking.refuse(place, refused)
        elif isinstance(row, Fact):
            found[place] = row
    return found


def _unfit(fact: Fact, taking: _Taking) -> RefusedTelling | None:
    """Say why a fact cannot be kept here, None where it can."""
    if fact.source not in ("", taking.source.key):
        return RefusedTelling(
            code="other_source",
            column="source",
            found=fact.source[:40],
            expected=f"{taking.source.key}, or nothing",
            ticket=fact.ticket,
        )
    for column, text in (("ticket", fact.ticket), ("key", fact.key or ""), ("corrects", fact.corrects or "")):
        if len(text) > LONGEST_NAME:
            return RefusedTelling(
                code="too_long", column=column, found=f"{text[:40]}...", expected=f"at most {LONGEST_NAME} characters"
            )
    if fact.recorded_us is not None and fact.recorded_us - taking.brought.received_us > MOST_AHEAD_US:
        return RefusedTelling(
            code="recorded_ahead",
            column="recorded_at",
            found=to_datetime(fact.recorded_us).isoformat(),
            expected="an instant that is not still to come",
            ticket=fact.ticket,
        )
    return None


def _candidates(
    taking: _Taking, sound: Mapping[int, Fact], idents: Mapping[str, str], rows: Iterable[int]
) -> list[_Candidate]:
    """Return facts as they are kept: with their source, the instant of their recording, and ids for names.

    `rows` are the ids that their rows get.
    """
    found = []
    received_us, source = taking.brought.received_us, taking.source.key
    for (place, told), row in zip(sound.items(), rows, strict=True):
        fields, by = without_names(told, idents)
        known_us = received_us if told.recorded_us is None else told.recorded_us
        fact = told._replace(recorded_us=known_us, source=source, row=row, fields=fields, by=by)
        body = body_of(fact)
        found.append(_Candidate(place=place, fact=fact, body=body, content=content_of(fact, body)))
    return found


def _fresh(
    taking: _Taking, candidates: Sequence[_Candidate], known: dict[_Name, tuple[str, str]]
) -> tuple[list[_Candidate], list[tuple[_Candidate, str, str]]]:
    """Return what nobody told before, and keys that come with other content, each with content and ticket of before.

    The rest is answered as there already. `known` are content and ticket of each fact that is there, by what makes it
    one, as far as it has a key.
    """
    known |= _known_plain(taking.source, [one for one in candidates if not one.fact.key])
    fresh, clashing = list[_Candidate](), list[tuple[_Candidate, str, str]]()
    for one in candidates:
        first = known.get(one.name)
        if first is None:
            known[one.name] = (one.content, one.fact.ticket)
            taking.answers[one.place] = _RECORDED
            fresh.append(one)
        elif first[0] == one.content:
            taking.answers[one.place] = _DUPLICATE
        else:
            clashing.append((one, *first))
    return fresh, clashing


def _refuse_clashing(
    taking: _Taking, clashing: Sequence[tuple[_Candidate, str, str]], idents: Mapping[str, str]
) -> None:
    """Refuse keys that come with other content, unless it is the same by what the source's words meant then."""
    keys = [one.fact.key or "" for one, _, holder in clashing if holder == one.fact.ticket]
    reading = taking.brought.reading
    then = sources_of_then(taking.source, keys) if reading is not None and keys else {}
    read = {} if reading is None else {id(source): reading(source) for source in then.values()}
    for one, content, holder in clashing:
        source = then.get(one.fact.key or "")
        told = None if source is None else read[id(source)][one.place]
        if isinstance(told, Fact) and _candidates(taking, {one.place: told}, idents, [0])[0].content == content:
            taking.answers[one.place] = _DUPLICATE
        else:
            taking.refuse(one.place, _shared(one, holder))


def _known_keys(
    questions: Questions, source: Source, told: Iterable[Fact]
) -> Callable[[], dict[_Name, tuple[str, str]]]:
    keys = [one.key for one in told if one.key]
    if not keys:
        return dict
    which, asked = among("fact.key", "text", keys)
    if len(keys) > 1 and on_postgresql():
        rows = questions.ask(_EACH_KEY, (asked, source.pk))
    else:
        rows = questions.ask(_KEYS.format(which), (source.pk, asked))
    return lambda: {(key, ""): (content, ticket) for key, content, ticket in rows()}


def _known_plain(source: Source, candidates: Sequence[_Candidate]) -> dict[_Name, tuple[str, str]]:
    if not candidates:
        return {}
    names = {one.fact.ticket for one in candidates}
    told = FactRow.objects.filter(ticket__source=source, ticket__name__in=names, key__isnull=True)
    rows = told.filter(content__in=[one.content for one in candidates]).values_list("content", "ticket__name")
    return {("", content): (content, ticket) for content, ticket in rows}


def _shared(one: _Candidate, holder: str) -> RefusedTelling:
    same = holder == one.fact.ticket
    return RefusedTelling(
        code="duplicate_key",
        column="key",
        found=one.fact.key or "",
        expected="the content that it came with before" if same else f"a key of its own: ticket {holder} has this one",
        hint="say what changed as a correction, under a key of its own",
        ticket=one.fact.ticket,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keeping:
    """With what a delivery is written: an id for its row, and the chain of its source."""

    writes: Writes
    delivery: Callable[[], list[int]]
    append: Callable[[Said], None]


def _keep(taking: _Taking, candidates: Sequence[_Candidate], tickets: Mapping[str, Ticket], keeping: _Keeping) -> Told:
    """Keep what is new and what was refused."""
    source, brought = taking.source, taking.brought
    refused = not_waiting(source, taking.refused(), tickets)
    if not candidates and not refused:
        return Told(answers=taking.answered(), touched=(), writes=keeping.writes)
    (delivery,) = keeping.delivery()
    said = (delivery, source.pk, brought.received_us, brought.actor, len(brought.told))
    keeping.writes.add(Delivery, _DELIVERY, [said])
    fresh = dict[int, list[Fact]]()
    for one in candidates:
        fresh.setdefault(tickets[one.fact.ticket].pk, []).append(one.fact)
    keeping.writes.add(FactRow, _COLUMNS, [_row(source, delivery, one, tickets[one.fact.ticket]) for one in candidates])
    doubted = keep_refused(source, delivery, refused, tickets) if refused else set[str]()
    body: dict[str, Json] = {
        "delivery": delivery,
        "facts": len(candidates),
        "digest": digest_of(one.content for one in candidates),
    }
    keeping.append(Said(at=to_datetime(brought.received_us), actor=brought.actor, kind=KIND, body=body))
    touched = doubted | {one.fact.ticket for one in candidates}
    for name in touched if brought.pauses_unknown else ():
        tickets[name].pauses_unknown = True  # kept when it is folded
    return Told(
        answers=taking.answered(),
        touched=tuple(tickets[name] for name in sorted(touched)),
        writes=keeping.writes,
        delivery=delivery,
        fresh=fresh,
    )


def digest_of(contents: Iterable[str]) -> str:
    """Return one hash over the contents of facts, in the order in which they were recorded."""
    found = sha256()
    for content in contents:
        found.update(content.encode())
    return found.hexdigest()


def _row(source: Source, delivery: int, one: _Candidate, ticket: Ticket) -> tuple[int | str | None, ...]:
    """Return what the columns of a fact's row hold; `delivery` is the id of a row."""
    fact = one.fact
    return (
        *(fact.row, source.pk, ticket.pk, delivery),
        *(fact.key, one.content, fact.at_us, fact.known_us, fact.event, one.body),
    )
