"""The guided editor: a document's points as forms, and what people change in them as changes of its text."""

from acuerdo.documents.guide.changing import Applied, Change, apply, copy
from acuerdo.documents.guide.fields import Field, Grid, Group, Kind, Part
from acuerdo.documents.guide.forming import form_point, open_basis, open_text
from acuerdo.documents.guide.points import POINTS, GuidePoint

__all__ = [
    "POINTS",
    "Applied",
    "Change",
    "Field",
    "Grid",
    "Group",
    "GuidePoint",
    "Kind",
    "Part",
    "apply",
    "copy",
    "form_point",
    "open_basis",
    "open_text",
]
