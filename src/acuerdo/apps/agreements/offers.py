"""Reading what was offered about a version, one text after the other."""

from acuerdo.apps.agreements.models import Offer
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.agreements.shapes import VersionRecord
from acuerdo.apps.parties.viewers import Viewer


def content_before(viewer: Viewer, key: str, version: VersionRecord) -> str:
    """Return the content (canonical) that was offered before the one of a version; empty where there was none.

    Raises `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    offered = [step.content for step in version.act.steps]
    place = max((at for at, content in enumerate(offered) if content == version.content), default=0)
    first = next((at for at, content in enumerate(offered[: place + 1]) if content == version.content), 0)
    earlier = [content for content in offered[:first] if content != version.content]
    if not earlier:
        return ""
    rows = Offer.objects.filter(version__agreement=agreement, version__number=version.number, content=earlier[-1])
    return rows.values_list("canonical", flat=True).first() or ""
