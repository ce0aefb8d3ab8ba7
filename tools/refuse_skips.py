"""Refuses a run of the tests in which one was skipped, except for data that may stand beside the checkout.

``refuse_skips.py tests.xml``: a skip whose reason names ``../shared`` is accepted where that folder is absent.
"""

import sys
from pathlib import Path

from defusedxml.ElementTree import parse

SHARED = Path(__file__).resolve().parents[2] / "shared"


def main(report: str) -> int:
    """Print every skip that is not accepted; exit code 1 if there is one."""
    tests = list(parse(report).iter("testcase"))
    skips = [(test, skip.get("message") or skip.text or "") for test in tests for skip in test.iter("skipped")]
    refused = [(test, why) for test, why in skips if SHARED.exists() or "../shared" not in why]
    for test, why in refused:
        sys.stdout.write(f"skipped: {test.get('classname')}.{test.get('name')}: {why}\n")
    accepted = len(skips) - len(refused)
    sys.stdout.write(
        f"{len(tests)} tests, {accepted} skipped for want of ../shared, {len(refused)} skipped otherwise\n"
    )
    return 1 if refused or not tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
