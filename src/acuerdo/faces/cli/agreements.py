"""`acuerdo agreements`: what both sides do in the pages, from a command line, against a running installation.

It asks the interface under /api/v1 with a person's token, so that it can do what that person may do and no more, and
each move is that person's: an operator with the database at hand cannot sign for anybody here.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acuerdo.apps.catalogue.shapes import choose_text
from acuerdo.faces.cli.asking import Installation, NotDone
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import phrase, speak

_SHORTEST_CONTENT = 8
_NONE = phrase("There is nothing to show.")
_NO_TOKEN = phrase("Put a token into ACUERDO_TOKEN; you make one in the pages, under your name.")
_OTHER_CONTENT = phrase("On the table is {found}, not {wanted}. Read it, then answer what you have read.")
_NOTHING_OFFERED = phrase("Nothing has been offered yet.")
_DONE = phrase("Done: {state}. Receipt {number}:{head}; keep it.")
_KEPT = phrase("The draft is kept as revision {revision}.")
_HOLDS = phrase(
    "{chain}: {n} entry, nothing changed; head {head}", plural="{chain}: {n} entries, nothing changed; head {head}"
)
_CHANGED = phrase("{chain}: entry {number}: {code}")

ANSWERS = ("accept", "reject", "withdraw")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "act",
        choices=["list", "waiting", "show", "text", "record", "diff", "draft", "offer", *ANSWERS, "verify"],
        help="what to do",
    )
    parser.add_argument("agreement", nargs="?", default="", help="its id (for all but list and waiting)")
    parser.add_argument("file", nargs="?", type=Path, help="of draft: the document")
    parser.add_argument("--content", default="", help="of an answer: the hash of what you have read, 8 digits or more")
    parser.add_argument(
        "--version", type=int, dest="number", help="of text, record and diff: which version (default: the newest)"
    )
    parser.add_argument(
        "--since", default="", help="of diff: an earlier version, or `offer` (default: what bound last)"
    )
    parser.add_argument("--html", type=Path, help="of text and record: write it as one page of HTML to this file")
    parser.add_argument("--pdf", type=Path, help="of text and record: write it as a PDF to this file")
    parser.add_argument("--note", default="", help="a word with an offer or an answer")
    parser.add_argument("--anchor", action="append", default=[], help="of verify: a receipt, as NUMBER:HASH")
    parser.add_argument("--at", default="", help="the installation (default: ACUERDO_PUBLIC_URL, else this machine)")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the answers as they come")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Ask the installation; exit 1 when it refuses or something was changed, 2 for a call that cannot be made."""
    token = os.environ.get("ACUERDO_TOKEN", "")
    if not token:
        sys.stderr.write(speak(options.lang, _NO_TOKEN) + "\n")
        return 2
    if (options.act not in ("list", "waiting") and not options.agreement) or (options.act == "draft") != bool(
        options.file
    ):
        sys.stderr.write(f"acuerdo agreements {options.act}: say which agreement, and for draft the file too\n")
        return 2
    here = options.at or os.environ.get("ACUERDO_PUBLIC_URL", "") or "http://localhost:8000"
    with Installation(here, token, str(options.lang)) as installation:
        try:
            return _ACTS[options.act](installation, options)
        except NotDone as refused:
            sys.stderr.write(f"{refused}\n")
            return 1


def _list(installation: Installation, options: argparse.Namespace) -> int:
    path = "/agreements" if options.act == "list" else "/agreements/waiting"
    lines = list(installation.parts(path))
    if options.as_json:
        _print_json(lines)
        return 0
    if not lines:
        sys.stdout.write(speak(options.lang, _NONE) + "\n")
    for line in lines:
        version = "" if line["version"] is None else f"v{line['version']}"
        dates = f"{line['from_on'] or ''}..{line['to_on'] or ''}" if line["from_on"] else ""
        title = choose_text(line["titles"], options.lang)
        row = (line["id"], line["customer_name"], line["state"], version, dates, title)
        sys.stdout.write("\t".join(row).rstrip() + "\n")
    return 0


def _show(installation: Installation, options: argparse.Namespace) -> int:
    found = installation.ask("GET", f"/agreements/{options.agreement}")
    if options.as_json:
        _print_json(found)
        return 0
    sys.stdout.write(f"{found['id']}\t{found['customer_name']}\n")
    for version in found["versions"]:
        sys.stdout.write(f"v{version['number']}\t{version['state']}\t{version['content'] or ''}\n")
        for move in version["act"]["moves"]:
            receipt = move["receipt"]
            row = (move["at"], move["kind"], move["person"], move["side"], f"{receipt['number']}:{receipt['head']}")
            sys.stdout.write("\t" + "\t".join(row) + "\n")
    return 0


def _text(installation: Installation, options: argparse.Namespace) -> int:
    version = _version(installation, options)
    if options.html is None and options.pdf is None:
        sys.stdout.write(installation.text(f"{version}.yaml"))
        return 0
    return _write(installation, options, version)


def _record(installation: Installation, options: argparse.Namespace) -> int:
    if options.html is None and options.pdf is None:
        raise NotDone("--html or --pdf: expected a file to write the record to")
    return _write(installation, options, f"{_version(installation, options)}/record")


