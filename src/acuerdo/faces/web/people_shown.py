"""People as lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from acuerdo.apps.parties.shapes import PersonRecord
from acuerdo.faces.web.readers import reader_of
from acuerdo.faces.web.role_words import presence_badge, say_role
from acuerdo.faces.web.states import Badge


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person with the words for roles and standing; each role as (words, the customer's name or nothing, its id)."""

    record: PersonRecord
    badge: Badge
    roles: tuple[tuple[str, str, int], ...]


def shown_people(request: HttpRequest, records: Iterable[PersonRecord]) -> list[ShownPerson]:
    """Return people in the reader's words."""
    language = reader_of(request).language
    return [
        ShownPerson(
            record,
            presence_badge(record.presence, language),
            tuple((say_role(language, one.role), one.customer_name, one.id) for one in record.grants),
        )
        for record in records
    ]
