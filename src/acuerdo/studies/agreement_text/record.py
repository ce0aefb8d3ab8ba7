"""The printable record of a two-sided act: every move, who made it, over which content, and how anybody verifies it."""

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.core.hours import to_datetime
from acuerdo.studies.report.blocks import (
    NOTHING,
    Block,
    Cell,
    Code,
    Column,
    Page,
    Pairs,
    Section,
    Sentence,
    Table,
    Tone,
)
from acuerdo.studies.report.voice import Voice
from acuerdo.words import phrase, say_instant

_TITLE = phrase("Record of what both sides did")
_SUBJECT = phrase("{agreement}, version {number}")
_STATE = phrase("State: {state}")
_MOVES = phrase("Moves", context="section of a record")
_EVERY = phrase("Every move, in its order. A move is about one content, named by its hash, and by no other.")
_NUMBER = phrase("No.", context="column")
_WHEN = phrase("When", context="column")
_PERSON = phrase("Person", context="column")
_SIDE = phrase("Side", context="column")
_ROLES = phrase("Roles", context="column")
_DID = phrase("What was done", context="column")
_CONTENT = phrase("Content", context="column: a hash")
_OPEN_UNTIL = phrase("open until {instant}", context="an offer")
_PAPER = phrase("signed paper {hash}")
_CONTENTS = phrase("Contents and papers", context="section of a record")
_FULL = phrase("The hashes in full.")
_WHAT = phrase("What it is", context="column")
_HASH = phrase("SHA-256", context="column")
_OF_MOVE = phrase("content of move {number}")
_PAPER_OF = phrase("signed paper of move {number}")
_EVIDENCE = phrase("signed paper bound by {person}, {instant}")
_RECEIPTS = phrase("Receipts", context="section of a record")
_HANDED = phrase("Each person got the number and the hash of the last record of the chain {chain}.")
_RECORD = phrase("Record no.", context="column: of a chain")
_VERIFY = phrase("How to verify", context="section of a record")
_HOW = phrase(
    "Whoever kept a receipt gives its number and hash; the command shows that nothing before it was changed. A file is "
    "the one of a hash when its SHA-256 is the same."
)
_GOVERNS = phrase("Content (SHA-256)")
_CHAIN = phrase("Chain")
_PAGE_OF = phrase("Page {page} of {pages}")
_FOOTER = phrase("{agreement}, version {number}, record of {count} moves")
_CONTENTS_OF = phrase("Contents")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMove:
    """A move in words: `did`, `side` and `roles` as the reader's language says them, everything else as it is."""

    number: int
    did: str
    person: str
    side: str
    roles: str
    at_us: int
    content: str
    note: str
    document: str
    open_until_us: int | None
    receipt_number: int
    receipt_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPaper:
    """A signed paper that was bound to what was agreed."""

    document: str
    person: str
    at_us: int
    receipt_number: int
    receipt_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActToRecord:
    """An act to be printed."""

    agreement: str
    number: int
    state: str
    binds: bool
    content: str
    chain: str
    moves: tuple[RecordedMove, ...]
    papers: tuple[BoundPaper, ...] = ()


def compose_record(act: ActToRecord, voice: Voice) -> Page:
    """Say an act in a language, ready to be drawn or typeset."""
    say = voice.say
    sections = (
        Section(anchor="moves", title=say(_MOVES), blocks=(_moves(act.moves, voice),)),
        Section(anchor="contents", title=say(_CONTENTS), blocks=(_hashes(act, voice),)),
        Section(anchor="receipts", title=say(_RECEIPTS), blocks=(_receipts(act, voice),)),
        Section(anchor="verify", title=say(_VERIFY), blocks=_verify(act, voice)),
    )
    last = max((move.at_us for move in act.moves), default=0)
    return Page(
        language=voice.language,
        title=say(_TITLE),
        subject=say(_SUBJECT, agreement=act.agreement, number=act.number),
        parties=f"{voice.document.provider} \N{MIDDLE DOT} {voice.document.customer}",
        author=voice.document.provider,
        answer=say(_STATE, state=act.state),
        answer_tone=Tone.GOOD if act.binds else Tone.PLAIN,
        remarks=(),
        about=Pairs(
            (
                (say(_CHAIN), (act.chain,)),
                (say(_GOVERNS), tuple(act.content[at : at + 16] for at in range(0, 64, 16))),
            )
        ),
        sections=sections,
        contents=say(_CONTENTS_OF),
        footer=say(_FOOTER, agreement=act.agreement, number=act.number, count=len(act.moves)),
        page_of=say(_PAGE_OF, page="{page}", pages="{pages}"),
        cut_off_us=last,
    )


