"""People as sources name them: a fact knows an id, the name stands apart and can be emptied."""

import hmac
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from uuid import UUID, uuid4

from acuerdo.apps.journal.rows import among
from acuerdo.apps.journal.together import Questions, Writes
from acuerdo.apps.tickets.models import Handle, Source

_COLUMNS = ("ident", "source_id", "digest", "word")
_FEW = 2
"""How many new names one delivery may well be the only one to tell."""


def name_people(
    questions: Questions, source: Source, words: Collection[str], writes: Writes | None = None
) -> Callable[[], dict[str, str]]:
    """Ask for the ident of each name, as texts; a name that was never told gets one.

    Of a few that are new the rows are written by `writes`, where it is given.
    """
    digests = {digest_of_word(source, word): word for word in words}
    asked = _known(questions, source, digests)

    def named() -> dict[str, str]:
        known = asked()
        missing = {digest: word for digest, word in digests.items() if digest not in known}
        if missing and writes is not None and len(missing) <= _FEW:
            fresh = {digest: uuid4() for digest in missing}
            said = [(fresh[digest].hex, source.pk, digest, word) for digest, word in missing.items()]
            writes.add(Handle, _COLUMNS, said)
            known |= {digest: str(ident) for digest, ident in fresh.items()}
        elif missing:
            rows = [Handle(source=source, digest=digest, word=word) for digest, word in sorted(missing.items())]
            Handle.objects.bulk_create(rows, ignore_conflicts=True)
            known |= _known(Questions(), source, missing)()
        return {word: known[digest] for digest, word in digests.items()}

    return named


def known_people(source: Source, words: Collection[str]) -> dict[str, str]:
    """Return the ident of each name that was told before, as texts."""
    digests = {digest_of_word(source, word): word for word in words}
    return {digests[digest]: ident for digest, ident in _known(Questions(), source, digests)().items()}


def words_of(idents: Iterable[str]) -> dict[str, str]:
    """Return the name behind each ident that is one; empty where somebody was erased."""
    wanted = [found for text in set(idents) if (found := _uuid(text)) is not None]
    rows = Handle.objects.filter(ident__in=wanted).values_list("ident", "word")
    return {str(ident): word for ident, word in rows}


def digest_of_word(source: Source, word: str) -> str:
    """Return what is kept for good of a name that a source uses."""
    return hmac.new(source.salt.encode(), word.encode(), sha256).hexdigest()


def _known(questions: Questions, source: Source, digests: Mapping[str, str]) -> Callable[[], dict[str, str]]:
    if not digests:
        return dict
    which, asked = among("digest", "text", list(digests))
    told = questions.ask(
        f"SELECT digest, ident FROM tickets_handle WHERE source_id = %s AND {which}",  # noqa: S608 - names of columns alone
        (source.pk, asked),
    )
    return lambda: {digest: str(UUID(ident)) for digest, ident in told()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
