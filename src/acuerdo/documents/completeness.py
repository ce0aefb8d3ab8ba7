"""How complete an agreement is: the eight points of a managed-services agreement, and twelve that practice adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from acuerdo.core.terms.agreement import Binding
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.carried import ClauseShape
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.words import Phrase, phrase

EIGHT: Mapping[str, Phrase] = MappingProxyType(
    {
        "services": phrase("Services: what is delivered and what is not"),
        "response": phrase("Response time, with the hours in which it counts"),
        "responsibilities": phrase("Responsibilities: who answers for what, in which failure"),
        "availability": phrase("Availability: how soon a failure is mended, how often data are saved"),
        "prerequisites": phrase("Requirements that the customer meets"),
        "guarantee": phrase("Guarantee: which promises bind, and from which share on"),
        "performance": phrase("Performance: what is measured, and by which figures"),
        "priorities": phrase("Priorities: what is urgent and what can wait"),
    }
)
"""The eight points, each with its title."""

TWELVE: Mapping[str, Phrase] = MappingProxyType(
    {
        "resolution": phrase("Resolution time"),
        "maintenance": phrase("Maintenance windows and their notice"),
        "term_and_exit": phrase("Term, renewal and exit"),
        "fees": phrase("Fees"),
        "covered": phrase("Covered users and assets"),
        "change": phrase("How changes are made"),
        "measurement": phrase("Method of measurement and source of the data"),
        "reporting": phrase("Reports and reviews"),
        "remedies": phrase("Remedies and their cap"),
        "liability": phrase("Liability"),
        "confidentiality": phrase("Confidentiality and data protection"),
        "escalation": phrase("Escalation path"),
    }
)
"""The twelve points that practice adds, each with its title."""

# What a clause may be called, or be about, to fill a point.
_CLAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "term_and_exit": ("term_and_exit", "exit", "transition", "termination"),
        "change": ("change", "changes", "amendments"),
        "reporting": ("reporting", "reports", "review", "reviews"),
        "remedies": ("remedies", "credits", "penalties"),
        "confidentiality": ("confidentiality", "data_protection", "data-protection", "privacy"),
        "covered": ("covered", "coverage"),
    }
)
_MEND = ("availability", "recovery", "duty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: its name, its title to be said, whether the agreement speaks about it."""

    name: str
    title: Phrase
    is_filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Which of the eight and of the twelve points an agreement fills."""

    eight: tuple[Point, ...]
    twelve: tuple[Point, ...]

    @property
    def filled(self) -> int:
        """How many of the twenty are filled."""
        return sum(point.is_filled for point in (*self.eight, *self.twelve))

    @property
    def total(self) -> int:
        """How many points there are."""
        return len(self.eight) + len(self.twelve)

    @property
    def empty(self) -> tuple[Point, ...]:
        """The points about which the agreement says nothing."""
        return tuple(point for point in (*self.eight, *self.twelve) if not point.is_filled)


def score(shape: AgreementShape) -> Completeness:
    """Score an agreement; a section fills its point, and so does a clause that is about it."""
    return Completeness(eight=_points(EIGHT, shape), twelve=_points(TWELVE, shape))


def _points(titles: Mapping[str, Phrase], shape: AgreementShape) -> tuple[Point, ...]:
    topics = _topics(shape)
    return tuple(
        Point(
            name=name,
            title=title,
            is_filled=bool(topics & set(_CLAUSES.get(name, (name,)))) or _FILLED_BY[name](shape),
        )
        for name, title in titles.items()
    )


def _topics(shape: AgreementShape) -> set[str]:
    abouts = [clause.about for clause in shape.clauses.values() if isinstance(clause, ClauseShape)]
    return set(shape.clauses) | {topic for about in abouts for topic in about}


def _measured(shape: AgreementShape, *measures: str) -> bool:
    return any(isinstance(one, ClockShape) and one.measure in measures for one in shape.commitments)


def _has_kind(shape: AgreementShape, *kinds: str) -> bool:
    return any(one.kind in kinds for one in shape.commitments)


def _is_guaranteed(shape: AgreementShape) -> bool:
    return any(
        one.binding is Binding.GUARANTEE and getattr(one, "at_least", None) is not None for one in shape.commitments
    )


def _is_measured(shape: AgreementShape) -> bool:
    statistics = any(isinstance(one, ClockShape) and one.statistic is not None for one in shape.commitments)
    return statistics or _has_kind(shape, "performance", "ratio", "satisfaction")


def _has_priorities(shape: AgreementShape) -> bool:
    scales = [shape.priorities, *(service.priorities for service in shape.services)]
    return any(scale is not None and (scale.meaning or scale.matrix) for scale in scales)


def _has_exit(shape: AgreementShape) -> bool:
    return shape.term.exit is not None or (shape.term.to is not None and shape.term.notice is not None)


_FILLED_BY: Mapping[str, Callable[[AgreementShape], bool]] = MappingProxyType(
    {
        "services": lambda shape: bool(shape.services),
        "response": lambda shape: _measured(shape, "first_response", "acknowledgement", "onsite"),
        "responsibilities": lambda shape: any(service.responsibilities for service in shape.services),
        "availability": lambda shape: _has_kind(shape, *_MEND),
        "prerequisites": lambda shape: bool(shape.prerequisites),
        "guarantee": _is_guaranteed,
        "performance": _is_measured,
        "priorities": _has_priorities,
        "resolution": lambda shape: _measured(shape, "resolution", "workaround"),
        "maintenance": lambda shape: shape.maintenance is not None,
        "term_and_exit": _has_exit,
        "fees": lambda shape: shape.fees is not None,
        "covered": lambda shape: shape.covered is not None,
        "change": lambda _: False,
        "measurement": lambda shape: shape.measurement is not None,
        "reporting": lambda shape: bool(shape.reports) or shape.reviews is not None,
        "remedies": lambda shape: bool(shape.credits) or bool(shape.consequences),
        "liability": lambda _: False,
        "confidentiality": lambda _: False,
        "escalation": lambda shape: bool(shape.escalation),
    }
)
