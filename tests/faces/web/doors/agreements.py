"""The pages of agreements."""

from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.faces.web.doors.shapes import ANYBODY, NEGOTIATE, SEE, Door
from tests.flows.test_negotiation import opened
from tests.people import NOW, Cast


def prepare(cast: Cast) -> None:
    opened(cast.ana)
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)


DOORS = (
    Door(name="today", method="GET", address="/", expected=ANYBODY, of_one=False),
    Door(
        name="language", method="POST", address="/language", expected=(302,) * 7, form={"language": "es"}, of_one=False
    ),
    Door(name="agreements", method="GET", address="/agreements/", expected=ANYBODY, of_one=False),
    Door(name="agreement", method="GET", address="/agreements/sur-2026", expected=SEE),
    Door(name="draft", method="GET", address="/agreements/sur-2026/draft", expected=NEGOTIATE),
    Door(
        name="draft_check",
        method="POST",
        address="/agreements/sur-2026/draft/check",
        expected=NEGOTIATE,
        form={"text": "id: a\n"},
    ),
    Door(
        name="draft_save",
        method="POST",
        address="/agreements/sur-2026/draft/save",
        expected=(302, 404, 403, 302, 404, 403, 302),
        form={"text": "id: a\n", "revision": "0", "seen": "1"},
    ),
    Door(
        name="answer",
        method="POST",
        address="/agreements/sur-2026/answer",
        expected=(302, 404, 302, 302, 404, 302, 302),
        form={"kind": "accept", "number": "1", "seen": "1", "content": "0"},
    ),
)
