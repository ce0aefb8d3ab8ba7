"""Letters and events about the life of an agreement: reviews, notices, renewals, remarks.

Each function is called by a flow inside its transaction, right after what it tells. Letters go to those of the other
side who may act.
"""

from datetime import datetime

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.clocks.governing import read_versions
from acuerdo.apps.life.models import Comment, Renewal, Termination
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.apps.years.models import CalendarYear
from acuerdo.core.acts import MoveKind, Side
from acuerdo.core.chains.canonical import Json
from acuerdo.flows.people_told import ask_for_answers, latest, opposite, people_of, signing, write_to
from acuerdo.flows.programs_told import (
    last_on,
    tell_of_comment,
    tell_of_notice,
    tell_of_renewal,
    tell_of_taking_back,
    tell_of_year,
)

_NOTICES = {
    Event.NOTICE_GIVEN: "notice_given",
    Event.NOTICE_ACKNOWLEDGED: "notice_acknowledged",
    Event.NOTICE_WITHDRAWN: "notice_withdrawn",
}


def notice_told(event: Event, notice: Termination, side: Side, at: datetime) -> None:
    """Tell that a side gave, acknowledged or withdrew a notice."""
    agreement = notice.agreement
    tell_of_notice(event, notice, side, at)
    write_to(people_of(agreement, opposite(side)), _NOTICES[event], latest(agreement), _body(notice), at)


def taking_back_told(notice: Termination, act: ActRecord, at: datetime) -> None:
    """Tell of a move about taking back a notice that was acknowledged."""
    agreement, step = notice.agreement, act.steps[-1]
    tell_of_taking_back(notice, act, at)
    if act.standing.binds:
        write_to(people_of(agreement, opposite(step.side)), "notice_withdrawn", latest(agreement), _body(notice), at)
    elif step.kind is MoveKind.PROPOSE:
        ask_for_answers(agreement, act, "taking_back_waits", _body(notice), at)


def renewal_told(renewal: Renewal, act: ActRecord, at: datetime) -> None:
    """Tell of a move about an express renewal."""
    agreement, standing = renewal.version.agreement, act.standing
    tell_of_renewal(renewal, act, at)
    body: dict[str, Json] = {"agreement": agreement.key, "until": renewal.until_on.isoformat()}
    if standing.binds:
        write_to(signing(standing.signers, agreement), "renewal_agreed", latest(agreement), body, at)
    elif act.steps[-1].kind is MoveKind.PROPOSE:
        ask_for_answers(agreement, act, "renewal_waits", body, at)


def year_told(row: CalendarYear, act: ActRecord, at: datetime) -> None:
    """Tell of a move about a year of a calendar."""
    agreement, step = row.agreement, act.steps[-1]
    tell_of_year(row, act, at)
    body: dict[str, Json] = {
        "agreement": agreement.key,
        "calendar": row.calendar,
        "calendar_titles": _calendar_titles(row),
        "year": str(row.year),
    }
    if act.standing.binds:
        write_to(signing(act.standing.signers, agreement), "year_agreed", latest(agreement), body, at)
    elif step.kind in (MoveKind.PROPOSE, MoveKind.COUNTER):
        ask_for_answers(agreement, act, "year_waits", body, at)


def comment_told(event: Event, comment: Comment, side: Side, at: datetime) -> None:
    """Tell of a remark that both sides see; the letter says where it is, not what."""
    if comment.private:
        return
    tell_of_comment(event, comment, side, at)
    if event is Event.COMMENT_WRITTEN:
        agreement = comment.agreement
        body: dict[str, Json] = {"agreement": agreement.key, "clause": comment.path}
        write_to(people_of(agreement, opposite(side)), "comment_written", latest(agreement), body, at)


def _calendar_titles(row: CalendarYear) -> dict[str, Json]:
    """Return what a calendar is called in the version that binds, by language."""
    binding = Version.objects.filter(agreement=row.agreement, offer__isnull=False, act__state__in=BINDING)
    read = read_versions(list(binding.select_related("agreement", "offer").order_by("-number")[:1]))
    return dict(read[0].document.calendar_titles(row.calendar)) if read else {}


def _body(notice: Termination) -> dict[str, Json]:
    return {"agreement": notice.agreement.key, "last_on": last_on(notice).isoformat()}
