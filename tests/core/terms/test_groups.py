"""Groups keep apart what is different, whatever stands in the values."""

from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.terms.groups import ABSENT, read_group, write_group

NAMES = ("category", "site", "priority")
fields = st.dictionaries(st.sampled_from(NAMES), st.text(min_size=1).filter(lambda value: value != ABSENT))


@given(fields)
def test_a_group_reads_back_as_the_values_that_it_was_written_from(values: dict[str, str]) -> None:
    assert read_group(NAMES, write_group(NAMES, values)) == values


@given(fields, fields)
def test_different_values_are_different_groups(one: dict[str, str], other: dict[str, str]) -> None:
    assert (write_group(NAMES, one) == write_group(NAMES, other)) == (one == other)


def test_a_slash_inside_a_value_does_not_move_the_next_value() -> None:
    assert write_group(("a", "b"), {"a": "a/b", "b": "c"}) != write_group(("a", "b"), {"a": "a", "b": "b/c"})
    assert read_group(("category", "priority"), r"HW\/Printer/P1") == {"category": "HW/Printer", "priority": "P1"}
