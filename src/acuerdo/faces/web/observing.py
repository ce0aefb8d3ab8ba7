"""What the server tells of itself about each request: an id, a line in the log, counts and times by route."""

import os
import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

OWN = CollectorRegistry()
REQUESTS = Counter("acuerdo_requests", "Requests answered.", ["method", "route", "status"], registry=OWN)
SECONDS = Histogram(
    "acuerdo_request_seconds",
    "Time to answer a request.",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=OWN,
)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger("web")


class Observed:
    """Stands around everything else. A request keeps the id that it brings (`X-Request-ID`), else gets one.

    It is told by its route, never by its address, which may hold a secret or a name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request and tell of it."""
        brought = request.headers.get("X-Request-ID", "")
        ident = brought if _ID.fullmatch(brought) else uuid4().hex
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=ident):
            response = self._answer(request)
            took = time.perf_counter() - begun
            method = request.method if request.method in _METHODS else "other"
            route = route_of(request)
            REQUESTS.labels(method, route, str(response.status_code)).inc()
            SECONDS.labels(route).observe(took)
            _log.info("request", method=method, route=route, status=response.status_code, ms=round(took * 1000, 1))
        response.headers["X-Request-ID"] = ident
        return response


def put_counts(registry: CollectorRegistry) -> None:
    """Put what was counted into a registry: by every process of this server, where it has several."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the package leaves it out
    else:
        registry.register(OWN)


def route_of(request: HttpRequest) -> str:
    """Return the pattern that a request's address fits, `static` for files, `none` where there is none."""
    if request.path.startswith("/static/"):
        return "static"
    return "none" if request.resolver_match is None else f"/{request.resolver_match.route}"
