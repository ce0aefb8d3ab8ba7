"""An agreement as people read and sign it: numbered clauses from the same document, as HTML and as a PDF."""

from acuerdo.studies.agreement_text.composing import compose_agreement
from acuerdo.studies.agreement_text.promises import overview_of
from acuerdo.studies.agreement_text.standing import Acceptance, TextStanding

__all__ = ["Acceptance", "TextStanding", "compose_agreement", "overview_of"]
