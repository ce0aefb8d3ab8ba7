"""What both sides settle about a ticket, as its page shows it: the priority, and work outside the scope."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.agreements.queries import may_negotiate, side_of
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.matters.models import MatterKind
from acuerdo.apps.matters.queries import list_matters
from acuerdo.apps.matters.shapes import MatterRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.shapes import TicketRecord
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.hours import to_datetime
from acuerdo.documents.shapes.carried import OutOfScopeShape
from acuerdo.faces.web.acts_shown import show_act
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.catalogue_words import say_route
from acuerdo.faces.web.life_words import say_side
from acuerdo.faces.web.readers import Reader
from acuerdo.faces.web.states import Badge
from acuerdo.words import Language, Phrase, phrase, say_instant, say_money, speak

_OPENING = phrase("{priority}, from the opening on")
_SINCE = phrase("{priority}, from {instant} on")
_OTHER = phrase("made another offer", context="what somebody did about a ticket")
_STATES: Mapping[State, tuple[Phrase, str, str]] = MappingProxyType(
    {
        State.AGREED: (phrase("agreed by both sides", context="a matter of a ticket"), "✓", "good"),
        State.OFFERED: (phrase("claimed, not agreed", context="a matter of a ticket"), "→", "warn"),
        State.REJECTED: (phrase("rejected", context="a matter of a ticket"), "✕", "bad"),
        State.WITHDRAWN: (phrase("withdrawn", context="a matter of a ticket"), "↩", "rest"),
    }
)


def show_matters(
    viewer: Viewer, ticket: TicketRecord, governing: Sequence[Governing], reader: Reader, at: datetime
) -> dict[str, Any]:  # what a template can hold
    """Return what the sides settled or are about to settle about a ticket, and what the viewer can do about it."""
    promising = [one for one in governing if one.version.agreement.kind == AgreementKind.SLA]
    records = list_matters(viewer, ticket.source, ticket.name, at)
    speaking = [one for one in promising if may_negotiate(viewer, one.version.agreement)]
    matters = [_show(viewer, kind, records, promising, reader) for kind in MatterKind]
    routes = [route for rules in promising for route in _routes(rules, reader.language)]
    levels = promising[0].terms.scale_for(ticket.service or None).levels if promising else ()
    return {
        "matters": [one for one in matters if one["past"] or (speaking and (one["kind"] == "priority" or routes))],
        "may_speak": bool(speaking),
        "claimed_with": [one.version.agreement for one in speaking],
        "levels": levels,
        "routes": routes,
    }


def _show(
    viewer: Viewer,
    kind: MatterKind,
    records: Sequence[MatterRecord],
    promising: Sequence[Governing],
    reader: Reader,
) -> dict[str, Any]:
    past = [one for one in records if one.kind is kind]
    shown: dict[str, Any] = {
        "kind": str(kind),
        "past": [_past(one, promising, reader) for one in past],
        "seen": 0,
        "open": False,
    }
    if past and not past[0].act.standing.binds:
        agreement = next(
            (one.version.agreement for one in promising if one.version.agreement.key == past[0].agreement), None
        )
        side = viewer.side if agreement is None else side_of(viewer, agreement)
        shown |= {**show_act(viewer, past[0].act, side, reader.language), "seen": past[0].act.seen}
    return shown


def _past(record: MatterRecord, promising: Sequence[Governing], reader: Reader) -> dict[str, Any]:
    language, standing = reader.language, record.act.standing
    words, sign, tone = _STATES.get(standing.state, _STATES[State.WITHDRAWN])
    did = {**DID, MoveKind.COUNTER: _OTHER}
    said = _priority(record, reader) if record.kind is MatterKind.PRIORITY else _route(record, promising, language)
    return {
        "said": said,
        "agreement": record.agreement,
        "badge": Badge(speak(language, words), sign, tone),
        "steps": [(one, speak(language, did[one.kind]), say_side(language, one.side)) for one in record.act.steps],
    }


def _priority(record: MatterRecord, reader: Reader) -> str:
    priority, since = str(record.said.get("priority", "")), record.said.get("since_us")
    if record.said.get("opening") is True or not isinstance(since, int):
        return speak(reader.language, _OPENING, priority=priority)
    instant = say_instant(reader.language, to_datetime(since), zone=ZoneInfo(reader.time_zone))
    return speak(reader.language, _SINCE, priority=priority, instant=instant)


def _route(record: MatterRecord, promising: Sequence[Governing], language: Language) -> str:
    said = record.said
    wanted = f"{record.agreement}|{said.get('service')}|{said.get('item')}"
    routes = [route for rules in promising for route in _routes(rules, language)]
    name = next((name for value, name in routes if value == wanted), f"{said.get('service')} {said.get('item')}")
    amount, currency = said.get("amount"), said.get("currency")
    if amount is None or not currency:
        return name
    return f"{name} · {say_money(language, Decimal(str(amount)), str(currency))}"


def _routes(rules: Governing, language: Language) -> list[tuple[str, str]]:
    """Return what an agreement leaves out: how a form calls each item, and in words with what happens then."""
    document, found = rules.document, list[tuple[str, str]]()
    for service in document.shape.services:
        name = str(document.service_name(service.id, language))
        for place, item in enumerate(service.out_of_scope):
            text, then = (item.text, item.then or "") if isinstance(item, OutOfScopeShape) else (item, "")
            route, _ = say_route(then, language)
            words = f"{name}: {document.say(text, language)} – {route.word}"
            found.append((f"{rules.version.agreement.key}|{service.id}|{place}", words))
    return found
