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
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
