"""From snapshots of a ticket's state to the facts between them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from acuerdo.connectors.cells import ReadRow
from acuerdo.core.clock.facts import Event, Fact
from acuerdo.core.terms.measures import Stage

DONE_LATER = frozenset({"owner", "team", "tier"})
"""Fields that somebody sets by acting on the ticket; the first snapshot proves them at its own time only."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def sort_ranks(words: Sequence[str | None]) -> dict[str | None, int]:
    """Rank the cells of a sort key: as numbers if all of them are whole numbers, else as texts; none comes first.

    >>> sort_ranks(["10", "9", None])
    {None: 0, '9': 1, '10': 2}
    """
    given = {word for word in words if word is not None}
    numeric = all(_WHOLE.fullmatch(word) for word in given)
    ordered = sorted(given, key=(lambda word: (int(word), word)) if numeric else (lambda word: (0, word)))
    return {None: 0, **{word: rank for rank, word in enumerate(ordered, start=1)}}


def sorted_rows(rows: Iterable[ReadRow]) -> list[list[ReadRow]]:
    """Group rows by ticket, in the order in which tickets first appear, each by instant, sort keys, and place."""
    tickets: dict[str, list[ReadRow]] = {}
    every = list(rows)
    for row in every:
        tickets.setdefault(row.fact.ticket, []).append(row)
    width = len(every[0].sort) if every else 0
    ranks = [sort_ranks([row.sort[place] for row in every]) for place in range(width)]

    def order(row: ReadRow) -> tuple[int, ...]:
        return (row.fact.at_us, *(rank[cell] for rank, cell in zip(ranks, row.sort, strict=True)), row.index)

    return [sorted(group, key=order) for group in tickets.values()]


def facts_of_snapshots(rows: Sequence[ReadRow]) -> Iterator[Fact]:
    """Tell the facts between the snapshots of one ticket, which come sorted.

    The first one opens the ticket, at `opened_at` if there is one. What the ticket is (its priority, category and so
    on) holds from there; what somebody did (a status that is not open, an owner, a team, a tier) holds from the first
    snapshot's own time. Rows written before the opening count at the opening. Each later one that differs is a change.
    """
    first = rows[0]
    opened_us = first.fact.at_us if first.opened_us is None else first.opened_us
    state = dict(first.fact.fields)
    status: tuple[str | None, Stage | None, str | None] = (None, None, None)
    at_once = first.fact.at_us <= opened_us
    is_open = first.fact.stage in (None, Stage.OPEN)
    yield _opening(first, opened_us, at_once=at_once, with_status=at_once or is_open)
    if first.fact.status is not None:
        status = (first.fact.status, first.fact.stage, first.fact.reason)
    if not at_once:
        later = tuple((name, value) for name, value in first.fact.fields if name in DONE_LATER and value)
        if later or not is_open:
            yield _change(first, 0, later, first.fact.at_us, status if not is_open else None)
    for seq, row in enumerate(rows[1:], start=1):
        given = dict(row.fact.fields)
        changed = tuple(
            (name, given.get(name, ""))
            for name in sorted(given.keys() | state.keys())
            if given.get(name, "") != state.get(name, "")
        )
        now = (row.fact.status, row.fact.stage, row.fact.reason) if row.fact.status is not None else status
        if changed or now != status:
            yield _change(row, seq, changed, max(row.fact.at_us, opened_us), now if now != status else None)
        state, status = given, now


def _opening(row: ReadRow, opened_us: int, *, at_once: bool, with_status: bool) -> Fact:
    fact = row.fact
    with_status = with_status and fact.status is not None
    fields = tuple((name, value) for name, value in fact.fields if value and (at_once or name not in DONE_LATER))
    return fact._replace(
        at_us=opened_us,
        event=Event.OPENED,
        fields=fields,
        status=fact.status if with_status else None,
        stage=fact.stage if with_status else None,
        reason=fact.reason if with_status else None,
        seq=0,
        key=f"{snapshot_key(row)}:{Event.OPENED}",
    )


def _change(
    row: ReadRow,
    seq: int,
    fields: tuple[tuple[str, str], ...],
    at_us: int,
    status: tuple[str | None, Stage | None, str | None] | None,
) -> Fact:
    word, stage, reason = status or (None, None, None)
    return row.fact._replace(
        at_us=at_us,
        fields=fields,
        status=word,
        stage=stage,
        reason=reason,
        seq=seq,
        key=snapshot_key(row),
    )


def snapshot_key(row: ReadRow) -> str:
    """Return what tells a snapshot from every other: its ticket, its sort keys and its place."""
    return ":".join((row.fact.ticket, *(cell or "" for cell in row.sort), str(row.index)))
