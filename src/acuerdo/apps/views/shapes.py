"""What kept lists say of themselves."""

from dataclasses import dataclass

LONGEST_NAME = 60
LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """A kept list: `own` where the viewer kept it, `shared` where all people of that side see it."""

    id: int
    name: str
    query: str
    own: bool
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """A list that is to be kept: which one, what it is asked for, and its name."""

    page: str
    name: str
    query: str
    shared: bool = False
