"""What a report refuses, each with a stable code."""


class ReportPeriodRefused(ValueError):
    """A period that the facts say nothing about; `code` is `period_outside_data`."""

    code = "period_outside_data"


class PdfMissing(ValueError):
    """The part that typesets is not installed; `code` is `pdf_missing`."""

    code = "pdf_missing"
