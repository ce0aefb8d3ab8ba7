"""The one place that knows numba: compiled where it is installed, the same Python where it is not."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

try:
    import numba
    from numba.np import arrayobj, linalg
except ImportError:  # the bare installation
    COMPILED = False
else:
    COMPILED = os.environ.get("ACUERDO_ENGINE", "") != "numpy"
"""Whether this process compiles; `ACUERDO_ENGINE=numpy` leaves it to numpy where numba is installed, too."""

BOUNDS_CHECKED = os.environ.get("ACUERDO_BOUNDSCHECK", "") == "1"
"""Whether compiled code checks every index: slower, on in the tests."""


_CONSTANTS = ("arrays", "slots")
"""Modules whose constants become part of compiled code."""


def _sources_digest() -> str:
    """Name the kernel's state: numba itself notices changes of one file only, not of the functions that it calls."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_bytes()
        if b"@compiled" in source or path.stem in _CONSTANTS:
            digest.update(source)
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return where compiled code is kept: a folder of the user's, never the package's own."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(home) if home else Path("~/.cache").expanduser()
    return root / "acuerdo" / "compiled" / (_sources_digest() + ("-checked" if BOUNDS_CHECKED else ""))


def is_kept() -> bool:
    """Say whether this kernel was compiled before: compiling it takes half a minute, loading it a second."""
    return COMPILED and _mark().exists()


@cache
def note_kept() -> None:
    """Write down that this kernel was compiled to its end, as far as anybody asked it."""
    if COMPILED:
        with suppress(OSError):  # a read-only home: it is compiled anew in each run
            _mark().touch()


def _mark() -> Path:
    """Return the file that says that this installation compiled the kernel to its end.

    What another installation of the same version compiled, or a run that was stopped halfway, would be compiled anew
    while somebody waits: compiled code is good for the very files that it was made of.
    """
    sources = sorted(Path(__file__).parent.glob("*.py"))
    stamps = [(str(one), one.stat().st_mtime_ns, one.stat().st_size) for one in sources]
    return cache_folder() / f"whole-{hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]}"


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:  # a read-only home: compile anew in each run
        return False


_FOLDER = cache_folder() if COMPILED else None
_CACHED = _FOLDER is not None and _usable(_FOLDER)


def _takes_indices_as_they_are(name: str) -> bool:
    """Say whether a function (as the compiler calls it) is one of ours: none of our indices counts from the end."""
    return "7acuerdo7columns" in name


def _leave_out_wrapping() -> None:
    """Compile our indices without the question whether they count from the end: asking it takes a fifth of the time.

    Where every index is checked, one that is negative is refused.
    """
    theirs: Any = arrayobj.fix_integer_index  # no option of numba's says it

    def fix(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:  # noqa: ANN401 - the compiler's own
        if _takes_indices_as_they_are(builder.function.name):
            return context.cast(builder, index, kind, numba.types.intp if kind.signed else numba.types.uintp)
        return theirs(context, builder, kind, index, size)

    arrayobj.fix_integer_index = fix


def _leave_out_linear_algebra() -> None:
    """Load the compiler without scipy's linear algebra, which nothing here asks for: it takes a fifth of a second.

    Whoever compiles a product of matrices in this process still has it loaded then.
    """
    theirs: Any = linalg.ensure_blas  # asked while its neighbour is loaded, and whenever something needs it
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath  # noqa: F401, PLC0415 - now, while nobody is asked
    finally:
        linalg.ensure_blas = theirs


if COMPILED:
    _leave_out_wrapping()
    _leave_out_linear_algebra()


def handed(value: T) -> T:
    """Return arrays, alone or in tuples, as the kernel is to have them.

    Plain Python reads a number out of a memory view, and reckons with it, in half the time that an array's takes.

    >>> import numpy as np
    >>> int(handed(np.array([[1, 2]]))[0, 1])
    2
    """
    if COMPILED:
        return value
    views: Any = value  # a memory view stands for its array wherever the kernel asks for one number at a time
    if isinstance(value, np.ndarray):
        return cast("T", memoryview(views))
    if not isinstance(value, tuple):
        return value
    return cast("T", getattr(views, "_make", tuple)(map(handed, views)))


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over numbers and arrays, kept between runs; without numba return it as it is.

    >>> @compiled
    ... def double(number: int) -> int:
    ...     return 2 * number
    >>> double(21)
    42
    """
    if not COMPILED:
        return function
    make: Any = numba.njit  # its stubs do not know every option
    # Without the counting of references: compiled code owns no arrays, and counting costs more than the work itself.
    made = make(
        cache=False, boundscheck=BOUNDS_CHECKED, forceinline=True, nogil=True, _nrt=False, no_cfunc_wrapper=True
    )(function)
    if _CACHED and "<" not in function.__code__.co_filename:
        settings: Any = numba.config
        saved = settings.CACHE_DIR
        settings.CACHE_DIR = str(_FOLDER)
        try:
            made.enable_caching()
        finally:
            settings.CACHE_DIR = saved
    return cast("Callable[P, R]", made)
