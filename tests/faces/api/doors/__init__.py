"""Every operation of the interface, and what each asker is answered."""

from tests.faces.api.doors import agreements, attained, catalogue, papers, parties, tickets

DOORS = (*agreements.DOORS, *attained.DOORS, *papers.DOORS, *catalogue.DOORS, *parties.DOORS, *tickets.DOORS)
