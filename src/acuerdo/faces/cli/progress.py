"""A progress bar on standard error, for people who wait."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, float], None]


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """Give a function that is told what is being done and the share of it that is done; silent without a terminal."""
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console  # noqa: PLC0415 - only when somebody looks
    from rich.progress import (  # noqa: PLC0415 - only when somebody looks
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task("", total=1.0)

        def tell(what: str, share: float) -> None:
            shown.update(bar, description=what, completed=share)

        yield tell


def _say_nothing(_what: str, _share: float) -> None:
    return
