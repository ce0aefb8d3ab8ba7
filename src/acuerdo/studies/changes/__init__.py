"""What changed between two agreements, in words: stricter or looser, and for whom.

`compare_agreements(before, after, language)` gives every difference of their contents at least one sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from acuerdo.core.acts import Side
from acuerdo.documents import AgreementDocument
from acuerdo.documents.differences import Kind, find_differences
from acuerdo.studies.changes.parts import Part, parts_of
from acuerdo.studies.changes.sentences import say_part, say_subject, say_trail, section_of
from acuerdo.studies.changes.weighing import Weight, weigh
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Language, Phrase, phrase, speak

__all__ = ["Change", "Weight", "compare_agreements", "say_place", "say_weight"]

_WEIGHTS: dict[tuple[Weight, Side], Phrase] = {
    (Weight.STRICTER, Side.PROVIDER): phrase("stricter for the provider"),
    (Weight.LOOSER, Side.PROVIDER): phrase("looser for the provider"),
    (Weight.STRICTER, Side.CUSTOMER): phrase("stricter for the customer"),
    (Weight.LOOSER, Side.CUSTOMER): phrase("looser for the customer"),
}
_SAME = phrase("the same meaning")
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: the section and the subject (a promise, a service, a calendar, ...) that it is about.

    `sentence` says it whole, `what` to `after` are its parts; `side` is the one for whom it is stricter or looser.
    `path` names the place in the document.
    """

    kind: Kind
    path: tuple[str | int, ...]
    section: str
    subject: str
    what: str
    before: str
    after: str
    sentence: str
    weight: Weight
    side: Side | None


def compare_agreements(before: AgreementDocument, after: AgreementDocument, language: Language) -> tuple[Change, ...]:
    r"""Say every difference between two agreements, in the order of the format's sections.

    >>> from acuerdo.documents import read_agreement
    >>> text = "acuerdo: 1\nid: a\ntitle: A\nlanguage: en\ntime_zone: UTC\n"
    >>> text += "parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}\nterm: {from: 2026-01-01}\n"
    >>> text += "commitments: [{id: fix, measure: resolution, calendar: 24x7, within: 8h}]\n"
    >>> changes = compare_agreements(read_agreement(text), read_agreement(text.replace("8h", "4h")), Language.EN)
    >>> [(change.sentence.replace("\N{NO-BREAK SPACE}", " "), str(change.weight)) for change in changes]
    [('fix, target: 4 h (was 8 h)', 'stricter')]
    """
    voices = tuple(Voice(language, document, ZoneInfo(document.time_zone)) for document in (before, after))
    found = []
    for part in parts_of(find_differences(before, after)):
        weight, side = weigh(part, before, after)
        found.append(_told(part, (voices[0], voices[1]), weight, side))
    return tuple(_once(found))


def say_place(path: str, document: AgreementDocument, language: Language) -> str:
    """Say where a path of a document leads: `commitments[first-response].calendar` is "First response, calendar".

    A path that is not one stands as it is.
    """
    steps = tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(path))
    if not steps or isinstance(steps[0], int):
        return path
    voice = Voice(language, document, ZoneInfo(document.time_zone))
    trail = say_trail(Part(kind=Kind.CHANGED, path=steps, before=None, after=None), voice)
    section, subject = section_of(steps, voice), say_subject(steps, (voice, voice))
    alone = subject.startswith(section) or steps[0] == "calendars"  # "Calendar office" says both
    named = subject if alone else f"{section} \N{MIDDLE DOT} {subject}"
    return f"{named}, {trail}" if trail else named


def _told(part: Part, voices: tuple[Voice, Voice], weight: Weight, side: Side | None) -> Change:
    said = say_part(part, voices, same=weight is Weight.SAME)
    return Change(
        kind=part.kind,
        path=part.path,
        section=section_of(part.path, voices[1]),
        subject=say_subject(part.path, voices),
        what=say_trail(part, voices[1]),
        before=said.before,
        after=said.after,
        sentence=said.sentence,
        weight=weight,
        side=side,
    )


def _once(changes: list[Change]) -> Iterator[Change]:
    """Yield each change once; one place can differ in two ways that are said alike."""
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for change in changes:
        key = (change.path, change.sentence)
        if key not in seen:
            seen.add(key)
            yield change


def say_weight(change: Change, language: Language) -> str:
    """Say for whom a change is stricter or looser; empty where it is neither, or where nobody can tell.

    >>> say_weight(Change(kind=Kind.ADDED, path=("id",), section="", subject="", what="", before="", after="",
    ...     sentence="", weight=Weight.LOOSER, side=Side.PROVIDER), Language.EN)
    'looser for the provider'
    """
    if change.weight is Weight.SAME:
        return speak(language, _SAME)
    words = None if change.side is None else _WEIGHTS.get((change.weight, change.side))
    return "" if words is None else speak(language, words)
