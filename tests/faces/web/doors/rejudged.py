"""What was judged anew."""

from uuid import UUID

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.rejudging.models import Cause, Rejudging
from acuerdo.core.hours import to_us
from tests.faces.web.doors.shapes import SEE, Door
from tests.people import NOW, Cast

IDENT = UUID("5d0c1c5e-2f4b-4f0e-8a54-0f7f6c1f2a31")
_ONE = f"/agreements/sur-2026/rejudged/{IDENT}"


def prepare(_: Cast) -> None:
    agreement = Agreement.objects.get(key="sur-2026")
    Rejudging.objects.create(ident=IDENT, agreement=agreement, cause=Cause.EXCLUSION, about="1", at_us=to_us(NOW))


DOORS = (
    Door(name="rejudgings", method="GET", address="/agreements/sur-2026/rejudged", expected=SEE),
    Door(name="rejudging", method="GET", address=_ONE, expected=SEE),
    Door(name="rejudging_csv", method="GET", address=f"{_ONE}.csv", expected=SEE),
)
