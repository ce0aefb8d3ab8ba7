"""From a row of text to a fact, or a refusal that says where and why."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from acuerdo.core.clock.facts import CLEARED, STATE_FIELDS, STATUS_WORDS, TITLE, TOLD_COLUMNS, Event, Fact
from acuerdo.core.terms.measures import Stage

StatusMap = Mapping[str, tuple[Stage, str | None]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OFFSET = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d)$")
_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})
_KNOWN_EVENTS = frozenset(Event)
_STATE_FIELDS = frozenset(STATE_FIELDS)
_COLUMNS = frozenset(TOLD_COLUMNS)
NO_EVENTS: frozenset[str] = frozenset()
NO_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType({})
LONGEST_TEXT = 1_000
EARLIEST_US = 0
LATEST_US = (datetime(2101, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


class FactRefused(ValueError):
    """A row that cannot be a fact.

    `code` is stable: `missing_value`, `naive_instant`, `bad_instant`, `beyond_years`, `unknown_event`,
    `unmapped_status`, `contradicting_status`, `bad_flag`, `bad_number`, `unknown_column`, `unknown_value`,
    `too_long`, `duplicate_key` (another ticket has it).
    """

    def __init__(self, code: str, *, column: str, found: str, expected: str, hint: str = "") -> None:
        self.code = code
        self.column = column
        self.found = found
        self.expected = expected
        self.hint = hint
        super().__init__(f"{column}: found {found!r}, expected {expected}" + (f"; {hint}" if hint else ""))


def instant_us(moment: datetime) -> int:
    """Return an aware datetime as whole microseconds since 1970-01-01 UTC.

    >>> instant_us(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    if moment.tzinfo is None:
        raise FactRefused(
            "naive_instant",
            column="at",
            found=str(moment),
            expected="an instant with its offset",
            hint="name the time zone in the import profile",
        )
    return (moment - _EPOCH) // _MICROSECOND


def read_instant(text: str, column: str = "at") -> int:
    """Read an RFC 3339 instant with its offset.

    >>> read_instant("2026-03-02T09:00:00Z") == read_instant("2026-03-02T10:00:00+01:00")
    True
    """
    if not _OFFSET.search(text):
        raise FactRefused(
            "naive_instant",
            column=column,
            found=text,
            expected="an instant with its offset, like 2026-03-02T09:00:00Z",
            hint="name the time zone in the import profile",
        )
    try:
        moment = datetime.fromisoformat(text[:-1] + "Z" if text.endswith("z") else text)
        found = (moment - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        raise FactRefused(
            "bad_instant", column=column, found=text, expected="an instant like 2026-03-02T09:00:00Z"
        ) from None
    if not EARLIEST_US <= found < LATEST_US:
        raise FactRefused("beyond_years", column=column, found=text, expected="a year from 1970 to 2100")
    return found


def read_fact(
    row: Mapping[str, object],
    *,
    number: int = 0,
    statuses: StatusMap = STATUS_WORDS,
    own_events: frozenset[str] = NO_EVENTS,
    own_fields: Mapping[str, frozenset[str]] = NO_FIELDS,
) -> Fact:
    """Read one row of the columns of `TOLD_COLUMNS` and the agreement's own fields; empty cells say nothing.

    Values are text; aware datetimes are taken in `at`, `until` and `recorded_at`, booleans in `public`, whole numbers
    in `seq`. `number` is the row's place in its source. No title is a reason to refuse a row. Raises `FactRefused`.
    """
    cells = {name: cell for name, value in row.items() if name != TITLE and (cell := _cell(name, value)) is not None}
    _refuse_unknown(cells, own_fields)
    event = _needed(cells, "event")
    if event not in _KNOWN_EVENTS and event not in own_events:
        raise FactRefused(
            "unknown_event",
            column="event",
            found=event,
            expected="one of " + ", ".join(sorted(_KNOWN_EVENTS | own_events)),
            hint="events of your own are named by the agreement's measures",
        )
    if event == Event.RETRACTED and "corrects" not in cells:
        raise FactRefused(
            "missing_value", column="corrects", found="", expected="the key of the fact that is taken back"
        )
    stage, reason = stage_of(cells.get("status"), event, statuses)
    return Fact(
        ticket=_needed(cells, "ticket"),
        at_us=read_instant(_needed(cells, "at"), "at"),
        event=event,
        recorded_us=_optional_instant(cells, "recorded_at"),
        status=cells.get("status"),
        stage=stage,
        reason=cells.get("reason", reason),
        until_us=_optional_instant(cells, "until"),
        fields=_fields(cells, own_fields),
        by=cells.get("by"),
        public=_flag(cells.get("public")),
        into=cells.get("into"),
        source=cells.get("source", ""),
        seq=_whole(cells.get("seq")),
        key=cells.get("key"),
        corrects=cells.get("corrects"),
        row=number,
        title=read_title(row.get(TITLE)),
    )


def read_title(value: object) -> str | None:
    """Return a title as a row tells it: None where it says nothing, empty where it clears it.

    >>> read_title(" Printer is off "), read_title("-"), read_title("")
    ('Printer is off', '', None)
    """
    text = "" if value is None else str(value).strip()
    return "" if text == CLEARED else text or None


def _cell(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        instant_us(value)
        return value.isoformat()
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise FactRefused(
            "too_long", column=name, found=text[:40] + "...", expected=f"at most {LONGEST_TEXT} characters"
        )
    return text or None


def _refuse_unknown(cells: Mapping[str, str], own_fields: Mapping[str, frozenset[str]]) -> None:
    for name in cells:
        if name not in _COLUMNS and name not in own_fields:
            raise FactRefused(
                "unknown_column",
                column=name,
                found=cells[name],
                expected="one of " + ", ".join((*TOLD_COLUMNS, *own_fields)),
                hint="declare it under `fields:` in the agreement, or map it in the profile",
            )


def _needed(cells: Mapping[str, str], name: str) -> str:
    if name not in cells:
        raise FactRefused("missing_value", column=name, found="", expected="a value in every row")
    return cells[name]


def _optional_instant(cells: Mapping[str, str], name: str) -> int | None:
    return read_instant(cells[name], name) if name in cells else None


def _flag(text: str | None) -> bool:
    if text is None or text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise FactRefused("bad_flag", column="public", found=text, expected="true or false")


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise FactRefused("bad_number", column="seq", found=text, expected="a whole number") from None


def _fields(cells: Mapping[str, str], own_fields: Mapping[str, frozenset[str]]) -> tuple[tuple[str, str], ...]:
    found = []
    for name in sorted(cells):
        allowed = own_fields.get(name)
        if allowed is None and name not in _STATE_FIELDS:
            continue
        value = "" if cells[name] == CLEARED else cells[name]
        if allowed and value and value not in allowed:
            raise FactRefused(
                "unknown_value", column=name, found=value, expected="one of " + ", ".join(sorted(allowed))
            )
        found.append((name, value))
    return tuple(found)


_EVENT_STAGES: Mapping[str, frozenset[Stage]] = MappingProxyType(
    {
        Event.RESOLVED: frozenset({Stage.RESOLVED, Stage.CLOSED}),
        Event.CLOSED: frozenset({Stage.CLOSED}),
        Event.CANCELLED: frozenset({Stage.CANCELLED, Stage.CLOSED}),
        Event.REOPENED: frozenset({Stage.OPEN, Stage.WAITING}),
        Event.MERGED: frozenset({Stage.CANCELLED, Stage.CLOSED, Stage.RESOLVED}),
    }
)
_OWN_STAGE: Mapping[str, Stage] = MappingProxyType(
    {
        Event.RESOLVED: Stage.RESOLVED,
        Event.CLOSED: Stage.CLOSED,
        Event.CANCELLED: Stage.CANCELLED,
        Event.REOPENED: Stage.OPEN,
        Event.MERGED: Stage.MERGED,
    }
)


def stage_of(status: str | None, event: str, statuses: StatusMap) -> tuple[Stage | None, str | None]:
    """Return the stage that a fact brings about, and the status word's own reason for waiting.

    Raises `FactRefused` (`unmapped_status`, `contradicting_status`).
    """
    if status is None:
        return _OWN_STAGE.get(event), None
    if status not in statuses:
        raise FactRefused(
            "unmapped_status",
            column="status",
            found=status,
            expected="one of " + ", ".join(sorted(statuses)),
            hint="map it to a stage under `statuses:` in the import profile",
        )
    stage, reason = statuses[status]
    allowed = _EVENT_STAGES.get(event)
    if allowed is not None and stage not in allowed:
        raise FactRefused(
            "contradicting_status",
            column="status",
            found=f"{status} with event {event}",
            expected="a status of stage " + ", ".join(sorted(allowed)),
        )
    if event in (Event.CANCELLED, Event.MERGED):
        return _OWN_STAGE[event], None
    return stage, reason
