"""What happened and what it means: facts, timelines, clocks and verdicts."""
