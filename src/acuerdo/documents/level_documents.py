"""A level as a document of its own: a part of an agreement, without parties and term, on which agreements are based."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from acuerdo.documents.document import AgreementDocument, LocalText
from acuerdo.documents.findings import DocumentRefused, Finding, Ledger
from acuerdo.documents.levels import LevelDoor, unfold_levels
from acuerdo.documents.reading import Outcome, find_in
from acuerdo.documents.shaping import require_agreement
from acuerdo.documents.sources import Read, Source, read_source
from acuerdo.texts.nodes import Entries, Table, make_node, make_plain

_FRAME = {
    "language": "en",
    "time_zone": "UTC",
    "currency": "EUR",
    "parties": {"provider": {"id": "provider", "name": "-"}, "customer": {"id": "customer", "name": "-"}},
    "term": {"from": "2026-01-01", "to": "2026-12-31"},
}
"""What an agreement says and a level leaves to it; stands in while a level is read alone."""
_OF_AGREEMENTS_ALONE = frozenset({"parties", "term", "underpins"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDocument:
    """A level as it was read.

    `content` is what agreements build on: the level with those that it is itself based on unfolded, as JSON, so that it
    stays the same whatever becomes of them. `document` is the level read as an agreement with nobody in particular, to
    show and to compare its promises; `findings` are those of it.
    """

    id: str
    content: str
    document: AgreementDocument
    findings: tuple[Finding, ...]

    @property
    def content_hash(self) -> str:
        """The sha256 of the content, as hexadecimal digits; comments and layout do not change it."""
        return sha256(self.content.encode()).hexdigest()

    def title(self, language: str) -> LocalText:
        """Say the title of the level."""
        return self.document.title(language)


def read_level(source: Source, *, name: str = "level.yaml", level: LevelDoor | Path | None = None) -> LevelDocument:
    """Read a level; `level` finds those that it is based on. Raises DocumentRefused with what stands against it."""
    outcome, content = _look(source, name, level)
    if outcome.document is None:
        raise DocumentRefused(outcome.findings)
    return LevelDocument(id=outcome.document.id, content=content, document=outcome.document, findings=outcome.findings)


def find_in_level(source: Source, *, name: str = "level.yaml", level: LevelDoor | Path | None = None) -> Outcome:
    """Read a level for its findings only. Raises DocumentRefused where nothing can be read at all."""
    return _look(source, name, level)[0]


def put_under(level: LevelDocument, agreement: AgreementDocument) -> AgreementDocument:
    """Return the agreement that these parties would have if they had agreed on exactly a level, for the same term.

    Its calendars are the level's, in the agreement's zone, without the holidays that the agreement adds.
    """
    shape = agreement.shape
    mapping: dict[str, object] = {
        **_FRAME,
        "language": shape.language,
        "time_zone": shape.time_zone,
        "currency": shape.currency or "EUR",
        "parties": {
            "provider": {"id": shape.parties.provider.id, "name": shape.parties.provider.name},
            "customer": {"id": shape.parties.customer.id, "name": shape.parties.customer.name},
        },
        "term": {"from": shape.term.from_.isoformat(), **({"to": shape.term.to.isoformat()} if shape.term.to else {})},
        **json.loads(level.content),
    }
    read = read_source(mapping, f"{level.id}.json")
    outcome = find_in(read, require_agreement(read.root, read.name), None)
    if outcome.document is None:
        raise DocumentRefused(outcome.findings)
    return outcome.document


def _look(source: Source, name: str, level: LevelDoor | Path | None) -> tuple[Outcome, str]:
    read = read_source(source, name)
    root = require_agreement(read.root, read.name)
    content = _content(root, read, level)
    missing = {key: value for key, value in _FRAME.items() if root.get(key) is None and key not in content}
    frame = make_node(missing)
    assert isinstance(frame, Table)  # noqa: S101  # a mapping is a table
    whole = Table((*root.entries, *frame.entries), root.place)
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return find_in(read, whole, level), written


def _content(root: Table, read: Read, level: LevelDoor | Path | None) -> Entries:
    """Return what an agreement takes over from a level: unfolded, without what only an agreement says."""
    unfolded = unfold_levels(root, Ledger(read.name, root), level=level, folder=read.folder)
    own = {name for name in _OF_AGREEMENTS_ALONE if unfolded.get(name) is not None}
    if own:
        ledger = Ledger(read.name, root)
        for name in sorted(own):
            ledger.note(
                "not_of_a_level",
                (name,),
                found=repr(name),
                expected="what every agreement on this level promises",
                hint="parties and terms stand in the agreements that are based on it",
            )
        raise DocumentRefused(ledger.findings())
    plain = make_plain(Table(tuple(item for item in unfolded.entries if item[0].text != "based_on"), root.place))
    assert isinstance(plain, Entries)  # noqa: S101  # a table is a mapping
    return plain
