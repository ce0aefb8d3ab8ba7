"""The same laws over columns: millions of tickets at a time."""
