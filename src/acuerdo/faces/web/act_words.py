"""Roles in words, as records of what both sides did name them."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.apps.parties.roles import Role
from acuerdo.words import Language, Phrase, phrase, speak

ROLES: Mapping[Role, Phrase] = MappingProxyType(
    {
        Role.DELIVERY_MANAGER: phrase("service delivery manager", context="role"),
        Role.ACCOUNT_MANAGER: phrase("account manager", context="role"),
        Role.SERVICE_OWNER: phrase("service owner", context="role"),
        Role.TECHNICIAN: phrase("technician", context="role"),
        Role.TEAM_LEAD: phrase("team lead", context="role"),
        Role.CONTRACT_MANAGER: phrase("contract manager", context="role"),
        Role.EXECUTIVE: phrase("executive", context="role"),
        Role.SPONSOR: phrase("sponsor", context="role"),
        Role.CUSTOMER_CONTACT: phrase("customer contact", context="role"),
        Role.USER: phrase("user", context="role"),
        Role.SUPPLIER_REPRESENTATIVE: phrase("supplier's representative", context="role"),
        Role.AUDITOR: phrase("auditor", context="role"),
    }
)


def say_role(language: Language, role: Role) -> str:
    """Say a role."""
    return speak(language, ROLES[role])
