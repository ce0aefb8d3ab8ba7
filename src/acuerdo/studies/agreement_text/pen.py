"""Writes the lines and clauses of an agreement's text in one language."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from acuerdo.documents import AgreementDocument
from acuerdo.documents.shapes.kinds import TextsShape
from acuerdo.studies.report.blocks import Block, Clause, Line, Section
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.labels import LABELS
from acuerdo.studies.wording.values import PAIR, say_label, say_value
from acuerdo.texts.nodes import Plain
from acuerdo.words import Phrase

Texts = str | TextsShape
Item = dict[str, Plain]


@dataclass(frozen=True, slots=True)
class Pen:
    """Says the parts of a document; `content` is the whole of it as plain texts."""

    voice: Voice
    content: Mapping[str, Plain] = field(default_factory=dict)

    @classmethod
    def of(cls, voice: Voice) -> "Pen":
        """Take up the pen for a document."""
        return cls(voice, json.loads(voice.document.canonical))

    @property
    def document(self) -> AgreementDocument:
        """The document."""
        return self.voice.document

    def say(self, spoken: Phrase, /, **values: str | int) -> str:
        """Say a phrase."""
        return self.voice.say(spoken, **values)

    def head(self, spoken: Phrase, /) -> str:
        """Say a phrase with a capital letter."""
        return self.voice.head(spoken)

    def text(self, texts: Texts) -> Line:
        """Give a text of the document, marked where it is not in the reader's language."""
        local = self.document.say(texts, self.voice.language)
        return Line(local.text, local.language if local.is_fallback else "")

    def calendar(self, name: str) -> Line:
        """Give what a calendar is called, marked where it is not in the reader's language."""
        local = self.document.calendar_title(name, self.voice.language)
        return Line(local.text, local.language if local.is_fallback else "")

    def label(self, key: str, *above: str) -> str:
        """Name a key, with a capital letter."""
        said = say_label(key, (*above, key), self.voice)
        return said[:1].upper() + said[1:]

    def line(self, key: str, value: Plain, *above: str) -> Line:
        """Say a key and its value in one line; a text in another language is marked."""
        if self._is_text(value, key):
            local = self.text(TextsShape(**value) if isinstance(value, dict) else str(value))
            return Line(self.say(PAIR, label=self.label(key, *above), value=local.text), local.language)
        return Line(self.say(PAIR, label=self.label(key, *above), value=say_value(value, (*above, key), self.voice)))

    def _is_text(self, value: Plain, key: str) -> bool:
        if isinstance(value, dict):
            return bool(value) and value.keys() <= {"en", "es", "ru"}
        return isinstance(value, str) and key in _PROSE

    def lines(self, item: Mapping[str, Plain], *above: str, without: Iterable[str] = ()) -> tuple[Line, ...]:
        """Say every key of an item that has a value, but those that are told elsewhere."""
        told = {"id", *without}
        found = [(key, value) for key, value in item.items() if key not in told and value != []]
        return tuple(self.line(key, value, *above) for key, value in sorted(found, key=lambda pair: _place(pair[0])))

    def items(self, *path: str) -> Iterator[Item]:
        """Yield the mappings of a list of the document."""
        found: Plain = dict(self.content)
        for step in path:
            found = found.get(step, []) if isinstance(found, dict) else []
        yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()

    def table(self, *path: str) -> Item:
        """Return a mapping of the document; empty where there is none."""
        found: Plain = dict(self.content)
        for step in path:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}

    def table_of(self, item: Item, key: str) -> Item:
        """Return the mapping under a key of an item; empty where there is none."""
        found = item.get(key)
        return found if isinstance(found, dict) else {}

    def clauses_of(self, section: str, items: Iterable[Item]) -> Iterator[Clause]:
        """Yield a clause for each item of a list: its title, its text, and what else it says."""
        for item in items:
            title = item.get("title") or item.get("text")
            told = "title" if item.get("title") else "text"
            named = self.text(_texts(title)) if title else Line(str(item.get("id", "")))
            yield Clause(number="", title=named, lines=self.lines(item, section, without=(told,)))


_ORDER = {key.rpartition(".")[2]: place for place, key in enumerate(LABELS)}


def _place(key: str) -> int:
    """Return where a key stands in the format; the user's own keys come last, in their order."""
    return _ORDER.get(key, len(_ORDER))


_PROSE = frozenset(
    {
        "text",
        "note",
        "description",
        "exit",
        "in_doubt",
        "emergency",
        "indexation",
        "after",
        "earn_back",
        "claimed_by",
        "agreed_by",
    }
)


def _texts(value: Plain) -> Texts:
    return TextsShape.model_validate(value) if isinstance(value, dict) else str(value)


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Number sections and the clauses in them; a section without anything in it is left out."""
    found: list[Section] = []
    for section in sections:
        if not section.blocks:
            continue
        number = len(found) + 1
        found.append(
            Section(
                anchor=section.anchor,
                title=f"{number}. {section.title}",
                blocks=tuple(_numbered(section.blocks, number)),
            )
        )
    return tuple(found)


def _numbered(blocks: Iterable[Block], number: int) -> Iterator[Block]:
    place = 0
    for block in blocks:
        if isinstance(block, Clause):
            place += 1
            yield Clause(number=f"{number}.{place}", title=block.title, lines=block.lines, points=block.points)
        else:
            yield block
