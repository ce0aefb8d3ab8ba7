"""The REST interface: what programs of both sides ask and do, with a token, under /api/v1."""
