"""Real clauses: each is found in a real agreement, and what is expressed is judged as the clause says."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

import write_real_agreements
from acuerdo import judge
from acuerdo.core.clock.intake import instant_us, read_fact
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import Checked, Severity, examine
from acuerdo.documents.sources import read_source
from acuerdo.studies.attained import attained
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.standings import Attained
from acuerdo.studies.tables import share_table, verdict_table
from acuerdo.texts.nodes import read_path

ROOT = Path(__file__).parents[2]
REAL = ROOT / "examples" / "real"
CLAUSES = ROOT.parent / "shared" / "data" / "real-clauses.csv"
MAPPED = write_real_agreements.clauses()
FILES = sorted(path.name for path in REAL.glob("*.yaml"))
LATER = datetime(2027, 2, 1, tzinfo=UTC)


@cache
def examined(name: str, package: str = "package-bronze") -> Checked:
    """An agreement, read once; `package` is the level that takes the place of its own."""
    text = (REAL / name).read_text("utf-8").replace("based_on: package-bronze", f"based_on: {package}")
    return examine(text, name=name, level=REAL / "levels")


def terms_of(name: str, package: str = "package-bronze") -> Agreement:
    """The values of an agreement to judge by."""
    document = examined(name, package).document
    assert document is not None
    return document.terms


def rows_of(history: str, ticket: str = "T") -> list[Mapping[str, object]]:
    """Facts written one a line: the instant, the event, and what is said of its fields.

    >>> rows_of("2026-03-02T10:00Z opened priority=P1")
    [{'ticket': 'T', 'at': '2026-03-02T10:00Z', 'event': 'opened', 'priority': 'P1'}]
    """
    rows: list[Mapping[str, object]] = []
    for line in filter(None, map(str.strip, history.split(";"))):
        at, event, *fields = line.split()
        rows.append({"ticket": ticket, "at": at, "event": event, **dict(field.split("=") for field in fields)})
    return rows


def verdict_of(place: str, history: str, package: str = "package-bronze") -> Verdict:
    """The verdict of the last cycle of one commitment (`file#commitment`) on one ticket."""
    name, _, commitment = place.partition("#")
    verdicts = judge(terms_of(f"{name}.yaml", package), rows_of(history), as_of=LATER)
    return [verdict for verdict in verdicts if verdict.commitment == commitment][-1]


def attained_of(name: str, histories: Sequence[str], as_of: datetime) -> list[Attained]:
    """What was attained over some tickets."""
    terms = terms_of(name)
    rows = [row for number, history in enumerate(histories) for row in rows_of(history, f"T{number}")]
    facts = [
        read_fact(row, number=number, own_events=terms.own_events, own_fields=terms.own_fields)
        for number, row in enumerate(rows, start=1)
    ]
    judgement = judge_facts(terms, facts, as_of_us=instant_us(as_of))
    table = verdict_table(judgement.verdicts)
    return attained(terms, table, share_table(judgement.ratio_cases), as_of_us=instant_us(as_of))


def test_every_clause_is_mapped_once_and_nothing_else() -> None:
    if not CLAUSES.exists():
        pytest.skip("the real clauses in ../shared are absent")
    with CLAUSES.open(encoding="utf-8", newline="") as file:
        clauses = [(row["agreement"], row["clause"]) for row in csv.DictReader(file, strict=True)]
    assert len(clauses) > 100
    assert Counter((row["agreement"], row["clause"]) for row in MAPPED) == Counter(clauses)


def test_every_agreement_is_mapped_and_every_word_of_the_mapping_is_known() -> None:
    assert {row["file"] for row in MAPPED if "/" not in row["file"]} == set(FILES)
    assert {row["kind"] for row in MAPPED} == {"ticket", "other"}
    assert {row["how"] for row in MAPPED} <= set(write_real_agreements.WORDS)


def test_every_clause_stands_where_the_mapping_says() -> None:
    roots = {name: read_source(REAL / name).root for name in {row["file"] for row in MAPPED}}
    lost = []
    for row in MAPPED:
        try:
            read_path(roots[row["file"]], row["path"])
        except KeyError as error:
            lost.append(f"{row['file']}: {row['path']}: {error}")
    assert lost == []


def test_three_quarters_of_the_clauses_about_tickets_are_expressed_and_none_is_lost_in_silence() -> None:
    about_tickets = [row for row in MAPPED if row["kind"] == "ticket"]
    expressed = [row for row in about_tickets if row["how"] == "expressed"]
    assert len(expressed) >= 0.75 * len(about_tickets)
    assert [row for row in MAPPED if row["how"] == "not_yet" and not row["note"]] == []
    assert [row for row in about_tickets if row["how"] == "carried" and not row["note"]] == []


def test_the_page_is_what_the_mapping_gives() -> None:
    assert write_real_agreements.PAGE.read_text("utf-8") == write_real_agreements.page()


@pytest.mark.parametrize("name", FILES)
def test_a_real_agreement_has_no_error_and_no_warning(name: str) -> None:
    found = [str(one) for one in examined(name).findings if one.severity is not Severity.INFO]
    assert found == []


@pytest.mark.parametrize("package", ["package-silver", "package-gold"])
def test_a_package_that_builds_on_another_has_no_error(package: str) -> None:
    checked = examined("bedrock-bronze.yaml", package)
    assert [str(one) for one in checked.findings if one.severity is Severity.ERROR] == []


HISTORIES = {
    # Before 16:00 it is today's, and ends with the working day at 17:00; after 16:00 it is tomorrow's.
    "same day": ("hawk-iit#same-day", "2026-03-03T15:59-06:00 opened type=request", "2026-03-03T17:00-06:00"),
    "after the cut-off": ("hawk-iit#same-day", "2026-03-03T16:01-06:00 opened type=request", "2026-03-04T17:00-06:00"),
    # 10:00 and four hours; two of them waited for the weather: 16:00.
    "weather extends": (
        "hawk-iit#arrival",
        (
            "2026-03-03T10:00-06:00 opened; 2026-03-03T11:00-06:00 changed status=on_hold reason=weather;"
            "2026-03-03T13:00-06:00 changed status=open"
        ),
        "2026-03-03T16:00-06:00",
    ),
    "opened outside hours": ("hawk-iit#remote-response", "2026-03-03T20:00-06:00 opened", "2026-03-04T00:00-06:00"),
    # Seven dates later at the same wall time, over the night in which the clocks change.
    "weekly update": ("ektasi-msp#updates", "2026-03-02T09:00-05:00 opened priority=P4", "2026-03-09T09:00-04:00"),
    # Closed on Friday at 15:00: five working days later is the next Friday at 15:00.
    "root cause": (
        "ektasi-msp#root-cause",
        "2026-03-05T09:00-05:00 opened priority=P1; 2026-03-06T15:00-05:00 closed",
        "2026-03-13T15:00-04:00",
    ),
    # Saturday: without the named contact, Monday's first business hour; with it, the next hour.
    "no contact": (
        "red-hat-premium#initial-response",
        "2026-03-07T12:00Z opened priority=S1 contact=not_reachable",
        "2026-03-09T14:00Z",
    ),
    "contact": (
        "red-hat-premium#initial-response",
        "2026-03-07T12:00Z opened priority=S1 contact=reachable",
        "2026-03-07T13:00Z",
    ),
    "on request": (
        "red-hat-premium#initial-response",
        "2026-03-07T12:00Z opened priority=S2 coverage=round_the_clock",
        "2026-03-07T14:00Z",
    ),
    # One hour in Madrid until 17:00, three from 9:00.
    "location": (
        "red-hat-premium#initial-response",
        "2026-03-02T16:00+01:00 opened priority=S3 site=madrid",
        "2026-03-03T12:00+01:00",
    ),
    # After the reply at 10:30 a quarter of an hour runs, two hours wait for the customer, three quarters are left.
    "ongoing": (
        "red-hat-premium#ongoing-response",
        (
            "2026-03-03T10:00Z opened priority=S1; 2026-03-03T10:30Z replied; 2026-03-03T10:45Z changed status=pending;"
            "2026-03-03T12:45Z changed status=open"
        ),
        "2026-03-03T13:30Z",
    ),
    # Friday 20:00 UTC: five hours until Los Angeles closes, three from Brisbane's Monday at 9:00, Sunday 23:00 UTC.
    "follow the sun": (
        "gitlab#licensing-reply",
        "2026-03-06T20:00Z opened service=licensing requester=listed",
        "2026-03-09T02:00Z",
    ),
    # In Brisbane alone it is Saturday: four hours from Monday at 9:00.
    "preferred region": (
        "gitlab#first-reply",
        "2026-03-06T20:00Z opened service=product requester=listed priority=High region=apac",
        "2026-03-09T03:00Z",
    ),
    # One hour of Friday, three of Monday.
    "24x5": (
        "canonical#response-weekday",
        "2026-03-06T23:00+01:00 opened plan=weekday priority=S1",
        "2026-03-09T03:00+01:00",
    ),
    "committed date": (
        "texas-dir#fulfilment-minimum",
        "2026-03-02T10:00-06:00 opened type=request; 2026-03-02T11:00-06:00 agreed until=2026-03-10T17:00-05:00",
        "2026-03-10T17:00-05:00",
    ),
    "class by reference": (
        "egi-ola#response",
        "2026-03-06T10:00+01:00 opened service=computing priority=top",
        "2026-03-09T10:00+01:00",
    ),
    # The second cycle runs from the reply of Tuesday.
    "daily update": (
        "umd-rit#daily-update",
        "2026-03-02T10:00-05:00 opened service=term-desk; 2026-03-03T09:00-05:00 replied",
        "2026-03-04T09:00-05:00",
    ),
    "round the clock": (
        "umd-rit#response",
        "2026-03-07T03:00-05:00 opened service=office-desk priority=critical",
        "2026-03-07T03:30-05:00",
    ),
    # Monday 8:00 to Tuesday 8:00 is the whole Monday: used up at its end.
    "office hours": (
        "umd-rit#response",
        "2026-03-07T03:00-05:00 opened service=office-desk priority=low",
        "2026-03-09T17:00-04:00",
    ),
    "third business day": (
        "umd-rit#resolution",
        "2026-03-09T10:00-04:00 opened service=office-desk priority=low",
        "2026-03-12T17:00-04:00",
    ),
    "told of delay": (
        "umd-rit#notification",
        "2026-03-09T10:00-04:00 opened service=office-desk; 2026-03-10T15:00-04:00 expected_time_changed",
        "2026-03-11T10:00-04:00",
    ),
    "by phone": (
        "hivemq#response",
        "2026-03-07T10:00+01:00 opened priority=P1 plan=professional channel=phone",
        "2026-03-07T11:00+01:00",
    ),
    "by mail": (
        "hivemq#response",
        "2026-03-07T10:00+01:00 opened priority=P1 plan=professional channel=mail",
        "2026-03-09T10:00+01:00",
    ),
    "fast lane": ("bedrock-bronze#response", "2026-03-02T10:00Z opened priority=P4 vip=yes", "2026-03-02T12:00Z"),
    # One hour of Friday until 20:00, one of Monday from 8:00.
    "hours of the desk": (
        "ar-technical-annex#respuesta",
        "2026-03-06T19:00-03:00 opened priority=S2; 2026-03-06T19:01-03:00 replied by=system",
        "2026-03-09T09:00-03:00",
    ),
    "running hours": (
        "ar-technical-annex#seguridad",
        "2026-03-06T09:00-03:00 opened; 2026-03-06T10:00-03:00 security_incident_confirmed",
        "2026-03-09T10:00-03:00",
    ),
    "patch": (
        "ar-technical-annex#parches",
        "2026-03-06T09:00-03:00 opened urgency=low; 2026-03-06T10:00-03:00 patch_available",
        "2026-03-13T10:00-03:00",
    ),
    "inside hours": (
        "es-hosting-support#intervencion",
        "2026-03-02T17:59+01:00 opened service=servidores",
        "2026-03-02T20:59+01:00",
    ),
    "outside hours": (
        "es-hosting-support#intervencion",
        "2026-03-02T18:01+01:00 opened service=servidores",
        "2026-03-02T23:01+01:00",
    ),
    # Holy Thursday is off: Friday, Monday.
    "holy thursday": ("mx-help-desk#solucion", "2026-04-01T10:00-06:00 opened", "2026-04-06T10:00-06:00"),
    # Half an hour until 14:00, half of the first hour after the weekend.
    "half day": ("mx-help-desk#respuesta", "2026-12-24T13:30-06:00 opened", "2026-12-28T09:30-06:00"),
    # Friday, and Tuesday after the third Monday of March; a message alone is no work.
    "working days": (
        "mx-public-contract#atencion",
        "2026-03-12T10:00-06:00 opened urgency=high; 2026-03-12T11:00-06:00 replied",
        "2026-03-17T10:00-06:00",
    ),
    # 1 May is off: Monday, Tuesday.
    "two working days": (
        "ru-product-support#response",
        "2026-04-30T10:00+03:00 opened priority=P3",
        "2026-05-05T10:00+03:00",
    ),
    "force majeure": (
        "ru-product-support#restoration-p0",
        (
            "2026-03-03T10:00Z opened priority=P0; 2026-03-03T10:30Z changed status=on_hold reason=force_majeure;"
            "2026-03-03T12:30Z changed status=open"
        ),
        "2026-03-03T14:00Z",
    ),
}


@pytest.mark.parametrize(("place", "history", "due"), HISTORIES.values(), ids=HISTORIES)
def test_a_real_clause_is_due_when_it_says(place: str, history: str, due: str) -> None:
    verdict = verdict_of(place, history)
    assert (verdict.due_at, verdict.verdict) == (datetime.fromisoformat(due), "breached")


@pytest.mark.parametrize(
    ("place", "history", "outcome"),
    [
        ("ektasi-msp#workaround", "2026-03-02T10:00Z opened priority=P3", "not_applicable"),
        ("gitlab#first-reply", "2026-03-02T10:00Z opened service=product requester=unlisted", "not_applicable"),
        ("bedrock-bronze#response", "2026-03-02T10:00Z opened priority=P6", "not_applicable"),
        ("bedrock-bronze#other", "2026-03-02T10:00Z opened priority=P6; 2026-03-09T10:00Z resolved", "met"),
        ("ar-technical-annex#restitucion", "2026-03-02T10:00Z opened priority=S4", "not_applicable"),
        ("ru-product-support#diagnosis", "2026-03-02T10:00Z opened priority=P3", "not_applicable"),
        # A date that both agreed takes the place of four hours.
        (
            "red-hat-premium#initial-response",
            (
                "2026-03-02T10:00Z opened priority=S3 pace=agreed; 2026-03-02T11:00Z agreed until=2026-03-05T12:00Z;"
                "2026-03-05T12:00Z replied"
            ),
            "met",
        ),
        (
            "csu-east-bay#resolution",
            (
                "2026-03-02T10:00Z opened priority=normal; 2026-03-02T11:00Z agreed until=2026-03-20T12:00Z;"
                "2026-03-20T12:01Z resolved"
            ),
            "breached",
        ),
        # Four hours: one until 17:00, three from 8:00; a workaround at 11:00 is in time to the second.
        (
            "csu-east-bay#resolution",
            "2026-03-02T16:00-08:00 opened priority=critical; 2026-03-03T11:00-08:00 restored",
            "met",
        ),
        # Six hours, beside three that the customer's equipment took.
        (
            "ru-channels#restoration",
            (
                "2026-03-03T10:00Z opened service=channel;"
                "2026-03-03T11:00Z changed status=on_hold reason=customer_equipment;"
                "2026-03-03T14:00Z changed status=open; 2026-03-03T19:00Z restored"
            ),
            "met",
        ),
        # A reply without the expected time of the solution is none.
        (
            "ru-hosting#reply",
            "2026-03-03T10:00Z opened; 2026-03-03T11:00Z replied; 2026-03-03T14:01Z planned",
            "breached",
        ),
        ("ru-hosting#reply", "2026-03-03T10:00Z opened; 2026-03-03T14:00Z planned", "met"),
        ("ru-hosting#repair", "2026-03-03T10:00Z opened category=hardware; 2026-03-03T22:00Z resolved", "met"),
        ("ru-hosting#repair", "2026-03-03T10:00Z opened category=network; 2026-03-03T15:01Z resolved", "breached"),
        # The confirmation of monitoring is one, as that of the customer is.
        (
            "ru-product-support#confirmation",
            "2026-03-03T10:00Z opened priority=P0; 2026-03-03T11:00Z resolved; 2026-03-04T11:00Z monitoring_recovered",
            "met",
        ),
    ],
)
def test_a_real_clause_judges_as_it_says(place: str, history: str, outcome: str) -> None:
    assert verdict_of(place, history).verdict == outcome


@pytest.mark.parametrize(
    ("package", "due"),
    [
        # Office 9-17 in Lisbon: eight hours, six hours, and four round the clock.
        ("package-bronze", "2026-03-03T14:00Z"),
        ("package-silver", "2026-03-03T12:00Z"),
        ("package-gold", "2026-03-02T18:00Z"),
    ],
)
def test_packages_differ_by_what_they_override(package: str, due: str) -> None:
    verdict = verdict_of("bedrock-bronze#resolution", "2026-03-02T14:00Z opened priority=P1", package)
    assert verdict.due_at == datetime.fromisoformat(due)


def test_an_overdue_open_request_is_late_in_the_period_of_its_date_and_in_no_other() -> None:
    opened = "2026-03-02T10:00Z opened type=request; 2026-03-02T11:00Z agreed until=2026-03-10T17:00Z"
    rows = attained_of(
        "texas-dir.yaml", [opened, f"{opened}; 2026-03-09T10:00Z resolved"], datetime(2026, 5, 1, tzinfo=UTC)
    )
    expected, minimum = (
        [(row.period.label, row.met, row.breached, row.standing) for row in rows if row.commitment == name and row.n]
        for name in ("fulfilment-expected", "fulfilment-minimum")
    )
    assert expected == [("2026-03", 1, 1, "breached")]
    assert minimum == [("2026-03", 1, 1, "too_few")]


def test_each_severity_is_held_to_its_own_share() -> None:
    histories = [
        "2026-03-02T12:00Z opened priority=S2; 2026-03-02T13:00Z replied",
        "2026-03-02T12:00Z opened priority=S1; 2026-03-02T12:31Z replied",
    ]
    rows = attained_of("ar-technical-annex.yaml", histories, datetime(2026, 4, 2, tzinfo=UTC))
    shares = {row.group: row.standing for row in rows if row.commitment == "respuesta" and row.n}
    assert list(shares.values()) == ["breached", "met"]


def test_first_contact_is_one_reply_at_most() -> None:
    replied = "2026-03-02T12:00Z opened service=mesa; 2026-03-02T13:00Z replied"
    histories = [
        f"{replied}; 2026-03-02T14:00Z resolved",
        f"{replied}; 2026-03-02T13:30Z replied; 2026-03-02T14:00Z resolved",
    ]
    rows = attained_of("ar-technical-annex.yaml", histories, datetime(2026, 4, 2, tzinfo=UTC))
    assert [(row.met, row.breached) for row in rows if row.commitment == "primer-contacto" and row.n] == [(1, 1)]
