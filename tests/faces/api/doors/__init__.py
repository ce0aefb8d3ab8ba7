"""Every operation of the interface, and what each asker is answered."""

from tests.faces.api.doors import agreements, papers

DOORS = (*agreements.DOORS, *papers.DOORS)
