"""How the demo comes about: the same flows and commands as in life, at instants of the past."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.commands import DraftChange, NewAgreement, change_draft, open_agreement
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.catalogue.commands import define_service, retire_service
from acuerdo.apps.catalogue.levels import publish_shipped_levels
from acuerdo.apps.life.comments import Remark
from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.models import Grant, Party, Person
from acuerdo.apps.parties.people import Arrival, Wanted
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.scope.commands import take_list
from acuerdo.apps.tokens.commands import LONGEST, NewToken
from acuerdo.apps.tokens.queries import scopes_of
from acuerdo.core.acts import MoveKind
from acuerdo.documents.agreed_years import dates_of, provisional_years, write_dates
from acuerdo.faces.cli.demonstration import texts
from acuerdo.faces.cli.demonstration.backers import make_ola, make_supplier_contract
from acuerdo.faces.cli.demonstration.cast import FIRST, PARTIES, PEOPLE, TEAMS, PersonData
from acuerdo.faces.cli.demonstration.feeding import Progress
from acuerdo.faces.cli.demonstration.offer import RETIRED, SERVICES
from acuerdo.faces.cli.demonstration.paper import draw_paper
from acuerdo.faces.cli.demonstration.passwords import hashed_before
from acuerdo.faces.cli.demonstration.story import Story
from acuerdo.faces.cli.demonstration.texts import Frame, term
from acuerdo.faces.cli.demonstration.tickets import tell_tickets
from acuerdo.flows import agreement_lives, parties_changed, people_changed
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.agreement_registered import Registering, register_paper
from acuerdo.flows.tokens_kept import make_token
from acuerdo.flows.years_agreed import YearIntent, agree_year


@dataclass(frozen=True, slots=True)
class _Days:
    """Instants before now, and dates around it."""

    now: datetime

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def on(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)

    @property
    def years(self) -> str:
        """The years whose holidays the agreements resolve."""
        return f"{self.now.year - 1}, {self.now.year}, {self.now.year + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: the people with what they sign in with, and how far the story of the tickets was told."""

    people: list[dict[str, str]]
    progress: Progress


def seed(now: datetime, passwords: Mapping[str, str], months: int) -> Made:
    """Make everything, so that its history ends now; of the tickets of so many months those that are fresh.

    `passwords`: one for each of the people, with its hash.
    """
    now = now.replace(microsecond=0)
    days = _Days(now)
    with transaction.atomic(), hashed_before(passwords):
        told = _people(days, iter(passwords))
        viewers = {one.email.partition("@")[0]: view_as(one) for one in Person.objects.select_related("party")}
        _catalogue(viewers, days)
        _agreements(viewers, days)
        take_list(viewers["ana"], texts.USES, days.ago(20))
        progress = tell_tickets(viewers, Story(began_at=now, months=months))
        people = [one | {"token": _token(viewers[one["email"].partition("@")[0]], now)} for one in told]
        return Made(people=people, progress=progress)


def _people(days: _Days, passwords: Iterator[str]) -> list[dict[str, str]]:
    """Begin with the provider and its first person, who lets the others in."""
    provider = PARTIES[0]
    norte = Party.objects.create(
        key=provider.key,
        kind=provider.kind,
        name=provider.name,
        language=provider.language,
        time_zone=provider.time_zone,
        created_at=days.ago(420),
    )
    password = next(passwords)
    first = Person(
        party=norte,
        name=FIRST.name,
        email=FIRST.email,
        language=FIRST.language,
        time_zone=norte.time_zone,
        joined_at=days.ago(420),
    )
    first.set_password(password)
    first.save()
    Grant.objects.create(person=first, role=FIRST.role)
    ana = view_as(first)
    _parties(ana, days)
    told = [_told(FIRST, password)]
    hosts = {"norte": ana}
    for one in PEOPLE:
        # The first who speaks for a customer is invited by the provider, the others by that one.
        password = next(passwords)
        person = _come(hosts.get(one.party, ana), one, password, days)
        if one.party in ("sur", "volga", "lakes"):
            hosts.setdefault(one.party, view_as(person))
        told.append(_told(one, password))
    for key, name, members in TEAMS:
        parties_changed.add_team(ana, key, name, days.ago(400))
        for word in members:
            ident = str(Person.objects.get(email=f"{word}@norte.example").ident)
            parties_changed.put_into_team(ana, key, ident, days.ago(400), leads=word == members[0])
    return told


