"""What both sides call the promises, services and periods of an agreement, where a page knows them by their ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.agreements.shapes import VersionRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.periods import PeriodRefused, PeriodSpan, period_named
from acuerdo.documents import AgreementDocument
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The texts that govern, or did, the newest first, and whose language they are read in.

    What none of them knows goes by its id.
    """

    documents: Sequence[AgreementDocument]
    language: Language
    zone: str

    def promise(self, ident: str, group: str | None = None) -> str:
        """Name a promise, and the group of it that is judged for itself."""
        found = next((one for one in self.documents if ident in one.commitment_ids), None)
        title = ident if found is None else str(found.commitment_title(ident, self.language))
        return f"{title} \N{MIDDLE DOT} {group}" if group else title

    def promises(self) -> list[tuple[str, str]]:
        """Return the promises of the newest text that clocks are judged by, by id and name."""
        return [(one.id, self.promise(one.id)) for text in self.documents[:1] for one in text.terms.commitments]

    def service(self, ident: str) -> str:
        """Name a service."""
        found = (one.service_name(ident, self.language) for one in self.documents)
        return next((str(name) for name in found if str(name) != ident), ident)

    def services(self) -> list[tuple[str, str]]:
        """Return the services of the newest text, by id and name, by the alphabet."""
        idents = [one.id for text in self.documents[:1] for one in text.shape.services]
        return sorted(((one, self.service(one)) for one in idents), key=lambda found: found[1].casefold())

    def period(self, period: PeriodSpan | str) -> str:
        """Name a period, by itself or by its label."""
        try:
            span = period_named(period, self.zone) if isinstance(period, str) else period
        except PeriodRefused:
            return str(period)
        return (
            Voice(self.language, self.documents[0], ZoneInfo(self.zone)).period(span) if self.documents else span.label
        )


def names_of(versions: Sequence[VersionRecord], key: str, language: Language) -> Names:
    """Return the names that the versions of an agreement give, which stand the newest first."""
    agreed = [one for one in versions if one.from_on is not None and one.canonical]
    zone = next((one.time_zone for one in versions if one.time_zone), "UTC")
    return Names(documents=[read_kept(one.canonical, key) for one in agreed], language=language, zone=zone)


def names_in(viewer: Viewer, key: str, at: datetime, language: Language) -> Names:
    """Return the names of an agreement that a viewer may see, as it stands at an instant. Raises `NotThere`."""
    return names_of(find_versions(viewer, key, at), key, language)
