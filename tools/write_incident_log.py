"""Writes the figures of ``docs/incident-log.md`` between its markers, from the real log beside the checkout.

``write_incident_log.py`` writes the page; everything outside the markers is left as it is.
"""

import re
import sys
from collections.abc import Callable, Mapping

import incident_flag as flag
import incident_promise as promise
from incident_figures import LOG, ROOT, IncidentLog

PAGE = ROOT / "docs" / "incident-log.md"
_MARKED = re.compile(r"(<!-- figures: (?P<name>[a-z-]+) -->\n)(?P<old>.*?)(<!-- end -->)", re.DOTALL)

FIGURES: Mapping[str, Callable[[IncidentLog], str]] = {
    "account": promise.account,
    "oddities": promise.oddities,
    "states": promise.states,
    "ownership": promise.ownership,
    "ownership-months": lambda log: promise.months(log, "ownership"),
    "resolution-months": lambda log: promise.months(log, "resolution"),
    "waits": promise.waits,
    "reopened": promise.reopened,
    "promise": promise.said,
    "claims": flag.claims,
    "flips": flag.flips,
    "closing": flag.closing,
    "fits": flag.fits,
    "allowed": flag.allowed,
    "found": flag.found,
    "exceptions": flag.exceptions,
    "replayed": flag.replayed,
    "quiet-days": flag.quiet_days,
}


def page(text: str, log: IncidentLog) -> str:
    """Put the figures into the page's text; raises `KeyError` for a marker that nothing fills."""
    return _MARKED.sub(lambda found: found[1] + FIGURES[found["name"]](log) + found[4], text)


def main() -> int:
    """Write the page; exit code 1 where the log is not there."""
    if not LOG.exists():
        sys.stdout.write("the real incident log is not there: no ../shared/data beside this checkout\n")
        return 1
    PAGE.write_text(page(PAGE.read_text("utf-8"), IncidentLog()), "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
