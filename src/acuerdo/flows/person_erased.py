"""A person is erased: name, address and texts go, ids stay, and everything that was proved can still be."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.acts.commands import empty_notes
from acuerdo.apps.journal.commands import record
from acuerdo.apps.life.comments import empty_texts
from acuerdo.apps.notices.commands import forget
from acuerdo.apps.parties.erasing import erase, find_to_erase
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.models import Token
from acuerdo.flows.parties_changed import chain_of


def erase_person(viewer: Viewer | None, ident: UUID, at: datetime) -> None:
    """Erase somebody for good. Raises `NotThere`, `NotAllowed`.

    Without a viewer whoever runs the installation asks, at the command line.
    """
    with transaction.atomic():
        person = find_to_erase(viewer, ident)
        forget(person.pk, person.email, at)
        emptied = empty_notes(person.pk) + empty_texts(person.pk, at)
        Token.objects.filter(person=person).delete()
        erase(person, at)
        actor, party = "" if viewer is None else viewer.ident, person.party.key
        body: dict[str, str | int] = {"party": party, "person": str(ident), "texts": emptied}
        record(chain_of(party), at=at, actor=actor, kind="person_erased", body=body)
