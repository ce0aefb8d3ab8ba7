"""Pages of the files that are brought to a source."""

from uuid import UUID

from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Stand
from acuerdo.apps.tickets.models import Source
from tests.faces.web.doors.shapes import Door
from tests.faces.web.doors.tickets import SOURCE
from tests.people import NOW, Cast

IDENT = UUID("0b5c5a54-6f0e-4b43-9a3b-6b0c1f6d7a11")
AT = f"/sources/{SOURCE}/imports/"
KEEPS = (302, 404, 404, 404, 404, 404, 200)
WRITES = (302, 404, 404, 404, 404, 404, 302)


def prepare(cast: Cast) -> None:
    """Keep an import that waits for a decision; its source is there already."""
    Import.objects.create(
        ident=IDENT,
        source=Source.objects.get(key=SOURCE),
        name="export.csv",
        size=100,
        sha256="0" * 64,
        profile="acuerdo",
        begun_by_id=cast.ana.person,
        begun_at=NOW,
        stand=Stand.READ,
        facts=1,
        fresh=1,
    )


DOORS = (
    Door(name="imports", method="GET", address=AT, expected=KEEPS),
    Door(
        name="import_bring",
        method="POST",
        address=f"{AT}new",
        expected=(302, 404, 404, 404, 404, 404, 422),
        form={"profile": ""},
    ),
    Door(name="import", method="GET", address=f"{AT}{IDENT}", expected=KEEPS),
    Door(name="import_decide", method="POST", address=f"{AT}{IDENT}/decide", expected=WRITES, form={"then": "confirm"}),
)
