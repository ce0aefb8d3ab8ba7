"""Request Tracker: read over its REST2 interface, and understood as facts.

`asking` speaks with the server within limits, `desk` knows which questions lead to everything that happened, `answers`
reads what is answered, and `translating` turns it into rows of facts.
"""
