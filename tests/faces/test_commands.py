"""The command line: each command does what the contract says, and leaves with the right code."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from acuerdo.faces.cli.entrance import COMMANDS, main

AGREEMENT = """
acuerdo: 1
id: demo
type: sla
title: {en: Demo, es: Demo, ru: Демо}
language: en
time_zone: Europe/Madrid
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2026-01-01}
calendars:
  office: {week: {mon-fri: [09:00-17:00]}}
priorities: {levels: [P1, P2]}
commitments:
  - {id: fix, measure: resolution, calendar: office, within: {P1: 4h, default: 8h}, at_least: 90%, period: month}
"""
FACTS = """ticket,at,event,priority
A,2026-03-02T09:00:00+01:00,opened,P1
A,2026-03-02T12:00:00+01:00,resolved,
B,2026-03-02T09:00:00+01:00,opened,P1
B,2026-03-03T12:00:00+01:00,resolved,
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(AGREEMENT.replace("P1: 4h", "P1: 24h"), encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.chdir(folder)

    def call(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_help_names_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"  {name}" in out for name in COMMANDS)


def test_an_unknown_command_is_refused_by_name(run: Run) -> None:
    code, _, err = run("jugde")
    assert code == 2
    assert "'jugde'" in err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_what_it_takes(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"acuerdo {command}" in out


def test_check_is_clean_or_finds(run: Run, folder: Path) -> None:
    assert run("check", "agreement.yaml")[0] == 0
    (folder / "bad.yaml").write_text(AGREEMENT.replace("calendar: office", "calendar: offcie"), encoding="utf-8")
    code, out, _ = run("check", "bad.yaml")
    assert code == 1
    assert "offcie" in out
    assert "bad.yaml:" in out
    code, out, _ = run("check", "bad.yaml", "--json")
    assert "unknown_calendar" in {json.loads(line)["code"] for line in out.splitlines()}


def test_check_of_what_cannot_be_read_leaves_with_2(run: Run, folder: Path) -> None:
    (folder / "broken.yaml").write_text("a: [", encoding="utf-8")
    assert run("check", "broken.yaml")[0] == 2
    assert run("check", "absent.yaml")[0] == 2


@pytest.mark.parametrize(
    ("question", "words", "answer"),
    [
        ("elapsed", ("2026-03-02T16:00:00+01:00", "2026-03-03T10:00:00+01:00"), "2:00:00\n"),
        ("elapsed", ("2026-03-02T09:00:00+01:00", "2026-03-06T17:00:00.5+01:00"), "40:00:00\n"),
        ("elapsed", ("2026-03-03T10:00:00+01:00", "2026-03-02T16:00:00+01:00"), "-2:00:00\n"),
        ("elapsed", ("2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00.5+01:00"), "0:00:00.500000\n"),
        ("add", ("2026-03-02T16:00:00+01:00", "2h"), "2026-03-03T09:00:00Z\n"),
        ("subtract", ("2026-03-03T10:00:00+01:00", "2h"), "2026-03-02T15:00:00Z\n"),
        (
            "open",
            ("2026-03-02T16:00:00+01:00", "2026-03-03T10:00:00+01:00"),
            "2026-03-02T15:00:00Z 2026-03-02T16:00:00Z",
        ),
    ],
)
def test_a_calendar_answers_before_anyone_signs(run: Run, question: str, words: tuple[str, str], answer: str) -> None:
    code, out, _ = run("calendar", "agreement.yaml", "office", question, *words)
    assert code == 0
    assert out.startswith(answer)


def test_judge_shows_verdicts_and_what_was_attained(run: Run) -> None:
    code, out, err = run("judge", "agreement.yaml", "facts.csv")
    assert code == 0
    assert "breached" in out
    assert "50.0%" in out
    assert "2 tickets from 4 rows: 2 judged" in err


def test_what_is_shown_stands_as_the_files_wrote_it_and_what_is_not_shown_is_counted(run: Run, folder: Path) -> None:
    (folder / "facts.csv").write_text(FACTS.replace("A,", "[red]A[/red],"), encoding="utf-8")
    _, out, _ = run("judge", "agreement.yaml", "facts.csv")
    assert "[red]A[/red]  fix" in out
    _, out, _ = run("judge", "agreement.yaml", "facts.csv", "--rows", "1")
    assert "[red]A[/red]" not in out
    assert "... and 1 more verdict\n" in out


def test_what_steers_a_terminal_is_shown_and_not_obeyed(run: Run, folder: Path) -> None:
    (folder / "facts.csv").write_text(FACTS.replace("A,", "A\x1b[2J\u202e,"), "utf-8")
    code, out, _ = run("judge", "agreement.yaml", "facts.csv")
    assert code == 0
    assert "A\\x1b[2J\\u202e" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_judge_writes_every_format_and_never_half_a_file(run: Run, folder: Path) -> None:
    assert run("judge", "agreement.yaml", "facts.csv", "--out", "v.jsonl")[0] == 0
    lines = [json.loads(line) for line in (folder / "v.jsonl").read_text().splitlines()]
    assert [(line["ticket"], line["verdict"]) for line in lines] == [("A", "met"), ("B", "breached")]
    assert run("judge", "agreement.yaml", "facts.csv", "--out", "v.csv")[0] == 0
    written = (folder / "v.csv").read_text().splitlines()
    assert [row["verdict"] for row in csv.DictReader(written)] == ["met", "breached"]
    assert run("judge", "agreement.yaml", "facts.csv", "--out", "v.parquet")[0] == 0
    assert pl.read_parquet(folder / "v.parquet")["verdict"].to_list() == ["met", "breached"]
    assert run("judge", "agreement.yaml", "facts.csv", "--out", "nowhere/v.csv")[0] == 2
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize(
    "words",
    [
        ("judge", "agreement.yaml", "facts.csv", "--out", "facts.csv"),
        ("judge", "agreement.yaml", "facts.csv", "--out", "./agreement.yaml"),
        ("import", "facts.csv", "--out", "facts.csv"),
        ("report", "agreement.yaml", "facts.csv", "--html", "r.html", "--pdf", "r.html"),
    ],
)
def test_no_command_writes_over_what_it_reads_or_twice_into_one_file(
    run: Run, folder: Path, words: tuple[str, ...]
) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert "expected another file" in err
    assert (folder / "facts.csv").read_text("utf-8") == FACTS
    assert (folder / "agreement.yaml").read_text("utf-8") == AGREEMENT


def test_judge_streams_json_lines_for_other_programs(run: Run) -> None:
    code, out, _ = run("judge", "agreement.yaml", "facts.csv", "--format", "jsonl")
    assert code == 0
    assert [json.loads(line)["consumed_s"] for line in out.splitlines()] == [10800, 39600]


def test_a_refused_row_is_listed_its_ticket_counted_apart_and_strict_minds(run: Run, folder: Path) -> None:
    rows = FACTS + "".join(f"C{n},2026-03-02T09:00:00Z,opened,P1\n" for n in range(8))
    (folder / "facts.csv").write_text(rows + "B,2026-13-02T09:00:00Z,changed,P2\n", encoding="utf-8")
    code, out, err = run("judge", "agreement.yaml", "facts.csv", "--format", "jsonl")
    assert code == 0
    assert "line 14" in err
    assert "2026-13-02" in err
    marks = {json.loads(line)["ticket"]: json.loads(line)["marks"] for line in out.splitlines()}
    assert (marks["B"], marks["A"]) == (["incomplete_history"], [])
    assert run("judge", "agreement.yaml", "facts.csv", "--strict")[0] == 1


def test_a_file_of_which_more_than_a_fifth_is_refused_is_unusable(run: Run, folder: Path) -> None:
    (folder / "facts.csv").write_text(FACTS + "C,never,opened,P1\nD,never,opened,P1\n", encoding="utf-8")
    code, _, err = run("judge", "agreement.yaml", "facts.csv")
    assert code == 2
    assert "2 of 6 rows were refused" in err


def test_a_ticket_that_nothing_opens_is_named(run: Run, folder: Path) -> None:
    (folder / "facts.csv").write_text(FACTS + "C,2026-03-02T09:00:00Z,resolved,\n", encoding="utf-8")
    _, _, err = run("judge", "agreement.yaml", "facts.csv")
    assert "ticket C: no fact that counts says when it was opened" in err


def test_judging_as_of_an_earlier_instant_sees_less(run: Run) -> None:
    _, out, _ = run("judge", "agreement.yaml", "facts.csv", "--as-of", "2026-03-02T10:00:00Z", "--format", "jsonl")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["running", "running"]
    code, _, err = run("judge", "agreement.yaml", "facts.csv", "--as-of", "yesterday")
    assert code == 2
    assert "expected an instant" in err


def test_exclusions_are_read_from_a_file(run: Run, folder: Path) -> None:
    (folder / "out.csv").write_text(
        "from,to,scope,commitments,reason,accepted_by,evidence\n"
        "2026-03-02T10:00:00+01:00,2026-03-03T12:00:00+01:00,ticket:B,,force majeure,Ana,act 1\n",
        encoding="utf-8",
    )
    _, out, _ = run("judge", "agreement.yaml", "facts.csv", "--exclusions", "out.csv", "--format", "jsonl")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["met", "met"]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "availability"), ("es", "disponibilidad"), ("ru", "доступность")]
)
def test_what_kind_of_promise_is_not_judged_is_said_in_the_language_asked_for(
    run: Run, folder: Path, language: str, word: str
) -> None:
    (folder / "agreement.yaml").write_text(
        f"{AGREEMENT}  - {{id: up, kind: availability, service: erp, calendar: office, at_least: 99%}}\n"
        "services: [{id: erp, name: ERP}]\n",
        "utf-8",
    )
    code, _, err = run("judge", "agreement.yaml", "facts.csv", "--lang", language)
    assert code == 0
    assert f"up ({word})" in err


