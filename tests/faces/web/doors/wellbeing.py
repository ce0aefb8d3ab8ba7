"""The doors of health and metrics: they ask nobody who they are; the askers of the tests sit at this machine."""

from tests.faces.web.doors.shapes import Door

DOORS = tuple(
    Door(name=name, method="GET", address=address, expected=(200,) * 7, of_one=False)
    for name, address in (
        ("live", "/healthz"),
        ("ready", "/readyz"),
        ("metrics", "/metrics"),
    )
)
