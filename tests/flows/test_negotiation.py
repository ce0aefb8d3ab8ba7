"""An agreement between two sides, from the first draft to what is in force."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from acuerdo.apps.acts.commands import Intent, MovedMeanwhile
from acuerdo.apps.agreements.commands import (
    AgreementRefused,
    DraftChange,
    NewAgreement,
    change_draft,
    open_agreement,
)
from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.queries import find_draft, find_versions
from acuerdo.apps.agreements.shapes import LifeState, VersionRecord
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.acts import MoveKind, State
from acuerdo.documents import DocumentRefused
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.people import NOW, Cast, make_cast

TEXT = """acuerdo: 1
id: sur-2026
title: {es: Servicios}  # ours
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
calendars: {office: {week: {mon-fri: [09:00-18:00]}}}
services: [{id: desk, name: {es: Mesa}, calendar: office}]
priorities: {levels: [P1]}
commitments:
  - {id: first, measure: first_response, calendar: office, within: 1h}
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def opened(viewer: Viewer, text: str = TEXT) -> None:
    open_agreement(viewer, NewAgreement(key="sur-2026", kind="sla", customer="sur", text=text), NOW)


def newest(viewer: Viewer, on: date = date(2026, 3, 2), days: int = 0) -> VersionRecord:
    return find_versions(viewer, "sur-2026", NOW + timedelta(days=days), on)[0]


def offered(cast: Cast) -> VersionRecord:
    opened(cast.ana)
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    return newest(cast.boris)


def accept(viewer: Viewer, content: str, seen: int) -> None:
    answer_offer(viewer, "sur-2026", 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=seen), NOW)


def test_what_both_sides_accepted_governs_from_its_date(cast: Cast) -> None:
    proposed = offered(cast)
    assert (proposed.state, proposed.text) == (LifeState.PROPOSED, TEXT)
    accept(cast.boris, proposed.content, 1)
    assert newest(cast.boris).state is LifeState.AGREED
    assert newest(cast.boris, date(2026, 4, 1)).state is LifeState.ACTIVE
    assert newest(cast.boris, date(2027, 1, 1)).state is LifeState.EXPIRED
    assert [step.person for step in newest(cast.boris).act.steps] == ["Ana", "Boris"]


def test_a_counter_offer_is_other_content_and_asks_the_first_side_again(cast: Cast) -> None:
    first = offered(cast)
    change_draft(cast.boris, "sur-2026", DraftChange(text=TEXT.replace("1h", "30m"), revision=0), NOW)
    offer_draft(cast.boris, "sur-2026", Offering(seen=1), NOW)
    countered = newest(cast.ana)
    assert (countered.state, countered.number) == (LifeState.COUNTERED, 1)
    assert countered.content != first.content
    accept(cast.ana, countered.content, 2)
    assert newest(cast.ana, date(2026, 5, 1)).state is LifeState.ACTIVE
    assert "within: 30m" in newest(cast.ana).text


def test_an_agreement_is_in_the_journal_from_its_first_day(cast: Cast) -> None:
    opened(cast.ana)
    assert verify("agreement:sur-2026").length == 1


def test_a_draft_is_seen_by_its_own_side_only(cast: Cast) -> None:
    opened(cast.ana)
    assert find_draft(cast.ana, "sur-2026") is not None
    assert find_draft(cast.boris, "sur-2026") is None


def test_an_agreement_is_not_there_for_another_customer(cast: Cast) -> None:
    offered(cast)
    with pytest.raises(NotThere):
        find_versions(cast.vera, "sur-2026", NOW, date(2026, 3, 2))
    with pytest.raises(NotThere):
        accept(cast.vera, newest(cast.ana).content, 1)
    assert list_agreements(cast.vera, NOW, date(2026, 3, 2)) == []
    assert list_agreements(cast.nadie, NOW, date(2026, 3, 2)) == []
    assert [line.key for line in list_agreements(cast.boris, NOW, date(2026, 3, 2))] == ["sur-2026"]


