"""What was promised: an agreement as frozen values."""