def test_explain_adds_up_in_words_and_in_json(run: Run) -> None:
    code, out, _ = run("explain", "agreement.yaml", "facts.csv", "--ticket", "B", "--lang", "ru")
    assert code == 0
    assert "Нарушен" in out
    _, out, _ = run("explain", "agreement.yaml", "facts.csv", "--ticket", "B", "--json")
    line = json.loads(out)
    assert sum(span["seconds"] for span in line["derivation"]) == 27 * 3600
    code, _, err = run("explain", "agreement.yaml", "facts.csv", "--ticket", "Z")
    assert code == 2
    assert "'Z'" in err


def test_explain_says_what_was_refused_of_a_ticket_and_why(run: Run, folder: Path) -> None:
    told = FACTS.replace("priority\n", "priority,key,recorded_at\n").replace("1\n", "1,,\n").replace("d,\n", "d,,,\n")
    ahead = "C,2026-03-03T09:00:00Z,opened,P1,,2026-03-02T09:00:00Z\nC,2026-03-03T10:00:00Z,resolved,,k,\n"
    again = "C,2026-03-03T11:00:00Z,resolved,,k,\nA,2026-03-02T09:30:00Z,invented,,,\n"
    (folder / "facts.csv").write_text(told + ahead + again, "utf-8")
    code, out, err = run("explain", "agreement.yaml", "facts.csv", "--ticket", "C", "--lang", "en")
    assert (code, out) == (2, "")
    assert "ticket C: no fact that counts says when it was opened" in err
    assert "ticket C, row 5: opened on 3 Mar 2026, 10:00" in err
    assert "recorded earlier, on 2 Mar 2026, 10:00 (Madrid): not judged" in err
    assert "ticket C, row 7: another fact has its key and says something else" in err
    code, out, err = run("explain", "agreement.yaml", "facts.csv", "--ticket", "A", "--lang", "en")
    assert code == 0
    assert "Met" in out
    assert "line 9 (A): event: found invented" in err


