"""What was judged anew, as programs ask for it: in parts, from what to what."""

import pytest

from tests.faces.api.asking import Asker
from tests.faces.api.test_parts import in_parts
from tests.flows.telling import KEY, add_source, in_force, row, say
from tests.flows.test_rejudged import LATER, carry, exclude
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
ALL = f"/agreements/{KEY}/rejudgings"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    add_source(found)
    in_force(found)
    for name in ("T1", "T2", "T3"):
        say(found.ana, row(name, "09:00:00", "opened", priority="P1"), row(name, "09:40:00", "replied"), at=LATER)
    exclude(found)
    carry()
    return found


def test_a_change_says_who_agreed_and_which_clocks_moved_in_parts(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:10:00", "replied"), at=LATER)
    boris = Asker(cast.boris)
    [late, excluded] = boris.ask("GET", ALL).body["items"]
    assert [late["cause"], excluded["cause"], excluded["about"], excluded["moved"]] == ["facts", "exclusion", "1", 3]
    whole = boris.ask("GET", f"{ALL}/{excluded['id']}").body
    assert whole["turns"] == [{"commitment": "first", "was": "breached", "now": "met", "clocks": 3}]
    assert [move["person"] for move in whole["moves"]] == ["Ana", "Boris"]
    moved = f"{ALL}/{excluded['id']}/moved"
    assert in_parts(boris, moved, 2, lambda one: one["ticket"]) == [["T1", "T2"], ["T3"]]
    assert in_parts(boris, ALL, 1, lambda one: one["cause"]) == [["facts"], ["exclusion"]]
    [first, *_] = boris.ask("GET", moved).body["items"]
    assert (first["was"]["consumed_s"], first["now"]["consumed_s"], first["now"]["excluded_s"]) == (2400, 600, 1800)
