"""Recording what a source tells, inside the transaction of a flow: each row is recorded, there already, or refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.db import connection

from acuerdo.apps.journal.commands import append
from acuerdo.apps.journal.rows import add_rows, ask, insert_told, listed, one_of
from acuerdo.apps.tickets.handles import known_people, name_people
from acuerdo.apps.tickets.keeping import body_of, content_of, people_in, without_names
from acuerdo.apps.tickets.locking import lock_tickets
from acuerdo.apps.tickets.models import Delivery, Source, Ticket
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.refusals import keep_refused, not_waiting
from acuerdo.apps.tickets.shapes import LONGEST_NAME, Answer, RefusedTelling, Taken, Telling
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.hours import to_datetime

KIND = "facts_recorded"
_COLUMNS = (
    *("source_id", "ticket_id", "delivery_id"),
    *("key", "content", "at_us", "recorded_us", "event", "body"),
)
_KEYS = (
    "SELECT fact.key, fact.content, ticket.name FROM tickets_fact fact"
    " JOIN tickets_ticket ticket ON ticket.id = fact.ticket_id WHERE fact.source_id = %s AND {}"
)
_RECORDED = Answer(taken=Taken.RECORDED)
_DUPLICATE = Answer(taken=Taken.DUPLICATE)
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a delivery: an answer for each row, and the tickets (locked) about which there is something new.

    `whole` holds, by the ids of their rows, all facts of those among them that had none before; `delivery` is the row's
    id, None where nothing came that is kept.
    """

    answers: tuple[Answer, ...]
    touched: tuple[Ticket, ...]
    delivery: int | None = None
    whole: Mapping[int, Sequence[Fact]] = field(default_factory=dict)


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


@dataclass(slots=True, kw_only=True)
class _Taking:
    """A delivery while it is looked at: whose it is, when it came, and what was decided about which place."""

    source: Source
    actor: str
    received_us: int
    told: Sequence[Telling]
    pauses_unknown: bool = False
    answers: dict[int, Answer] = field(default_factory=dict)

    def refuse(self, place: int, refused: RefusedTelling) -> None:
        self.answers[place] = Answer(taken=Taken.REFUSED, refused=refused)

    def refused(self) -> dict[int, RefusedTelling]:
        return {place: answer.refused for place, answer in self.answers.items() if answer.refused is not None}


def record_told(
    source: Source, told: Sequence[Telling], *, actor: str, received_us: int, pauses_unknown: bool = False
) -> Told:
    """Record what a source tells; `actor` is the ident of whoever brings it, `received_us` when it arrived.

    `pauses_unknown`: it comes from where pauses are not known, and the verdicts of its tickets say so.

    The tickets are locked first, in one order for all, so that two who tell about the same ones wait for each other.
    Raises `IntegrityError` where another delivery takes a key for another ticket at the same moment: try again.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("facts are recorded inside the transaction of a flow")
    taking = _Taking(source=source, actor=actor, received_us=received_us, told=told, pauses_unknown=pauses_unknown)
    sound = _sound(taking)
    tickets = lock_tickets(source, {row.ticket for row in told if row.ticket and len(row.ticket) <= LONGEST_NAME})
    idents = name_people(source, set[str]().union(*(people_in(fact) for fact in sound.values())))
    fresh = _fresh(taking, _candidates(taking, sound, idents))
    touched, delivery = _keep(taking, fresh, tickets)
    answers = tuple(taking.answers[place] for place in range(len(told)))
    rows = tuple(tickets[name] for name in sorted(touched))
    return Told(answers=answers, touched=rows, delivery=delivery, whole=_whole(fresh, tickets))


def foresee_told(source: Source, told: Sequence[Telling], *, received_us: int) -> tuple[Answer, ...]:
    """Return what would become of rows if they were told now; nothing is recorded, and nobody is named."""
    taking = _Taking(source=source, actor="", received_us=received_us, told=told)
    sound = _sound(taking)
    names = set[str]().union(*(people_in(fact) for fact in sound.values()))
    idents = dict.fromkeys(names, "") | known_people(source, names)
    _fresh(taking, _candidates(taking, sound, idents))
    return tuple(taking.answers[place] for place in range(len(told)))


def _sound(taking: _Taking) -> dict[int, Fact]:
    """Return the facts that can be looked at, by their place; refuse the rest."""
    found: dict[int, Fact] = {}
    for place, row in enumerate(taking.told):
        refused = row if isinstance(row, RefusedTelling) else _unfit(row, taking)
        if refused is not None:
            taking.refuse(place, refused)
        elif isinstance(row, Fact):
            found[place] = row
    return found


def _unfit(fact: Fact, taking: _Taking) -> RefusedTelling | None:
    """Say why a fact cannot be kept here, None where it can."""
    if fact.source not in ("", taking.source.key):
        expected = f"{taking.source.key}, or nothing"
        return RefusedTelling(
            code="other_source", column="source", found=fact.source[:40], expected=expected, ticket=fact.ticket
        )
    for column, text in (("ticket", fact.ticket), ("key", fact.key or ""), ("corrects", fact.corrects or "")):
        if len(text) > LONGEST_NAME:
            expected = f"at most {LONGEST_NAME} characters"
            return RefusedTelling(code="too_long", column=column, found=text[:40] + "...", expected=expected)
    if fact.recorded_us is not None and fact.recorded_us - taking.received_us > MOST_AHEAD_US:
        return RefusedTelling(
            code="recorded_ahead",
            column="recorded_at",
            found=to_datetime(fact.recorded_us).isoformat(),
            expected="an instant that is not still to come",
            ticket=fact.ticket,
        )
    return None


def _candidates(taking: _Taking, sound: Mapping[int, Fact], idents: Mapping[str, str]) -> list[_Candidate]:
    """Return facts as they are kept: with their source, the instant of their recording, and ids for names."""
    found = []
    for place, told in sound.items():
        fields, by = without_names(told, idents)
        known_us = taking.received_us if told.recorded_us is None else told.recorded_us
        fact = replace(told, recorded_us=known_us, source=taking.source.key, row=place + 1, fields=fields, by=by)
        body = body_of(fact)
        found.append(_Candidate(place=place, fact=fact, body=body, content=content_of(fact, body)))
    return found


def _fresh(taking: _Taking, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return what nobody told before; answer the rest as there already, or as a key that comes with other content."""
    known = _known(taking.source, candidates)
    fresh = []
    for one in candidates:
        first = known.get(one.name)
        if first is None:
            known[one.name] = (one.content, one.fact.ticket)
            taking.answers[one.place] = _RECORDED
            fresh.append(one)
        elif first[0] == one.content:
            taking.answers[one.place] = _DUPLICATE
        else:
            taking.refuse(one.place, _shared(one, first[1]))
    return fresh


