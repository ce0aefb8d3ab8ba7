"""By which endings files are read."""

ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".xes")
PACKED = ("", ".gz", ".xz", ".zip")
SEVERAL = ".zip"
"""An archive whose own name says nothing of the files in it."""


def find_ending(name: str) -> str | None:
    """Return the ending by which a file is read; None for one that is not.

    >>> find_ending("Export.CSV.gz"), find_ending("letter.pdf")
    ('.csv.gz', None)
    >>> find_ending("march.csv.zip"), find_ending("all of march.zip")
    ('.csv.zip', '.zip')
    """
    lower = name.lower()
    known = [*(ending + packed for packed in PACKED for ending in ENDINGS), SEVERAL]
    return next((ending for ending in known if lower.endswith(ending)), None)
