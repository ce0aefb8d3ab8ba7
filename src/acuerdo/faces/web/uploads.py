"""Uploads: how much may come in at once, and files as they came."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from acuerdo.apps.acts.paper_files import LARGEST_BYTES
from acuerdo.apps.acts.papers import Upload

LARGEST_REQUEST_BYTES = LARGEST_BYTES + 1_000_000
"""The largest file, and the rest of its form."""


class UploadLimit:
    """Refuses a request that announces more than a form can hold, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request that is small enough."""
        announced = request.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > LARGEST_REQUEST_BYTES:
            return HttpResponse(status=413)
        return self._answer(request)


def upload_of(request: HttpRequest) -> Upload:
    """Return the file of a form; nothing at all where none was chosen."""
    file = request.FILES.get("paper")
    if file is None:
        return Upload(name="", content=b"")
    return Upload(name=file.name or "", content=file.read())
