"""What a help desk says of its own promises, held against our verdicts: where they differ, and which clock it ran."""
