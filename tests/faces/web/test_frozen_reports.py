"""The report of a frozen period says so, with what moved since, and the command says the same of the same files."""

import io
import re
import shlex
from datetime import timedelta
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils import timezone

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.cli.entrance import main
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.studies.frozen import FrozenRefused, read_frozen
from acuerdo.words import Language, phrase, say_date, speak
from tests.faces.api.asking import Asker
from tests.faces.web.test_exclusions import browser
from tests.faces.web.test_periods import cast, last_month, text_from
from tests.flows.telling import KEY, add_source, in_force, say
from tests.people import Cast, make_cast

__all__ = ["cast"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
PAGE = f"/agreements/{KEY}/attained"
SAME = phrase("Its figures and verdicts are those that were frozen.")
MOVED = phrase(
    "{n} verdict has moved since: the frozen figures stay, and what moved is an adjustment in a later period.",
    plural="{n} verdicts have moved since: the frozen figures stay, and what moved is an adjustment in a later period.",
)


def frozen(cast: Cast) -> str:
    """Let both sides freeze last month, some seconds ago; return its label."""
    label, at = f"{last_month():%Y-%m}", timezone.now() - timedelta(seconds=10)
    move(cast.ana, KEY, label, PeriodIntent(move=MoveKind.PROPOSE, seen=0), at)
    move(cast.boris, KEY, label, PeriodIntent(move=MoveKind.ACCEPT, seen=1), at)
    return label


def exclude(cast: Cast, ticket: str) -> None:
    at = timezone.now() - timedelta(seconds=5)
    span = (to_us(last_month()), to_us(last_month() + timedelta(minutes=30)))
    said = ExclusionSaid(
        scope=Scope.TICKET, source="desk", ticket=ticket, reason="third_party", from_us=span[0], until_us=span[1]
    )
    number, _ = claim(cast.ana, KEY, said, at)
    answer(cast.boris, KEY, number, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), at)


def texts_of(content: bytes) -> str:
    """Return what a page says, without its marks."""
    plain = unescape(re.sub(r"<[^>]+>", " ", content.decode()))
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


@pytest.mark.parametrize("language", Language)
def test_it_says_who_froze_it_over_which_hash_and_that_nothing_moved(cast: Cast, language: Language) -> None:
    label = frozen(cast)
    content = Asker(cast.boris).ask("GET", f"/agreements/{KEY}/periods/{label}").body["content"]
    said = texts_of(browser(cast.boris, language).get(f"{PAGE}/report?period={label}").content)
    assert content in said
    assert "Ana" in said
    assert "Boris" in said
    assert said.count(speak(language, SAME)) == 2  # among the first lines, and where it is told in full
    assert speak(language, MOVED, n=1)[2:] not in said


@pytest.mark.parametrize("language", Language)
def test_it_says_with_which_figures_it_was_frozen_and_what_moved(cast: Cast, language: Language) -> None:
    label = frozen(cast)
    exclude(cast, "=2+2")
    page = browser(cast.boris, language).get(f"{PAGE}/report?period={label}").content
    section = texts_of(page.partition(b'id="frozen"')[2].partition(b"</section>")[0])
    moved = browser(cast.boris, language).get(f"/agreements/{KEY}/periods/{label}").context["moved"]
    assert speak(language, MOVED, n=len(moved)).replace("\N{NO-BREAK SPACE}", " ") in section
    assert section.count("=2+2") == len(moved) > 0
    figures = {"es": ("1 de 2", "2 de 2"), "ru": ("1 из 2", "2 из 2"), "en": ("1 of 2", "2 of 2")}[language]
    assert [one in section for one in figures] == [True, True]


