"""Which tickets a change touches, said so that it can be asked again later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from acuerdo.apps.clocks.without import lasting, touched_by
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.chains.canonical import Json


class By(StrEnum):
    """By what a change touches tickets."""

    OPENED = "opened"
    LASTING = "lasting"
    SPANNED = "spanned"
    WORDED = "worded"
    NAMED = "named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touching:
    """The tickets that a change touches; `ids` are rows'.

    `OPENED`: of these customers, opened since. `LASTING`: with clocks of an agreement that lasted since. `SPANNED`:
    which an exclusion that is not of one ticket concerns in `[since_us, until_us)`. `WORDED`: of a source, with one of
    these words for their customer. `NAMED`: these, whose rows are locked.
    """

    by: By
    ids: tuple[int, ...]
    since_us: int | None = None
    until_us: int | None = None
    words: tuple[str, ...] = ()

    def tickets(self) -> QuerySet[Ticket]:
        """Return those that there are now."""
        return Ticket.objects.filter(self._said())

    def as_dict(self) -> dict[str, Json]:
        """Return it as it is kept."""
        return {**asdict(self), "by": str(self.by), "ids": list(self.ids), "words": list(self.words)}

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> "Touching":
        """Read it as it is kept."""
        told = {name: tuple(said) if isinstance(said, list) else said for name, said in kept.items()}
        return cls(**{**told, "by": By(str(kept["by"]))})  # type: ignore[arg-type]  # as `as_dict` wrote them

    def _said(self) -> Q:
        since_us = self.since_us or 0
        match self.by:
            case By.OPENED:
                return Q(customer__in=self.ids, opened_us__gte=since_us)
            case By.LASTING:
                return Q(pk__in=lasting(self.ids[0], since_us).values("ticket"))
            case By.SPANNED:
                return touched_by(Exclusion.objects.get(pk=self.ids[0]), since_us, self.until_us)
            case By.WORDED:
                return Q(source__in=self.ids, customer_word__in=self.words)
            case By.NAMED:
                return Q(pk__in=self.ids)
