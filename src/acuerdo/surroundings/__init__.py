"""Where an installation runs: what the environment says, and the folder that is its own."""

from acuerdo.surroundings.environment import (
    Database,
    Environment,
    EnvironmentRefused,
    from_surroundings,
    read_environment,
)
from acuerdo.surroundings.home import prepare_home
from acuerdo.surroundings.reading import read_alone
from acuerdo.surroundings.room import trouble_of, try_to_write

__all__ = [
    "Database",
    "Environment",
    "EnvironmentRefused",
    "from_surroundings",
    "prepare_home",
    "read_alone",
    "read_environment",
    "trouble_of",
    "try_to_write",
]
