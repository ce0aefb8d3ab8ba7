"""What the column made_sla of the incident log claims, and which clock must be behind it."""

from datetime import date
from fractions import Fraction

import polars as pl

from acuerdo.words import Language, say_percent
from incident_figures import CANDIDATES, FOUND, PRIORITIES, Candidate, IncidentLog, Threshold
from incident_tables import hours, percent, table, with_interval

_CLAIMED = ("kept", "broken")
_HOLIDAYS = (date(2016, 3, 25), date(2016, 4, 21), date(2016, 5, 26))
_BUSY = (date(2016, 3, 1), date(2016, 5, 31))
_CLOCKS_CHANGE = date(2016, 3, 27)
_CAUGHT_UP = date(2016, 3, 24)
_AUTOMATIC_H = (120, 121)
_SATURDAY = 6


def claims(log: IncidentLog) -> str:
    """What the flag claims, beside what the plain promise says."""
    plain = log.verdicts.filter(pl.col("commitment") == "resolution").join(log.claims, on="ticket")
    plain = plain.join(log.priorities, left_on="ticket", right_on="number")
    lines = []
    for name in (*PRIORITIES, "all"):
        own = plain if name == "all" else plain.filter(pl.col("last") == name)
        n = own.height
        kept = own.filter(~pl.col("broken")).height
        met = pl.col("verdict") == "met"
        lines.append(
            (
                name,
                f"{kept:,} ({percent(kept, n)})",
                n - kept,
                own.filter(met).height,
                own.filter(met & pl.col("broken")).height,
                own.filter(~met & ~pl.col("broken")).height,
            )
        )
    header = ("last priority", "flag true", "flag false", "plain promise kept", "kept, flag false", "broken, flag true")
    return table(header, lines)


def fits(log: IncidentLog) -> str:
    """Every clock that was tried, with the targets that fit best and how often it still differs from the flag."""
    lines = []
    for candidate in CANDIDATES:
        fit = log.fit(candidate)
        wrong = sum(one.wrong for one in fit.values())
        lines.append((_say(candidate), *(_span(fit[name]) for name in ("P3", "P4")), wrong, _agreement(log, wrong)))
    first = log.fit(FOUND, by="first")
    wrong = sum(one.wrong for one in first.values())
    by_first = f"{_say(FOUND).strip('*')}, by the first priority"
    lines.append((by_first, *(_span(first[name]) for name in ("P3", "P4")), wrong, _agreement(log, wrong)))
    return table(
        ("the clock runs", "P3 kept up to, broken from", "P4 kept up to, broken from", "differ", "agree"), lines
    )


def _say(candidate: Candidate) -> str:
    stop = "first closing" if candidate.stop == "closed" else "end of the work (Resolved)"
    parts = {"none": "", "user": ", pausing for the user", "awaiting": ", pausing in every Awaiting state"}
    holidays = ", three public holidays left out" if candidate.holidays else ""
    days = "every day" if candidate.days == "7" else "Mon–Fri"
    text = f"{days} {candidate.hours.replace('-', '–')}{holidays}, to the {stop}{parts[candidate.pauses]}"
    return f"**{text}**" if candidate == FOUND else text


def _span(fit: Threshold) -> str:
    return f"{hours(fit.lowest_s)}, {hours(fit.beyond_s)}"


def _agreement(log: IncidentLog, wrong: int) -> str:
    n = log.claims.height
    return say_percent(Language.EN, Fraction(n - wrong, n), places=2)


def allowed(log: IncidentLog) -> str:
    """The targets that the log allows, priority by priority, and whose priority counts."""
    always = log.fit(CANDIDATES[0])
    days = log.fit(FOUND)
    clocks = {
        "P1": ("round the clock", always["P1"]),
        "P2": ("round the clock", always["P2"]),
        "P3": ("Mon–Fri 14:00–23:00", days["P3"]),
        "P4": ("Mon–Fri 14:00–23:00", days["P4"]),
    }
    lines = [
        (name, clock, hours(fit.lowest_s), hours(fit.beyond_s), fit.wrong) for name, (clock, fit) in clocks.items()
    ]
    return table(("last priority", "hours", "still kept at", "already broken at", "differ"), lines)


def found(log: IncidentLog) -> str:
    """How the clock that was found judges, against the claims."""
    lines = []
    for name in (*PRIORITIES, "all"):
        own = log.found if name == "all" else log.found.filter(pl.col("priority") == name)
        right = own.filter((pl.col("verdict") == "breached") == pl.col("broken")).height
        cells = [
            own.filter((pl.col("verdict") == verdict) & (pl.col("broken") == broken)).height
            for verdict in ("met", "breached")
            for broken in (False, True)
        ]
        lines.append((name, *cells, f"{right:,} of {own.height:,}"))
    return table(
        ("last priority", "kept, true", "kept, false", "broken, true", "broken, false", "the clock and the flag agree"),
        lines,
    )