def _known(source: Source, candidates: Sequence[_Candidate]) -> dict[_Name, tuple[str, str]]:
    """Return the content and the ticket of each fact that is there, by what makes it one."""
    keys = [one.fact.key for one in candidates if one.fact.key]
    plain = [one.content for one in candidates if not one.fact.key]
    found: dict[_Name, tuple[str, str]] = {}
    if keys:
        rows = ask(_KEYS.format(one_of("fact.key", "text")), (source.pk, listed(keys)))
        found |= {(key, ""): (content, ticket) for key, content, ticket in rows}
    if plain:
        names = {one.fact.ticket for one in candidates if not one.fact.key}
        told = FactRow.objects.filter(ticket__source=source, ticket__name__in=names, key__isnull=True)
        rows_plain = told.filter(content__in=plain).values_list("content", "ticket__name")
        found |= {("", content): (content, ticket) for content, ticket in rows_plain}
    return found


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


def _keep(taking: _Taking, fresh: Sequence[_Candidate], tickets: Mapping[str, Ticket]) -> tuple[set[str], int | None]:
    """Keep what is new and what was refused; return the tickets with something new, and the delivery."""
    refused = not_waiting(taking.source, taking.refused(), tickets)
    if not fresh and not refused:
        return set(), None
    source = taking.source
    said = (source.pk, taking.received_us, taking.actor, len(taking.told))
    delivery = int(insert_told(Delivery, ("source_id", "received_us", "actor", "told"), [said], ("id",))[0][0])
    add_rows(FactRow, _COLUMNS, [_row(source.pk, delivery, one, tickets[one.fact.ticket]) for one in fresh])
    doubted = keep_refused(source, delivery, refused, tickets) if refused else set[str]()
    append(
        source.chain,
        at=to_datetime(taking.received_us),
        actor=taking.actor,
        kind=KIND,
        body={"delivery": delivery, "facts": len(fresh), "digest": digest_of(one.content for one in fresh)},
    )
    touched = doubted | {one.fact.ticket for one in fresh}
    for name in touched if taking.pauses_unknown else ():
        tickets[name].pauses_unknown = True  # kept when it is folded
    return touched, delivery


def digest_of(contents: Iterable[str]) -> str:
    """Return one hash over the contents of facts, in the order in which they were recorded."""
    found = sha256()
    for content in contents:
        found.update(content.encode())
    return found.hexdigest()


def _whole(fresh: Sequence[_Candidate], tickets: Mapping[str, Ticket]) -> dict[int, list[Fact]]:
    """Return the facts of the tickets that had none before, so that nobody has to read them back."""
    found: dict[int, list[Fact]] = {}
    for one in fresh:
        ticket = tickets[one.fact.ticket]
        if not ticket.facts:
            found.setdefault(ticket.pk, []).append(one.fact)
    return found


def _row(source: int, delivery: int, one: _Candidate, ticket: Ticket) -> tuple[int | str | None, ...]:
    """Return what the columns of a fact's row hold; `source` and `delivery` are ids of rows."""
    fact = one.fact
    return (source, ticket.pk, delivery, fact.key, one.content, fact.at_us, fact.known_us, fact.event, one.body)
