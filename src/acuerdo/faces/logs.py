"""The logs of the server and of the worker: one JSON object a line on standard error, without personal data.

A line says what happened (`event`), when, how bad it is, and the id of the request it belongs to. Addresses, names and
texts are never logged; a request is named by its route, and a fault by its kind and by the places of the code it came
through, for what it says may quote somebody.
"""

import logging
import sys
import traceback

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def start_logs(path: str = "") -> None:
    """Make this process log in JSON, what libraries log included: on standard error, or at the end of a file."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, without_what_faults_say],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Requests are logged by route; these would log their addresses, which may hold secrets.
    logging.getLogger("django.request").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Answers and no defects, each with its line by route.
    for refused in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"):
        logging.getLogger(f"django.security.{refused}").setLevel(logging.CRITICAL + 1)


def places_of(fault: BaseException) -> list[str]:
    """Return the places of the code that a fault came through, the innermost last, without what it says.

    >>> try:
    ...     {}["ana@norte.example"]
    ... except KeyError as fault:
    ...     places_of(fault)[-1].rpartition(" ")[2]
    '<module>'
    """
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]


def without_what_faults_say(_: WrappedLogger, __: str, told: EventDict) -> EventDict:
    """Replace an exception that a library logged by its kind and places."""
    record = told.get("_record")
    found = record.exc_info if isinstance(record, logging.LogRecord) else None
    told.pop("exc_info", None)
    if isinstance(found, tuple) and found[1] is not None:
        told["fault"], told["places"] = type(found[1]).__name__, places_of(found[1])
    return told
