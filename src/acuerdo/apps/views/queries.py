"""Reading kept lists."""

from django.db.models import Q

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.views.models import SavedView
from acuerdo.apps.views.shapes import ViewLine

_MOST_SHOWN = 100


def list_views(viewer: Viewer, page: str) -> list[ViewLine]:
    """Return the kept lists of a page: the viewer's own, and those that are shared on the viewer's side, by name."""
    wanted = Q(person=viewer.person) | Q(party=viewer.party, shared=True)
    rows = SavedView.objects.filter(wanted, page=page).order_by("name", "pk")[:_MOST_SHOWN]
    return [
        ViewLine(id=row.pk, name=row.name, query=row.query, own=row.person_id == viewer.person, shared=row.shared)
        for row in rows
    ]