def test_explain_says_that_a_ticket_was_not_open_yet(run: Run) -> None:
    words = ("explain", "agreement.yaml", "facts.csv", "--ticket", "A", "--as-of", "2026-03-01T10:00:00Z")
    code, out, err = run(*words, "--lang", "es")
    assert (code, out) == (0, "")
    assert "El ticket A aún no estaba abierto" in err


def test_replay_says_which_verdicts_would_move(run: Run) -> None:
    code, out, _ = run("replay", "agreement.yaml", "facts.csv", "--against", "other.yaml")
    assert code == 0
    assert "1 verdict would be another: 1 from breached to met" in out
    _, out, _ = run("replay", "agreement.yaml", "facts.csv", "--against", "other.yaml", "--json")
    assert json.loads(out)["causes"] == ["target"]
    _, _, err = run("replay", "agreement.yaml", "facts.csv", "--against", "agreement.yaml")
    assert "No verdict would be another." in err


def test_reconcile_says_where_the_help_desk_differs_and_which_clock_it_ran(run: Run, folder: Path) -> None:
    (folder / "claims.csv").write_text("ticket,verdict\nA,met\nB,met\n", "utf-8")
    asked = ("reconcile", "agreement.yaml", "facts.csv", "--commitment", "fix")
    code, out, _ = run(*asked, "--claims", "claims.csv")
    assert code == 1
    assert "1 of 2 claims say what the verdicts say (50.0%)." in out
    assert "how much is allowed" not in out
    code, out, _ = run(*asked, "--claims", "claims.csv", "--json", "--lang", "ru")
    assert [json.loads(line)["agrees"] for line in out.splitlines()] == [True, False]
    (folder / "claims.csv").write_text("ticket,verdict,due\nA,met,2026-03-02T13:00:00+01:00\n", "utf-8")
    code, out, _ = run(*asked, "--claims", "claims.csv", "--lang", "es")
    assert code == 0
    assert "1 de 1 afirmación dice lo mismo que el veredicto (100,0\xa0%)." in out


