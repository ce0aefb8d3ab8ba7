"""Each month whoever signs gets the heads of their agreements' journals: nobody rewrites the past alone any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_of_all
from acuerdo.apps.journal.commands import hand_out_all
from acuerdo.apps.journal.queries import list_heads
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.queries import list_keys
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.holding import Holding
from acuerdo.core.chains.canonical import Json

KIND = "journal_heads"
MOST = 300
"""How many agreements a letter lists; whoever signs more finds the others in the application."""


def send_heads(at: datetime) -> int:
    """Put the letters of this month into the outbox, one for each person who signs, once; return how many were new.

    Listed are agreements about which something was offered, with the number and the hash of their last entry.
    """
    month = at.date().isoformat()[:7]
    rows = list(
        Agreement.objects.filter(versions__isnull=False)
        .select_related("customer")
        .distinct()
        .order_by("customer__name", "key")
    )
    signers, heads, holding = signers_of_all(rows), list_heads("agreement:"), Holding()
    listed: dict[int, list[tuple[Agreement, Receipt]]] = {}
    for row in rows:
        people = {person for one in signers[row.pk] for person in holding.holders(one, row.customer_id)}
        for person in people if row.chain in heads else ():
            listed.setdefault(person, []).append((row, heads[row.chain]))
    sent = list_keys(KIND, f"{KIND}:{month}:")
    new = {person: found for person, found in listed.items() if _key(month, holding.ident_of(person)) not in sent}
    return sum(_send(person, holding.ident_of(person), found, month, at) for person, found in sorted(new.items()))


def _send(person: int, ident: str, found: Sequence[tuple[Agreement, Receipt]], month: str, at: datetime) -> bool:
    shown = found[:MOST]
    notice = Notice(
        key=_key(month, ident), kind=KIND, channel=Channel.MAIL, person=person, body=_told(shown, len(found))
    )
    with transaction.atomic():
        fresh = put(notice, at)
        if fresh:
            hand_out_all([receipt for _, receipt in shown], to=ident, by="letter", at=at)
    return fresh


def _told(shown: Sequence[tuple[Agreement, Receipt]], total: int) -> dict[str, Json]:
    heads: list[Json] = [
        {
            "agreement": row.key,
            "titles": row.titles,
            "customer": row.customer.name,
            "number": receipt.number,
            "head": receipt.head,
        }
        for row, receipt in shown
    ]
    return {"heads": heads, "more": total - len(shown)}


def _key(month: str, ident: str) -> str:
    return f"{KIND}:{month}:{ident}"
