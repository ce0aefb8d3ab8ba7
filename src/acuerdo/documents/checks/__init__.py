"""What is legal in an agreement and still wrong, or worth knowing."""

from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents.checks.cases import check_cases
from acuerdo.documents.checks.deadlines import check_deadlines
from acuerdo.documents.checks.texts import check_texts
from acuerdo.documents.checks.warnings import check_warnings
from acuerdo.documents.ground import Ground


def run_checks(terms: Agreement, ground: Ground) -> None:
    """Note everything that the checks find."""
    check_cases(terms, ground)
    check_deadlines(terms, ground)
    check_warnings(terms, ground)
    check_texts(ground)


__all__ = ["run_checks"]
