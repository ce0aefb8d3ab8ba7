"""Where a two-sided act stands after its moves, and which move may come next.

What counts is the content's hash: an acceptance holds for the content that was offered then and for no other. Content
becomes binding when every signer of both sides has accepted it, and from then on nothing changes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from acuerdo.core.acts.moves import Move, MoveKind, MoveRefused, Side, Signer


class State(StrEnum):
    """The states of an act. Only `agreed` and `registered` bind."""

    NOT_BEGUN = "not_begun"
    OFFERED = "offered"
    AGREED = "agreed"
    REGISTERED = "registered"
    DISPUTED = "disputed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_CLOSED = frozenset({State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.DISPUTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an act stands: the content on the table, who offered it, who accepted it.

    `accepted` holds the moves by which `content` was accepted (the offer is its author's acceptance), `round` counts
    the offers, `agreed_at_us` is when the last signer accepted. `document` is the hash of a paper signed outside.
    """

    signers: tuple[Signer, ...]
    state: State = State.NOT_BEGUN
    content: str | None = None
    offered_by: Side | None = None
    accepted: tuple[Move, ...] = ()
    round: int = 0
    open_until_us: int | None = None
    agreed_at_us: int | None = None
    document: str | None = None

    @property
    def binds(self) -> bool:
        """Say whether the content holds between the sides."""
        return self.state in {State.AGREED, State.REGISTERED}

    @property
    def missing(self) -> tuple[Signer, ...]:
        """The signers who have not accepted the content on the table."""
        if self.state not in {State.OFFERED, State.REGISTERED}:
            return ()
        return tuple(signer for signer in self.signers if not any(_signs(move, signer) for move in self.accepted))

    @property
    def turn(self) -> frozenset[Side]:
        """The sides whose move it is."""
        return frozenset(signer.side for signer in self.missing)

    def as_of(self, at_us: int) -> "Standing":
        """Return where the act stands at an instant: an offer left unanswered beyond its time has expired."""
        late = self.open_until_us is not None and at_us > self.open_until_us
        return replace(self, state=State.EXPIRED) if self.state is State.OFFERED and late else self

    def after(self, move: Move) -> "Standing":
        """Return where the act stands after a move. Raises `MoveRefused`."""
        if self.state is State.AGREED:
            raise MoveRefused("already_agreed", str(move.kind), "a new act: what was agreed is not changed")
        now = self.as_of(move.at_us)
        return _MOVES[move.kind](now, move)


def _signs(move: Move, signer: Signer) -> bool:
    return signer.is_met_by(move.side, move.person, move.roles)


def fold(signers: Iterable[Signer], moves: Sequence[Move], as_of_us: int) -> Standing:
    """Return where an act stands at an instant, after its moves in their order.

    Raises `ValueError` when a side has no signer, `MoveRefused` for a move that does not fit.

    >>> signers = [Signer(side=Side.PROVIDER, role="manager"), Signer(side=Side.CUSTOMER, role="sponsor")]
    >>> ana = Move(kind=MoveKind.PROPOSE, side=Side.PROVIDER, person="ana", at_us=1, content="a1",
    ...     roles=frozenset({"manager"}))
    >>> boris = Move(kind=MoveKind.ACCEPT, side=Side.CUSTOMER, person="boris", at_us=2, content="a1",
    ...     roles=frozenset({"sponsor"}))
    >>> fold(signers, [ana], 2).turn
    frozenset({<Side.CUSTOMER: 'customer'>})
    >>> fold(signers, [ana, boris], 2).state
    <State.AGREED: 'agreed'>
    """
    required = tuple(dict.fromkeys(signers))
    for side in Side:
        if not any(signer.side is side for signer in required):
            raise ValueError(f"nobody signs for the {side}: at least one signer of each side is needed")
    standing = Standing(signers=required)
    last = None
    for move in moves:
        if last is not None and move.at_us < last:
            raise MoveRefused("out_of_order", str(move.at_us), f"{last} or later")
        last = move.at_us
        standing = standing.after(move)
    return standing.as_of(as_of_us)


def _offer(standing: Standing, move: Move) -> Standing:
    """Put content on the table; whoever offers it accepts it."""
    if move.open_until_us is not None and move.open_until_us < move.at_us:
        raise MoveRefused("too_short", str(move.open_until_us), f"{move.at_us} or later")
    offered = replace(
        standing,
        state=State.OFFERED,
        content=move.content,
        offered_by=move.side,
        accepted=(),
        round=standing.round + 1,
        open_until_us=move.open_until_us,
        document=None,
    )
    return _with_acceptance(offered, move)


