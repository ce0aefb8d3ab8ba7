"""The clauses of an agreement, by their paths in the document."""

from acuerdo.documents.document import AgreementDocument

_BY_ID = ("services", "prerequisites", "commitments", "entitlements", "volumes", "escalation", "consequences")
_BY_NAME = ("calendars", "clauses")
_WHOLE = ("term", "channels", "priorities", "reviews", "reports", "credits", "maintenance", "fees", "covered")


def clauses_of(document: AgreementDocument) -> list[str]:
    """Return the paths of a document's clauses, in the order of the format: `term`, `commitments[first-response]`.

    Only sections that are there are named.
    """
    shape = document.shape
    found = [name for name in _WHOLE if getattr(shape, name)]
    for section in _BY_ID:
        found += [f"{section}[{one.id}]" for one in getattr(shape, section) if getattr(one, "id", "")]
    for section in _BY_NAME:
        found += [f"{section}.{name}" for name in getattr(shape, section)]
    return found
