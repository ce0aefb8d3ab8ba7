"""Settings that every test shares."""

import os

os.environ.setdefault("ACUERDO_BOUNDSCHECK", "1")  # compiled code checks every index in the tests
