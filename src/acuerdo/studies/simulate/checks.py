"""From a file to a scenario, or to every reason why it is none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from acuerdo.core.hours import CalendarRefused
from acuerdo.documents.findings import DocumentRefused, Ledger, suggest
from acuerdo.documents.sources import Source, read_source
from acuerdo.studies.simulate.arrivals import expect_tickets
from acuerdo.studies.simulate.quantities import Mix, Unfit
from acuerdo.studies.simulate.scenario import DEFAULT, Arrivals, OwnEvent, Scenario, Wait
from acuerdo.studies.simulate.shifts import build_calendars
from acuerdo.texts.nodes import make_plain

MOST_DAYS = 3_660
MOST_TICKETS = 5_000_000

_Step = str | int


class _Fault(NamedTuple):
    code: str
    path: tuple[_Step, ...]
    found: str
    expected: str
    hint: str = ""


def _unknown(kind: str, found: str | None, known: Iterable[str], *path: _Step) -> Iterator[_Fault]:
    known = list(known)
    if found is not None and found not in known:
        hint = suggest(found, known) or f"known here: {', '.join(known[:12]) or 'none'}"
        yield _Fault(f"unknown_{kind}", path, f"'{found}'", f"a {kind} of this scenario", hint)


def _unknowns(kind: str, found: Iterable[str], known: Iterable[str], *path: _Step) -> Iterator[_Fault]:
    known = list(known)
    for word in found:
        yield from _unknown(kind, word, known, *path)


def _weights(mix: Mix, *path: _Step, needed: bool = False) -> Iterator[_Fault]:
    if (mix and sum(mix.values()) <= 0) or (needed and not mix):
        hint = "give at least one value a weight above 0"
        yield _Fault("no_weights", path, "nothing to choose from", "names with weights", hint)


def _check_span(scenario: Scenario) -> Iterator[_Fault]:
    days = (scenario.to_on - scenario.from_on).days + 1
    if days < 1:
        yield _Fault("backwards", ("to",), f"{scenario.to_on}", "a date not before 'from'")
    elif days > MOST_DAYS:
        yield _Fault("too_long", ("to",), f"{days:,} days", f"at most {MOST_DAYS:,}", "simulate part of it")


def _check_zones(scenario: Scenario) -> Iterator[_Fault]:
    yield from _check_zone(scenario.time_zone, "time_zone")
    for name, stream in scenario.arrivals.items():
        if stream.time_zone is not None:
            yield from _check_zone(stream.time_zone, "arrivals", name, "time_zone")


def _check_zone(zone: str, *path: _Step) -> Iterator[_Fault]:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        expected = "a zone of the IANA database, such as Europe/Madrid"
        yield _Fault("unknown_zone", path, f"'{zone}'", expected)


def _check_calendars(scenario: Scenario) -> Iterator[_Fault]:
    try:
        build_calendars(scenario.calendars, scenario.time_zone)
    except CalendarRefused as refusal:
        name, _, inside = refusal.path.partition(".")
        found = f"{inside}: {refusal.args[0]}" if inside else str(refusal.args[0])
        yield _Fault(refusal.code, ("calendars", name), found, "a calendar as agreements write it")


def _check_priorities(scenario: Scenario) -> Iterator[_Fault]:
    given = scenario.priorities
    levels = given.levels
    if len(set(levels)) < len(levels):
        yield _Fault("twice", ("priorities", "levels"), "a level twice", "each level once")
    yield from _unknowns("priority", given.shares, levels, "priorities", "shares")
    yield from _unknowns("type", given.by_type, scenario.types, "priorities", "by_type")
    yield from _unknowns("priority", given.by_type.values(), levels, "priorities", "by_type")
    if bool(given.shares) == bool(given.matrix):
        found = "both 'shares' and 'matrix'" if given.shares else "neither 'shares' nor 'matrix'"
        yield _Fault("no_priorities", ("priorities",), found, "either shares, or impacts, urgencies and matrix")
    yield from _weights(given.shares, "priorities", "shares")
    yield from _check_matrix(scenario)


def _check_matrix(scenario: Scenario) -> Iterator[_Fault]:
    given = scenario.priorities
    needed = bool(given.matrix)
    yield from _weights(given.impacts, "priorities", "impacts", needed=needed)
    yield from _weights(given.urgencies, "priorities", "urgencies", needed=needed)
    for impact in given.impacts:
        row = given.matrix.get(impact, {})
        path = ("priorities", "matrix", impact)
        yield from _unknowns("priority", row.values(), given.levels, *path)
        missing = [urgency for urgency in given.urgencies if urgency not in row]
        if missing:
            yield _Fault("gap", path, f"nothing for {', '.join(missing)}", "a priority for every urgency")


def _check_services(scenario: Scenario) -> Iterator[_Fault]:
    yield from _weights({name: service.share for name, service in scenario.services.items()}, "services")
    for name, service in scenario.services.items():
        yield from _unknown("team", service.team, scenario.teams, "services", name, "team")
        yield from _weights(service.categories, "services", name, "categories")
        yield from _check_chain(scenario, name, service.team)


def _check_chain(scenario: Scenario, service: str, first: str) -> Iterator[_Fault]:
    """Every team that a ticket of the service can reach must have somebody who knows it."""
    team: str | None = first
    seen: set[str] = set()
    while team in scenario.teams and team not in seen:
        seen.add(team)
        people = [person for person in scenario.people.values() if person.team == team and person.down_to is None]
        if not any(not person.skills or service in person.skills for person in people):
            hint = f"add '{service}' to the skills of somebody in '{team}'"
            yield _Fault("unserved", ("services", service), f"nobody in '{team}'", "somebody who serves it", hint)
        team = scenario.teams[team].escalates_to
    if team in seen:
        path = ("teams", str(team), "escalates_to")
        yield _Fault("circle", path, "a team that comes back to itself", "a chain that ends at the last tier")


def _check_people(scenario: Scenario) -> Iterator[_Fault]:
    levels = [*scenario.priorities.levels, DEFAULT]
    for name, team in scenario.teams.items():
        yield from _unknown("team", team.escalates_to, scenario.teams, "teams", name, "escalates_to")
        yield from _unknowns("priority", team.takes_over_after, levels, "teams", name, "takes_over_after")
    for name, person in scenario.people.items():
        yield from _unknown("team", person.team, scenario.teams, "people", name, "team")
        yield from _unknown("calendar", person.calendar, scenario.calendars, "people", name, "calendar")
        yield from _unknown("priority", person.down_to, scenario.priorities.levels, "people", name, "down_to")
        yield from _unknowns("service", person.skills, scenario.services, "people", name, "skills")


def _check_arrivals(scenario: Scenario) -> Iterator[_Fault]:
    for name, stream in scenario.arrivals.items():
        path = ("arrivals", name)
        yield from _unknown("calendar", stream.calendar, scenario.calendars, *path, "calendar")
        yield from _unknowns("type", stream.types, scenario.types, *path, "types")
        yield from _unknowns("service", stream.services, scenario.services, *path, "services")
        yield from _unknowns("channel", stream.channels, scenario.channels, *path, "channels")
        yield from _check_weights(stream, *path)


def _check_weights(stream: Arrivals, *path: _Step) -> Iterator[_Fault]:
    hours = [hour for span in stream.hours for hour in range(*span)]
    if len(set(hours)) < len(hours):
        yield _Fault(
            "twice", (*path, "hours"), "an hour in two spans", "each hour once", "8-10 ends where 10-14 begins"
        )
    yield from _weights({str(span): weight for span, weight in stream.hours.items()}, *path, "hours")
    yield from _weights(stream.types, *path, "types")
    yield from _weights(stream.services, *path, "services")
    yield from _weights(stream.channels, *path, "channels")


def _check_volume(scenario: Scenario) -> Iterator[_Fault]:
    days = (scenario.to_on - scenario.from_on).days
    expected = expect_tickets(scenario) if days < MOST_DAYS else 0
    if expected > MOST_TICKETS:
        hint = "shorten the span or lower 'per_day' and its factors"
        yield _Fault("too_many", ("arrivals",), f"about {expected:,.0f} tickets", f"at most {MOST_TICKETS:,}", hint)


def _check_work(scenario: Scenario) -> Iterator[_Fault]:
    levels = scenario.priorities.levels
    handling = scenario.work.handling
    yield from _unknowns("priority", handling, [*levels, DEFAULT], "work", "handling")
    missing = [level for level in levels if level not in handling]
    if missing and DEFAULT not in handling:
        yield _Fault("gap", ("work", "handling"), f"nothing for {', '.join(missing)}", "every priority, or 'default'")
    listed: tuple[tuple[str, Sequence[Wait | OwnEvent]], ...] = (("waits", scenario.waits), ("events", scenario.events))
    for key, all_of_them in listed:
        for number, one in enumerate(all_of_them):
            yield from _unknown("calendar", one.calendar, scenario.calendars, key, number, "calendar")
            yield from _unknowns("priority", one.priorities, levels, key, number, "priorities")


def _check_mixes(scenario: Scenario) -> Iterator[_Fault]:
    yield from _weights(scenario.types, "types")
    yield from _weights(scenario.channels, "channels")


_CHECKS: tuple[Callable[[Scenario], Iterator[_Fault]], ...] = (
    _check_span,
    _check_zones,
    _check_calendars,
    _check_priorities,
    _check_services,
    _check_people,
    _check_arrivals,
    _check_volume,
    _check_work,
    _check_mixes,
)


def _join(location: tuple[_Step, ...]) -> tuple[_Step, ...]:
    """A path in the document; the marks that the schema library adds for keys are left out."""
    return tuple(step for step in location if step != "[key]")


def _known_keys(location: tuple[_Step, ...]) -> list[str]:
    """The keys that the schema knows beside an unknown one."""
    schema: object = Scenario.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    for step in location[:-1]:
        schema = _descend(schema, step, definitions)
    return list(schema.get("properties", {})) if isinstance(schema, dict) else []


def _descend(schema: object, step: _Step, definitions: dict[str, object]) -> object:
    if not isinstance(schema, dict):
        return None
    inner = schema.get("properties", {}).get(step) or schema.get("additionalProperties") or schema.get("items")
    if isinstance(inner, dict) and "$ref" in inner:
        return definitions[inner["$ref"].rsplit("/", 1)[-1]]
    return inner


def _note(ledger: Ledger, error: ValidationError) -> None:
    """Say what the schema found in the words of the document."""
    for fault in error.errors(include_url=False):
        path = _join(fault["loc"])
        cause = fault.get("ctx", {}).get("error")
        if fault["type"] == "extra_forbidden":
            known = _known_keys(fault["loc"])
            key = str(path[-1])
            hint = suggest(key, known) or f"known here: {', '.join(known)}"
            ledger.note("unknown_key", path, found=f"'{key}'", expected="a known key", hint=hint)
        elif not path:
            ledger.note("not_a_scenario", path, found="no mapping", expected="a mapping that begins with 'scenario: 1'")
        elif fault["type"] == "missing":
            ledger.note("missing_key", path[:-1], found=f"no '{path[-1]}'", expected=f"the key '{path[-1]}'")
        elif isinstance(cause, Unfit):
            ledger.note("bad_value", path, found=cause.found, expected=cause.expected)
        else:
            ledger.note("bad_value", path, found=f"{fault['input']}", expected=fault["msg"].lower())


def _refuse_faults(scenario: Scenario, ledger: Ledger) -> None:
    for check in _CHECKS:
        for fault in check(scenario):
            ledger.note(fault.code, fault.path, found=fault.found, expected=fault.expected, hint=fault.hint)
    if ledger.refuses:
        raise DocumentRefused(ledger.findings())


def read_scenario(source: Source) -> Scenario:
    """Read a scenario: the path of a YAML or JSON file, its text, or a mapping.

    Raises DocumentRefused with every finding, each with its line, path and hint.
    """
    read = read_source(source, "scenario.yaml")
    ledger = Ledger(read.name, read.root)
    try:
        scenario = Scenario.model_validate(make_plain(read.root))
    except ValidationError as error:
        _note(ledger, error)
        raise DocumentRefused(ledger.findings()) from error
    _refuse_faults(scenario, ledger)
    return scenario


def check_scenario(scenario: Scenario) -> Scenario:
    """Give back a scenario whose parts fit together. Raises DocumentRefused if they do not."""
    _refuse_faults(scenario, Ledger(scenario.id))
    return scenario


def span_scenario(scenario: Scenario, from_on: date | None = None, to_on: date | None = None) -> Scenario:
    """The same scenario over other dates, both inclusive. Raises DocumentRefused if they make no sense."""
    dates = {"from_on": from_on or scenario.from_on, "to_on": to_on or scenario.to_on}
    return check_scenario(scenario.model_copy(update=dates))
