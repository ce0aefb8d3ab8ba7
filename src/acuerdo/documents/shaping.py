"""From a tree of texts to the shape of an agreement, with a finding for everything that does not fit."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from acuerdo.documents.findings import Ledger, one_of, refuse, suggest
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.kinds import describe
from acuerdo.texts.nodes import Node, Path, Scalar, Table, find_node, make_plain, walk

_SHAPE_WORDS = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
_QUOTED = re.compile(r"'([^']*)'")


def require_agreement(root: Node, file: str) -> Table:
    """Refuse what is not an agreement of this version of the format at all."""
    version = root.get("acuerdo") if isinstance(root, Table) else None
    if not isinstance(root, Table) or version is None:
        refuse(
            "not_an_agreement",
            place=root.place,
            file=file,
            found=describe(make_plain(root)) if not isinstance(root, Table) else "no key `acuerdo`",
            expected="a mapping that begins with `acuerdo: 1`, the version of the format",
            hint="is this the agreement, or another file?",
        )
    return root


def note_absent(root: Node, ledger: Ledger) -> None:
    """Note every key and every item without a value."""
    for path, node in walk(root):
        if not isinstance(node, Scalar) or not node.absent:
            continue
        key = path[-1] if path else ""
        if isinstance(key, str) and re.search(r"[\s:]", key):
            hint = "did you mean a quote or a space? A colon needs a space after it, a text with a colon needs quotes"
        else:
            hint = "write the value, or leave the key out"
        ledger.note("empty_value", path, found=f"nothing after {key!r}", expected="a value", hint=hint)


def shape_agreement(root: Table, ledger: Ledger) -> AgreementShape | None:
    """Type a tree; None where it does not have the shape of an agreement."""
    note_absent(root, ledger)
    try:
        return AgreementShape.model_validate(make_plain(root), context=ledger)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            _note_error(error, root, ledger)
        return None


def _note_error(error: Mapping[str, Any], root: Table, ledger: Ledger) -> None:
    path: Path = tuple(error["loc"])
    if path[-1:] == ("[key]",):
        path = path[:-1]
    if _is_absent(root, path):
        return  # noted already, with a better hint
    context = error.get("ctx", {})
    if "hint" in context:
        ledger.note(error["type"], path, found=context["found"], expected=context["expected"], hint=context["hint"])
    elif error["type"] == "missing":
        ledger.note("missing_key", path, found="", expected=f"the key {path[-1]!r}")
    elif error["type"] in ("literal_error", "enum"):
        words = _QUOTED.findall(context["expected"])
        found = describe(error["input"])
        ledger.note("unknown_word", path, found=found, expected=one_of(words), hint=suggest(found, words))
    elif "actual_length" in context:
        size = f"{context['actual_length']} of them"
        limit = f"at most {context['max_length']}" if error["type"] == "too_long" else "at least one"
        ledger.note("wrong_size", path, found=size, expected=limit)
    else:
        expected = _SHAPE_WORDS.get(error["type"], error["msg"])
        ledger.note("wrong_shape", path, found=describe(error["input"]), expected=expected)


def _is_absent(root: Node, path: Path) -> bool:
    node = find_node(root, path)
    return isinstance(node, Scalar) and node.absent
