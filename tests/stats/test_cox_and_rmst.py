from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from naive_twins import Cohort, grid, share_competent
from strategies import cohorts

from analytics.stats.cox import Ties, cox
from analytics.stats.logrank import logrank
from analytics.stats.rmst import FEWEST_PEOPLE, Refused, restricted_mean, rmst
from analytics.stats.survival import DayGrid

untied = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=12)


def rows(before: Cohort, during: Cohort) -> tuple[list[int], list[bool], list[int]]:
    people = [*before, *during]
    group = [0] * len(before) + [1] * len(during)
    return [day for day, _ in people], [event for _, event in people], group


def naive_log_likelihood(before: Cohort, during: Cohort, beta: float, ties: Ties) -> float:
    people = [(*person, 0) for person in before] + [(*person, 1) for person in during]
    total = 0.0
    for moment in {day for day, event, _ in people if event}:
        tied = [x for day, event, x in people if event and day == moment]
        risk = sum(math.exp(beta * x) for day, _, x in people if day >= moment)
        own = sum(math.exp(beta * x) for x in tied)
        for k in range(len(tied)):
            gone = k / len(tied) * own if ties == "efron" else 0.0
            total -= math.log(risk - gone)
        total += beta * sum(tied)
    return total


@given(untied)
def test_score_test_without_ties_is_the_log_rank_test(people: list[tuple[bool, bool]]) -> None:
    before, during = (
        [(day, event) for day, (event, is_during) in enumerate(people) if is_during == side]
        for side in (False, True)
    )
    twin = logrank(grid(before), grid(during))
    fitted = cox(*rows(before, during))
    assume(twin is not None and fitted is not None)
    assert twin is not None
    assert fitted is not None
    assert fitted.score == pytest.approx(twin.chi2, abs=1e-9)
    assert fitted.score_p == pytest.approx(twin.p, abs=1e-9)


@given(cohorts, cohorts, st.sampled_from(["efron", "breslow"]))
def test_is_the_top_of_the_partial_likelihood(before: Cohort, during: Cohort, ties: Ties) -> None:
    fitted = cox(*rows(before, during), ties=ties)
    assume(fitted is not None)
    assert fitted is not None
    beta = float(fitted.coefficient[0])
    top = naive_log_likelihood(before, during, beta, ties)
    zero = naive_log_likelihood(before, during, 0.0, ties)
    assert fitted.log_likelihood == pytest.approx((zero, top), abs=1e-7)
    for nearby in (beta - 0.01, beta + 0.01):
        assert naive_log_likelihood(before, during, nearby, ties) <= top + 1e-9
    step = 1e-3
    curvature = sum(naive_log_likelihood(before, during, beta + d, ties) for d in (-step, step))
    information = (2 * top - curvature) / step**2
    assert fitted.se[0] == pytest.approx(1 / math.sqrt(information), rel=1e-2)
    assert fitted.low[0] < fitted.ratio[0] < fitted.high[0]


@given(cohorts, cohorts, st.integers(1, 6))
@settings(max_examples=50)
def test_cutting_people_into_stretches_changes_nothing(
    before: Cohort, during: Cohort, cut: int
) -> None:
    whole = cox(*rows(before, during))
    pieces = []
    for day, event, x in zip(*rows(before, during), strict=True):
        if day > cut:
            pieces += [(-1, cut, False, x), (cut, day, event, x)]
        else:
            pieces.append((-1, day, event, x))
    start, stop, event, x = map(list, zip(*pieces, strict=True))
    cut_up = cox(stop, event, x, start=start)
    if whole is None or cut_up is None:
        assert whole is cut_up is None
        return
    np.testing.assert_allclose(cut_up.coefficient, whole.coefficient, atol=1e-6)
    np.testing.assert_allclose(cut_up.se, whole.se, rtol=1e-6)


