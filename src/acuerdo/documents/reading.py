"""Reading an agreement: from a file, a text or a mapping to values to judge by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents.calendars import Calendars, make_calendars
from acuerdo.documents.checks import run_checks
from acuerdo.documents.document import AgreementDocument
from acuerdo.documents.findings import DocumentRefused, Finding, Ledger, Severity
from acuerdo.documents.ground import Ground, check_ground
from acuerdo.documents.levels import LevelDoor, unfold_levels
from acuerdo.documents.promises import build_commitment, build_ratio
from acuerdo.documents.references import check_references
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.commitments import ClockShape, RatioShape
from acuerdo.documents.shaping import require_agreement, shape_agreement
from acuerdo.documents.sources import Read, Source, Written, read_source
from acuerdo.documents.terms import build_measures, build_notice, build_scale
from acuerdo.texts.nodes import Plain, Table, make_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What reading led to: the findings, the shape if it has one, the document if nothing stands against it."""

    source: str
    findings: tuple[Finding, ...]
    shape: AgreementShape | None
    document: AgreementDocument | None


def read_agreement(
    source: Source, *, name: str = "agreement.yaml", level: LevelDoor | Path | None = None
) -> AgreementDocument:
    """Read an agreement.

    `source` is a path, a text (more than one line, or in braces) or a mapping; `name` stands in findings where there
    is no file; `level` finds the levels of `based_on`: a function from name to source, or a folder. Raises
    DocumentRefused with everything that stands against judging by it; what does not is in `findings` of the document.
    """
    outcome = find_all(source, name=name, level=level)
    if outcome.document is None:
        raise DocumentRefused(outcome.findings)
    return outcome.document


def find_all(source: Source, *, name: str = "agreement.yaml", level: LevelDoor | Path | None = None) -> Outcome:
    """Read an agreement for its findings only. Raises DocumentRefused where nothing can be read at all."""
    read = read_source(source, name)
    return find_in(read, require_agreement(read.root, read.name), level)


def read_agreed(canonical: str, *, name: str) -> AgreementDocument:
    """Read the canonical text of what was offered, and was looked at in full then.

    Its findings are only those that stand against judging by it: raises DocumentRefused where there are any.
    """
    read = read_source(Written(canonical), name)
    outcome = find_in(read, require_agreement(read.root, read.name), None, in_full=False)
    if outcome.document is None:
        raise DocumentRefused(outcome.findings)
    return outcome.document


def find_in(read: Read, root: Table, level: LevelDoor | Path | None, *, in_full: bool = True) -> Outcome:
    """Look at the tree of a document that was read; `in_full` also for what does not stand against judging by it.

    Raises DocumentRefused for levels that are not there.
    """
    ledger = Ledger(read.name, root)
    root = unfold_levels(root, ledger, level=level, folder=read.folder)
    ledger.root = root
    shape = shape_agreement(root, ledger)
    if shape is None:
        return Outcome(source=read.name, findings=ledger.findings(), shape=None, document=None)
    plain = make_plain(root)
    assert isinstance(plain, dict)  # noqa: S101  # a table is a mapping
    calendars = make_calendars(shape, plain, ledger)
    ground = Ground(shape, ledger, calendars.known)
    canonical = write_canonical(plain, calendars)
    terms = _build_terms(ground, sha256(canonical.encode()).hexdigest())
    blocked = ledger.refuses
    if in_full:
        run_checks(terms, ground)
        _note_not_judged(shape, ledger)
    findings = ledger.findings()
    if blocked:
        return Outcome(source=read.name, findings=findings, shape=shape, document=None)
    document = AgreementDocument(
        terms=terms, shape=shape, canonical=canonical, source=read.name, findings=findings, source_text=read.text
    )
    return Outcome(source=read.name, findings=findings, shape=shape, document=document)


def write_canonical(plain: Mapping[str, Plain], calendars: Calendars) -> str:
    """Write the content of an agreement so that the same content is the same text: levels unfolded, calendars frozen.

    It is itself an agreement document, in JSON, that reads as the same agreement. Comments, layout, the order of keys
    and the way a text is quoted do not count; the order of a list does.
    """
    written = plain.get("calendars")
    frozen = {
        name: {**calendar.freeze(), **_titled(written.get(name) if isinstance(written, dict) else None)}
        for name, calendar in calendars.known.items()
    }
    content = {**{key: value for key, value in plain.items() if key != "based_on"}, "calendars": frozen}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _titled(written: Plain | None) -> dict[str, Plain]:
    """Return the title of a calendar as it is written, which freezing does not know."""
    return {"title": written["title"]} if isinstance(written, dict) and "title" in written else {}


def _build_terms(ground: Ground, version_hash: str) -> Agreement:
    shape = ground.shape
    check_ground(ground)
    check_references(ground)
    measures = build_measures(ground)
    clocks = [
        build_commitment(one, ("commitments", number), measures, ground)
        for number, one in enumerate(shape.commitments)
        if isinstance(one, ClockShape)
    ]
    return Agreement(
        id=shape.id,
        version_hash=version_hash,
        time_zone=shape.time_zone,
        calendars=MappingProxyType(dict(ground.calendars)),
        commitments=tuple(clock for clock in clocks if clock is not None),
        ratios=tuple(
            build_ratio(one, ("commitments", number), ground)
            for number, one in enumerate(shape.commitments)
            if isinstance(one, RatioShape)
        ),
        scale=build_scale(shape.priorities, ("priorities",), ground),
        scales=MappingProxyType(
            {
                service.id: build_scale(service.priorities, ("services", number, "priorities"), ground)
                for number, service in enumerate(shape.services)
                if service.priorities is not None
            }
        ),
        not_judged=_not_judged(shape),
        own_events=ground.declared_events,
        own_fields=MappingProxyType({name: frozenset(values) for name, values in shape.fields.items()}),
        maintenance_notice=build_notice(ground),
    )


def _note_not_judged(shape: AgreementShape, ledger: Ledger) -> None:
    for number, one in enumerate(shape.commitments):
        if not isinstance(one, ClockShape | RatioShape):
            ledger.note(
                "not_judged_from_tickets",
                ("commitments", number),
                found=f"a commitment of kind {one.kind}",
                expected="measurements: ticket facts do not judge it",
                hint="it is kept and shown, and counted as not judged",
                severity=Severity.INFO,
            )


def _not_judged(shape: AgreementShape) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.kind) for one in shape.commitments if not isinstance(one, ClockShape | RatioShape))
