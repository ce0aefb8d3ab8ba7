"""What was attained, on pages and for programs: both sides see one figure, and every number opens into its tickets."""

import io
import json
import re
import shlex
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.attained.queries import attained_of
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.cli.entrance import main
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.studies.answers import judge_case
from acuerdo.studies.bundles import AGREEMENT, evidence_in
from acuerdo.studies.inputs import load_case
from acuerdo.studies.report.clocks import placed
from acuerdo.studies.report.promises import Ground, promise_lines
from acuerdo.words import Language
from tests.faces.api.asking import Asker
from tests.flows.telling import KEY, TEXT, add_source, in_force, say
from tests.people import Cast, make_cast, person

pytestmark = pytest.mark.django_db
PAGE = f"/agreements/{KEY}/attained"
PROMISES = """
  - {id: first, measure: first_response, calendar: always, within: {P1: 15m, default: 1h}, at_least: 90%, min_sample: 3}
  - {id: fix, measure: resolution, calendar: office, within: {P1: 4h, default: 8h}, at_least: {P1: 80%, default: 70%}}
  - {id: speed, measure: resolution, calendar: always, statistic: median, at_most: 2h, period: quarter}
  - {id: again, kind: ratio, metric: reopen_rate, at_most: 50%, period: month}
"""


def _text(today: datetime) -> str:
    term = f"from: {(today - timedelta(days=100)).date()}, to: {(today + timedelta(days=400)).date()}"
    found = TEXT.replace("from: 2026-03-02, to: 2026-12-31", term)
    return found[: found.index("commitments:")] + "commitments:" + PROMISES


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    now = timezone.now() - timedelta(minutes=2)  # files hold what was recorded until a whole second
    in_force(found, _text(now), now - timedelta(days=101))
    add_source(found)
    for number in range(12):
        opened = now - timedelta(days=6 * number, hours=5)
        life: list[dict[str, object]] = [
            {"event": "opened", "priority": "P1" if number % 3 else "P2", "owner": "Tomas Gil", "by": "Tomas Gil"},
            {"event": "replied", "public": "false", "by": "Tomas Gil", "after": 2},
            {"event": "replied", "by": "Tomas Gil", "after": 10 if number % 4 else 100},
            {"event": "resolved", "after": 120},
        ]
        rows = [
            {
                "ticket": f"T{number}",
                "at": (opened + timedelta(minutes=int(str(one.get("after", 0))))).isoformat(),
                **{name: value for name, value in one.items() if name != "after"},
            }
            for one in life
        ]
        assert all(one.refused is None for one in say(found.ana, *rows, at=now))  # type: ignore[arg-type]  # as JSON
    say(found.ana, {"ticket": "T0", "at": "soon", "event": "replied"}, at=now)
    said = ExclusionSaid(scope=Scope.TICKET, source="desk", ticket="T1", reason="customer_act")
    claim(found.ana, KEY, said, now)
    answer(found.boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), now)
    return found


def browser(viewer: Viewer, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies["language"] = language
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def shown(page: bytes) -> list[str]:
    """Return the figures of the table on a page."""
    return [unescape(one) for one in re.findall(r'<b class="figure [a-z]*">([^<]*)</b>', page.decode())]


@pytest.mark.parametrize("language", Language)
def test_both_sides_see_the_same_figures_each_of_which_opens_into_its_tickets(cast: Cast, language: Language) -> None:
    ana, boris = browser(cast.ana, language).get(PAGE), browser(cast.boris, language).get(PAGE)
    assert shown(ana.content) == shown(boris.content)
    assert len(shown(ana.content)) == 5
    table = attained_of(cast.boris, KEY, None, to_us(timezone.now()))
    counted = {(line.promise.id, line.group): line.now.n for line in table.lines if not line.is_ratio}
    links = set(re.findall(r'href="(/agreements/[^"]*attained/clocks[^"]*)"', boris.content.decode()))
    opened: dict[str, set[str]] = {}
    for link in map(unescape, links):
        page = browser(cast.boris, language).get(link)
        assert page.status_code == 200
        tickets = re.findall(r'<a href="/tickets/desk/(T\d+)">', page.content.decode())
        assert tickets
        promise = re.search(r"promise=(\w+)", link)
        assert promise is not None
        if "kind=met" in link or "kind=breached" in link:
            opened.setdefault(promise[1], set()).update(tickets)
    assert {name: len(found) for name, found in opened.items()} == {
        "first": counted["first", None],
        "fix": counted["fix", "P1"] + counted["fix", "P2"],
        "speed": counted["speed", None],
    }


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1 excluded"), ("es", "1 excluido"), ("ru", "1 исключён")], ids=lambda one: one[:2]
)
def test_one_clock_alone_is_said_in_the_singular(cast: Cast, language: str, said: str) -> None:
    page = browser(cast.boris, language).get(PAGE).content.decode()
    assert re.search(rf"\b{said}\b", page)