def _parties(ana: Viewer, days: _Days) -> None:
    for party in PARTIES[1:]:
        words = PartyWords(name=party.name, language=party.language, time_zone=party.time_zone)
        new = parties_changed.NewParty(key=party.key, kind=party.kind, words=words)
        parties_changed.add_party(ana, new, days.ago(415))
        for key, name, address in party.sites:
            site = SiteWords(name=name, address=address, time_zone=party.time_zone)
            parties_changed.add_site(ana, party.key, key, site, days.ago(414))


def _come(host: Viewer, one: PersonData, password: str, days: _Days) -> Person:
    wanted = Wanted(name=one.name, email=one.email, language=one.language, role=one.role, customer=one.customer)
    letter = people_changed.invite(host, one.party, wanted, days.ago(410))
    zone = next(party.time_zone for party in PARTIES if party.key == one.party)
    arrival = Arrival(name=one.name, language=one.language, time_zone=zone, password=password)
    return people_changed.accept(letter.token, arrival, days.ago(409))


def _told(one: PersonData, password: str) -> dict[str, str]:
    kind = next(party.kind for party in PARTIES if party.key == one.party)
    side = str(PartyKind(kind))
    return {
        "name": one.name,
        "side": side,
        "party": one.party,
        "role": str(one.role),
        "language": one.language,
        "email": one.email,
        "password": password,
    }


def _token(viewer: Viewer, now: datetime) -> str:
    scopes = frozenset(scopes_of(viewer))
    if not scopes:
        return ""
    return make_token(viewer, NewToken(name="demo", scopes=scopes, expires_at=now + LONGEST), now).secret


def _catalogue(viewers: dict[str, Viewer], days: _Days) -> None:
    marta = viewers["marta"]
    for service in SERVICES:
        define_service(marta, service.key, service.as_change(marta.ident), days.ago(400))
    retire_service(marta, RETIRED, days.ago(120))
    publish_shipped_levels(viewers["ana"], days.ago(400))


def _agreements(viewers: dict[str, Viewer], days: _Days) -> None:
    _in_force(viewers, days)
    _near_its_decision(viewers, days)
    _running_out(viewers, days)
    _widened(viewers, days)
    _proposed(viewers, days)
    _countered(viewers, days)
    _draft(viewers["lucia"], days)
    _expired(viewers, days)
    _on_paper(viewers["ana"], days)
    _behind(viewers, days)
    _next_year(viewers["ana"], days)


def _open(viewer: Viewer, frame: Frame, at: datetime) -> None:
    new = NewAgreement(key=frame.key, kind="sla", customer=frame.customer[0], text=frame.written())
    open_agreement(viewer, new, at)


def _agree(provider: Viewer, customer: Viewer, frame: Frame, at: datetime) -> None:
    """Open an agreement, offer it, and accept it on the other side a day later."""
    _open(provider, frame, at)
    _offer_and_accept(provider, customer, frame.key, 1, at)


def _offer_and_accept(provider: Viewer, customer: Viewer, key: str, number: int, at: datetime) -> None:
    act = offer_draft(provider, key, Offering(seen=0), at)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=act.seen)
    answer_offer(customer, key, number, accept, at + timedelta(days=1))


