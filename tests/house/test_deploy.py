"""The unit files: systemd understands them, they start commands that exist, and give the processes little."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import COMMANDS
from tests.house.source import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists_and_gives_it_little(path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # names keep their capitals
    unit.read(path, encoding="utf-8")
    service = unit["Service"]
    program, command = service["ExecStart"].split()
    assert (program, command in COMMANDS) == ("/opt/acuerdo/bin/acuerdo", True)
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    assert (service["User"], service["Restart"], unit["Install"]["WantedBy"]) == (
        "acuerdo",
        "always",
        "multi-user.target",
    )


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    assert [path.name for path in UNITS] == ["acuerdo-server.service", "acuerdo-worker.service"]
    if shutil.which("systemd-analyze") is None:
        return  # what they say is tested above
    for path in UNITS:
        text = path.read_text("utf-8").replace("/opt/acuerdo/bin/acuerdo", shutil.which("true") or "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    words = ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in UNITS)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "acuerdo-" in line] == []
