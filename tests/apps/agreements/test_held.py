"""What is kept about an agreement is held to its journal: nothing is changed in the database without being found."""

import pytest
from django.db import connection

from acuerdo.apps.agreements.held import hold
from acuerdo.apps.journal.queries import list_entries
from acuerdo.faces.cli.entrance import main
from tests.flows.test_negotiation import accept, offered
from tests.guards import lift_guards
from tests.people import make_cast

pytestmark = pytest.mark.django_db
CHAIN = "agreement:sur-2026"


@pytest.fixture
def agreed() -> list[tuple[str, int]]:
    cast = make_cast()
    accept(cast.boris, offered(cast).content, 1)
    return [(fault.code, fault.number) for fault in hold(CHAIN).faults]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("UPDATE agreements_offer SET canonical = REPLACE(canonical, '1h', '9h')", [("other_content", 2)]),
        ("UPDATE agreements_version SET to_on = '2036-12-31'", [("other_term", 2)]),
        ("UPDATE agreements_version SET notice = '1d'", [("other_term", 2)]),
        ("UPDATE acts_actmove SET side = 'provider'", [("other_move", 3)]),
        ("DELETE FROM acts_actmove WHERE number = 2", [("other_move", 3)]),
        ("UPDATE acts_actmove SET receipt_number = 9 WHERE number = 2", [("other_move", 3), ("other_move", 9)]),
        ("UPDATE journal_entry SET body = '{' WHERE number = 1", [("altered", 1)]),
        ("UPDATE journal_entry SET body = '[1.5]' WHERE number = 1", [("altered", 1)]),
        ("UPDATE journal_entry SET body = ' ' || body WHERE number = 1", [("altered", 1)]),
    ],
)
def test_a_change_made_in_the_database_is_found(
    agreed: list[tuple[str, int]], told: str, found: list[tuple[str, int]]
) -> None:
    assert agreed == []
    lift_guards()
    with connection.cursor() as cursor:
        cursor.execute(told)
    assert [(fault.code, fault.number) for fault in hold(CHAIN).faults] == found
    assert len(list_entries(CHAIN, None, 9)) == 3


def test_a_receipt_is_held_against_the_chain_that_it_names_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--anchor", "1:" + "0" * 64]) == 2
    assert "name the chain" in capsys.readouterr().err
    assert main(["journal", "verify", CHAIN, "--anchor", "1:" + "0" * 64]) == 1
