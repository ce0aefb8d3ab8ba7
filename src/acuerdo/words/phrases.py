"""What can be said: an English source text, its plural, and where it stands."""

import re
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words to be said in any language; made by `phrase`, said by `speak`.

    ``text`` is the English source (for one, where there is a plural), ``plural`` the English for many, ``context``
    tells equal texts apart.
    """

    text: str
    plural: str | None = None
    context: str | None = None

    @property
    def placeholders(self) -> frozenset[str]:
        """The names for which `speak` expects a value; ``n`` is always among those of a plural.

        >>> sorted(phrase("one miss of {total}", plural="{n} misses of {total}").placeholders)
        ['n', 'total']
        """
        names = set(PLACEHOLDER.findall(self.text))
        if self.plural is not None:
            names |= {"n", *PLACEHOLDER.findall(self.plural)}
        return frozenset(names)


def phrase(text: str, /, *, plural: str | None = None, context: str | None = None) -> Phrase:
    """Declare words to be translated. All arguments must be literal strings: ``make words`` reads the source for them.

    >>> phrase("Resolved")
    Phrase(text='Resolved', plural=None, context=None)
    """
    return Phrase(text=text, plural=plural, context=context)
