"""Parts of tickets in ratios, over columns: who was resolved at the first contact, handed on, reopened, or waits."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from acuerdo.columns import arrays
from acuerdo.columns.calendars import OpenTime
from acuerdo.columns.lives import GIVEN, MACHINE, Lives, State, derived_priority, each_distinct
from acuerdo.columns.slots import DAY_US
from acuerdo.core.clock.facts import SYSTEM
from acuerdo.core.measures.ratios import SHARE_FIELDS, RatioCase, is_covered, opening_calendars
from acuerdo.core.terms.agreement import Agreement, FirstContact, Metric, RatioCommitment

_KINDS = {"ticket": pl.String(), "commitment": pl.String(), "holds": pl.Boolean(), "apart": pl.String()}
SHARE_SCHEMA = pl.Schema({name: _KINDS.get(name, pl.Int64()) for name in SHARE_FIELDS})
"""A ticket's part in a ratio, as `RatioCase`; a case of the backlog has a row for each span in which it was open."""

HANDS = ("team", "tier", "owner")
"""The fields whose second value means that somebody else took the ticket over."""


def share_rows(cases: Sequence[RatioCase]) -> pl.DataFrame:
    """Lay cases out as rows of `SHARE_SCHEMA`, in their order."""
    return pl.DataFrame([row for case in cases for row in case.rows], schema=SHARE_SCHEMA, orient="row")


def find_shares(lives: Lives, agreement: Agreement) -> pl.DataFrame:
    """Return the parts of the tickets that need no scalar core.

    `ticket` is the ticket's place; `ratio` (the place of the commitment) and `span` put a ticket's rows in their order.
    Nothing is set `apart` yet.
    """
    moments = lives.with_fields(_names(agreement)).filter(pl.col("ends") & (pl.col("at") >= pl.col("opened")))
    tickets = _tickets(lives, moments, _hands(agreement))
    spans = _open_spans(moments)
    found = [
        _part(agreement, ratio, tickets, spans)
        .with_columns(pl.lit(None).alias("apart"))
        .select(
            "ticket",
            pl.lit(place, pl.Int32).alias("ratio"),
            pl.col("span").cast(pl.Int64),
            pl.lit(ratio.id).alias("commitment"),
            *(pl.col(name).cast(kind) for name, kind in list(SHARE_SCHEMA.items())[2:]),
        )
        for place, ratio in enumerate(agreement.ratios)
    ]
    return pl.concat(found).sort("ticket", "ratio", "span")


def _names(agreement: Agreement) -> set[str]:
    scopes = [condition for ratio in agreement.ratios for condition in (ratio.applies_to, *ratio.exceptions)]
    named = {name for condition in scopes for name, _ in condition.fields}
    if "priority" in named:
        named |= agreement.scale_fields
    return named | _hands(agreement)


def _hands(agreement: Agreement) -> set[str]:
    """Return the fields whose second value any of the ratios asks about."""
    found = set[str]()
    for ratio in agreement.ratios:
        if ratio.definition is FirstContact.NO_HANDOVER:
            found |= set(HANDS)
        elif ratio.metric is Metric.ESCALATION or ratio.definition is FirstContact.FIRST_TIER:
            found.add("tier")
    return found


def _tickets(lives: Lives, moments: pl.DataFrame, hands: set[str]) -> pl.DataFrame:
    """Return a row per ticket: its last state, its first resolution, and what had happened to it by then."""
    last = moments.filter(pl.col("ticket").ne_missing(pl.col("ticket").shift(-1)))
    done = moments.filter(_is_done()).group_by("ticket", maintain_order=True).agg(pl.col("at").first().alias("counted"))
    later = moments.join(done, on="ticket", how="inner", maintain_order="left")
    after = later.group_by("ticket", maintain_order=True).agg(
        ((pl.col("at") > pl.col("counted")) & ~_has_ended()).any().alias("reopened")
    )
    before = later.filter(pl.col("at") <= pl.col("counted"))
    held = before.group_by("ticket", maintain_order=True).agg(
        *(
            (_held(name).min() != _held(name).max()).fill_null(value=False).alias(f"{name} changed")
            for name in sorted(hands)
        ),
        *(_is_cleared(name).any().alias(f"{name} cleared") for name in sorted(hands)),
    )
    replies = lives.table.filter("is_reply").join(done, on="ticket", how="inner", maintain_order="left")
    replies = replies.filter(pl.col("at").is_between("opened", "counted"))
    answers = replies.group_by("ticket", maintain_order=True).agg(
        pl.len().alias("replies"), pl.col("at").first().alias("replied")
    )
    tickets = last.join(done, on="ticket", how="left", maintain_order="left")
    for more in (after, held, answers):
        tickets = tickets.join(more, on="ticket", how="left", maintain_order="left")
    return tickets


def _held(name: str) -> pl.Expr:
    """Return who holds a ticket; a machine that owns it is nobody."""
    return pl.when(pl.col(name) != SYSTEM).then(name) if name == "owner" else pl.col(name)


