"""Levels: written, published, and never changed."""

import pytest
from django.db import DatabaseError, transaction

from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.catalogue.levels import change_level_draft, publish_level, publish_shipped_levels
from acuerdo.apps.catalogue.models import LevelVersion
from acuerdo.apps.catalogue.queries import find_level, find_level_draft, list_levels, published_level
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.documents import DocumentRefused, Written, read_agreement
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.people import NOW, Cast, make_cast

NIGHT = """\
acuerdo: 1
id: night
title: {en: Night, es: Noche}
based_on: gold
commitments:
  - {id: first-response, within: {P1: 10m}}
"""
AGREEMENT = """\
acuerdo: 1
id: a
title: {es: Servicios}
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
based_on: LEVEL
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    assert publish_shipped_levels(found.ana, NOW) == 3
    return found


def within(level: str) -> str:
    document = read_agreement(Written(AGREEMENT.replace("LEVEL", level)), level=published_level)
    return document.canonical.partition('"within":{"P1":"')[2].partition('"')[0]


def test_the_shipped_levels_are_published_once(cast: Cast) -> None:
    assert [(line.key, line.number) for line in list_levels(cast.boris)] == [("bronze", 1), ("silver", 1), ("gold", 1)]
    assert publish_shipped_levels(cast.ana, NOW) == 0
    assert find_level(cast.vera, "gold").title == {"en": "Gold", "es": "Oro", "ru": "Золото"}


def test_an_agreement_builds_on_the_newest_version_or_on_the_one_it_names(cast: Cast) -> None:
    publish_level(cast.ana, "night", NIGHT, NOW)
    publish_level(cast.ana, "night", NIGHT.replace("10m", "5m"), NOW)
    assert (within("night"), within("night.1"), within("night.2")) == ("5m", "10m", "5m")
    assert find_level(cast.boris, "night").numbers == (2, 1)
    for name in ("night.3", "night.x", "night.99999999999", "dawn"):
        with pytest.raises(DocumentRefused):
            within(name)


def test_a_published_level_stays_when_the_one_under_it_moves_on(cast: Cast) -> None:
    publish_level(cast.ana, "night", NIGHT, NOW)
    before = find_level(cast.ana, "night").content
    gold = find_level(cast.ana, "gold").text.replace("P1: 4h, P2: 8h, P3: 2bd", "P1: 2h, P2: 8h, P3: 2bd")
    assert publish_level(cast.ana, "gold", gold, NOW).number == 2
    assert find_level(cast.ana, "night").content == before


def test_the_database_itself_keeps_a_published_level(cast: Cast, guards: None) -> None:  # noqa: ARG001 - the triggers are in place
    rows = LevelVersion.objects.filter(key=find_level(cast.ana, "gold").key)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert rows.count() == 1


def test_what_is_no_level_or_nothing_new_is_not_published(cast: Cast) -> None:
    publish_level(cast.ana, "night", NIGHT, NOW)
    for key, text, code in (
        ("night", "# the same\n" + NIGHT, "level_unchanged"),
        ("dawn", NIGHT, "other_level"),
    ):
        with pytest.raises(CatalogueRefused) as refused:
            publish_level(cast.ana, key, text, NOW)
        assert refused.value.code == code
    with pytest.raises(DocumentRefused):
        publish_level(cast.ana, "night", NIGHT.replace("10m", "soon"), NOW)


def test_a_draft_is_kept_until_it_is_published(cast: Cast) -> None:
    assert change_level_draft(cast.ana, "night", "acuerdo: 1\n", 0, NOW) == 1
    assert change_level_draft(cast.ana, "night", NIGHT, 1, NOW) == 2
    with pytest.raises(CatalogueRefused) as refused:
        change_level_draft(cast.ana, "night", "mine\n", 1, NOW)
    assert refused.value.code == "level_changed_meanwhile"
    assert [line.key for line in list_levels(cast.ana) if line.drafted] == ["night"]
    assert all(not line.drafted for line in list_levels(cast.boris))
    draft = find_level_draft(cast.ana, "night")
    assert draft is not None
    publish_level(cast.ana, "night", draft.text, NOW)
    assert find_level_draft(cast.ana, "night") is None


def test_levels_are_written_by_those_who_keep_the_catalogue(cast: Cast) -> None:
    for viewer in (cast.boris, cast.tomas, cast.nadie):
        with pytest.raises(NotAllowed):
            publish_level(viewer, "night", NIGHT, NOW)
        with pytest.raises(NotAllowed):
            change_level_draft(viewer, "night", NIGHT, 0, NOW)
        with pytest.raises(NotAllowed):
            publish_shipped_levels(viewer, NOW)
    assert list_levels(cast.nadie) == []
    with pytest.raises(NotThere):
        find_level(cast.nadie, "gold")
    with pytest.raises(NotThere):
        find_level(cast.boris, "gold", 2)


def test_an_offer_is_frozen_on_the_level_that_was_the_newest_then(cast: Cast) -> None:
    publish_level(cast.ana, "night", NIGHT, NOW)
    text = AGREEMENT.replace("LEVEL", "night")
    open_agreement(cast.ana, NewAgreement(key="a", kind="sla", customer="sur", text=text), NOW)
    offer_draft(cast.ana, "a", Offering(seen=0), NOW)
    publish_level(cast.ana, "night", NIGHT.replace("10m", "5m"), NOW)
    offered = find_versions(cast.boris, "a", NOW, NOW.date())[0]
    assert '"P1":"10m"' in offered.canonical
