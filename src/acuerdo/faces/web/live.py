"""Parts of pages that refresh themselves: the same address asked again, which answers nothing while nothing changed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path

SEEN = "seen"


def answer_live(
    request: HttpRequest,
    page: str,
    parts: Sequence[str],
    shown: dict[str, Any],
    whole: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Answer a page of which parts (templates) refresh themselves; asked again, those alone, or 204 for the same.

    The first is `part` of the page, which asks; a second is its `top`, changed with it. They hold no forms: what people
    type is never taken away from them. `whole` says what the page shows beside them.
    """
    texts = [render_to_string(part, shown, request=request) for part in parts]
    seen = sha256("".join(texts).encode()).hexdigest()[:16]
    again = request.headers.get("HX-Request") == "true"
    if again and request.GET.get(SEEN) == seen:
        return HttpResponse(status=204)
    asked = request.GET.copy()
    asked[SEEN] = seen
    live = {
        "part": texts[0],
        "top": texts[1] if texts[1:] else "",
        "again": f"{escape_uri_path(request.path)}?{asked.urlencode()}",
    }
    if again:
        return render(request, "web/live_again.html", live)
    return render(request, page, {**shown, **whole(), **live})
