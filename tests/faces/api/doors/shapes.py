"""What a door of the interface is, and who may open it: see `tests.faces.web.doors.shapes`."""

from dataclasses import dataclass

SEE = (401, 404, 200, 200, 404, 200, 200)
"""Whoever may see agreements of the customer."""
ANYBODY = (401, 200, 200, 200, 200, 200, 200)
"""Whoever has a token."""
LOOK_AFTER = (401, 404, 404, 200, 404, 404, 200)
"""Whoever looks after the webhooks of the customer."""
NOTHING = "0" * 64


@dataclass(frozen=True, kw_only=True)
class ApiDoor:
    """One operation by its id; `of_one` marks what belongs to one customer, `file` what is sent as a form's file.

    Without a scope, what belongs to nobody answers `closed`; None: an empty list.
    """

    operation: str
    method: str
    path: str
    expected: tuple[int, ...]
    body: object = None
    file: bytes = b""
    of_one: bool = True
    closed: int | None = None

    def __str__(self) -> str:
        return self.operation
