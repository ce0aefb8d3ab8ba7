"""Documents that never change, read once: what was agreed, and what was published. A page would read them anew."""

from functools import lru_cache

from acuerdo.apps.catalogue.shapes import LevelRecord
from acuerdo.documents import AgreementDocument, LevelDocument, Written, read_agreement, read_level
from acuerdo.studies.levels import Gap, Subject, find_distance, set_side_by_side
from acuerdo.words import Language

_MOST = 64


@lru_cache(maxsize=_MOST)
def read_kept(canonical: str, key: str) -> AgreementDocument:
    """Read the canonical text of an offer. Raises `DocumentRefused`."""
    return read_agreement(Written(canonical), name=f"{key}.json")


def compare_kept(levels: tuple[LevelRecord, ...], language: Language) -> tuple[Subject, ...]:
    """Set published levels side by side; nothing where there is none."""
    return _compared(tuple((level.content, level.key) for level in levels), language) if levels else ()


def distance_of(canonical: str, level: LevelRecord, language: Language) -> tuple[Gap, ...]:
    """Return how far what was agreed is from a published level."""
    return _distance(canonical, level.content, level.key, language)


@lru_cache(maxsize=_MOST)
def _distance(canonical: str, content: str, key: str, language: Language) -> tuple[Gap, ...]:
    return find_distance(read_kept(canonical, key), _level(content, key), language)


@lru_cache(maxsize=_MOST)
def _compared(contents: tuple[tuple[str, str], ...], language: Language) -> tuple[Subject, ...]:
    return set_side_by_side([_level(content, key) for content, key in contents], language)


@lru_cache(maxsize=_MOST)
def _level(content: str, key: str) -> LevelDocument:
    return read_level(Written(content), name=f"{key}.json")
