"""Who may give whom which role: the rules, without rows."""

from dataclasses import dataclass

from acuerdo.apps.parties.roles import ALLOWED, SPEAKING, PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import Viewer


class PartyRefused(ValueError):
    """Something that cannot be done to a party or person.

    `code` is stable: `party_key_taken`, `email_taken`, `role_of_another_side`, `more_than_yours`, `not_yourself`,
    `their_own_choice`, `already_joined`, `already_held`, `unknown_zone`, `empty_name`, `by_invitation`, `mail_needed`,
    `access_ended`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom a role concerns: the party's row and kind, and whether that party has somebody who looks after its people.

    `customer` is the customer for whom a role of the provider holds, None for all.
    """

    party: int
    kind: PartyKind
    has_own_people: bool
    customer: int | None = None

    @property
    def towards(self) -> int | None:
        """The customer towards whom the viewer needs the permission; None for the whole installation."""
        return self.customer if self.kind is PartyKind.PROVIDER else self.party


def speaks(kind: PartyKind, role: Role) -> bool:
    """Say whether a role speaks for its side: it negotiates, or chooses who does."""
    return bool(ALLOWED[kind].get(role, frozenset()) & SPEAKING)


def check_role(viewer: Viewer, target: Target, role: Role) -> None:
    """Refuse a role that the viewer may not give or take. Raises `NotAllowed`, `PartyRefused`.

    Nobody gives more than they hold on their own side. The provider names the first people who speak for a customer
    or supplier; from when one of them has come, that party's own people choose.
    """
    viewer.require(Permission.MANAGE_PEOPLE, target.towards)
    allowed = ALLOWED[target.kind]
    if role not in allowed:
        raise PartyRefused("role_of_another_side")
    if target.kind is viewer.kind:
        if not allowed[role] <= viewer.permissions(target.towards):
            raise PartyRefused("more_than_yours")
    elif target.has_own_people and speaks(target.kind, role):
        raise PartyRefused("their_own_choice")


def roles_to_give(viewer: Viewer, target: Target) -> tuple[Role, ...]:
    """Return the roles that the viewer may give, in the order of their list."""
    return tuple(role for role in ALLOWED[target.kind] if _may_give(viewer, target, role))


def _may_give(viewer: Viewer, target: Target, role: Role) -> bool:
    try:
        check_role(viewer, target, role)
    except (PartyRefused, PermissionError):
        return False
    return True
