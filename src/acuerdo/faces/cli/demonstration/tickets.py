"""Tickets of the demo: the help desks of its customers, who is who in them, and what both sides have to settle."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.matters.models import MatterKind
from acuerdo.apps.matters.shapes import PriorityOffer, RouteOffer
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.linking import list_handles
from acuerdo.apps.tickets.models import Fact, Ticket
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.cli.demonstration.feeding import Progress, begin
from acuerdo.faces.cli.demonstration.story import HELP_DESKS, HelpDesk, Story
from acuerdo.flows import exclusions_agreed, sources_kept
from acuerdo.flows.exclusions_agreed import ExclusionIntent
from acuerdo.flows.ticket_settled import MatterIntent, settle

_OPENED = timedelta(days=375)
_THINKING = timedelta(minutes=9)
"""How long the provider takes to answer."""


def tell_tickets(viewers: dict[str, Viewer], story: Story) -> Progress:
    """Let the help desks tell what is fresh, and both sides claim and dispute; return how far the story was told."""
    lucia = viewers["lucia"]
    for desk in HELP_DESKS:
        open_source(lucia, desk, story.began_at - _OPENED)
    _exclusions(viewers, story)
    progress = begin(story)
    for desk in HELP_DESKS:
        link_people(lucia, desk.source, story.began_at)
    _priorities(viewers, story.began_at)
    _route(viewers, story.began_at)
    return progress


def open_source(lucia: Viewer, desk: HelpDesk, at: datetime, *, key: str = "", name: str = "") -> None:
    """Begin the source of a help desk, with its words; or another one of the same customer."""
    wanted = SourceIntent(
        key=key or desk.source, name=name or desk.name, customer=desk.customer, statuses={} if key else desk.means
    )
    sources_kept.add(lucia, wanted, at)


def link_people(lucia: Viewer, source: str, at: datetime) -> None:
    """Say who is meant by the names of a help desk, where they are names of people here."""
    for name in list_handles(lucia, source):
        if name.suggested:
            sources_kept.link(lucia, source, UUID(name.ident), name.suggested, at)


def _exclusions(viewers: dict[str, Viewer], story: Story) -> None:
    """Claim what is not to count: one claim is accepted, one refused, one waits."""
    ana, boris, grace = viewers["ana"], viewers["boris"], viewers["grace"]
    failed = date.fromisoformat(story.place("<04-14>"))
    line = ExclusionSaid(
        scope=Scope.SERVICE,
        service="networks",
        from_us=_instant(failed, 7, "Europe/Madrid"),
        until_us=_instant(failed + timedelta(days=1), 20, "Europe/Madrid"),
        reason="third_party",
        evidence="Corte de fibra del operador en Toledo; parte de avería adjunto al acta de la revisión.",
    )
    at = datetime.combine(failed + timedelta(days=3), time(10), story.began_at.tzinfo)
    number, act = exclusions_agreed.claim(ana, "sur-redes", line, at, note="Como vimos en la llamada del viernes.")
    accept = ExclusionIntent(move=MoveKind.ACCEPT, seen=act.seen)
    exclusions_agreed.answer(boris, "sur-redes", number, accept, at + timedelta(days=2))

    sale = date.fromisoformat(story.place("<-26>"))
    rush = ExclusionSaid(
        scope=Scope.SERVICE,
        service="tills",
        from_us=_instant(sale, 8, "Europe/London"),
        until_us=_instant(sale + timedelta(days=4), 20, "Europe/London"),
        reason="customer_act",
        evidence="The half-term sale was not announced to the desk.",
    )
    at = story.began_at - timedelta(days=20)
    number, act = exclusions_agreed.claim(ana, "lakes-support", rush, at)
    refuse = ExclusionIntent(
        move=MoveKind.REJECT, seen=act.seen, note="It was in the calendar that we sent in September."
    )
    exclusions_agreed.answer(grace, "lakes-support", number, refuse, at + timedelta(days=2))

    update = date.fromisoformat(story.place("<-72>"))
    version = ExclusionSaid(
        scope=Scope.SERVICE,
        service="desk",
        from_us=_instant(update, 9, "Europe/Samara"),
        until_us=_instant(update + timedelta(days=2), 18, "Europe/Samara"),
        commitments=("resolution",),
        reason="customer_act",
        evidence="Новую версию 1С установили без предупреждения; журнал установки приложен.",
    )
    at = story.began_at - timedelta(days=6)
    exclusions_agreed.claim(viewers["ana"], "volga-podderzhka", version, at, note="Просим не учитывать эти три дня.")


def _priorities(viewers: dict[str, Viewer], at: datetime) -> None:
    """Dispute priorities: one waits for the provider's answer, of another the customer has to answer a counter."""
    claimed = _newest("mesa", "desk", at)
    if claimed is not None:
        intent = _offering(MoveKind.PROPOSE, 0, "P1", "Es la caja de facturación: no podemos facturar.")
        settle(viewers["boris"], "mesa", claimed, intent, at)
    countered = _newest("shops", "tills", at)
    if countered is not None:
        intent = _offering(MoveKind.PROPOSE, 0, "P1", "It is the only till on the ground floor.")
        act = settle(viewers["grace"], "shops", countered, intent, at - _THINKING)
        intent = _offering(MoveKind.COUNTER, act.seen, "P2", "The second till works: P2, and somebody is on the way.")
        _settled(settle(viewers["lucia"], "shops", countered, intent, at))


def _route(viewers: dict[str, Viewer], at: datetime) -> None:
    """Offer a price for a course, which the agreement leaves out."""
    asked = Fact.objects.filter(source__key="mesa", event="opened", body__contains="formación").order_by("-at_us")
    wanted = asked.values_list("ticket__name", flat=True).first()
    if wanted is not None:
        offer = RouteOffer(agreement="sur-servicios", service="desk", item=1)
        intent = MatterIntent(kind=MatterKind.ROUTE, move=MoveKind.PROPOSE, seen=0, offer=offer)
        _settled(settle(viewers["lucia"], "mesa", wanted, intent, at))


def _newest(source: str, service: str, at: datetime) -> str | None:
    """Return the name of the newest unresolved ticket of the lowest priority about a service, a little while old."""
    stages = (Stage.OPEN, Stage.WAITING)
    rows = Ticket.objects.filter(source__key=source, service=service, priority="P3", stage__in=stages)
    rows = rows.filter(opened_us__lt=to_us(at - 2 * _THINKING))
    return rows.order_by("-opened_us").values_list("name", flat=True).first()


def _offering(move: MoveKind, seen: int, priority: str, note: str) -> MatterIntent:
    offer = PriorityOffer(priority=priority)
    return MatterIntent(kind=MatterKind.PRIORITY, move=move, seen=seen, offer=offer, note=note)


def _settled(act: ActRecord) -> None:
    if act.standing.binds:
        raise RuntimeError("nobody answered that yet")


def _instant(day: date, hour: int, zone: str) -> int:
    return to_us(datetime.combine(day, time(hour), ZoneInfo(zone)))
