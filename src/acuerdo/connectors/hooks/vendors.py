"""Who sends by webhook, how each makes sure of itself, and how its messages are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from acuerdo.connectors.hooks import freshdesk, glpi, jira, signing, zammad, zendesk
from acuerdo.connectors.hooks.messages import NotUnderstood, Row, value_at
from acuerdo.core.chains.canonical import Json

Signed = Callable[[str, Mapping[str, str], bytes, int], bool]
Translated = Callable[[Json, datetime], list[Row]]


class Sender(StrEnum):
    """Who sends: a program that tells facts as they are, or a help desk in its own way."""

    STANDARD = "standard"
    ZAMMAD = "zammad"
    GLPI = "glpi"
    JIRA = "jira"
    ZENDESK = "zendesk"
    FRESHDESK = "freshdesk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a sender.

    `profile` is the shipped profile whose words it uses, empty for none; `gives_secret`: it makes the secret itself and
    does not take ours; `signs`: it signs what it sends, otherwise the secret travels along.
    """

    title: str
    signed: Signed
    translate: Translated
    profile: str = ""
    gives_secret: bool = False
    signs: bool = True


MOST_ROWS = 10_000


def _facts(message: Json, _heard_at: datetime) -> list[Row]:
    """Return the facts of a message in the Standard Webhooks way: `data` is one, or a list of them."""
    data = value_at(message, "data")
    rows = data if isinstance(data, list) else [data]
    if len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise NotUnderstood("data", type(data).__name__, f"a fact or a list of at most {MOST_ROWS} facts")
    return [row for row in rows if isinstance(row, dict)]


def _dated(translate: Callable[[Json], list[Row]]) -> Translated:
    """Return a translation of messages that say themselves when something happened."""
    return lambda message, _heard_at: translate(message)


KNOWN: Mapping[Sender, Known] = MappingProxyType(
    {
        Sender.STANDARD: Known(title="Standard Webhooks", signed=signing.signed_standard, translate=_facts),
        Sender.ZAMMAD: Known(
            title="Zammad", signed=signing.signed_hub_sha1, translate=_dated(zammad.translate), profile="zammad"
        ),
        Sender.GLPI: Known(
            title="GLPI",
            signed=signing.signed_glpi,
            translate=_dated(glpi.translate),
            profile="glpi",
            gives_secret=True,
        ),
        Sender.JIRA: Known(
            title="Jira", signed=signing.signed_hub_sha256, translate=_dated(jira.translate), profile="jira"
        ),
        Sender.ZENDESK: Known(
            title="Zendesk",
            signed=signing.signed_zendesk,
            translate=_dated(zendesk.translate),
            profile="zendesk",
            gives_secret=True,
        ),
        Sender.FRESHDESK: Known(
            title="Freshdesk", signed=signing.knows_secret, translate=freshdesk.translate, signs=False
        ),
    }
)
