"""Readable texts and signed papers."""

from tests.faces.api.doors.shapes import NOTHING, SEE, ApiDoor

OF = "/agreements/sur-2026"
PAPERS = (401, 404, 404, 404, 404, 404, 404)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\nsigned by both\n%%EOF\n"


def read(operation: str, path: str, expected: tuple[int, ...] = SEE) -> ApiDoor:
    return ApiDoor(operation=operation, method="GET", path=OF + path, expected=expected)


DOORS = (
    read("read_version_page", "/versions/1.html?lang=ru"),
    read("read_version_pdf", "/versions/1.pdf"),
    read("read_record_page", "/versions/1/record.html"),
    read("read_record_pdf", "/versions/1/record.pdf"),
    read("read_changes", "/versions/1/changes"),
    read("list_papers", "/papers"),
    read("recognise_paper", f"/papers/{NOTHING}", PAPERS),
    read("read_paper", f"/papers/{NOTHING}.pdf", PAPERS),
    ApiDoor(
        operation="register_paper",
        method="POST",
        path=f"{OF}/papers",
        file=PDF,
        expected=(401, 404, 403, 422, 404, 403, 409),
    ),
    ApiDoor(
        operation="bind_paper",
        method="POST",
        path=f"{OF}/versions/1/papers",
        file=PDF,
        expected=(401, 404, 403, 409, 404, 403, 409),
    ),
)
