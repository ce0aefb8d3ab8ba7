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


ROLES_OF: Mapping[PartyKind, frozenset[Role]] = MappingProxyType(
    {
        PartyKind.PROVIDER: frozenset(
            {
                Role.DELIVERY_MANAGER,
                Role.ACCOUNT_MANAGER,
                Role.SERVICE_OWNER,
                Role.TECHNICIAN,
                Role.TEAM_LEAD,
                Role.CONTRACT_MANAGER,
                Role.EXECUTIVE,
                Role.AUDITOR,
            }
        ),
        PartyKind.CUSTOMER: frozenset({Role.SPONSOR, Role.CUSTOMER_CONTACT, Role.USER, Role.EXECUTIVE, Role.AUDITOR}),
        PartyKind.SUPPLIER: frozenset({Role.SUPPLIER_REPRESENTATIVE}),
    }
)
"""The roles that people of each kind of party can have."""


class Permission(StrEnum):
    """What can be allowed."""

    SEE_AGREEMENTS = "see_agreements"
    SEE_DRAFTS = "see_drafts"
    EDIT_DRAFTS = "edit_drafts"
    NEGOTIATE = "negotiate"
    COMMENT = "comment"
    SEE_CATALOGUE = "see_catalogue"
    EDIT_CATALOGUE = "edit_catalogue"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CUSTOMERS = "manage_customers"
    SEE_JOURNAL = "see_journal"
    MANAGE_WEBHOOKS = "manage_webhooks"
    ERASE_PEOPLE = "erase_people"


_SEE = frozenset({Permission.SEE_AGREEMENTS, Permission.SEE_CATALOGUE, Permission.SEE_PEOPLE})
_TALK = frozenset({Permission.COMMENT})
_DRAFT = frozenset({Permission.SEE_DRAFTS, Permission.EDIT_DRAFTS, Permission.NEGOTIATE, Permission.COMMENT})
_RUN = frozenset(
    {
        Permission.EDIT_CATALOGUE,
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_CUSTOMERS,
        Permission.SEE_JOURNAL,
        Permission.MANAGE_WEBHOOKS,
        Permission.ERASE_PEOPLE,
    }
)

_PROVIDER: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.DELIVERY_MANAGER: _SEE | _DRAFT | _RUN,
        Role.ACCOUNT_MANAGER: _SEE | _DRAFT | {Permission.MANAGE_CUSTOMERS},
        Role.CONTRACT_MANAGER: _SEE | _DRAFT | {Permission.EDIT_CATALOGUE, Permission.SEE_JOURNAL},
        Role.SERVICE_OWNER: _SEE | _TALK | {Permission.SEE_DRAFTS, Permission.EDIT_CATALOGUE},
        Role.TEAM_LEAD: _SEE | _TALK | {Permission.SEE_DRAFTS},
        Role.TECHNICIAN: _SEE,
        Role.EXECUTIVE: _SEE | _TALK | {Permission.SEE_DRAFTS, Permission.NEGOTIATE, Permission.SEE_JOURNAL},
        Role.AUDITOR: _SEE | {Permission.SEE_JOURNAL},
    }
)
_CUSTOMER: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SPONSOR: _SEE | _TALK | {Permission.NEGOTIATE, Permission.SEE_JOURNAL, Permission.MANAGE_PEOPLE},
        Role.CUSTOMER_CONTACT: _SEE | _TALK | {Permission.SEE_JOURNAL},
        Role.EXECUTIVE: _SEE | _TALK | {Permission.NEGOTIATE, Permission.SEE_JOURNAL},
        Role.USER: frozenset({Permission.SEE_AGREEMENTS}),
        Role.AUDITOR: _SEE | {Permission.SEE_JOURNAL},
    }
)
_SUPPLIER: Mapping[Role, frozenset[Permission]] = MappingProxyType({Role.SUPPLIER_REPRESENTATIVE: frozenset()})

ALLOWED: Mapping[PartyKind, Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {PartyKind.PROVIDER: _PROVIDER, PartyKind.CUSTOMER: _CUSTOMER, PartyKind.SUPPLIER: _SUPPLIER}
)
"""What each role may do, by the kind of its person's party. The permission matrix of the docs is made from this."""

SIGNING: Mapping[Side, Role] = MappingProxyType({Side.PROVIDER: Role.CONTRACT_MANAGER, Side.CUSTOMER: Role.SPONSOR})
"""Who signs for each side where an agreement does not say otherwise."""
