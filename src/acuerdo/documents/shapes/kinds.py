"""The kinds of values in a document, for pydantic: each a text typed by its own reader, with its JSON Schema."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from acuerdo.core.terms.agreement import Period, WarningPoint
from acuerdo.core.terms.targets import Target
from acuerdo.documents import scalars
from acuerdo.documents.findings import Ledger, one_of, suggest
from acuerdo.texts.nodes import Entries

T = TypeVar("T")


def read_scalar(reader: Callable[[str], T]) -> Callable[[object], T]:
    """Make a validator of a reader of texts."""

    def validate(value: object) -> T:
        if not isinstance(value, str):
            raise shape_error(value, "a text")
        try:
            return reader(value)
        except scalars.ScalarRefused as refused:
            raise custom_error(refused.code, value, refused.expected, refused.hint) from None

    return validate


def custom_error(code: str, found: object, expected: str, hint: str = "") -> PydanticCustomError:
    """Make the error that becomes a finding; literally what was found is part of it."""
    return PydanticCustomError(code, "{expected}", {"found": describe(found), "expected": expected, "hint": hint})


def shape_error(value: object, expected: str) -> PydanticCustomError:
    """Make the error for a value of another shape."""
    return custom_error("wrong_shape", value, expected)


def describe(value: object) -> str:
    """Say what stands there."""
    if isinstance(value, str):
        return value if value.strip() else "nothing"
    return "a list" if isinstance(value, list) else "a mapping"


def as_list(value: object) -> object:
    """Take one value as a list of one."""
    return value if isinstance(value, list) else [value]


def _text_schema(example: str, pattern: str | None = None) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example], **({"pattern": pattern} if pattern else {})})


def _number_schema(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["number", "string"], "minimum": 0, "pattern": pattern})


Words = Annotated[str, PlainValidator(read_scalar(scalars.read_words)), WithJsonSchema({"type": ["string", "number"]})]
Id = Annotated[str, PlainValidator(read_scalar(scalars.read_id)), WithJsonSchema({"type": ["string", "number"]})]
DurationUs = Annotated[
    int,
    PlainValidator(read_scalar(scalars.read_duration)),
    _text_schema("4h", r"^(PT(?=\d)(\d+H)?(\d+M)?(\d+S)?|(?=\d)(\d+h)?(\d+m)?(\d+s)?)$"),
]
TargetText = Annotated[
    Target,
    PlainValidator(read_scalar(scalars.read_target)),
    _text_schema(
        "2bd end",
        r"^(none|agreed|\d+ ?(bd|cd)( +end)?|PT(?=\d)(\d+H)?(\d+M)?(\d+S)?|(?=\d)(\d+h)?(\d+m)?(\d+s)?)$",
    ),
]
Percent = Annotated[
    Fraction, PlainValidator(read_scalar(scalars.read_percent)), _text_schema("95%", r"^\d+(\.\d+)? ?%$")
]
Amount = Annotated[
    Fraction | Decimal | int,
    PlainValidator(read_scalar(scalars.read_amount)),
    WithJsonSchema({"type": ["string", "number"]}),
]
Number = Annotated[Decimal, PlainValidator(read_scalar(scalars.read_number)), _number_schema(r"^\d+(\.\d+)?$")]
Whole = Annotated[
    int,
    PlainValidator(read_scalar(scalars.read_whole)),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d+$"}),
]
Flag = Annotated[
    bool, PlainValidator(read_scalar(scalars.read_flag)), WithJsonSchema({"enum": [True, False, "yes", "no"]})
]
Day = Annotated[
    date, PlainValidator(read_scalar(scalars.read_date)), _text_schema("2026-12-31", r"^\d{4}-\d{2}-\d{2}$")
]
TimeUs = Annotated[int, PlainValidator(read_scalar(scalars.read_time)), _text_schema("16:00", r"^\d{2}:\d{2}$")]
IntervalText = Annotated[
    scalars.Interval,
    PlainValidator(read_scalar(scalars.read_interval)),
    _text_schema("3mo", r"^\d+ ?(m|h|bd|d|w|mo|y)$"),
]
MoneyText = Annotated[
    scalars.Money, PlainValidator(read_scalar(scalars.read_money)), WithJsonSchema({"type": ["string", "number"]})
]
CurrencyCode = Annotated[str, PlainValidator(read_scalar(scalars.read_currency)), _text_schema("EUR", "^[A-Z]{3}$")]
Warn = Annotated[
    WarningPoint,
    PlainValidator(read_scalar(scalars.read_warning)),
    _text_schema("80%", r"^([+-].+|\d+(\.\d+)? ?%)$"),
]
Moment = Annotated[
    WarningPoint | str,
    PlainValidator(read_scalar(scalars.read_moment)),
    _text_schema("80%", r"^(start|due|breach|[+-].+|\d+(\.\d+)? ?%)$"),
]
Statistic = Annotated[
    str, PlainValidator(read_scalar(scalars.read_statistic)), _text_schema("p90", r"^(mean|median|p\d+(\.\d+)?)$")
]
RollingDays = Annotated[int, PlainValidator(read_scalar(scalars.read_rolling)), _text_schema("30d", r"^\d+d$")]
Language = Literal["en", "es", "ru"]


class Shape(BaseModel):
    """A mapping of a document; keys that it does not know are noted, each with the nearest that it does."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})
    accepts: ClassVar[str] = "a mapping"

    @model_validator(mode="before")
    @classmethod
    def note_unknown_keys(cls, value: object, info: ValidationInfo) -> object:
        """Note unknown keys, and refuse what is not a mapping."""
        if isinstance(value, str | list):
            raise shape_error(value, cls.accepts)
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if isinstance(value, Entries) and isinstance(info.context, Ledger):
            for key in value:
                if key not in known and not info.context.is_full:
                    note_unknown_key(info.context, value.path, key, known)
        return value


