"""Whole answers from files or tables: judging, what was attained, promises, replays, reports."""
