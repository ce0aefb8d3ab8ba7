"""Two-sided acts: what binds both sides, and how it came about."""

from acuerdo.core.acts.moves import Move, MoveKind, MoveRefused, Side, Signer
from acuerdo.core.acts.standing import Standing, State, fold

__all__ = ["Move", "MoveKind", "MoveRefused", "Side", "Signer", "Standing", "State", "fold"]
