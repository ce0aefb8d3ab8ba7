"""Reading parties and people."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from acuerdo.apps.parties.granting import Target
from acuerdo.apps.parties.models import Grant, Invitation, Party, Person, Site, Team
from acuerdo.apps.parties.roles import ALLOWED, PartyKind, Permission, Role
from acuerdo.apps.parties.shapes import GrantRecord, Invited, Page, PartyLine, PersonRecord, Presence, TeamRecord
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by

LINES = 50
"""How many lines a page of a list has."""


def towards(party: Party) -> int | None:
    """Return the customer or supplier towards whom something about a party is allowed; None: the installation."""
    return None if party.kind == PartyKind.PROVIDER else party.pk


def find_party(viewer: Viewer, key: str) -> Party:
    """Return the row of a party that the viewer may see. Raises `NotThere`."""
    party = Party.objects.filter(key=key).first()
    if party is None or not _sees(viewer, party):
        raise NotThere("party")
    return party


def find_provider(viewer: Viewer) -> Party:
    """Return the provider's own row, for its own people. Raises `NotThere`."""
    party = Party.objects.filter(kind=PartyKind.PROVIDER).first()
    if party is None or not _sees(viewer, party):
        raise NotThere("party")
    return party


def find_own_party(viewer: Viewer) -> Party:
    """Return the row of the viewer's own party. Raises `NotThere` where the viewer may not see it."""
    party = Party.objects.get(pk=viewer.party)
    if not _sees(viewer, party):
        raise NotThere("party")
    return party


def list_customers(viewer: Viewer, words: str = "", number: int = 1) -> Page:
    """Return a page of the customers whom the viewer may see, by name; `words` narrow names and keys.

    Two queries, however many customers there are.
    """
    return _page(_customers(viewer, words, Permission.SEE_PARTIES), number)


def match_customers(viewer: Viewer, words: str, permission: Permission, most: int = 20) -> list[tuple[str, str]]:
    """Return key and name of the first customers whose names and keys hold the words, of those with a permission."""
    rows = _customers(viewer, words, permission)
    return list(rows.order_by("name", "pk").values_list("key", "name")[:most])


def name_customer(viewer: Viewer, said: str, permission: Permission) -> str:
    """Return the key of the customer that is said by its key or its whole name; empty for none and for several."""
    rows = _customers(viewer, "", permission).filter(Q(key=said) | Q(name=said))
    found = list(rows.values_list("key", flat=True)[:3])
    return said if said in found else found[0] if len(found) == 1 else ""


def list_suppliers(viewer: Viewer, number: int = 1) -> Page:
    """Return a page of the suppliers, for the provider's people."""
    return _page(_suppliers(viewer), number)


def find_parties(viewer: Viewer, kind: PartyKind, words: str, after: str, most: int) -> list[PartyLine]:
    """Return at most so many customers or suppliers, those that follow a key; for reading part by part."""
    suppliers = kind is PartyKind.SUPPLIER
    rows = _named(_suppliers(viewer), words) if suppliers else _customers(viewer, words, Permission.SEE_PARTIES)
    return [_line(row) for row in _counted(rows.filter(key__gt=after)).order_by("key")[:most]]


def list_sites(viewer: Viewer, party: Party) -> list[Site]:
    """Return the open sites of a party that the viewer may see. Raises `NotThere`."""
    if not _sees(viewer, party):
        raise NotThere("party")
    return list(Site.objects.filter(party=party, closed_on__isnull=True).order_by("name", "pk"))


def list_people(viewer: Viewer, party: Party) -> list[PersonRecord]:
    """Return the people of a party that the viewer may see, those who are there first. Raises `NotThere`."""
    if not _sees(viewer, party):
        raise NotThere("party")
    rows = Person.objects.filter(party=party, erased_at__isnull=True)
    return _records(viewer, rows.order_by("-is_active", "name", "pk"))


