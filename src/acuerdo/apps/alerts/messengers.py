"""Where else somebody is told of clocks: their messengers, kept by each for themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from acuerdo.apps.alerts.models import Messenger
from acuerdo.apps.alerts.queries import ToldLine, way_of
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.surroundings.sealing import Unsealable, seal, unseal

BY = "messenger"
"""Under this name the body of a notice says by which messenger it goes."""

TRIAL = "messenger_trial"
"""The kind of a message that is sent to see whether it arrives."""

MOST = 5
"""How many messengers somebody may have."""

_PURPOSE = "messenger"


class MessengerRefused(ValueError):
    """A messenger that cannot be kept. `code` is `no_name`, `messenger_name_taken` or `too_many_messengers`."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessenger:
    """A messenger to keep: the name that its owner gives it, the service, and the address with its secrets."""

    name: str
    service: str
    address: str
    urgent_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A messenger as far as others need to know it."""

    ident: UUID
    name: str
    service: str
    urgent_only: bool
    added_at: datetime

    def wants(self, ways: Collection[str], *, urgent: bool) -> bool:
        """Say whether a moment goes by it: an urgent one, any where that is wanted, or one the agreement names it for.

        >>> at = datetime(2026, 1, 1)
        >>> ntfy = Carrier(ident=UUID(int=0), name="pager", service="ntfy", urgent_only=True, added_at=at)
        >>> ntfy.wants(["Pager"], urgent=False), ntfy.wants([], urgent=False)
        (True, False)
        """
        named = {one.strip().casefold() for one in ways} & {self.name.casefold(), self.service.casefold()}
        return urgent or not self.urgent_only or bool(named)


def list_messengers(viewer: Viewer) -> list[Carrier]:
    """Return the viewer's messengers, by name."""
    return [_carrier(row) for row in Messenger.objects.filter(person=viewer.person).order_by("name")]


def add_messenger(viewer: Viewer, wanted: NewMessenger, at: datetime) -> Carrier:
    """Keep a messenger of the viewer, inside the transaction of a flow.

    Raises `MessengerRefused`, and `NotAllowed` for whoever takes no moment on.
    """
    if not may_have_messengers(viewer):
        raise NotAllowed(Permission.TAKE_MOMENTS)
    name = " ".join(wanted.name.split())
    if not name:
        raise MessengerRefused("no_name", "a name by which you know it")
    if Messenger.objects.filter(person=viewer.person).count() >= MOST:
        raise MessengerRefused("too_many_messengers", f"{MOST} at most")
    try:
        with transaction.atomic():
            row = Messenger.objects.create(
                person_id=viewer.person,
                name=name,
                service=wanted.service,
                sealed=seal(wanted.address, key=settings.SECRET_KEY, purpose=_PURPOSE),
                urgent_only=wanted.urgent_only,
                added_at=at,
            )
    except IntegrityError:
        raise MessengerRefused("messenger_name_taken", "a name that none of yours has") from None
    return _carrier(row)


def may_have_messengers(viewer: Viewer) -> bool:
    """Say whether somebody may: whoever takes moments on, and no other company's people."""
    return viewer.may_anywhere(Permission.TAKE_MOMENTS)


def remove_messenger(viewer: Viewer, ident: UUID) -> None:
    """Forget a messenger of the viewer, inside the transaction of a flow. Raises `NotThere`."""
    if not Messenger.objects.filter(person=viewer.person, ident=ident).delete()[0]:
        raise NotThere("messenger")


def try_messenger(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """Send a message by a messenger of the viewer, inside the transaction of a flow. Raises `NotThere`."""
    row = Messenger.objects.filter(person=viewer.person, ident=ident).first()
    if row is None:
        raise NotThere("messenger")
    put(
        Notice(
            key=f"{_about(row.ident)}:{at.isoformat()}",
            kind=TRIAL,
            channel=Channel.MESSENGER,
            person=viewer.person,
            about=_about(row.ident),
            body={BY: str(row.ident), "name": row.name},
        ),
        at,
    )


def trial_of(carrier: Carrier) -> ToldLine | None:
    """Return what became of the last trial of a messenger; None where it was never tried."""
    row = Outgoing.objects.filter(about=_about(carrier.ident)).order_by("-pk").first()
    return None if row is None else ToldLine(name=carrier.name, way=way_of(row), at=row.delivered_at)


def _about(ident: UUID) -> str:
    return f"messenger:{ident}"


def carriers_of(people: Collection[int]) -> Mapping[int, Sequence[Carrier]]:
    """Return the messengers of some people (rows' ids)."""
    found: dict[int, list[Carrier]] = defaultdict(list)
    for row in Messenger.objects.filter(person__in=people).order_by("pk"):
        found[row.person_id].append(_carrier(row))
    return found


def address_of(ident: UUID) -> str | None:
    """Return a messenger's address with its secrets; None where it is gone, its owner is, or the key has changed."""
    row = Messenger.objects.filter(ident=ident, person__is_active=True).first()
    try:
        return None if row is None else unseal(row.sealed, key=settings.SECRET_KEY, purpose=_PURPOSE)
    except Unsealable:
        return None


def _carrier(row: Messenger) -> Carrier:
    return Carrier(
        ident=row.ident, name=row.name, service=row.service, urgent_only=row.urgent_only, added_at=row.added_at
    )
