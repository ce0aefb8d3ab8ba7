"""What the tickets of the demo are called: each by its category and its type, in the words of its customer."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from acuerdo.texts.composing import compose_yaml
from acuerdo.texts.nodes import make_plain

SUBJECTS = Path(__file__).parent / "subjects.yaml"
Subjects = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]


@cache
def subjects() -> Subjects:
    """Return what tickets can be called, by customer, category and type."""
    tree = make_plain(compose_yaml(SUBJECTS.read_text("utf-8"), SUBJECTS.name))
    return TypeAdapter[Subjects](Subjects).validate_python(tree)


def subject_of(customer: str, opened: Mapping[str, str]) -> str:
    """Return what the ticket of an opening is called: the same number has the same title whenever it is told."""
    known = subjects()[customer][opened["category"]][opened["type"]]
    return known[sha256(opened["ticket"].encode()).digest()[0] % len(known)]
