"""What is kept: one folder per capability, in the order of the story."""
