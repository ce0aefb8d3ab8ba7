"""`acuerdo sources import`: a look first, then the facts, as a person who may tell them."""

from pathlib import Path

import pytest
from django.conf import settings

from acuerdo.apps.imports.shapes import Decision
from acuerdo.apps.tickets.models import Fact
from acuerdo.faces.cli.entrance import main
from tests.flows.importing import FACTS, bring, carried, decide
from tests.flows.telling import add_source, in_force
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
ANA = ("--as", "ana@norte.example")


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "facts.csv"
    path.write_bytes(FACTS)
    return str(path)


@pytest.mark.usefixtures("cast")
def test_a_dry_run_says_what_would_come_in_and_keeps_nothing(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "import", "desk", file, *ANA, "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert "5 would come in, 0 there already, 0 contradict what is there, 2 rows refused" in said
    assert "refused facts.csv, line 5, ticket T2: naive_instant" in said
    assert not Fact.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("given*"))


@pytest.mark.usefixtures("cast")
def test_facts_are_recorded_and_the_same_file_again_adds_nothing(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    for said in ("5 recorded, 0 there already", "0 recorded, 5 there already"):
        assert main(["sources", "import", "desk", file, *ANA]) == 1
        assert said in capsys.readouterr().out
    assert Fact.objects.count() == 5


def test_it_goes_on_with_a_file_that_was_left(cast: Cast, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    resume = ["sources", "import", "desk", file, *ANA, "--resume"]
    assert main(resume) == 2
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    decide(cast.ana, ident, Decision.STOP)
    assert main(resume) == 1
    assert "5 recorded" in capsys.readouterr().out


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "nobody@norte.example"), "nobody with this address"),
        (("--as", "boris@sur.example"), "no such source"),
        ((*ANA, "--profile", "servicenow-audit"), "time zone"),
    ],
)
def test_what_cannot_be_done_is_said(
    file: str, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "import", "desk", file, *words]) == 2
    assert said in capsys.readouterr().err
    assert not Fact.objects.exists()
