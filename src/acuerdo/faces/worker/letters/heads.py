"""The monthly letter with the heads of the journals: kept by its reader, it shows later that nothing was rewritten."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from acuerdo.apps.catalogue.shapes import Texts, choose_text
from acuerdo.core.chains.canonical import Json
from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import Language, phrase, speak

_SUBJECT = phrase("The journals of your agreements: keep this letter")
_TEXT = phrase(
    "Hello {name},\n\neverything that both sides do with an agreement stands in its journal, entry after entry; the"
    " hash of the last one covers all before it. This is the last entry of your {n} agreement, its number and its"
    " hash:\n\n{heads}\n\nWhat to do with this letter: keep it. Whoever changes an entry later cannot bring back this"
    " hash, so that the letter will show it.\n\nTo check an agreement, open its journal and paste its number and hash"
    " there:\n\n{address}\n\nor let whoever runs the installation do it, for example:\n\n{command}\n",
    plural="Hello {name},\n\neverything that both sides do with an agreement stands in its journal, entry after entry;"
    " the hash of the last one covers all before it. These are the last entries of your {n} agreements, each with its"
    " number and its hash:\n\n{heads}\n\nWhat to do with this letter: keep it. Whoever changes an entry later cannot"
    " bring back this hash, so that the letter will show it.\n\nTo check an agreement, open its journal and paste its"
    " number and hash there:\n\n{address}\n\nor let whoever runs the installation do it, for example:\n\n{command}\n",
)
_OF = phrase("{title}, agreement with {customer}", context="which agreement a head belongs to")
_MORE = phrase("and {n} more, in the application", plural="and {n} more, in the application")


def heads(addressed: Addressed) -> Letter:
    """List the heads by agreement, and say what to do with the letter and how to verify with it."""
    language, listed = addressed.language, cast("Sequence[Mapping[str, Json]]", addressed.body["heads"])
    lines = [_line(one, language) for one in listed]
    more = int(addressed.told("more"))
    if more:
        lines.append(speak(language, _MORE, n=more))
    first = listed[0]
    return Letter(
        subject=speak(language, _SUBJECT),
        text=speak(
            language,
            _TEXT,
            name=addressed.name,
            n=len(listed) + more,
            heads="\n\n".join(lines),
            address=addressed.link(f"/agreements/{first['agreement']}/journal"),
            command=f"acuerdo journal verify agreement:{first['agreement']} --anchor {first['number']}:{first['head']}",
        ),
    )


def _line(head: Mapping[str, Json], language: Language) -> str:
    """Say which agreement a head belongs to, by title, customer and id; then its number and hash."""
    key = str(head["agreement"])
    title = choose_text(cast("Texts", head["titles"]), language)
    said = speak(language, _OF, title=f"{title} ({key})" if title else key, customer=str(head["customer"]))
    return f"{said}\n{head['number']}:{head['head']}"


LETTERS: Mapping[str, Writer] = MappingProxyType({"journal_heads": heads})
