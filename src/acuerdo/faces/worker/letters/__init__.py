"""The letters that people get, in their language at the moment of delivery.

Each capability has a module here with a table `LETTERS`, from the kind of a notice to the function that writes its
letter, and stands in `_TABLES`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.faces.worker.letters import accounts, clocks, decisions, heads, life, matters, offers, rejudging
from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer

_TABLES: tuple[Mapping[str, Writer], ...] = (
    accounts.LETTERS,
    offers.LETTERS,
    decisions.LETTERS,
    heads.LETTERS,
    life.LETTERS,
    matters.LETTERS,
    clocks.LETTERS,
    rejudging.LETTERS,
)

LETTERS: Mapping[str, Writer] = MappingProxyType({kind: writer for table in _TABLES for kind, writer in table.items()})
"""Every letter, by the kind of its notice."""


def write_letter(kind: str, addressed: Addressed) -> Letter | None:
    """Write the letter of a notice; None for a kind that has no words."""
    writer = LETTERS.get(kind)
    return None if writer is None else writer(addressed)
