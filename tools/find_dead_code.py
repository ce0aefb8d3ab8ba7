"""Finds functions, methods, classes and imports that nothing in the product uses, not counting its tests."""

import sys
from pathlib import Path

from vulture import Vulture

from acuerdo.core.clock.verdict import VERDICT_FIELDS

ROOT = Path(__file__).parent.parent
KINDS = {"function", "method", "class", "property", "import", "unreachable_code"}

# What somebody outside the product's own code calls.
CALLED_BY_OTHERS = {
    "__getattr__": "Python, for the lazy names of the package",
    "__dir__": "Python, for the lazy names of the package",
    "add_arguments": "the entrance of the command line, by the name of the command",
    "run": "the entrance of the command line, by the name of the command",
    "as_dict": "programs that use the package",
    "worked_us": "programs that use the package, and the laws: it is W itself",
    "marks_of": "programs that import and judge by themselves",
    "read_observations": "programs that import what was measured beside tickets",
    "Meta": "Django, for the constraints of a table",
    "get_by_natural_key": "Django, when somebody signs in",
    "InvitedOnly": "the settings of the application, by name",
    "KnownPeopleOnly": "the settings of the application, by name",
    "SecurityHeaders": "the settings of the application, by name",
    "Observed": "the settings of the application, by name",
    "collect": "the metrics' registry",
    "ReaderLanguage": "the settings of the application, by name",
    "ApiAnswers": "the settings of the application, by name",
    "parse_body": "the package of the REST interface",
    "authenticate": "the package of the REST interface",
    "get_openapi_schema": "the package of the REST interface",
    "render_page": "the package of the REST interface",
    "model_config": "pydantic",
    "is_open_for_signup": "the package that signs people in",
    "send_password_reset_mail": "the package that signs people in",
    "send_notification_mail": "the package that signs people in",
    "handle_starttag": "Python's reader of HTML, for each tag",
    "clean_password": "Django's forms, by the name of the field",
    "clean_confirm": "Django's forms, by the name of the field",
    "clean_again": "Django's forms, by the name of the field",
    "SecondFactor": "the settings of the application, by name",
    "UploadLimit": "the settings of the application, by name",
    "Failures": "the settings of the application, by name",
    "show_failure": "the addresses of the application, by name",
    "show_unusable": "the addresses of the application, by name",
    "show_missing": "the addresses of the application, by name",
    "show_refused": "the addresses of the application, by name",
    "show_stale": "the settings of the application, by name",
    "show_slowed_down": "the addresses of the application, by name",
    "pre_social_login": "the package that signs people in",
    **dict.fromkeys(VERDICT_FIELDS, "the writers of the verdict line, by name"),
}
CALLED_THROUGH_DECORATORS = [
    "@router.*",
    "@checks.*",
    "@*.command",
    "@*.callback",
    "@*.register",
    "@register.*",
    "@field_validator",
    "@model_validator",
    "@field_serializer",
    "@model_serializer",
    "@computed_field",
    "@overload",
]


def dead() -> list[str]:
    """What is used nowhere, as ``place: what``; in the order of the files."""
    finder = Vulture(ignore_names=list(CALLED_BY_OTHERS), ignore_decorators=CALLED_THROUGH_DECORATORS)
    finder.scavenge([str(ROOT / folder) for folder in ("src", "tools", "benchmarks")])
    return [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in finder.get_unused_code(min_confidence=60)
        if item.typ in KINDS
    ]


if __name__ == "__main__":
    found = dead()
    sys.stdout.write("".join(f"{line}\n" for line in found) or "No dead code.\n")
    sys.exit(1 if found else 0)
