"""How much an import reads before it refuses."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one import, in bytes unless their name says otherwise.

    `ratio` is unpacked size over packed size, watched once `ratio_from` bytes have been unpacked. `line` is the longest
    line, and the longest record of a file whose quoted cells hold line breaks. `cells` is the size of the rectangle
    that a sheet claims.
    """

    plain: int = 8 * 1024 * MIB
    unpacked: int = 1024 * MIB
    workbook: int = 512 * MIB
    in_memory: int = 128 * MIB
    ratio: int = 200
    ratio_from: int = 32 * MIB
    line: int = 1_000_000
    members: int = 100
    cells: int = 30_000_000
    profile: int = 1_000_000


USUAL = Limits()
"""What is enough for a year of a large help desk, and refuses a bomb within seconds."""
