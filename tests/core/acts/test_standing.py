"""Two-sided acts, told move by move."""

import pytest

from acuerdo.core.acts import Move, MoveKind, MoveRefused, Side, Signer, Standing, State, fold

MANAGER = Signer(side=Side.PROVIDER, role="manager")
SPONSOR = Signer(side=Side.CUSTOMER, role="sponsor")
LEGAL = Signer(side=Side.CUSTOMER, role="legal")
BOTH = (MANAGER, SPONSOR)


def ana(kind: MoveKind, at: int, content: str = "one", **more: object) -> Move:
    """Ana manages the provider's delivery."""
    given = {"roles": frozenset({"manager"}), **more}
    return Move(kind=kind, side=Side.PROVIDER, person="ana", at_us=at, content=content, **given)  # type: ignore[arg-type] # named by the caller


def boris(kind: MoveKind, at: int, content: str = "one", **more: object) -> Move:
    """Boris sponsors the customer's side."""
    given = {"roles": frozenset({"sponsor"}), **more}
    return Move(kind=kind, side=Side.CUSTOMER, person="boris", at_us=at, content=content, **given)  # type: ignore[arg-type] # named by the caller


def standing(*moves: Move, signers: tuple[Signer, ...] = BOTH, as_of: int = 100) -> Standing:
    return fold(signers, moves, as_of)


def refusal(*moves: Move, signers: tuple[Signer, ...] = BOTH) -> str:
    with pytest.raises(MoveRefused) as refused:
        fold(signers, moves, 100)
    return refused.value.code


def test_an_act_is_agreed_when_both_sides_accepted_the_same_content() -> None:
    found = standing(ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2))
    assert (found.state, found.content, found.agreed_at_us, found.binds) == (State.AGREED, "one", 2, True)
    assert [move.person for move in found.accepted] == ["ana", "boris"]
    assert found.missing == ()
    assert found.turn == frozenset()


def test_before_any_move_nothing_binds() -> None:
    found = standing()
    assert (found.state, found.binds, found.missing) == (State.NOT_BEGUN, False, ())


def test_other_content_voids_what_was_accepted() -> None:
    found = standing(ana(MoveKind.PROPOSE, 1), boris(MoveKind.COUNTER, 2, "two"))
    assert found.state is State.OFFERED
    assert found.missing == (MANAGER,)
    assert found.turn == {Side.PROVIDER}
    assert found.round == 2
    assert standing(ana(MoveKind.PROPOSE, 1), boris(MoveKind.COUNTER, 2, "two"), ana(MoveKind.ACCEPT, 3, "two")).binds


def test_an_acceptance_of_content_that_is_no_longer_on_the_table_is_refused() -> None:
    moves = (ana(MoveKind.PROPOSE, 1), ana(MoveKind.PROPOSE, 2, "two"), boris(MoveKind.ACCEPT, 3, "one"))
    assert refusal(*moves) == "other_content"


def test_every_signer_of_a_side_has_to_accept() -> None:
    signers = (*BOTH, LEGAL)
    moves = (ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2))
    assert standing(*moves, signers=signers).missing == (LEGAL,)
    vera = Move(
        kind=MoveKind.ACCEPT,
        side=Side.CUSTOMER,
        person="vera",
        at_us=3,
        content="one",
        roles=frozenset({"legal"}),
    )
    assert standing(*moves, vera, signers=signers).agreed_at_us == 3


def test_one_person_with_both_roles_signs_for_both() -> None:
    signers = (*BOTH, LEGAL)
    both = boris(MoveKind.ACCEPT, 2, roles=frozenset({"sponsor", "legal"}))
    assert standing(ana(MoveKind.PROPOSE, 1), both, signers=signers).binds


def test_whoever_offers_without_a_signers_role_leaves_his_own_side_to_accept() -> None:
    found = standing(ana(MoveKind.PROPOSE, 1, roles=frozenset()), boris(MoveKind.ACCEPT, 2))
    assert found.missing == (MANAGER,)
    assert found.turn == {Side.PROVIDER}


def test_who_does_not_sign_cannot_accept() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2, roles=frozenset({"user"}))) == "not_a_signer"
    assert refusal(ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2, roles=frozenset())) == "not_a_signer"


def test_nobody_accepts_twice() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 1), ana(MoveKind.ACCEPT, 2)) == "already_accepted"


def test_an_offer_can_be_accepted_until_its_last_instant_and_no_longer() -> None:
    offer = ana(MoveKind.PROPOSE, 1, open_until_us=10)
    assert standing(offer, boris(MoveKind.ACCEPT, 10)).binds
    assert refusal(offer, boris(MoveKind.ACCEPT, 11)) == "expired"
    assert standing(offer, as_of=10).state is State.OFFERED
    assert standing(offer, as_of=11).state is State.EXPIRED
    assert standing(offer, as_of=11).turn == frozenset()


