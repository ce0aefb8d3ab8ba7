"""From when on a version governs that was agreed after its own first date, and which ones can be offered at all.

What governed a date governs it for ever: a later version takes over, and changes nothing of what lies behind.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.life import Span, governing
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.queries import span_of
from acuerdo.core.acts import State
from acuerdo.core.terms.term import Renewal
from acuerdo.documents import AgreementDocument

_DAY = timedelta(days=1)


def takes_over_on(version: Version, document: AgreementDocument, agreed_at: datetime) -> date | None:
    """Return the first date on which a version governs that both sides agreed on after its own first one.

    None: its own. Where an earlier version governed meanwhile, it is the day after the last one of those until then.
    """
    agreed_on = agreed_at.astimezone(ZoneInfo(document.time_zone)).date()
    if document.from_on >= agreed_on:
        return None
    agreement = version.agreement
    earlier = _bound(agreement, version.number)
    if governing(earlier, agreed_on, agreement.terminated_on) is not None:
        return agreed_on + _DAY
    last = _last_governed(earlier, agreed_on, agreement.terminated_on)
    return None if last is None or last < document.from_on else last + _DAY


def require_ahead(agreement: Agreement, document: AgreementDocument, at: datetime) -> None:
    """Refuse to offer what would govern nothing, or take a version in force away.

    Raises `AgreementRefused`: `term_over` for a term that has ended while a version governs, `agreement_ended` for one
    that begins after the last date of a notice.
    """
    on = at.astimezone(ZoneInfo(document.time_zone)).date()
    ended = agreement.terminated_on
    if ended is not None and max(document.from_on, on) > ended:
        raise AgreementRefused("agreement_ended", f"a notice until {ended.isoformat()}", "a new agreement")
    over = document.to_on is not None and document.to_on < on and document.shape.term.renewal != str(Renewal.TACIT)
    if over and governing(_bound(agreement), on, ended) is not None:
        raise AgreementRefused("term_over", f"a last date before {on.isoformat()}", "a term that has not ended")


def _bound(agreement: Agreement, before: int | None = None) -> list[Span]:
    rows = Version.objects.filter(agreement=agreement, offer__isnull=False).select_related("act").order_by("number")
    rows = rows if before is None else rows.filter(number__lt=before)
    return [span_of(agreement, row, State(row.act.state), row.act.offers_made) for row in rows]


def _last_governed(spans: Sequence[Span], until: date, terminated_on: date | None) -> date | None:
    """Return the last date before another on which one of some versions governed that govern no more."""
    begun = [one for one in spans if one.binds and one.from_on is not None and one.from_on <= until]
    if not begun:
        return None
    last = max(begun, key=lambda one: one.number).last_on
    ends = [one for one in (last, terminated_on) if one is not None]
    return min(ends, default=None)
