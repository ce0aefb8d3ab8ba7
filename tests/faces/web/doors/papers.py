"""Texts, records and signed papers of agreements."""

from tests.faces.web.doors.shapes import SEE, Door

OF = "/agreements/sur-2026"
SIGNS = (302, 404, 403, 422, 404, 403, 422)
"""Whoever may negotiate; a form without a file is told so."""

DOORS = (
    Door(name="agreement_text", method="GET", address=f"{OF}/versions/1/text", expected=SEE),
    Door(name="text_pdf", method="GET", address=f"{OF}/versions/1/text.pdf", expected=SEE),
    Door(name="agreement_changes", method="GET", address=f"{OF}/versions/1/changes", expected=SEE),
    Door(name="agreement_record", method="GET", address=f"{OF}/versions/1/record", expected=SEE),
    Door(name="record_pdf", method="GET", address=f"{OF}/versions/1/record.pdf", expected=SEE),
    Door(name="papers", method="GET", address=f"{OF}/papers", expected=SEE),
    Door(name="paper_register", method="POST", address=f"{OF}/papers/register", expected=SIGNS, form={"note": "a"}),
    Door(name="paper_bind", method="POST", address=f"{OF}/versions/1/papers", expected=SIGNS, form={"note": "a"}),
    Door(name="paper_compare", method="POST", address=f"{OF}/papers/compare", expected=SEE, form={"note": "a"}),
    Door(
        name="paper",
        method="GET",
        address=f"{OF}/papers/{'0' * 64}",
        expected=(302, 404, 404, 404, 404, 404, 404),
    ),
)
