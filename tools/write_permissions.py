"""Writes ``docs/permissions.md``: what each role may do, from ``acuerdo.apps.parties.roles``."""

import sys
from pathlib import Path

from acuerdo.apps.parties.roles import ALLOWED, SPEAKING, PartyKind, Permission, Role

PAGE = Path(__file__).parent.parent / "docs/permissions.md"
HEAD = """# Who may do what

What each role may do, by the side of its person; ● marks what is allowed. People of a customer or supplier may it for
their own party, the provider's people for the customers for whom they hold the role, or for all of them. A role that
**speaks** for its side negotiates or chooses who does: the provider names the first of another side, and from when one
of them has come, that side alone chooses. Nobody changes their own roles, and nobody gives more than they hold.
"""
SIDES = {
    PartyKind.PROVIDER: "The provider's people",
    PartyKind.CUSTOMER: "A customer's people",
    PartyKind.SUPPLIER: "A supplier's people",
}


def page() -> str:
    """The text of the page."""
    parts = [HEAD]
    for kind, title in SIDES.items():
        roles = ALLOWED[kind]
        used = [permission for permission in Permission if any(permission in given for given in roles.values())]
        rows = [["role", *(_said(permission) for permission in used)], ["---", *("---" for _ in used)]]
        rows += [[_named(role, given), *("●" if one in given else "" for one in used)] for role, given in roles.items()]
        parts.append(f"\n## {title}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows))
    return "".join(parts)


def _said(name: str) -> str:
    return name.replace("_", " ")


def _named(role: Role, given: frozenset[Permission]) -> str:
    return f"{_said(role)} (speaks)" if given & SPEAKING else _said(role)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write("docs/permissions.md is written\n")
