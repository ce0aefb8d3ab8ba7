"""Random agreements and histories, near the nights on which clocks change, with everything that the laws speak of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

import polars as pl
from hypothesis import strategies as st

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.intake import instant_us, read_fact
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange, OnReopen
from acuerdo.core.terms.conditions import EVERY, Case, Cases, Condition
from acuerdo.core.terms.measures import (
    ANY_WAIT,
    CUSTOMER,
    NEVER,
    OPENED,
    PRESETS,
    REPLY,
    Cycling,
    Measure,
    Pauses,
    Stage,
    Trigger,
    with_answers,
    with_team,
)
from acuerdo.core.terms.priorities import PriorityScale
from acuerdo.core.terms.targets import (
    AgreedInstant,
    BusinessDays,
    CalendarDays,
    DayCounting,
    Duration,
    NoTarget,
    Target,
)

MINUTE = 60_000_000
HOUR = 60 * MINUTE
BEGIN = instant_us(datetime(2026, 3, 26, 7, 0, tzinfo=UTC))

_SPECS: dict[str, dict[str, object] | str] = {
    "always": "24x7",
    "office": {
        "time_zone": "Europe/Madrid",
        "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"], "sat": ["10:00-14:00"]},
        "closed": ["2026-03-27 12:00-24:00", "2026-04-02"],
        "open": [{"date": "2026-03-29", "hours": ["01:00-04:00"]}],
    },
    "nights": {"time_zone": "Europe/Madrid", "week": {"mon-sun": ["22:00-06:00"]}},
    "crumbs": {
        "time_zone": "America/Santiago",
        "week": {"mon-sun": ["01:00-02:00", "03:00-04:00", "05:00-06:00", "07:00-08:00", "20:00-21:30"]},
    },
    "lima": {
        "time_zone": "America/Lima",
        "week": {"mon-fri": ["08:00-17:00"]},
        "provisional_years": ["2026"],
    },
}
CALENDARS = {
    name: WorkingCalendar.from_spec(spec, name=name, time_zone="Europe/Madrid") for name, spec in _SPECS.items()
}
CALENDARS["sun"] = WorkingCalendar.from_spec(
    {"any_of": ["office", "lima"], "working_days": ["mon-fri"]}, others=CALENDARS, name="sun", time_zone="Europe/Madrid"
)
PRIORITIES = ("P1", "P2", "P3")
TEAMS = ("desk", "field")
OWN_EVENTS = frozenset({"root_cause_sent"})

conditions = st.builds(
    lambda priorities, team, opened_in: Condition(
        fields=(
            *((("priority", priorities),) if priorities else ()),
            *((("team", team),) if team else ()),
        ),
        opened_in=opened_in,
    ),
    st.frozensets(st.sampled_from(PRIORITIES), max_size=2),
    st.frozensets(st.sampled_from(TEAMS), max_size=1),
    st.frozensets(st.sampled_from(["office", "nights"]), max_size=1),
)

durations = st.sampled_from([0, 1, MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, 20 * HOUR, 24 * HOUR])
targets: st.SearchStrategy[Target] = st.one_of(
    durations.map(Duration),
    durations.map(Duration),
    st.just(NoTarget()),
    st.just(AgreedInstant()),
    st.builds(BusinessDays, days=st.integers(0, 3), end=st.booleans(), cut_off_us=st.sampled_from([None, 16 * HOUR])),
    st.builds(CalendarDays, days=st.integers(0, 4), end=st.booleans()),
)


@st.composite
def cases(draw: st.DrawFn, values: st.SearchStrategy[object]) -> Cases[object]:
    rows = [Case(when=draw(conditions), value=draw(values)) for _ in range(draw(st.integers(0, 2)))]
    if draw(st.integers(0, 4)):
        rows.append(Case(value=draw(values)))
    return Cases(tuple(rows) or (Case(value=draw(values)),))


triggers = st.one_of(
    st.just(NEVER),
    st.just(OPENED),
    st.builds(
        Trigger,
        events=st.frozensets(
            st.sampled_from(["root_cause_sent", "acknowledged", "restored", "resolved", "closed", "reopened"]),
            max_size=2,
        ),
        stages=st.frozensets(st.sampled_from(list(Stage)), max_size=2),
        fields=st.sampled_from([(), (("priority", frozenset({"P1"})),), (("team", frozenset(TEAMS)),)]),
        messages=st.frozensets(st.sampled_from([REPLY, CUSTOMER]), max_size=1),
        given=st.frozensets(st.sampled_from(["owner", "team"]), max_size=1),
        given_later=st.frozensets(st.sampled_from(["owner", "team"]), max_size=1),
        matched=st.booleans(),
        by_person=st.booleans(),
    ),
)
pauses = st.one_of(
    st.just(ANY_WAIT), st.builds(Pauses, reasons=st.frozensets(st.sampled_from(["customer", "supplier"])))
)
own_measures = st.builds(
    Measure,
    name=st.just("own"),
    starts=triggers,
    stops=triggers,
    cancels=triggers,
    pauses=pauses,
    cycling=st.sampled_from([Cycling.ONE, Cycling.MANY]),
    reopens=st.booleans(),
)
measures = st.one_of(
    st.sampled_from(sorted(PRESETS)).map(PRESETS.__getitem__),
    st.sampled_from(sorted(PRESETS)).map(PRESETS.__getitem__),
    st.just(PRESETS["resolution"]),
    st.just(with_answers(PRESETS["first_response"], frozenset({"acknowledged", "reply"}))),
    st.just(with_team(PRESETS["ownership"])),
    own_measures,
)


@st.composite
def commitments(draw: st.DrawFn, name: str) -> Commitment:
    return Commitment(
        id=name,
        measure=draw(measures),
        calendar=draw(cases(st.sampled_from(sorted(CALENDARS)))),  # type: ignore[arg-type]  # names of calendars
        within=draw(st.one_of(st.none(), cases(targets), cases(targets))),  # type: ignore[arg-type]  # these are targets
        applies_to=draw(st.one_of(st.just(EVERY), st.just(EVERY), conditions)),
        exceptions=tuple(draw(st.lists(conditions.filter(lambda item: not item.is_empty), max_size=1))),
        pauses=draw(st.one_of(st.none(), pauses)),
        on_change=draw(st.sampled_from(list(OnChange))),
        on_reopen=draw(st.sampled_from(list(OnReopen))),
        day_counting=draw(
            st.builds(
                DayCounting,
                day_one=st.sampled_from(["next_opening", "next_date"]),
                roll=st.sampled_from([None, "next_working_day"]),
            )
        ),
        at_least=Cases.always(Fraction(95, 100)),
        per=draw(st.sampled_from([(), ("priority",), ("priority", "team")])),
    )


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    scale = draw(
        st.sampled_from(
            [
                PriorityScale(levels=PRIORITIES),
                PriorityScale(
                    levels=PRIORITIES,
                    matrix={("high", "high"): "P1", ("high", "low"): "P2"},
                    by_type={"request": "P3"},
                ),
            ]
        )
    )
    return Agreement(
        id="random",
        version_hash="0" * 64,
        time_zone="Europe/Madrid",
        calendars=CALENDARS,
        commitments=tuple(draw(commitments(f"c{place}")) for place in range(draw(st.integers(1, 4)))),
        scale=scale,
        own_events=OWN_EVENTS,
    )


instants = st.one_of(
    st.integers(0, 6 * 24 * 4).map(lambda quarter: BEGIN + quarter * 15 * MINUTE),
    st.integers(0, 8).map(lambda step: BEGIN + 66 * HOUR + step * 15 * MINUTE),  # the night of the spring change
    st.integers(0, 12).map(lambda step: BEGIN + step * HOUR),
    st.integers(0, 5 * 24 * HOUR).map(lambda us: BEGIN + us),
)
_WORDS: dict[str, st.SearchStrategy[str]] = {
    "status": st.sampled_from(
        ["open", "pending", "on_hold", "waiting_supplier", "waiting_change", "resolved", "closed", "cancelled"]
    ),
    "reason": st.sampled_from(["customer", "supplier", "third party"]),
    "priority": st.sampled_from([*PRIORITIES, "-"]),
    "impact": st.sampled_from(["high", "low"]),
    "urgency": st.sampled_from(["high", "low", "-"]),
    "type": st.sampled_from(["request", "incident", "-"]),
    "team": st.sampled_from([*TEAMS, "other", "-"]),
    "tier": st.sampled_from(["1", "2", "-"]),
    "service": st.sampled_from(["erp", "mail", "-"]),
    "owner": st.sampled_from(["ana", "ben", "system", "-"]),
    "by": st.sampled_from(["ana", "system"]),
    "public": st.sampled_from(["true", "false"]),
}
_USUAL = (
    "changed",
    "changed",
    "changed",
    "replied",
    "asked",
    "resolved",
    "reopened",
    "closed",
    "agreed",
    "acknowledged",
)
_RARE = ("cancelled", "merged", "root_cause_sent", "restored", "planned", "diagnosed", "arrived", "confirmed", "opened")
_PLAIN = frozenset({"resolved", "closed", "cancelled", "reopened", "merged"})


@st.composite
def rows_of(draw: st.DrawFn, ticket: str) -> list[dict[str, str]]:
    """Draw the rows of one ticket, in any order."""
    count = draw(st.integers(0, 9))
    opened = draw(instants)
    rows = [draw(_row(ticket, "opened", opened))]
    for _ in range(count):
        event = draw(st.one_of(st.sampled_from(_USUAL), st.sampled_from(_USUAL), st.sampled_from(_RARE)))
        rows.append(draw(_row(ticket, event, draw(instants))))
    return draw(st.permutations(rows)) if draw(st.booleans()) else sorted(rows, key=lambda row: row["at"])


@st.composite
def _row(draw: st.DrawFn, ticket: str, event: str, at: int) -> dict[str, str]:
    row = {"ticket": ticket, "at": text_of(at), "event": event}
    names = draw(st.sets(st.sampled_from(sorted(_WORDS)), max_size=3))
    for name in names:
        if name == "status" and event in _PLAIN:
            continue
        row[name] = draw(_WORDS[name])
    if event == "agreed":
        row["until"] = text_of(draw(instants))
    if draw(st.integers(0, 9)) == 0:
        row["seq"] = str(draw(st.integers(0, 5)))
    return row


def text_of(instant: int) -> str:
    """Write an instant as RFC 3339."""
    whole, part = divmod(instant, 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=part).isoformat()


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw the rows of some tickets, those of a ticket together."""
    rows: list[dict[str, str]] = []
    for place in range(draw(st.integers(1, 6))):
        rows += draw(rows_of(f"T{place}"))
    return rows


