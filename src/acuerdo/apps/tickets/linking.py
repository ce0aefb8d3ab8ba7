"""Which of the provider's people a source means by a name: people say so, and it decides whose queue a ticket is in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.tickets.handles import digest_of_word
from acuerdo.apps.tickets.models import Handle, Source, Ticket
from acuerdo.apps.tickets.sources import find_source_row, keep_source
from acuerdo.core.terms.measures import ENDED

MOST_SHOWN = 200
MOST_PEOPLE = 1_000


class LinkRefused(ValueError):
    """A name that cannot be said to be somebody. `code` is `unknown_person`, `several_people` or `not_your_name`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleLine:
    """Somebody as a source names them (`word` is empty where erased), how many open tickets they hold, and who it is.

    `person` is the name of the person it was said to be (None: nobody said), `suggested` who seems to be meant: the
    e-mail address or the name of exactly one person.
    """

    ident: str
    word: str
    open_tickets: int
    person: str | None
    suggested: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnName:
    """A name that a source uses, which is the viewer's own and which nobody has claimed."""

    ident: str
    word: str
    source: str


def list_handles(viewer: Viewer, source: str, words: str = "") -> list[HandleLine]:
    """Return those who hold tickets of a source or are known, the unknown first; with `words` whoever is named so.

    At most `MOST_SHOWN`. Raises `NotThere`.
    """
    row = find_source_row(viewer, source, Permission.KEEP_SOURCES)
    held = _open_tickets(row)
    wanted = Q(word__icontains=words) if words else Q(ident__in=list(held)) | Q(person__isnull=False)
    handles = Handle.objects.filter(wanted, source=row).select_related("person").order_by("pk")[:MOST_SHOWN]
    people = _by_word(_people())
    lines = [_line(one, held.get(str(one.ident), 0), people) for one in handles]
    return sorted(lines, key=lambda line: (line.person is not None, -line.open_tickets, line.word.casefold()))


def list_linkable(viewer: Viewer) -> list[str]:
    """Return the names of the people whom a name of a source can be said to be. Raises `NotAllowed`."""
    if not viewer.may_anywhere(Permission.KEEP_SOURCES):
        raise NotAllowed(Permission.KEEP_SOURCES)
    return [name for _, name, _ in _people()]


def link_handle(viewer: Viewer, source: str, ident: UUID, said: str, at: datetime) -> None:
    """Say which person a name of a source is: by name or e-mail address, or with an empty text nobody.

    Raises `NotThere`, `LinkRefused` (`unknown_person`, `several_people`).
    """
    row = keep_source(viewer, source)
    handle = Handle.objects.select_for_update(of=("self",)).filter(source=row, ident=ident).first()
    if handle is None:
        raise NotThere("name")
    _link(viewer, handle, _named(said) if said.strip() else None, at)


def claim_handle(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """Say that a name of a source is the viewer's own: it has to be the viewer's name or e-mail address.

    Raises `NotThere`, also where it is somebody's already, and `LinkRefused` (`not_your_name`).
    """
    if viewer.kind is not PartyKind.PROVIDER or not viewer.may_anywhere(Permission.SEE_TICKETS):
        raise NotThere("name")
    rows = Handle.objects.select_for_update(of=("self",)).filter(ident=ident, person__isnull=True)
    handle = rows.select_related("source").first()
    if handle is None:
        raise NotThere("name")
    if _plain(handle.word) not in {_plain(word) for word in _own_words(viewer)}:
        raise LinkRefused("not_your_name")
    _link(viewer, handle, viewer.person, at)


def list_claimable(viewer: Viewer) -> list[OwnName]:
    """Return the names in sources that are the viewer's own and nobody's yet."""
    if viewer.kind is not PartyKind.PROVIDER or not viewer.may_anywhere(Permission.SEE_TICKETS):
        return []
    words = _own_words(viewer)
    sources = list(Source.objects.filter(closed_at__isnull=True))
    digests = [digest_of_word(source, word) for source in sources for word in words]
    rows = Handle.objects.filter(source__in=sources, digest__in=digests, person__isnull=True).exclude(word="")
    found = rows.select_related("source").order_by("source__key", "pk")
    return [OwnName(ident=str(row.ident), word=row.word, source=row.source.name) for row in found]


def idents_of(people: Iterable[int]) -> dict[str, int]:
    """Return the idents by which sources know some people (rows' ids), each with its person."""
    rows = Handle.objects.filter(person__in=list(people)).values_list("ident", "person")
    return {str(ident): person for ident, person in rows if person is not None}


def _open_tickets(source: Source) -> dict[str, int]:
    """Return how many open tickets each ident holds; who holds only ended ones is named with none."""
    rows = Ticket.objects.filter(source=source).exclude(owner="")
    still = ~Q(stage__in=[str(one) for one in ENDED])
    return dict(rows.values_list("owner").annotate(held=Count("pk", filter=still)).order_by("owner"))


def _line(row: Handle, held: int, people: Mapping[str, Sequence[tuple[int, str]]]) -> HandleLine:
    fits = people.get(_plain(row.word), ()) if row.word else ()
    return HandleLine(
        ident=str(row.ident),
        word=row.word,
        open_tickets=held,
        person=None if row.person is None else row.person.name,
        suggested=fits[0][1] if len(fits) == 1 and row.person is None else "",
    )


def _people() -> list[tuple[int, str, str]]:
    """Return the provider's people who are there: the row's id, name and e-mail address."""
    rows = Person.objects.filter(party__kind=PartyKind.PROVIDER, is_active=True).order_by("name", "pk")
    return list(rows.values_list("pk", "name", "email")[:MOST_PEOPLE])


def _by_word(people: Sequence[tuple[int, str, str]]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for pk, name, email in people:
        for word in {_plain(name), _plain(email)}:
            found.setdefault(word, []).append((pk, name))
    return found


def _named(said: str) -> int:
    fits = _by_word(_people()).get(_plain(said), [])
    if len(fits) != 1:
        raise LinkRefused("several_people" if fits else "unknown_person")
    return fits[0][0]


def _own_words(viewer: Viewer) -> tuple[str, ...]:
    email = Person.objects.values_list("email", flat=True).get(pk=viewer.person)
    return tuple(dict.fromkeys((viewer.name, email, email.lower())))


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


def _link(viewer: Viewer, handle: Handle, person: int | None, at: datetime) -> None:
    Handle.objects.filter(pk=handle.pk).update(person=person)
    ident = "" if person is None else str(Person.objects.values_list("ident", flat=True).get(pk=person))
    body = {"name": str(handle.ident), "person": ident}
    record(handle.source.chain, at=at, actor=viewer.ident, kind="name_linked", body=body)
