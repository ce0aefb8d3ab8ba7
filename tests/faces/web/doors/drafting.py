"""The desk of people who draft, what was asked for, and how agreements begin."""

from uuid import UUID

from acuerdo.apps.requirements.commands import Asked
from acuerdo.apps.requirements.models import Requirement
from acuerdo.flows.requirement_changed import ask
from tests.faces.web.doors.shapes import NEGOTIATE, SEE, Door
from tests.people import NOW, Cast

_IDENT = "6f0c6f0e-0000-4000-8000-000000000001"
_WRITE = (302, 404, 403, 302, 404, 403, 302)


def prepare(cast: Cast) -> None:
    ask(cast.ana, "sur-2026", Asked(by="The warehouse", text="Help on Saturdays"), NOW)
    Requirement.objects.update(ident=UUID(_IDENT))


DOORS = (
    Door(
        name="draft_edit",
        method="POST",
        address="/agreements/sur-2026/draft/edit",
        expected=NEGOTIATE,
        form={"text": "id: a\n", "f:/title/es": "A", "w:/title/es": ""},
    ),
    Door(name="requirements", method="GET", address="/agreements/sur-2026/requirements", expected=SEE),
    Door(
        name="requirement_add",
        method="POST",
        address="/agreements/sur-2026/requirements/add",
        expected=_WRITE,
        form={"by": "IT", "text": "A report", "urgency": "could"},
    ),
    Door(
        name="requirement_decide",
        method="POST",
        address=f"/agreements/sur-2026/requirements/{_IDENT}",
        expected=_WRITE,
        form={"refusal": "Not in this price"},
    ),
    Door(name="compare", method="GET", address="/agreements/sur-2026/compare", expected=SEE),
    Door(name="calendars", method="GET", address="/agreements/sur-2026/draft/calendars", expected=NEGOTIATE),
    Door(
        name="calendar_change",
        method="POST",
        address="/agreements/sur-2026/draft/calendars/change",
        expected=_WRITE,
        form={"calendar": "office", "revision": "0", "year": "2026", "on": "2026-12-24"},
    ),
    Door(name="keep", method="GET", address="/agreements/sur-2026/draft/keep", expected=NEGOTIATE),
    Door(
        name="keep_bring",
        method="POST",
        address="/agreements/sur-2026/draft/keep/bring",
        expected=_WRITE,
        form={"history": "nothing"},
    ),
)