def test_what_is_open_of_a_group_leads_to_the_board_of_that_group(cast: Cast) -> None:
    now = timezone.now() - timedelta(minutes=1)
    for ticket, priority in (("N1", "P1"), ("N2", "P2"), ("N3", "P2")):
        say(cast.ana, {"ticket": ticket, "at": now.isoformat(), "event": "opened", "priority": priority}, at=now)
    page = browser(cast.boris).get(PAGE).content.decode()
    links = [unescape(one) for one in re.findall(r'href="(/board/[^"]*commitment=fix[^"]*)"', page)]
    assert sorted(re.findall(r"group=(\w+)", " ".join(links))) == ["P1", "P2"]
    for link in links:
        board = browser(cast.boris).get(link).content.decode()
        shown = set(re.findall(r"/tickets/desk/(N\d)", board))
        assert shown == ({"N1"} if "group=P1" in link else {"N2", "N3"})
        assert '<option value="fix">fix</option>' not in board
        assert f'<option value="{KEY}">Servicios</option>' in board
    assert "/tickets/desk/N1" not in browser(cast.ana).get("/tickets/?commitment=fix&group=P2").content.decode()


def test_nobody_sees_what_is_not_theirs_and_whoever_sees_no_tickets_sees_figures_alone(cast: Cast) -> None:
    assert browser(cast.vera).get(PAGE).status_code == 404
    page = browser(cast.carla).get(PAGE)
    assert shown(page.content) == shown(browser(cast.ana).get(PAGE).content)
    assert b"attained/clocks" not in page.content
    assert browser(cast.carla).get(f"{PAGE}/clocks?promise=first").content.count(b"/tickets/desk/") == 0
    assert browser(cast.carla).get(f"{PAGE}/evidence.zip").status_code == 403


def test_the_list_of_all_shows_to_each_side_its_own_the_worst_first(cast: Cast) -> None:
    volga = person(cast.volga, "Vadim", Role.EXECUTIVE)
    here = f'href="{PAGE}"'.encode()
    assert here in browser(cast.ana).get("/attained/").content
    assert here in browser(cast.boris).get("/attained/").content
    assert here not in browser(view_as(volga)).get("/attained/").content


def test_a_program_gets_the_figures_of_the_page_and_their_clocks(cast: Cast) -> None:
    boris = Asker(cast.boris)
    told = boris.ask("GET", f"/agreements/{KEY}/attained").body
    assert "promises" in told, told
    table = attained_of(cast.boris, KEY, None, to_us(timezone.now()))
    assert [(one["commitment"], one["group"], one["now"]["met"]) for one in told["promises"]] == [
        (line.promise.id, line.group, line.now.met) for line in table.lines
    ]
    clocks = boris.ask("GET", f"/agreements/{KEY}/attained/clocks?commitment=first&counts_as=met").body["items"]
    assert len(clocks) == next(line.now.met for line in table.lines if line.promise.id == "first")
    assert boris.ask("GET", f"/agreements/{KEY}/attained?period=2026-13").status == 422


