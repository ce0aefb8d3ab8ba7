"""Simulated ticket histories from a small scenario and a seed: for examples, benchmarks and capacity questions."""

from acuerdo.studies.simulate.arrivals import expect_tickets
from acuerdo.studies.simulate.capacity import Changes, Waiting, capacity, change_scenario
from acuerdo.studies.simulate.checks import check_scenario, read_scenario, span_scenario
from acuerdo.studies.simulate.engine import simulate
from acuerdo.studies.simulate.refusals import ChangeRefused, OutputRefused
from acuerdo.studies.simulate.scenario import Scenario
from acuerdo.studies.simulate.table import simulate_table
from acuerdo.studies.simulate.writing import write_facts

__all__ = [
    "ChangeRefused",
    "Changes",
    "OutputRefused",
    "Scenario",
    "Waiting",
    "capacity",
    "change_scenario",
    "check_scenario",
    "expect_tickets",
    "read_scenario",
    "simulate",
    "simulate_table",
    "span_scenario",
    "write_facts",
]
