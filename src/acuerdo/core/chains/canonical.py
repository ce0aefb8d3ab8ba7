"""JSON that is written in one way only, so that its hash means its content."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""JSON without fractions: what is counted is an integer, what is measured is written as text."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = frozenset({str, int, bool, type(None)})


def write_canonical(value: Json) -> str:
    """Return JSON with sorted keys and without spaces. Raises `TypeError` for a fraction or anything else.

    >>> write_canonical({"b": [1, True, None], "a": "ñ"})
    '{"a":"ñ","b":[1,true,null]}'
    """
    _check(value)
    return _ENCODER.encode(value)


def can_be_kept(value: object) -> bool:
    r"""Say whether every text of some JSON can be hashed and kept: no NUL, no half of a character.

    >>> can_be_kept({"a": ["ñ", 1]}), can_be_kept({"a\0": 1}), can_be_kept(["\ud83d"])
    (True, False, False)
    """
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return all(can_be_kept(key) and can_be_kept(item) for key, item in value.items())
    return not isinstance(value, (list, tuple)) or all(map(can_be_kept, value))


def _check(value: Json) -> None:
    if type(value) in _PLAIN:  # as a rule: what is a kind of them is told apart below
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON is a text, not {key!r}")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif not isinstance(value, (int, str)):
        raise TypeError(f"canonical JSON holds no {type(value).__name__}: {value!r}")
