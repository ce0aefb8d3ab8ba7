"""A small agreement that is complete and clean, and what is done to it."""

from acuerdo.documents import DocumentRefused, Finding, check, read_agreement
from acuerdo.documents.document import AgreementDocument

HEAD = """\
acuerdo: 1
id: sur
title: Managed services
language: en
time_zone: Europe/Madrid
parties:
  provider: {id: norte, name: Norte}
  customer: {id: sur, name: Sur}
term: {from: 2026-01-01, to: 2026-12-31}
calendars:
  office:
    week: {mon-fri: [09:00-17:00]}
  always: 24x7
services:
  - {id: desk, name: Desk, calendar: office}
  - {id: erp, name: ERP}
priorities:
  levels: [P1, P2]
"""

RESOLUTION = """\
commitments:
  - id: fix
    measure: resolution
    calendar: office
    within: 8h
"""

CLEAN = HEAD + RESOLUTION


def with_commitment(body: str) -> str:
    """The agreement with one commitment of these lines (its id is `one`)."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{HEAD}commitments:\n  - id: one\n{lines}"


def with_clock(body: str) -> str:
    """The agreement with one commitment on the office calendar and on resolution."""
    return with_commitment(f"measure: resolution\ncalendar: office\n{body}")


def found(text: str) -> list[Finding]:
    """The findings of a text, also of one that is refused."""
    try:
        return check(text)
    except DocumentRefused as refused:
        return list(refused.findings)


def codes(text: str) -> list[str]:
    """The codes of the findings of a text."""
    return [finding.code for finding in found(text)]


def only(text: str) -> Finding:
    """The one finding of a text."""
    findings = found(text)
    assert len(findings) == 1, "\n".join(map(str, findings))
    return findings[0]


def read(text: str) -> AgreementDocument:
    """The agreement of a text."""
    return read_agreement(text)
