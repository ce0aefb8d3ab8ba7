"""Names of tickets in addresses: whatever a help desk calls one has its page, line breaks included."""

from django.urls import register_converter
from django.urls.converters import StringConverter

TICKET = "ticket"
"""What addresses call this kind of part."""


class TicketName(StringConverter):
    """Any text: with slashes as paths have them, and with line breaks, which paths refuse."""

    regex = r"[\s\S]+"


register_converter(TicketName, TICKET)
