"""A desk whose months the reports of these tests are about: an agreement and facts, written to files and judged."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from acuerdo.core.clock.intake import instant_us
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.inputs import Evidence, load_case

MADRID = ZoneInfo("Europe/Madrid")
EVIL = "<script>alert('x')</script>"

AGREEMENT = """
acuerdo: 1
id: desk-2026
title: {en: Desk & more <b>, es: Mesa y más, ru: Поддержка}
language: en
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte "MSP"}, customer: {id: sur, name: Sur & Sons}}
term: {from: 2025-01-01, to: 2026-12-31}
calendars:
  office:
    time_zone: Europe/Madrid
    week: {mon-fri: [09:00-17:00]}
    seasons: [{from: 06-15, to: 09-15, week: {mon-fri: [08:00-15:00]}}]
    holidays: {country: ES, subdivision: MD}
    closed: [{on: 2026-03-19, name: Fair}]
  always: 24x7
  both: {any_of: [office, always]}
priorities: {levels: [P1, P2]}
services: [{id: desk, name: {en: Desk, es: Mesa, ru: Поддержка}}]
commitments:
  - {id: first, title: {en: First answer, es: Primera respuesta, ru: Первый ответ}, measure: first_response,
     calendar: {P1: always, default: office}, within: {P1: 1h, default: 2h}, at_least: 80%, per: [priority],
     period: month, min_sample: 3}
  - {id: fix, title: {en: Fix, es: Arreglo, ru: Исправление}, measure: resolution, calendar: office, within: 1bd,
     pauses_in: [customer], at_least: 90%, period: quarter, binding: target, on_reopen: count, counted_by: opened}
  - {id: speed, measure: resolution, calendar: office, statistic: p90, at_most: 6h, period: month}
  - {id: reopened, kind: ratio, metric: reopen_rate, at_most: 10%, period: month}
  - {id: uptime, kind: availability, service: desk, calendar: always, at_least: 99%, period: month}
"""
ALWAYS = """
acuerdo: 1
id: always-2026
title: Always
language: en
time_zone: UTC
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2026-01-01}
calendars: {always: 24x7}
commitments: [{id: first, measure: first_response, calendar: always, within: 1h, at_least: 90%, period: month}]
"""

HEADER = "ticket,at,event,priority,status,by,service,recorded_at"
SLOW = frozenset({3, 7, 11})
"""The tickets of a month that are answered after three hours instead of a quarter of one."""


def month_facts(year: int, month: int, count: int = 12, slow: frozenset[int] = SLOW) -> list[str]:
    """Write the facts of `count` tickets, opened on weekdays at 10:00, answered and resolved the same day."""
    day = datetime(year, month, 2, 10, tzinfo=MADRID)
    lines = []
    for number in range(1, count + 1):
        while day.weekday() > 4:
            day += timedelta(days=1)
        ticket = f"T{year}{month:02}-{number:02}"
        wait = timedelta(hours=3) if number in slow else timedelta(minutes=15)
        lines += [
            f"{ticket},{day.isoformat()},opened,{'P1' if number % 4 == 0 else 'P2'},new,customer,desk,",
            f"{ticket},{(day + wait).isoformat()},replied,,,agent,,",
            f"{ticket},{(day + timedelta(hours=5)).isoformat()},resolved,,resolved,agent,,",
        ]
        day += timedelta(days=1)
    return lines


def judged(
    facts: Sequence[str],
    *,
    agreement: str = AGREEMENT,
    exclusions: Sequence[str] = (),
    as_of: str | None = None,
    unknown_pauses: bool = False,
) -> Answer:
    """Judge facts as the command line would, from files."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "agreement.yaml").write_text(agreement, "utf-8")
        (place / "facts.csv").write_text("\n".join([HEADER, *facts]) + "\n", "utf-8")
        tickets = dict.fromkeys(line.split(",")[0] for line in facts) if unknown_pauses else ()
        marks = ["ticket,mark", *(f"{ticket},pauses_unknown" for ticket in tickets)]
        (place / "marks.csv").write_text("\n".join(marks) + "\n", "utf-8")
        header = "id,from,to,scope,commitments,reason,claimed_by,accepted_by,disputed,evidence"
        (place / "exclusions.csv").write_text("\n".join([header, *exclusions]) + "\n", "utf-8")
        evidence = Evidence(
            facts=(place / "facts.csv",),
            now_us=instant_us(datetime(2027, 1, 1, tzinfo=MADRID)),
            marks=place / "marks.csv" if unknown_pauses else None,
            exclusions=place / "exclusions.csv" if exclusions else None,
            as_of_us=None if as_of is None else instant_us(datetime.fromisoformat(as_of)),
        )
        return judge_case(load_case(place / "agreement.yaml", evidence))


@cache
def spring() -> Answer:
    """The desk's first four months of 2026, with a claim that is disputed, and a ticket named to do harm."""
    facts = [line for month in (1, 2, 3, 4) for line in month_facts(2026, month)]
    facts += [
        f'"{EVIL}",2026-03-10T10:00:00+01:00,opened,P2,new,customer,desk,',
        f'"{EVIL}",2026-03-12T10:00:00+01:00,replied,,,agent,,2026-03-14T11:00:00+01:00',
        f'"{EVIL}",2026-03-12T12:00:00+01:00,resolved,,resolved,agent,,',
    ]
    exclusions = [
        "m1,2026-03-05T09:00:00+01:00,2026-03-05T11:00:00+01:00,service:desk,,announced_maintenance,Norte,Sur,,letter",
        f'd1,2026-03-10T09:00:00+01:00,2026-03-12T17:00:00+01:00,"ticket:{EVIL}",first,customer_act,Norte,,true,call',
    ]
    return judged(facts, exclusions=exclusions)
