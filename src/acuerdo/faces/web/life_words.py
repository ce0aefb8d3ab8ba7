"""The life of an agreement in words: sides, origins of a version, signers, lengths of time, decisions."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from acuerdo.apps.parties.roles import Role
from acuerdo.core.acts import Side
from acuerdo.core.terms.term import Decision, Renewal, Stretch
from acuerdo.faces.web.naming import name_of
from acuerdo.faces.web.role_words import say_role
from acuerdo.words import Language, Phrase, phrase, say_date, speak

SIDES: Mapping[Side, Phrase] = MappingProxyType(
    {
        Side.PROVIDER: phrase("the provider", context="a side of an agreement"),
        Side.CUSTOMER: phrase("the customer", context="a side of an agreement"),
    }
)
KINDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "sla": phrase("service level agreement (SLA)"),
        "ola": phrase("operational level agreement (OLA)"),
        "underpinning": phrase("supplier's contract"),
    }
)
ORIGINS: Mapping[str, Phrase] = MappingProxyType(
    {
        "review": phrase("a service review", context="where a change comes from"),
        "customer": phrase("a wish of the customer", context="where a change comes from"),
        "provider": phrase("a wish of the provider", context="where a change comes from"),
        "breach": phrase("repeated breaches", context="where a change comes from"),
        "law": phrase("a change of the law", context="where a change comes from"),
        "renewal": phrase("the renewal", context="where a change comes from"),
        "correction": phrase("a mistake in the text", context="where a change comes from"),
    }
)
RENEWALS: Mapping[Renewal, Phrase] = MappingProxyType(
    {
        Renewal.NEVER: phrase("ends on its last date", context="renewal of an agreement"),
        Renewal.TACIT: phrase("tacit: goes on by itself", context="renewal of an agreement"),
        Renewal.EXPRESS: phrase("express: both sides have to accept it", context="renewal of an agreement"),
    }
)
_UNITS: Mapping[str, Phrase] = MappingProxyType(
    {
        "d": phrase("{n} day", plural="{n} days"),
        "w": phrase("{n} week", plural="{n} weeks"),
        "mo": phrase("{n} month", plural="{n} months"),
        "y": phrase("{n} year", plural="{n} years"),
        "bd": phrase("{n} business day", plural="{n} business days"),
        "h": phrase("{n} hour", plural="{n} hours"),
        "m": phrase("{n} minute", plural="{n} minutes"),
    }
)
_RENEWED = phrase("Without a notice by {notice_by} it is renewed until {until}.")
_ENDS = phrase("Without a renewal it ends on {end_on}.")
_LEFT = phrase("in {n} day", plural="in {n} days", context="from today to a date")
_TODAY = phrase("today", context="a date by which something is decided")
_OVERDUE = phrase("overdue", context="a decision")


def say_left(language: Language, by: date, today: date) -> str:
    """Say how far away a date is: in 6 days, today, overdue."""
    days = (by - today).days
    return speak(language, _LEFT, n=days) if days > 0 else speak(language, _OVERDUE if days else _TODAY)


def say_side(language: Language, side: Side) -> str:
    """Say a side of an agreement."""
    return speak(language, SIDES[side])


def say_signer(language: Language, role: str, name: str) -> str:
    """Say who signs: a person by name, or a role."""
    if not role:
        return name_of(language, name)
    return say_role(language, Role(role)) if role in set(Role) else role


def say_origin(language: Language, origin: str) -> str:
    """Say where a version comes from; what was written freely is shown as it is."""
    words = ORIGINS.get(origin)
    return origin if words is None else speak(language, words)


def say_stretch(language: Language, stretch: Stretch) -> str:
    """Say a length of the calendar."""
    return speak(language, _UNITS[stretch.unit], n=stretch.count)


def say_default(language: Language, decision: Decision) -> str:
    """Say what happens when nobody decides."""
    if decision.renews_until is None:
        return speak(language, _ENDS, end_on=say_date(language, decision.end_on))
    said: dict[str, str] = {name: say_date(language, on) for name, on in _dates(decision).items()}
    return speak(language, _RENEWED, **said)


def _dates(decision: Decision) -> dict[str, date]:
    return {"notice_by": decision.notice_by, "until": decision.renews_until or decision.end_on}
