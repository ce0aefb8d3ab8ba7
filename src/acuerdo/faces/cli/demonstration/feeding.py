"""Telling the story of the demo: what lies behind it at once or bit by bit, and what happens from then on.

The file in the home says how far it has come. Facts have keys, and what they say follows from the story alone: whoever
was killed tells some of them again, and nothing is there twice. Only the installation that was filled by the demo is
told anything: the file knows its help desks.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from acuerdo.apps.clocks.telling import read_rows
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.shapes import Taken, Telling
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.cli.demonstration.cast import PEOPLE
from acuerdo.faces.cli.demonstration.story import HELP_DESKS, HelpDesk, Row, Story, Told
from acuerdo.flows.ticket_event import tell_history, tell_unattended
from acuerdo.flows.time_passes import pass_over

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

KEPT = "demo-story.json"
"""The file in the home that says how far the story was told."""

LEAD = timedelta(minutes=75)
"""How long before its beginning the demo's first lively hours began, so that clocks run when it opens."""

LIVELY = timedelta(hours=4)
"""How long everything that happens in lively hours is told; after that one ticket of `_THINNED`."""

_THINNED = 8
_FRESH = timedelta(days=5)
_QUIET = timedelta(minutes=10)
_RECALLED = 6
_AT_ONCE = 60
_LONGEST = timedelta(days=3)
_ENDS = frozenset({"closed", "cancelled", "merged"})
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Lively hours, while somebody runs the demo: since when, and how far they were told."""

    since_us: int
    until_us: int

    def holds(self, one: Told, until_us: int | None) -> bool:
        """Say whether a ticket of these hours, which last until an instant (None: they go on), is told at all."""
        if one.opened_us < self.since_us or (until_us is not None and one.opened_us > until_us):
            return False
        aside = one.opened_us - self.since_us > LIVELY // _MICROSECOND
        return not aside or int(one.ticket[-5:]) % _THINNED == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the story was told: its beginning, the tickets behind it, and everything known until an instant.

    `carried` is how many of those behind it were told, `whole` whether those are all. `marks` name the help desks of
    this installation by what no other has.
    """

    began_at: datetime
    months: int
    marks: Mapping[str, str]
    carried: int = 0
    whole: bool = False
    told_us: int = 0
    windows: tuple[Window, ...] = ()

    def written(self) -> str:
        """Return it as the file holds it."""
        said = {
            "began_at": self.began_at.isoformat(),
            "months": self.months,
            "marks": dict(self.marks),
            "carried": self.carried,
            "whole": self.whole,
            "told_us": self.told_us,
            "windows": [[one.since_us, one.until_us] for one in self.windows],
        }
        return json.dumps(said, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> "Progress":
        """Read what the file holds."""
        said = json.loads(text)
        return cls(
            began_at=datetime.fromisoformat(said["began_at"]),
            months=said["months"],
            marks=said["marks"],
            carried=said["carried"],
            whole=said["whole"],
            told_us=said["told_us"],
            windows=tuple(Window(since_us=since, until_us=until) for since, until in said["windows"]),
        )


@dataclass(slots=True, kw_only=True)
class _Ahead:
    """A history of which the next fact is known, and which of its facts are told."""

    desk: HelpDesk
    rows: Iterator[Told]
    wanted: Callable[[Told], bool]
    next: Told | None = None

    def until(self, since_us: int, until_us: int) -> Iterator[Told]:
        """Yield what became known in `(since, until]`."""
        while (one := self.next or next(self.rows, None)) is not None:
            if one.known_us > until_us:
                self.next = one
                return
            self.next = None
            if one.known_us > since_us and self.wanted(one):
                yield one

    def rows_until(self, since_us: int, until_us: int) -> list[Row]:
        """Return the rows of what became known in `(since, until]`."""
        return [one.row for one in self.until(since_us, until_us)]


_Ticket = tuple[HelpDesk, Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What was known of the last weeks' tickets when a demo began: a list of rows for each, the newest tickets first.

    `fresh` are those that are open, or about which something happened in the last days; `older` the rest; `ahead` is
    what comes then.
    """

    fresh: Sequence[_Ticket]
    older: Sequence[_Ticket]
    ahead: Sequence[_Ahead]


def look_behind(story: Story) -> Behind:
    """Return what lies behind the story at its beginning."""
    began_us, fresh_us = to_us(story.began_at), to_us(story.began_at - _FRESH)
    ahead = [_Ahead(desk=desk, rows=story.ordinary(desk), wanted=lambda _: True) for desk in HELP_DESKS]
    found = _by_ticket([(one.desk, one.until(0, began_us)) for one in ahead])
    over = [_is_over(told) and told[-1].known_us < fresh_us for _, told in found]
    return Behind(
        fresh=[_rows(one) for one, old in zip(found, over, strict=True) if not old],
        older=[_rows(one) for one, old in zip(found, over, strict=True) if old],
        ahead=ahead,
    )


def look_back(story: Story) -> Sequence[_Ticket]:
    """Return the tickets of the months before the last weeks, the newest first."""
    return [_rows(one) for one in _by_ticket([(desk, story.older(desk)) for desk in HELP_DESKS])]


def _by_ticket(told: Iterable[tuple[HelpDesk, Iterator[Told]]]) -> list[tuple[HelpDesk, list[Told]]]:
    found: dict[str, tuple[HelpDesk, list[Told]]] = {}
    for desk, rows in told:
        for one in rows:
            found.setdefault(one.ticket, (desk, []))[1].append(one)
    return sorted(found.values(), key=lambda ticket: (-ticket[1][0].opened_us, ticket[1][0].ticket))


def _is_over(told: Sequence[Told]) -> bool:
    return any(one.row["event"] in _ENDS for one in told)


def _rows(ticket: tuple[HelpDesk, list[Told]]) -> _Ticket:
    return ticket[0], [one.row for one in ticket[1]]


def begin(story: Story) -> Progress:
    """Tell what is fresh when a demo begins, in the transaction that makes it, and return how far that is."""
    began_us = to_us(story.began_at)
    window = Window(since_us=to_us(story.began_at - LEAD), until_us=began_us)
    _tell(look_behind(story).fresh, story.began_at, quiet=True)
    for one in _lively(story, [window], going_on=False):
        _tell([(one.desk, one.rows_until(0, began_us))], story.began_at, quiet=True)
    marks = {source.key: _mark(source) for source in _sources()}
    return Progress(began_at=story.began_at, months=story.months, marks=marks, told_us=began_us, windows=(window,))


class Feeder:
    """Tells the rest of a story into an installation, as far as the file in its home says that it is a demo's."""

    def __init__(self, home: Path) -> None:
        self._kept = home / KEPT
        self._progress: Progress | None = None
        self._behind: Behind | None = None
        self._back: Sequence[_Ticket] | None = None
        self._ahead: list[_Ahead] = []
        self._looked_us = 0
        self._at_home = False

    def is_at_home(self) -> bool:
        """Say whether this installation was filled by the demo whose file is here."""
        if not self._at_home and self._kept.is_file():
            self._at_home = dict(self._known().marks) == {one.key: _mark(one) for one in _sources()}
        return self._at_home

    @property
    def left(self) -> int:
        """How many of the tickets that lie behind were not told yet."""
        return (
            0
            if self._known().whole
            else len(self._look_behind().older) + len(self._look_back()) - self._known().carried
        )

    def carry(self, at: datetime) -> int:
        """Tell a part of what lies behind, the newest first; return how many tickets that were, 0 when all are told."""
        progress = self._known()
        if progress.whole:
            return 0
        part = self._older()[progress.carried : progress.carried + _AT_ONCE]
        _tell(part, at, quiet=True)
        self._keep(replace(progress, carried=progress.carried + len(part), whole=not part))
        return len(part)

    def follow(self, at: datetime) -> int:
        """Tell what happened until now; return how many facts that were.

        After a gap what has come meanwhile is told to nobody: it is caught up with quietly.
        """
        at_us = to_us(at)
        if not self._ahead:
            self._looked_us = self._known().told_us
            self._ahead = self._resume(at_us)
        progress = self._known()
        quiet = at_us - self._looked_us > _QUIET // _MICROSECOND
        found = [(one.desk, one.rows_until(progress.told_us, at_us)) for one in self._ahead]
        rows = sum(len(part) for _, part in found)
        if rows:
            window = replace(progress.windows[-1], until_us=at_us)
            self._keep(replace(progress, windows=(*progress.windows[:-1], window)))
            _tell(found, at, quiet=quiet)
            self._keep(replace(self._known(), told_us=at_us))
        if quiet:
            pass_over(at)
        self._looked_us = at_us
        return rows

    @property
    def story(self) -> Story:
        """The story that is told."""
        return _story(self._known())

    def _resume(self, at_us: int) -> list[_Ahead]:
        """Go on where the story was left; after a gap with lively hours that begin now."""
        progress = self._known()
        if at_us - progress.told_us > _QUIET // _MICROSECOND:
            window = Window(since_us=at_us, until_us=at_us)
            progress = replace(progress, windows=(*progress.windows, window))
            self._keep(progress)
        return [*self._look_behind().ahead, *_lively(_story(progress), progress.windows, going_on=True)]

    def _older(self) -> Sequence[_Ticket]:
        """Return what lies behind: of the last weeks at first, and of the months before where that was told."""
        recent = self._look_behind().older
        return recent if self._known().carried < len(recent) else [*recent, *self._look_back()]

    def _look_back(self) -> Sequence[_Ticket]:
        if self._back is None:
            self._back = look_back(self.story)
        return self._back

    def _look_behind(self) -> Behind:
        if self._behind is None:
            self._behind = look_behind(_story(self._known()))
        return self._behind

    def _known(self) -> Progress:
        if self._progress is None:
            self._progress = Progress.read(self._kept.read_text(encoding="utf-8"))
        return self._progress

    def _keep(self, progress: Progress) -> None:
        self._progress = progress
        keep(self._kept.parent, progress)


def keep(home: Path, progress: Progress) -> None:
    """Write how far the story was told, whole or not at all."""
    fresh = home / f"{KEPT}.new"
    fresh.write_text(progress.written(), encoding="utf-8")
    fresh.replace(home / KEPT)


def _story(progress: Progress) -> Story:
    return Story(began_at=progress.began_at, months=progress.months)


def _lively(story: Story, windows: Sequence[Window], *, going_on: bool) -> Iterator[_Ahead]:
    """Yield the histories of the last lively hours, of which the latest may be `going_on`."""
    for number, window in list(enumerate(windows, start=1))[-_RECALLED:]:
        last = going_on and number == len(windows)
        wanted = partial(window.holds, until_us=None if last else window.until_us)
        for desk in HELP_DESKS:
            rows = story.lively(desk, number, to_datetime(window.since_us))
            yield _Ahead(desk=desk, rows=rows if last else _fading(rows, window), wanted=wanted)


def _fading(rows: Iterator[Told], window: Window) -> Iterator[Told]:
    """Yield what can still concern tickets of hours that are over."""
    return takewhile(lambda one: one.known_us < window.until_us + _LONGEST // _MICROSECOND, rows)


def _tell(parts: Iterable[tuple[HelpDesk, Sequence[Row]]], at: datetime, *, quiet: bool) -> None:
    """Tell rows, those of a help desk together; all of them have to be taken. Raises `RuntimeError`."""
    told: dict[str, list[Row]] = {}
    for desk, rows in parts:
        if rows:
            told.setdefault(desk.source, []).extend(rows)
    for source, rows in told.items():
        if quiet:
            _tell_history(source, rows, at)
            continue
        said = sorted(rows, key=lambda row: row["recorded_at"])
        answers = tell_unattended(source, partial(_read, said), at)
        refused = next((one.refused for one in answers if one.refused is not None), None)
        if refused is not None:
            raise RuntimeError(f"{source}: {refused.ticket}: {refused.code} {refused.column}: {refused.found}")


def _tell_history(source: str, rows: Sequence[Row], at: datetime) -> None:
    said = sorted(rows, key=lambda row: (row["ticket"], row["recorded_at"]))
    counts = tell_history(find_teller(), source, _read(said, Source.objects.get(key=source)), at)
    if counts[Taken.REFUSED]:
        raise RuntimeError(f"{source}: {counts[Taken.REFUSED]} facts of the story were refused")


def find_teller() -> Viewer:
    """Return who looks after the help desks."""
    one = next(person for person in PEOPLE if person.role is Role.DELIVERY_MANAGER)
    return view_as(Person.objects.select_related("party").get(email=one.email))


def _read(rows: Sequence[Row], source: Source) -> Sequence[Telling]:
    return read_rows(source, cast("Sequence[Json]", rows))


def _sources() -> list[Source]:
    return list(Source.objects.filter(key__in=[desk.source for desk in HELP_DESKS]).order_by("key"))


def _mark(source: Source) -> str:
    return sha256(source.salt.encode()).hexdigest()[:16]
