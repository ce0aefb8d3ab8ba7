"""Measures that need no clock: shares of tickets."""
