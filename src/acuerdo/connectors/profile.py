"""An import profile: how somebody else's export becomes facts."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from acuerdo.connectors.instants import NAMED_FORMATS, BadFormat, compiled
from acuerdo.core.clock.facts import STATUS_WORDS, TITLE, TOLD_COLUMNS
from acuerdo.core.clock.intake import StatusMap

ZONE_REQUIRED = "required"
OPENED_AT = "opened_at"


class Rows(StrEnum):
    """What one row of the file is."""

    EVENTS = "events"
    SNAPSHOTS = "snapshots"
    TICKETS = "tickets"


class Shape(BaseModel):
    """What every part of a profile obeys: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FileShape(Shape):
    """How the file is written. `sheet` names a workbook's sheet; `header_line` counts from 1."""

    delimiter: Literal["auto", ",", ";", "tab", "|"] = "auto"
    encoding: Literal["auto", "utf-8", "utf-16", "cp1251", "cp1252"] = "auto"
    sheet: str = ""
    header_line: Annotated[int, Field(ge=1, le=100)] = 1


class StatusTarget(Shape):
    """The known status word that a foreign one stands for, and the reason for waiting if it differs."""

    means: str
    reason: str | None = None

    @field_validator("means")
    @classmethod
    def _is_known(cls, word: str) -> str:
        if word not in STATUS_WORDS:
            raise ValueError("expected one of " + ", ".join(STATUS_WORDS))
        return word


class EventCase(Shape):
    """What a row is, when its columns hold these words; `becomes: ignored` drops it from the facts, counted."""

    when: dict[str, tuple[str, ...]] = {}
    becomes: str
    public: Literal["true", "false"] | None = None
    by: str | None = None


def _as_cases(value: object) -> object:
    return [{"becomes": value}] if isinstance(value, str) else value


def _as_target(value: object) -> object:
    return {"means": value} if isinstance(value, str) else value


def _as_moment(value: object) -> object:
    return {"at": value} if isinstance(value, str) else value


class Moment(Shape):
    """A column that says when something happened: an instant, or a time after the opening."""

    at: str | None = None
    after_opening: str | None = None
    unit: Literal["seconds", "minutes", "hours", "days", "clock"] = "minutes"

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.at is None) == (self.after_opening is None):
            raise ValueError("expected either `at` or `after_opening`")
        return self

    @property
    def column(self) -> str:
        """The column of the file."""
        return self.at or self.after_opening or ""


IGNORED = "ignored"
ASSIGNED = "assigned"


class Profile(Shape):
    """A profile as its file says it, typed. Our names are on the left of every mapping, the file's on the right."""

    profile: Literal["1"]
    id: str
    title: str = ""
    source: str = ""
    verified: bool = False
    rows: Rows
    file: FileShape = FileShape()
    missing: tuple[str, ...] = ()
    time_zone: str | None = None
    dates: tuple[str, ...] = ("iso",)
    decimal: Literal["point", "comma"] = "point"
    columns: dict[str, str]
    constants: dict[str, str] = {}
    sort: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    dedupe: tuple[str, ...] = ()
    statuses: dict[str, Annotated[StatusTarget, BeforeValidator(_as_target)]] = {}
    ignored_statuses: tuple[str, ...] = ()
    priorities: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    events: dict[str, Annotated[tuple[EventCase, ...], BeforeValidator(_as_cases)]] = {}
    moments: dict[str, Annotated[Moment, BeforeValidator(_as_moment)]] = {}
    extras: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()

    @field_validator("dates")
    @classmethod
    def _dates_are_formats(cls, forms: tuple[str, ...]) -> tuple[str, ...]:
        for form in forms:
            if form not in NAMED_FORMATS:
                try:
                    compiled(form)
                except BadFormat as error:
                    hint = f"expected one like %d/%m/%Y %H:%M, or {', '.join(NAMED_FORMATS)}"
                    raise ValueError(f"{error}; {hint}") from None
        return forms

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        needed = {"ticket", "at"} if self.rows is not Rows.TICKETS else {"ticket"}
        missing = sorted(needed - self.columns.keys())
        if missing:
            raise ValueError(f"`columns:` lacks {', '.join(missing)}, which rows: {self.rows} need")
        if self.rows is Rows.TICKETS and OPENED_AT not in self.columns:
            raise ValueError("`columns:` lacks opened_at, which rows: tickets need")
        if self.rows is Rows.EVENTS and not {"event"} & (self.columns.keys() | self.constants.keys()):
            raise ValueError("`columns:` or `constants:` lack event, which rows: events need")
        if self.moments and self.rows is not Rows.TICKETS:
            raise ValueError("`moments:` belong to rows: tickets")
        return self

    @property
    def status_map(self) -> StatusMap:
        """The known status words, and this profile's own over them."""
        own = {
            word: (STATUS_WORDS[target.means][0], target.reason or STATUS_WORDS[target.means][1])
            for word, target in self.statuses.items()
        }
        return {**STATUS_WORDS, **own}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The file's columns that the profile reads, each once."""
        cases = [column for rules in self.events.values() for case in rules for column in case.when]
        named = (*self.columns.values(), *self.sort, *self.key, *self.dedupe, *cases)
        moments = [moment.column for moment in self.moments.values()]
        return tuple(dict.fromkeys((*named, *moments, *self.extras)))

    @property
    def fields(self) -> tuple[str, ...]:
        """Our names that the profile gives of facts, beside the times of a row."""
        apart = {OPENED_AT, TITLE}
        return tuple(dict.fromkeys(name for name in (*self.columns, *self.constants) if name not in apart))

    def words_of(self, name: str) -> dict[str, str]:
        """The value map of one of our columns."""
        own = self.values.get(name, {})
        return {**self.priorities, **own} if name == "priority" else own


NATIVE = Profile(
    profile="1",
    id="acuerdo",
    title="Facts in Acuerdo's own columns",
    rows=Rows.EVENTS,
    verified=True,
    columns={name: name for name in TOLD_COLUMNS},
)
"""The profile of files that already hold facts: columns absent from the file are simply not given."""
