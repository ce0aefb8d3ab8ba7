"""Pages: what people of both sides see and do in a browser."""
