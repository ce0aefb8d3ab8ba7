"""JSON that is written in one way only, so that its hash means its content."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""JSON without fractions: what is counted is an integer, what is measured is written as text."""


def write_canonical(value: Json) -> str:
    """Return JSON with sorted keys and without spaces. Raises `TypeError` for a fraction or anything else.

    >>> write_canonical({"b": [1, True, None], "a": "ñ"})
    '{"a":"ñ","b":[1,true,null]}'
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check(value: Json) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON is a text, not {key!r}")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif not (value is None or isinstance(value, (bool, int, str))):
        raise TypeError(f"canonical JSON holds no {type(value).__name__}: {value!r}")
