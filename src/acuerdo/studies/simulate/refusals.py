"""What is refused beside a faulty scenario, which is a DocumentRefused with all its findings."""


class ChangeRefused(ValueError):
    """A change of a scenario that names what the scenario does not have."""

    code = "simulate.change_refused"


class OutputRefused(ValueError):
    """A file name whose format nobody knows to write."""

    code = "simulate.output_refused"
