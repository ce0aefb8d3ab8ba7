"""Forgetting somebody whom sources named, where the id that facts know stays; and what a ticket's title says."""

from collections.abc import Collection
from datetime import datetime

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.erasing import may_erase
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.apps.tickets.models import Handle, Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.core.hours import to_us


def may_empty(viewer: Viewer, ticket: Ticket) -> bool:
    """Say whether a viewer may empty the title of a ticket: whoever may erase people of its customer."""
    if ticket.customer is None:
        return viewer.kind is PartyKind.PROVIDER and viewer.may(Permission.MANAGE_PEOPLE)
    return may_erase(viewer, ticket.customer)


def empty_title(viewer: Viewer, source: str, name: str, at: datetime) -> None:
    """Empty the title of a ticket for good; the journal says of which ticket, not what it was.

    One that is told with an older fact does not come back. Raises `NotThere`, `NotAllowed`.
    """
    ticket = find_ticket_row(viewer, source, name)
    if not may_empty(viewer, ticket):
        raise NotAllowed(Permission.MANAGE_PEOPLE)
    held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.title:
        held.title, held.title_us = "", max(held.title_us, to_us(at))
        held.save(update_fields=["title", "title_us"])
        record(ticket.source.chain, at=at, actor=viewer.ident, kind="title_emptied", body={"ticket": name})


def count_names(person: int, names: Collection[str]) -> int:
    """Return by how many names sources know somebody: a row's id, and the name and e-mail address that they go by."""
    return len(_known_as(person, names))


def empty_names(person: int, names: Collection[str], at: datetime) -> int:
    """Empty the names by which sources know somebody, and return how many there were."""
    return Handle.objects.filter(pk__in=_known_as(person, names)).update(word="", erased_at=at)


def _known_as(person: int, names: Collection[str]) -> list[int]:
    """Return the rows of the names, and of those said to be the person; compared here: databases differ in capitals."""
    wanted = [name.casefold().split() for name in names if name]
    rows = Handle.objects.exclude(word="").values_list("pk", "word", "person")
    return [row for row, word, known in rows.iterator() if known == person or word.casefold().split() in wanted]
