"""The same laws over columns: millions of tickets at a time."""

from acuerdo.columns.account import LINE_SCHEMA, Account, ColumnsAnswer
from acuerdo.columns.calendars import OpenTime
from acuerdo.columns.local import judge_columns
from acuerdo.columns.reading import TableRefused

__all__ = ["LINE_SCHEMA", "Account", "ColumnsAnswer", "OpenTime", "TableRefused", "judge_columns"]