def test_who_may_not_negotiate_is_refused(cast: Cast) -> None:
    content = offered(cast).content
    for viewer in (cast.tomas, cast.carla):
        with pytest.raises(NotAllowed):
            accept(viewer, content, 1)
    assert newest(cast.ana).act.standing.state is State.OFFERED


def test_who_did_not_see_the_last_move_is_told(cast: Cast) -> None:
    content = offered(cast).content
    with pytest.raises(MovedMeanwhile) as told:
        accept(cast.boris, content, 0)
    assert (told.value.seen, told.value.made) == (0, 1)


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    opened(cast.ana)
    assert change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT + "# a", revision=1), NOW) == 2
    with pytest.raises(AgreementRefused) as told:
        change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT + "# b", revision=1), NOW)
    assert told.value.code == "changed_meanwhile"
    draft = find_draft(cast.ana, "sur-2026")
    assert draft is not None
    assert draft.text.endswith("# a")


def test_a_draft_with_errors_cannot_be_offered(cast: Cast) -> None:
    opened(cast.ana, TEXT.replace("within: 1h", "within: soon"))
    with pytest.raises(DocumentRefused):
        offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"), [("id: sur-2026", "id: other", "other_id"), ("id: sur,", "id: volga,", "other_party")]
)
def test_a_draft_about_something_else_cannot_be_offered(cast: Cast, old: str, new: str, code: str) -> None:
    opened(cast.ana, TEXT.replace(old, new))
    with pytest.raises(AgreementRefused) as told:
        offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    assert told.value.code == code
    assert not Version.objects.exists()


def test_a_draft_that_looks_like_a_path_is_a_text_and_no_file_is_read(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(TEXT, encoding="utf-8")
    opened(cast.ana, str(tmp_path / "other.yaml"))
    with pytest.raises(DocumentRefused):
        offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    assert not Version.objects.exists()


def test_every_move_has_a_receipt_and_the_chain_holds(cast: Cast) -> None:
    accept(cast.boris, offered(cast).content, 1)
    steps = newest(cast.ana).act.steps
    found = verify("agreement:sur-2026", [(step.receipt.number, step.receipt.head) for step in steps])
    assert (found.faults, found.length) == ((), 3)
    assert found.head == steps[-1].receipt.head


@pytest.mark.usefixtures("guards")
@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("agreements_offer", "text"),
        ("acts_actmove", "note"),
        ("journal_entry", "body"),
        ("agreements_version", "reason"),
    ],
)
def test_the_database_refuses_to_change_what_was_agreed(cast: Cast, table: str, column: str, change: str) -> None:
    accept(cast.boris, offered(cast).content, 1)
    told = f"UPDATE {table} SET {column} = 'x'" if change == "UPDATE" else f"DELETE FROM {table}"  # noqa: S608 - our own
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(told)


def test_an_amendment_is_a_new_version_and_the_old_one_keeps_its_text(cast: Cast) -> None:
    accept(cast.boris, offered(cast).content, 1)
    later = TEXT.replace("2026-04-01", "2026-07-01").replace("1h", "2h")
    change_draft(cast.ana, "sur-2026", DraftChange(text=later, revision=0, reason="too tight"), NOW)
    act = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    intent = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1)
    answer_offer(cast.boris, "sur-2026", 2, intent, NOW)
    states = {version.number: version.state for version in find_versions(cast.ana, "sur-2026", NOW, date(2026, 8, 1))}
    assert states == {1: LifeState.SUPERSEDED, 2: LifeState.ACTIVE}
    before = find_versions(cast.ana, "sur-2026", NOW, date(2026, 5, 1))
    assert [(one.number, one.state) for one in before] == [(2, LifeState.AGREED), (1, LifeState.ACTIVE)]
    assert before[1].text == TEXT
