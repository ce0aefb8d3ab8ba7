"""What was attained of an agreement, the clocks behind it, the report and the facts; and of all agreements."""

from tests.faces.web.doors.shapes import ANYBODY, SEE, Door

HERE = "/agreements/sur-2026/attained"
NOTHING = (302, *(404,) * 6)
"""Nothing binds yet, whoever asks."""
TICKETS = (302, 404, 403, 404, 404, 404, 404)
"""As above, for what only those get who see tickets."""

DOORS = (
    Door(name="attained", method="GET", address=HERE, expected=SEE),
    Door(name="attained_clocks", method="GET", address=f"{HERE}/clocks?promise=first", expected=NOTHING),
    Door(name="attained_report", method="GET", address=f"{HERE}/report", expected=TICKETS),
    Door(name="attained_report_pdf", method="GET", address=f"{HERE}/report.pdf", expected=TICKETS),
    Door(name="attained_evidence", method="GET", address=f"{HERE}/evidence.zip", expected=TICKETS),
    Door(
        name="attained_all",
        method="GET",
        address="/attained/",
        expected=(*ANYBODY[:4], 404, *ANYBODY[5:]),
        of_one=False,
    ),
)
