"""The JSON Schema of a verdict line, for other people's programs."""

from acuerdo.core.clock.verdict import VERDICT_FIELDS, Mark, Outcome

_TEXT = {"type": "string"}
_OPTIONAL_TEXT = {"type": ["string", "null"]}
_OPTIONAL_SECONDS: dict[str, object] = {"type": ["number", "null"], "minimum": 0}
_INSTANT = {"type": ["string", "null"], "format": "date-time", "pattern": "Z$"}


def verdict_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of one line of `acuerdo judge --format jsonl`.

    >>> verdict_schema()["properties"]["cycle"]
    {'type': 'integer', 'minimum': 1}
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Acuerdo verdict, version 1",
        "type": "object",
        "required": list(VERDICT_FIELDS),
        "additionalProperties": False,
        "properties": {name: _property(name) for name in VERDICT_FIELDS},
    }


def _property(name: str) -> dict[str, object]:
    special: dict[str, dict[str, object]] = {
        "cycle": {"type": "integer", "minimum": 1},
        "verdict": {"enum": [str(outcome) for outcome in Outcome]},
        "marks": {"type": "array", "items": {"enum": [str(mark) for mark in Mark]}, "uniqueItems": True},
        "target_s": _OPTIONAL_SECONDS,
        "late_s": _OPTIONAL_SECONDS,
    }
    if name in special:
        return special[name]
    if name.endswith("_at"):
        return dict(_INSTANT)
    if name.endswith("_s"):
        return {"type": "number", "minimum": 0}
    return dict(_OPTIONAL_TEXT if name in {"priority", "reason", "group"} else _TEXT)
