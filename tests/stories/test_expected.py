"""The three examples come to what is committed beside them."""

import pytest

from write_expected import ALL, EXAMPLES, Example, expected


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_an_example_comes_to_what_stands_beside_it(example: Example) -> None:
    for name, text in expected(example).items():
        committed = (EXAMPLES / example.name / "expected" / name).read_text(encoding="utf-8")
        assert text == committed, f"{name} differs: run `make docs` and look at the difference"
