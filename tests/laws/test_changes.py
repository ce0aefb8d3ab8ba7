"""Laws of what changed: nothing is lost on the way from two contents to sentences."""

import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

from acuerdo.documents import AgreementDocument, read_agreement
from acuerdo.documents.differences import Difference, Kind, find_differences
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.kinds import Shape, TextsShape
from acuerdo.studies.changes import compare_agreements
from acuerdo.studies.wording.labels import label_of
from acuerdo.words import Language

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = [
    EXAMPLES / "sample.yaml",
    EXAMPLES / "small-msp-es" / "agreement.yaml",
    EXAMPLES / "operator-ru" / "agreement.yaml",
    EXAMPLES / "retail-en" / "agreement.yaml",
    EXAMPLES / "real" / "mx-help-desk.yaml",
]
PAIRS = [*itertools.pairwise(FILES), (FILES[-1], FILES[0])]


@cache
def document(path: Path) -> AgreementDocument:
    return read_agreement(path)


def steps_to(found: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - any content
    for step in path:
        if isinstance(found, list) and isinstance(step, str):
            found = next(item for item in found if item["id"] == step)
        else:
            found = found[step]
    return found


def apply(content: Any, difference: Difference) -> None:  # noqa: ANN401 - as above
    parent, last = steps_to(content, difference.path[:-1]), difference.path[-1]
    place = last
    if isinstance(parent, list) and isinstance(last, str):  # an item of a list with ids
        place = next((at for at, item in enumerate(parent) if item["id"] == last), len(parent))
    here = parent[place] if place in parent or (isinstance(place, int) and place < len(parent)) else None
    if difference.kind is Kind.REORDERED:
        return
    if isinstance(here, list) and difference.kind is Kind.REMOVED and difference.before in here:
        here.remove(difference.before)
    elif isinstance(here, list) and difference.kind is Kind.ADDED:
        here.append(difference.after)
    elif difference.kind is Kind.REMOVED:
        del parent[place]
    elif isinstance(parent, list) and place == len(parent):
        parent.append(difference.after)
    else:
        parent[place] = difference.after


def without_order(content: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(content, dict):
        return {key: without_order(value) for key, value in content.items()}
    if isinstance(content, list):
        return sorted((without_order(item) for item in content), key=lambda item: json.dumps(item, sort_keys=True))
    return content


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda path: path.stem + "-" + path.parent.stem)
def test_the_differences_make_one_content_of_the_other(before: Path, after: Path) -> None:
    content = json.loads(document(before).canonical)
    differences = find_differences(document(before), document(after))
    for difference in differences:
        apply(content, difference)
    assert without_order(content) == without_order(json.loads(document(after).canonical))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("before", "after"), PAIRS[:2], ids=lambda path: getattr(path, "stem", None))
def test_every_difference_has_its_sentence(before: Path, after: Path, language: Language) -> None:
    one, other = document(before), document(after)
    changes = compare_agreements(one, other, language)
    assert {difference.path for difference in find_differences(one, other)} == {change.path for change in changes}
    for change in changes:
        assert change.sentence
        assert change.before != change.after, change
        assert "{" not in change.what, change


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.stem)
def test_nothing_changed_between_a_document_and_its_own_content(path: Path) -> None:
    assert compare_agreements(document(path), read_agreement(document(path).canonical), Language.EN) == ()


def shapes_in(kind: Any, seen: set[type[Shape]]) -> Iterator[type[Shape]]:  # noqa: ANN401 - any annotation
    if isinstance(kind, type) and issubclass(kind, Shape):
        if kind not in seen and kind is not TextsShape:
            seen.add(kind)
            yield kind
            for field in kind.model_fields.values():
                yield from shapes_in(field.annotation, seen)
    elif get_origin(kind) in (Annotated, Union, UnionType, tuple, list, dict):
        for part in get_args(kind):
            yield from shapes_in(part, seen)


def test_every_key_of_the_format_has_a_name_in_words() -> None:
    found = list(shapes_in(AgreementShape, set()))
    assert len(found) > 40
    for shape in found:
        for name, field in shape.model_fields.items():
            assert label_of(field.alias or name) is not None, (shape, name)