def exceptions(log: IncidentLog) -> str:
    """The tickets on which the clock and the flag differ."""
    wrong = log.found.filter((pl.col("verdict") == "breached") != pl.col("broken")).sort("started_at")
    lines = [
        (
            row["ticket"],
            row["priority"],
            f"{row['started_at']:%Y-%m-%d %H:%M}",
            f"{row['stopped_at']:%Y-%m-%d %H:%M}",
            _CLAIMED[row["broken"]],
            _CLAIMED[row["verdict"] == "breached"],
            _CLAIMED[row["verdict_at_resolution"] == "breached"],
            "that person" if row["at_resolution"] else "another",
        )
        for row in wrong.iter_rows(named=True)
    ]
    person = log.found.filter("at_resolution")
    right = person.filter((pl.col("verdict_at_resolution") == "breached") == pl.col("broken")).height
    shown = table(
        ("ticket", "priority", "opened", "closed", "flag", "to the closing", "to the resolution", "resolved by"), lines
    )
    agree = f"judged to the resolution, the clock and the flag agree on {right} of them"
    return f"{shown}\nThat person resolved {person.height} tickets; {agree}.\n"


def replayed(log: IncidentLog) -> str:
    """What would be if the same clock rested from the resolution on."""
    lines = []
    for name in (*PRIORITIES, "all"):
        own = log.found if name == "all" else log.found.filter(pl.col("priority") == name)
        met, rested = ((pl.col(column) == "met") for column in ("verdict", "verdict_at_resolution"))
        lines.append(
            (
                name,
                with_interval(own.filter(met).height, own.height),
                with_interval(own.filter(rested).height, own.height),
                own.filter(~met & rested).height,
                own.filter(met & ~rested).height,
            )
        )
    header = ("last priority", "kept to the closing", "kept to the resolution", "only then kept", "only then broken")
    return table(header, lines)


def flips(log: IncidentLog) -> str:
    """At which row the flag turns false; it never turns back."""
    turned = log.rows.filter(pl.col("made_sla") == "false").group_by("number").agg(pl.col("incident_state").first())
    counted = turned.group_by("incident_state").len().sort("len", descending=True)
    return table(("state of the first row with made_sla false", "tickets"), counted.iter_rows())


def closing(log: IncidentLog) -> str:
    """When tickets are closed after they were resolved."""
    at = pl.col("sys_updated_at")
    ends = log.rows.group_by("number").agg(
        at.filter(pl.col("incident_state") == "Resolved").last().alias("resolved"),
        at.filter(pl.col("incident_state") == "Closed").last().alias("closed"),
    )
    ends = ends.drop_nulls().with_columns(
        ((pl.col("closed") - pl.col("resolved")).dt.total_minutes() / 60).alias("gap")
    )
    automatic = pl.col("gap").is_between(*_AUTOMATIC_H)
    late = ends.filter(pl.col("gap") > _AUTOMATIC_H[1])
    across = ends.filter(pl.col("resolved").dt.date() < _CLOCKS_CHANGE, pl.col("closed").dt.date() > _CLOCKS_CHANGE)
    across = across.filter(pl.col("gap") < _AUTOMATIC_H[1] + 24)
    lines = [
        ("closed 120 to 121 h after the last Resolved row", ends.filter(automatic).height, ends.height),
        ("closed earlier than that", ends.filter(pl.col("gap") < _AUTOMATIC_H[0]).height, ends.height),
        ("closed later than that", late.height, ends.height),
        ("of these, on 24 March 2016", late.filter(pl.col("closed").dt.date() == _CAUGHT_UP).height, late.height),
        ("resolved before 27 March, closed within six days after it", across.height, ends.height),
        ("of these, 120 to 121 h after the last Resolved row", across.filter(automatic).height, across.height),
    ]
    return table(("what", "tickets", "of"), lines)


def quiet_days(log: IncidentLog) -> str:
    """On which weekdays hardly anybody opened a ticket."""
    days = log.rows.group_by("number").agg(pl.col("opened_at").first().dt.date().alias("day"))
    counted = (
        days.group_by("day").len().filter(pl.col("day").is_between(*_BUSY), pl.col("day").dt.weekday() < _SATURDAY)
    )
    lines = [(f"{day:%a %d %b %Y}", n) for day, n in counted.sort("day").iter_rows() if day in _HOLIDAYS]
    usual = sorted(counted["len"])[counted.height // 2]
    return table(("day", "tickets opened"), [*lines, ("median of all weekdays, March to May 2016", usual)])
