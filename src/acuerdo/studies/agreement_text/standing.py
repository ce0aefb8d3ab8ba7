"""What is known beside the document: who accepted it, and where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An acceptance by a named person: `side` and `role` in the reader's words, `receipt` as `NUMBER:HASH`."""

    person: str
    side: str
    role: str
    at_us: int
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStanding:
    """Where a text stands: its version, its state in the reader's words, and who accepted it.

    `binds` says whether it holds between the sides; `paper` is the hash of a contract signed on paper; `chain` names
    the chain of the journal that holds the receipts; `as_of_us` dates the files.
    """

    version: int | None = None
    state: str = ""
    binds: bool = False
    acceptances: tuple[Acceptance, ...] = ()
    paper: str = ""
    chain: str = ""
    as_of_us: int | None = None