def note_unknown_key(ledger: Ledger, path: tuple[str | int, ...], key: str, known: list[str]) -> None:
    """Note a key that nobody knows."""
    merging = "merge keys are not read: repeat the keys, or use based_on"
    hint = merging if key == "<<" else suggest(key, known)
    ledger.note("unknown_key", (*path, key), found=repr(key), expected=one_of(sorted(known)), hint=hint)


WordList = Annotated[tuple[Words, ...], BeforeValidator(as_list, json_schema_input_type=Words | list[Words])]
IdList = Annotated[tuple[Id, ...], BeforeValidator(as_list, json_schema_input_type=Id | list[Id])]
ConditionShape = Annotated[dict[Words, WordList], Field(min_length=1)]


def shape_of(value: object) -> str:
    """Say which form a value has; the answer is the tag of a union."""
    if isinstance(value, Mapping):
        return "(mapping)"
    return "(list)" if isinstance(value, list) else "(one)"


# As many cases as somebody could mean; every one is compared with every other.
_MANY = Field(min_length=1, max_length=500)


class CaseShape(Shape):
    """One case: the first whose condition holds decides; without a condition it always holds."""

    when: ConditionShape | None = None


class TargetCase(CaseShape):
    """A target for the tickets of a case."""

    value: TargetText = Field(alias="is")


class ShareCase(CaseShape):
    """A share for the tickets of a case."""

    value: Percent = Field(alias="is")


class DurationCase(CaseShape):
    """A limit of open time for the tickets of a case."""

    value: DurationUs = Field(alias="is")


class NameCase(CaseShape):
    """A calendar for the tickets of a case."""

    value: Words = Field(alias="is")


# One value, values by priority with `default`, or cases; the tags only say which of them a finding is about.
TargetCases = Annotated[
    Annotated[TargetText, Tag("(one)")]
    | Annotated[dict[Words, TargetText], _MANY, Tag("(mapping)")]
    | Annotated[list[TargetCase], _MANY, Tag("(list)")],
    Discriminator(shape_of),
]
ShareCases = Annotated[
    Annotated[Percent, Tag("(one)")]
    | Annotated[dict[Words, Percent], _MANY, Tag("(mapping)")]
    | Annotated[list[ShareCase], _MANY, Tag("(list)")],
    Discriminator(shape_of),
]
DurationCases = Annotated[
    Annotated[DurationUs, Tag("(one)")]
    | Annotated[dict[Words, DurationUs], _MANY, Tag("(mapping)")]
    | Annotated[list[DurationCase], _MANY, Tag("(list)")],
    Discriminator(shape_of),
]
NameCases = Annotated[
    Annotated[Words, Tag("(one)")]
    | Annotated[dict[Words, Words], _MANY, Tag("(mapping)")]
    | Annotated[list[NameCase], _MANY, Tag("(list)")],
    Discriminator(shape_of),
]


class TextsShape(Shape):
    """A text in several languages."""

    en: Words | None = None
    es: Words | None = None
    ru: Words | None = None


Texts = Annotated[Annotated[Words, Tag("(one)")] | Annotated[TextsShape, Tag("(mapping)")], Discriminator(shape_of)]
"""A text per language, or one text, which is then in the language that prevails."""


class RollingShape(Shape):
    """The last so many days."""

    rolling: RollingDays


PeriodShape = Annotated[
    Annotated[
        Annotated[Period, PlainValidator(read_scalar(scalars.read_period))],
        WithJsonSchema({"enum": ["month", "quarter", "half-year", "year"]}),
        Tag("(one)"),
    ]
    | Annotated[RollingShape, Tag("(mapping)")],
    Discriminator(shape_of),
]
