"""An agreement begins: from nothing, from a level of the catalogue, or from a copy of another agreement."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from acuerdo.apps.agreements.commands import AgreementRefused, NewAgreement, open_agreement
from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.agreements.queries import find_draft, find_versions
from acuerdo.apps.catalogue.queries import list_levels
from acuerdo.apps.parties.queries import find_party, find_provider
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents import DocumentRefused
from acuerdo.documents.beginnings import Beginning, begin, copy
from acuerdo.documents.editing import EditRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an agreement begins with: the keys of the customer and of itself, and at most one of level and copy.

    `title` is in the customer's language; without one the key stands in its place, or the copy's own title.
    """

    key: str
    customer: str
    kind: str = "sla"
    level: str = ""
    copy_of: str = ""
    title: str = ""


def begin_agreement(viewer: Viewer, start: Start, at: datetime) -> None:
    """Open an agreement with a first draft that begins on the day that it is in the customer's zone.

    Raises `NotThere`, `NotAllowed`, `AgreementRefused` (`key_taken`, `not_copied`).
    """
    customer = find_party(viewer, start.customer)
    viewer.require(Permission.EDIT_DRAFTS, customer.pk)
    provider = find_provider(viewer)
    ours, theirs = (provider.key, provider.name), (customer.key, customer.name)
    supplied = start.kind == AgreementKind.UNDERPINNING  # there a supplier promises, and the provider is served
    beginning = Beginning(
        key=start.key,
        kind=start.kind,
        language=customer.language,
        time_zone=customer.time_zone,
        provider=theirs if supplied else ours,
        customer=ours if supplied else theirs,
        from_on=at.astimezone(ZoneInfo(customer.time_zone)).date(),
        level=start.level,
        title=start.title,
    )
    if start.level and start.level not in {line.key for line in list_levels(viewer) if line.number}:
        raise NotThere("level")
    text = _copy(_text_of(viewer, start.copy_of, at), beginning) if start.copy_of else begin(beginning)
    with transaction.atomic():
        open_agreement(viewer, NewAgreement(key=start.key, kind=start.kind, customer=start.customer, text=text), at)


def _copy(text: str, beginning: Beginning) -> str:
    try:
        return copy(text, beginning)
    except (EditRefused, DocumentRefused) as refused:
        raise AgreementRefused("not_copied", str(refused), "parties that are written plainly") from refused


def _text_of(viewer: Viewer, key: str, at: datetime) -> str:
    """The newest version's text, else the draft of the viewer's side."""
    versions = find_versions(viewer, key, at)
    draft = find_draft(viewer, key)
    text = versions[0].text if versions else ("" if draft is None else draft.text)
    if not text:
        raise NotThere("agreement with a text")
    return text
