"""Who holds which role now, read once: for questions about many agreements at a time."""

from collections import defaultdict

from acuerdo.apps.parties.models import Grant, Person
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.core.acts import Side, Signer


class Holding:
    """The roles of everybody who is there, in two queries, however many signers are asked about."""

    def __init__(self) -> None:
        self._idents = dict(Person.objects.filter(is_active=True).values_list("pk", "ident"))
        self._named = {str(ident): person for person, ident in self._idents.items()}
        self._held: dict[tuple[int | None, str, int | None], set[int]] = defaultdict(set)
        rows = Grant.objects.filter(person__is_active=True)
        columns = ("person", "person__party", "person__party__kind", "role", "customer")
        for person, party, kind, role, customer in rows.values_list(*columns):
            self._held[party, role, customer].add(person)
            if kind == PartyKind.PROVIDER:
                self._held[None, role, customer].add(person)

    def holders(self, signer: Signer, customer: int) -> frozenset[int]:
        """Return the people (rows' ids) who may now sign as this one towards a customer; as `viewers.holders`."""
        if signer.person is not None:
            return frozenset({self._named[signer.person]} if signer.person in self._named else ())
        party = None if signer.side is Side.PROVIDER else customer
        towards = ((party, signer.role, customer), (party, signer.role, None))
        return frozenset(person for one in towards for person in self._held.get(one, ()))

    def ident_of(self, person: int) -> str:
        """Return the ident of somebody who is there."""
        return str(self._idents[person])
