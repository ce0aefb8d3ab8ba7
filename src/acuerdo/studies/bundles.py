"""Evidence in files: an agreement, the facts about its tickets and what else verdicts depend on, for anybody to judge.

`acuerdo judge` and `acuerdo report` take these files; whoever has them gets the same verdicts.
"""

import csv
from hashlib import sha256
from pathlib import Path

from acuerdo.connectors.fact_rows import rows_of
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import FACT_COLUMNS
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.studies.frozen import write_frozen
from acuerdo.studies.inputs import Evidence
from acuerdo.studies.simulate.writing import write_facts
from acuerdo.studies.testimony import Testimony

AGREEMENT, FACTS, EXCLUSIONS, MARKS, FROZEN, SUMS = (
    *("agreement.json", "facts.jsonl", "exclusions.csv", "marks.csv", "frozen.json", "SHA256SUMS"),
)


def write_bundle(folder: Path, told: Testimony) -> None:
    """Write the files into a folder, and the hashes of all of them; what there is nothing of is left out."""
    (folder / AGREEMENT).write_text(told.text, encoding="utf-8")
    columns = (*FACT_COLUMNS, *(name for name in told.terms.own_fields if name not in FACT_COLUMNS))
    write_facts(rows_of(told.facts), folder / FACTS, columns=columns)
    if told.exclusions:
        _write_table(folder / EXCLUSIONS, [_row(one) for one in told.exclusions])
    if told.marks:
        rows = [{"ticket": ticket, "mark": mark} for ticket, own in sorted(told.marks.items()) for mark in own]
        _write_table(folder / MARKS, rows)
    if told.frozen:
        write_frozen(told.frozen, folder / FROZEN)
    sums = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")


def evidence_in(folder: Path, as_of_us: int) -> Evidence:
    """Return the evidence of a bundle, as of an instant."""
    return Evidence(
        facts=(folder / FACTS,),
        now_us=as_of_us,
        exclusions=_there(folder / EXCLUSIONS),
        marks=_there(folder / MARKS),
        frozen=_there(folder / FROZEN),
        as_of_us=as_of_us,
    )


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _row(one: Exclusion) -> dict[str, str]:
    instants = {"from": one.from_us, "to": one.until_us, "announced_at": one.announced_us}
    return {
        "id": one.id,
        "scope": str(one.scope) if one.scope is Scope.AGREEMENT else f"{one.scope}:{one.scope_id}",
        **{name: "" if us is None else instant_text(to_datetime(us)) for name, us in instants.items()},
        "commitments": " ".join(sorted(one.commitments)),
        "reason": one.reason,
        "accepted_by": one.accepted_by or "",
        "evidence": one.evidence or "",
        "disputed": "true" if one.disputed else "",
    }


def _write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
