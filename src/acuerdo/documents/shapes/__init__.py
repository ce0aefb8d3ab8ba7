"""The shape of an agreement document: which keys it has, and the kind of each value."""
