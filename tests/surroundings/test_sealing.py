"""Secrets of others lie sealed: the database alone gives none of them away."""

import pytest

from acuerdo.surroundings.sealing import Unsealable, seal, unseal


def test_a_sealed_secret_shows_nothing_and_another_key_or_purpose_does_not_open_it() -> None:
    sealed = seal("ключ s3cret", key="a" * 50, purpose="hook")
    assert "s3cret" not in sealed
    assert unseal(sealed, key="a" * 50, purpose="hook") == "ключ s3cret"
    for key, purpose in (("b" * 50, "hook"), ("a" * 50, "mail")):
        with pytest.raises(Unsealable):
            unseal(sealed, key=key, purpose=purpose)
    with pytest.raises(Unsealable):
        unseal(sealed[:-3], key="a" * 50, purpose="hook")
