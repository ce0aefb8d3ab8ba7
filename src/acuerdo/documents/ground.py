"""What the parts of a document may refer to: fields and their values, calendars, services, levels, events."""

from collections.abc import Iterable, Mapping

from acuerdo.core.clock.facts import STATE_FIELDS, TOLD_COLUMNS, Event
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.measures import PRESETS
from acuerdo.documents.findings import Ledger, one_of, suggest
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.texts.nodes import Path

OPENED_IN = "opened_in"
REPLY = "reply"
WORK_STARTED = "work_started"


class Ground:
    """The names that a document knows, and the ledger for those that it does not.

    `levels` are all priority levels, of the agreement's scale and of the services' own; `fields` the fields of a ticket
    with the values they may have (an empty list allows any); `declared_events` the events that the agreement itself
    names, beside those that every agreement knows.
    """

    def __init__(self, shape: AgreementShape, ledger: Ledger, calendars: Mapping[str, WorkingCalendar]) -> None:
        self.shape = shape
        self.ledger = ledger
        self.calendars = calendars
        scales = [shape.priorities, *(service.priorities for service in shape.services)]
        self.levels = list(dict.fromkeys(level for scale in scales if scale is not None for level in scale.levels))
        self.services = [service.id for service in shape.services]
        self.commitments = [one.id for one in shape.commitments]
        # A calendar that could not be made is known all the same.
        self.calendar_names = list(dict.fromkeys([*shape.calendars, *calendars]))
        self.fields: dict[str, list[str]] = {name: [] for name in STATE_FIELDS}
        self.fields |= {"priority": self.levels, "service": self.services}
        self.fields |= {name: list(values) for name, values in shape.fields.items()}
        self.declared_events = _declared_events(shape)

    def require(self, name: str, known: Iterable[str], code: str, path: Path) -> bool:
        """Note a name that is not known, with the nearest that is."""
        words = list(known)
        if name in words:
            return True
        expected = one_of(words) if words else "a name that the agreement declares; it declares none"
        self.ledger.note(code, path, found=repr(name), expected=expected, hint=suggest(name, words))
        return False

    def require_calendar(self, name: str, path: Path) -> bool:
        """Note a calendar that is not known."""
        return self.require(name, self.calendar_names, "unknown_calendar", path)

    def require_field(self, name: str, path: Path) -> bool:
        """Note a field that tickets do not have."""
        return self.require(name, self.fields, "unknown_field", path)

    def require_value(self, field: str, value: str, path: Path) -> None:
        """Note a value that a field cannot have."""
        known = self.fields.get(field, [])
        if field == "priority":
            self.require(value, known, "unknown_priority", path)
        elif known:
            self.require(value, known, f"unknown_{field}" if field == "service" else "unknown_value", path)


def _declared_events(shape: AgreementShape) -> frozenset[str]:
    triggers = [
        trigger
        for measure in shape.measures.values()
        for trigger in (measure.starts_when, measure.stops_when, measure.cancels_when)
        if trigger is not None
    ]
    named = {event for trigger in triggers for event in trigger.event} | set(shape.events)
    clocks = [one for one in shape.commitments if isinstance(one, ClockShape)]
    if any(WORK_STARTED in clock.answered_by for clock in clocks):
        named.add(WORK_STARTED)
    return frozenset(named - set(Event))


def check_ground(ground: Ground) -> None:
    """Note own fields that hide the columns of facts, and own measures that hide a preset."""
    for name in ground.shape.fields:
        if name in TOLD_COLUMNS:
            ground.ledger.note(
                "reserved_name",
                ("fields", name),
                found=repr(name),
                expected="a name that is no column of ticket facts",
                hint="standard fields need no declaration",
            )
    for name in ground.shape.measures:
        if name in PRESETS:
            ground.ledger.note(
                "reserved_name",
                ("measures", name),
                found=repr(name),
                expected="a name that is no preset measure",
                hint="use the preset as it is, or give yours another name",
            )
