"""The door to words for templates: ``{% say "Sign in" %}``, ``{% say "{n} clause" plural="{n} clauses" n=count %}``."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from acuerdo.connectors.saying import say_found, say_reason
from acuerdo.documents.guide import Field
from acuerdo.faces.web.catalogue_words import tell
from acuerdo.faces.web.naming import Titled, name_agreement, name_of, title_of
from acuerdo.faces.web.readers import Reader
from acuerdo.words import Language, Phrase, say_date, say_instant, say_number, speak

register = template.Library()


def _language(context: Context) -> Language:
    reader = context.get("reader")
    return reader.language if isinstance(reader, Reader) else Language.EN


@register.simple_tag(takes_context=True)
def say(context: Context, text: str | Phrase, plural: str = "", context_: str = "", **values: str | int) -> str:
    """Say a text of the interface in the reader's language; `context_` tells equal English words apart."""
    said = Phrase(text=text, plural=plural or None, context=context_ or None) if isinstance(text, str) else text
    return speak(_language(context), said, **values)


@register.simple_tag(takes_context=True)
def reason(context: Context, text: str) -> str:
    """Say what a refusal of a file or a row says in the reader's language."""
    return say_reason(text, _language(context))


@register.simple_tag(takes_context=True)
def found(context: Context, code: str, text: str) -> str:
    """Say what was found in a row that was refused for a reason; what the file says is quoted."""
    return say_found(code, text, _language(context))


@register.simple_tag(takes_context=True)
def number(context: Context, value: int) -> str:
    """Say a whole number as the reader's language writes it."""
    return say_number(_language(context), value)


@register.simple_tag(takes_context=True)
def day(context: Context, on: date) -> str:
    """Say a date in the reader's language."""
    return say_date(_language(context), on)


@register.simple_tag(takes_context=True)
def instant(context: Context, at: datetime) -> str:
    """Say an instant in the reader's zone and language."""
    reader = context.get("reader")
    zone = reader.time_zone if isinstance(reader, Reader) else "UTC"
    return say_instant(_language(context), at, zone=ZoneInfo(zone))


@register.simple_tag(takes_context=True)
def who(context: Context, name: str) -> str:
    """Name a person; somebody who was erased has no name any more, and is shown as such."""
    return name_of(_language(context), name)


@register.simple_tag(takes_context=True)
def said(context: Context, text: str | Phrase) -> str:
    """Say a phrase in the reader's language; a text of somebody's own stays as it is."""
    return text if isinstance(text, str) else speak(_language(context), text)


@register.simple_tag(takes_context=True)
def titled(context: Context, thing: Titled) -> SafeString:
    """Show an agreement: its title in the reader's language, else the first that it has, and quietly its id."""
    said = tell(thing.titles, _language(context))
    if said.text in ("", thing.key):
        return format_html("{}", thing.key)
    spoken = format_html(' lang="{}"', said.language) if said.language else ""
    shown = '<span class="titled"{}>{}</span> <span class="hash muted">{}</span>'
    return format_html(shown, spoken, said.text, thing.key)


@register.simple_tag(takes_context=True)
def titled_plainly(context: Context, thing: Titled) -> str:
    """Say an agreement's title and its id in one line, for the title of a page or an option."""
    return name_agreement(_language(context), thing)


@register.simple_tag(takes_context=True)
def title(context: Context, thing: Titled) -> str:
    """Say an agreement's title alone, where its id stands beside it; its id where it has none."""
    return title_of(_language(context), thing)


@register.simple_tag(takes_context=True)
def called(context: Context, field: Field, option: str) -> str:
    """Say what an option of a field is called in the reader's language, else in the first that it has; itself else."""
    return tell(field.names.get(option, {}), _language(context)).text or option
