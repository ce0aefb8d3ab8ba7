"""Why this verdict: the derivation of one clock, in words that add up."""

from acuerdo.studies.explain.words import explain

__all__ = ["explain"]
