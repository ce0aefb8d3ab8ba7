"""Forgetting a person's tokens, and what kept answers tell of the person."""

import json
from collections.abc import Collection

from acuerdo.apps.parties.erasing import without
from acuerdo.apps.tokens.models import KeptAnswer, Token


def count_tokens(person: int) -> int:
    """Return how many tokens a person (the row's id) has."""
    return Token.objects.filter(person=person).count()


def drop_tokens(person: int) -> int:
    """Drop a person's tokens with the answers that were kept for them; return how many tokens."""
    return Token.objects.filter(person=person).delete()[1].get("tokens.Token", 0)


def forget_in_answers(texts: Collection[str]) -> int:
    """Empty the given texts wherever a kept answer says one of them; return in how many answers."""
    wanted, changed = {text for text in texts if text}, 0
    for row in KeptAnswer.objects.exclude(body="").iterator():
        try:
            said = json.loads(row.body)
        except ValueError:
            continue
        told = without(said, wanted)
        if told != said:
            changed += KeptAnswer.objects.filter(pk=row.pk).update(body=json.dumps(told, ensure_ascii=False))
    return changed
