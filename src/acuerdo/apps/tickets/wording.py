"""What the words of a source meant when: a row that was understood by those of then is the same fact by them alone."""

from collections.abc import Collection, Mapping
from copy import copy
from datetime import datetime

from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.models import Source, SourceWords
from acuerdo.core.hours import to_us


def note_words(source: Source, at: datetime) -> None:
    """Keep what the words of a source mean from an instant on, where that is something else than before."""
    last = SourceWords.objects.filter(source=source).order_by("-pk").first()
    if last is None or (last.statuses, last.values) != (source.statuses, source.values):
        said = {"statuses": source.statuses, "values": source.values}
        SourceWords.objects.create(source=source, since_us=to_us(at), **said)


def sources_of_then(source: Source, keys: Collection[str]) -> Mapping[str, Source]:
    """Return a source with the words by which it was understood when the facts of some keys arrived, by the key.

    Those that arrived since its words were changed last are left out.
    """
    kept = list(SourceWords.objects.filter(source=source).order_by("-pk"))
    if len(kept) < 2:  # noqa: PLR2004 - the words of now, and others before them
        return {}
    rows = FactRow.objects.filter(source=source, key__in=keys).values_list("key", "delivery__received_us")
    found: dict[str, Source] = {}
    worded: dict[int, Source] = {}
    for key, received_us in rows:
        then = next((one for one in kept if one.since_us <= received_us), None)
        if then is not None and then is not kept[0]:
            found[str(key)] = worded.setdefault(then.pk, _worded(source, then))
    return found


def _worded(source: Source, then: SourceWords) -> Source:
    found = copy(source)
    found.statuses, found.values = then.statuses, then.values
    return found
