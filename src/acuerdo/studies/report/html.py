"""A report as one HTML file: style, fonts and charts inside it, no script, nothing loaded from anywhere."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path

from acuerdo.studies.report.blocks import (
    NOTHING,
    Block,
    Cell,
    Clause,
    Code,
    Column,
    Heading,
    Line,
    Page,
    Pairs,
    Plots,
    Section,
    Sentence,
    Signatures,
    Table,
    Tone,
)

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_WEIGHTS = ((400, "Inter-Regular.woff2"), (600, "Inter-SemiBold.woff2"))


def render_html(page: Page) -> str:
    """Return the report as the text of one HTML file; the same page gives the same text."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    title = f"{page.title} \N{MIDDLE DOT} {page.parties} \N{MIDDLE DOT} {page.subject}"
    yield "<!doctype html>"
    yield f'<html lang="{page.language}">'
    yield '<head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{_style()}</style></head>"
    yield "<body>"
    yield from _body(page, "main")
    yield "</body></html>"


def render_fragment(page: Page) -> str:
    """Return what stands on the page alone, to be put into another page that has a style of its own."""
    return "\n".join(_body(page, "div")) + "\n"


def _body(page: Page, main: str) -> Iterator[str]:
    yield from _cover(page)
    yield from _contents(page)
    yield f"<{main}>"
    for section in page.sections:
        yield from _section(section)
    yield f"</{main}>"
    yield f"<footer>{escape(page.footer)}</footer>"


def _style() -> str:
    faces = "".join(
        f"@font-face{{font-family:Inter;font-weight:{weight};font-display:block;"
        f"src:url(data:font/woff2;base64,{b64encode((FONTS / name).read_bytes()).decode()}) format('woff2')}}"
        for weight, name in _WEIGHTS
    )
    return faces + (HERE / "report.css").read_text("utf-8")


def _cover(page: Page) -> Iterator[str]:
    yield "<header>"
    yield f'<p class="kicker">{escape(page.title)}</p>'
    yield f"<h1>{escape(page.parties)}<span>{escape(page.subject)}</span></h1>"
    yield f'<p class="answer {page.answer_tone}">{escape(page.answer)}</p>'
    for remark in page.remarks:
        yield from _sentence(remark)
    yield from _pairs(page.about, "about")
    yield "</header>"


def _contents(page: Page) -> Iterator[str]:
    links = "".join(f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>' for section in page.sections)
    yield f'<nav aria-label="{escape(page.contents)}"><ol>{links}</ol></nav>'


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{section.anchor}" aria-labelledby="{section.anchor}-title">'
    yield f'<h2 id="{section.anchor}-title">{escape(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Sentence():
            yield from _sentence(block)
        case Heading():
            yield f"<h3>{escape(block.text)}</h3>"
        case Pairs():
            yield from _pairs(block, "pairs")
        case Code():
            yield f"<pre><code>{escape(block.text)}</code></pre>"
        case Clause() | Signatures():
            yield from _signed(block)
        case Plots():
            yield from _plots(block)
        case Table():
            yield from _table(block)


def _signed(block: Clause | Signatures) -> Iterator[str]:
    yield from _clause(block) if isinstance(block, Clause) else _signatures(block)


def _clause(clause: Clause) -> Iterator[str]:
    title = _marked(clause.title)
    yield f'<div class="clause"><h3{_in(clause.title)}><span class="place">{escape(clause.number)}</span> {title}</h3>'
    for line in clause.lines:
        yield f"<p{_in(line)}>{_marked(line)}</p>"
    if clause.points:
        points = "".join(f"<li{_in(line)}>{_marked(line)}</li>" for line in clause.points)
        yield f"<ul>{points}</ul>"
    yield "</div>"


def _in(line: Line) -> str:
    return f' lang="{escape(line.language)}"' if line.language else ""


def _marked(line: Line) -> str:
    mark = f' <span class="mark">[{escape(line.language)}]</span>' if line.language else ""
    return escape(line.text).replace("\n", "<br>") + mark


def _signatures(block: Signatures) -> Iterator[str]:
    yield '<div class="signatures">'
    for side, party in block.sides:
        lines = "".join(f'<div class="line"><span>{escape(line)}</span></div>' for line in block.lines)
        yield f"<div><p><b>{escape(side)}</b><br>{escape(party)}</p>{lines}</div>"
    yield "</div>"


def _sentence(sentence: Sentence) -> Iterator[str]:
    yield f'<p class="{sentence.tone}">{escape(sentence.text)}</p>'


def _pairs(block: Pairs, kind: str) -> Iterator[str]:
    yield f'<dl class="{kind}">'
    for term, texts in block.pairs:
        said = "".join(f"<dd>{escape(text)}</dd>" for text in texts if text)
        yield f"<div><dt>{escape(term)}</dt>{said}</div>"
    yield "</dl>"


def _plots(block: Plots) -> Iterator[str]:
    yield f'<p class="muted">{escape(block.key)}</p>'
    yield '<div class="plots">'
    for plot in block.plots:
        yield (
            f"<figure><figcaption><b>{escape(plot.title)}</b></figcaption>{plot.drawing.inline()}"
            f'<p class="{plot.tone}">{escape(plot.sentence)}</p></figure>'
        )
    yield "</div>"


def _table(table: Table) -> Iterator[str]:
    kind = "map" if table.is_map else ("cards" if table.cards else "wide")
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
    yield f'<table class="{kind}"><caption>{escape(table.caption)}</caption>'
    heads = "".join(f'<th scope="col"{_aligned(column)}>{escape(column.title)}</th>' for column in table.columns)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in table.rows:
        cells = "".join(
            _cell(cell, column, is_head=place == 0)
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _aligned(column: Column) -> str:
    return ' class="number"' if column.numeric else ""


def _cell(cell: Cell, column: Column, *, is_head: bool) -> str:
    classes = [str(cell.tone)] if cell.tone is not Tone.PLAIN else []
    classes += ["number"] if column.numeric else []
    classes += ["whole"] if column.whole else []
    classes += ["none"] if cell.text == NOTHING and cell.drawing is None else []
    classes += [f"level-{cell.level}"] if cell.level else []
    mark = f' class="{" ".join(classes)}"' if classes else ""
    sign = f'<span class="sign" aria-hidden="true">{escape(cell.sign)}</span>\N{NO-BREAK SPACE}' if cell.sign else ""
    text = escape(cell.text)
    text = f"<b>{text}</b>" if cell.strong and text else text
    drawing = "" if cell.drawing is None else cell.drawing.inline()
    note = f"<small>{escape(cell.note)}</small>" if cell.note else ""
    if is_head:
        return f'<th scope="row"{mark}><span>{sign}{text}{drawing}{note}</span></th>'
    # The card of a phone shows the column's title beside the value.
    return f'<td{mark} data-title="{escape(column.title)}"><span>{sign}{text}{drawing}{note}</span></td>'
