"""What happens next: one file per trigger, which pushes the story on across capabilities and owns the transaction."""
