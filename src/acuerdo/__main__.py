"""Start the command line."""

import os
import sys
from typing import NoReturn

from acuerdo.faces.cli.entrance import main as run


def main() -> NoReturn:
    """Run one command and leave.

    Everything is written and closed by then: taking the interpreter apart, object by object, takes longer than many a
    command.
    """
    code = run()
    django = sys.modules.get("django.conf")
    if django is not None and django.settings.configured:
        # SQLite puts what stands in its log into its file when the last connection is closed.
        sys.modules["django.db"].connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
