"""Customers, suppliers, sites and teams come and change; what happened is written down by ids."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties import commands
from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.models import Party, chain_of
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party that is to be added; `key` is its name in agreements."""

    key: str
    kind: PartyKind
    words: PartyWords


def add_party(viewer: Viewer, wanted: NewParty, at: datetime) -> Party:
    """Add a customer or supplier. Raises `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        party = commands.add_party(viewer, wanted.key, wanted.kind, wanted.words, at)
        _note(viewer, party.key, "party_added", {"kind": party.kind}, at)
    return party


def change_party(viewer: Viewer, key: str, words: PartyWords, at: datetime) -> None:
    """Change what is said about a party. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        party = commands.change_party(viewer, key, words)
        _note(viewer, party.key, "party_changed", {"language": party.language, "time_zone": party.time_zone}, at)


def add_site(viewer: Viewer, party_key: str, key: str, words: SiteWords, at: datetime) -> None:
    """Add a site to a party. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        site = commands.add_site(viewer, party_key, key, words)
        _note(viewer, party_key, "site_added", {"site": site.key, "time_zone": site.time_zone}, at)


def change_site(viewer: Viewer, party_key: str, key: str, words: SiteWords, at: datetime) -> None:
    """Change what is said about a site. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        site = commands.change_site(viewer, party_key, key, words)
        _note(viewer, party_key, "site_changed", {"site": site.key, "time_zone": site.time_zone}, at)


def close_site(viewer: Viewer, party_key: str, key: str, at: datetime) -> None:
    """Close a site from today on. Raises `NotThere`, `NotAllowed`."""
    with transaction.atomic():
        site = commands.close_site(viewer, party_key, key, at.date())
        _note(viewer, party_key, "site_closed", {"site": site.key}, at)


def add_team(viewer: Viewer, key: str, name: str, at: datetime) -> None:
    """Add a team of the provider. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        team = commands.add_team(viewer, key, name)
        _note(viewer, _provider(), "team_added", {"team": team.key}, at)


def put_into_team(viewer: Viewer, team_key: str, person: str, at: datetime, *, leads: bool) -> None:
    """Put somebody into a team. Raises `NotThere`, `NotAllowed`."""
    with transaction.atomic():
        team = commands.put_into_team(viewer, team_key, person, leads=leads)
        _note(viewer, _provider(), "team_joined", {"team": team.key, "person": person, "leads": leads}, at)


def take_out_of_team(viewer: Viewer, team_key: str, person: str, at: datetime) -> None:
    """Take somebody out of a team. Raises `NotThere`, `NotAllowed`."""
    with transaction.atomic():
        team = commands.take_out_of_team(viewer, team_key, person)
        _note(viewer, _provider(), "team_left", {"team": team.key, "person": person}, at)


def _provider() -> str:
    return Party.objects.get(kind=PartyKind.PROVIDER).key


def _note(viewer: Viewer, party_key: str, kind: str, body: dict[str, str | bool], at: datetime) -> None:
    record(chain_of(party_key), at=at, actor=viewer.ident, kind=kind, body={"party": party_key, **body})
