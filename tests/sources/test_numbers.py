"""Numbers with the marks of several countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.numbers import decimal_mark, is_percent, parse_number


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        (["1,020", "92.2%"], [1020, 92.2]),
        (["66,7", "1.020"], [66.7, 1020]),
        (["48.500,00", "7"], [48500, 7]),
        (["0,936", "1,05"], [0.936, 1.05]),
        (["0.936", "1.05"], [0.936, 1.05]),
        (["1 020,5 %", "36 %"], [1020.5, 36]),
        (["1'020", "1\u202f020", "-5"], [1020, 1020, -5]),
        (["n/a", "", "12a", "%"], [None, None, None, None]),
    ],
)
def test_the_column_tells_the_decimal_mark(column: list[str], numbers: list[float | None]) -> None:
    mark = decimal_mark(column)
    assert [parse_number(text, mark) for text in column] == numbers


def test_percent_signs() -> None:
    assert is_percent("36 %") and is_percent("91.0%")
    assert not is_percent("36") and not is_percent("100 % of them")


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from(["{:,}", "{}"]))
def test_whole_numbers_are_read_back(numbers: list[int], written: str) -> None:
    texts = [written.format(number) for number in numbers]
    assert [parse_number(text, decimal_mark(texts)) for text in texts] == numbers
