"""What governs days that have passed is another version than before: the tickets concerned are judged anew."""

from datetime import UTC, date, datetime, time, timedelta

from acuerdo.apps.agreements.models import Agreement, AgreementKind, Version
from acuerdo.apps.rejudging.commands import Change, ask
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.touching import By, Touching
from acuerdo.core.hours import to_us


def judge_anew(version: Version, cause: Cause, from_on: date, at: datetime, act: int | None = None) -> None:
    """Have the tickets judged anew that were opened on dates on which another version may govern now, from one on.

    `act` is what both sides agreed on, where it is not the version itself. Inside the transaction of a flow.
    """
    agreement = version.agreement
    customers = [agreement.customer_id]
    if agreement.kind != AgreementKind.SLA:
        backed = version.supports.values("agreement_key")
        customers = list(Agreement.objects.filter(key__in=backed).values_list("customer", flat=True))
    earliest_us = to_us(datetime.combine(from_on, time(), tzinfo=UTC) - timedelta(days=1))  # wherever it is that date
    change = Change(
        cause=cause,
        agreement=agreement.pk,
        act=version.act_id if act is None else act,
        about=str(version.number),
        from_us=earliest_us,
    )
    ask(change, Touching(by=By.OPENED, ids=tuple(customers), since_us=earliest_us), to_us(at))
