"""First drafts: from nothing, on a level, or from another agreement's text, whose comments and layout stay."""

from dataclasses import dataclass
from datetime import date

from acuerdo.documents.putting import look_up, put, write_scalar
from acuerdo.documents.sources import compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a first draft says: its id, the parties (id and name), from when, and the level that it builds on.

    Without a `title` the id stands in its place; a copy keeps that of its original.
    """

    key: str
    kind: str
    language: str
    time_zone: str
    provider: tuple[str, str]
    customer: tuple[str, str]
    from_on: date
    level: str = ""
    title: str = ""


_HOURS = """
calendars:
  office:
    week:
      mon-fri: [09:00-18:00]
"""


def begin(beginning: Beginning) -> str:
    """Write a first draft that can be read: who promises to whom, from when, on which level.

    >>> text = begin(Beginning(key="sur-2026", kind="sla", language="es", time_zone="Europe/Madrid",
    ...              provider=("norte", "Norte"), customer=("sur", "Sur: S.A."), from_on=date(2026, 1, 1)))
    >>> text.splitlines()[8]
    '  customer: {id: sur, name: "Sur: S.A."}'
    """
    (provider, provider_name), (customer, customer_name) = beginning.provider, beginning.customer
    level = f"based_on: {write_scalar(beginning.level)}\n" if beginning.level else ""
    return (
        "acuerdo: 1\n"
        f"id: {write_scalar(beginning.key)}\n"
        f"type: {write_scalar(beginning.kind)}\n"
        f"title: {{{beginning.language}: {write_scalar(beginning.title or beginning.key)}}}\n"
        f"language: {beginning.language}\n"
        f"time_zone: {write_scalar(beginning.time_zone)}\n"
        "parties:\n"
        f"  provider: {{id: {write_scalar(provider)}, name: {write_scalar(provider_name)}}}\n"
        f"  customer: {{id: {write_scalar(customer)}, name: {write_scalar(customer_name)}}}\n"
        f"term: {{from: {beginning.from_on.isoformat()}, renewal: express}}\n"
        f"{level or _HOURS}"
    )


def copy(text: str, beginning: Beginning) -> str:
    """Take another agreement's text for other parties; everything else stays. Raises EditRefused, DocumentRefused."""
    changes: dict[tuple[str | int, ...], str] = {
        ("id",): beginning.key,
        ("parties", "provider", "id"): beginning.provider[0],
        ("parties", "provider", "name"): beginning.provider[1],
        ("parties", "customer", "id"): beginning.customer[0],
        ("parties", "customer", "name"): beginning.customer[1],
    }
    if beginning.title:
        changes["title", beginning.language] = beginning.title
    kind = look_up(compose(text, "draft.yaml"), ("type",))
    if kind is not None or beginning.kind != "sla":
        changes["type",] = beginning.kind
    for path, value in changes.items():
        text = put(text, path, value)
    return text
