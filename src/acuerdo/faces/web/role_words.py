"""Roles, presence and permissions in words."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.apps.parties.roles import Permission, Role
from acuerdo.apps.parties.shapes import Presence
from acuerdo.faces.web.states import Badge
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
PERMISSIONS: Mapping[Permission, Phrase] = MappingProxyType(
    {
        Permission.SEE_AGREEMENTS: phrase("see agreements", context="permission"),
        Permission.EDIT_DRAFTS: phrase("begin agreements and change drafts", context="permission"),
        Permission.NEGOTIATE: phrase("offer, counter, accept and reject", context="permission"),
        Permission.SEE_PARTIES: phrase("see customers, their sites and people", context="permission"),
        Permission.MANAGE_PARTIES: phrase("manage customers, suppliers, sites and teams", context="permission"),
        Permission.MANAGE_PEOPLE: phrase("invite people, give and take roles", context="permission"),
    }
)
_PRESENCE: Mapping[Presence, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Presence.INVITED: (phrase("invited", context="a person"), "→", "calm"),
        Presence.PRESENT: (phrase("has access", context="a person"), "●", "good"),
        Presence.INACTIVE: (phrase("access ended", context="a person"), "■", "rest"),
        Presence.ERASED: (phrase("erased", context="a person"), "◌", "rest"),
    }
)


def say_role(language: Language, role: Role) -> str:
    """Say a role."""
    return speak(language, ROLES[role])


def presence_badge(presence: Presence, language: Language) -> Badge:
    """Return how a person's standing is shown."""
    words, sign, tone = _PRESENCE[presence]
    return Badge(speak(language, words), sign, tone)
