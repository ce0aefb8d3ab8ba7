"""Slowing down whoever asks for the same thing again and again."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def slowed_down(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count one try of an action, by address and, where given, by key; say whether there were too many.

    How many are allowed stands in the setting `ACCOUNT_RATE_LIMITS`.
    """
    return not ratelimit.consume(request, action=action, key=key or None)


def show_slowed_down(request: HttpRequest) -> HttpResponse:
    """Say that there were too many tries."""
    return render(request, "web/slowed_down.html", status=429)