def test_what_was_agreed_does_not_expire() -> None:
    offer = ana(MoveKind.PROPOSE, 1, open_until_us=10)
    assert standing(offer, boris(MoveKind.ACCEPT, 10), as_of=99).binds


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (boris(MoveKind.REJECT, 2), State.REJECTED),
        (ana(MoveKind.WITHDRAW, 2), State.WITHDRAWN),
    ],
)
def test_an_offer_that_ended_can_be_followed_by_another(ending: Move, state: State) -> None:
    assert standing(ana(MoveKind.PROPOSE, 1), ending).state is state
    assert refusal(ana(MoveKind.PROPOSE, 1), ending, boris(MoveKind.ACCEPT, 3)) == "closed"
    again = boris(MoveKind.PROPOSE, 3, "two")
    assert standing(ana(MoveKind.PROPOSE, 1), ending, again).missing == (MANAGER,)


def test_an_expired_offer_can_be_made_again_with_the_same_content() -> None:
    offer = ana(MoveKind.PROPOSE, 1, open_until_us=10)
    assert standing(offer, ana(MoveKind.PROPOSE, 11), boris(MoveKind.ACCEPT, 12)).binds


def test_what_was_agreed_is_not_changed() -> None:
    agreed = (ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2))
    for kind in MoveKind:
        assert refusal(*agreed, boris(kind, 3, "two", document="paper")) == "already_agreed"


def test_each_side_has_its_own_moves() -> None:
    offer = ana(MoveKind.PROPOSE, 1)
    assert refusal(offer, boris(MoveKind.PROPOSE, 2, "two")) == "not_your_turn"
    assert refusal(offer, ana(MoveKind.COUNTER, 2, "two")) == "not_your_turn"
    assert refusal(offer, ana(MoveKind.REJECT, 2)) == "not_your_turn"
    assert refusal(offer, boris(MoveKind.WITHDRAW, 2)) == "not_your_offer"


def test_an_offer_of_the_same_content_again_is_refused() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 1), ana(MoveKind.PROPOSE, 2)) == "same_content"
    assert refusal(ana(MoveKind.PROPOSE, 1), boris(MoveKind.COUNTER, 2)) == "same_content"


def test_rejecting_or_withdrawing_names_what_it_is_about() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 1), boris(MoveKind.REJECT, 2, "two")) == "other_content"
    assert refusal(ana(MoveKind.PROPOSE, 1), ana(MoveKind.WITHDRAW, 2, "two")) == "other_content"


@pytest.mark.parametrize("kind", [MoveKind.COUNTER, MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW])
def test_an_act_begins_with_an_offer(kind: MoveKind) -> None:
    assert refusal(boris(kind, 1)) == "not_begun"


def test_an_agreement_on_paper_binds_when_it_is_registered_and_is_agreed_when_the_other_side_confirms() -> None:
    paper = ana(MoveKind.REGISTER, 1, document="paper")
    found = standing(paper)
    assert (found.state, found.binds, found.document, found.missing) == (State.REGISTERED, True, "paper", (SPONSOR,))
    assert standing(paper, boris(MoveKind.ACCEPT, 2)).state is State.AGREED
    assert standing(paper, boris(MoveKind.ACCEPT, 2)).document == "paper"


def test_the_other_side_can_dispute_what_was_registered() -> None:
    paper = ana(MoveKind.REGISTER, 1, document="paper")
    found = standing(paper, boris(MoveKind.REJECT, 2))
    assert (found.state, found.binds) == (State.DISPUTED, False)
    assert refusal(paper, ana(MoveKind.REJECT, 2)) == "not_your_turn"
    assert refusal(paper, boris(MoveKind.REJECT, 2, "two")) == "other_content"
    assert refusal(paper, boris(MoveKind.COUNTER, 2, "two")) == "closed"
    assert refusal(paper, ana(MoveKind.PROPOSE, 2, "two")) == "already_begun"


def test_a_registration_needs_its_paper_and_comes_first() -> None:
    assert refusal(ana(MoveKind.REGISTER, 1)) == "no_document"
    assert refusal(ana(MoveKind.PROPOSE, 1), ana(MoveKind.REGISTER, 2, document="paper")) == "already_begun"


def test_a_paper_signed_outside_goes_with_the_acceptance_that_brings_it() -> None:
    found = standing(ana(MoveKind.PROPOSE, 1), boris(MoveKind.ACCEPT, 2, document="paper"))
    assert found.document == "paper"


def test_a_paper_goes_with_its_own_content_only() -> None:
    moves = (ana(MoveKind.PROPOSE, 1, document="paper"), ana(MoveKind.PROPOSE, 2, "two"))
    assert standing(*moves).document is None


def test_a_side_without_a_signer_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody signs for the customer"):
        fold([MANAGER], [], 0)


def test_moves_come_in_their_order() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 2), boris(MoveKind.ACCEPT, 1)) == "out_of_order"


def test_an_offer_is_open_at_least_until_it_is_made() -> None:
    assert refusal(ana(MoveKind.PROPOSE, 2, open_until_us=1)) == "too_short"
