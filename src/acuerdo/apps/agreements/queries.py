"""Reading agreements."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from acuerdo.apps.acts.queries import records_of, side_in, signers_of
from acuerdo.apps.agreements.days import On, days_at
from acuerdo.apps.agreements.life import Span, governing, state_of
from acuerdo.apps.agreements.models import Agreement, AgreementKind, AgreementSigner, Draft, Version
from acuerdo.apps.agreements.shapes import DraftRecord, LifeState, VersionRecord
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.parties.roles import SIGNING, PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer, seen_by
from acuerdo.core.acts import Side, Signer, State
from acuerdo.core.terms.term import Renewal, Stretch, Term
from acuerdo.documents.scalars import read_interval


def find_agreement(viewer: Viewer, key: str, *, lock: bool = False) -> Agreement:
    """Return the row of an agreement that the viewer may see, locked where it is about to change. Raises `NotThere`."""
    found = Agreement.objects.select_related("customer")
    rows = seen_by(viewer, found.select_for_update(of=("self",)) if lock else found, Permission.SEE_AGREEMENTS)
    agreement = rows.filter(key=key).first()
    if agreement is None:
        raise NotThere("agreement")
    return agreement


def signers_for(agreement: Agreement) -> tuple[Signer, ...]:
    """Return whose acceptance the next offer needs: what the agreement says for each side, else the usual role."""
    rows = AgreementSigner.objects.filter(agreement=agreement).select_related("person").order_by("side", "pk")
    return _signers(agreement.kind, [_signer(row) for row in rows])


def signers_of_all(agreements: Iterable[Agreement]) -> dict[int, tuple[Signer, ...]]:
    """Return `signers_for` of many agreements by their rows' ids, in one query."""
    said: dict[int, list[Signer]] = {}
    for row in AgreementSigner.objects.select_related("person").order_by("side", "pk"):
        said.setdefault(row.agreement_id, []).append(_signer(row))
    return {one.pk: _signers(one.kind, said.get(one.pk, [])) for one in agreements}


def _signer(row: AgreementSigner) -> Signer:
    person = None if row.person is None else str(row.person.ident)
    return Signer(side=Side(row.side), role=row.role, person=person)


def _signers(kind: str, said: Sequence[Signer]) -> tuple[Signer, ...]:
    """Return what was said for each side, and the usual role where nothing was."""
    usual = dict(SIGNING)
    if kind == AgreementKind.UNDERPINNING:
        usual[Side.CUSTOMER] = Role.SUPPLIER_REPRESENTATIVE
    return tuple(
        signer
        for side, role in usual.items()
        for signer in ([one for one in said if one.side is side] or [Signer(side=side, role=role)])
    )


def side_of(viewer: Viewer, agreement: Agreement) -> Side | None:
    """Return the side of an agreement on which a viewer stands."""
    signers = () if agreement.kind == AgreementKind.SLA else signers_for(agreement)
    return side_in(viewer, agreement.customer_id, signers)


def may_negotiate(viewer: Viewer, agreement: Agreement) -> bool:
    """Say whether a viewer speaks for a side: by role, or as a person who is named as its signer."""
    if viewer.may(Permission.NEGOTIATE, agreement.customer_id):
        return True
    if viewer.only is not None and Permission.NEGOTIATE not in viewer.only:  # a token that may not, whoever sends it
        return False
    if AgreementSigner.objects.filter(agreement=agreement, person=viewer.person).exists():
        return True
    last = Version.objects.filter(agreement=agreement).select_related("act").order_by("-number").first()
    return last is not None and any(one.person == viewer.ident for one in signers_of(last.act))


def is_on_table(state: str, open_until: datetime | None, at: datetime) -> bool:
    """Say whether an offer waits for an answer at an instant."""
    return state == State.OFFERED and (open_until is None or at <= open_until)