def _is_cleared(name: str) -> pl.Expr:
    """Say of a ticket's moments in order at which a field lost its value."""
    return pl.col(name).is_null() & pl.col(name).shift(1).is_not_null()


def _is_done() -> pl.Expr:
    return pl.col("stage").is_between(arrays.RESOLVED, arrays.CLOSED)


def _has_ended() -> pl.Expr:
    return pl.col("stage") >= arrays.ENDED_FROM


def _part(agreement: Agreement, ratio: RatioCommitment, tickets: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    covered = tickets.filter(_covered(agreement, ratio, tickets))
    opened = pl.col("opened").alias("opened_us")
    if ratio.metric is Metric.BACKLOG_AGE:
        nothing = (pl.lit(None, pl.Int64).alias("counted_us"), pl.lit(value=False).alias("holds"))
        return covered.select("ticket", opened, *nothing).join(spans, on="ticket", how="left", maintain_order="left")
    return covered.filter(pl.col("counted").is_not_null()).select(
        "ticket",
        opened,
        pl.col("counted").alias("counted_us"),
        _holds(ratio).alias("holds"),
        pl.lit(0).alias("span"),
        pl.lit(None, pl.Int64).alias("open_from_us"),
        pl.lit(None, pl.Int64).alias("open_until_us"),
    )


def _holds(ratio: RatioCommitment) -> pl.Expr:
    match ratio.metric:
        case Metric.REOPEN_RATE:
            return pl.col("reopened")
        case Metric.ESCALATION:
            return pl.col("tier changed")
        case _:
            return ~pl.col("reopened") & _at_first_contact(ratio.definition)


def _at_first_contact(definition: FirstContact | None) -> pl.Expr:
    match definition:
        case FirstContact.NO_HANDOVER:
            return ~pl.any_horizontal(pl.col(f"{name} changed") for name in HANDS)
        case FirstContact.FIRST_TIER:
            return ~(pl.col("tier changed") | pl.col("tier cleared"))
        case FirstContact.SAME_CONTACT:
            counted = pl.col("counted")
            return (counted == pl.col("opened")) | (counted == pl.col("replied")).fill_null(value=False)
        case _:
            return pl.col("replies").fill_null(0) <= 1


def _covered(agreement: Agreement, ratio: RatioCommitment, tickets: pl.DataFrame) -> pl.Series:
    """Say which tickets' last states are in the ratio's scope: asked of the core, once for each kind of state."""
    conditions = (ratio.applies_to, *ratio.exceptions)
    named = {name for condition in conditions for name, _ in condition.fields}
    names = named - {"priority"}
    if "priority" in named:
        names |= {GIVEN, MACHINE} | agreement.scale_fields
    calendars = sorted(opening_calendars(ratio))
    marked = tickets.with_columns(_open_at_first(agreement, name, tickets["opened"]) for name in calendars)

    def answer(state: State) -> bool:
        opened_in = frozenset(name for name in calendars if state[_opening(name)] == "open")
        fields = {name: value for name, value in state.items() if value is not None}
        priority = state.get(GIVEN) or derived_priority(agreement, state) or state.get(MACHINE)
        return is_covered(ratio, {**fields, **({"priority": priority} if priority else {})}, opened_in)

    return each_distinct(marked, [*sorted(names), *map(_opening, calendars)], answer, pl.Boolean())


def _opening(calendar: str) -> str:
    return f"opening of {calendar}"


def _open_at_first(agreement: Agreement, name: str, opened: pl.Series) -> pl.Series:
    """Say of each ticket whether a calendar was open when it was opened."""
    if not len(opened):
        return pl.Series(_opening(name), [], dtype=pl.String)
    instants = opened.to_numpy()
    first = int(instants.min()) // DAY_US
    days = int(instants.max()) // DAY_US - first + 2
    table = OpenTime([agreement.calendars[name]], first_day=first, days=days)
    is_open = table.is_open(instants, np.zeros(len(instants), np.int32))
    return pl.Series(_opening(name), np.where(is_open, "open", "closed"), dtype=pl.String)


def _open_spans(moments: pl.DataFrame) -> pl.DataFrame:
    """Return the spans in which tickets were open; `open_until_us` is null where they still are."""
    before = (pl.col("stage").shift(1) < arrays.ENDED_FROM) & (pl.col("ticket") == pl.col("ticket").shift(1))
    turns = moments.select("ticket", "at", (~_has_ended()).alias("is_open"), before.fill_null(value=False).alias("was"))
    turns = turns.filter(pl.col("is_open") != pl.col("was"))
    until = pl.when(pl.col("ticket") == pl.col("ticket").shift(-1)).then(pl.col("at").shift(-1))
    return (
        turns.with_columns(until.alias("open_until_us"), pl.int_range(pl.len()).alias("span"))
        .filter("is_open")
        .select("ticket", "span", pl.col("at").alias("open_from_us"), "open_until_us")
    )
