"""What programs are told, and what they say: names of the public contract, instants in UTC with Z."""

from datetime import UTC, date, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from acuerdo.apps.acts.shapes import ActRecord, Step
from acuerdo.apps.agreements.shapes import AgreementLine, DraftRecord, LifeState, VersionRecord
from acuerdo.apps.journal.shapes import Receipt, Verified
from acuerdo.core.acts import MoveKind, Side, State
from acuerdo.faces.web.party_forms import TAKEN_WORDS
from acuerdo.words import Language

TITLES = "the agreement's title by language, as the newest offer says it; empty before the first offer"
"""What `titles` are, in the description of the interface."""

Item = TypeVar("Item")
LONGEST_TEXT = 1_000_000
_LAST_YEAR = 2200


def _to_utc(at: datetime) -> datetime:
    """Return an instant in UTC; years that no agreement means are refused."""
    if not 1970 < at.year < _LAST_YEAR:  # noqa: PLR2004 - the year that instants count from
        raise ValueError(f"expected a year before {_LAST_YEAR}")
    return at.astimezone(UTC)


def _known_day(on: date) -> date:
    """Return a date; years that no agreement means are refused."""
    if not 1970 < on.year < _LAST_YEAR:  # noqa: PLR2004 - as above
        raise ValueError(f"expected a year before {_LAST_YEAR}")
    return on


def _free(key: str) -> str:
    """Return a key that no page of its own has."""
    if key in TAKEN_WORDS:
        raise ValueError("expected a word that addresses do not use themselves")
    return key


Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Day = Annotated[date, AfterValidator(_known_day)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,100}$", description="an id, as in the agreement document")]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, description="a document, in YAML or JSON")]


Texts = Annotated[
    dict[Language, Annotated[str, Field(max_length=4_000)]],
    Field(
        description="a text by language; one may be missing",
        examples=[{"en": "Service desk", "es": "Mesa de ayuda", "ru": "Служба поддержки"}],
    ),
]
Key = Annotated[
    str,
    Field(
        pattern="^[-a-z0-9_]{1,64}$",
        description="small letters, digits and hyphens; the word `new` is taken",
        examples=["lagos"],
    ),
    AfterValidator(_free),
]
Revision = Annotated[int, Field(ge=0, le=2**31 - 2, description="the one that was seen; 0 begins something new")]


class Told(BaseModel):
    """What programs are told."""

    model_config = ConfigDict(frozen=True)


class Said(BaseModel):
    """What programs say; a member that nobody knows is refused, since it may be misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Told, Generic[Item]):
    """A part of a list; `next_cursor` leads to the next part, null at the end."""

    items: list[Item]
    next_cursor: str | None = None


class ReceiptTold(Told):
    """The head of an agreement's chain after a move: keep it, it shows later that nothing before was changed."""

    chain: str
    number: int
    head: str

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptTold":
        """Tell a receipt."""
        return cls(chain=receipt.chain, number=receipt.number, head=receipt.head)


class SignerTold(Told):
    """Whose acceptance is needed: somebody with this role on this side, or this very person."""

    side: Side
    role: str
    person: str | None


class MoveTold(Told):
    """A move: who did what and when, about which content, with its receipt."""

    number: int
    kind: MoveKind
    side: Side
    person: str
    roles: list[str]
    at: datetime
    content: str
    note: str
    document: str | None
    open_until_at: datetime | None
    receipt: ReceiptTold

    @classmethod
    def of(cls, step: Step) -> "MoveTold":
        """Tell a move."""
        return cls(
            number=step.number,
            kind=step.kind,
            side=step.side,
            person=step.person,
            roles=list(step.roles),
            at=step.at,
            content=step.content,
            note=step.note,
            document=step.document or None,
            open_until_at=step.open_until,
            receipt=ReceiptTold.of(step.receipt),
        )


class ActTold(Told):
    """A two-sided act: where it stands, whose acceptance is missing, and every move."""

    state: State
    content: str | None
    offered_by: Side | None
    open_until_at: datetime | None
    agreed_at: datetime | None
    missing: list[SignerTold]
    seen: int = Field(description="the number of the last move; the next one has to name it")
    moves: list[MoveTold]

    @classmethod
    def of(cls, act: ActRecord) -> "ActTold":
        """Tell an act."""
        standing = act.standing
        last = act.steps[-1] if act.steps else None
        return cls(
            state=standing.state,
            content=standing.content,
            offered_by=standing.offered_by,
            open_until_at=next((step.open_until for step in reversed(act.steps) if step.open_until), None)
            if standing.open_until_us is not None
            else None,
            agreed_at=last.at if last and standing.state is State.AGREED else None,
            missing=[
                SignerTold(side=signer.side, role=signer.role, person=signer.person) for signer in standing.missing
            ],
            seen=act.seen,
            moves=[MoveTold.of(step) for step in act.steps],
        )


class AgreementTold(Told):
    """An agreement in a list: by the version that governs, else by its newest."""

    id: str
    titles: dict[str, str] = Field(description=TITLES)
    customer: str
    customer_name: str
    state: LifeState
    version: int | None
    from_on: date | None
    to_on: date | None
    decide_by_on: date | None = Field(description="the next date on which to decide about its term")

    @classmethod
    def of(cls, line: AgreementLine) -> "AgreementTold":
        """Tell a line of the list."""
        return cls(
            id=line.key,
            titles=dict(line.titles),
            customer=line.customer_key,
            customer_name=line.customer,
            state=line.state,
            version=line.number or None,
            from_on=line.from_on,
            to_on=line.to_on,
            decide_by_on=None if line.decision is None else line.decision.decide_by,
        )


class VersionTold(Told):
    """A version: where it stands, what its content is the hash of, when it governs, and how it came about."""

    number: int
    state: LifeState
    content: str | None
    reason: str
    origin: str
    from_on: date | None
    to_on: date | None
    act: ActTold

    @classmethod
    def of(cls, version: VersionRecord) -> "VersionTold":
        """Tell a version."""
        return cls(
            number=version.number,
            state=version.state,
            content=version.content or None,
            reason=version.reason,
            origin=version.origin,
            from_on=version.from_on,
            to_on=version.to_on,
            act=ActTold.of(version.act),
        )


class AgreementWhole(Told):
    """An agreement with its versions, the newest first, and what the asker's side can do next."""

    id: str
    titles: dict[str, str] = Field(description=TITLES)
    kind: str
    customer: str
    customer_name: str
    versions: list[VersionTold]
    draft_revision: int | None = Field(description="of the draft of the asker's side; null where there is none")


class DraftTold(Told):
    """The draft of the asker's side; whoever changes it names the revision that was seen."""

    text: str
    revision: int
    reason: str
    origin: str
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, draft: DraftRecord) -> "DraftTold":
        """Tell a draft."""
        return cls(**{name: getattr(draft, name) for name in cls.model_fields})


class Anchor(Said):
    """A receipt that somebody kept."""

    number: int = Field(ge=1, le=2**53)
    head: str = Field(pattern="^[0-9a-f]{64}$")


class JournalFault(Told):
    """Where a chain does not hold, and how."""

    number: int
    code: str


class JournalTold(Told):
    """A chain held to itself, to the receipts that were handed out, and to those that were brought."""

    chain: str
    length: int
    head: str
    holds: bool
    faults: list[JournalFault]

    @classmethod
    def of(cls, verified: Verified) -> "JournalTold":
        """Tell what holding a chain to itself led to."""
        faults = [JournalFault(number=fault.number, code=fault.code) for fault in verified.faults]
        return cls(chain=verified.chain, length=verified.length, head=verified.head, holds=not faults, faults=faults)
