from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.proportion import (
    ClusterTotals,
    newcombe,
    top_two_share,
    wilson,
    wilson_clustered,
)

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
people = st.lists(
    st.integers(1, 12).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))),
    min_size=1,
    max_size=20,
)


def totals(person_rows: list[tuple[int, int]]) -> ClusterTotals:
    return ClusterTotals.from_people([y for y, _ in person_rows], [m for _, m in person_rows])


@given(counts)
def test_wilson_equals_scipy(count: tuple[int, int]) -> None:
    share = wilson(*count)
    expected = scipy.stats.binomtest(*count).proportion_ci(method="wilson")
    assert share.interval == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert share.low <= share.value <= share.high
    assert (share.n_effective, share.deff) == (share.n, 1)


@given(people)
def test_standard_error_equals_looping_over_people(rows: list[tuple[int, int]]) -> None:
    invited, attended = sum(m for _, m in rows), sum(y for y, _ in rows)
    error = totals(rows).standard_error
    if len(rows) == 1:
        assert error is None
        return
    p = attended / invited
    squares = sum((y - p * m) ** 2 for y, m in rows) * len(rows) / (len(rows) - 1)
    assert error == pytest.approx(math.sqrt(squares) / invited, abs=1e-9)


@given(people)
def test_interval_holds_the_share_and_stays_a_share(rows: list[tuple[int, int]]) -> None:
    share = wilson_clustered(totals(rows))
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.deff >= 1
    assert share.n_effective == pytest.approx(share.n / share.deff)


@given(people)
def test_it_is_never_surer_than_independent_invitations(rows: list[tuple[int, int]]) -> None:
    sums = totals(rows)
    plain, honest = wilson(sums.attended, sums.invited), wilson_clustered(sums)
    assert honest.high - honest.low >= plain.high - plain.low


@given(people, people)
def test_totals_of_different_people_add(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    assert totals(first) + totals(second) == totals(first + second)


@pytest.mark.parametrize("attended", [0, 6])
def test_all_or_nobody_counts_every_person_once(attended: int) -> None:
    share = wilson_clustered(totals([(attended, 6)] * 10))
    assert share.deff == 6
    assert share.n_effective == 10
    assert share.high - share.low > 0.2


def test_people_who_differ_count_for_less() -> None:
    """Five always come and five never: 10 people are known, not 60 invitations."""
    split = wilson_clustered(totals([(6, 6)] * 5 + [(0, 6)] * 5))
    mixed = wilson_clustered(totals([(3, 6)] * 10))
    assert split.deff == pytest.approx(6 * 10 / 9)
    assert mixed.deff == 1
    assert split.high - split.low > mixed.high - mixed.low


def test_one_person_says_nothing_about_people() -> None:
    assert wilson_clustered(totals([(3, 8)])).interval == (0, 1)


def test_people_never_invited_are_left_out() -> None:
    assert totals([(2, 4), (0, 0)]) == totals([(2, 4)])


def test_broken_input_is_refused() -> None:
    with pytest.raises(ValueError, match="attended"):
        ClusterTotals.from_people([5], [4])
    with pytest.raises(ValueError, match="invitations"):
        ClusterTotals(1, 4, 5, 25, 20, 16)
    with pytest.raises(ValueError, match="squares"):
        ClusterTotals(2, 8, 4, 20, 16, 32)
    with pytest.raises(ValueError, match="nobody"):
        wilson_clustered(ClusterTotals(0, 0, 0, 0, 0, 0))
    for count, n in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="share"):
            wilson(count, n)


@given(counts, counts)
def test_newcombe_turns_with_its_shares(first: tuple[int, int], second: tuple[int, int]) -> None:
    there, back = (
        newcombe(wilson(*first), wilson(*second)),
        newcombe(wilson(*second), wilson(*first)),
    )
    assert there.interval == pytest.approx((-back.high, -back.low))
    assert -1 - 1e-12 <= there.low <= there.value <= there.high <= 1 + 1e-12


def test_top_two_share_counts_the_two_best_points() -> None:
    share = top_two_share([1, 2, 3, 4, 5, 5, 4, 1])
    assert share == wilson(4, 8)
    assert top_two_share([6, 7, 5, 1], points=7) == wilson(2, 4)


@pytest.mark.parametrize("ratings", [[0, 3], [6], [3.0, math.nan]])
def test_answers_off_the_scale_are_refused(ratings: list[float]) -> None:
    with pytest.raises(ValueError, match="off the scale"):
        top_two_share(ratings)


def test_no_answers_have_no_share() -> None:
    with pytest.raises(ValueError, match="no share"):
        top_two_share([])


def test_coverage_with_repeated_people() -> None:
    """60 people, 8 sessions, intraclass correlation .2: the honest interval holds the truth about
    as often as it says, plain Wilson does not."""
    rng = np.random.default_rng(6)
    truth, spread = 0.6, (1 - 0.2) / 0.2
    hits = {"plain": 0, "honest": 0}
    rounds = 1000
    for _ in range(rounds):
        own = rng.beta(truth * spread, (1 - truth) * spread, 60)
        sums = ClusterTotals.from_people(rng.binomial(8, own), np.full(60, 8))
        plain, honest = wilson(sums.attended, sums.invited), wilson_clustered(sums)
        hits["plain"] += plain.low <= truth <= plain.high
        hits["honest"] += honest.low <= truth <= honest.high
    assert hits["honest"] / rounds > 0.93
    assert hits["plain"] / rounds < 0.85
