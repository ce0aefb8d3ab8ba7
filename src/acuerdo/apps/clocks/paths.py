"""Paths of escalation: whom an agreement wants told at which moments of a promise's clocks, as its document says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from acuerdo.core.terms.agreement import Agreement as Terms
from acuerdo.core.terms.agreement import WarningPoint
from acuerdo.documents import AgreementDocument
from acuerdo.documents.shapes.carried import EscalationShape, StepShape
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.words import Language

START = "start"
DUE = "due"
BREACH = "breach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a path: at the moment `point`, tell `notify` (words of the document) by `by`; `note` is by language."""

    point: str
    notify: tuple[str, ...]
    by: tuple[str, ...]
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What is told of a promise's clocks: its own warnings first among `points`, then what only its path names.

    `warned` is how many are its own; `title` is by language.
    """

    points: tuple[WarningPoint, ...]
    warned: int
    steps: tuple[Step, ...]
    title: Mapping[str, str]

    def at(self, point: str) -> tuple[Step, ...]:
        """Return the steps at a moment."""
        return tuple(step for step in self.steps if step.point == point)


NOTHING = Path(points=(), warned=0, steps=(), title={})


def name_point(point: WarningPoint | str) -> str:
    """Name a moment as a document writes it, the same for ever.

    >>> from fractions import Fraction
    >>> offsets = (-600_000_000, 5_400_000_000)
    >>> [name_point(WarningPoint(share=Fraction(7, 8))), *(name_point(WarningPoint(offset_us=one)) for one in offsets)]
    ['87.5%', '-10m', '+1h30m']
    """
    if isinstance(point, str):
        return point
    if point.share is not None:
        return f"{point.share.numerator * 100 / point.share.denominator:.10g}%"
    offset = point.offset_us or 0
    minutes, seconds = divmod(abs(offset) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    said = "".join(f"{value}{unit}" for value, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if value)
    return ("-" if offset < 0 else "+") + (said or "0s")


def paths_of(document: AgreementDocument) -> dict[str, Path]:
    """Return the path of each promise that clocks judge, by its id."""
    found: dict[str, Path] = {}
    for one in document.shape.commitments:
        if isinstance(one, ClockShape):
            steps = [step for path in _chosen(document.shape.escalation, one) for step in path.steps]
            named = [step.at for step in steps if isinstance(step.at, WarningPoint)]
            beside = [point for point in dict.fromkeys(named) if point not in one.warn_at]
            found[one.id] = Path(
                points=(*one.warn_at, *beside),
                warned=len(one.warn_at),
                steps=tuple(_step(document, step) for step in steps),
                title={language: str(document.commitment_title(one.id, language)) for language in Language},
            )
    return found


def watched(terms: Terms, paths: Mapping[str, Path]) -> Terms:
    """Return terms whose clocks say, beside their warnings, when the moments of their paths fall; verdicts stay."""
    commitments = tuple(
        replace(one, warn_at=paths[one.id].points) if one.id in paths else one for one in terms.commitments
    )
    return replace(terms, commitments=commitments)


def _chosen(paths: Sequence[EscalationShape], promise: ClockShape) -> list[EscalationShape]:
    """Return the path that a promise names, else those that are for it or for all."""
    if promise.escalation is not None:
        return [path for path in paths if path.id == promise.escalation]
    return [path for path in paths if not path.commitments or promise.id in path.commitments]


def _step(document: AgreementDocument, step: StepShape) -> Step:
    note = step.note
    said: dict[str, str] = {} if note is None else {one: str(document.say(note, one)) for one in Language}
    return Step(point=name_point(step.at), notify=tuple(step.notify), by=tuple(step.by), note=said)
