"""What does not count, by agreement of both sides, and what one side claims: shown both ways."""

from types import MappingProxyType

from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Column, Section, Sentence, Table, Tone
from acuerdo.studies.report.model import PromiseLine, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import say_known
from acuerdo.words import phrase

_TITLE = phrase("Exclusions")
_NONE = phrase("No exclusion touches this period.")
_EFFECT = phrase(
    "{n} clock has excluded time, {time} of open time in all.",
    plural="{n} clocks have excluded time, {time} of open time in all.",
)
_NO_EFFECT = phrase("No clock of this period has excluded time.")
_CAPTION = phrase("Exclusions that touch the period")
_HEADER = (
    phrase("What", context="column: what an exclusion is about"),
    phrase("From", context="column"),
    phrase("To", context="column"),
    phrase("Reason", context="column"),
    phrase("Accepted by", context="column"),
    phrase("Evidence", context="column"),
)
_TIMES = (1, 2)
_WHOLE_TICKET = phrase("The whole ticket")
_SCOPES = MappingProxyType(
    {
        Scope.TICKET: phrase("Ticket {name}", context="what an exclusion is about"),
        Scope.SERVICE: phrase("Service {name}", context="what an exclusion is about"),
    }
)
_AGREEMENT = phrase("The whole agreement", context="what an exclusion is about")
_ONLY = phrase("only {commitments}")
_DISPUTED = phrase("disputed")
_CLAIMED = phrase("claimed, not accepted")
_CLAIMED_BY = phrase("claimed by {name}, not accepted")
_REASONS = MappingProxyType(
    {
        "announced_maintenance": phrase("announced maintenance"),
        "prerequisite_not_met": phrase("prerequisite of the customer not met"),
        "customer_act": phrase("act of the customer"),
        "third_party": phrase("third party"),
        "force_majeure": phrase("force majeure"),
        "out_of_scope": phrase("out of scope"),
    }
)
_BOTH = phrase("What would be attained if the claims of one side were accepted")
_BOTH_HEADER = (
    phrase("Commitment", context="column"),
    phrase("Target", context="column"),
    phrase("As it stands", context="column: without the claimed exclusions"),
    phrase("Judgement", context="column"),
    phrase("If accepted", context="column: with the claimed exclusions"),
    phrase("Judgement", context="column"),
)
_NO_DIFFERENCE = phrase("Accepting the claims of one side would change no figure of this period.")
_OF = phrase("{share} ({met} of {n})")


def exclusions_section(model: ReportModel, voice: Voice) -> Section:
    """List the exclusions of the period, and show what those that are not accepted would change."""
    title = voice.say(_TITLE)
    if not model.exclusions:
        return Section(anchor="exclusions", title=title, blocks=(Sentence(voice.say(_NONE), Tone.MUTED),))
    effect = voice.say(_NO_EFFECT)
    if model.clocks_with_exclusions:
        effect = voice.say(_EFFECT, n=model.clocks_with_exclusions, time=voice.lasting(model.excluded_us))
    columns = tuple(
        Column(voice.say(name), share=share, whole=place in _TIMES)
        for place, (name, share) in enumerate(zip(_HEADER, (1.3, 1.6, 1.6, 1.3, 1.3, 2.0), strict=True))
    )
    rows = tuple(_row(exclusion, voice) for exclusion in model.exclusions)
    blocks: list[Block] = [Sentence(effect), Table(caption=voice.say(_CAPTION), columns=columns, rows=rows)]
    if not all(exclusion.accepted for exclusion in model.exclusions):
        blocks.append(_both_ways(model, voice))
    return Section(anchor="exclusions", title=title, blocks=tuple(blocks))


def _row(exclusion: Exclusion, voice: Voice) -> tuple[Cell, ...]:
    only = ", ".join(
        sorted(voice.name(name) for name in exclusion.commitments if name in voice.document.commitment_ids)
    )
    whole = exclusion.whole_ticket
    return (
        Cell(_about(exclusion, voice), strong=True, note=voice.say(_ONLY, commitments=only) if only else ""),
        Cell(voice.say(_WHOLE_TICKET) if whole else voice.at(exclusion.from_us)),
        Cell(NOTHING if whole else voice.at(exclusion.until_us)),
        Cell(say_known(voice.language, _REASONS, exclusion.reason)),
        _standing(exclusion, voice),
        Cell(exclusion.evidence or NOTHING),
    )


def _about(exclusion: Exclusion, voice: Voice) -> str:
    match exclusion.scope:
        case Scope.TICKET:
            return voice.say(_SCOPES[Scope.TICKET], name=exclusion.scope_id)
        case Scope.SERVICE:
            name = str(voice.document.service_name(exclusion.scope_id, voice.language))
            return voice.say(_SCOPES[Scope.SERVICE], name=name)
        case Scope.AGREEMENT:
            return voice.say(_AGREEMENT)


def _standing(exclusion: Exclusion, voice: Voice) -> Cell:
    if exclusion.accepted:
        return Cell(exclusion.accepted_by or "", Tone.GOOD, "\N{CHECK MARK}")
    note = voice.say(_CLAIMED_BY, name=exclusion.claimed_by) if exclusion.claimed_by else ""
    if exclusion.disputed:
        return Cell(voice.say(_DISPUTED), Tone.WARN, "\N{WHITE DIAMOND}", note=note)
    return Cell(note or voice.say(_CLAIMED), Tone.WARN, "\N{WHITE DIAMOND}")


def _both_ways(model: ReportModel, voice: Voice) -> Block:
    changed = [line for line in model.promises if line.if_accepted is not None]
    if not changed:
        return Sentence(voice.say(_NO_DIFFERENCE))
    columns = tuple(
        Column(voice.say(name), numeric=place in (1, 2, 4), share=2.2 if place == 0 else 1.3)
        for place, name in enumerate(_BOTH_HEADER)
    )
    return Table(caption=voice.say(_BOTH), columns=columns, rows=tuple(_both_row(line, voice) for line in changed))


def _both_row(line: PromiseLine, voice: Voice) -> tuple[Cell, ...]:
    cells = [Cell(voice.name(line.commitment, line.group), strong=True), Cell(voice.promised(line.now))]
    for row in (line.now, line.if_accepted):
        if row is None:
            continue
        said = voice.attained(row)
        if row.share is not None and row.statistic is None:
            said = voice.say(_OF, share=said, met=row.met, n=row.n)
        cells += [Cell(said), voice.standing(row)]
    return tuple(cells)
