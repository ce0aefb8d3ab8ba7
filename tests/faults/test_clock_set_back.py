"""The machine's clock is set back by three hours under a server and a worker that run, and put right again."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
from django.db import transaction

from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.models import Heartbeat
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.core.chains.canonical import Json
from tests.faults.desk import Place, Row, hold, hold_ticket, lives, settled
from tests.faults.installation import API, telling, until
from tests.letterbox import open_letterbox
from tests.request_tracker import faked_by

BACK = timedelta(hours=3)
LETTER: Mapping[str, Json] = {"agreement": "sur-2026", "titles": {}, "number": "1"}


def tell(place: Place, source: str, rows: list[Row]) -> None:
    teller = place.teller(place.part(source, rows[at : at + 10]) for at in range(0, len(rows), 10))
    with telling([teller]):
        pass
    assert set(teller.answers) == {200}


def put_letter(place: Place) -> None:
    """Put a letter by the clock as it was."""
    with transaction.atomic():
        boris = place.cast.boris.person
        put(Notice(key="one", kind="offer_waits", channel=Channel.MAIL, person=boris, body=LETTER), datetime.now(UTC))


def test_work_goes_on_when_the_clock_is_set_back_and_nothing_is_lost(place: Place) -> None:
    clock = place.installation.home / "clock"
    clock.write_text("+0\n", encoding="ascii")
    desk, far = place.source("desk"), place.source("far")
    before, meanwhile, ahead = (
        lives("A", 8),
        lives("B", 8, datetime.now(UTC) - BACK),
        lives("C", 1, datetime.now(UTC) + timedelta(hours=2)),
    )
    with open_letterbox() as box:
        place.installation.given.update(faked_by(clock), ACUERDO_MAIL_URL=box.url)
        place.installation.serve()
        worker = place.installation.work()
        mine = Heartbeat.objects.filter(worker__endswith=f":{worker.pid}")
        tell(place, desk, before)
        settled()
        box.letters.clear()
        clock.write_text("-3h\n", encoding="ascii")
        put_letter(place)
        until(lambda: mine.filter(beat_at__lt=datetime.now(UTC) - BACK / 2).exists())
        until(lambda: any("espera su respuesta" in str(letter["Subject"]) for letter in box.letters))
        status, said = place.installation.ready()
        assert (status, said["status"]) == (200, "ok")
        assert '"event": "clock_set_back"' in place.installation.told("worker")
        tell(place, desk, meanwhile)
        tell(place, far, ahead)
        found = httpx.get(f"{place.installation.address}{API}/tickets/{far}/C0", headers=dict(place.headers())).json()
        assert (found["facts"], found["quarantined"] > 0) == (len(ahead), True)  # it is there, and said to be odd
        clock.write_text("+0\n", encoding="ascii")
        until(lambda: mine.filter(beat_at__gt=datetime.now(UTC) - BACK / 2).exists())
        asked = httpx.post(f"{place.installation.address}{API}/sources/{far}/tell-again", headers=dict(place.headers()))
        assert asked.json() == {"recorded": found["quarantined"], "waiting": 0}
        settled()
        assert len({str(letter["Message-ID"]) for letter in box.letters}) == len(box.letters)
    hold(place, desk, [*before, *meanwhile])
    hold_ticket(place, far, "C0", ahead)