def list_serving(viewer: Viewer, customer: Party) -> list[PersonRecord]:
    """Return the provider's people who hold a role for a customer or for all. Raises `NotThere`."""
    if not _sees(viewer, customer):
        raise NotThere("party")
    rows = Person.objects.filter(party__kind=PartyKind.PROVIDER, is_active=True)
    held = Grant.objects.filter(Q(customer=customer) | Q(customer__isnull=True))
    return _records(viewer, rows.filter(grants__in=held).distinct().order_by("name", "pk"), customer)


def find_person(viewer: Viewer, ident: UUID) -> PersonRecord:
    """Return a person whom the viewer may see. Raises `NotThere`."""
    row = Person.objects.filter(ident=ident, erased_at__isnull=True).select_related("party").first()
    if row is None or not _sees(viewer, row.party):
        raise NotThere("person")
    return _records(viewer, Person.objects.filter(pk=row.pk))[0]


def find_own(viewer: Viewer) -> PersonRecord:
    """Return the viewer's own record."""
    return _records(viewer, Person.objects.filter(pk=viewer.person))[0]


def list_teams(viewer: Viewer) -> list[TeamRecord]:
    """Return the provider's teams with their people, for its own people. Raises `NotThere`."""
    find_provider(viewer)
    rows = Team.objects.filter(closed_on__isnull=True).prefetch_related("memberships__person").order_by("name", "pk")
    return [_team(row) for row in rows]


def find_team(viewer: Viewer, key: str) -> TeamRecord:
    """Return a team, for the provider's own people. Raises `NotThere`."""
    found = next((team for team in list_teams(viewer) if team.key == key), None)
    if found is None:
        raise NotThere("team")
    return found


def looking_after(party: Party) -> QuerySet[Grant]:
    """Return the roles by which people who are there look after all the people of a party."""
    allowed = ALLOWED[PartyKind(party.kind)]
    managing = [role for role, permissions in allowed.items() if Permission.MANAGE_PEOPLE in permissions]
    return Grant.objects.filter(person__party=party, person__is_active=True, role__in=managing, customer__isnull=True)


def target_of(party: Party, customer: Party | None = None) -> Target:
    """Return whom a role concerns: somebody of a party, towards a customer or all."""
    return Target(
        party=party.pk,
        kind=PartyKind(party.kind),
        has_own_people=looking_after(party).exists(),
        customer=None if customer is None else customer.pk,
    )


def find_invitation(token: str, at: datetime) -> Invited:
    """Return what the holder of a link is invited to; the link is what lets them look. Raises `NotThere`."""
    return invited(open_invitations(token, at).select_related("person__party", "made_by").first())


def open_invitations(token: str, at: datetime) -> QuerySet[Invitation]:
    """Return the row of a link that can still be used at an instant, or none."""
    rows = Invitation.objects.filter(token_hash=hash_of(token), accepted_at__isnull=True, expires_at__gt=at)
    return rows.filter(person__joined_at__isnull=True, person__erased_at__isnull=True)


def invited(row: Invitation | None) -> Invited:
    """Return an invitation as its holder sees it. Raises `NotThere` for none."""
    if row is None:
        raise NotThere("invitation")
    return Invited(
        person=row.person_id,
        email=row.person.email,
        name=row.person.name,
        language=row.person.language,
        time_zone=row.person.time_zone,
        party_name=row.person.party.name,
        by=None if row.made_by is None else row.made_by.name,
        expires_at=row.expires_at,
    )


def hash_of(token: str) -> str:
    """Return what is kept of a link."""
    return sha256(token.encode()).hexdigest()


def _sees(viewer: Viewer, party: Party) -> bool:
    if party.kind == PartyKind.CUSTOMER or viewer.kind is PartyKind.SUPPLIER:
        return viewer.may(Permission.SEE_PARTIES, party.pk)
    return viewer.kind is PartyKind.PROVIDER and viewer.may_anywhere(Permission.SEE_PARTIES)


