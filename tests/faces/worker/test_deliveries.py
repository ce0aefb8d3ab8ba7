"""A worker delivers what is due: letters in their reader's language, faults kept and tried again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import pytest
from django.core import mail

from acuerdo.apps.notices.commands import LEASE, MOST_ATTEMPTS, claim, put, wait_after
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.queries import list_failed
from acuerdo.apps.notices.shapes import Channel, Delivery, Notice
from acuerdo.apps.parties.models import Person
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains.canonical import Json
from acuerdo.faces.worker.deliveries import Deliver, Undeliverable, deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.flows.test_at_once import answer
from tests.flows.test_negotiation import opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
BODY: Mapping[str, Json] = {"agreement": "sur", "titles": {"ru": "Услуги"}, "number": "1"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def run(channel: Deliver = send, at: datetime = NOW) -> int:
    return deliver_due({Channel.MAIL: channel}, lambda: at)


def raising(fault: Exception) -> Deliver:
    def channel(_: Delivery) -> None:
        raise fault

    return channel


def put_one(cast: Cast, kind: str = "offer_waits", **given: object) -> None:
    values: dict[str, object] = {"person": cast.boris.person, "body": BODY, **given}
    put(Notice(key="one", kind=kind, channel=Channel.MAIL, **values), NOW)  # type: ignore[arg-type] # as each test says


def test_an_offer_is_told_to_those_who_sign_and_its_acceptance_to_both_sides(cast: Cast) -> None:
    opened(cast.ana)
    content = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    assert run() == 1
    letter = mail.outbox[0]
    assert letter.to == ["boris@sur.example"]
    assert letter.subject == "Acuerdo sur-2026 (Servicios): una oferta espera su respuesta"
    assert "http://localhost:8000/agreements/sur-2026" in letter.body
    answer(cast.boris, MoveKind.ACCEPT, content)
    assert run() == 2
    assert {it.to[0] for it in mail.outbox[1:]} == {"boris@sur.example", "ana@norte.example"}
    assert all(content in it.body for it in mail.outbox[1:])
    assert (run(), len(mail.outbox)) == (0, 3)


def test_a_letter_is_written_in_the_language_that_its_reader_has_at_delivery(cast: Cast) -> None:
    put_one(cast)
    Person.objects.filter(pk=cast.boris.person).update(language="ru", email="b@sur.example", name="Борис")
    assert run() == 1
    assert mail.outbox[0].subject == "Соглашение sur (Услуги): предложение ждёт вашего ответа"
    assert mail.outbox[0].body.startswith("Здравствуйте, Борис!")
    assert mail.outbox[0].to == ["b@sur.example"]


def test_the_same_letter_has_the_same_id_however_often_it_is_sent(cast: Cast) -> None:
    put_one(cast)
    held = claim([Channel.MAIL], NOW)
    assert held is not None
    send(held)  # and killed before it said so
    assert run(at=NOW + LEASE) == 1
    first, second = (it.extra_headers["Message-ID"] for it in mail.outbox)
    assert first == second


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (TimeoutError("boris@sur.example"), "TimeoutError"),
        (SMTPResponseException(451, b"boris@sur.example"), "SMTPResponseException 451"),
        (SMTPRecipientsRefused({"b": (450, b"later")}), "SMTPRecipientsRefused"),
    ],
)
def test_a_fault_is_tried_again_and_named_without_personal_data(cast: Cast, fault: Exception, said: str) -> None:
    put_one(cast)
    assert run(raising(fault)) == 0
    row = Outgoing.objects.get()
    assert (row.fault, row.attempts, row.next_try_at) == (said, 1, NOW + wait_after(1))
    assert run(at=NOW + wait_after(1)) == 1


def refused_for_good(_: object) -> None:
    raise SMTPRecipientsRefused({"b": (550, b"no such box")})


def erased(cast: Cast) -> None:
    put_one(cast)
    Person.objects.filter(pk=cast.boris.person).update(email="")


@pytest.mark.parametrize(
    ("prepare", "code"),
    [(lambda cast: put_one(cast, "unheard_of"), "no_words"), (erased, "no_address")],
)
def test_what_will_never_arrive_is_given_up_at_once(cast: Cast, prepare: Callable[[Cast], None], code: str) -> None:
    prepare(cast)
    assert run() == 0
    assert [it.fault for it in list_failed()] == [code]


def test_a_box_that_does_not_exist_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused_for_good)
    put_one(cast)
    assert run() == 0
    assert [it.fault for it in list_failed()] == ["refused_by_mail_server"]


def test_a_notice_that_kills_whoever_delivers_it_is_given_up(cast: Cast) -> None:
    put_one(cast)
    Outgoing.objects.update(attempts=MOST_ATTEMPTS)
    assert run(raising(Undeliverable("never asked"))) == 0
    assert [it.fault for it in list_failed()] == ["killed"]


def test_a_worker_that_is_told_to_stop_takes_nothing_more(cast: Cast) -> None:
    put_one(cast)
    assert deliver_due({Channel.MAIL: send}, lambda: NOW, lambda: True) == 0
    assert mail.outbox == []
