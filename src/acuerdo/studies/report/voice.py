"""How a report says instants, durations, shares and names, in one language and the agreement's zone."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from acuerdo.core.hours import to_datetime
from acuerdo.core.periods import PeriodSpan
from acuerdo.documents import AgreementDocument
from acuerdo.studies.report.blocks import NOTHING, Cell, Tone
from acuerdo.studies.standings import Attained, Standing
from acuerdo.studies.vocabulary import STANDINGS
from acuerdo.words import (
    Language,
    Phrase,
    phrase,
    say_attained,
    say_date,
    say_duration,
    say_instant,
    say_list,
    say_month,
    say_number,
    say_percent,
    speak,
)

_QUARTER = phrase("Q{number} {year}", context="a quarter of a year, as a heading")
_HALF = phrase("half-year {number}, {year}", context="as a heading")
_SHORT_QUARTER = phrase("Q{number}/{year}", context="a quarter of a year, under a chart")
_SO_FAR = phrase("{standing}, so far")
_HOURS = phrase("{hours} h", context="hours, in a chart or a narrow table")
SIGNS = {
    Standing.MET: ("\N{CHECK MARK}", Tone.GOOD),
    Standing.BREACHED: ("\N{BALLOT X}", Tone.BAD),
    Standing.TOO_FEW: ("\N{WHITE CIRCLE}", Tone.MUTED),
    Standing.NO_CLOCKS: ("\N{EN DASH}", Tone.MUTED),
    Standing.NO_TARGET: ("\N{MIDDLE DOT}", Tone.MUTED),
}
"""The sign and the colour of a standing; the word stands beside them."""

_HOUR_US = 3_600_000_000
_MOST_NAMED = 6
_AND_MORE = phrase("{n} more", plural="{n} more", context="the rest of a list")


@dataclass(frozen=True, slots=True)
class Voice:
    """Says the parts of a report in one language; `quotes` says whether texts of people stand in quotation marks."""

    language: Language
    document: AgreementDocument
    zone: ZoneInfo
    quotes: bool = True

    def say(self, spoken: Phrase, /, **values: str | int) -> str:
        """Say a phrase."""
        return speak(self.language, spoken, **values)

    def head(self, spoken: Phrase, /) -> str:
        """Say a phrase as the head of a column, with a capital letter."""
        said = self.say(spoken)
        return said[:1].upper() + said[1:]

    def at(self, instant: int | None, *, named: bool = False) -> str:
        """Say an instant of the agreement's zone, which is named where `named`."""
        if instant is None:
            return NOTHING
        return say_instant(self.language, to_datetime(instant), zone=self.zone, named=named)

    def on(self, instant: int) -> str:
        """Say the date of an instant."""
        return say_date(self.language, to_datetime(instant).astimezone(self.zone).date())

    def lasting(self, us: int | None) -> str:
        """Say a duration."""
        return NOTHING if us is None else say_duration(self.language, timedelta(microseconds=us))

    def short_lasting(self, us: int) -> str:
        """Say a duration in hours alone, for a narrow place."""
        return self.say(_HOURS, hours=say_number(self.language, us / _HOUR_US, places=1))

    def share(self, ratio: Fraction | float, places: int = 1) -> str:
        """Say a share, rounded down."""
        return say_percent(self.language, ratio, places=places)

    def share_beside(self, ratio: Fraction, row: Attained) -> str:
        """Say an attained share so that it does not contradict what a row promised."""
        return say_attained(self.language, ratio, row.target, at_most=row.at_most)

    def target_share(self, ratio: Fraction) -> str:
        """Say a promised share, without zeros at its end."""
        return say_percent(self.language, ratio, places=3, least_places=0)

    def count(self, number: int) -> str:
        """Say a count; nothing is a dash."""
        return say_number(self.language, number) if number else NOTHING

    def name(self, commitment: str, group: str | None = None) -> str:
        """Name a commitment, and the group of it that is judged for itself."""
        local = self.document.commitment_title(commitment, self.language)
        # A text that is missing in the language is shown in another one, and says which.
        title = f"{local} [{local.language}]" if local.is_fallback else str(local)
        return title if group is None else f"{title} \N{MIDDLE DOT}\N{NO-BREAK SPACE}{group}"

    def calendar(self, name: str) -> str:
        """Say what people call a calendar."""
        return str(self.document.calendar_title(name, self.language))

    def names(self, items: list[str], most: int = _MOST_NAMED) -> str:
        """Name some of many, and say how many more there are."""
        rest = len(items) - most
        shown = items if rest <= 0 else [*items[:most], self.say(_AND_MORE, n=rest)]
        return say_list(self.language, shown)

    def period(self, span: PeriodSpan) -> str:
        """Name a period as a heading does."""
        year, _, part = span.label.partition("-")
        if part.startswith("Q"):
            return self.say(_QUARTER, number=part[1:], year=year)
        if part.startswith("H"):
            return self.say(_HALF, number=part[1:], year=year)
        if part.isdecimal():
            return say_month(self.language, date(int(year), int(part), 1))  # also where the span is of another zone
        return f"{self.on(span.from_us)} \N{EN DASH} {self.on(span.until_us - 1)}" if "to" in span.label else year

    def short_period(self, span: PeriodSpan) -> str:
        """Name a period where there is little room."""
        year, _, part = span.label.partition("-")
        if part.startswith("Q"):
            return self.say(_SHORT_QUARTER, number=part[1:], year=year)
        if part.isdecimal():
            return f"{part}/{year}"
        return self.on(span.until_us - 1) if "to" in span.label else span.label

    def promised(self, row: Attained) -> str:
        """Say what was promised, with its sign: at least, or at most."""
        if row.at_most_us is not None:
            return f"\N{LESS-THAN OR EQUAL TO}\N{NO-BREAK SPACE}{self.lasting(row.at_most_us)}"
        if row.target is None:
            return NOTHING
        sign = "\N{LESS-THAN OR EQUAL TO}" if row.at_most else "\N{GREATER-THAN OR EQUAL TO}"
        return f"{sign}\N{NO-BREAK SPACE}{self.target_share(row.target)}"

    def attained(self, row: Attained | None) -> str:
        """Say what was attained: a share, or a statistic of times."""
        if row is None:
            return NOTHING
        if row.statistic is not None:
            value = NOTHING if row.value is None else self.lasting(int(row.value.value_us))
            return (
                f"\N{GREATER-THAN OR EQUAL TO}\N{NO-BREAK SPACE}{value}"
                if row.value and row.value.lower_bound
                else value
            )
        return NOTHING if row.share is None else self.share_beside(row.share, row)

    def standing(self, row: Attained) -> Cell:
        """Say how a promise stands: sign, word and colour."""
        sign, tone = SIGNS[row.standing]
        word = self.say(STANDINGS[row.standing])
        return Cell(self.say(_SO_FAR, standing=word) if row.so_far else word, tone, sign, strong=tone is Tone.BAD)
