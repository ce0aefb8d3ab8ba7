"""A decision about a term comes due: whoever signs for either side, and the account manager, are told in time."""

from datetime import datetime, timedelta

from django.db import transaction

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import decisions_about
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.agreements.shapes import DecisionLine
from acuerdo.apps.parties.roles import Role
from acuerdo.core.acts import Side, Signer
from acuerdo.flows.people_told import About, signing, write_to

DAYS_BEFORE = (30, 7, 1)
"""How many days before a decision is due people are reminded of it, the first time first."""


def remind_of_decisions(at: datetime) -> int:
    """Put the reminders that are due into the outbox, each once, and return how many were new.

    Whoever was not reminded in time (the agreement is new, the worker stood still) gets the latest one alone.
    """
    days = days_at(at)
    rows = Agreement.objects.select_related("customer").order_by("key")
    found = decisions_about(rows, days, days.last + timedelta(days=DAYS_BEFORE[0]))
    agreements = {row.key: row for row in rows.filter(key__in=[line.key for line in found])}
    new = 0
    for line in found:
        left = (line.decision.decide_by - line.today_on).days
        reached = min((before for before in DAYS_BEFORE if left <= before), default=None)
        if reached is None:  # the day has not come yet in the agreement's own zone
            continue
        with transaction.atomic():
            new += _remind(agreements[line.key], line, reached, at)
    return new


def _remind(agreement: Agreement, line: DecisionLine, days: int, at: datetime) -> int:
    decision = line.decision
    asked = [*signers_for(agreement), Signer(side=Side.PROVIDER, role=Role.ACCOUNT_MANAGER)]
    body = {
        "agreement": line.key,
        "decide_by": decision.decide_by.isoformat(),
        "notice_by": decision.notice_by.isoformat(),
        "end_on": decision.end_on.isoformat(),
        "renews_until": "" if decision.renews_until is None else decision.renews_until.isoformat(),
    }
    about = About(agreement=agreement, said=f"{decision.decide_by.isoformat()}:{days}")
    return write_to(signing(asked, agreement), "decision_due", about, body, at)
