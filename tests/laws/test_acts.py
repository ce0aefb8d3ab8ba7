"""What holds of two-sided acts whatever their moves are."""

from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.acts import Move, MoveKind, MoveRefused, Side, Signer, Standing, State

ROLES = {Side.PROVIDER: ("manager", "executive"), Side.CUSTOMER: ("sponsor", "legal")}
CONTENTS = ("a", "b", "c")
OFFERS = {MoveKind.PROPOSE, MoveKind.COUNTER, MoveKind.REGISTER}


@st.composite
def moves(draw: st.DrawFn) -> list[Move]:
    """Draw moves of anybody, in the order of their instants."""
    found, now = [], 0
    for _ in range(draw(st.integers(0, 14))):
        now += draw(st.integers(0, 3))
        side = draw(st.sampled_from(list(Side)))
        found.append(
            Move(
                kind=draw(st.sampled_from(list(MoveKind))),
                side=side,
                person=draw(st.sampled_from(["x", "y"])),
                at_us=now,
                content=draw(st.sampled_from(CONTENTS)),
                roles=draw(st.frozensets(st.sampled_from(ROLES[side]))),
                open_until_us=draw(st.none() | st.integers(now, now + 6)),
                document=draw(st.none() | st.just("paper")),
            )
        )
    return found


@st.composite
def signers(draw: st.DrawFn) -> tuple[Signer, ...]:
    """Draw at least one signer of each side."""
    chosen = [(side, role) for side in Side for role in draw(st.sets(st.sampled_from(ROLES[side]), min_size=1))]
    return tuple(Signer(side=side, role=role) for side, role in sorted(chosen))


def played(required: tuple[Signer, ...], given_moves: list[Move]) -> list[tuple[Move, Standing]]:
    """Return the moves that fit, each with where the act stood after it."""
    standing, found = Standing(signers=required), []
    for move in given_moves:
        try:
            standing = standing.after(move)
        except MoveRefused:
            continue
        found.append((move, standing))
    return found


def accepted_by_all(required: tuple[Signer, ...], fitting: list[Move]) -> bool:
    """Say, by reading the moves backwards, whether every signer accepted what was offered last."""
    since_offer: list[Move] = []
    for move in reversed(fitting):
        since_offer.append(move)
        if move.kind in OFFERS:
            break
    accepting = [move for move in since_offer if move.kind in OFFERS | {MoveKind.ACCEPT}]
    return all(any(move.side is signer.side and signer.role in move.roles for move in accepting) for signer in required)


@given(signers(), moves())
def test_an_act_is_agreed_exactly_when_every_signer_accepted_what_was_offered_last(
    required: tuple[Signer, ...], given_moves: list[Move]
) -> None:
    so_far: list[Move] = []
    for move, standing in played(required, given_moves):
        so_far.append(move)
        ended = move.kind in {MoveKind.REJECT, MoveKind.WITHDRAW}
        assert (standing.state is State.AGREED) == (not ended and accepted_by_all(required, so_far))


@given(signers(), moves())
def test_every_acceptance_is_of_the_content_on_the_table(required: tuple[Signer, ...], given_moves: list[Move]) -> None:
    for _, standing in played(required, given_moves):
        assert {move.content for move in standing.accepted} <= {standing.content}


@given(signers(), moves())
def test_nothing_follows_an_agreement(required: tuple[Signer, ...], given_moves: list[Move]) -> None:
    states = [standing.state for _, standing in played(required, given_moves)]
    assert State.AGREED not in states[:-1]


@given(signers(), moves())
def test_while_an_offer_is_open_somebody_has_to_move(required: tuple[Signer, ...], given_moves: list[Move]) -> None:
    for _, standing in played(required, given_moves):
        assert bool(standing.turn) == (standing.state in {State.OFFERED, State.REGISTERED})
