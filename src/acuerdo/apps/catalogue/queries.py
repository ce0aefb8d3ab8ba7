"""Reading the catalogue."""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from acuerdo.apps.catalogue.models import LevelDraft, LevelVersion, Service
from acuerdo.apps.catalogue.shapes import (
    Cost,
    LevelDraftRecord,
    LevelLine,
    LevelRecord,
    ServiceLine,
    ServicePage,
    ServiceRecord,
    Texts,
)
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents import Written

ON_A_PAGE = 50
_LONGEST_NUMBER = 9


def may_see(viewer: Viewer) -> bool:
    """Say whether the catalogue is open to a viewer: to both sides of agreements, not to suppliers."""
    return viewer.kind is not PartyKind.SUPPLIER and viewer.may_anywhere(Permission.SEE_CATALOGUE)


def list_services(viewer: Viewer, sought: str = "", page: int = 1, *, retired: bool = False) -> ServicePage:
    """Return a page of the services whose texts hold every word of `sought`, in the order of their keys.

    A page beyond the last is the last. Asks the database twice, however many services there are.
    """
    rows = _sought(viewer, sought, retired=retired)
    found = rows.count()
    pages = max(1, -(-found // ON_A_PAGE))
    number = min(max(1, page), pages)
    first = (number - 1) * ON_A_PAGE
    shown = rows.select_related("owner").order_by("key")[first : first + ON_A_PAGE]
    return ServicePage(lines=tuple(line_of(row) for row in shown), number=number, pages=pages, found=found)


def find_services(viewer: Viewer, sought: str, after: str, most: int, *, retired: bool = False) -> list[ServiceLine]:
    """Return at most so many of the services that are sought, those that follow a key; for reading part by part."""
    rows = _sought(viewer, sought, retired=retired).filter(key__gt=after)
    return [line_of(row) for row in rows.select_related("owner").order_by("key")[:most]]


def list_all_services(viewer: Viewer) -> list[ServiceLine]:
    """Return every service that is not retired, to choose from."""
    rows = _seen(viewer).filter(retired_at__isnull=True).select_related("owner").order_by("key")
    return [line_of(row) for row in rows]


def name_services(viewer: Viewer, keys: Collection[str]) -> Mapping[str, Texts]:
    """Return the names of services that the viewer may see, retired or not, by their keys."""
    return dict(_seen(viewer).filter(key__in=sorted(keys)).values_list("key", "name"))


def find_service(viewer: Viewer, key: str) -> ServiceRecord:
    """Return a service, retired or not. Raises `NotThere`."""
    row = _seen(viewer).select_related("owner").filter(key=key).first()
    if row is None:
        raise NotThere("service")
    needs = Service.objects.filter(needed_by__service=row).select_related("owner").order_by("key")
    needed_by = Service.objects.filter(needs__needed=row).select_related("owner").order_by("key")
    return ServiceRecord(
        id=row.pk,
        key=row.key,
        name=row.name,
        description=row.description,
        prerequisites=tuple(row.prerequisites),
        owner="" if row.owner is None else row.owner.name,
        owner_id="" if row.owner is None else str(row.owner.ident),
        cost=_cost_of(row),
        needs=tuple(line_of(one) for one in needs),
        needed_by=tuple(line_of(one) for one in needed_by),
        revision=row.revision,
        retired_at=row.retired_at,
    )


def list_levels(viewer: Viewer) -> list[LevelLine]:
    """Return the levels in the order of their first publication, each by its newest version.

    Those only drafted come last, for whoever keeps the catalogue.
    """
    if not may_see(viewer):
        return []
    newest: dict[str, LevelVersion] = {}
    for row in LevelVersion.objects.defer("text", "content").order_by("pk"):
        newest[row.key] = row
    keeps = viewer.may(Permission.KEEP_CATALOGUE)
    drafted = set(LevelDraft.objects.values_list("key", flat=True)) if keeps else set[str]()
    lines = [
        LevelLine(
            key=key,
            title=row.title,
            number=row.number,
            published_at=row.published_at,
            drafted=key in drafted,
        )
        for key, row in newest.items()
    ]
    lines += [
        LevelLine(key=key, title={}, number=0, published_at=None, drafted=True)
        for key in sorted(drafted - newest.keys())
    ]
    return lines


def find_level(viewer: Viewer, key: str, number: int | None = None) -> LevelRecord:
    """Return a version of a level, the newest where none is named. Raises `NotThere`."""
    if not may_see(viewer):
        raise NotThere("level")
    rows = list(LevelVersion.objects.filter(key=key).select_related("published_by").order_by("-number"))
    row = next((one for one in rows if number in (None, one.number)), None)
    if row is None:
        raise NotThere("level")
    return LevelRecord(
        key=row.key,
        number=row.number,
        numbers=tuple(one.number for one in rows),
        title=row.title,
        text=row.text,
        content=row.content,
        content_hash=row.content_hash,
        published_at=row.published_at,
        published_by=row.published_by.name,
    )


def find_level_draft(viewer: Viewer, key: str) -> LevelDraftRecord | None:
    """Return the draft of a level's next version, None where nobody writes one. Raises `NotAllowed`."""
    viewer.require(Permission.KEEP_CATALOGUE)
    row = LevelDraft.objects.select_related("changed_by").filter(key=key).first()
    if row is None:
        return None
    return LevelDraftRecord(
        key=row.key, text=row.text, revision=row.revision, changed_at=row.changed_at, changed_by=row.changed_by.name
    )


def published_level(name: str) -> Written | None:
    """Open the door of documents to the published levels: `gold` is the newest version, `gold.2` the second.

    None where there is no such level; documents then look among those that come with the product. Asks for no viewer:
    it is called while a text is read that the viewer wrote or may read, and levels are open to all who read agreements.
    """
    key, _, number = name.partition(".")
    rows = LevelVersion.objects.filter(key=key).order_by("-number")
    if number:
        rows = rows.filter(number=int(number)) if number.isdecimal() and len(number) < _LONGEST_NUMBER else rows.none()
    content = rows.values_list("content", flat=True).first()
    return None if content is None else Written(content)


def line_of(row: Service) -> ServiceLine:
    """Return a row as a line of a list."""
    return ServiceLine(
        key=row.key,
        name=row.name,
        owner="" if row.owner is None else row.owner.name,
        cost=_cost_of(row),
        retired_at=row.retired_at,
    )


def _sought(viewer: Viewer, sought: str, *, retired: bool) -> QuerySet[Service]:
    rows = _seen(viewer).filter(retired_at__isnull=not retired)
    for word in sought.casefold().split()[:10]:
        rows = rows.filter(words__contains=word)
    return rows


def _seen(viewer: Viewer) -> QuerySet[Service]:
    rows = Service.objects.all()
    return rows if may_see(viewer) else rows.none()


def _cost_of(row: Service) -> Cost | None:
    return None if row.cost is None else Cost(amount=row.cost, currency=row.currency, per=row.per)
