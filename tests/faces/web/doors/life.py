"""The pages of an agreement's life: remarks, term, signers, decisions."""

from tests.faces.web.doors.shapes import ANYBODY, SEE, Door

SPEAK = (302, 404, 403, 302, 404, 403, 302)
"""Whoever speaks for a side is sent back to the page, with what was done or why not."""

NOTHING = (302, 404, 404, 404, 404, 404, 404)
"""Nothing binds yet, whoever asks."""

DOORS = (
    Door(name="decisions", method="GET", address="/decisions/", expected=ANYBODY, of_one=False),
    Door(name="comments", method="GET", address="/agreements/sur-2026/comments", expected=SEE),
    Door(
        name="comment_write",
        method="POST",
        address="/agreements/sur-2026/comments/write",
        expected=SPEAK,
        form={"remark": "Why?", "path": "term"},
    ),
    Door(
        name="comment_settle",
        method="POST",
        address="/agreements/sur-2026/comments/settle",
        expected=(302, 404, 403, 404, 404, 403, 404),
        form={"comment": "nothing"},
    ),
    Door(name="term", method="GET", address="/agreements/sur-2026/term", expected=SEE),
    Door(
        name="term_act",
        method="POST",
        address="/agreements/sur-2026/term/act",
        expected=SPEAK,
        form={"what": "review_open", "reason": "Too slow"},
    ),
    Door(name="exclusions", method="GET", address="/agreements/sur-2026/exclusions", expected=SEE),
    Door(
        name="exclusion_add",
        method="POST",
        address="/agreements/sur-2026/exclusions/add",
        expected=(302, 404, 403, 422, 404, 403, 422),
        form={"scope": "ticket", "ticket": "desk/4711", "reason": "force_majeure"},
    ),
    Door(name="exclusion", method="GET", address="/agreements/sur-2026/exclusions/1", expected=(302, *(404,) * 6)),
    Door(
        name="exclusion_change",
        method="POST",
        address="/agreements/sur-2026/exclusions/1/change",
        expected=(302, *(404,) * 6),
        form={"seen": "1"},
    ),
    Door(
        name="exclusion_act",
        method="POST",
        address="/agreements/sur-2026/exclusions/1/act",
        expected=(302, 404, 403, 404, 404, 403, 404),
        form={"move": "accept", "seen": "1"},
    ),
    Door(name="years", method="GET", address="/agreements/sur-2026/years", expected=SEE),
    Door(
        name="years_act",
        method="POST",
        address="/agreements/sur-2026/years/act",
        expected=(302, 404, 403, 404, 404, 403, 404),
        form={"kind": "accept", "calendar": "office", "year": "2027", "seen": "0"},
    ),
    Door(name="years_document", method="GET", address="/agreements/sur-2026/years/document.json", expected=NOTHING),
    Door(
        name="backing",
        method="GET",
        address="/agreements/sur-2026/backing",
        expected=(302, 404, 403, 403, 404, 200, 200),
    ),
    Door(name="agreement_journal", method="GET", address="/agreements/sur-2026/journal?receipt=1:a", expected=SEE),
    Door(name="signers", method="GET", address="/agreements/sur-2026/signers", expected=SEE),
    Door(
        name="signers_choose",
        method="POST",
        address="/agreements/sur-2026/signers/choose",
        expected=(302, 404, 403, 302, 404, 403, 403),
        form={"side": "customer", "signer": "executive"},
    ),
)
