# ruff: noqa: A005 - the folder mirrors the package; it is imported as tests.statistics and shadows nothing
