"""Forgetting that a person is named as a signer of offers to come."""

from acuerdo.apps.agreements.models import Agreement, AgreementSigner
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.core.acts import Side


def count_named(person: int) -> int:
    """Return how many agreements name a person (the row's id) as a signer of what is offered next."""
    return AgreementSigner.objects.filter(person=person).values("agreement").distinct().count()


def drop_signer(person: int) -> list[tuple[Agreement, Side, list[str]]]:
    """Name a person as a signer no more; return each agreement and side, and who signs there from now on.

    An offer that is open keeps the signers with which it was made.
    """
    rows = AgreementSigner.objects.filter(person=person).select_related("agreement").order_by("agreement__key", "side")
    told = [(row.agreement, Side(row.side)) for row in rows]
    rows.delete()
    return [(agreement, side, _left(agreement, side)) for agreement, side in told]


def _left(agreement: Agreement, side: Side) -> list[str]:
    signers = [one for one in signers_for(agreement) if one.side is side]
    return sorted(one.role if one.person is None else f"@{one.person}" for one in signers)
