"""An agreement document: values to judge by, texts to show, and the sections that are carried."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents.findings import Finding
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.calendars import CalendarShape
from acuerdo.documents.shapes.kinds import Shape, TextsShape
from acuerdo.texts.nodes import split_steps

CARRIED = (
    "channels",
    "prerequisites",
    "reviews",
    "reports",
    "credits",
    "consequences",
    "entitlements",
    "volumes",
    "escalation",
    "clauses",
    "maintenance",
    "fees",
    "covered",
    "measurement",
    "underpins",
)
"""The sections that are kept and shown; other work computes what there is to compute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalText:
    """A text and the language it is in; `is_fallback` marks one that is missing in the language asked for."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        """Give the text alone."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDocument:
    """One agreement as it was read.

    `terms` are the values to judge by, `shape` everything that the document says, typed; `source` names the file.
    `canonical` is the content as one text, itself readable as an agreement, with levels unfolded and calendars frozen.
    """

    terms: Agreement
    shape: AgreementShape
    canonical: str
    source: str
    findings: tuple[Finding, ...] = ()
    source_text: str | None = None

    @property
    def id(self) -> str:
        """The agreement's id."""
        return self.shape.id

    @property
    def content_hash(self) -> str:
        """The sha256 of the canonical content, as hexadecimal digits; comments and layout do not change it."""
        return sha256(self.canonical.encode()).hexdigest()

    @property
    def language(self) -> str:
        """The language that prevails."""
        return self.shape.language

    @property
    def time_zone(self) -> str:
        """The zone of its periods, and of the calendars that name none."""
        return self.shape.time_zone

    @property
    def currency(self) -> str | None:
        """The currency of its amounts."""
        return self.shape.currency

    @property
    def provider(self) -> str:
        """The provider's name."""
        return self.shape.parties.provider.name

    @property
    def customer(self) -> str:
        """The customer's name."""
        return self.shape.parties.customer.name

    @property
    def from_on(self) -> date:
        """The first date on which it governs."""
        return self.shape.term.from_

    @property
    def to_on(self) -> date | None:
        """The last date on which it governs; None without an end."""
        return self.shape.term.to

    @property
    def carried(self) -> tuple[str, ...]:
        """The sections that are there and are carried."""
        return tuple(name for name in CARRIED if getattr(self.shape, name))

    @property
    def commitment_ids(self) -> tuple[str, ...]:
        """The ids of all commitments, as they stand in the document."""
        return tuple(one.id for one in self.shape.commitments)

    def say(self, text: str | TextsShape | None, language: str, *, otherwise: str = "") -> LocalText:
        """Choose a text in a language; a missing one is taken from the language that prevails, else from any."""
        if text is None:
            return LocalText(text=otherwise, language=self.language, is_fallback=False)
        if isinstance(text, str):
            return LocalText(text=text, language=self.language, is_fallback=language != self.language)
        for candidate in (language, self.language, "en", "es", "ru"):
            found = getattr(text, candidate)
            if found is not None:
                return LocalText(text=found, language=candidate, is_fallback=candidate != language)
        return LocalText(text=otherwise, language=self.language)

    @property
    def titles(self) -> dict[str, str]:
        """The title in each language that it is said in; one that names no language is in the one that prevails."""
        return self._by_language(self.shape.title)

    def _by_language(self, title: str | TextsShape) -> dict[str, str]:
        if isinstance(title, str):
            return {self.language: title}
        said = {language: getattr(title, language) for language in type(title).model_fields}
        return {language: text for language, text in said.items() if text is not None}

    def title(self, language: str) -> LocalText:
        """Say the title of the agreement."""
        return self.say(self.shape.title, language)

    def commitment_title(self, commitment: str, language: str) -> LocalText:
        """Say the title of a commitment; its id where it has none. Raises KeyError."""
        found = next((one for one in self.shape.commitments if one.id == commitment), None)
        if found is None:
            raise KeyError(commitment)
        return self.say(found.title, language, otherwise=commitment)

    def measure_title(self, measure: str, language: str) -> LocalText:
        """Say the title of the agreement's own measure; its name where it has none, or where it is not its own."""
        found = self.shape.measures.get(measure)
        return self.say(None if found is None else found.title, language, otherwise=measure)

    def service_name(self, service: str, language: str) -> LocalText:
        """Say the name of a service; its id where the document does not know it."""
        found = next((one for one in self.shape.services if one.id == service), None)
        return self.say(None if found is None else found.name, language, otherwise=service)

    def calendar_title(self, calendar: str, language: str) -> LocalText:
        """Say the title of a calendar; its name where it has none, or where the document does not know it."""
        found = self.shape.calendars.get(calendar)
        return self.say(found.title if isinstance(found, CalendarShape) else None, language, otherwise=calendar)

    def calendar_titles(self, calendar: str) -> dict[str, str]:
        """The title of a calendar in each language that it is said in; none where it has none, or is not known."""
        found = self.shape.calendars.get(calendar)
        title = found.title if isinstance(found, CalendarShape) else None
        return {} if title is None else self._by_language(title)

    def text(self, path: str, language: str) -> LocalText:
        """Say the text at a path of the document, like `title` or `commitments[rca].note`. Raises KeyError."""
        return self.say(find_text(self.shape, path), language)


def find_text(shape: AgreementShape, path: str) -> str | TextsShape:
    """Find a text by its path. Raises KeyError with the step that is not there, or the path that is no text."""
    found: object = shape
    for step in split_steps(path):
        found = _step(found, step)
    if isinstance(found, str | TextsShape):
        return found
    raise KeyError(path)


def _step(found: object, step: str | int) -> object:
    if isinstance(found, tuple):
        number = next((at for at, item in enumerate(found) if getattr(item, "id", None) == step), step)
        if isinstance(number, int) and number < len(found):
            return found[number]
    elif isinstance(found, dict):
        if step in found:
            return found[step]
    elif isinstance(found, Shape) and isinstance(step, str) and not step.startswith("_"):
        names = {field.alias or name: name for name, field in type(found).model_fields.items()}
        if step in names:
            return getattr(found, names[step])
    raise KeyError(step)
