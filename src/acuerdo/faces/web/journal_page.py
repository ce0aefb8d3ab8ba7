"""The journal of an agreement or of a party: what was written down, whether it holds, and receipts held against it."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.agreements.signers import names_of
from acuerdo.apps.journal.queries import list_entries
from acuerdo.apps.journal.shapes import EntryRecord
from acuerdo.apps.life.held import hold
from acuerdo.apps.parties.models import chain_of
from acuerdo.apps.parties.queries import find_party
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.journal_words import say_kind
from acuerdo.faces.web.naming import name_of
from acuerdo.faces.web.party_pages import address_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.words import Language, phrase, speak

ON_A_PAGE = 50
_RECEIPT = re.compile(r"(\d{1,12})\s*:\s*([0-9a-f]{64})")
_SYSTEM = phrase("the system", context="in the journal")


@for_viewers
def of_agreement(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the journal of an agreement."""
    agreement = find_agreement(viewer, key)
    language = reader_of(request).language
    about = {"agreement": agreement, "tabs": tabs(viewer, agreement, "agreement_journal", language)}
    return render(request, "web/journal.html", about | _entries(request, agreement.chain))


@for_viewers
def of_party(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the journal of a party: who came, what they may do, who left."""
    party = find_party(viewer, key)
    about = {"name": party.name, "back": address_of(party)}
    return render(request, "web/party_journal.html", about | _entries(request, chain_of(key)))


def _entries(request: HttpRequest, chain: str) -> dict[str, Any]:  # what a template can hold
    language = reader_of(request).language
    before = request.GET.get("before", "")
    entries = list_entries(chain, int(before[:12]) if before.isdecimal() else None, ON_A_PAGE)
    names = names_of(ident for one in entries for ident in (one.actor, one.about) if _is_ident(ident))
    typed = request.GET.get("receipt", "").strip().lower()[:200]
    anchor = _RECEIPT.fullmatch(typed)
    found = hold(chain, [(int(anchor[1]), anchor[2])] if anchor else ())
    own = [fault.number for fault in found.faults if not (anchor and fault.number == int(anchor[1]))]
    return {
        "length": found.length,
        "fault": own[0] if own else None,
        "rows": [
            (one, say_kind(language, one.kind), _who(language, one.actor, names), _whom(one, language, names))
            for one in entries
        ],
        "older": entries[-1].number if entries and entries[-1].number > 1 else None,
        "receipt": typed,
        "verdict": "" if not typed else "odd" if anchor is None else "broken" if found.faults else "holds",
    }


def _who(language: Language, actor: str, names: dict[str, str]) -> str:
    return name_of(language, names.get(actor, "")) if actor else speak(language, _SYSTEM)


def _whom(entry: EntryRecord, language: Language, names: dict[str, str]) -> str:
    """Return to whom something was done; nothing where people did it to themselves."""
    return name_of(language, names.get(entry.about, "")) if entry.about and entry.about != entry.actor else ""


def _is_ident(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
