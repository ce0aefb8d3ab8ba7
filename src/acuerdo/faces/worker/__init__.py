"""What happens without anybody asking: what waits in the outbox leaves, and time passes."""
