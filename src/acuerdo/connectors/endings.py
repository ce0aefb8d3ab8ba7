"""By which endings files are read."""

ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".xlsx", ".parquet", ".xes")
PACKED = ("", ".gz", ".xz", ".zip")


def find_ending(name: str) -> str | None:
    """Return the ending by which a file is read; None for one that is not.

    >>> find_ending("Export.CSV.gz"), find_ending("letter.pdf")
    ('.csv.gz', None)
    """
    lower = name.lower()
    return next((found for packed in PACKED for ending in ENDINGS if lower.endswith(found := ending + packed)), None)
