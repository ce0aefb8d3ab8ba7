"""Every address of the pages, by capability, and what each asker is answered.

A module of this folder holds `DOORS` (see `shapes`), and where its addresses need rows, `prepare(cast)` makes them.
"""

import importlib
import pkgutil

from tests.faces.web.doors.shapes import Door
from tests.people import Cast

_NAMES = sorted({found.name for found in pkgutil.iter_modules(__path__)} - {"shapes"})
_CAPABILITIES = [importlib.import_module(f"{__name__}.{name}") for name in _NAMES]
DOORS: tuple[Door, ...] = tuple(door for one in _CAPABILITIES for door in one.DOORS)


def prepare(cast: Cast) -> None:
    """Make the rows that the addresses are about."""
    for one in _CAPABILITIES:
        if hasattr(one, "prepare"):
            one.prepare(cast)
