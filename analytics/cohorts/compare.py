"""Percent faster of a pilot: what is held equal, who started together, a comparison group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.cohorts.hires import Factor, Hires
from analytics.findings import Compared, Estimate
from analytics.stats.balance import SHIFTED, homogeneity_p, standardised_difference
from analytics.stats.clusters import Clusters
from analytics.stats.critical import normal_critical
from analytics.stats.did import DifferenceInDifferences, difference_in_differences
from analytics.stats.logrank import Strata, stratified_logrank
from analytics.stats.permutation import PERMUTATIONS, LogRankTest, logrank_test
from analytics.stats.survival import kaplan_meier

FEWEST_PEOPLE = 10
FEWEST_COMPETENT = 10
# Mean people per hire date from which they count as classes, and classes a cohort needs for that.
_CLASS_SIZE, _FEWEST_CLASSES = 3, 6
# Holding a mix equal must keep this share of what the plain test knows.
_KEPT = 2 / 3
_FACTORS: tuple[Factor, ...] = ("department", "role")
# A factor with more categories than one per so many hires of the smaller cohort is a list of
# titles, not a mix: its shares differ by chance alone.
_PEOPLE_PER_CATEGORY = 10

Classes = Literal["none", "robust", "too-few"]
Lack = Literal["before", "during", "median", "follow-up"]


@dataclass(frozen=True)
class Side:
    """The pilot's two cohorts compared, or those of the comparison group.

    mix: standardised difference of each factor; within: the factors held equal; unheld: factors
    that have shifted and could not be; plain: the test that holds nothing equal, at the same
    confidence; classes: whether people started in classes.
    """

    test: LogRankTest
    plain: LogRankTest
    mix: Mapping[Factor, float]
    within: tuple[Factor, ...]
    unheld: tuple[Factor, ...]
    classes: Classes


@dataclass(frozen=True)
class Comparison:
    """Percent faster with its interval, test and confidence, all of one method.

    Fractions; low or high None = no limit. z above critical[1] = the interval is above 0, p
    below 1 - confidence. With a comparison group the numbers are the pilot's change relative to
    the group's (did); `pilot` and `others` are the two changes by themselves.
    """

    estimate: float
    low: float | None
    high: float | None
    z: float
    critical: tuple[float, float]
    p: float
    confidence: float
    pilot: Side
    others: Side | None = None
    did: DifferenceInDifferences | None = None


def compare(
    hires: Hires, confidence: float = 0.95, *, permutations: int = PERMUTATIONS
) -> Comparison | None:
    """The pilot's hires, during against before; with a comparison group that has at least 10
    people and 10 competent in both cohorts, relative to its change.

    None when there is nothing to compare, or no event that fixes the estimate.
    """
    pilot = one_side(hires.pilot, confidence, permutations)
    if pilot is None or pilot.test.estimate is None:
        return None
    others = None
    if is_enough(hires.compared.before) and is_enough(hires.compared.during):
        others = one_side(hires.compared, 0.95, permutations)
    if others is not None:
        usual = pilot if confidence == 0.95 else one_side(hires.pilot, 0.95, permutations)
        assert usual is not None
        did = difference_in_differences(usual.test.time_ratio, others.test.time_ratio, confidence)
        if did is not None:
            gain, critical = did.percent_faster, normal_critical(confidence)
            assert gain.estimate is not None
            z = -math.log(did.ratio) / did.se
            return Comparison(gain.estimate, gain.low, gain.high, z, (-critical, critical), did.p,
                              confidence, pilot, others, did)  # fmt: skip
    test, (low, high) = pilot.test, pilot.test.interval
    assert test.estimate is not None
    return Comparison(
        test.estimate, low, high, test.z, test.critical, test.p, confidence, pilot, others
    )


def as_row(
    name: str, hires: Hires, found: Comparison | None = None, confidence: float = 0.95
) -> Compared:
    """A comparison of these hires as a row of many; without one the row holds their counts."""
    before, during = hires.pilot.before, hires.pilot.during
    usual = normal_critical(confidence)
    return Compared(
        name=name,
        before=before.n,
        during=during.n,
        competent_before=before.count("competent"),
        competent_during=during.count("competent"),
        median_before=kaplan_meier(before.grid).median.value if before.n else None,
        followed_during=during.followed,
        estimate=Estimate(found.estimate, found.low, found.high) if found else None,
        z=found.z if found else 0.0,
        critical=found.critical if found else (-usual, usual),
        p=found.p if found else 1.0,
        confidence=found.confidence if found else confidence,
    )


def lack_of(found: Compared) -> Lack | None:
    """What a verdict still lacks: people or competent hired "before" or "during", half of those
    before competent ("median"), or anybody during who was followed that long ("follow-up"), which
    nobody needs to be where all are competent."""
    if found.before < FEWEST_PEOPLE or found.competent_before < FEWEST_COMPETENT:
        return "before"
    if found.during < FEWEST_PEOPLE or found.competent_during < FEWEST_COMPETENT:
        return "during"
    if found.median_before is None:
        return "median"
    is_open = found.competent_during < found.during
    return "follow-up" if is_open and found.followed_during < found.median_before else None


def is_enough(cohort: Hires) -> bool:
    """Whether a cohort can carry a verdict."""
    return cohort.n >= FEWEST_PEOPLE and cohort.count("competent") >= FEWEST_COMPETENT


def one_side(hires: Hires, confidence: float, permutations: int = PERMUTATIONS) -> Side | None:
    """During against before among these hires, within what has shifted between them.

    Departments or roles whose mix differs (standardised difference above 0.1) are held equal by a
    stratified test, as long as there are ten hires of the smaller cohort per category and it keeps
    two thirds of the information; hire dates shared by three people or more on average make it
    cluster-robust where each cohort has six of them.
    """
    before, during = hires.before, hires.during
    plain = logrank_test(before.grid, during.grid, confidence=confidence, permutations=permutations)
    if plain is None:
        return None
    mix = {f: standardised_difference(before.shares(f), during.shares(f)) for f in _FACTORS}
    coarse = [f for f in _FACTORS if _is_coarse(before, during, f)]
    shifted = tuple(f for f in coarse if mix[f] > SHIFTED)
    whole = stratified_logrank([(before.grid, during.grid)])
    assert whole is not None  # the plain test had something to compare
    within: tuple[Factor, ...] = ()
    for factors in _choices(shifted):
        found = stratified_logrank(_strata(hires, factors))
        if found is not None and found.variance >= _KEPT * whole.variance:
            within = factors
            break
    classes = _classes(before, during)
    test = plain
    if within or classes == "robust":
        clusters = _clusters(hires, within) if classes == "robust" else None
        better = logrank_test(
            before.grid, during.grid, strata=_strata(hires, within), clusters=clusters,
            confidence=confidence, permutations=permutations,
        )  # fmt: skip
        if better is None:
            classes = "none" if classes == "robust" else classes
        test = better or plain
    unheld = tuple(
        f for f in _FACTORS
        if f not in within and (f in shifted or (f not in coarse and _differs(before, during, f)))
    )  # fmt: skip
    return Side(test, plain, mix, within, unheld, classes)


def _is_coarse(before: Hires, during: Hires, factor: Factor) -> bool:
    categories = len({*before.shares(factor), *during.shares(factor)})
    return categories * _PEOPLE_PER_CATEGORY <= min(before.n, during.n)


def _differs(before: Hires, during: Hires, factor: Factor) -> bool:
    """Whether the mix of a fine factor differs by more than chance."""
    return homogeneity_p(before.counts(factor), during.counts(factor)) < 0.05


def _choices(shifted: tuple[Factor, ...]) -> list[tuple[Factor, ...]]:
    """What to hold equal, the most first."""
    if len(shifted) < 2:
        return [shifted] if shifted else []
    return [shifted, *((factor,) for factor in reversed(shifted))]


def _parts(hires: Hires, within: tuple[Factor, ...]) -> list[Hires]:
    if not within:
        return [hires]
    keys = list(zip(*(getattr(hires, factor) for factor in within), strict=True))
    return list(hires.split(keys).values())


def _strata(hires: Hires, within: tuple[Factor, ...]) -> Strata:
    return [(part.before.grid, part.during.grid) for part in _parts(hires, within)]


def _clusters(hires: Hires, within: tuple[Factor, ...]) -> Clusters:
    """In each stratum the people of each hire date."""
    return [(part.before.grid_by_date, part.during.grid_by_date) for part in _parts(hires, within)]


def _classes(before: Hires, during: Hires) -> Classes:
    dates = [len(set(cohort.hired_on.tolist())) for cohort in (before, during)]
    sizes = [cohort.n / max(n, 1) for cohort, n in zip((before, during), dates, strict=True)]
    if max(sizes) < _CLASS_SIZE:
        return "none"
    return "robust" if min(dates) >= _FEWEST_CLASSES else "too-few"
