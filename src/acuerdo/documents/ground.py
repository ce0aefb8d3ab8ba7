"""What the parts of a document may refer to: fields and their values, calendars, services, levels, events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acuerdo.core.clock.facts import FACT_COLUMNS, STATE_FIELDS, Event
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.measures import PRESETS
from acuerdo.documents.findings import Ledger, one_of, suggest
from acuerdo.documents.nodes import Path
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.commitments import ClockShape

OPENED_IN = "opened_in"
REPLY = "reply"
WORK_STARTED = "work_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The names that a document knows, and the ledger for those that it does not."""

    shape: AgreementShape
    ledger: Ledger
    calendars: Mapping[str, WorkingCalendar]

    @property
    def calendar_names(self) -> list[str]:
        """The calendars that may be named; those that could not be made are known all the same."""
        return list(dict.fromkeys([*self.shape.calendars, *self.calendars]))

    @property
    def levels(self) -> list[str]:
        """All priority levels, of the agreement's scale and of the services' own."""
        scales = [self.shape.priorities, *(service.priorities for service in self.shape.services)]
        return list(dict.fromkeys(level for scale in scales if scale is not None for level in scale.levels))

    @property
    def fields(self) -> dict[str, list[str]]:
        """The fields of a ticket with the values they may have; an empty list allows any."""
        known: dict[str, list[str]] = {name: [] for name in STATE_FIELDS}
        known["priority"] = self.levels
        known["service"] = [service.id for service in self.shape.services]
        return known | {name: list(values) for name, values in self.shape.fields.items()}

    @property
    def declared_events(self) -> frozenset[str]:
        """The events that the agreement itself names, beside those that every agreement knows."""
        triggers = [
            trigger
            for measure in self.shape.measures.values()
            for trigger in (measure.starts_when, measure.stops_when, measure.cancels_when)
            if trigger is not None
        ]
        named = {event for trigger in triggers for event in trigger.event} | set(self.shape.events)
        answers = {
            answer
            for one in self.shape.commitments
            if isinstance(one, ClockShape)
            for answer in one.answered_by
            if answer == WORK_STARTED
        }
        return frozenset((named | answers) - set(Event))

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


def check_ground(ground: Ground) -> None:
    """Note own fields that hide the columns of facts, and own measures that hide a preset."""
    for name in ground.shape.fields:
        if name in FACT_COLUMNS:
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
