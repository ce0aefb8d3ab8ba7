"""Other systems' data becomes facts: files in, facts out, and an account of every row.

>>> from acuerdo.connectors.profile_files import load_profile
>>> load_profile("servicenow-audit").rows.value
'snapshots'

Its modules are loaded one by one: a page that offers profiles, say, spares itself the readers of tables.
"""
