"""The monthly letter with the heads of the journals: kept by its reader, it shows later that nothing was rewritten."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import phrase, speak

_SUBJECT = phrase("The journals of your agreements: keep this letter")
_TEXT = phrase(
    "Hello {name},\n\neverything that both sides do with an agreement stands in its journal, entry after entry; the"
    " hash of the last one covers all before it. These are the last entries of your {n} agreement:\n\n{heads}\n\n"
    "Keep this letter: whoever changes an entry later cannot bring back this hash. Hold it against the journal at"
    "\n\n{address}\n\nor let whoever runs the installation do it:\n\n{command}\n",
    plural="Hello {name},\n\neverything that both sides do with an agreement stands in its journal, entry after entry;"
    " the hash of the last one covers all before it. These are the last entries of your {n} agreements:\n\n{heads}\n\n"
    "Keep this letter: whoever changes an entry later cannot bring back this hash. Hold it against the journal at"
    "\n\n{address}\n\nor let whoever runs the installation do it:\n\n{command}\n",
)
_MORE = phrase("and {n} more, in the application", plural="and {n} more, in the application")


def heads(addressed: Addressed) -> Letter:
    """List the heads, and say how to verify with one."""
    language, listed = addressed.language, cast("Sequence[tuple[str, int, str]]", addressed.body["heads"])
    lines = [f"{key}  {number}:{head}" for key, number, head in listed]
    more = int(addressed.told("more"))
    if more:
        lines.append(speak(language, _MORE, n=more))
    key, number, head = listed[0]
    return Letter(
        subject=speak(language, _SUBJECT),
        text=speak(
            language,
            _TEXT,
            name=addressed.name,
            n=len(listed) + more,
            heads="\n".join(lines),
            address=addressed.link(f"/agreements/{key}/journal"),
            command=f"acuerdo journal verify agreement:{key} --anchor {number}:{head}",
        ),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType({"journal_heads": heads})
