"""The address for webhooks of a source, on its page."""

from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpRequest
from django.urls import reverse

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.hooks import find_hook
from acuerdo.connectors.hooks.vendors import KNOWN, Sender
from acuerdo.faces.web.readers import reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.words import Language, Phrase, phrase, speak

_HOW: Mapping[Sender, Phrase] = MappingProxyType(
    {
        Sender.STANDARD: phrase(
            "A program signs as Standard Webhooks says, and sends facts as {data}: one, or a list of them."
        ),
        Sender.ZAMMAD: phrase(
            "In Zammad: a webhook with this address and, as its HMAC SHA1 signature token, the secret; then triggers"
            " for tickets that are created and updated which call it."
        ),
        Sender.GLPI: phrase(
            "In GLPI 11: webhooks for tickets (new, update, delete) and for followups (new) with this address and the"
            " default payload. GLPI makes the secret: copy it from the tab on security."
        ),
        Sender.JIRA: phrase(
            "In Jira: a webhook of the administration with this address and the secret, for issues created, updated and"
            " deleted and for comments created."
        ),
        Sender.ZENDESK: phrase(
            "In Zendesk: a webhook for ticket events with this address. Zendesk makes the secret: reveal it there, and"
            " copy it here."
        ),
        Sender.FRESHDESK: phrase(
            "In Freshdesk: automation rules that trigger a webhook with this address, the simple JSON content and the"
            " secret as the password of its authentication. Freshdesk does not sign: the secret travels with each"
            " message, so only by HTTPS; and it names no instants, so facts are dated by when they arrive."
        ),
    }
)


def hook_shown(request: HttpRequest, viewer: Viewer, source: str) -> dict[str, object]:
    """Return what the page of a source shows of its address for webhooks. Raises `NotThere`."""
    language = reader_of(request).language
    line = find_hook(viewer, source)
    known = None if line is None else KNOWN[Sender(line.sender)]
    return {
        "hook": line,
        "hook_title": "" if known is None else known.title,
        "hook_address": "" if line is None else request.build_absolute_uri(reverse("api:hear_hook", args=[line.ident])),
        "hook_how": "" if line is None else _how(language, Sender(line.sender)),
        "hook_refused": say_refusal(language, line.refused_code) if line is not None and line.refused_code else "",
        "senders": [
            {"key": sender, "title": KNOWN[sender].title, "gives": KNOWN[sender].gives_secret} for sender in Sender
        ],
    }


def _how(language: Language, sender: Sender) -> str:
    values = {"data": '{"data": …}'} if sender is Sender.STANDARD else {}
    return speak(language, _HOW[sender], **values)
