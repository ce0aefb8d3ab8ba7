"""What a letter is written from, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import cast

from acuerdo.apps.catalogue.shapes import Texts, choose_text
from acuerdo.core.chains.canonical import Json
from acuerdo.words import Language

_LONGEST_TITLE = 80
"""How much of a ticket's title a letter says: its subject is to be read on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """To whom a letter goes, in which language; `here` is the address of this installation, `body` the notice's.

    `titles` are those of tickets, by source and name.
    """

    language: Language
    name: str
    time_zone: str
    here: str
    body: Mapping[str, Json]
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def told(self, name: str) -> str:
        """Return a value of the body as text."""
        return str(self.body[name])

    @property
    def ticket(self) -> str:
        """The ticket that the letter is about: its number, and what it is called.

        >>> body = {"source": "desk", "ticket": "7"}
        >>> titles = {("desk", "7"): "Printer"}
        >>> Addressed(language=Language.EN, name="", time_zone="UTC", here="", body=body, titles=titles).ticket
        '7 · Printer'
        """
        title = self.titles.get((self.told("source"), self.told("ticket")), "")
        return " · ".join([self.told("ticket"), *([shorten(title, _LONGEST_TITLE, placeholder=" …")] if title else [])])

    @property
    def agreement(self) -> str:
        """The agreement that the letter is about: its id, and its title in the reader's language.

        >>> body = {"agreement": "sur-2026", "titles": {"es": "Servicios", "ru": "Услуги"}}
        >>> Addressed(language=Language.RU, name="", time_zone="UTC", here="", body=body).agreement
        'sur-2026 (Услуги)'
        """
        title = choose_text(cast("Texts", self.body["titles"]), self.language)
        return f"{self.told('agreement')} ({title})" if title else self.told("agreement")

    def link(self, path: str) -> str:
        """Return the whole address of a page.

        >>> Addressed(language=Language.EN, name="", time_zone="UTC", here="https://a.example", body={}).link("/x")
        'https://a.example/x'
        """
        return f"{self.here}{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: one line of subject, and a plain text."""

    subject: str
    text: str


Writer = Callable[[Addressed], Letter]