def test_reconcile_refuses_what_it_cannot_hold_against_anything(run: Run, folder: Path) -> None:
    (folder / "claims.csv").write_text("ticket,verdict,commitment\nA,met,first\n", "utf-8")
    asked = ("reconcile", "agreement.yaml", "facts.csv", "--commitment")
    for words, said in (
        (("fix",), "--claims FILE or --column NAME"),
        (("onsite", "--claims", "claims.csv"), "expected one of fix"),
        (("fix", "--claims", "claims.csv"), "no claim about fix"),
        (("fix", "--column", "made_sla"), "made_sla"),
    ):
        code, _, err = run(*asked, *words)
        assert code == 2
        assert said in err


def test_promise_says_that_too_little_is_too_little(run: Run) -> None:
    code, out, _ = run("promise", "agreement.yaml", "facts.csv", "--lang", "es")
    assert code == 0
    assert "historia insuficiente" in out


def test_simulate_writes_facts_that_import_and_judge(run: Run, folder: Path) -> None:
    scenario = Path(__file__).parents[2] / "examples" / "small-msp-es" / "scenario.yaml"
    days = ("--from", "2026-01-05", "--to", "2026-01-07")
    assert run("simulate", str(scenario), *days, "--seed", "3", "--out", "s.csv")[0] == 0
    code, out, _ = run("import", "s.csv", "--dry-run")
    assert code == 0
    assert "refused: 0" in out
    assert run("import", "s.csv", "--out", "t.jsonl")[0] == 0
    assert (folder / "t.jsonl").stat().st_size > 0


def test_simulate_without_a_file_streams_json_lines(run: Run) -> None:
    scenario = Path(__file__).parents[2] / "examples" / "small-msp-es" / "scenario.yaml"
    code, out, _ = run("simulate", str(scenario), "--from", "2026-03-02", "--to", "2026-03-03")
    assert code == 0
    assert {json.loads(line)["event"] for line in out.splitlines()} >= {"opened", "replied"}


@pytest.mark.parametrize("volume", ["0", "-1", "nan", "inf"])
def test_a_volume_that_is_none_is_refused(run: Run, volume: str) -> None:
    scenario = Path(__file__).parents[2] / "examples" / "small-msp-es" / "scenario.yaml"
    code, _, err = run("simulate", str(scenario), f"--volume={volume}")
    assert code == 2
    assert "expected a number over 0" in err


def test_import_drafts_lists_and_refuses(run: Run) -> None:
    code, out, _ = run("import", "facts.csv", "--suggest")
    assert code == 0
    assert "profile: 1" in out
    assert "servicenow-audit" in run("import", "--profiles")[1]
    assert run("import", "facts.csv")[0] == 2
    assert run("import")[0] == 2


def test_written_facts_say_which_marks_they_cannot_carry(run: Run, folder: Path) -> None:
    (folder / "list.csv").write_text("ticket,opened\nA,2026-03-02T09:00:00Z\n", "utf-8")
    (folder / "list.yaml").write_text(
        "profile: 1\nid: l\nrows: tickets\ncolumns: {ticket: ticket, opened_at: opened}\n"
    )
    code, _, err = run("import", "list.csv", "--profile", "list.yaml", "--out", "f.csv")
    assert code == 0
    assert "does not say that pauses are unknown" in err
    assert "does not say" not in run("import", "facts.csv", "--out", "f.csv")[2]


def test_schemas_are_json(run: Run) -> None:
    for what in ("agreement", "verdict"):
        code, out, _ = run("schema", what)
        assert code == 0
        assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_diff_says_in_words_what_changed(run: Run) -> None:
    code, out, _ = run("diff", "agreement.yaml", "other.yaml", "--lang", "es")
    assert code == 1
    assert (
        "fix, meta, P1: 24\N{NO-BREAK SPACE}h (antes: 4\N{NO-BREAK SPACE}h)  [menos exigente para el proveedor]" in out
    )
    assert run("diff", "agreement.yaml", "agreement.yaml", "--lang", "ru") == (
        0,
        "Ничего не изменилось: оба говорят одно и то же.\n",
        "",
    )
    line = json.loads(run("diff", "agreement.yaml", "other.yaml", "--json")[1])
    assert (line["path"], line["weight"], line["side"]) == (["commitments", "fix", "within"], "looser", "provider")


def test_text_writes_an_agreement_to_be_read_and_prints_its_hash(run: Run, folder: Path) -> None:
    code, out, _ = run("text", "agreement.yaml", "--lang", "ru", "--html", "a.html", "--pdf", "a.pdf")
    assert (code, out.splitlines()[0]) == (0, "Демо · P и C")
    assert out.splitlines()[1].startswith("sha256:")
    assert out.splitlines()[1].removeprefix("sha256:") in (folder / "a.html").read_text("utf-8")
    assert (folder / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert run("text", "agreement.yaml")[1].splitlines()[1] == out.splitlines()[1]
