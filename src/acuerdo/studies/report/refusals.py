"""What a report refuses, each with a stable code."""


class ReportPeriodRefused(ValueError):
    """A period that the facts say nothing about; `code` is `period_outside_data`."""

    code = "period_outside_data"


class NothingToReport(ValueError):
    """No fact that could be judged; `code` is `nothing_to_report`."""

    code = "nothing_to_report"


class LettersMissing(ValueError):
    """Letters that no font of the PDF has; `code` is `letters_missing`."""

    code = "letters_missing"


class PdfMissing(ValueError):
    """The part that typesets is not installed; `code` is `pdf_missing`."""

    code = "pdf_missing"
