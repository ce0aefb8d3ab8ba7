"""Rows whose keys the database does not look up: what they name is there, whichever way facts came."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, ForeignKey, Model, QuerySet

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.imports.shapes import Decision, Stand
from acuerdo.apps.tickets.models import Fact, Source, Ticket
from acuerdo.flows import import_carried
from tests.flows.importing import LATER, bring, carried, decide
from tests.flows.telling import add_source, in_force, row, say
from tests.people import make_cast

pytestmark = pytest.mark.django_db

UNLOOKED = [
    *("clocks.Clock.agreement", "clocks.Clock.ticket", "clocks.Clock.version"),
    *("journal.Entry.chain", "tickets.Delivery.source"),
    *("tickets.Fact.delivery", "tickets.Fact.source", "tickets.Fact.ticket"),
]


def unlooked() -> "list[ForeignKey[object, object]]":
    fields = (one for model in apps.get_models() for one in model._meta.concrete_fields)  # noqa: SLF001 - Django documents it
    return [one for one in fields if isinstance(one, ForeignKey) and not one.db_constraint]  # type: ignore[attr-defined]  # the stubs leave it out


def rows_of(model: "type[Model]") -> "QuerySet[Model]":
    return model._base_manager.all()  # noqa: SLF001 - as above


def test_the_database_looks_up_every_key_but_those_of_the_rows_of_which_there_are_most() -> None:
    assert sorted(f"{one.model._meta.label}.{one.name}" for one in unlooked()) == UNLOOKED  # noqa: SLF001 - as above


def test_whatever_way_facts_come_what_their_rows_and_their_clocks_name_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1", key="1"), at=LATER)
    say(cast.ana, *(row(f"T{one}", "09:00:00", "opened", priority="P1") for one in range(60)), at=LATER)
    for least in (1_000, 1):  # row by row, then as tables
        monkeypatch.setattr(import_carried, "TABLE_FROM", least)
        lines = [f"{least}-{one},2026-03-02T09:00:00Z,opened,P1" for one in range(5)]
        ident = bring(cast.ana, "\n".join(["ticket,at,event,priority", *lines]).encode())
        carried(cast.ana, ident)
        decide(cast.ana, ident, Decision.CONFIRM)
        assert carried(cast.ana, ident).stand is Stand.DONE
    assert Fact.objects.count() == 71
    assert Clock.objects.count() > 100
    for one in unlooked():
        assert not rows_of(one.model).exclude(**{f"{one.name}__in": rows_of(one.related_model)}).exists(), one
    assert not Fact.objects.exclude(source=F("ticket__source")).exists()
    assert not Clock.objects.exclude(agreement=F("version__agreement")).exists()


@pytest.mark.parametrize("table", ["tickets_ticket", "tickets_source", "journal_chain"])
def test_what_facts_name_is_never_deleted(table: str) -> None:
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1"), at=LATER)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own
    assert (Ticket.objects.count(), Source.objects.count()) == (1, 1)
