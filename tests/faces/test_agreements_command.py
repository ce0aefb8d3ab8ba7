"""`acuerdo agreements`, by two people against a running installation."""

import json
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from acuerdo.faces.cli.entrance import main
from tests.faces.api.asking import token_of
from tests.flows.test_negotiation import TEXT, opened
from tests.people import Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    opened(found.ana)
    return found


def test_an_agreement_is_negotiated_from_the_command_line(
    cast: Cast,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    tokens = {name: token_of(getattr(cast, name)) for name in ("ana", "boris")}

    def said(name: str, *words: str, code: int = 0) -> str:
        monkeypatch.setenv("ACUERDO_TOKEN", tokens[name])
        assert main(["agreements", *words, "--at", live_server.url]) == code
        told = capsys.readouterr()
        lines = (told.out + told.err).splitlines(keepends=True)
        return "".join(line for line in lines if "[info " not in line)  # the server logs beside the command

    assert "sur-2026\tSur\tdraft" in said("ana", "list")
    assert "Done: offered. Receipt 2:" in said("ana", "offer", "sur-2026", "--note", "ayer")
    assert "sur-2026\tSur\tproposed\tv1\t\tServicios\n" in said("boris", "waiting")
    assert said("boris", "text", "sur-2026") == TEXT
    other = tmp_path / "other.yaml"
    other.write_text(TEXT.replace("1h", "30m"), encoding="utf-8")
    assert "as revision 1" in said("boris", "draft", "sur-2026", str(other))
    assert "Done: offered. Receipt 3:" in said("boris", "offer", "sur-2026")
    changes = said("ana", "diff", "sur-2026", "--since", "offer").replace("\N{NO-BREAK SPACE}", " ")
    assert "30 min (was 1 h)\tstricter for the provider" in changes
    assert json.loads(said("ana", "diff", "sur-2026", "--json"))["changes"] == []
    shown = json.loads(said("ana", "show", "sur-2026", "--json"))
    content = shown["versions"][0]["content"]
    assert "On the table is" in said("ana", "accept", "sur-2026", "--content", "0" * 8, code=1)
    assert "On the table is" in said("ana", "accept", "sur-2026", code=1)
    assert "not_your_offer" in said("ana", "withdraw", "sur-2026", "--content", content, code=1)
    receipt = said("ana", "accept", "sur-2026", "--content", content[:12]).partition("Receipt ")[2].partition(";")[0]
    assert receipt.startswith("4:")
    assert "nothing changed" in said("boris", "verify", "sur-2026", "--anchor", receipt)
    assert "unanchored" in said("boris", "verify", "sur-2026", "--anchor", f"4:{'0' * 64}", code=1)
    assert "already_agreed" in said("boris", "reject", "sur-2026", "--content", content, code=1)
    assert "not_there" in said("boris", "show", "nothing", code=1)
    page, record = tmp_path / "text.html", tmp_path / "record.pdf"
    assert said("boris", "text", "sur-2026", "--html", str(page), "--lang", "ru") == f"{page}\n"
    assert '<html lang="ru">' in page.read_text(encoding="utf-8")
    assert said("boris", "record", "sur-2026", "--pdf", str(record)) == f"{record}\n"
    assert record.read_bytes().startswith(b"%PDF-")
    assert "--html or --pdf" in said("boris", "record", "sur-2026", code=1)
    assert said("boris", "waiting", "--lang", "es").strip() == "No hay nada que mostrar."


def test_without_a_token_or_an_installation_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ACUERDO_TOKEN", raising=False)
    assert main(["agreements", "list"]) == 2
    assert "ACUERDO_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("ACUERDO_TOKEN", "acu_nothing")
    assert main(["agreements", "show"]) == 2
    assert main(["agreements", "list", "--at", "http://127.0.0.1:1"]) == 1
    assert "http://127.0.0.1:1" in capsys.readouterr().err
