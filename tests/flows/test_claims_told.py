"""What a help desk claims of its promises, held against the clocks of its tickets."""

from datetime import datetime, timedelta

import pytest

from acuerdo.apps.claims.commands import SaidClaim
from acuerdo.apps.claims.models import Claim
from acuerdo.apps.claims.queries import claims_held
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows import claims_told, sources_kept
from acuerdo.studies.claims.shapes import Difference
from tests.flows.telling import add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
AT = NOW + timedelta(days=3)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def claim(ticket: str, commitment: str = "fix", *, met: bool | None = None, due: datetime | None = None) -> SaidClaim:
    return SaidClaim(ticket=ticket, commitment=commitment, met=met, due_at=due)


def live(cast: Cast, ticket: str, *rows: dict[str, Json]) -> None:
    """Tell a ticket that was opened at ten in Madrid, and what else happened."""
    say(cast.ana, row(ticket, "09:00:00", "opened", priority="P1"), *rows, at=AT)


def test_what_is_claimed_last_stands_and_agrees_or_not(cast: Cast) -> None:
    live(cast, "T1", row("T1", "10:00:00", "resolved"))
    live(cast, "T2", row("T2", "10:00:00", "resolved"))
    assert claims_told.tell(cast.ana, "desk", [claim("T1", met=False), claim("T1", met=True)], AT) == 1
    assert claims_told.tell(cast.ana, "desk", [claim("T2", met=False), claim("T1", "first", met=True)], AT) == 2
    claims_told.tell(cast.ana, "desk", [claim("T2", met=True)], AT + timedelta(minutes=1))
    assert list(Claim.objects.order_by("ticket", "commitment").values_list("ticket", "commitment", "met")) == [
        ("T1", "first", True),
        ("T1", "fix", True),
        ("T2", "fix", True),
    ]
    first, fix = claims_held(cast.ana, "desk", to_us(AT))
    assert (first.commitment, first.claims, first.agreed) == ("first", 1, 0)
    assert (fix.commitment, fix.claims, fix.agreed, fix.lines) == ("fix", 2, 2, [])
    assert Entry.objects.filter(kind="claims_told").count() == 3


def test_a_difference_is_explained_by_judging_again(cast: Cast) -> None:
    for name in ("T1", "T2"):
        live(
            cast,
            name,
            row(name, "09:30:00", "changed", status="pending"),
            row(name, "14:00:00", "changed", status="open"),
            row(name, "15:00:00", "resolved"),
        )
    due = NOW + timedelta(hours=4)
    claims_told.tell(cast.ana, "desk", [claim(name, met=False, due=due) for name in ("T1", "T2")], AT)
    [held] = claims_held(cast.ana, "desk", to_us(AT))
    assert (held.claims, held.agreed) == (2, 0)
    assert {line.ticket: line.cause for line in held.lines} == dict.fromkeys(("T1", "T2"), Difference.PAUSES)
    assert [step.assumption.name for step in held.steps] == ["pauses_never"]
    assert all(line.ours is not None and line.ours.verdict == "met" for line in held.lines)


def test_a_claim_about_what_nobody_knows_or_promised_is_said_to_be_so(cast: Cast) -> None:
    live(cast, "T1")
    claims_told.tell(cast.ana, "desk", [claim("T1", "onsite", met=True), claim("T9", met=True)], AT)
    held = {one.commitment: one for one in claims_held(cast.ana, "desk", to_us(AT))}
    for name, ticket in (("onsite", "T1"), ("fix", "T9")):
        [line] = held[name].lines
        assert (line.ticket, line.ours, line.cause) == (ticket, None, Difference.SCOPE)


def test_claims_are_the_matter_of_those_who_tell_facts(cast: Cast) -> None:
    for viewer in (cast.boris, cast.tomas, cast.vera):
        with pytest.raises(NotThere):
            claims_told.tell(viewer, "desk", [claim("T1", met=True)], AT)
        with pytest.raises(NotThere):
            claims_held(viewer, "desk", to_us(AT))
    sources_kept.close(cast.ana, "desk", AT)
    with pytest.raises(SourceRefused):
        claims_told.tell(cast.ana, "desk", [claim("T1", met=True)], AT)
    assert not Claim.objects.exists()
