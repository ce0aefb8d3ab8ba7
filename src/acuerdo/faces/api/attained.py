"""What was attained of each promise in a period, the clocks behind it, the report, and the facts that prove it."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.listing import clocks_of_period
from acuerdo.apps.attained.queries import attained_of
from acuerdo.apps.attained.shapes import AttainedTable, ClockPart, ClockQuestion, CountedClock, OpenClocks, PromiseLine
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.evidence import testimony_of
from acuerdo.core.clock.intake import EARLIEST_US
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.core.measures.placing import Kind
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import language_of, viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.paging import Cursor, Limit, page_of, place_after
from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.faces.api.texts import Lang, pdf_file
from acuerdo.faces.web.attained_files import archive_of, report_page
from acuerdo.faces.web.headers import FILE_POLICY
from acuerdo.studies.report.html import render_html
from acuerdo.studies.report.pdf import render_pdf
from acuerdo.studies.standings import Attained, Standing
from acuerdo.studies.trending import Reading

router = Router(tags=["what was attained"])

_AGREEMENT = "/agreements/{slug:key}"
_PERIOD = r"^([0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?)?$"
_EXAMPLES = ["2026-11"]
Label = Annotated[str, Field(max_length=7, pattern=_PERIOD, examples=_EXAMPLES)]
Asked = Annotated[str, Query(max_length=7, pattern=_PERIOD, examples=_EXAMPLES)]
Share = Annotated[float, Field(ge=0, le=1, examples=[0.95])]
Count = Annotated[int, Field(ge=0)]


class FiguresTold(Told):
    """What a promise attained in one of its periods: shares are exact down to the last digit of a float.

    `met` and `breached` make the share; the numbers after them count for neither side. For a statistic of times
    `value_s` and `at_most_s` stand instead of shares, `lower_bound` where clocks that still run may make it longer.
    With `at_most` the share is a ceiling: `met` counts the tickets that it is about.
    """

    period: str = Field(examples=["2026-11"])
    from_at: datetime
    until_at: datetime
    so_far: bool = Field(description="the period was not over")
    standing: Standing
    target: Share | None
    share: Share | None
    low: Share | None = Field(description="of the 95 % Wilson interval, as `high`")
    high: Share | None
    misses_left: int | None = Field(description="negative: how many too many there were")
    met: Count
    breached: Count
    running: Count
    cancelled: Count
    excluded: Count
    not_applicable: Count
    incomplete: Count
    pauses_unknown_met: Count
    pauses_unknown_breached: Count
    at_most: bool
    statistic: str | None = Field(examples=["p90"])
    value_s: float | None
    at_most_s: float | None
    lower_bound: bool

    @classmethod
    def of(cls, row: Attained) -> "FiguresTold":
        """Tell the figures of a period."""
        kinds = {str(kind): getattr(row, kind) for kind in Kind}
        interval = None if row.statistic else row.interval
        return cls(
            period=row.period.label,
            from_at=to_datetime(row.period.from_us),
            until_at=to_datetime(row.period.until_us),
            so_far=row.so_far,
            standing=row.standing,
            target=None if row.target is None else float(row.target),
            share=None if row.statistic or row.share is None else float(row.share),
            low=None if interval is None else interval.low,
            high=None if interval is None else interval.high,
            misses_left=None if row.statistic else row.misses_left,
            at_most=row.at_most,
            statistic=row.statistic,
            value_s=None if row.value is None else float(row.value.value_us) / 1_000_000,
            at_most_s=None if row.at_most_us is None else row.at_most_us / 1_000_000,
            lower_bound=row.value is not None and row.value.lower_bound,
            **kinds,
        )


class OpenTold(Told):
    """The clocks of a promise that have not stopped; `coming` of them come due before the period ends."""

    late: Count
    at_risk: Count
    running: Count
    waiting: Count
    coming: Count

    @classmethod
    def of(cls, counts: OpenClocks) -> "OpenTold":
        """Tell open clocks."""
        return cls(**{name: getattr(counts, name) for name in cls.model_fields})


class ForeseenTold(Told):
    """Where the period will end: of about `n` clocks, `coming` still to come, the share lies between `low` and `high`.

    What comes misses at the rate of `periods` earlier periods with `seen` clocks; nineteen of twenty such ranges hold
    what comes, as long as things go on as they went.
    """

    n: Count
    coming: Count
    low: Share
    high: Share
    keeps: bool | None = Field(description="null: not decided")
    periods: Count
    seen: Count


class LineTold(Told):
    """A promise, or one of the groups by which it is judged; `past` are its earlier periods, the oldest first."""

    commitment: str = Field(examples=["first-response"])
    group: str | None
    versions: list[int]
    now: FiguresTold
    past: list[FiguresTold]
    trend: Reading
    open: OpenTold
    foreseen: ForeseenTold | None

    @classmethod
    def of(cls, line: PromiseLine) -> "LineTold":
        """Tell a promise."""
        foreseen, target = line.foreseen, line.now.target
        told = None
        if foreseen is not None:
            told = ForeseenTold(
                low=foreseen.share.low,
                high=foreseen.share.high,
                keeps=None if target is None else foreseen.keeps(target),
                **{name: getattr(foreseen, name) for name in ("n", "coming", "periods", "seen")},
            )
        return cls(
            commitment=line.promise.id,
            group=line.group,
            versions=list(line.versions),
            now=FiguresTold.of(line.now),
            past=[FiguresTold.of(row) for row in line.past[:-1]],
            trend=line.reading,
            open=OpenTold.of(line.open),
            foreseen=told,
        )


class AttainedTold(Told):
    """What was attained of an agreement in a period; `looking` tickets wait to be looked at again."""

    agreement: str
    period: str = Field(examples=["2026-11"])
    time_zone: str = Field(examples=["Europe/Madrid"])
    as_of: datetime
    so_far: bool
    looking: Count
    promises: list[LineTold]

    @classmethod
    def of(cls, table: AttainedTable) -> "AttainedTold":
        """Tell a table."""
        return cls(
            agreement=table.agreement,
            period=table.period.label,
            time_zone=table.zone,
            as_of=to_datetime(table.as_of_us),
            so_far=table.so_far,
            looking=table.looking,
            promises=[LineTold.of(line) for line in table.lines],
        )


class CountedTold(Told):
    """A clock that belongs to a period: for what it counts, and the instant that says which period."""

    source: str
    ticket: str
    customer: str | None
    commitment: str
    group: str | None
    cycle: int
    version: int
    priority: str | None
    counts_as: Kind
    counted_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    target_s: float | None
    consumed_s: float

    @classmethod
    def of(cls, one: CountedClock) -> "CountedTold":
        """Tell a clock."""
        same = ("source", "ticket", "commitment", "group", "cycle", "version", "counted_at")
        instants = ("started_at", "stopped_at", "due_at", "breached_at")
        return cls(
            customer=one.customer or None,
            priority=one.priority or None,
            counts_as=one.kind,
            target_s=None if one.target_us is None else one.target_us / 1_000_000,
            consumed_s=one.consumed_us / 1_000_000,
            **{name: getattr(one, name) for name in (*same, *instants)},
        )


class ClocksAsked(Said):
    """Which clocks: of a period, and of a promise, a group and a kind where they are named."""

    period: Label = ""
    commitment: Annotated[str, Field(max_length=100)] = ""
    group: Annotated[str | None, Field(max_length=4_000)] = None
    counts_as: Kind | None = None


class EvidenceAsked(Said):
    """By which version (without it, the one that began last), and as of when (without it, now)."""

    version: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    as_of: AwareDatetime | None = None


class ReportAsked(EvidenceAsked):
    """Of which period (without it, the last whole month), in which format."""

    period: Label = ""
    format: Literal["html", "pdf"] = "html"


@router.get(_AGREEMENT + "/attained", response={200: AttainedTold, **refusals(404, 409)}, operation_id="read_attained")
def attained(request: HttpRequest, key: str, period: Asked = "") -> HttpResponse:
    """What was attained of each promise in a period: a month, quarter, half-year or year; without it, this month."""
    table = attained_of(viewer_of(request), key, period or None, to_us(timezone.now()))
    return answer(AttainedTold.of(table))


@router.get(
    _AGREEMENT + "/attained/clocks",
    response={200: Page[CountedTold], **refusals(404, 409)},
    operation_id="list_attained_clocks",
)
def clocks(
    request: HttpRequest, key: str, asked: Query[ClocksAsked], cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """The clocks that belong to a period, and for what each counts; those of the tickets that you may see."""
    wanted = ClockQuestion(
        period=asked.period or None,
        commitment=asked.commitment,
        group=asked.group,
        kinds=frozenset() if asked.counts_as is None else frozenset({asked.counts_as}),
    )
    part = ClockPart(after=place_after(cursor) or 0, most=limit + 1)
    rows = clocks_of_period(viewer_of(request), key, wanted, to_us(timezone.now()), part)
    last = rows[limit - 1].place if len(rows) > limit else 0
    return answer(page_of([CountedTold.of(row) for row in rows], limit, lambda _: str(last)))


@router.get(_AGREEMENT + "/report", response={200: str, **refusals(404, 409)}, operation_id="read_report")
def report(request: HttpRequest, key: str, asked: Query[ReportAsked], lang: Lang = None) -> HttpResponse:
    """The service level report of a period: what `acuerdo report` writes from the files of `/evidence`."""
    viewer, as_of_us = _looking(request, key), _instant(asked)
    told = testimony_of(viewer, key, asked.version, as_of_us)
    page = report_page(told, asked.period or None, lang or language_of(request), as_of_us)
    if asked.format == "pdf":
        return pdf_file(render_pdf(page), f"{key}-{asked.period or 'report'}.pdf")
    found = HttpResponse(render_html(page), content_type="text/html; charset=utf-8")
    found.headers["Content-Security-Policy"] = FILE_POLICY
    return found


@router.get(_AGREEMENT + "/evidence", response={200: str, **refusals(404, 409)}, operation_id="read_evidence")
def evidence(request: HttpRequest, key: str, asked: Query[EvidenceAsked]) -> HttpResponse:
    """The facts of the tickets that you may see, with all that verdicts depend on, as a ZIP archive for the judge."""
    told = testimony_of(_looking(request, key), key, asked.version, _instant(asked))
    found = HttpResponse(archive_of(told), content_type="application/zip")
    found.headers["Content-Disposition"] = f'attachment; filename="{key}-{told.version}-evidence.zip"'
    return found


def _looking(request: HttpRequest, key: str) -> Viewer:
    """Return who asks, after a look at whether they may see the tickets. Raises `NotThere` and `NotAllowed`."""
    viewer = viewer_of(request)
    viewer.require(Permission.SEE_TICKETS, find_agreement(viewer, key).customer_id)
    return viewer


_FIRST = to_datetime(EARLIEST_US)
"""Before it no fact is told."""


def _instant(asked: EvidenceAsked) -> int:
    now = timezone.now().replace(microsecond=0)
    if asked.as_of is not None and not _FIRST <= asked.as_of <= now:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", "`as_of`: expected an instant that has come")
    return to_us(now if asked.as_of is None else asked.as_of)