def _write(installation: Installation, options: argparse.Namespace, place: str) -> int:
    """Write a text as the files that were asked for, and print their names."""
    from acuerdo.studies.whole_file import written_aside  # noqa: PLC0415 - it brings tables along, which few acts need

    for ending, path in (("html", options.html), ("pdf", options.pdf)):
        if path is not None:
            content = installation.content(f"{place}.{ending}?lang={options.lang}")
            with written_aside(path) as aside:
                aside.write_bytes(content)
            sys.stdout.write(f"{path}\n")
    return 0


def _diff(installation: Installation, options: argparse.Namespace) -> int:
    asked = f"lang={options.lang}" + (f"&since={options.since}" if options.since else "")
    found = installation.ask("GET", f"{_version(installation, options)}/changes?{asked}")
    if options.as_json:
        _print_json(found)
        return 0
    if not found["changes"]:
        sys.stdout.write(speak(options.lang, _NONE) + "\n")
    for change in found["changes"]:
        row = (change["section"], change["sentence"], change["meaning"])
        sys.stdout.write("\t".join(row).rstrip() + "\n")
    return 0


def _version(installation: Installation, options: argparse.Namespace) -> str:
    """Return the address of a version: the one that is named, else the newest."""
    number = options.number or _newest(installation, options)["number"]
    return f"/agreements/{options.agreement}/versions/{number}"


def _draft(installation: Installation, options: argparse.Namespace) -> int:
    found = installation.ask("GET", f"/agreements/{options.agreement}")
    text = options.file.read_text(encoding="utf-8")
    body = {"text": text, "revision": found["draft_revision"] or 0, "reason": options.note}
    kept = installation.ask("PUT", f"/agreements/{options.agreement}/draft", body)
    sys.stdout.write(speak(options.lang, _KEPT, revision=kept["revision"]) + "\n")
    return 0


def _offer(installation: Installation, options: argparse.Namespace) -> int:
    found = installation.ask("GET", f"/agreements/{options.agreement}")
    side = installation.ask("GET", "/me")["side"]
    nothing = {"state": "not_begun", "offered_by": None, "seen": 0}
    act = found["versions"][0]["act"] if found["versions"] else nothing
    if act["state"] in ("agreed", "registered"):  # what is offered now begins another version
        act = nothing
    against = act["state"] == "offered" and act["offered_by"] != side
    body = {"kind": "counter" if against else "propose", "seen": act["seen"], "note": options.note}
    return _moved(installation, options, body)


def _answer(installation: Installation, options: argparse.Namespace) -> int:
    version = _newest(installation, options)
    content, wanted = version["content"] or "", options.content
    if len(wanted) < _SHORTEST_CONTENT or not content.startswith(wanted):
        raise NotDone(speak(options.lang, _OTHER_CONTENT, found=content, wanted=wanted or "?"))
    body = {
        "kind": options.act,
        "version": version["number"],
        "content": content,
        "seen": version["act"]["seen"],
        "note": options.note,
    }
    return _moved(installation, options, body)


def _verify(installation: Installation, options: argparse.Namespace) -> int:
    anchors = [anchor.partition(":") for anchor in options.anchor]
    if not all(mark and number.isdecimal() for number, mark, _ in anchors):
        raise NotDone("--anchor: expected NUMBER:HASH as on a receipt")
    body = {"anchors": [{"number": int(number), "head": head} for number, _, head in anchors]}
    found = installation.ask("POST", f"/agreements/{options.agreement}/journal/verify", body)
    for fault in found["faults"]:
        said = speak(options.lang, _CHANGED, chain=found["chain"], number=str(fault["number"]), code=fault["code"])
        sys.stdout.write(said + "\n")
    if found["holds"]:
        said = speak(options.lang, _HOLDS, chain=found["chain"], n=found["length"], head=found["head"])
        sys.stdout.write(said + "\n")
    return 0 if found["holds"] else 1


def _newest(installation: Installation, options: argparse.Namespace) -> Mapping[str, Any]:  # JSON, as below
    versions = installation.ask("GET", f"/agreements/{options.agreement}")["versions"]
    if not versions:
        raise NotDone(speak(options.lang, _NOTHING_OFFERED))
    newest: Mapping[str, Any] = versions[0]
    return newest


def _moved(installation: Installation, options: argparse.Namespace, body: Mapping[str, object]) -> int:
    act = installation.ask("POST", f"/agreements/{options.agreement}/acts", body)
    if options.as_json:
        _print_json(act)
        return 0
    receipt = act["moves"][-1]["receipt"]
    said = speak(options.lang, _DONE, state=act["state"], number=str(receipt["number"]), head=receipt["head"])
    sys.stdout.write(said + "\n")
    return 0


def _print_json(found: object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


_ACTS = {
    "list": _list,
    "waiting": _list,
    "show": _show,
    "text": _text,
    "record": _record,
    "diff": _diff,
    "draft": _draft,
    "offer": _offer,
    "verify": _verify,
    **dict.fromkeys(ANSWERS, _answer),
}
