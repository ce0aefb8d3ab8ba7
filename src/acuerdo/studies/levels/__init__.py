"""Levels held against each other, and an agreement held against a level."""

from acuerdo.studies.levels.distance import Distance, Gap, find_distance
from acuerdo.studies.levels.side_by_side import Cell, Mark, Row, Subject, set_side_by_side

__all__ = ["Cell", "Distance", "Gap", "Mark", "Row", "Subject", "find_distance", "set_side_by_side"]
