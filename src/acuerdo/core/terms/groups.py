"""Groups of clocks: those whose tickets have the same values in the fields by which a commitment is judged."""

import re
from collections.abc import Mapping, Sequence

ABSENT = "-"
"""What stands for a field without a value; no value is written so."""

_PART = re.compile(r"((?:[^/\\]|\\.)*)(?:/|\Z)", re.DOTALL)


def write_group(names: Sequence[str], fields: Mapping[str, str]) -> str:
    r"""Return the group of a ticket: its values in the order of the names, a slash between them.

    A slash or a backslash inside a value is written with a backslash before it, so that two groups are never one.

    >>> write_group(("category", "priority"), {"category": "HW/Printer", "priority": "P1"})
    'HW\\/Printer/P1'
    >>> write_group(("category", "priority"), {"priority": "P1"})
    '-/P1'
    """
    values = (fields.get(name, ABSENT) for name in names)
    return "/".join(value.replace("\\", "\\\\").replace("/", "\\/") for value in values)


def read_group(names: Sequence[str], group: str) -> dict[str, str]:
    r"""Return the fields of a group; those without a value are left out.

    >>> read_group(("category", "priority"), "HW\\/Printer/P1")
    {'category': 'HW/Printer', 'priority': 'P1'}
    >>> read_group(("category", "priority"), "-/P1")
    {'priority': 'P1'}
    """
    parts = [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in _PART.findall(group)]
    return {name: part for name, part in zip(names, parts, strict=False) if part != ABSENT}