def test_true_effects_of_two_covariates_are_found() -> None:
    rng = np.random.default_rng(15)
    x = np.column_stack([rng.integers(0, 2, 4000), rng.normal(size=4000)])
    days = np.ceil(400 * rng.exponential(size=4000) / np.exp(x @ [0.7, -0.4]))
    fitted = cox(np.minimum(days, 500), days <= 500, x)
    assert fitted is not None
    np.testing.assert_allclose(fitted.coefficient, [0.7, -0.4], atol=0.1)
    moved = cox(np.minimum(days, 500), days <= 500, x + np.array([3, 1000]))
    assert moved is not None
    np.testing.assert_allclose(moved.coefficient, fitted.coefficient, atol=1e-8)


@pytest.mark.parametrize(
    ("days", "event", "x"),
    [
        ([1, 2, 3], [0, 0, 0], [0, 1, 0]),
        ([1, 2, 3], [1, 1, 1], [1, 1, 1]),
        ([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 0, 0]),
        ([1, 2, 3, 4], [1, 1, 1, 1], [[1, 2], [0, 0], [1, 2], [0, 0]]),
    ],
    ids=["no event", "no variation", "complete separation", "the same twice"],
)
def test_no_finite_answer(days: list[int], event: list[int], x: list[object]) -> None:
    assert cox(days, event, x) is None


def test_cox_refuses_broken_rows() -> None:
    with pytest.raises(ValueError, match="same length"):
        cox([1, 2], [1], [0, 1])
    with pytest.raises(ValueError, match="missing"):
        cox([1, 2], [1, 1], [0, math.nan])
    with pytest.raises(ValueError, match="end after its start"):
        cox([1, 2], [1, 1], [0, 1], start=[0, 2])


@given(cohorts, st.integers(1, 14))
def test_restricted_mean_equals_adding_up_days(cohort: Cohort, horizon: int) -> None:
    mean = restricted_mean(grid(cohort), horizon)
    last = max(day for day, _ in cohort)
    is_known = last >= horizon or share_competent(cohort, last) == 1
    if mean is None:
        assert not is_known
        return
    assert is_known or last == horizon
    days = sum(float(1 - share_competent(cohort, day)) for day in range(horizon))
    assert mean.value == pytest.approx(days, abs=1e-9)


def test_standard_error_is_that_of_repeated_samples() -> None:
    rng = np.random.default_rng(22)
    values, errors = [], []
    for _ in range(400):
        days, seen = rng.exponential(40, 100), rng.uniform(50, 120, 100)
        sample = DayGrid.from_times(np.ceil(np.minimum(days, seen)), days <= seen)
        mean = restricted_mean(sample, 45)
        assert mean is not None
        values.append(mean.value)
        errors.append(mean.se)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.1)


def test_rmst_is_refused_where_it_is_unsafe() -> None:
    rng = np.random.default_rng(23)

    def people(n: int) -> DayGrid:
        return DayGrid.from_times(rng.integers(10, 90, n), [True] * n)

    enough, few = people(FEWEST_PEOPLE), people(FEWEST_PEOPLE - 1)
    short = DayGrid.from_times([20] * 40, [True, False] * 20)
    for answer, reason in (
        (rmst(few, enough, 60, is_horizon_set_before=True), "at least 30 people"),
        (rmst(enough, few, 60, is_horizon_set_before=True), "at least 30 people"),
        (rmst(enough, enough, 60, is_horizon_set_before=False), "set before looking"),
        (rmst(enough, short, 60, is_horizon_set_before=True), "followed for 60 days"),
        (rmst(enough, enough, 5, is_horizon_set_before=True), "Nothing differs within 5 days"),
    ):
        assert isinstance(answer, Refused)
        assert reason in answer.reason
    same = rmst(enough, enough, 60, is_horizon_set_before=True)
    assert not isinstance(same, Refused)
    assert (same.difference, same.ratio, same.p) == (0, 1, 1)
    assert same.low < 0 < same.high
    assert same.ratio_low < 1 < same.ratio_high
    with pytest.raises(ValueError, match="horizon"):
        restricted_mean(enough, 0)
