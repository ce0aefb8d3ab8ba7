"""Why a verdict is another under another agreement."""

from enum import StrEnum


class Cause(StrEnum):
    """Why a verdict is another under the other agreement."""

    ADDED = "added"
    REMOVED = "removed"
    TARGET = "target"
    HOURS = "hours"
    PAUSES = "pauses"
    EXCLUSIONS = "exclusions"
    SCOPE = "scope"
    COUNTING = "counting"
