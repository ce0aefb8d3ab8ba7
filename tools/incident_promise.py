"""What the incident log comes to under the plain promise of the example."""

import polars as pl

from acuerdo.studies.promise_words import say_promise
from acuerdo.studies.standings import Attained
from acuerdo.words import Language
from incident_figures import PRIORITIES, IncidentLog, ended
from incident_tables import percent, table, with_interval


def account(log: IncidentLog) -> str:
    """Where every row and every ticket went."""
    counts, judged = log.imported.counts, log.account
    verdicts = log.verdicts.group_by("commitment", "verdict").len()
    lines: list[tuple[str, int]] = [
        ("rows in the file", counts.rows),
        ("rows refused", counts.refused),
        ("rows that change nothing", counts.unchanged),
        ("facts", counts.facts),
        ("tickets", counts.tickets),
        ("tickets judged", judged.judged),
        ("tickets refused", len(judged.refused_tickets)),
        ("tickets not open yet", judged.not_yet_open),
        ("verdicts", log.verdicts.height),
    ]
    lines += [(f"{commitment}: {word}", n) for commitment, word, n in sorted(verdicts.iter_rows())]
    return table(("what", "how many"), lines)


_BECOMES = {
    "rows that share their minute with an earlier row of the ticket": "`sys_mod_count` orders them, then their place",
    "tickets whose rows run backwards in the file": "time orders them",
    "rows written before their ticket was opened": "they count at the opening",
    "rows with state -100": "the state before them stands, their other fields count",
    "tickets without `resolved_at`": "the column is not used: it repeats the end on every row",
    "tickets that never reach Resolved": "the resolution clock stops at Closed",
    "tickets never owned by a person": "the ownership clock stops when they end, `resolved_without`",
    "tickets that leave Resolved or Closed again": "see [reopened](#reopened)",
    "tickets that change priority": "each stretch is judged by its own terms",
}


def oddities(log: IncidentLog) -> str:
    """What is odd in the file, and what becomes of it."""
    at = pl.col("sys_updated_at")
    shared = log.rows.filter(at == at.shift(1).over("number")).height
    backwards = log.rows.sort("row").filter(at < at.shift(1).over("number"))["number"].n_unique()
    timeless = log.rows.group_by("number").agg((pl.col("resolved_at") == "?").all().alias("is"))
    unresolved = log.rows.group_by("number").agg((pl.col("incident_state") != "Resolved").all().alias("is"))
    unowned = log.rows.group_by("number").agg((pl.col("assigned_to") == "?").all().alias("is"))
    numbers = (
        shared,
        backwards,
        log.imported.counts.before_opening,
        log.imported.counts.ignored_statuses,
        timeless.filter("is").height,
        unresolved.filter("is").height,
        unowned.filter("is").height,
        ended(log.rows).height,
        log.priorities.filter(pl.col("different") > 1).height,
    )
    return table(
        ("what", "how many", "what becomes of it"),
        ((what, n, then) for (what, then), n in zip(_BECOMES.items(), numbers, strict=True)),
    )


def states(log: IncidentLog) -> str:
    """The states in the file."""
    counted = pl.DataFrame(list(log.imported.statuses.items()), schema=["state", "rows"], orient="row")
    return table(("state", "rows"), counted.sort("rows", descending=True).iter_rows())


def ownership(log: IncidentLog) -> str:
    """First ownership by a person, by priority."""
    clocks = log.verdicts.filter(pl.col("commitment") == "ownership")
    without = pl.col("reason").eq_missing(pl.lit("resolved_without"))
    at_once = (pl.col("stopped_at") == pl.col("started_at")) & ~without
    lines = []
    for name in (*PRIORITIES, "all"):
        own = clocks if name == "all" else clocks.filter(pl.col("priority") == name)
        n, met = own.height, own.filter(pl.col("verdict") == "met").height
        opened, never = own.filter(at_once).height, own.filter(without).height
        later = own.filter(~at_once & ~without)
        kept = later.filter(pl.col("verdict") == "met").height
        lines.append(
            (
                name,
                with_interval(met, n),
                f"{opened:,} ({percent(opened, n)})",
                f"{never:,} ({percent(never, n)})",
                with_interval(kept, later.height),
            )
        )
    return table(("priority", "kept", "met at the opening", "never owned", "kept where it came later"), lines)


def months(log: IncidentLog, commitment: str) -> str:
    """What was attained of a promise, month by month and priority by priority."""
    found: dict[str, dict[str, Attained]] = {}
    for row in log.attained:
        if row.commitment == commitment:
            found.setdefault(row.period.label, {})[row.group or ""] = row
    lines = [(month, *(_attained(by.get(name)) for name in PRIORITIES)) for month, by in sorted(found.items())]
    return table(("month", *PRIORITIES), lines)


def _attained(row: Attained | None) -> str:
    return "–" if row is None else with_interval(row.met, row.n)


def waits(log: IncidentLog) -> str:
    """What paused the resolution clocks."""
    whole = log.verdicts.filter(pl.col("commitment") == "resolution")
    lines = [(reason, n, f"{open_hours:,.0f}") for reason, n, open_hours in log.waits()]
    paused = whole.filter(pl.col("paused_s") > 0)
    open_hours = f"{float(whole['paused_s'].to_numpy().sum()) / 3600:,.0f}"
    return table(("waiting for", "clocks", "open hours paused"), [*lines, ("all", paused.height, open_hours)])


def reopened(log: IncidentLog) -> str:
    """What reopenings mean under each rule."""
    back = ended(log.rows)["number"]
    lines = []
    for rule, verdicts in log.reopen_rules():
        own = verdicts.filter(pl.col("ticket").is_in(back.implode()))
        met = own.filter(pl.col("verdict") == "met").height
        all_met = verdicts.filter(pl.col("verdict") == "met").height
        lines.append((f"`{rule}`", with_interval(met, own.height), with_interval(all_met, verdicts.height)))
    return table(("rule", "kept, reopened tickets", "kept, all tickets"), lines)


def said(log: IncidentLog) -> str:
    """What `acuerdo promise` says."""
    titles = {"ownership": "A person owns it", "resolution": "Resolved"}
    blocks = ["\n".join(say_promise(one, Language.EN, title=titles[one.commitment])) for one in log.promises]
    return "```text\n" + "\n\n".join(blocks).replace("\N{NO-BREAK SPACE}", " ") + "\n```\n"
