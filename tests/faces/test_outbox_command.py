"""`acuerdo outbox`: what waits, what was given up, and putting it back."""

import pytest

from acuerdo.apps.notices.commands import claim, give_up, put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.faces.cli.entrance import main
from tests.people import NOW, make_cast

pytestmark = pytest.mark.django_db


def test_what_was_given_up_is_seen_and_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    put(Notice(key="a:1", kind="x", channel=Channel.MAIL, person=make_cast().boris.person), NOW)
    held = claim(tuple(Channel), NOW)
    assert held is not None
    give_up(held, "no_words", NOW)
    assert main(["outbox"]) == 1
    assert "a:1: given up on" in (told := capsys.readouterr().out)
    assert told.endswith("after 1 attempt: no_words\n")
    assert main(["outbox", "again", "b:1"]) == 1
    assert main(["outbox", "again", "--lang", "es"]) == 0
    assert capsys.readouterr().out.endswith("Se ha vuelto a poner 1 aviso en la cola.\n")
    assert main(["outbox", "--lang", "ru"]) == 0
    assert capsys.readouterr().out == "1 уведомление ждёт отправки.\n"
