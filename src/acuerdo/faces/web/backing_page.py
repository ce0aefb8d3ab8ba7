"""What an agreement rests on: OLAs and suppliers' contracts, and whether they keep what it promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.queries import find_agreement, find_versions, list_backers
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.targets import BusinessDays, CalendarDays, Duration, Target
from acuerdo.documents import AgreementDocument, Written, read_agreement
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.life_words import KINDS
from acuerdo.faces.web.naming import title_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.studies.backing import WINDOW, Backed, Backer, Doubt, check_backing
from acuerdo.words import Language, Phrase, phrase, say_duration, say_instant, say_percent, speak

_DOUBTS: Mapping[Doubt, Phrase] = MappingProxyType(
    {
        Doubt.NOTHING_BEHIND: phrase("Nothing behind it says that it backs {what}."),
        Doubt.OTHER_MEASURE: phrase("{what} measures something else and cannot be compared."),
        Doubt.NO_TARGET: phrase("{what} has no target for it that ends by itself."),
        Doubt.BY_OTHER_FIELDS: phrase("{what} depends on more than priority and service: the usual case is compared."),
        Doubt.SUPPLIER_PAUSES: phrase("While a supplier is waited for, the promise pauses: {what} is left out."),
        Doubt.BEYOND_CALENDAR: phrase("A calendar ends before {what} could be reckoned."),
        Doubt.NO_CALENDAR: phrase("{what} names no hours: its coverage is not compared."),
    }
)
_BREAKS = phrase(
    "{link} breaks it: a ticket opened on {instant} would take {taken} of the promise's {allowed}, {excess} too much."
)
_KEPT = phrase("It fits: at worst, opened on {instant}, {taken} of {allowed} are taken.")
_SHARE = phrase("Together they surely hold {share}, and {promised} is promised.")
_OUTSIDE = phrase("{share} of the promise's hours lie outside its own")
_BUSINESS_DAYS = phrase("{n} business day", plural="{n} business days")
_CALENDAR_DAYS = phrase("{n} calendar day", plural="{n} calendar days")
_READ = 256


@dataclass(frozen=True, slots=True)
class Names:
    """Names promises and agreements for a reader; what has no title goes by its id."""

    promised: AgreementDocument
    behind: Mapping[str, AgreementDocument]
    titles: Mapping[str, str]
    language: Language

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the agreement whose promises are held against what is behind."""
        return ZoneInfo(self.promised.time_zone)

    def promise(self, name: str) -> str:
        """Name a promise of the agreement."""
        return _title(self.promised, name, self.language)

    def link(self, agreement: str, commitment: str) -> str:
        """Name a promise of an agreement behind it."""
        document = self.behind.get(agreement)
        said = commitment if document is None else _title(document, commitment, self.language)
        return f"{self.titles.get(agreement, agreement)}: {said}"

    def whatever(self, what: str) -> str:
        """Name what a doubt is about: a promise, one of an agreement behind, or such an agreement."""
        agreement, is_link, commitment = what.partition(": ")
        return self.link(agreement, commitment) if is_link else self.titles.get(what) or self.promise(what)


def _title(document: AgreementDocument, commitment: str, language: Language) -> str:
    known = commitment in document.commitment_ids
    return document.commitment_title(commitment, language).text if known else commitment


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show each promise with the path behind it, what breaks first; the provider's people alone see it."""
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    days = days_at(now)
    backers = list_backers(viewer, key, days)
    language = reader_of(request).language
    versions = find_versions(viewer, key, now)
    text = next(
        (one.canonical for one in versions if one.from_on is not None), versions[0].canonical if versions else ""
    )
    found: tuple[Backed, ...] = ()
    rows: list[dict[str, Any]] = []
    on = days.on
    if text and backers:
        texts = tuple(row.offer.canonical for row in backers if row.offer is not None)
        on = days.in_zone(_document(text).time_zone)
        found = _checked(text, texts, on)
        titles = {row.agreement.key: title_of(language, row.agreement) for row in backers}
        names = Names(_document(text), {(one := _document(behind)).id: one for behind in texts}, titles, language)
        rows = sorted((_row(one, names) for one in found), key=lambda row: row["order"])
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "backing", language),
        "backers": [(row.agreement, speak(language, KINDS[row.agreement.kind])) for row in backers],
        "rows": rows,
        "broken": sum(one.holds is False for one in found),
        "since": on,
        "until": on + WINDOW,
    }
    return render(request, "web/backing.html", shown)