def test_the_report_is_that_of_the_command_on_the_files_that_both_sides_get(cast: Cast, tmp_path: Path) -> None:
    now = timezone.now()
    as_of, label = int(now.timestamp()), (now - timedelta(days=31)).strftime("%Y-%m")
    archives = [browser(one).get(f"{PAGE}/evidence.zip?as_of={as_of}").content for one in (cast.ana, cast.boris)]
    assert archives[0] == archives[1]
    with ZipFile(io.BytesIO(archives[0])) as archive:
        archive.extractall(tmp_path)
    assert "Tomas" not in (tmp_path / "facts.jsonl").read_text("utf-8")
    facts = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text("utf-8").splitlines()]
    assert {one.get("public") for one in facts} == {None}
    assert sum(one["event"] == "replied" for one in facts) == 12
    page = browser(cast.boris, "es").get(f"{PAGE}/report?period={label}&as_of={as_of}")
    commands = [unescape(one) for one in re.findall(r"acuerdo [a-z]+ agreement\.json [^<]*", page.content.decode())]
    assert [one.split()[1] for one in commands] == ["judge", "explain", "report"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for one in commands[1:]:
            assert main(shlex.split(one)[1:]) == 0
    assert page.content == (tmp_path / "report.html").read_bytes()
    assert browser(cast.ana, "es").get(f"{PAGE}/report?period={label}&as_of={as_of}").content == page.content
    pdf = browser(cast.ana).get(f"{PAGE}/report.pdf?period={label}&as_of={as_of}")
    assert pdf.content.startswith(b"%PDF")


def test_files_as_of_an_instant_stay_the_same_whatever_is_agreed_later(cast: Cast) -> None:
    now, boris = timezone.now(), browser(cast.boris)
    address = f"{PAGE}/evidence.zip?as_of={int(now.timestamp())}"
    before = boris.get(address).content
    span = (to_us(now - timedelta(days=20)), to_us(now - timedelta(days=19)))
    said = ExclusionSaid(scope=Scope.AGREEMENT, reason="force_majeure", from_us=span[0], until_us=span[1])
    number, _ = claim(cast.ana, KEY, said, now + timedelta(seconds=2))
    accepted = ExclusionIntent(move=MoveKind.ACCEPT, seen=1)
    answer(cast.boris, KEY, number, accepted, now + timedelta(seconds=2))
    assert boris.get(address).content == before
    for asked in ("0001-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "9999-12-31T23:59:59Z"):
        assert Asker(cast.boris).ask("GET", f"/agreements/{KEY}/evidence?as_of={asked}").status == 422


def test_what_is_attained_live_is_what_the_judge_says_of_the_files(cast: Cast, tmp_path: Path) -> None:
    as_of_us = to_us(timezone.now().replace(microsecond=0))
    archive = browser(cast.boris).get(f"{PAGE}/evidence.zip?as_of={as_of_us // 1_000_000}").content
    with ZipFile(io.BytesIO(archive)) as files:
        files.extractall(tmp_path)
    found = judge_case(load_case(tmp_path / AGREEMENT, evidence_in(tmp_path, as_of_us)))
    terms = found.case.terms
    ground = Ground(agreement=terms, clocks=placed(terms, found.table), shares=found.shares, as_of_us=as_of_us)
    for label in (None, (timezone.now() - timedelta(days=31)).strftime("%Y-%m"), timezone.now().strftime("%Y")):
        live = attained_of(cast.boris, KEY, label, as_of_us)
        assert [line.now for line in live.lines] == [line.now for line in promise_lines(ground, live.period)]
        assert sum(line.now.third for line in live.lines) >= (2 if label is None else 0)


def test_a_period_that_is_none_and_one_without_facts_are_answered(cast: Cast) -> None:
    boris = browser(cast.boris)
    assert boris.get(f"{PAGE}?period=2026-13").status_code == 404
    old = boris.get(f"{PAGE}/report?period=2020-01")
    assert (old.status_code, old.headers["Location"]) == (302, PAGE)
    assert shown(boris.get(f"{PAGE}?period=2020-01").content) == ["–"] * 4
