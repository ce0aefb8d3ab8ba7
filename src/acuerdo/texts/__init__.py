"""Files that people write by hand, YAML and JSON, read as trees of texts; what the texts mean is typed elsewhere."""
