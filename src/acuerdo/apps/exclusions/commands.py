"""Making room for acts about exclusions, and keeping what is offered, inside the transaction of a flow."""

from django.db.models import Max

from acuerdo.apps.acts.commands import begin_act, hash_said, keep_said
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.acts import State
from acuerdo.core.chains.canonical import Json

ACT_SUBJECT = "exclusion"


def begin_exclusion(agreement: Agreement, ticket: Ticket | None) -> Exclusion:
    """Begin a claim about an agreement (its row locked), or a ticket that it governs."""
    last = Exclusion.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0
    act = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.pk}:{last + 1}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    return Exclusion.objects.create(agreement=agreement, number=last + 1, ticket=ticket, act_id=act)


def put_said(row: Exclusion, said: ExclusionSaid) -> str:
    """Keep what is offered, and return the hash that is accepted with it."""
    return keep_said(row.act_id, _written(row.agreement, said))


def find_same(agreement: Agreement, said: ExclusionSaid) -> int | None:
    """Return the number of a claim of an agreement that says just this, and is open or agreed; None: there is none."""
    same = Exclusion.objects.filter(agreement=agreement, act__content=hash_said(_written(agreement, said)))
    return same.filter(act__state__in=(State.OFFERED, State.AGREED)).values_list("number", flat=True).first()


def _written(agreement: Agreement, said: ExclusionSaid) -> dict[str, Json]:
    return {
        "agreement": agreement.key,
        "scope": str(said.scope),
        "source": said.source,
        "ticket": said.ticket,
        "service": said.service,
        "from_us": said.from_us,
        "until_us": said.until_us,
        "commitments": sorted(said.commitments),
        "reason": said.reason,
        "evidence": said.evidence,
        "announced_us": said.announced_us,
    }
