"""Uploads: how much may come in at once, and files as they came."""

import re
import time
from collections.abc import Callable

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from acuerdo.apps.acts.paper_files import LARGEST_BYTES
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.imports.spool import LARGEST_BYTES as LARGEST_IMPORT_BYTES
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import view_as

LARGEST_REQUEST_BYTES = LARGEST_BYTES + 1_000_000
"""The largest file, and the rest of its form."""
MOST_PASSED_OVER_BYTES = 10 * LARGEST_REQUEST_BYTES
MOST_PASSED_OVER_S = 30
_BLOCK_BYTES = 65_536
_IMPORT = re.compile(r"/sources/[-\w]+/imports/new")


class UploadLimit:
    """Refuses a request that announces more than a form can hold, and keeps nothing of it.

    Whoever is cut off while sending often does not hear why. So what nobody read is passed over, up to
    `MOST_PASSED_OVER_BYTES` and `MOST_PASSED_OVER_S`, before the answer goes out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request that is small enough."""
        announced = request.headers.get("Content-Length", "")
        large = announced.isdecimal() and int(announced) > largest_for(request)
        response = HttpResponse(status=413) if large else self._answer(request)
        _pass_over(request)
        return response


def largest_for(request: HttpRequest) -> int:
    """Return how large a request may be: an import of somebody who may tell facts is larger than anything else."""
    if _IMPORT.fullmatch(request.path) and _may_bring(get_user(request)):
        return LARGEST_IMPORT_BYTES + 1_000_000
    return LARGEST_REQUEST_BYTES


def _may_bring(somebody: object) -> bool:
    return isinstance(somebody, Person) and view_as(somebody).may_anywhere(Permission.TELL_FACTS)


def _pass_over(request: HttpRequest) -> None:
    """Read on to the end of a request, and forget what was read."""
    left, ends_at = MOST_PASSED_OVER_BYTES, time.monotonic() + MOST_PASSED_OVER_S
    try:
        while left > 0 and time.monotonic() < ends_at and (block := request.read(_BLOCK_BYTES)):
            left -= len(block)
    except OSError:  # the sender has gone
        return


def upload_of(request: HttpRequest) -> Upload:
    """Return the file of a form; nothing at all where none was chosen."""
    file = request.FILES.get("paper")
    if file is None:
        return Upload(name="", content=b"")
    return Upload(name=file.name or "", content=file.read())
