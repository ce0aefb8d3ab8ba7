"""The pages of customers, people, teams, suppliers and invitations."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.models import Grant, Invitation, Person
from acuerdo.apps.parties.queries import hash_of
from acuerdo.apps.parties.roles import PartyKind, Role
from acuerdo.flows import parties_changed as flow
from acuerdo.flows.parties_changed import NewParty
from tests.faces.web.doors.shapes import ANYBODY, SEE, Door
from tests.people import Cast

PIA = UUID("11111111-1111-4111-8111-111111111111")
"""Somebody of Sur who was invited."""
LINK = "a-link-of-pia"
GRANT = 900_001
LATER_PERSON = f"/people/{PIA}"

OURS = (302, 302, 302, 302, 404, 200, 200)
"""The provider's page; people of customers are led to theirs."""
PROVIDERS = (302, 404, 404, 404, 404, 200, 200)
"""What the provider's people with a role see."""
MANAGE = (302, 404, 403, 403, 404, 403, 200)
"""Who may change what belongs to a customer."""
MANAGED = (302, 404, 403, 403, 404, 403, 302)
WHOLE = (302, 403, 403, 403, 403, 403, 200)
"""What concerns the whole installation."""
LOOK_AFTER = (302, 404, 403, 200, 404, 403, 200)
"""Who looks after the people of a customer."""
LOOKED_AFTER = (302, 404, 403, 302, 404, 403, 302)


def prepare(cast: Cast) -> None:
    now = datetime.now(UTC)
    words = PartyWords(name="Cable", language="es", time_zone="Europe/Madrid")
    flow.add_party(cast.ana, NewParty(key="cable", kind=PartyKind.SUPPLIER, words=words), now)
    flow.add_site(cast.ana, "sur", "warehouse", SiteWords(name="Almacén", address="", time_zone="UTC"), now)
    flow.add_team(cast.ana, "desk", "Mesa", now)
    flow.put_into_team(cast.ana, "desk", cast.tomas.ident, now, leads=True)
    pia = Person(ident=PIA, party=cast.sur, name="Pía", email="pia@sur.example", is_active=False)
    pia.set_unusable_password()
    pia.save()
    Grant.objects.create(pk=GRANT, person=pia, role=Role.USER)
    Invitation.objects.create(
        person=pia,
        token_hash=hash_of(LINK),
        made_by_id=cast.boris.person,
        made_at=now,
        expires_at=now + timedelta(days=7),
    )


def write(name: str, address: str, expected: tuple[int, ...], form: dict[str, str], *, of_one: bool = True) -> Door:
    return Door(name=name, method="POST", address=address, expected=expected, form=form, of_one=of_one)


def read(name: str, address: str, expected: tuple[int, ...], *, of_one: bool = True) -> Door:
    return Door(name=name, method="GET", address=address, expected=expected, of_one=of_one)


_PARTY = {"key": "lagos", "name": "Lagos", "language": "es", "time_zone": "UTC"}
_INVITED = {"name": "Eva", "email": "eva@sur.example", "language": "es", "role": "user"}
_ARRIVAL = {
    "name": "Pía",
    "language": "es",
    "time_zone": "UTC",
    "password": "una-clave-larga-1",
    "again": "una-clave-larga-1",
}

DOORS = (
    read("customers", "/customers/?q=sur", ANYBODY, of_one=False),
    read("customer_choices", "/customers/choices?customer=su", ANYBODY, of_one=False),
    read("customer_new", "/customers/new", WHOLE, of_one=False),
    write("customer_new", "/customers/new", (302, 403, 403, 403, 403, 403, 302), _PARTY, of_one=False),
    read("customer", "/customers/sur", SEE),
    read("agreement_new", "/customers/sur/agreements/new", MANAGE),
    write("agreement_new", "/customers/sur/agreements/new", MANAGED, {"key": "sur-2", "kind": "sla"}),
    read("party_change", "/parties/sur/change", MANAGE),
    write("party_change", "/parties/sur/change", MANAGED, _PARTY),
    read("party_journal", "/parties/sur/journal", SEE),
    read("site_new", "/parties/sur/sites/new", MANAGE),
    write("site_new", "/parties/sur/sites/new", MANAGED, {"key": "shop", "name": "Tienda", "time_zone": "UTC"}),
    read("site_change", "/parties/sur/sites/warehouse/change", MANAGE),
    write("site_change", "/parties/sur/sites/warehouse/change", MANAGED, {"name": "Nave", "time_zone": "UTC"}),
    write("site_close", "/parties/sur/sites/warehouse/close", MANAGED, {"sure": "1"}),
    read("invite", "/parties/sur/invite", LOOK_AFTER),
    write("invite", "/parties/sur/invite", LOOK_AFTER, _INVITED),
    read("ours", "/ours", OURS, of_one=False),
    read("supplier_new", "/suppliers/new", WHOLE, of_one=False),
    write("supplier_new", "/suppliers/new", (302, 403, 403, 403, 403, 403, 302), _PARTY, of_one=False),
    read("supplier", "/suppliers/cable", PROVIDERS, of_one=False),
    read("team_new", "/teams/new", (302, 404, 404, 404, 404, 403, 200), of_one=False),
    write("team_new", "/teams/new", (302, 404, 404, 404, 404, 403, 302), {"key": "net", "name": "Red"}, of_one=False),
    read("team", "/teams/desk", PROVIDERS, of_one=False),
    write("team", "/teams/desk", (302, 404, 404, 404, 404, 403, 422), {"person": str(PIA)}, of_one=False),
    write(
        "team_take",
        f"/teams/desk/people/{PIA}/take",
        (302, 404, 404, 404, 404, 403, 404),
        {"sure": "1"},
        of_one=False,
    ),
    read("person", LATER_PERSON, SEE, of_one=False),
    write("person_link", f"{LATER_PERSON}/link", LOOK_AFTER, {"sure": "1"}, of_one=False),
    read("role_new", f"{LATER_PERSON}/roles/new", LOOK_AFTER, of_one=False),
    write("role_new", f"{LATER_PERSON}/roles/new", LOOKED_AFTER, {"role": "auditor"}, of_one=False),
    write("role_take", f"{LATER_PERSON}/roles/{GRANT}/take", LOOKED_AFTER, {"sure": "1"}, of_one=False),
    write("person_end", f"{LATER_PERSON}/end", LOOKED_AFTER, {"sure": "1"}, of_one=False),
    write("person_back", f"{LATER_PERSON}/give-back", (302, 404, 403, 404, 404, 403, 404), {"sure": "1"}, of_one=False),
    read("person_erase", f"{LATER_PERSON}/erase", LOOK_AFTER, of_one=False),
    write(
        "person_erase",
        f"{LATER_PERSON}/erase",
        LOOKED_AFTER,
        {"ground": "asked", "confirm": " PIA@sur.example"},
        of_one=False,
    ),
    read("invitation", f"/invitations/{LINK}", (200,) * 7, of_one=False),
    write("invitation", f"/invitations/{LINK}", (302,) * 7, _ARRIVAL, of_one=False),
    read("profile", "/profile", ANYBODY, of_one=False),
    write(
        "profile",
        "/profile",
        (302,) * 7,
        {"name": "Otro", "language": "es", "time_zone": "UTC"},
        of_one=False,
    ),
)
