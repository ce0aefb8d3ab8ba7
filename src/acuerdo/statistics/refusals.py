"""What every refusal of this package has in common: a stable code, so that faces can say it in any language."""

from __future__ import annotations

from typing import ClassVar


class NumbersRefused(ValueError):
    """Numbers that make no sense together. `code` never changes; the message says what was found and what to do."""

    code: ClassVar[str] = "numbers_refused"
