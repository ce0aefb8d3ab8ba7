"""Taking the database's own guards away and putting them back: only tests do, to sweep their rows away."""

from django.db import connection

from acuerdo.apps.acts.guarded import GUARDS as ACTS
from acuerdo.apps.agreements.guarded import GUARDS as AGREEMENTS
from acuerdo.apps.catalogue.guarded import GUARDS as CATALOGUE
from acuerdo.apps.exclusions.guarded import GUARDS as EXCLUSIONS
from acuerdo.apps.journal.guarded import GUARDS as JOURNAL
from acuerdo.apps.life.guarded import GUARDS as LIFE
from acuerdo.apps.matters.guarded import GUARDS as MATTERS
from acuerdo.apps.periods.guarded import GUARDS as PERIODS
from acuerdo.apps.rejudging.guarded import GUARDS as REJUDGING
from acuerdo.apps.scope.guarded import GUARDS as SCOPE
from acuerdo.apps.tickets.guarded import GUARDS as TICKETS
from acuerdo.apps.years.guarded import GUARDS as YEARS

ALL = (
    *JOURNAL,
    *ACTS,
    *CATALOGUE,
    *AGREEMENTS,
    *SCOPE,
    *LIFE,
    *YEARS,
    *TICKETS,
    *EXCLUSIONS,
    *MATTERS,
    *REJUDGING,
    *PERIODS,
)


def lift_guards() -> None:
    editor = connection.schema_editor()
    for guard in ALL:
        guard.take_down(editor)


def raise_guards() -> None:
    lift_guards()
    editor = connection.schema_editor()
    for guard in ALL:
        guard.raise_up(editor)
