"""The demo: a small provider, its customers and what they agreed on, made through the same doors as in life."""
