"""The service level report of a period: figures first, then words, then a page of HTML or a PDF.

`figures.make_report` gathers, `composing.compose` words, `html.render_html` and `pdf.render_pdf` draw. They are loaded
one by one: whoever words or draws a page of something else spares itself the figures, which read tables.
"""
