"""A contract on paper, as a scanner would bring it: one page of a PDF."""

_LINES = (
    "Contrato de telefonia",
    "Norte MSP y Distribuciones Sur",
    "Centralita y lineas de Madrid y Toledo, en horario de oficina.",
    "Firmado por ambas partes.",
)
_FONT = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def draw_paper() -> bytes:
    """Draw the page.

    >>> draw_paper()[:8]
    b'%PDF-1.4'
    """
    shown = "T* ".join(f"({line}) Tj " for line in _LINES)
    drawing = f"BT /F1 14 Tf 22 TL 72 760 Td {shown}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {_FONT} >>",
        f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
    )
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 5\n0000000000 65535 f \n{table}{tail}".encode("ascii")
