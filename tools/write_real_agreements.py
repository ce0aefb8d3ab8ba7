"""Writes ``docs/real-agreements.md``, the page of ``examples/real/clauses.csv``: how the format says real clauses."""

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
REAL = ROOT / "examples" / "real"
PAGE = ROOT / "docs" / "real-agreements.md"
WORDS = {"expressed": "expressed", "carried": "carried", "not_yet": "not yet"}

HEAD = """# Real agreements

What published agreements of managed service providers, vendors, clouds, universities and public contracts say about
service levels, clause by clause, and how the format says it. The files in [examples/real](../examples/real) hold one
agreement each. A clause is one short fact; where it gives no figure, the figure in the file is a placeholder, and
nobody published it. Nothing here is advice about those agreements, and no prose is taken from them.

- *expressed*: typed, with its meaning. A clause about tickets is judged from their facts now; any other has its kind of
  commitment or its section.
- *carried*: kept as text (the note says which part of it), shown, and computed by nobody.
- *not yet*: its meaning is lost.

"""

LEARNED = """
## What the format learned

- Nearly every clause about tickets found its words among those that the format had; none needed a new key. Own fields
  say what a standard one does not (a plan, a preferred region, a contact that is reachable), own measures time what no
  preset does (a report on the cause, a notice, a patch), and cases join them with priorities and hours.
- Promises that differ inside and outside hours (`opened_in`) made `acuerdo check` compare a response with a resolution
  that no ticket has at once. Each start is now held against the calendars that are open at that very instant.
- Two clauses about tickets are carried. A request that stays overdue is late in one period, that of its due date, and
  not again in each later one; a period with few tickets is *too few*, and has no allowance of misses in place of its
  share.
- What is carried of the rest is mostly of three kinds: whose acts excuse (an exclusion counts once both sides accept
  it, so the text is what they argue from), how and when a credit is paid, and how short outages are rounded.
"""


def clauses() -> list[dict[str, str]]:
    """The clauses, in the order of the file: agreement, clause, kind, how, file, path, note."""
    with (REAL / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def page() -> str:
    """The text of the page."""
    rows = clauses()
    return HEAD + "\n".join([*_summary(rows), *_tables(rows)]) + "\n" + LEARNED


def _summary(rows: list[dict[str, str]]) -> Iterator[str]:
    yield "| clauses | " + " | ".join(WORDS.values()) + " | all |"
    yield "|---|" + "---:|" * (len(WORDS) + 1)
    for kind, name in (("ticket", "about tickets"), ("other", "about other things")):
        found = [row["how"] for row in rows if row["kind"] == kind]
        counts = [found.count(how) for how in WORDS]
        yield f"| {name} | " + " | ".join(map(str, counts)) + f" | {len(found)} |"
    found = [row["how"] for row in rows]
    counts = [found.count(how) for how in WORDS]
    yield "| all | " + " | ".join(map(str, counts)) + f" | {len(found)} |"


def _tables(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    for agreement, own in groupby(rows, key=lambda row: row["agreement"]):
        yield f"\n## {agreement}\n"
        yield "| clause | of tickets | how | where | note |"
        yield "|---|---|---|---|---|"
        yield from map(_line, own)


def _line(row: dict[str, str]) -> str:
    where = f"[{row['file']}](../examples/real/{row['file']}) `{row['path']}`"
    of_tickets = "yes" if row["kind"] == "ticket" else ""
    return f"| {row['clause']} | {of_tickets} | {WORDS[row['how']]} | {where} | {row['note']} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write("docs/real-agreements.md is written\n")