def _moves(moves: Sequence[RecordedMove], voice: Voice) -> Table:
    heads = ((_NUMBER, 0.5), (_WHEN, 1.9), (_PERSON, 1.4), (_SIDE, 1.0), (_ROLES, 1.4), (_DID, 2.4), (_CONTENT, 1.3))
    return Table(
        caption=voice.say(_EVERY),
        columns=tuple(Column(voice.say(head), share=share) for head, share in heads),
        rows=tuple(
            (
                Cell(str(move.number)),
                Cell(_exactly(move.at_us, voice)),
                Cell(move.person, strong=True),
                Cell(move.side),
                Cell(move.roles or NOTHING),
                Cell(move.did, note=_beside(move, voice)),
                Cell(move.content[:12]),
            )
            for move in moves
        ),
    )


def _exactly(at_us: int, voice: Voice) -> str:
    return say_instant(voice.language, to_datetime(at_us), zone=voice.zone, exact=True)


def _beside(move: RecordedMove, voice: Voice) -> str:
    """Say what came with a move: the word of its author, until when it was open, its paper."""
    open_until = move.open_until_us
    parts = [move.note]
    parts += [voice.say(_OPEN_UNTIL, instant=voice.at(open_until, named=True))] if open_until is not None else []
    parts += [voice.say(_PAPER, hash=move.document[:12])] if move.document else []
    return "; ".join(part for part in parts if part)


def _hashes(act: ActToRecord, voice: Voice) -> Table:
    rows = [(voice.say(_OF_MOVE, number=move.number), move.content) for move in act.moves]
    rows += [(voice.say(_PAPER_OF, number=move.number), move.document) for move in act.moves if move.document]
    rows += [
        (voice.say(_EVIDENCE, person=paper.person, instant=voice.at(paper.at_us, named=True)), paper.document)
        for paper in act.papers
    ]
    return Table(
        caption=voice.say(_FULL),
        columns=(Column(voice.say(_WHAT), share=1.0), Column(voice.say(_HASH), share=2.2)),
        rows=tuple((Cell(what), Cell(digest)) for what, digest in rows),
    )


def _receipts(act: ActToRecord, voice: Voice) -> Table:
    kept = [(move.person, move.at_us, move.receipt_number, move.receipt_head) for move in act.moves]
    kept += [(paper.person, paper.at_us, paper.receipt_number, paper.receipt_head) for paper in act.papers]
    heads = ((_PERSON, 1.2), (_WHEN, 1.6), (_RECORD, 0.8), (_HASH, 3.6))
    return Table(
        caption=voice.say(_HANDED, chain=act.chain),
        columns=tuple(Column(voice.say(head), share=share) for head, share in heads),
        rows=tuple(
            (Cell(person), Cell(voice.at(at_us)), Cell(str(number)), Cell(head)) for person, at_us, number, head in kept
        ),
    )


def _verify(act: ActToRecord, voice: Voice) -> tuple[Block, ...]:
    last = act.moves[-1]
    anchor = f"{last.receipt_number}:{last.receipt_head}"
    return (
        Sentence(voice.say(_HOW), Tone.MUTED),
        Code(f"acuerdo journal verify {act.chain} --anchor {anchor}"),
        Code("sha256sum contract.pdf"),
    )
