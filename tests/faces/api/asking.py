"""Asking the interface as somebody."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.models import Token
from acuerdo.apps.tokens.queries import hash_of
from acuerdo.apps.tokens.shapes import Purpose

ALL = frozenset(Permission)
BASE = "/api/v1"


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
        data = json.dumps(body) if body is not None else ""
        sent = self._headers(headers)
        return told(Client().generic(method, BASE + path, data, content_type="application/json", headers=sent))

    def send(self, path: str, content: bytes, name: str = "signed.pdf", **form: str) -> Told:
        """Send a file as a form does."""
        key = form.pop("idempotency_key", "")
        file = SimpleUploadedFile(name, content, content_type="text/html")
        headers = self._headers({"Idempotency_Key": key} if key else {})
        return told(Client().post(BASE + path, {"paper": file, **form}, headers=headers))

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.viewer is not None:
            sent["Authorization"] = f"Bearer {token_of(self.viewer, self.scopes)}"
        return sent


def told(answer: HttpResponseBase) -> Told:
    content: bytes = b"".join(answer)
    kind = answer.headers.get("Content-Type", "")
    if "json" in kind:
        return Told(answer.status_code, json.loads(content), dict(answer.headers))
    found = content if "pdf" in kind else content.decode()
    return Told(answer.status_code, found, dict(answer.headers))
