"""Services in use: a list typed or brought as a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acuerdo.apps.catalogue.commands import define_service
from acuerdo.apps.parties.models import Person
from acuerdo.apps.scope.models import UsedService
from tests.apps.catalogue.test_services import service
from tests.people import NOW, make_cast

pytestmark = pytest.mark.django_db
LIST = "customer;service;since;note\nsur;desk;2026-01-02;señal\nsur;nothing;2026-01-02;\n"


@pytest.fixture
def client() -> Client:
    cast = make_cast()
    define_service(cast.ana, "desk", service(), NOW)
    found = Client()
    found.force_login(Person.objects.get(pk=cast.ana.person))
    return found


def bring(client: Client, content: bytes, typed: str = "") -> str:
    form = {"file": SimpleUploadedFile("uses.csv", content), "list": typed}
    return client.post("/catalogue/uses/list", form, follow=True).content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_brought_as_a_file(client: Client, encoding: str) -> None:
    page = bring(client, LIST.encode(encoding))
    assert "1 service in use written down" in page
    assert "line 3: no service “nothing” in the catalogue" in page
    assert UsedService.objects.get().note == "señal"


def test_a_file_that_is_no_text_or_too_large_takes_nothing(client: Client) -> None:
    assert "not a text in UTF-8" in bring(client, LIST.encode("cp1252"))
    assert "The list is too large" in bring(client, LIST.encode() + b"#" * 1_000_000)
    assert UsedService.objects.count() == 0


def test_what_is_typed_comes_before_a_file(client: Client) -> None:
    bring(client, LIST.encode(), typed=LIST.replace("señal", "typed"))
    assert UsedService.objects.get().note == "typed"
