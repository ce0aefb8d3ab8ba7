"""Asking the interface as somebody."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.models import Token
from acuerdo.apps.tokens.queries import hash_of
from acuerdo.apps.tokens.shapes import Purpose

ALL = frozenset(Permission)


def token_of(viewer: Viewer, scopes: frozenset[Permission] = ALL) -> str:
    """Return a token of somebody, wider than the roles that the person may have by now."""
    secret, now = f"acu_{viewer.ident}_{'-'.join(sorted(scopes))}", timezone.now()
    Token.objects.get_or_create(
        hash=hash_of(secret),
        defaults={
            "person_id": viewer.person,
            "purpose": Purpose.API,
            "name": "test",
            "ending": secret[-4:],
            "scopes": "\n".join(sorted(scopes)),
            "made_at": now,
            "expires_at": now + timedelta(days=1),
        },
    )
    return secret


@dataclass(frozen=True)
class Told:
    """An answer: its status, its body, its headers."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Asker:
    """Somebody with a token, or with None a stranger."""

    viewer: Viewer | None
    scopes: frozenset[Permission] = ALL
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Told:
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.viewer is not None:
            sent["Authorization"] = f"Bearer {token_of(self.viewer, self.scopes)}"
        data = json.dumps(body) if body is not None else ""
        answer = Client().generic(method, f"/api/v1{path}", data, content_type="application/json", headers=sent)
        kind = answer.headers.get("Content-Type", "")
        found = json.loads(answer.content) if "json" in kind else answer.content.decode()
        return Told(answer.status_code, found, dict(answer.headers))