def test_the_command_says_the_same_of_the_same_files(cast: Cast, tmp_path: Path) -> None:
    label = frozen(cast)
    exclude(cast, "=2+2")
    as_of = int(timezone.now().timestamp())
    archives = [browser(one).get(f"{PAGE}/evidence.zip?as_of={as_of}").content for one in (cast.ana, cast.boris)]
    assert archives[0] == archives[1]
    with ZipFile(io.BytesIO(archives[0])) as archive:
        archive.extractall(tmp_path)
    page = browser(cast.boris, "ru").get(f"{PAGE}/report?period={label}&as_of={as_of}").content
    [told] = [unescape(one) for one in re.findall(r"acuerdo report agreement\.json [^<]*", page.decode())]
    assert "--frozen frozen.json" in told
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(shlex.split(told)[1:]) == 0
        assert (tmp_path / "report.html").read_bytes() == page
        Path("frozen.json").write_text("[{}]", encoding="utf-8")
        assert main([*shlex.split(told)[1:-1], "other.html"]) != 0
        assert not Path("other.html").exists()
    for broken in ("[{}]", "{", '[{"moves": []}]'):
        (tmp_path / "frozen.json").write_text(broken, encoding="utf-8")
        with pytest.raises(FrozenRefused, match=r"frozen\.json: found"):
            read_frozen(tmp_path / "frozen.json")


def test_files_as_of_an_instant_before_it_was_frozen_do_not_tell_of_it(cast: Cast) -> None:
    before = int((timezone.now() - timedelta(minutes=1)).timestamp())
    label = frozen(cast)
    with ZipFile(io.BytesIO(browser(cast.boris).get(f"{PAGE}/evidence.zip?as_of={before}").content)) as archive:
        assert "frozen.json" not in archive.namelist()
    page = browser(cast.boris).get(f"{PAGE}/report?period={label}&as_of={before}").content
    assert b'id="frozen"' not in page


def test_a_ticket_that_is_anothers_now_is_told_to_have_left_and_only_that() -> None:
    found, month = make_cast(), last_month()
    in_force(found, text_from(month.replace(day=1), "90%"), month.replace(day=1))
    add_source(found, customer="", customers={"s": "sur", "v": "volga"})
    for name in ("T1", "T2"):
        told = {"ticket": name, "at": month.isoformat(), "event": "opened", "priority": "P1", "customer": "s"}
        say(
            found.ana,
            told,
            {**told, "at": (month + timedelta(minutes=5)).isoformat(), "event": "replied"},
            at=month + timedelta(hours=1),
        )
    label = frozen(found)
    at = timezone.now() - timedelta(seconds=5)
    say(found.ana, {"ticket": "T1", "at": at.isoformat(), "event": "changed", "customer": "v"}, at=at)
    page = browser(found.boris, "en").get(f"{PAGE}/report?period={label}").content
    section = texts_of(page.partition(b'id="frozen"')[2].partition(b"</section>")[0])
    assert "not in this period any more" in section
    assert "T1" in section
    assert "T2" not in section
    assert "volga" not in page.decode().casefold()


def amended(cast: Cast) -> str:
    """Have another version in force from the third day on, with a ticket of its own; return the month, frozen."""
    month = last_month()
    text = text_from(month + timedelta(days=3), "90%")
    change_draft(cast.ana, KEY, DraftChange(text=text, revision=0), month)
    content = offer_draft(cast.ana, KEY, Offering(seen=0), month).standing.content or ""
    answer_offer(cast.boris, KEY, 2, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), month)
    later = month + timedelta(days=5)
    opened = {"ticket": "T3", "at": later.isoformat(), "event": "opened", "priority": "P1"}
    say(cast.ana, opened, {**opened, "event": "replied"}, at=later)
    return frozen(cast)


def test_a_report_of_one_version_does_not_pass_for_the_whole_of_what_was_frozen(cast: Cast) -> None:
    label = amended(cast)
    begun = (last_month() + timedelta(days=3)).date()
    others = "Its figures count tickets of other versions, too, which are not in this report."
    for version, since in ((1, False), (2, True)):
        page = texts_of(browser(cast.boris, "en").get(f"{PAGE}/report?period={label}&version={version}").content)
        assert f"On {say_date(Language.EN, timezone.now().date())} both sides froze this period. {others}" in page
        assert "Of the verdicts in this report none has moved since." in page
        assert speak(Language.EN, SAME) not in page
        assert (f"This text is in force since {say_date(Language.EN, begun)} only" in page) is since
    exclude(cast, "=2+2")
    old = texts_of(browser(cast.boris, "en").get(f"{PAGE}/report?period={label}&version=1").content)
    assert f"{others} {speak(Language.EN, MOVED, n=3)}".partition("3")[0] in old
    assert "none has moved" not in old
