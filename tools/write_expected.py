"""Writes what the examples come to: `python tools/write_expected.py`; the tests compare it with what is committed."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from acuerdo.core.clock.intake import read_instant
from acuerdo.core.clock.verdict import Outcome
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.explain import explain
from acuerdo.studies.inputs import Evidence, load_case
from acuerdo.words import Language

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@dataclass(frozen=True)
class Example:
    """An example: its folder, the language of its people, and the instant as of which it is judged."""

    name: str
    language: Language
    as_of: str


ALL = (
    Example("small-msp-es", Language.ES, "2026-07-01T00:00:00Z"),
    Example("operator-ru", Language.RU, "2026-01-01T00:00:00Z"),
    Example("retail-en", Language.EN, "2026-07-01T00:00:00Z"),
)


def expected(example: Example) -> dict[str, str]:
    """Return the files that an example comes to, by name."""
    folder = EXAMPLES / example.name
    as_of_us = read_instant(example.as_of)
    evidence = Evidence(
        facts=(folder / "facts.csv",), now_us=as_of_us, as_of_us=as_of_us, exclusions=folder / "exclusions.csv"
    )
    answer = judge_case(load_case(folder / "agreement.yaml", evidence))
    return {
        "verdicts.csv": _verdicts(answer),
        "attained.csv": _attained(answer),
        "explained.txt": _explained(answer, example.language),
    }


def _verdicts(answer: Answer) -> str:
    """How many verdicts of each kind every commitment has, and the sums of their seconds."""
    groups: dict[tuple[str, str], list[int]] = {}
    for verdict in answer.judgement.verdicts:
        sums = groups.setdefault((verdict.commitment, str(verdict.verdict)), [0, 0, 0, 0, 0, 0])
        figures = (
            1,
            verdict.consumed_us,
            verdict.paused_us,
            verdict.outside_us,
            verdict.excluded_us,
            verdict.late_us or 0,
        )
        for place, figure in enumerate(figures):
            sums[place] += figure
    lines = ["commitment,verdict,clocks,consumed_us,paused_us,outside_us,excluded_us,late_us"]
    lines += [",".join([*key, *map(str, sums)]) for key, sums in sorted(groups.items())]
    return "\n".join(lines) + "\n"


def _attained(answer: Answer) -> str:
    lines = ["commitment,group,period,met,n,target,standing,so_far,not_counted"]
    for row in answer.attained:
        others = row.cancelled + row.excluded + row.not_applicable + row.incomplete + row.running
        target = "" if row.target is None else str(row.target)
        lines.append(
            f"{row.commitment},{row.group or ''},{row.period.label},{row.met},{row.n},{target},{row.standing},"
            f"{str(row.so_far).lower()},{others}"
        )
    return "\n".join(lines) + "\n"


def _explained(answer: Answer, language: Language) -> str:
    """The first breach of each commitment, explained."""
    case = answer.case
    zone = ZoneInfo(case.terms.time_zone)
    texts = []
    for commitment in case.terms.commitments:
        breached = (
            verdict
            for verdict in answer.judgement.verdicts
            if verdict.commitment == commitment.id and verdict.verdict is Outcome.BREACHED
        )
        first = next(breached, None)
        if first is not None:
            title = str(case.document.commitment_title(commitment.id, language))
            lines = explain(first, language, zone=zone, titles={commitment.id: title}, exclusions=case.exclusions)
            texts.append("\n".join(lines))
    return "\n\n".join(texts) + "\n"


def main() -> None:
    """Write the files of every example."""
    for example in ALL:
        folder = EXAMPLES / example.name / "expected"
        folder.mkdir(exist_ok=True)
        for name, text in expected(example).items():
            (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
