"""Agreements on paper: registered with their PDF, confirmed or disputed; papers bound to what was agreed."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.models import Evidence, Paper
from acuerdo.apps.acts.paper_files import LARGEST_BYTES, PaperRefused, keep_file, read_file
from acuerdo.apps.acts.papers import Upload, find_paper, list_evidence, open_paper
from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, change_draft
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.core.acts import MoveKind, MoveRefused, State
from acuerdo.flows.agreement_negotiated import answer_offer
from acuerdo.flows.agreement_registered import Registering, add_evidence, register_paper
from tests.flows.test_negotiation import TEXT, accept, newest, offered, opened
from tests.people import NOW, Cast, make_cast

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\nsigned by both\n%%EOF\n"
DIGEST = sha256(PDF).hexdigest()
SIGNED = Upload(name="contrato firmado.pdf", content=PDF)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return make_cast()


def registered(cast: Cast) -> None:
    opened(cast.ana)
    register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED, note="Firmado en enero"), NOW)


def answer(cast: Cast, kind: MoveKind) -> None:
    version = newest(cast.boris)
    answer_offer(cast.boris, "sur-2026", version.number, Intent(kind=kind, content=version.content, seen=1), NOW)


def test_a_registered_paper_governs_and_is_bound_by_its_hash(cast: Cast) -> None:
    registered(cast)
    version = newest(cast.boris, date(2026, 5, 1))
    assert (version.state, version.text) == (LifeState.ACTIVE, TEXT)
    assert version.act.standing.state is State.REGISTERED
    assert version.act.standing.document == DIGEST
    assert [(step.kind, step.document) for step in version.act.steps] == [(MoveKind.REGISTER, DIGEST)]
    assert open_paper(cast.boris, cast.sur.pk, DIGEST) == PDF
    assert find_paper(cast.boris, cast.sur.pk, DIGEST).name == "contrato firmado.pdf"
    assert verify("agreement:sur-2026").faults == ()


def test_the_other_side_confirms_it_and_then_it_is_agreed(cast: Cast) -> None:
    registered(cast)
    answer(cast, MoveKind.ACCEPT)
    version = newest(cast.ana, date(2026, 5, 1))
    assert (version.state, version.act.standing.state) == (LifeState.ACTIVE, State.AGREED)
    assert version.act.standing.document == DIGEST


def test_the_other_side_disputes_it_and_then_it_governs_nothing(cast: Cast) -> None:
    registered(cast)
    answer(cast, MoveKind.REJECT)
    assert newest(cast.ana, date(2026, 5, 1)).state is LifeState.DISPUTED
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT.replace("1h", "2h"), revision=0), NOW)
    register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)
    assert [version.number for version in Version.objects.order_by("number")] == [1, 2]
    assert newest(cast.ana, date(2026, 5, 1)).state is LifeState.ACTIVE


def test_one_side_registers_no_paper_over_what_both_agreed_on_here(cast: Cast) -> None:
    accept(cast.boris, offered(cast).content, 1)
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT.replace("1h", "9h"), revision=0), NOW)
    with pytest.raises(AgreementRefused, match="agreed_here"):
        register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)
    assert newest(cast.boris, date(2026, 5, 1)).text == TEXT
    follows = TEXT.replace("from: 2026-04-01, to: 2026-12-31", "from: 2027-01-01")
    change_draft(cast.ana, "sur-2026", DraftChange(text=follows, revision=1), NOW)
    register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)
    assert newest(cast.boris, date(2027, 1, 1)).state is LifeState.ACTIVE


def test_a_paper_is_registered_after_an_offer_that_came_to_nothing(cast: Cast) -> None:
    proposed = offered(cast)
    answer_offer(cast.boris, "sur-2026", 1, Intent(kind=MoveKind.REJECT, content=proposed.content, seen=1), NOW)
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT, revision=0), NOW)
    register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)
    assert newest(cast.ana).number == 2


def test_a_paper_is_not_registered_over_an_open_offer_and_nothing_is_left_of_it(cast: Cast) -> None:
    offered(cast)
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT.replace("1h", "2h"), revision=0), NOW)
    with pytest.raises(MoveRefused, match="already_begun"):
        register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)
    assert not Paper.objects.exists()
    assert newest(cast.ana).act.seen == 1


def test_without_a_draft_there_is_nothing_to_register(cast: Cast) -> None:
    offered(cast)
    with pytest.raises(AgreementRefused, match="no_draft"):
        register_paper(cast.ana, "sur-2026", Registering(paper=SIGNED), NOW)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_paper"),
        (b"<html><script>alert(1)</script></html>", "not_a_pdf"),
        (b"MZ" + PDF[:8], "not_a_pdf"),
        (b"x" * 1_024 + PDF, "not_a_pdf"),
        (PDF + b"\0" * 4_096, "not_a_pdf"),
        (PDF + b"x" * LARGEST_BYTES + b"%%EOF", "large_paper"),
    ],
)
def test_what_is_not_a_pdf_is_refused_by_its_bytes_whatever_its_name(cast: Cast, content: bytes, code: str) -> None:
    opened(cast.ana)
    with pytest.raises(PaperRefused) as refused:
        register_paper(cast.ana, "sur-2026", Registering(paper=Upload(name="contrato.pdf", content=content)), NOW)
    assert refused.value.code == code
    assert not Paper.objects.exists()


def test_evidence_is_bound_to_what_was_agreed_once(cast: Cast) -> None:
    proposed = offered(cast)
    accept(cast.boris, proposed.content, 1)
    for _ in range(2):
        bound = add_evidence(cast.boris, "sur-2026", 1, SIGNED, NOW + timedelta(days=1))
        assert (bound.document, bound.content, bound.person) == (DIGEST, proposed.content, "Boris")
    assert list_evidence(newest(cast.ana).act.id) == (bound,)
    assert verify("agreement:sur-2026", [(bound.receipt.number, bound.receipt.head)]).faults == ()


def test_evidence_needs_something_agreed(cast: Cast) -> None:
    offered(cast)
    with pytest.raises(MoveRefused, match="not_begun"):
        add_evidence(cast.ana, "sur-2026", 1, SIGNED, NOW)
    assert not Evidence.objects.exists()


@pytest.mark.usefixtures("guards")
def test_the_database_keeps_evidence_as_it_is(cast: Cast) -> None:
    proposed = offered(cast)
    accept(cast.boris, proposed.content, 1)
    add_evidence(cast.ana, "sur-2026", 1, SIGNED, NOW)
    for change in (lambda: Evidence.objects.update(document="0" * 64), lambda: Evidence.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_papers_are_seen_by_their_own_customer_only(cast: Cast) -> None:
    registered(cast)
    for stranger in (cast.vera, cast.nadie):
        with pytest.raises(NotThere):
            open_paper(stranger, cast.sur.pk, DIGEST)
    with pytest.raises(NotThere):
        open_paper(cast.ana, cast.volga.pk, DIGEST)
    with pytest.raises(NotAllowed):
        add_evidence(cast.carla, "sur-2026", 1, SIGNED, NOW)


def test_a_file_that_was_changed_on_disk_is_not_given_out(cast: Cast, tmp_path: Path) -> None:
    registered(cast)
    path = tmp_path / "files" / "papers" / DIGEST[:2] / DIGEST
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(PDF.replace(b"both", b"none"))
    with pytest.raises(PaperRefused, match="damaged_paper"):
        open_paper(cast.boris, cast.sur.pk, DIGEST)


def test_the_same_bytes_are_kept_once_and_known_again(cast: Cast, tmp_path: Path) -> None:  # noqa: ARG001 - its home
    assert keep_file(PDF) == keep_file(PDF) == DIGEST
    assert read_file(DIGEST) == PDF
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [DIGEST]
