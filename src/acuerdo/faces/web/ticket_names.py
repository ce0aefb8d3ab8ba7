"""Names of tickets in addresses: whatever a help desk calls one has its page, line breaks included."""

from textwrap import shorten

from django.urls import register_converter
from django.urls.converters import StringConverter

TICKET = "ticket"
"""What addresses call this kind of part."""

_LONGEST = 80


def named_ticket(name: str, title: str) -> str:
    """Return what a ticket is called in a sentence: its number, and its title, cut where it is long.

    >>> named_ticket("4711", "Printer is off")
    '4711 · Printer is off'
    """
    return f"{name} · {shorten(title, _LONGEST, placeholder=' …')}" if title else name


class TicketName(StringConverter):
    """Any text: with slashes as paths have them, and with line breaks, which paths refuse."""

    regex = r"[\s\S]+"


register_converter(TicketName, TICKET)
