"""Turning the pages of a list: which one was asked for, and where the ones beside it are."""

from dataclasses import dataclass

from django.http import HttpRequest

_LONGEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A page of a list and how many there are; `earlier` and `later` are addresses, empty where there is none."""

    page: int
    pages: int
    earlier: str
    later: str


def asked_page(request: HttpRequest) -> int:
    """Return the page of a list that was asked for, counted from 1; the first where it is odd."""
    text = request.GET.get("page", "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else 1


def turn(request: HttpRequest, page: int, pages: int) -> Turned:
    """Return where a page stands; the addresses keep what else was asked for."""
    return Turned(
        page=page,
        pages=pages,
        earlier=_address(request, page - 1) if page > 1 else "",
        later=_address(request, page + 1) if page < pages else "",
    )


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"
