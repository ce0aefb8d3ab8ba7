"""Writes ``docs/glossary.md``, the page of ``docs/glossary.csv``: the words of the product in three languages."""

import csv
import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"

HEAD = """# Glossary

The words of the product in its three languages. English is the source; the Spanish and Russian texts, the documents
and the names in the code use these words and no others. Where a country or a trade says it differently, that word
follows in parentheses. The same table for programs: [glossary.csv](glossary.csv).

| English | español | русский |
|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    with (DOCS / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return HEAD + "".join(f"| {row['en']} | {row['es']} | {row['ru']} |\n" for row in rows)


if __name__ == "__main__":
    (DOCS / "glossary.md").write_text(page(), "utf-8")
    sys.stdout.write("docs/glossary.md is written\n")
