"""What people are on either side, and what each role may do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from acuerdo.core.acts import Side


class PartyKind(StrEnum):
    """What a party is to the provider who runs this installation."""

    PROVIDER = "provider"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"

    @property
    def side(self) -> Side | None:
        """The side of an agreement with a customer on which its people stand; suppliers stand on neither."""
        return None if self is PartyKind.SUPPLIER else Side(self)


class Role(StrEnum):
    """What a person is there for."""

    DELIVERY_MANAGER = "delivery_manager"
    ACCOUNT_MANAGER = "account_manager"
    SERVICE_OWNER = "service_owner"
    TECHNICIAN = "technician"
    TEAM_LEAD = "team_lead"
    CONTRACT_MANAGER = "contract_manager"
    EXECUTIVE = "executive"
    SPONSOR = "sponsor"
    CUSTOMER_CONTACT = "customer_contact"
    USER = "user"
    SUPPLIER_REPRESENTATIVE = "supplier_representative"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What can be allowed."""

    SEE_AGREEMENTS = "see_agreements"
    EDIT_DRAFTS = "edit_drafts"
    NEGOTIATE = "negotiate"
    SEE_PARTIES = "see_parties"
    MANAGE_PARTIES = "manage_parties"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_WEBHOOKS = "manage_webhooks"
    SEE_CATALOGUE = "see_catalogue"
    KEEP_CATALOGUE = "keep_catalogue"
    SEE_TICKETS = "see_tickets"
    TAKE_MOMENTS = "take_moments"
    TELL_FACTS = "tell_facts"
    KEEP_SOURCES = "keep_sources"


_LOOK = frozenset({Permission.SEE_AGREEMENTS, Permission.SEE_PARTIES, Permission.SEE_CATALOGUE})
_SEE = _LOOK | {Permission.SEE_TICKETS}
_TELL = frozenset({Permission.TELL_FACTS})
_SOURCES = _TELL | {Permission.KEEP_SOURCES}
_SIGN = _SEE | {Permission.NEGOTIATE}
_DRAFT = _SIGN | {Permission.EDIT_DRAFTS}
_MANAGE = frozenset({Permission.MANAGE_PARTIES, Permission.MANAGE_PEOPLE, Permission.MANAGE_WEBHOOKS})
_KEEP = frozenset({Permission.KEEP_CATALOGUE})
_TAKE = frozenset({Permission.TAKE_MOMENTS})

_PROVIDER: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.DELIVERY_MANAGER: _DRAFT | _MANAGE | _KEEP | _SOURCES | _TAKE,
        Role.ACCOUNT_MANAGER: _DRAFT | _MANAGE | _TAKE,
        Role.CONTRACT_MANAGER: _DRAFT | _MANAGE | _KEEP | _SOURCES | _TAKE,
        Role.SERVICE_OWNER: _SEE | _KEEP | _TAKE,
        Role.TEAM_LEAD: _SEE | _TELL | _TAKE,
        Role.TECHNICIAN: _SEE | _TAKE,
        Role.EXECUTIVE: _SIGN,
        Role.AUDITOR: _SEE,
    }
)
_CUSTOMER: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SPONSOR: _SIGN | {Permission.MANAGE_PEOPLE, Permission.MANAGE_WEBHOOKS},
        Role.CUSTOMER_CONTACT: _SEE,
        Role.EXECUTIVE: _SIGN,
        Role.USER: _LOOK,
        Role.AUDITOR: _SEE,
    }
)
_SUPPLIER: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {Role.SUPPLIER_REPRESENTATIVE: _LOOK | {Permission.NEGOTIATE} | {Permission.MANAGE_PEOPLE}}
)

ALLOWED: Mapping[PartyKind, Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {PartyKind.PROVIDER: _PROVIDER, PartyKind.CUSTOMER: _CUSTOMER, PartyKind.SUPPLIER: _SUPPLIER}
)
"""What each role may do, by the kind of its person's party."""

SIGNING: Mapping[Side, Role] = MappingProxyType({Side.PROVIDER: Role.CONTRACT_MANAGER, Side.CUSTOMER: Role.SPONSOR})
"""Who signs for each side where an agreement does not say otherwise."""

LEADING: Mapping[PartyKind, Role] = MappingProxyType(
    {
        PartyKind.PROVIDER: Role.DELIVERY_MANAGER,
        PartyKind.CUSTOMER: Role.SPONSOR,
        PartyKind.SUPPLIER: Role.SUPPLIER_REPRESENTATIVE,
    }
)
"""As whom somebody comes who looks after the people of a party that has nobody."""

SPEAKING = frozenset({Permission.NEGOTIATE, Permission.MANAGE_PEOPLE})
"""What makes a role speak for its side: since both sides prove things to each other, no side chooses the other's."""
