"""Who is meant: by the words of an agreement's path, and by what is usual where it has none."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from acuerdo.apps.parties.models import Grant, Membership, Person
from acuerdo.apps.parties.roles import ALLOWED, PartyKind, Permission, Role
from acuerdo.apps.tickets.handles import words_of
from acuerdo.apps.tickets.models import Ticket

_HOLDER = frozenset({"holder", "owner", "assignee", "responsable", "asignado", "исполнитель", "ответственный"})
_TEAM = frozenset({"team", "the team", "equipo", "el equipo", "группа", "команда"})
_ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.TEAM_LEAD: "team lead|team leader|shift lead|jefe de equipo|responsable de equipo|jefe de turno"
        "|руководитель группы|руководитель команды|начальник смены|тимлид",
        Role.DELIVERY_MANAGER: "delivery manager|service delivery manager|service manager|sdm|responsable del servicio"
        "|responsable de servicio|responsable de prestación del servicio|jefe de servicio|gestor del servicio"
        "|менеджер по сервису|сервис-менеджер|руководитель сервиса|менеджер по предоставлению услуг",
        Role.ACCOUNT_MANAGER: "account manager|responsable de cuenta|gestor de cuenta|gestor de cuentas"
        "|менеджер по работе с клиентом|менеджер по работе с клиентами|аккаунт-менеджер",
        Role.SERVICE_OWNER: "service owner|dueño del servicio|propietario del servicio|владелец услуги",
        Role.CONTRACT_MANAGER: "contract manager|responsable del contrato|gestor de contratos|менеджер договора"
        "|менеджер по договорам|ответственный за договор",
        Role.TECHNICIAN: "technician|technicians|técnico|técnicos|специалист|специалисты|инженер",
        Role.EXECUTIVE: "executive|management|dirección|directivo|руководство|руководитель|директор",
        Role.SPONSOR: "sponsor|customer sponsor|patrocinador|patrocinador del cliente|куратор|куратор клиента"
        "|представитель руководства клиента",
        Role.CUSTOMER_CONTACT: "customer contact|customer|client|contacto del cliente|cliente"
        "|контактное лицо клиента|контакт клиента|клиент|заказчик",
    }
)
_BY_WORD: Mapping[str, Role] = MappingProxyType(
    {word: role for role, words in _ROLES.items() for word in (*words.split("|"), role.value)}
)
_OF_CUSTOMER = frozenset({Role.SPONSOR, Role.CUSTOMER_CONTACT})
_LEADING = (Role.DELIVERY_MANAGER, Role.ACCOUNT_MANAGER, Role.CONTRACT_MANAGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who may be told: the row's id, the ident, and the party."""

    person: int
    ident: str
    party: int
    kind: PartyKind


def plain(word: str) -> str:
    """Return a word without capitals and odd spaces, for comparing.

    >>> plain("  Team   Lead ")
    'team lead'
    """
    return " ".join(word.casefold().split())


class Roster:
    """The provider's people and those of some customers, with roles and teams, read once for many moments."""

    def __init__(self, customers: Collection[int], owners: Iterable[str]) -> None:
        self._members: dict[int, Member] = {}
        self._by_name: dict[str, list[Member]] = defaultdict(list)
        self._grants: dict[int, list[tuple[Role, int | None]]] = defaultdict(list)
        self._teams: dict[str, list[tuple[Member, bool]]] = defaultdict(list)
        self._read_people(customers)
        self._read_teams()
        self._owners = {ident: plain(word) for ident, word in words_of(owners).items() if word}

    def people(self) -> Collection[int]:
        """Return everybody in it, by the rows' ids."""
        return self._members.keys()

    def meant(self, word: str, ticket: Ticket, *, inside: bool) -> list[Member]:
        """Return whom a word of a path stands for at a ticket; nobody of the customer where it is `inside`."""
        said = plain(word)
        if said in _HOLDER:
            found = self.holders(ticket)
        elif said in _TEAM:
            found = self.team(ticket)
        elif (role := _BY_WORD.get(said)) is not None:
            found = self._in_role(role, ticket)
        else:
            found = self._by_name.get(said) or [member for member, _ in self._teams.get(said, ())]
        return [one for one in found if self._may_know(one, ticket, inside=inside)]

    def usual(self, ticket: Ticket, *, lead: bool) -> list[Member]:
        """Return who is told where nobody is named: who holds the ticket, else its team, else who leads.

        With `lead` also those who answer to the customer: the account's and the delivery managers.
        """
        found = self.holders(ticket) or self.team(ticket)
        roles = [Role.ACCOUNT_MANAGER, Role.DELIVERY_MANAGER] if lead else []
        found = [*found, *(member for role in roles for member in self._in_role(role, ticket))]
        return [one for one in found if self._may_know(one, ticket, inside=True)] or self.leaders(ticket)

    def leaders(self, ticket: Ticket) -> list[Member]:
        """Return who leads the service towards a ticket's customer."""
        for role in _LEADING:
            found = [one for one in self._in_role(role, ticket) if self._may_know(one, ticket, inside=True)]
            if found:
                return found
        return []

    def holders(self, ticket: Ticket) -> list[Member]:
        """Return who holds a ticket, where its source knows them by the name or the address that they have here."""
        return [one for one in self._by_name.get(self._owners.get(ticket.owner, ""), ()) if _is_ours(one)]

    def team(self, ticket: Ticket) -> list[Member]:
        """Return the people of a ticket's team."""
        return [member for member, _ in self._teams.get(plain(ticket.team), ())]

    def _in_role(self, role: Role, ticket: Ticket) -> list[Member]:
        if role is Role.TEAM_LEAD:
            leads = [member for member, leads in self._teams.get(plain(ticket.team), ()) if leads]
            if leads:
                return leads
        kind = PartyKind.CUSTOMER if role in _OF_CUSTOMER else PartyKind.PROVIDER
        return [
            self._members[person]
            for person, held in self._grants.items()
            if self._members[person].kind is kind
            and any(one is role and to in (None, ticket.customer_id) for one, to in held)
        ]

    def _may_know(self, member: Member, ticket: Ticket, *, inside: bool) -> bool:
        if not _is_ours(member) and (inside or member.party != ticket.customer_id):
            return False
        allowed = ALLOWED[member.kind]
        return any(
            Permission.SEE_TICKETS in allowed.get(role, ()) and to in (None, ticket.customer_id)
            for role, to in self._grants[member.person]
        )

    def _read_people(self, customers: Collection[int]) -> None:
        ours, theirs = Person.objects.filter(party__kind=PartyKind.PROVIDER), Person.objects.filter(party__in=customers)
        rows = (ours | theirs).filter(is_active=True).order_by("pk")
        for person, ident, name, email, party, kind in rows.values_list(
            "pk", "ident", "name", "email", "party", "party__kind"
        ):
            member = Member(person=person, ident=str(ident), party=party, kind=PartyKind(kind))
            self._members[person] = member
            for word in dict.fromkeys((plain(name), plain(email))):
                self._by_name[word].append(member)
        for person, role, customer in Grant.objects.filter(person__in=rows).values_list("person", "role", "customer"):
            self._grants[person].append((Role(role), customer))

    def _read_teams(self) -> None:
        rows = Membership.objects.filter(team__closed_on__isnull=True).order_by("person")
        for key, name, person, leads in rows.values_list("team__key", "team__name", "person", "leads"):
            if person in self._members:
                for word in dict.fromkeys((plain(key), plain(name))):
                    self._teams[word].append((self._members[person], leads))


def _is_ours(member: Member) -> bool:
    return member.kind is PartyKind.PROVIDER