spans = st.sampled_from([1, 15 * MINUTE, HOUR, 8 * HOUR, 60 * HOUR, 400 * HOUR])


@st.composite
def exclusions(draw: st.DrawFn) -> tuple[Exclusion, ...]:
    """Draw a few spans that nobody holds against the promises, most of them accepted."""
    found = []
    for place in range(draw(st.integers(1, 4))):
        scope, since = (
            draw(st.sampled_from([Scope.AGREEMENT, Scope.AGREEMENT, Scope.SERVICE, Scope.TICKET])),
            draw(instants),
        )
        found.append(
            Exclusion(
                id=f"x{place}",
                scope=scope,
                scope_id={Scope.TICKET: "T0", Scope.SERVICE: draw(st.sampled_from(["erp", "mail"]))}.get(scope, ""),
                from_us=since,
                until_us=since + draw(spans),
                commitments=draw(st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(["c0", "c1"])))),
                accepted_by=draw(st.sampled_from(["Ana", "Ana", "Ana", None])),
            )
        )
    return tuple(found)


def facts_of(rows: Sequence[dict[str, str]]) -> list[Fact]:
    """Read rows as the importers do."""
    return [read_fact(row, number=number, own_events=OWN_EVENTS) for number, row in enumerate(rows, start=1)]


def raw_table(rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    """Lay rows out as a file of facts would hold them, instants read."""
    names = sorted({name for row in rows for name in row})
    table = pl.DataFrame({name: [row.get(name) for row in rows] for name in names})
    times = [name for name in ("at", "until", "recorded_at") if name in names]
    table = table.with_columns(pl.col(name).str.to_datetime(time_unit="us", time_zone="UTC") for name in times)
    return table.with_columns(pl.col("seq").cast(pl.Int64)) if "seq" in names else table


def told_table(rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    """Lay rows out as importers do: stages told, instants in microseconds."""
    return table_of(facts_of(rows))
