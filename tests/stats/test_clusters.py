from __future__ import annotations

import math
from itertools import chain

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st
from naive_twins import Cohort, grid, logrank_sums
from strategies import cohorts

from analytics.stats.clusters import Clusters, clustered_logrank
from analytics.stats.permutation import NOBODY, logrank_test
from analytics.stats.survival import DayGrid

classes = st.lists(cohorts, min_size=1, max_size=4)


def named(before: list[DayGrid], during: list[DayGrid]) -> Clusters:
    """One stratum whose classes are numbered."""
    return [(dict(enumerate(before)), dict(enumerate(during)))]


def naive_residuals(before: list[Cohort], during: list[Cohort]) -> list[float]:
    """Score residual of each class: its people one by one, day by day."""
    everyone = [
        (x, *person) for x, side in enumerate((before, during)) for c in side for person in c
    ]
    days = sorted({day for _, day, event in everyone if event})
    residuals = []
    for x, side in enumerate((before, during)):
        for members in side:
            total = 0.0
            for moment in days:
                at_risk = [who for who in everyone if who[1] >= moment]
                share = sum(who[0] for who in at_risk) / len(at_risk)
                hazard = sum(who[1] == moment and who[2] for who in at_risk) / len(at_risk)
                for day, event in members:
                    if day >= moment:
                        total += (x - share) * ((event and day == moment) - hazard)
            residuals.append(total)
    return residuals


@given(classes, classes)
def test_equals_looping_over_people(before: list[Cohort], during: list[Cohort]) -> None:
    test = clustered_logrank(named([grid(c) for c in before], [grid(c) for c in during]))
    excess, _ = logrank_sums([*chain(*before)], [*chain(*during)])
    residuals = naive_residuals(before, during)
    assert sum(residuals) == pytest.approx(float(excess), abs=1e-9)
    assume(test is not None)
    assert test is not None
    assert test.clusters == len(before) + len(during)
    assert test.degrees == test.clusters - 2
    t = float(excess) / math.sqrt(sum(r * r for r in residuals))
    assert test.t == pytest.approx(t, abs=1e-6)
    assert test.p == pytest.approx(2 * scipy.stats.t.sf(abs(t), test.degrees), abs=1e-6)


@given(classes, classes, st.sampled_from([0.5, 0.8, 0.95]))
def test_p_and_interval_never_contradict(
    before: list[Cohort], during: list[Cohort], confidence: float
) -> None:
    parts = [grid(c) for c in before], [grid(c) for c in during]
    whole = sum(parts[0], start=NOBODY), sum(parts[1], start=NOBODY)
    test = logrank_test(*whole, clusters=named(*parts), confidence=confidence)
    assume(test is not None)
    assert test is not None
    assert test.method == "clustered"
    low, high = test.interval
    is_outside = (low is not None and low > 0) or (high is not None and high < 0)
    assume(abs(abs(test.z) - test.critical[1]) > 1e-9)
    assert is_outside == (test.p < 1 - confidence)


def test_classes_that_differ_widen_the_interval() -> None:
    """Ten classes of eight who move together say less than eighty people."""
    rng = np.random.default_rng(4)
    made = []
    for _ in range(20):
        pace = 45 * math.exp(0.3 * rng.normal())
        days = np.ceil(pace * np.exp(0.2 * rng.normal(size=8))).astype(int)
        made.append(DayGrid.from_times(days, [True] * 8))
    before, during = made[:10], made[10:]
    whole = sum(before, start=NOBODY), sum(during, start=NOBODY)
    plain, robust = logrank_test(*whole), logrank_test(*whole, clusters=named(before, during))
    assert plain is not None
    assert robust is not None
    assert robust.estimate == plain.estimate
    assert robust.p > plain.p
    assert plain.interval[0] is not None
    assert plain.interval[1] is not None
    assert robust.interval[0] is not None
    assert robust.interval[1] is not None
    assert robust.interval[0] < plain.interval[0] < plain.interval[1] < robust.interval[1]


def test_too_few_classes_or_nothing_to_compare() -> None:
    some, other = grid([(1, True), (3, True)]), grid([(2, True), (4, True)])
    assert clustered_logrank(named([some], [other])) is None
    assert clustered_logrank(named([some, some], [NOBODY])) is None
    assert logrank_test(some, other, clusters=named([some], [other])) is None
    alike = grid([(1, True)])
    assert clustered_logrank(named([alike, alike], [alike, alike])) is None


def test_clusters_do_not_mix_with_other_ways() -> None:
    some, other = grid([(1, True), (3, True)]), grid([(2, True), (4, True)])
    parts = named([some], [other])
    with pytest.raises(ValueError, match="clustered method only"):
        logrank_test(some, other, clusters=parts, method="permutation")
    with pytest.raises(ValueError, match="needs the clusters"):
        logrank_test(some, other, method="clustered")
    with pytest.raises(ValueError, match="classes do not add up"):
        logrank_test(some, other, clusters=named([some], [some]))
    with pytest.raises(ValueError, match="classes do not add up"):
        logrank_test(some, other, clusters=[*parts, *parts])


@given(classes, classes, classes, classes)
def test_strata_add_up_per_class(
    before: list[Cohort], during: list[Cohort], before_2: list[Cohort], during_2: list[Cohort]
) -> None:
    """A class with people in two strata has one residual: the sum of its two."""
    strata = [
        *named([grid(c) for c in before], [grid(c) for c in during]),
        *named([grid(c) for c in before_2], [grid(c) for c in during_2]),
    ]
    summed: dict[tuple[int, int], float] = {}
    for first, second in ((before, during), (before_2, during_2)):
        keys = [(0, i) for i in range(len(first))] + [(1, i) for i in range(len(second))]
        for key, residual in zip(keys, naive_residuals(first, second), strict=True):
            summed[key] = summed.get(key, 0.0) + residual
    test = clustered_logrank(strata)
    assume(test is not None)
    assert test is not None
    t = sum(summed.values()) / math.sqrt(sum(r * r for r in summed.values()))
    assert test.t == pytest.approx(t, abs=1e-6)
    assert test.clusters == len(summed)


@given(classes, classes, classes, classes, st.sampled_from([0.8, 0.95]))
def test_with_strata_p_and_interval_never_contradict(
    before: list[Cohort],
    during: list[Cohort],
    before_2: list[Cohort],
    during_2: list[Cohort],
    confidence: float,
) -> None:
    clusters = [
        *named([grid(c) for c in before], [grid(c) for c in during]),
        *named([grid(c) for c in before_2], [grid(c) for c in during_2]),
    ]
    strata = [
        (sum(first.values(), start=NOBODY), sum(second.values(), start=NOBODY))
        for first, second in clusters
    ]
    whole = [sum(cohort, start=NOBODY) for cohort in zip(*strata, strict=True)]
    test = logrank_test(*whole, strata=strata, clusters=clusters, confidence=confidence)
    assume(test is not None)
    assert test is not None
    low, high = test.interval
    is_outside = (low is not None and low > 0) or (high is not None and high < 0)
    assume(abs(abs(test.z) - test.critical[1]) > 1e-9)
    assert is_outside == (test.p < 1 - confidence)
