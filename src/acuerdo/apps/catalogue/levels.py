"""Writing and publishing levels: what was published is never changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from acuerdo.apps.catalogue.commands import CHAIN
from acuerdo.apps.catalogue.models import LevelDraft, LevelVersion
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.catalogue.shapes import LANGUAGES
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.documents import LevelDocument, Written, basis_of, read_level, shipped_level, shipped_levels


def change_level_draft(viewer: Viewer, key: str, text: str, revision: int, at: datetime) -> int:
    """Keep the text of a level's next version and return its new revision; revision 0 begins one.

    Raises `NotAllowed`, `CatalogueRefused` (`level_changed_meanwhile`).
    """
    viewer.require(Permission.KEEP_CATALOGUE)
    values = {"text": text, "changed_at": at, "changed_by_id": viewer.person}
    mine = LevelDraft.objects.filter(key=key)
    if revision == 0:
        _, fresh = LevelDraft.objects.get_or_create(key=key, defaults=values)
        done = int(fresh)
    else:
        done = mine.filter(revision=revision).update(revision=F("revision") + 1, **values)
    if not done:
        found = mine.values_list("revision", flat=True).first()
        raise CatalogueRefused("level_changed_meanwhile", f"revision {found or 'none'}", f"revision {revision}")
    return revision + 1


def publish_level(viewer: Viewer, key: str, text: str, at: datetime) -> LevelVersion:
    """Publish a text as the next version of a level; a draft of it is done with.

    Raises `NotAllowed`, `DocumentRefused`, `CatalogueRefused` (`other_level`, `level_unchanged`).
    """
    viewer.require(Permission.KEEP_CATALOGUE)
    level = read_level(Written(text), name=f"{key}.yaml", level=published_level)
    if level.id != key:
        raise CatalogueRefused("other_level", level.id, key)
    with transaction.atomic():
        row = _publish(viewer, level, text, at)
        LevelDraft.objects.filter(key=key).delete()
    return row


def publish_shipped_levels(viewer: Viewer, at: datetime) -> int:
    """Publish the levels that come with the product where there is none of their name, and return how many."""
    viewer.require(Permission.KEEP_CATALOGUE)
    known = set(LevelVersion.objects.values_list("key", flat=True))
    wanted = [name for name in shipped_levels() if name not in known]
    texts = {name: shipped_level(name).read_text(encoding="utf-8") for name in wanted}
    with transaction.atomic():
        for name in sorted(wanted, key=lambda name: _depth(name, texts)):
            _publish(viewer, read_level(Written(texts[name]), name=f"{name}.yaml"), texts[name], at)
    return len(wanted)


def _depth(name: str, texts: Mapping[str, str]) -> int:
    """Return how many of some levels lie under one of them."""
    base = basis_of(texts[name])
    return 1 + _depth(base, texts) if base in texts else 0


def _publish(viewer: Viewer, level: LevelDocument, text: str, at: datetime) -> LevelVersion:
    last = LevelVersion.objects.filter(key=level.id).aggregate(last=Max("number"))["last"] or 0
    if LevelVersion.objects.filter(key=level.id, number=last, content_hash=level.content_hash).exists():
        raise CatalogueRefused("level_unchanged", level.content_hash[:12], "something that the newest version lacks")
    titles = ((language, level.title(language)) for language in LANGUAGES)
    values = {
        "title": {language: str(title) for language, title in titles if not title.is_fallback},
        "text": text,
        "content": level.content,
        "content_hash": level.content_hash,
        "published_at": at,
        "published_by_id": viewer.person,
    }
    row, fresh = LevelVersion.objects.get_or_create(key=level.id, number=last + 1, defaults=values)
    if not fresh:
        raise CatalogueRefused("level_changed_meanwhile", f"version {last + 1}", "to be its author")
    record(
        CHAIN,
        at=at,
        actor=viewer.ident,
        kind="level_published",
        body={"level": level.id, "number": row.number, "content": level.content_hash},
    )
    return row
