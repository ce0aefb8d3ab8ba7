"""A small writer of SVG: shapes and texts with classes, which the page's style or a palette of its own colours.

Charts of a report are a dozen kinds of marks; written directly they weigh a few kilobytes, need no browser, take the
page's colours (light, dark, print) and are the same bytes every time.
"""

from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

PALETTE = MappingProxyType(
    {
        "ink": "#1b2430",
        "muted": "#5b6776",
        "hair": "#d5dbe3",
        "accent": "#1f5fa8",
        "soft": "#dbe7f5",
        "good": "#1a7f4b",
        "bad": "#b3261e",
        "warn": "#8a5a00",
        "pause": "#8a94a3",
        "outside": "#dfe4ea",
        "violet": "#6b4fa0",
        "paper": "#ffffff",
    }
)
"""The colours of the report on paper, by name; the page has the same names for light and dark."""

FONT = "Inter"
_STYLE = "".join(
    f".f-{name}{{fill:{colour}}}.s-{name}{{stroke:{colour};fill:none}}" for name, colour in PALETTE.items()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished drawing: its inner SVG, its size in units, and a text that says the same."""

    body: str
    width: float
    height: float
    alt: str

    def inline(self) -> str:
        """Return the SVG for a page whose style knows the classes."""
        return (
            f'<svg viewBox="0 0 {_number(self.width)} {_number(self.height)}" role="img" '
            f'aria-label="{escape(self.alt)}">{self.body}</svg>'
        )

    def standalone(self) -> str:
        """Return the SVG as a file of its own, with the colours of paper."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(self.width)}" height="{_number(self.height)}" '
            f'viewBox="0 0 {_number(self.width)} {_number(self.height)}" font-family="{FONT}">'
            f"<style>{_STYLE}</style>{self.body}</svg>"
        )


@dataclass(slots=True)
class Canvas:
    """Collects the marks of one drawing; lengths are units of the drawing."""

    width: float
    height: float
    _marks: list[str] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled rectangle."""
        self._marks.append(
            f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" '
            f'class="f-{colour}"/>'
        )

    def line(self, points: list[tuple[float, float]], colour: str, *, width: float = 1.0, dash: str = "") -> None:
        """Draw a line through points."""
        path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(f'<polyline points="{path}" class="s-{colour}" stroke-width="{_number(width)}"{dashes}/>')

    def area(self, points: list[tuple[float, float]], colour: str) -> None:
        """Draw a filled shape."""
        path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._marks.append(f'<polygon points="{path}" class="f-{colour}"/>')

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a disc."""
        self._marks.append(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" class="f-{colour}"/>')

    def diamond(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a diamond: the sign of a point that is not like the others."""
        self.area([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], colour)

    def text(  # noqa: PLR0913 - a text has a place, a colour, an anchor and a size
        self, x: float, y: float, text: str, colour: str, *, anchor: str = "start", size: float = 10.5
    ) -> None:
        """Write a text on its base line."""
        self._marks.append(
            f'<text x="{_number(x)}" y="{_number(y)}" class="f-{colour}" text-anchor="{anchor}" '
            f'font-size="{_number(size)}">{escape(text)}</text>'
        )

    def drawing(self, alt: str) -> Drawing:
        """Return what was drawn, with the text that says the same."""
        return Drawing(body="".join(self._marks), width=self.width, height=self.height, alt=alt)


def _number(value: float) -> str:
    """Write a length with at most two decimals, the same on every machine.

    >>> _number(3.0), _number(2.345)
    ('3', '2.35')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