def _with_acceptance(standing: Standing, move: Move) -> Standing:
    found = replace(standing, accepted=(*standing.accepted, move), document=move.document or standing.document)
    if found.missing:
        return found
    return replace(found, state=State.AGREED, agreed_at_us=move.at_us)


def _propose(standing: Standing, move: Move) -> Standing:
    """Begin, begin again, or offer something else than one's own side did before."""
    if standing.state is State.REGISTERED:
        raise MoveRefused("already_begun", str(move.kind), "accept or reject of what was registered")
    if standing.state is State.OFFERED:
        if standing.offered_by is not move.side:
            raise MoveRefused("not_your_turn", str(move.kind), "counter, accept or reject")
        if standing.content == move.content:
            raise MoveRefused("same_content", move.content, "other content than was proposed")
    return _offer(standing, move)


def _counter(standing: Standing, move: Move) -> Standing:
    _require_offer(standing, move)
    if standing.offered_by is move.side:
        raise MoveRefused("not_your_turn", str(move.kind), "propose: your side made the last offer")
    if standing.content == move.content:
        raise MoveRefused("same_content", move.content, "accept: the content is the same")
    return _offer(standing, move)


def _accept(standing: Standing, move: Move) -> Standing:
    if standing.state is not State.REGISTERED:
        _require_offer(standing, move)
    _require_content(standing, move)
    asked = [signer for signer in standing.signers if _signs(move, signer)]
    if not asked:
        named = sorted(signer.person or signer.role for signer in standing.signers if signer.side is move.side)
        raise MoveRefused("not_a_signer", ", ".join(sorted(move.roles)) or "no role", ", ".join(named))
    if not set(asked) & set(standing.missing):
        raise MoveRefused("already_accepted", move.person, "a signer who has not accepted yet")
    return _with_acceptance(standing, move)


def _reject(standing: Standing, move: Move) -> Standing:
    if standing.state is State.REGISTERED:
        _require_content(standing, move)
        if standing.offered_by is move.side:
            raise MoveRefused("not_your_turn", str(move.kind), "the other side disputes what was registered")
        return replace(standing, state=State.DISPUTED)
    _require_offer(standing, move)
    _require_content(standing, move)
    if standing.offered_by is move.side:
        raise MoveRefused("not_your_turn", str(move.kind), "withdraw: your side made the offer")
    return replace(standing, state=State.REJECTED)


def _withdraw(standing: Standing, move: Move) -> Standing:
    _require_offer(standing, move)
    _require_content(standing, move)
    if standing.offered_by is not move.side:
        raise MoveRefused("not_your_offer", str(move.kind), "reject: the other side made the offer")
    return replace(standing, state=State.WITHDRAWN)


def _register(standing: Standing, move: Move) -> Standing:
    """Bring what was signed on paper; the paper's hash goes with it, and the other side can dispute it."""
    if standing.state is not State.NOT_BEGUN:
        raise MoveRefused("already_begun", str(standing.state), "an act without moves")
    if move.document is None:
        raise MoveRefused("no_document", "no paper", "the hash of the signed paper")
    offered = _offer(standing, move)
    return offered if offered.state is State.AGREED else replace(offered, state=State.REGISTERED)


def _require_offer(standing: Standing, move: Move) -> None:
    if standing.state is State.NOT_BEGUN:
        raise MoveRefused("not_begun", str(move.kind), "propose")
    if standing.state is State.EXPIRED:
        raise MoveRefused("expired", str(move.kind), "propose again: the offer was open until earlier")
    if standing.state in _CLOSED or standing.state is State.REGISTERED:
        raise MoveRefused("closed", str(standing.state), "propose again")


def _require_content(standing: Standing, move: Move) -> None:
    if standing.content != move.content:
        raise MoveRefused("other_content", move.content, str(standing.content))


_MOVES: Mapping[MoveKind, Callable[[Standing, Move], Standing]] = {
    MoveKind.PROPOSE: _propose,
    MoveKind.COUNTER: _counter,
    MoveKind.ACCEPT: _accept,
    MoveKind.REJECT: _reject,
    MoveKind.WITHDRAW: _withdraw,
    MoveKind.REGISTER: _register,
}
