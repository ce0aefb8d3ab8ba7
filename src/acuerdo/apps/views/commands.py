"""Keeping lists, and dropping them."""

from datetime import datetime

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.views.models import SavedView, ViewPage
from acuerdo.apps.views.shapes import LONGEST_NAME, LONGEST_QUERY, NewView

MOST = 50
"""How many lists a person may keep."""


class ViewRefused(ValueError):
    """A list that cannot be kept. `code` is `no_name`, `long_name`, `nothing_chosen` or `many_views`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def keep_view(viewer: Viewer, wanted: NewView, at: datetime) -> None:
    """Keep what a list is asked for under a name; the same name again takes the place of what was kept under it.

    Raises `NotAllowed`, `NotThere` (no such page), `ViewRefused`.
    """
    if not viewer.may_anywhere(Permission.SEE_TICKETS):
        raise NotAllowed(Permission.SEE_TICKETS)
    if wanted.page not in ViewPage.values:
        raise NotThere("list")
    name = wanted.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ViewRefused("long_name" if name else "no_name")
    if not wanted.query or len(wanted.query) > LONGEST_QUERY:
        raise ViewRefused("nothing_chosen")
    own = SavedView.objects.filter(person=viewer.person)
    if own.count() >= MOST and not own.filter(page=wanted.page, name=name).exists():
        raise ViewRefused("many_views")
    said = {"query": wanted.query, "shared": wanted.shared, "created_at": at, "party_id": viewer.party}
    SavedView.objects.update_or_create(person_id=viewer.person, page=wanted.page, name=name, defaults=said)


def drop_view(viewer: Viewer, view: int) -> str:
    """Drop a list that the viewer keeps, and return of which page it was. Raises `NotThere`."""
    found = SavedView.objects.filter(person=viewer.person, pk=view).first()
    if found is None:
        raise NotThere("list")
    found.delete()
    return found.page
