"""How the contents of an agreement are said: its keys, its words and its values, in three languages."""
