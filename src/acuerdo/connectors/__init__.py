"""Other systems' data becomes facts: files in, facts out, and an account of every row.

>>> from acuerdo.connectors import load_profile
>>> load_profile("servicenow-audit").rows.value
'snapshots'
"""

from acuerdo.connectors.columnwise import facts_by_column, facts_table
from acuerdo.connectors.exclusions import read_exclusions
from acuerdo.connectors.gathering import ImportOptions, gather
from acuerdo.connectors.imported import Counts, Imported, ImportedFile, ImportedTable, ImportReport, Progress
from acuerdo.connectors.importing import facts_by_row, import_facts
from acuerdo.connectors.observations import ImportedObservations, Observation, read_observations
from acuerdo.connectors.profile import Profile
from acuerdo.connectors.profile_files import load_profile, shipped_profiles
from acuerdo.connectors.refusals import ImportRefused, RefusedRow
from acuerdo.connectors.suggesting import Suggestion, suggest_profile

__all__ = [
    "Counts",
    "ImportOptions",
    "ImportRefused",
    "ImportReport",
    "Imported",
    "ImportedFile",
    "ImportedObservations",
    "ImportedTable",
    "Observation",
    "Profile",
    "Progress",
    "RefusedRow",
    "Suggestion",
    "facts_by_column",
    "facts_by_row",
    "facts_table",
    "gather",
    "import_facts",
    "load_profile",
    "read_exclusions",
    "read_observations",
    "shipped_profiles",
    "suggest_profile",
]
