"""Where a document comes from: a file, a text or a mapping; never more than can be read safely."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from acuerdo.documents.findings import refuse
from acuerdo.texts.composing import Lines, TextRefused, compose_json, compose_yaml
from acuerdo.texts.nodes import Node, make_node

LARGEST_FILE = 5_000_000
"""The most bytes (of a text: characters) that a document may have."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that somebody else wrote: read as a text whatever it looks like, never as the path of a file."""

    text: str


Source = Path | str | Written | Mapping[str, object]
_OF_AGREEMENTS = {
    "empty_document": ("an agreement", "see acuerdo check"),
    "many_documents": ("one agreement in a file", ""),
}
"""What is expected of agreements, and what to do, where a reader of any text speaks of documents."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document's tree, the text it was read from (None for a mapping), its name, and the folder it stands in."""

    root: Node
    text: str | None
    name: str
    folder: Path | None = None


def read_source(source: Source, name: str = "agreement.yaml") -> Read:
    """Read a source into its tree.

    A `str` is the text itself when it has more than one line or begins with a brace, else the path of a file. `name`
    stands in findings where there is no file. What comes from strangers is given as `Written`. Raises DocumentRefused.
    """
    if isinstance(source, Mapping):
        return Read(root=_from_mapping(source, name), text=None, name=name)
    if isinstance(source, str) and ("\n" in source or source.lstrip().startswith("{")):
        source = Written(source)
    if isinstance(source, Written):
        if len(source.text) > LARGEST_FILE:
            _refuse_size(name, f"{len(source.text):,} characters")
        return Read(root=compose(source.text, name), text=source.text, name=name)
    path = Path(source)
    text = _read_file(path)
    return Read(root=compose(text, str(path)), text=text, name=str(path), folder=path.parent)


def compose(text: str, name: str) -> Node:
    """Compose the tree of a text: JSON where it is that, else YAML. Raises DocumentRefused."""
    try:
        return _compose(text, name)
    except TextRefused as refused:
        expected, hint = _OF_AGREEMENTS.get(refused.code, (refused.expected, refused.hint))
        refuse(refused.code, place=refused.place, file=name, found=refused.found, expected=expected, hint=hint)


def _compose(text: str, name: str) -> Node:
    if name.endswith(".json"):
        return compose_json(text, name)
    if text.lstrip().startswith("{"):
        # A mapping in braces is JSON as a rule; YAML in the same style is looser, so it is tried next.
        try:
            return compose_json(text, name)
        except TextRefused as refused:
            if refused.code != "bad_json":
                raise
    return compose_yaml(text, name)


def _read_file(path: Path) -> str:
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as refused:
        reason = getattr(refused, "strerror", None) or str(refused)
        refuse(
            "unreadable_file",
            place=None,
            file=name,
            found=reason.lower(),
            expected="a file that can be read",
            hint="check the path and its permissions",
        )
    if len(content) > LARGEST_FILE:
        _refuse_size(name, f"more than {LARGEST_FILE:,} bytes")
    return decode(content, name)


def _refuse_size(name: str, found: str) -> NoReturn:
    refuse(
        "too_big",
        place=None,
        file=name,
        found=found,
        expected=f"at most {LARGEST_FILE:,}",
        hint="is this the agreement, or an export of tickets?",
    )


def decode(content: bytes, name: str) -> str:
    """Decode UTF-8, or UTF-16 that says so in its first bytes. Raises DocumentRefused."""
    encoding = next((encoding for bom, encoding in _BOMS if content.startswith(bom)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as refused:
        before = content[: refused.start].decode(encoding, errors="ignore")
        refuse(
            "bad_encoding",
            place=Lines(before, name).place(len(before)),
            file=name,
            found=f"the byte 0x{content[refused.start]:02x}",
            expected="text in UTF-8",
            hint="save the file as UTF-8; such bytes often come from windows-1252 or windows-1251",
        )


def _from_mapping(source: Mapping[str, object], name: str) -> Node:
    try:
        return make_node(source)
    except (TypeError, ValueError) as refused:
        refuse(
            "bad_value", place=None, file=name, found=str(refused), expected="a mapping of texts, lists and mappings"
        )
