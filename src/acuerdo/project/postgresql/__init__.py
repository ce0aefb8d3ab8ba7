"""Django's way to PostgreSQL, which knows that a statement may have ended its transaction."""
