"""Settings, addresses and the entrance of the server: the only place that knows everything."""
