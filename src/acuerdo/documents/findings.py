"""What is found in a document: each finding says where, what stands there, what was expected and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from typing import NoReturn

from acuerdo.texts.nodes import Node, Path, Place, find_key, find_node, show_path

MOST_FINDINGS = 200
_LONGEST_SHOWN = 80
_ABOUT_KEYS = ("unknown_key", "empty_value")


class Severity(StrEnum):
    """How grave a finding is.

    An `error` contradicts the format or the agreement itself; a `warning` is legal and probably not what was meant;
    an `info` is worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in a document.

    `code` is stable, for programs. `path` is the place in the document (`commitments[rca].within`), empty for the
    whole; `line` and `column` count from 1 and are None where the source has none (a mapping instead of a text).
    """

    severity: Severity
    code: str
    path: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None
    found: str = ""
    expected: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Say it in one line.

        >>> print(Finding(severity=Severity.ERROR, code="bad_percent", path="commitments[a].at_least", file="a.yaml",
        ...               line=3, column=15, found="95", expected="a percent", hint="did you mean 95%?"))
        a.yaml:3:15: error bad_percent at commitments[a].at_least: found 95, expected a percent; did you mean 95%?
        """
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        where = f" at {self.path}" if self.path else ""
        told = [f"found {self.found}"] if self.found else []
        told += [f"expected {self.expected}"] if self.expected else []
        said = "; ".join(part for part in (", ".join(told), self.hint) if part)
        return f"{place}: {self.severity} {self.code}{where}: {said}"


class DocumentRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A document that cannot be used; `findings` says why, at least one of them an error.

    `unreadable` is true where not even its shape could be seen (no such file, not YAML, too big).
    """

    code = "documents.refused"

    def __init__(self, findings: Iterable[Finding], *, unreadable: bool = False) -> None:
        self.findings = tuple(findings)
        self.unreadable = unreadable
        super().__init__("\n".join(str(finding) for finding in self.findings))


def refuse(  # noqa: PLR0913  # these are the parts of a finding, all named
    code: str, *, place: Place | None, file: str, found: str, expected: str, hint: str = ""
) -> NoReturn:
    """Refuse a document whose shape cannot be seen."""
    finding = Finding(
        severity=Severity.ERROR,
        code=code,
        file=file if place is None else place.file,
        line=None if place is None else place.line,
        column=None if place is None else place.column,
        found=shorten(found),
        expected=expected,
        hint=hint,
    )
    raise DocumentRefused([finding], unreadable=True)


class Ledger:
    """Where findings are noted down while a document is read, and put in their places at the end."""

    def __init__(self, file: str, root: Node | None = None) -> None:
        self.file = file
        self.root = root
        self._noted: list[tuple[Path, Finding]] = []
        self._seen: set[tuple[Path, str]] = set()

    def note(  # noqa: PLR0913  # these are the parts of a finding, all named
        self,
        code: str,
        path: Sequence[str | int] = (),
        *,
        found: str = "",
        expected: str = "",
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a finding at a path of keys and positions; the same again is not noted twice."""
        if (tuple(path), code) in self._seen:
            return
        self._seen.add((tuple(path), code))
        finding = Finding(severity=severity, code=code, found=shorten(found), expected=expected, hint=hint)
        self._noted.append((tuple(path), finding))

    @property
    def refuses(self) -> bool:
        """Whether an error was noted."""
        return any(finding.severity is Severity.ERROR for _, finding in self._noted)

    @property
    def is_full(self) -> bool:
        """Whether more findings would not be told."""
        return len(self._noted) >= MOST_FINDINGS

    def findings(self) -> tuple[Finding, ...]:
        """Give the findings, each with its place, errors first, then as they stand in the document."""
        placed = [self._placed(path, finding) for path, finding in islice(self._noted, MOST_FINDINGS)]
        ranks = list(Severity)
        return tuple(sorted(placed, key=lambda one: (ranks.index(one.severity), one.line or 0, one.column or 0)))

    def _placed(self, path: Path, finding: Finding) -> Finding:
        if self.root is None:
            return replace(finding, file=self.file)
        about_key = finding.code in _ABOUT_KEYS and bool(path)
        place = find_key(self.root, path) if about_key else find_node(self.root, path).place
        return replace(
            finding,
            path=show_path(self.root, path),
            file=self.file if place is None else place.file,
            line=None if place is None else place.line,
            column=None if place is None else place.column,
        )


def suggest(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; empty where none is near.

    >>> suggest("witin", ["within", "period"])
    "did you mean 'within'?"
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""


def one_of(words: Iterable[str]) -> str:
    """Say a choice.

    >>> one_of(["sla", "ola"])
    'one of sla, ola'
    """
    return "one of " + ", ".join(words)


def shorten(text: str) -> str:
    """Cut what is too long to be shown, and make what cannot be seen visible."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 3] + "..."
