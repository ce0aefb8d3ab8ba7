"""What every page knows: who reads it."""

from typing import Any

from django.http import HttpRequest

from acuerdo.faces.web.readers import reader_of


def reader(request: HttpRequest) -> dict[str, Any]:  # what a template can hold
    """Give every template its reader."""
    return {"reader": reader_of(request)}
