"""Reading the rows that a source sends, with the words that its customers' agreements add to the known ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acuerdo.apps.clocks.governing import Books
from acuerdo.apps.tickets.keeping import PERSONAL
from acuerdo.apps.tickets.models import Source, SourceCustomer
from acuerdo.apps.tickets.shapes import RefusedTelling, Telling
from acuerdo.apps.tickets.sources import statuses_of
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import TITLE
from acuerdo.core.clock.intake import FactRefused, StatusMap, read_fact

_LONGEST_KEPT = 1_000
_MOST_KEPT = 40
_LEFT_OUT = frozenset({*PERSONAL, "by", TITLE})
"""What is not kept of a refused row: who it names, and the title, which stands in the ticket's row alone."""
_OWN_WORDS = frozenset({"unknown_event", "unknown_column"})


@dataclass(slots=True, kw_only=True)
class _Words:
    """What words mean for a source; those of its customers' agreements are looked up once, where one is unknown."""

    source: Source
    statuses: StatusMap
    own: tuple[frozenset[str], Mapping[str, frozenset[str]]] | None = None

    def translated(self, row: Mapping[str, Json]) -> Mapping[str, Json]:
        """Return a row with what the source's own words of other columns stand for."""
        known = {name: words for name, words in self.source.values.items() if isinstance(row.get(name), str | int)}
        if not known:
            return row
        return {**row, **{name: words.get(str(row[name]).strip(), row[name]) for name, words in known.items()}}

    def read(self, row: Mapping[str, Json]) -> Telling:
        events, fields = self.own or (frozenset(), {})
        try:
            return read_fact(self.translated(row), statuses=self.statuses, own_events=events, own_fields=fields)
        except FactRefused as refused:
            if self.own is None and refused.code in _OWN_WORDS:
                self.own = own_words(self.source)
                return self.read(row)
            return _refused(refused, row)


def read_rows(source: Source, rows: Sequence[Json]) -> list[Telling]:
    """Read rows of the columns of a file of facts: each an object of texts, whole numbers, and true or false."""
    words = _Words(source=source, statuses=statuses_of(source))
    return [words.read(row) if isinstance(row, Mapping) and not _odd(row) else _misshapen(row) for row in rows]


def _odd(row: Mapping[str, Json]) -> str:
    """Name a column that holds something else than one value; empty where there is none."""
    return next((name for name, value in row.items() if not isinstance(value, str | bool | int | None)), "")


def _misshapen(row: Json) -> RefusedTelling:
    column = _odd(row) if isinstance(row, Mapping) else ""
    found = row.get(column) if isinstance(row, Mapping) else row
    expected = "a text, a whole number, true or false" if column else "an object with the columns of a fact"
    refused = FactRefused("bad_value", column=column, found=str(found)[:40], expected=expected)
    return _refused(refused, row if isinstance(row, Mapping) else {})


def _refused(refused: FactRefused, row: Mapping[str, Json]) -> RefusedTelling:
    """Return a refusal with as much of the row as is worth keeping, without names of people and titles."""
    kept = [(name, value) for name, value in row.items() if value is not None and name not in _LEFT_OUT][:_MOST_KEPT]
    said = {name[:100]: str(value)[:_LONGEST_KEPT] for name, value in kept}
    ticket = row.get("ticket")
    return RefusedTelling(
        code=refused.code,
        column=refused.column,
        found=refused.found,
        expected=refused.expected,
        hint=refused.hint,
        ticket=ticket.strip() if isinstance(ticket, str) else "",
        said=said,
    )


def own_words(source: Source) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Return the events and fields that the agreements of a source's customers name, in all versions."""
    customers = [source.customer_id] if source.customer_id else []
    customers += SourceCustomer.objects.filter(source=source).values_list("customer", flat=True)
    terms = Books(customers).all_terms()
    fields: dict[str, frozenset[str]] = {}
    for name, values in (item for one in terms for item in one.own_fields.items()):
        known = fields.get(name, values)
        fields[name] = known | values if known and values else frozenset()  # no values: any will do
    return frozenset().union(*(one.own_events for one in terms)), fields
