"""The doors: who looks, and what they may see and do. Every query and command asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models

from acuerdo.apps.parties.models import Grant, Party, Person
from acuerdo.apps.parties.roles import ALLOWED, PartyKind, Permission, Role
from acuerdo.core.acts import Side, Signer

Rows = TypeVar("Rows", bound=models.Model)


class NotThere(LookupError):
    """What was asked for does not exist, or not for this viewer: the two look the same. `code` is `not_there`."""

    code = "not_there"

    def __init__(self, what: str) -> None:
        super().__init__(f"no {what} of that name that you may see")


class NotAllowed(PermissionError):
    """The viewer sees the thing but may not do this to it. `code` is `not_allowed`."""

    code = "not_allowed"

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(f"this needs the permission {permission}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role that a viewer holds: for one customer (its row's id), or with None for all."""

    role: Role
    customer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever asks. `customer` is the party of a customer's person; the provider's people see several.

    `only`, where it is not None, narrows what the roles allow: a program that acts for the person by a token.
    """

    person: int
    ident: str
    name: str
    kind: PartyKind
    party: int
    language: str
    time_zone: str
    held: tuple[Held, ...]
    only: frozenset[Permission] | None = None

    @property
    def side(self) -> Side | None:
        """The viewer's side of agreements."""
        return self.kind.side

    def roles(self, customer: int) -> frozenset[Role]:
        """Return the roles in which the viewer acts towards a customer."""
        if self.kind is not PartyKind.PROVIDER and customer != self.party:
            return frozenset()
        return frozenset(held.role for held in self.held if held.customer in (None, customer))

    def may(self, permission: Permission, customer: int | None = None) -> bool:
        """Say whether something is allowed towards a customer, or with None for the whole installation.

        What concerns the whole installation is the provider's alone.
        """
        if customer is not None:
            return self._grants(permission, self.roles(customer))
        if self.kind is not PartyKind.PROVIDER:
            return False
        return self._grants(permission, (held.role for held in self.held if held.customer is None))

    def may_anywhere(self, permission: Permission) -> bool:
        """Say whether something is allowed towards any customer."""
        return self._grants(permission, (held.role for held in self.held))

    def require(self, permission: Permission, customer: int | None = None) -> None:
        """Raise `NotAllowed` where `may` says no."""
        if not self.may(permission, customer):
            raise NotAllowed(permission)

    def customers(self, permission: Permission) -> frozenset[int] | None:
        """Return the customers (ids of their rows) towards whom something is allowed; None stands for all of them."""
        if self.kind is not PartyKind.PROVIDER:
            return frozenset({self.party}) if self.may(permission, self.party) else frozenset()
        granting = [held for held in self.held if self._grants(permission, (held.role,))]
        if any(held.customer is None for held in granting):
            return None
        return frozenset(held.customer for held in granting if held.customer is not None)

    def sees(self, permission: Permission, customer: int | None) -> bool:
        """Say whether `seen_by` returns what is a customer's (a row's id), or with None nobody's."""
        allowed = self.customers(permission)
        return allowed is None or customer in allowed

    def permissions(self, customer: int | None) -> frozenset[Permission]:
        """Return everything that is allowed towards a customer, or with None for the whole installation."""
        return frozenset(permission for permission in Permission if self.may(permission, customer))

    def _grants(self, permission: Permission, roles: Iterable[Role]) -> bool:
        if self.only is not None and permission not in self.only:
            return False
        return any(permission in ALLOWED[self.kind].get(role, ()) for role in roles)


def seen_by(
    viewer: Viewer, rows: models.QuerySet[Rows], permission: Permission, path: str = "customer"
) -> models.QuerySet[Rows]:
    """Return the rows of the customers towards whom the viewer has a permission; `path` leads to the customer."""
    allowed = viewer.customers(permission)
    return rows if allowed is None else rows.filter(**{f"{path}__in": allowed})


def view_as(person: Person) -> Viewer:
    """Return a person as a viewer, with the roles that the person holds now; somebody inactive holds none."""
    grants = Grant.objects.filter(person=person) if person.is_active else Grant.objects.none()
    party: Party = person.party
    return Viewer(
        person=person.pk,
        ident=str(person.ident),
        name=person.name,
        kind=PartyKind(party.kind),
        party=party.pk,
        language=person.language,
        time_zone=person.time_zone,
        held=tuple(Held(role=Role(grant.role), customer=grant.customer_id) for grant in grants.order_by("pk")),
    )


def holders(signer: Signer, customer: int) -> list[tuple[int, str]]:
    """Return the people (rows' ids and idents) who may now sign as this one towards a customer: named, or by role."""
    if signer.person is not None:
        named = Person.objects.filter(ident=signer.person, is_active=True).values_list("pk", "ident")
        return [(person, str(ident)) for person, ident in named]
    ours = models.Q(person__party__kind=PartyKind.PROVIDER)
    party = ours if signer.side is Side.PROVIDER else models.Q(person__party=customer)
    towards = models.Q(customer=customer) | models.Q(customer__isnull=True)
    held = Grant.objects.filter(party, towards, role=signer.role, person__is_active=True)
    people = held.order_by("person").values_list("person", "person__ident").distinct()
    return [(person, str(ident)) for person, ident in people]
