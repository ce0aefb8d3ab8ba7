"""The desk of people who draft: the form and the text are one document, and nobody's words are lost."""

import html
import re

import pytest
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.models import Draft
from acuerdo.apps.agreements.queries import find_draft, find_versions
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements.models import Requirement
from acuerdo.core.acts import MoveKind
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
DESK = "/agreements/sur-2026/draft"
COMMENTED = TEXT + "# it is to stay\n"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    return found


def client_of(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def text_in(content: bytes) -> str:
    found = re.search(r'id="text".*?>\n(.*?)</textarea>', content.decode(), re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def form(**more: str) -> dict[str, str]:
    return {"text": COMMENTED, "revision": "1", "seen": "0", **more}


def test_a_field_changes_its_part_of_the_text_and_saving_keeps_it(cast: Cast) -> None:
    fields = {"f:/maintenance/notice": "3bd", "w:/maintenance/notice": ""}
    answer = client_of(cast.ana).post(f"{DESK}/edit", form(**fields))
    assert text_in(answer.content) == COMMENTED.replace("# it is", "maintenance:\n  notice: 3bd\n# it is")
    assert Draft.objects.get().text == TEXT
    saved = client_of(cast.ana).post(f"{DESK}/save", form(here="maintenance", **fields))
    assert saved.headers["Location"].endswith("/draft?point=maintenance")
    assert "# it is to stay" in Draft.objects.get().text
    assert "notice: 3bd" in Draft.objects.get().text


def test_without_script_a_point_opens_and_nothing_typed_is_lost(cast: Cast) -> None:
    answer = client_of(cast.ana).post(f"{DESK}/edit", form(point="fees", note="about money"))
    page = answer.content.decode()
    assert 'name="f:/fees/billed"' in page
    assert 'value="about money"' in page
    assert text_in(answer.content) == COMMENTED


def test_while_the_text_is_written_the_form_beside_it_follows(cast: Cast) -> None:
    page = client_of(cast.ana).post(f"{DESK}/check", form(here="fees", text=TEXT + "fees: {billed: 3mo}\n"))
    assert 'id="guide" class="guide" hx-swap-oob="true"' in page.content.decode()
    assert re.search(r'name="f:/fees/billed"[^>]*value="3mo"', page.content.decode())


def test_a_part_of_the_desk_is_enough_for_htmx(cast: Cast) -> None:
    page = client_of(cast.ana).post(f"{DESK}/edit", form(), headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="desk-body"')


def test_a_field_that_the_text_contradicts_is_told_and_nothing_is_kept(cast: Cast) -> None:
    fields = {"f:/language": "ru", "w:/language": "en"}
    answer = client_of(cast.ana).post(f"{DESK}/save", form(**fields))
    assert answer.status_code == 409
    assert "the text says something else there" in answer.content.decode()
    assert Draft.objects.get().text == TEXT


def test_the_second_of_two_authors_is_told_and_loses_nothing(cast: Cast) -> None:
    first, second = client_of(cast.ana), client_of(cast.ana)
    assert first.post(f"{DESK}/save", form(text=TEXT + "# the first\n")).status_code == 302
    answer = second.post(f"{DESK}/save", form(text=TEXT + "# the second <b>\n"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert text_in(answer.content) == TEXT + "# the second <b>\n"
    assert "# the first" in page
    assert "<b>\n" not in page
    assert 'name="revision" value="2"' in page
    assert second.post(f"{DESK}/save", form(text=TEXT + "# both\n", revision="2")).status_code == 302
    assert Draft.objects.get().text == TEXT + "# both\n"


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", 'Ёж" onfocus="x', "ñ'><img src=x>"])
def test_what_is_written_into_a_field_is_shown_as_text(cast: Cast, word: str) -> None:
    fields = {"f:/maintenance/text/es": word, "w:/maintenance/text/es": "", "point": "maintenance"}
    page = client_of(cast.ana).post(f"{DESK}/edit", form(**fields)).content.decode()
    assert word not in page
    assert html.escape(word) in page


def test_a_text_that_is_too_long_is_refused(cast: Cast) -> None:
    for address in ("edit", "save"):
        assert client_of(cast.ana).post(f"{DESK}/{address}", form(text="#" * 1_000_001)).status_code == 413


def test_findings_are_said_in_the_readers_language(cast: Cast) -> None:
    client = client_of(cast.ana)
    client.post("/language", {"language": "ru"})
    page = client.post(f"{DESK}/check", form(text=TEXT.replace("1h", "2d"))).content.decode()
    assert "день рабочего времени не равен суткам" in page


def test_a_requirement_whose_clause_is_gone_says_so_and_the_draft_counts_the_open_ones(cast: Cast) -> None:
    client = client_of(cast.ana)
    said = {"by": "<b>IT</b>", "text": "<i>now</i>", "urgency": "must"}
    client.post("/agreements/sur-2026/requirements/add", said)
    assert b"1 requirement open" in client.get(DESK).content
    ident = str(Requirement.objects.get().ident)
    client.post(f"/agreements/sur-2026/requirements/{ident}", {"clause": "fees.billed"})
    page = client.get("/agreements/sur-2026/requirements").content.decode()
    assert "does not have this clause any more" in page
    assert "<b>IT" not in page
    assert "<i>now" not in page
    client.post(f"/agreements/sur-2026/requirements/{ident}", {"then": "reopen"})
    answer = client.post(f"/agreements/sur-2026/requirements/{ident}", {"clause": "a", "refusal": "kept <u>"})
    assert answer.status_code == 422
    assert "kept &lt;u&gt;" in answer.content.decode()


def test_an_agreement_is_begun_on_a_page_that_keeps_what_was_typed(cast: Cast) -> None:
    client = client_of(cast.ana)
    assert 'value="copy:sur-2026"' in client.get("/customers/sur/agreements/new").content.decode()
    for key in ("sur-2026", "a b", "x" * 101):
        answer = client.post("/customers/sur/agreements/new", {"key": key, "start": "copy:sur-2026"})
        assert answer.status_code == 422
        assert f'value="{key}"' in answer.content.decode()
    done = client.post("/customers/sur/agreements/new", {"key": "sur-2029", "start": "copy:sur-2026"})
    assert done.headers["Location"] == "/agreements/sur-2029/draft"
    titled = {"key": "sur-2030", "title": "Servicios: todo el año"}
    for start in ("", "copy:sur-2026"):
        key = f"{titled['key']}{start[:3]}"
        client.post("/customers/sur/agreements/new", {**titled, "key": key, "start": start})
        draft = find_draft(cast.ana, key)
        assert draft is not None, start
        assert read_agreement(Written(draft.text)).titles["es"] == titled["title"]


def test_what_was_agreed_is_amended_from_its_desk(cast: Cast) -> None:
    content = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    answer_offer(cast.boris, "sur-2026", 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    client = client_of(cast.ana)
    page = client.get(DESK).content
    seen = re.search(rb'name="seen" value="(\d+)"', page)
    assert seen is not None
    amended = {"text": text_in(page).replace("1h", "2h"), "revision": "0", "seen": seen[1].decode(), "then": "offer"}
    assert client.post(f"{DESK}/save", amended).headers["Location"] == "/agreements/sur-2026"
    assert [version.number for version in find_versions(cast.boris, "sur-2026", NOW, NOW.date())] == [2, 1]


BRONZE = COMMENTED.replace("commitments:", "based_on: bronze\ncommitments:")


def test_what_the_level_says_is_shown_and_an_override_is_written_where_it_belongs(cast: Cast) -> None:
    client = client_of(cast.ana)
    page = client.post(f"{DESK}/edit", form(text=BRONZE, point="services")).content.decode()
    assert 'placeholder="Service desk"' in page
    response = client.post(f"{DESK}/edit", form(text=BRONZE, point="guarantee")).content.decode()
    assert "from the level" in response
    fields = {"f:/commitments/@resolution/at_least": "97%", "w:/commitments/@resolution/at_least": ""}
    answer = client.post(f"{DESK}/edit", form(text=BRONZE, point="guarantee", **fields))
    assert "  - {id: resolution, at_least: 97%}\n" in text_in(answer.content)


def test_what_the_level_says_as_a_whole_is_written_by_a_button(cast: Cast) -> None:
    client = client_of(cast.ana)
    page = client.post(f"{DESK}/edit", form(text=BRONZE, point="priorities")).content.decode()
    assert 'name="copy"' in page
    answer = client.post(f"{DESK}/edit", form(text=BRONZE, point="priorities", copy="/priorities/matrix"))
    assert "matrix: {by: " in text_in(answer.content)
    assert 'name="copy"' not in answer.content.decode()
    unknown = client.post(f"{DESK}/edit", form(text=BRONZE, copy="/nothing"))
    assert "1 change of the form was not taken" in unknown.content.decode()
    assert text_in(unknown.content) == BRONZE
    unreadable = client.post(f"{DESK}/edit", form(text="a: [", copy="/priorities/matrix"))
    assert text_in(unreadable.content) == "a: ["