def _in_force(viewers: dict[str, Viewer], days: _Days) -> None:
    """Sur's: in force by its second version, an amendment after a review."""
    ana, boris = viewers["ana"], viewers["boris"]
    frame = Frame(
        key="sur-servicios",
        customer=("sur", "Distribuciones Sur"),
        title=texts.SERVED,
        language="es",
        zone="Europe/Madrid",
        term=term(days.on(-370), days.on(400)),
        level="silver",
        rest=texts.rest_of("sur", YEARS=days.years),
    )
    _agree(ana, boris, frame, days.ago(385))
    agreement_lives.open_review(ana, frame.key, "Revisión trimestral: la primera respuesta de P1 tarda.", days.ago(110))
    amended = frame.written().replace("P1: 30m", "P1: 20m").replace(str(days.on(-370)), str(days.on(-90)))
    change = DraftChange(
        text=amended, revision=0, reason="P1 se responde en 20 minutos en vez de 30.", origin="QBR, punto 2"
    )
    change_draft(ana, frame.key, change, days.ago(101))
    _offer_and_accept(ana, boris, frame.key, 2, days.ago(100))
    agreement_lives.close_review(ana, frame.key, "Acordada una enmienda.", days.ago(98))
    remark = Remark(text="¿Contamos también los sábados?", path="commitments[first-response].calendar", number=2)
    ident = agreement_lives.write_comment(boris, frame.key, remark, days.ago(12))
    answer = Remark(text="Sí: Plata incluye los sábados por la mañana.", answers=ident)
    agreement_lives.write_comment(ana, frame.key, answer, days.ago(11))


def _near_its_decision(viewers: dict[str, Viewer], days: _Days) -> None:
    """Sur's networks: it renews by itself unless somebody decides within days."""
    frame = Frame(
        key="sur-redes",
        customer=("sur", "Distribuciones Sur"),
        title=texts.LINES,
        language="es",
        zone="Europe/Madrid",
        term=term(days.on(-370), days.on(80)),
        level="bronze",
        rest=texts.rest_of("networks"),
    )
    _agree(viewers["ana"], viewers["boris"], frame, days.ago(384))


def _running_out(viewers: dict[str, Viewer], days: _Days) -> None:
    """Volga's: in force until the one that is on the table takes its place."""
    frame = Frame(
        key="volga-podderzhka",
        customer=("volga", "Волга"),
        title=texts.HELPED,
        language="ru",
        zone="Europe/Samara",
        term=term(days.on(-370), days.on(29), "never", "10d"),
        level="bronze",
        rest=texts.rest_of("volga_support", YEARS=days.years),
    )
    _agree(viewers["ana"], viewers["vera"], frame, days.ago(383))


def _widened(viewers: dict[str, Viewer], days: _Days) -> None:
    """Lakes': in force, with the tills in it since the pilot of the shops is over."""
    ana, grace = viewers["ana"], viewers["grace"]
    frame = Frame(
        key="lakes-support",
        customer=("lakes", "Lakes Retail"),
        title=texts.HELPED,
        language="en",
        zone="Europe/London",
        term=term(days.on(-370), days.on(24), "never", "5d"),
        level="silver",
        rest=texts.rest_of("lakes_support", YEARS=days.years, **dict.fromkeys(texts.TILLS, "")),
    )
    _agree(ana, grace, frame, days.ago(381))
    wider = replace(frame, rest=texts.rest_of("lakes_support", YEARS=days.years, **texts.TILLS)).written()
    wider = wider.replace(str(days.on(-370)), str(days.on(-59)))
    change = DraftChange(text=wider, revision=0, reason="The pilot of the shops went well.", origin="QBR, item 1")
    change_draft(ana, frame.key, change, days.ago(70))
    _offer_and_accept(ana, grace, frame.key, 2, days.ago(69))


def _proposed(viewers: dict[str, Viewer], days: _Days) -> None:
    """Volga's: on the table, and the customer's answer is awaited."""
    frame = Frame(
        key="volga-uslugi",
        customer=("volga", "Волга"),
        title=texts.SERVED,
        language="ru",
        zone="Europe/Samara",
        term=term(days.on(30), days.on(394), "express", "30d"),
        level="gold",
        rest=texts.rest_of("volga", YEARS=days.years),
    )
    _open(viewers["pavel"], frame, days.ago(9))
    offering = Offering(seen=0, note="Как договорились на встрече.", open_until=days.now + timedelta(days=12))
    offer_draft(viewers["ana"], frame.key, offering, days.ago(4))
    remark = Remark(text="Три часа для P1 — и ночью тоже?", path="commitments[resolution].within", number=1)
    agreement_lives.write_comment(viewers["vera"], frame.key, remark, days.ago(2))


