"""What a door is, and who asks at it."""

from dataclasses import dataclass, field

STRANGER, WRONG, USER, SPONSOR, NO_ROLE, TECHNICIAN, MANAGER = range(7)
"""Who asks: nobody signed in; Vera of another customer; Carla and Boris of the right one; Nadie, Tomas and Ana of the
provider."""

SEE = (302, 404, 200, 200, 404, 200, 200)
"""Whoever may see agreements of the customer."""
NEGOTIATE = (302, 404, 403, 200, 404, 403, 200)
"""Whoever may negotiate for a side."""
ANYBODY = (302, 200, 200, 200, 200, 200, 200)
"""Whoever signed in."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """One address by its name in the urls, asked in one way; `of_one` marks what belongs to one customer."""

    name: str
    method: str
    address: str
    expected: tuple[int, ...]
    form: dict[str, str] = field(default_factory=dict)
    of_one: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.name}"
