"""The shape of a calendar. What its texts say (hours, dates, names of days) is read where working time is."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from acuerdo.documents.shapes.kinds import Shape, Texts, WordList, Words, as_list, shape_of

WeekShape = Annotated[
    Annotated[Literal["24x7"], Tag("(one)")] | Annotated[dict[Words, tuple[Words, ...]], Tag("(mapping)")],
    Discriminator(shape_of),
]
"""The hours of each day or range of days (`mon-fri`), or the word 24x7."""


class SeasonShape(Shape):
    """Other weekly hours for a part of every year (06-15), or of one (2026-06-15)."""

    from_: Words = Field(alias="from")
    to: Words
    week: WeekShape


class HolidaysShape(Shape):
    """The public holidays of a country, or of a part of it; `years` only where not all are wanted."""

    country: Words
    subdivision: Words | None = None
    years: WordList = ()


class ClosureShape(Shape):
    """A closure with a name: on a date, or from one to another; `holiday` names it as one."""

    on: Words | None = None
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None
    hours: tuple[Words, ...] | None = None
    name: Words | None = None
    holiday: Words | None = None


class OpeningShape(Shape):
    """The special hours of one date, stronger than everything else; an empty list closes it."""

    date: Words
    hours: tuple[Words, ...]
    name: Words | None = None


ClosureForm = Annotated[
    Annotated[Words, Tag("(one)")] | Annotated[ClosureShape, Tag("(mapping)")], Discriminator(shape_of)
]


class CalendarShape(Shape):
    """When it is open: a week with all that changes it, or the union of other calendars; and what people call it.

    `provisional_years`, `valid_from`, `valid_until` and `transitions` are written when a calendar is frozen.
    """

    title: Texts | None = None
    time_zone: Words | None = None
    week: WeekShape | None = None
    seasons: tuple[SeasonShape, ...] = ()
    holidays: Annotated[
        tuple[HolidaysShape, ...], BeforeValidator(as_list, json_schema_input_type=HolidaysShape | list[HolidaysShape])
    ] = ()
    closed: tuple[ClosureForm, ...] = ()
    open: tuple[OpeningShape, ...] = ()
    any_of: tuple["CalendarForm", ...] = ()
    working_days: tuple[Words, ...] = ()
    provisional_years: tuple[Words, ...] = ()
    valid_from: Words | None = None
    valid_until: Words | None = None
    transitions: tuple[tuple[Words, Words], ...] = ()


CalendarForm = Annotated[
    Annotated[Words, Tag("(one)")] | Annotated[CalendarShape, Tag("(mapping)")], Discriminator(shape_of)
]
"""The word 24x7, in `any_of` the name of a calendar, or a calendar."""
CalendarShape.model_rebuild()