def _suppliers(viewer: Viewer) -> QuerySet[Party]:
    seen = viewer.kind is PartyKind.PROVIDER and viewer.may_anywhere(Permission.SEE_PARTIES)
    rows = Party.objects.filter(kind=PartyKind.SUPPLIER)
    return rows if seen else rows.none()


def _customers(viewer: Viewer, words: str, permission: Permission) -> QuerySet[Party]:
    return _named(seen_by(viewer, Party.objects.filter(kind=PartyKind.CUSTOMER), permission, "pk"), words)


def _named(rows: QuerySet[Party], words: str) -> QuerySet[Party]:
    """Narrow parties by words of their names and keys."""
    for word in words.casefold().split():
        rows = rows.filter(sought__contains=word)
    return rows


def _page(rows: QuerySet[Party], number: int) -> Page:
    total = rows.count()
    pages = max(1, -(-total // LINES))
    shown = min(max(1, number), pages)
    part = _counted(rows).order_by("name", "pk")[(shown - 1) * LINES : shown * LINES]
    return Page(lines=tuple(_line(row) for row in part), number=shown, pages=pages, total=total)


def _counted(rows: QuerySet[Party]) -> QuerySet[Party]:
    return rows.annotate(
        open_sites=_count(Site.objects.filter(party=OuterRef("pk"), closed_on__isnull=True), "party"),
        present=_count(Person.objects.filter(party=OuterRef("pk"), is_active=True), "party"),
    )


def _line(row: Party) -> PartyLine:
    return PartyLine(
        id=row.pk,
        key=row.key,
        name=row.name,
        language=row.language,
        time_zone=row.time_zone,
        sites=getattr(row, "open_sites", 0),
        people=getattr(row, "present", 0),
    )


def _count(rows: QuerySet[Site] | QuerySet[Person], of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted), 0)


def _records(viewer: Viewer, rows: QuerySet[Person], customer: Party | None = None) -> list[PersonRecord]:
    people = list(rows.select_related("party"))
    held: dict[int, list[GrantRecord]] = {person.pk: [] for person in people}
    grants = Grant.objects.filter(person__in=list(held)).select_related("customer").order_by("pk")
    for grant in grants if customer is None else grants.filter(Q(customer=customer) | Q(customer__isnull=True)):
        held[grant.person_id].append(_grant(grant))
    waiting = Invitation.objects.filter(person__in=list(held), accepted_at__isnull=True)
    until = dict(waiting.values_list("person", "expires_at"))
    return [_person(viewer, person, held[person.pk], until.get(person.pk)) for person in people]


def _grant(row: Grant) -> GrantRecord:
    return GrantRecord(
        id=row.pk,
        role=Role(row.role),
        customer=None if row.customer is None else row.customer.key,
        customer_name="" if row.customer is None else row.customer.name,
    )


def _person(viewer: Viewer, row: Person, grants: Iterable[GrantRecord], until: datetime | None) -> PersonRecord:
    looks_after = viewer.may(Permission.MANAGE_PEOPLE, towards(row.party))
    return PersonRecord(
        ident=str(row.ident),
        name=row.name,
        email=row.email if looks_after or row.pk == viewer.person else "",
        party=row.party.key,
        party_name=row.party.name,
        kind=PartyKind(row.party.kind),
        presence=_presence(row),
        grants=tuple(grants),
        invited_until=until,
    )


def _presence(row: Person) -> Presence:
    if row.erased_at is not None:
        return Presence.ERASED
    if row.joined_at is None:
        return Presence.INVITED
    return Presence.PRESENT if row.is_active else Presence.INACTIVE


def _team(row: Team) -> TeamRecord:
    members = sorted(row.memberships.all(), key=lambda one: (not one.leads, one.person.name))
    return TeamRecord(
        key=row.key,
        name=row.name,
        members=tuple((str(one.person.ident), one.person.name, one.leads) for one in members),
    )
