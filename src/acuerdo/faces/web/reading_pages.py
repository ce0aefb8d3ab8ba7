"""Connecting a source with its help desk: the form, a trial, and what is done with a reading that is there."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.apps.readings.commands import ReadingRefused, open_secret
from acuerdo.apps.readings.models import Program
from acuerdo.apps.readings.queries import find_reading, secret_of
from acuerdo.apps.readings.shapes import ReadingIntent, ReadingRecord
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.shapes import SourceRecord
from acuerdo.apps.tickets.sources import VALUED
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.reading_words import say_fault
from acuerdo.flows import readings_kept
from acuerdo.surroundings import from_surroundings
from acuerdo.surroundings.sealing import Unsealable
from acuerdo.words import Phrase, phrase, speak

_SAID = ("address", "account", "secret", "minutes", "fields", "customer_by", "customer_field")
_LONGEST_FIELDS = 4_000
_CUSTOMER_BY = frozenset({"", "queue", "domain", "field"})
_DONE: Mapping[str, Phrase] = MappingProxyType(
    {
        "now": phrase("It is read within the next seconds."),
        "anew": phrase("It is read from its beginning; what is kept already stays as it is."),
    }
)


class OddForm(ValueError):
    """A form that says something that cannot be. `code` is `odd_field_line`, `odd_pace` or `odd_customer_by`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show how a source is connected with its help desk, or connect it, or try whether that would work."""
    source = find_source(viewer, key)
    if not (viewer.may(Permission.KEEP_SOURCES) or viewer.may_anywhere(Permission.KEEP_SOURCES)):
        raise NotAllowed(Permission.KEEP_SOURCES)
    record = find_reading(viewer, key)
    if request.method != "POST":
        return _form(request, source, _kept(record), known=record is not None)
    said = {name: request.POST.get(name, "").strip() for name in _SAID}
    shown: dict[str, Any] = {}  # what a template can hold
    status = 422
    try:
        wanted = _intent(key, said)
        if request.POST.get("then") != "try":
            readings_kept.connect(viewer, wanted, from_surroundings().source_networks, timezone.now())
            return HttpResponseRedirect(reverse("source", args=[key]))
        shown, status = _try(viewer, wanted, record)
    except (ReadingRefused, AddressRefused, OddForm, Unsealable) as refused:
        shown = {"fault": say_fault(reader_of(request).language, refused.code)}
    if "trouble" in shown:
        shown["fault"] = say_fault(reader_of(request).language, shown["trouble"])
    return _form(request, source, said, known=record is not None, status=status, **shown)


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Pause a reading, let it go on, read at once, or read everything again."""
    then, now = request.POST.get("then", ""), timezone.now()
    if then in ("pause", "go_on"):
        readings_kept.pause(viewer, key, now, paused=then == "pause")
    elif then == "now":
        readings_kept.read_soon(viewer, key, now)
    elif then == "anew":
        readings_kept.begin_anew(viewer, key, now)
    else:
        return HttpResponse(status=400)
    if then in _DONE:
        messages.success(request, speak(reader_of(request).language, _DONE[then]))
    return HttpResponseRedirect(reverse("source", args=[key]))


def _form(
    request: HttpRequest, source: SourceRecord, said: Mapping[str, str], *, status: int = 200, **more: object
) -> HttpResponse:
    """Show the form; a secret is never shown again, not even the one that was typed a moment ago."""
    shown: dict[str, Any] = {  # what a template can hold
        "key": source.key,
        "name": source.name,
        "form": {**said, "secret": ""},
        "several": not source.customer,
        "columns": ", ".join(VALUED),
        **more,
    }
    return render(request, "web/reading.html", shown, status=status)


def _try(viewer: Viewer, wanted: ReadingIntent, record: ReadingRecord | None) -> tuple[dict[str, Any], int]:
    """Ask a help desk who it is. A secret that is kept goes nowhere but to the address and account it was given for."""
    from acuerdo.connectors.request_tracker.shapes import DeskFault  # noqa: PLC0415 - as below
    from acuerdo.faces.worker.help_desks import greet  # noqa: PLC0415 - an HTTP client, which no other page needs

    secret = wanted.secret
    if not secret:
        here = (wanted.address.rstrip("/"), wanted.account)
        if record is None or here != (record.address, record.account):
            raise ReadingRefused("no_secret", "nothing", "the password that goes with this address and account")
        secret = open_secret(secret_of(viewer, wanted.source))
    try:
        return {"greeting": greet(wanted.address, wanted.account, secret)}, 200
    except DeskFault as fault:
        return {"trouble": fault.code, "met": fault.found}, 422


def _intent(key: str, said: Mapping[str, str]) -> ReadingIntent:
    minutes = said["minutes"]
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= len("1440")):
        raise OddForm("odd_pace")
    if said["customer_by"] not in _CUSTOMER_BY or (said["customer_by"] == "field" and not said["customer_field"]):
        raise OddForm("odd_customer_by")
    by = f"field:{said['customer_field'][:200]}" if said["customer_by"] == "field" else said["customer_by"]
    return ReadingIntent(
        source=key,
        program=Program.REQUEST_TRACKER,
        address=said["address"],
        account=said["account"],
        secret=said["secret"],
        every_s=60 * int(minutes),
        words={"fields": _fields(said["fields"]), "customer_by": by},
    )


def _fields(text: str) -> dict[str, str]:
    """Read lines like `Site = site`: a custom field of the help desk, and the column that it is here."""
    found = {}
    for line in text[:_LONGEST_FIELDS].splitlines():
        name, mark, column = (part.strip() for part in line.rpartition("="))
        if not line.strip():
            continue
        if not (name and mark) or column not in VALUED:
            raise OddForm("odd_field_line")
        found[name] = column
    return found


def _kept(record: ReadingRecord | None) -> dict[str, str]:
    """Return the form as it stands for a reading."""
    if record is None:
        return dict.fromkeys(_SAID, "") | {"minutes": "1"}
    fields, by = record.words.get("fields"), str(record.words.get("customer_by") or "")
    lines = [f"{name} = {column}" for name, column in fields.items()] if isinstance(fields, Mapping) else []
    kind, _, name = by.partition(":")
    return {
        "address": record.address,
        "account": record.account,
        "minutes": str(max(1, record.every_s // 60)),
        "fields": "\n".join(lines),
        "customer_by": kind,
        "customer_field": name,
    }
