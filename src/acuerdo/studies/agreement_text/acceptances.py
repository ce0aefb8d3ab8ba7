"""Who accepted it, room to sign on paper, and how anybody sees that the text is the one that was accepted."""

from acuerdo.studies.agreement_text.pen import Pen
from acuerdo.studies.agreement_text.standing import TextStanding
from acuerdo.studies.report.blocks import Block, Cell, Code, Column, Heading, Section, Sentence, Signatures, Table, Tone
from acuerdo.words import phrase

_TITLE = phrase("Acceptance", context="section of an agreement")
_ACCEPTED = phrase("Accepted by these people, each over the content whose hash stands below.")
_PERSON = phrase("Person", context="column")
_SIDE = phrase("Side", context="column")
_ROLE = phrase("Role", context="column")
_AT = phrase("When", context="column")
_RECEIPT = phrase("Receipt", context="column")
_PAPER = phrase("Signed on paper; the SHA-256 of the signed file is {hash}.")
_SIGN = phrase("To sign on paper")
_LINES = (
    phrase("Name", context="on a line to sign"),
    phrase("Role", context="on a line to sign"),
    phrase("Date and place", context="on a line to sign"),
    phrase("Signature", context="on a line to sign"),
)
_VERIFY = phrase("Authenticity", context="section of an agreement")
_HASH = phrase("The content of this agreement has the SHA-256 {hash}.")
_HOW = phrase(
    "Whoever has the document's file sees with the first command whether it is this content: it prints the same hash. "
    "Layout, comments and the language of this text do not change it."
)
_CHAIN = phrase(
    "Every acceptance is in a chain of records; each signer holds a receipt of it. With the second command, whoever "
    "runs the application shows that nothing before a receipt was changed."
)


def acceptance_section(pen: Pen, standing: TextStanding) -> Section:
    """Say who accepted the text; where nobody did yet, leave room to sign."""
    blocks: list[Block] = []
    if standing.acceptances:
        blocks.append(_accepted(pen, standing))
    if standing.paper:
        blocks.append(Sentence(pen.say(_PAPER, hash=standing.paper)))
    if not standing.binds:
        document = pen.document
        sides = ((pen.label("provider", "parties"), document.provider), (pen.label("customer"), document.customer))
        blocks += [Heading(pen.say(_SIGN)), Signatures(sides=sides, lines=tuple(map(pen.say, _LINES)))]
    return Section(anchor="acceptance", title=pen.say(_TITLE), blocks=tuple(blocks))


def _accepted(pen: Pen, standing: TextStanding) -> Table:
    heads = ((_PERSON, 1.4), (_SIDE, 1.0), (_ROLE, 1.4), (_AT, 1.8), (_RECEIPT, 3.2))
    return Table(
        caption=pen.say(_ACCEPTED),
        columns=tuple(Column(pen.say(head), share=share) for head, share in heads),
        rows=tuple(
            (
                Cell(one.person, strong=True),
                Cell(one.side),
                Cell(one.role),
                Cell(pen.voice.at(one.at_us, named=True)),
                Cell(one.receipt),
            )
            for one in standing.acceptances
        ),
    )


def authenticity_section(pen: Pen, standing: TextStanding) -> Section:
    """Say how anybody sees that this is the text that was accepted."""
    document = pen.document
    blocks: list[Block] = [
        Sentence(pen.say(_HASH, hash=document.content_hash)),
        Sentence(pen.say(_HOW), Tone.MUTED),
        Code(f"acuerdo text {document.id}.yaml"),
    ]
    receipts = [one.receipt for one in standing.acceptances if one.receipt]
    if standing.chain and receipts:
        blocks += [
            Sentence(pen.say(_CHAIN), Tone.MUTED),
            Code(f"acuerdo journal verify {standing.chain} --anchor {receipts[-1]}"),
        ]
    return Section(anchor="authenticity", title=pen.say(_VERIFY), blocks=tuple(blocks))