@lru_cache(maxsize=64)
def _checked(text: str, behind: tuple[str, ...], on: date) -> tuple[Backed, ...]:
    """Texts that were offered never change, so that what follows from them is kept."""
    return tuple(check_backing(_document(text), [_document(one) for one in behind], on))


@lru_cache(maxsize=_READ)
def _document(text: str) -> AgreementDocument:
    return read_agreement(Written(text), name="agreement.json")


def _row(found: Backed, names: Names) -> dict[str, Any]:  # as above
    language = names.language
    sign, tone = {True: ("✓", "good"), False: ("✕", "bad"), None: ("○", "rest")}[found.holds]
    return {
        "commitment": names.promise(found.commitment),
        "priority": found.priority,
        "target": _target(found.target, language),
        "sign": sign,
        "tone": tone,
        "verdict": speak(language, _VERDICTS[found.holds]),
        "sentences": [*_sentences(found, names), *_doubts(found, names)],
        "path": [
            (names.link(one.agreement, one.commitment), _target(one.target, language), _gap(one, language))
            for one in found.path
        ],
        "order": {False: 0, None: 1, True: 2}[found.holds],
    }


_VERDICTS: Mapping[bool | None, Phrase] = MappingProxyType(
    {
        True: phrase("kept by what is behind", context="a promise"),
        False: phrase("not kept by what is behind", context="a promise"),
        None: phrase("not compared", context="a promise"),
    }
)


def _sentences(found: Backed, names: Names) -> list[str]:
    said: list[str] = []
    fit, language = found.fit, names.language
    if fit is not None:
        values = {
            "instant": say_instant(language, to_datetime(fit.worst_at_us), zone=names.zone),
            "taken": _time(language, fit.taken_us),
            "allowed": _time(language, fit.allowed_us),
        }
        if fit.breaking is None:
            said.append(speak(language, _KEPT, **values))
        else:
            link = found.path[fit.breaking]
            name = names.link(link.agreement, link.commitment)
            said.append(speak(language, _BREAKS, link=name, excess=_time(language, fit.excess_us), **values))
    if found.share is not None and found.promised_share is not None and (fit is None or found.breaks_share):
        shares = {"share": _percent(language, found.share), "promised": _percent(language, found.promised_share)}
        said.append(speak(language, _SHARE, **shares))
    return said


def _doubts(found: Backed, names: Names) -> list[str]:
    return [speak(names.language, _DOUBTS[doubt], what=names.whatever(what)) for doubt, what in found.doubts]


def _gap(backer: Backer, language: Language) -> str:
    outside = backer.outside
    if outside is None or not outside.outside_us:
        return ""
    return speak(language, _OUTSIDE, share=_percent(language, Fraction(outside.outside_us, outside.open_us)))


def _percent(language: Language, share: Fraction) -> str:
    return say_percent(language, share, places=3, least_places=0)


def _time(language: Language, us: int) -> str:
    """Say a length to the minute: a start just after a closing is a microsecond late."""
    return say_duration(language, timedelta(minutes=round(us / 60_000_000)))


def _target(target: Target | Fraction | None, language: Language) -> str:
    match target:
        case Fraction():
            return _percent(language, target)
        case Duration(us):
            return _time(language, us)
        case BusinessDays():
            return speak(language, _BUSINESS_DAYS, n=target.days)
        case CalendarDays():
            return speak(language, _CALENDAR_DAYS, n=target.days)
        case _:
            return "–"
