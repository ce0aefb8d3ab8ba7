"""Changing parties, their sites and teams: one fact each, inside the transaction of a flow."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Membership, Party, Person, Site, Team
from acuerdo.apps.parties.queries import find_party, find_provider, towards
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWords:
    """What is said about a party: its name, the language of its letters, its time zone."""

    name: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords:
    """What is said about a site."""

    name: str
    address: str
    time_zone: str


def add_party(viewer: Viewer, key: str, kind: PartyKind, words: PartyWords, at: datetime) -> Party:
    """Add a customer or supplier. Raises `NotAllowed`, `PartyRefused`."""
    viewer.require(Permission.MANAGE_PARTIES)
    _check(words.name, words.time_zone)
    party, fresh = Party.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "name": words.name,
            "language": words.language,
            "time_zone": words.time_zone,
            "created_at": at,
        },
    )
    if not fresh:
        raise PartyRefused("party_key_taken")
    return party


def change_party(viewer: Viewer, key: str, words: PartyWords) -> Party:
    """Change what is said about a party; its key stays, since agreements name it. Raises as `add_party`, `NotThere`."""
    party = _managed(viewer, key)
    _check(words.name, words.time_zone)
    party.name, party.language, party.time_zone = words.name, words.language, words.time_zone
    party.save(update_fields=["name", "language", "time_zone"])
    return party


def add_site(viewer: Viewer, party_key: str, key: str, words: SiteWords) -> Site:
    """Add a site to a party. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    party = _managed(viewer, party_key)
    _check(words.name, words.time_zone)
    site, fresh = Site.objects.get_or_create(
        party=party, key=key, defaults={"name": words.name, "address": words.address, "time_zone": words.time_zone}
    )
    if not fresh:
        raise PartyRefused("party_key_taken")
    return site


def change_site(viewer: Viewer, party_key: str, key: str, words: SiteWords) -> Site:
    """Change what is said about an open site; its key stays, since agreements name it. Raises as `add_site`."""
    site = _open_site(viewer, party_key, key)
    _check(words.name, words.time_zone)
    site.name, site.address, site.time_zone = words.name, words.address, words.time_zone
    site.save(update_fields=["name", "address", "time_zone"])
    return site


def close_site(viewer: Viewer, party_key: str, key: str, on: date) -> Site:
    """Close a site from a date on; what is past stays. Raises `NotThere`, `NotAllowed`."""
    site = _open_site(viewer, party_key, key)
    site.closed_on = on
    site.save(update_fields=["closed_on"])
    return site


def add_team(viewer: Viewer, key: str, name: str) -> Team:
    """Add a team of the provider. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    find_provider(viewer)
    viewer.require(Permission.MANAGE_PARTIES)
    if not name.strip():
        raise PartyRefused("empty_name")
    team, fresh = Team.objects.get_or_create(key=key, defaults={"name": name})
    if not fresh:
        raise PartyRefused("party_key_taken")
    return team


def put_into_team(viewer: Viewer, team_key: str, person: str, *, leads: bool) -> Team:
    """Put somebody of the provider into a team, or say anew whether they lead it. Raises `NotThere`, `NotAllowed`."""
    team, row = _team_and_person(viewer, team_key, person)
    Membership.objects.update_or_create(team=team, person=row, defaults={"leads": leads})
    return team


def take_out_of_team(viewer: Viewer, team_key: str, person: str) -> Team:
    """Take somebody out of a team. Raises `NotThere`, `NotAllowed`."""
    team, row = _team_and_person(viewer, team_key, person)
    if not Membership.objects.filter(team=team, person=row).delete()[0]:
        raise NotThere("person")
    return team


def _managed(viewer: Viewer, key: str) -> Party:
    party = find_party(viewer, key)
    viewer.require(Permission.MANAGE_PARTIES, towards(party))
    return party


def _open_site(viewer: Viewer, party_key: str, key: str) -> Site:
    party = _managed(viewer, party_key)
    site = Site.objects.filter(party=party, key=key, closed_on__isnull=True).first()
    if site is None:
        raise NotThere("site")
    return site


def _team_and_person(viewer: Viewer, team_key: str, person: str) -> tuple[Team, Person]:
    provider = find_provider(viewer)
    viewer.require(Permission.MANAGE_PARTIES)
    team = Team.objects.filter(key=team_key, closed_on__isnull=True).first()
    row = Person.objects.filter(party=provider, ident=person, erased_at__isnull=True).first()
    if team is None or row is None:
        raise NotThere("team" if team is None else "person")
    return team, row


def _check(name: str, time_zone: str) -> None:
    if not name.strip():
        raise PartyRefused("empty_name")
    if time_zone not in available_timezones():
        raise PartyRefused("unknown_zone")
