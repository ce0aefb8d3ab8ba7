"""What tokens answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer


class Purpose(StrEnum):
    """What a token opens: the interface for programs, or its person's calendar."""

    API = "api"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token in its owner's list; the secret itself is known to nobody any more."""

    id: int
    name: str
    ending: str
    scopes: tuple[Permission, ...]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def lets_in(self, at: datetime) -> bool:
        """Say whether the token is still good at an instant."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeToken:
    """A token just made: the only time that its secret is seen."""

    secret: str
    line: TokenLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whoever sent a token: the person it belongs to as a viewer, narrowed to the token's scopes."""

    viewer: Viewer
    token: TokenLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it was sent: its status and its body."""

    status: int
    body: str
