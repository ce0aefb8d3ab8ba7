"""People as sources name them: a fact knows an id, the name stands apart and can be emptied."""

import hmac
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from acuerdo.apps.journal.rows import ask, listed, one_of
from acuerdo.apps.tickets.models import Handle, Source


def name_people(source: Source, words: Collection[str]) -> dict[str, str]:
    """Return the ident of each name, as texts; a name that was never told gets one."""
    if not words:
        return {}
    digests = {digest_of_word(source, word): word for word in words}
    known = _known(source, digests)
    missing = {digest: word for digest, word in digests.items() if digest not in known}
    if missing:
        rows = [Handle(source=source, digest=digest, word=word) for digest, word in sorted(missing.items())]
        Handle.objects.bulk_create(rows, ignore_conflicts=True)
        known |= _known(source, missing)
    return {word: known[digest] for digest, word in digests.items()}


def known_people(source: Source, words: Collection[str]) -> dict[str, str]:
    """Return the ident of each name that was told before, as texts."""
    digests = {digest_of_word(source, word): word for word in words}
    return {digests[digest]: ident for digest, ident in _known(source, digests).items()} if words else {}


def words_of(idents: Iterable[str]) -> dict[str, str]:
    """Return the name behind each ident that is one; empty where somebody was erased."""
    wanted = [found for text in set(idents) if (found := _uuid(text)) is not None]
    rows = Handle.objects.filter(ident__in=wanted).values_list("ident", "word")
    return {str(ident): word for ident, word in rows}


def digest_of_word(source: Source, word: str) -> str:
    """Return what is kept for good of a name that a source uses."""
    return hmac.new(source.salt.encode(), word.encode(), sha256).hexdigest()


def _known(source: Source, digests: Mapping[str, str]) -> dict[str, str]:
    condition = f"source_id = %s AND {one_of('digest', 'text')}"
    rows = ask(f"SELECT digest, ident FROM tickets_handle WHERE {condition}", (source.pk, listed(list(digests))))  # noqa: S608 - names of columns alone
    return {digest: str(UUID(ident) if isinstance(ident, str) else ident) for digest, ident in rows}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
