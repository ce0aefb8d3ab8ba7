"""The pages of the catalogue, of levels and of scope."""

from datetime import date

from acuerdo.apps.catalogue.commands import ServiceChange, define_service
from acuerdo.apps.catalogue.levels import publish_shipped_levels
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import view_as
from acuerdo.apps.scope.commands import NewUse, record_use
from tests.faces.web.doors.shapes import ANYBODY, SEE, Door
from tests.people import NOW, Cast

ROLES = (302, 200, 200, 200, 404, 200, 200)
"""Whoever has a role: what is on offer is the same for every customer."""
KEEP = (302, 403, 403, 403, 404, 403, 302)


def prepare(cast: Cast) -> None:
    ana = view_as(Person.objects.get(pk=cast.ana.person))
    text = {"en": "Desk", "ru": "Служба"}
    define_service(ana, "desk", ServiceChange(name=text, description=text, prerequisites=(text,)), NOW)
    define_service(ana, "erp", ServiceChange(name={"es": "ERP"}, description={}, needs=("desk",)), NOW)
    publish_shipped_levels(ana, NOW)
    record_use(ana, NewUse(customer="sur", service="erp", since_on=date(2026, 1, 1), note="seen"), NOW)


def shared(name: str, address: str, expected: tuple[int, ...] = ROLES, **form: str) -> Door:
    method = "POST" if form else "GET"
    return Door(name=name, method=method, address=address, expected=expected, form=form, of_one=False)


DOORS = (
    shared("catalogue", "/catalogue/", ANYBODY),
    shared("service", "/catalogue/services/erp"),
    shared("service_add", "/catalogue/services/new/", (302, 403, 403, 403, 403, 403, 200)),
    shared(
        "service_add", "/catalogue/services/new/", (302, 403, 403, 403, 403, 403, 302), key="backup", name_en="Backup"
    ),
    shared("service_change", "/catalogue/services/erp/change", (302, 403, 403, 403, 404, 403, 200)),
    shared(
        "service_change",
        "/catalogue/services/erp/change",
        (302, 403, 403, 403, 404, 403, 302),
        name_en="E",
        revision="1",
    ),
    shared("service_retire", "/catalogue/services/erp/retire", KEEP, then="retire"),
    shared("levels_adopt", "/catalogue/levels/adopt", (302, 403, 403, 403, 403, 403, 302), then="adopt"),
    shared("levels_compared", "/catalogue/levels/", ANYBODY),
    shared("level", "/catalogue/levels/gold"),
    shared("level_write", "/catalogue/levels/gold/write", (302, 403, 403, 403, 403, 403, 200)),
    shared("level_write", "/catalogue/levels/gold/write", (302, 403, 403, 403, 403, 403, 302), text="a", revision="0"),
    shared("uses", "/catalogue/uses/?all=yes&q=sur&service=erp&page=2", ANYBODY),
    Door(
        name="use_add",
        method="POST",
        address="/catalogue/uses/add",
        expected=(302, 404, 403, 403, 404, 403, 302),
        form={"customer": "sur", "service": "desk", "since": "2026-01-01"},
        of_one=False,
    ),
    Door(
        name="use_forget",
        method="POST",
        address="/catalogue/uses/forget",
        expected=(302, 404, 403, 403, 404, 403, 302),
        form={"customer": "sur", "service": "erp"},
        of_one=False,
    ),
    shared(
        "use_list",
        "/catalogue/uses/list",
        (302, 404, 404, 404, 404, 404, 302),
        list="customer,service,since\nsur,desk,2026-01-01\nsur,nothing,2026-01-01\n",
    ),
    Door(name="scope", method="GET", address="/agreements/sur-2026/scope", expected=SEE),
    Door(name="distance", method="GET", address="/agreements/sur-2026/levels", expected=SEE),
)