def _countered(viewers: dict[str, Viewer], days: _Days) -> None:
    """Volga's backup: the customer answered with another text, and the provider's answer is awaited."""
    ana, vera = viewers["ana"], viewers["vera"]
    frame = Frame(
        key="volga-kopii",
        customer=("volga", "Волга"),
        title=texts.COPIES,
        language="ru",
        zone="Europe/Samara",
        term=term(days.on(20), days.on(384), "never", "30d"),
        level="bronze",
        rest=texts.rest_of("backup"),
    )
    _open(ana, frame, days.ago(8))
    offer_draft(ana, frame.key, Offering(seen=0), days.ago(7))
    sooner = DraftChange(text=frame.written().replace("P1: 4h", "P1: 2h"), revision=0)
    change_draft(vera, frame.key, sooner, days.ago(3))
    offer_draft(vera, frame.key, Offering(seen=1, note="Четыре часа для нас слишком долго."), days.ago(3))


def _draft(lucia: Viewer, days: _Days) -> None:
    """That with Lakes: a draft in which things are missing and one calendar does not exist."""
    frame = Frame(
        key="lakes-services",
        customer=("lakes", "Lakes Retail"),
        title=texts.SERVED,
        language="en",
        zone="Europe/London",
        term=term(days.on(25), days.on(389)),
        level="silver",
        rest=texts.rest_of("lakes", YEARS=days.years),
    )
    _open(lucia, frame, days.ago(5))


def _on_paper(ana: Viewer, days: _Days) -> None:
    """Sur's telephony: signed on paper years ago, registered now, and not yet confirmed by the other side."""
    frame = Frame(
        key="sur-telefonia",
        customer=("sur", "Distribuciones Sur"),
        title=texts.CALLS,
        language="es",
        zone="Europe/Madrid",
        term=term(days.on(-700), days.on(760), "never", "30d"),
        level="bronze",
        rest=texts.rest_of("telephony"),
    )
    _open(ana, frame, days.ago(6))
    paper = Upload(name="contrato-telefonia.pdf", content=draw_paper())
    register_paper(ana, frame.key, Registering(paper=paper, note="Escaneado del archivo."), days.ago(6))


def _expired(viewers: dict[str, Viewer], days: _Days) -> None:
    """The pilot with Lakes: over since two months."""
    frame = Frame(
        key="lakes-pilot",
        customer=("lakes", "Lakes Retail"),
        title=texts.SHOPS,
        language="en",
        zone="Europe/London",
        term=term(days.on(-240), days.on(-60), "never", "30d"),
        level="bronze",
        rest=texts.rest_of("pilot"),
    )
    _agree(viewers["ana"], viewers["grace"], frame, days.ago(250))


def _behind(viewers: dict[str, Viewer], days: _Days) -> None:
    """What the provider's own team and its supplier owe it, so that its promises to Sur can be kept."""
    until = {"TERM": term(days.on(-370), days.on(410)), "YEARS": days.years}
    make_ola(viewers["ana"], viewers["ines"], days.ago(382), **until)
    make_supplier_contract(viewers["ana"], viewers["raul"], days.ago(380), **until)


def _next_year(ana: Viewer, days: _Days) -> None:
    """Propose to Sur the holidays of a year that was foreseen when the agreement was made; the answer is awaited."""
    text = find_versions(ana, "sur-servicios", days.now)[0].canonical
    for calendar, years in provisional_years(text).items():
        dates = write_dates(dates_of(text, calendar, years[0]))
        said = YearIntent(kind=MoveKind.PROPOSE, calendar=calendar, year=years[0], seen=0, dates=dates)
        agree_year(ana, "sur-servicios", said, days.ago(1))
