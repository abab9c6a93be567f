"""Numbers and dates as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import fmt

JAN, APR = date(2026, 1, 12), date(2026, 4, 12)


@pytest.mark.parametrize(
    ("function", "given", "text"),
    [
        (fmt.count, (0,), "0"),
        (fmt.count, (1185,), "1,185"),
        (fmt.count, (-1200,), "−1,200"),
        (fmt.percent, (0,), "0%"),
        (fmt.percent, (0.004,), "under 1%"),
        (fmt.percent, (0.006,), "1%"),
        (fmt.percent, (0.614,), "61%"),
        (fmt.percent, (0.995,), "over 99%"),
        (fmt.percent, (1,), "100%"),
        (fmt.percent, (-0.12,), "−12%"),
        (fmt.percent_range, (0.56, 0.65), "56–65%"),
        (fmt.percent_range, (-0.05, 0.1), "−5% to 10%"),
        (fmt.percent_range, (None, 0.1), "up to 10%"),
        (fmt.percent_range, (0.56, None), "56% or more"),
        (fmt.percent_range, (None, None), "no limits yet"),
        (fmt.faster, (0.23,), "23% faster"),
        (fmt.faster, (-0.12,), "12% slower"),
        (fmt.faster, (0,), "0% faster"),
        (fmt.faster, (-0.004,), "0% faster"),
        (fmt.faster_range, (0.07, 0.37), "7% to 37% faster"),
        (fmt.faster_range, (-0.12, 0.17), "12% slower to 17% faster"),
        (fmt.faster_range, (-0.3, -0.1), "10% to 30% slower"),
        (fmt.faster_range, (-0.3, 0.0), "0% to 30% slower"),
        (fmt.faster_range, (-0.004, 0.17), "0% to 17% faster"),
        (fmt.faster_range, (None, 0.17), "any amount slower to 17% faster"),
        (fmt.faster_range, (-0.12, None), "12% slower to any amount faster"),
        (fmt.faster_range, (None, None), "any amount slower to any amount faster"),
        (fmt.days, (47.0,), "47 days"),
        (fmt.days, (47.5,), "47.5 days"),
        (fmt.days, (1,), "1 day"),
        (fmt.days, (1.04,), "1 day"),
        (fmt.days, (None,), "not reached yet"),
        (fmt.number, (4.27,), "4.3"),
        (fmt.number, (47.0,), "47"),
        (fmt.number, (-5.9,), "−5.9"),
        (fmt.number, (-0.04,), "0"),
        (fmt.signed, (18.2,), "+18"),
        (fmt.signed, (-5.9,), "−6"),
        (fmt.signed, (-0.4,), "0"),
        (fmt.minutes, (2640,), "44 min"),
        (fmt.p_value, (0.0004,), "p < 0.001"),
        (fmt.p_value, (0.0163,), "p = 0.016"),
        (fmt.p_value, (0.4567,), "p = 0.46"),
        (fmt.day, (APR,), "12 Apr 2026"),
        (fmt.change, (0.2,), "+20%"),
        (fmt.change, (-0.054,), "−5%"),
        (fmt.change, (0.004,), "0%"),
        (fmt.change_range, (-0.13, 0.38), "−13% to +38%"),
        (fmt.change_range, (None, 0.38), "up to +38%"),
        (fmt.change_range, (-0.13, None), "−13% or more"),
        (fmt.change_range, (None, None), "no limits yet"),
        (fmt.confidence, (0.95,), "95%"),
        (fmt.confidence, (0.9875,), "98.75%"),
        (fmt.confidence, (1 - 0.05 / 3,), "98.33%"),
        (fmt.confidence, (0.995,), "99.5%"),
        (fmt.confidence, (0.999996,), "over 99.99%"),
        (fmt.day, (date(2026, 3, 5),), "5 Mar 2026"),
        (fmt.short_day, (APR,), "12 Apr"),
        (fmt.month, (date(2026, 2, 1),), "Feb"),
        (fmt.month_of, (date(2026, 2, 1),), "Feb 2026"),
        (fmt.span, (JAN, APR), "12 Jan – 12 Apr 2026"),
        (fmt.span, (date(2025, 12, 1), APR), "1 Dec 2025 – 12 Apr 2026"),
        (fmt.span, (APR, APR), "12 Apr 2026"),
        (fmt.plural, (1, "person", "people"), "1 person"),
        (fmt.plural, (1200, "person", "people"), "1,200 people"),
        (fmt.plural, (0, "session"), "0 sessions"),
    ],
)
def test_examples(function: Callable[..., str], given: tuple[Any, ...], text: str) -> None:
    assert function(*given) == text


shares = st.floats(0, 1)
changes = st.floats(-3, 1)


@given(shares)
def test_percent_says_none_or_all_only_when_it_is_so(share: float) -> None:
    text = fmt.percent(share)
    assert (text == "0%") == (share == 0)
    assert (text == "100%") == (share == 1)
    assert re.fullmatch(r"(under |over )?\d{1,3}%", text)


@given(shares, shares)
def test_a_range_of_shares_carries_an_en_dash(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert re.fullmatch(r"\d{1,3}–\d{1,3}%", fmt.percent_range(low, high))


@given(changes, st.none() | changes, st.none() | changes)
def test_no_hyphen_stands_for_a_minus_and_no_zero_carries_one(
    value: float, low: float | None, high: float | None
) -> None:
    if low is not None and high is not None:
        low, high = sorted((low, high))
    texts = [
        fmt.count(round(value * 1000)),
        fmt.percent(value),
        fmt.number(value),
        fmt.signed(value),
        fmt.faster(value),
        fmt.faster_range(low, high),
        fmt.percent_range(low, high),
    ]
    for text in texts:
        assert "-" not in text and not re.search(r"−0(?![.\d])", text)
        assert "nan" not in text and "None" not in text


@given(changes)
def test_slower_is_said_exactly_of_what_rounds_below_zero(change: float) -> None:
    assert ("slower" in fmt.faster(change)) == (round(change * 100) < 0)
    assert fmt.faster(change).startswith(f"{round(abs(change) * 100)}%")


@given(changes, changes)
def test_a_range_of_changes_names_each_side_it_reaches(one: float, other: float) -> None:
    low, high = sorted((one, other))
    text = fmt.faster_range(low, high)
    assert ("slower" in text) == (round(low * 100) < 0)
    assert ("faster" in text) == (round(high * 100) > 0 or round(low * 100) >= 0)
    assert [int(n) for n in re.findall(r"\d+", text)] in (
        [round(abs(low) * 100), round(abs(high) * 100)],
        [round(abs(high) * 100), round(abs(low) * 100)],
    )


@given(st.floats(0, 1))
def test_a_p_value_is_never_nought(p: float) -> None:
    assert re.fullmatch(r"p < 0\.001|p = (0\.\d*[1-9]\d*|1\.00)", fmt.p_value(p))