def find_draft(viewer: Viewer, key: str) -> DraftRecord | None:
    """Return the draft of the viewer's own side, None where there is none. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    side = str(side_of(viewer, agreement))
    draft = Draft.objects.filter(agreement=agreement, side=side).select_related("changed_by").first()
    if draft is None or not may_negotiate(viewer, agreement):
        return None
    return DraftRecord(
        text=draft.text,
        revision=draft.revision,
        reason=draft.reason,
        origin=draft.origin,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by.name,
    )


def on_the_way(agreement: Agreement, at: datetime, *, untouched: bool = False) -> Version | None:
    """Return the version that is being negotiated; None where the next offer begins a new one, or others have to sign.

    With `untouched` also None where the last one has moves and waits for none: a paper begins an act of its own.
    """
    last = Version.objects.filter(agreement=agreement).select_related("act").order_by("-number").first()
    if last is None or last.offer_id is not None:
        return None
    if is_on_table(last.act.state, last.act.open_until, at):
        return last
    stays = set(signers_of(last.act)) == set(signers_for(agreement)) and not (untouched and last.act.moves_made)
    return last if stays else None


def moves_to_see(viewer: Viewer, key: str, at: datetime) -> int:
    """Return how many moves were made on what the viewer's side offers next: none on a version that is yet to begin.

    Raises `NotThere`.
    """
    version = on_the_way(find_agreement(viewer, key), at)
    return 0 if version is None else version.act.moves_made


def find_versions(viewer: Viewer, key: str, at: datetime, on: On | None = None) -> list[VersionRecord]:
    """Return every version of an agreement, the newest first, as it stands at an instant.

    With `on` as it stands on that date, else on the date that it is then in its zone.
    """
    on = days_at(at) if on is None else on
    agreement = find_agreement(viewer, key)
    rows = list(Version.objects.filter(agreement=agreement).select_related("act", "offer").order_by("number"))
    acts = records_of([row.act for row in rows], at)
    records = [(row, acts[row.act_id]) for row in rows]
    spans = [span_of(agreement, row, record.standing.state, record.standing.round) for row, record in records]
    found: list[VersionRecord] = []
    for (row, record), span in zip(records, spans, strict=True):
        offer = row.offer or row.offers.filter(content=record.standing.content or "").first()
        found.append(
            VersionRecord(
                number=row.number,
                state=life_of(agreement, span, spans, on),
                content="" if offer is None else offer.content,
                text="" if offer is None else offer.text,
                canonical="" if offer is None else offer.canonical,
                reason=row.reason,
                origin=row.origin,
                from_on=row.takes_over_on or row.from_on,
                to_on=row.to_on,
                time_zone=row.time_zone,
                act=record,
            )
        )
    return found[::-1]


def span_of(agreement: Agreement, row: Version, state: State, offers: int) -> Span:
    """Return what a version's state depends on."""
    return Span(
        number=row.number,
        act=state,
        offers=offers,
        from_on=row.takes_over_on or row.from_on,
        to_on=row.to_on,
        renews=row.renewal == Renewal.TACIT,
        renewed_until=agreement.renewed_until if agreement.renewed_version == row.number else None,
        zone=row.time_zone,
    )


def life_of(agreement: Agreement, span: Span, spans: Sequence[Span], on: On) -> LifeState:
    """Return where a version stands on a date."""
    return state_of(
        span,
        spans,
        on,
        terminated_on=agreement.terminated_on,
        under_review=agreement.reviewed_since is not None,
    )


def term_of(agreement: Agreement, row: Version) -> Term | None:
    """Return the term of a version that binds, None of one that does not yet."""
    if row.from_on is None:
        return None
    return Term(
        from_on=row.from_on,
        to_on=row.to_on,
        renewal=Renewal(row.renewal),
        notice=read_stretch(row.notice),
        renewed_to=agreement.renewed_until if agreement.renewed_version == row.number else None,
    )


@lru_cache(maxsize=1_000)
def read_stretch(text: str) -> Stretch | None:
    """Read a notice as a version keeps it, like `60d`."""
    if not text:
        return None
    interval = read_interval(text)
    return Stretch(count=interval.count, unit=interval.unit)


def find_term(viewer: Viewer, key: str) -> tuple[Term, str] | None:
    """Return the term of the newest version that binds, with the zone of its dates. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = Version.objects.filter(agreement=agreement, offer__isnull=False, act__state__in=BINDING)
    row = rows.order_by("-number").first()
    term = None if row is None else term_of(agreement, row)
    return None if row is None or term is None else (term, row.time_zone)


def list_backers(viewer: Viewer, key: str, on: On) -> list[Version]:
    """Return the versions in force on a date of the agreements that back this one, OLAs before suppliers' contracts.

    Raises `NotThere`, and `NotAllowed` for whoever is not the provider's: what stands behind is the provider's matter.
    """
    find_agreement(viewer, key)
    if viewer.kind is not PartyKind.PROVIDER:
        raise NotAllowed(Permission.SEE_AGREEMENTS)
    rows = seen_by(viewer, Agreement.objects.all(), Permission.SEE_AGREEMENTS)
    backing = rows.filter(versions__supports__agreement_key=key)
    versions: dict[int, list[Version]] = {}
    found = Version.objects.filter(agreement__in=backing.values("pk")).select_related("act", "agreement", "offer")
    for version in found.prefetch_related("supports").order_by("agreement__kind", "agreement__key", "number"):
        versions.setdefault(version.agreement_id, []).append(version)
    return [row for group in versions.values() if (row := governing_version(group, on)) and _backs(row, key)]


def governing_version(versions: Sequence[Version], on: On) -> Version | None:
    """Return which of an agreement's versions (all that bind among them) governs; None where none does."""
    agreement = versions[0].agreement
    spans = [span_of(agreement, row, State(row.act.state), row.act.offers_made) for row in versions]
    number = governing(spans, on, agreement.terminated_on)
    return next((row for row in versions if row.number == number), None)


def _backs(version: Version, key: str) -> bool:
    return any(one.agreement_key == key for one in version.supports.all())
