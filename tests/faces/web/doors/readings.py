"""How a source is read out of a help desk."""

from acuerdo.apps.readings.shapes import ReadingIntent
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.flows import readings_kept, sources_kept
from tests.faces.web.doors.shapes import Door
from tests.people import NOW, Cast

SOURCE = "tracker"
_ADDRESS = "https://desk.example"
_SECRET = "a word"  # noqa: S105 - of a desk that is none


def prepare(cast: Cast) -> None:
    sources_kept.add(cast.ana, SourceIntent(key=SOURCE, name="Tracker", customer="sur"), NOW)
    wanted = ReadingIntent(
        source=SOURCE, program="request_tracker", address=_ADDRESS, account="reader", secret=_SECRET, every_s=60
    )
    readings_kept.connect(cast.ana, wanted, (), NOW)


DOORS = (
    Door(
        name="reading",
        method="GET",
        address=f"/sources/{SOURCE}/reading",
        expected=(302, 404, 404, 404, 404, 404, 200),
    ),
    Door(
        name="reading",
        method="POST",
        address=f"/sources/{SOURCE}/reading",
        expected=(302, 404, 404, 404, 404, 404, 302),
        form={"address": _ADDRESS, "account": "reader", "minutes": "5", "fields": "Site = site"},
    ),
    Door(
        name="reading_change",
        method="POST",
        address=f"/sources/{SOURCE}/reading/change",
        expected=(302, 404, 404, 404, 404, 404, 302),
        form={"then": "pause"},
    ),
)
