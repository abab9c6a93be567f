"""Costs and benefits by hand, the published example, and what is never claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.returns import Invested, Rates, Saved, balance

SAVED = Saved(days=10, low=4, high=16, hires=20, isolated_by="comparison")


def test_the_published_example() -> None:
    """Benefits of 750,000 on costs of 425,000: ratio 1.76, ROI 76% (Phillips)."""
    rates = Rates(hour=0, day=1000, other=425_000)
    found = balance(Invested(0, 0), Saved(37.5, None, None, 20), rates)
    assert found.benefit[0] == 750_000
    assert found.ratio is not None and round(found.ratio[0], 2) == 1.76
    assert found.roi is not None and round(found.roi[0], 2) == 0.76


def test_every_hour_counts_and_preparation_too() -> None:
    """12 sessions, 2 hosts each, 90 hours there, an hour to prepare: 114 hours at 50, and 300."""
    found = balance(Invested(90, 24), SAVED, Rates(hour=50, day=120, other=300))
    assert found.hours == 114 and found.cost == 6000
    assert found.benefit == (24_000, 9_600, 38_400)
    assert found.ratio == pytest.approx((4, 1.6, 6.4))
    assert found.roi == pytest.approx((3, 0.6, 5.4))
    assert found.break_even == 2.5
    assert found.may_claim


def test_what_is_not_proven_isolated_or_worth_it_is_not_claimed() -> None:
    def claims(saved: Saved, hour: float = 50) -> bool:
        return balance(Invested(90, 24), saved, Rates(hour=hour, day=120, other=300)).may_claim

    assert not claims(replace(SAVED, low=-1.0))
    assert not claims(replace(SAVED, low=None))
    assert not claims(replace(SAVED, isolated_by=""))
    assert not claims(SAVED, hour=90)  # 10,560 spent, 9,600 at the lower end


def test_without_hires_there_is_no_break_even_and_without_cost_no_ratio() -> None:
    found = balance(Invested(0, 0), replace(SAVED, hires=0), Rates(hour=50, day=120))
    assert found.break_even is None and found.ratio is None and found.roi is None


def test_rates_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Rates(hour=-1, day=10)
    with pytest.raises(ValueError, match="more than nothing"):
        Rates(hour=1, day=0)


amounts = st.floats(0.01, 1e4)


@given(amounts, amounts, st.floats(-50, 50), st.integers(1, 500), st.integers(0, 200))
def test_at_the_break_even_nothing_is_won_or_lost(
    hour: float, day: float, days: float, hires: int, led: int
) -> None:
    saved, rates = Saved(days, None, None, hires), Rates(hour, day)
    found = balance(Invested(40, led), saved, rates)
    assert found.break_even is not None
    even = balance(Invested(40, led), replace(saved, days=found.break_even), rates)
    assert even.roi is not None and even.roi[0] == pytest.approx(0, abs=1e-9)
    assert (found.benefit[0] > found.cost) == (days > found.break_even) or days == pytest.approx(
        found.break_even
    )
