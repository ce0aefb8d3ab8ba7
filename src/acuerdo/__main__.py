"""Start the command line."""

import sys

from acuerdo.faces.cli.entrance import main

if __name__ == "__main__":
    sys.exit(main())
