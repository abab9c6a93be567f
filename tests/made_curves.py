"""Comparisons made by hand for the tests of the words: a Curve with a given estimate and test."""

from __future__ import annotations

from typing import Any

from analytics.findings import Cohort, Curve, CurveStep, Estimate, Flag, Grade, Table


def made_cohort(
    n: int = 60,
    competent: int = 40,
    median: float | None = 50.0,
    longest: int = 120,
    left: int = 3,
) -> Cohort:
    """A cohort of which half is competent by `median`; the curve has that one step."""
    return Cohort(
        n=n,
        competent=competent,
        still_learning=n - competent - left,
        left=left,
        longest=longest,
        median=(median, None, None),
        share_by={30: Estimate(0.2, 0.1, 0.3), 60: Estimate(0.6, 0.5, 0.7), 90: None},
        curve=(CurveStep(int(median or longest), 0.5, 0.4, 0.6, n),),
    )


def made_curve(
    low: float | None,
    estimate: float,
    high: float | None,
    z: float,
    *,
    critical: tuple[float, float] = (-1.96, 1.96),
    target: float = 0.2,
    before: Cohort | None = None,
    during: Cohort | None = None,
    flags: tuple[Flag, ...] = (Flag("no-comparison-group"),),
    grade: Grade | None = None,
    confidence: float = 0.95,
    detectable: float | None = 0.27,
    details: dict[str, Any] | None = None,
) -> Curve:
    before, during = before or made_cohort(), during or made_cohort(n=30, competent=20)
    return Curve(
        estimate=Estimate(estimate, low, high),
        unit="faster",
        n={"people": before.n + during.n, "before": before.n, "during": during.n},
        target=target,
        table=Table((), ()),
        details=details or {},
        before=before,
        during=during,
        z=z,
        critical=critical,
        p=0.5 if critical[0] <= z <= critical[1] else 0.016,
        flags=flags,
        grade=grade,
        confidence=confidence,
        detectable=detectable,
    )


# One comparison for each outcome of the rule (statistics, section F), against a target of 20%.
EVERY_OUTCOME = {
    "faster-met": made_curve(0.24, 0.33, 0.41, 4.1),
    "faster-open": made_curve(0.05, 0.3, 0.45, 2.4),
    "faster-missed": made_curve(0.04, 0.11, 0.17, 2.9),
    "capped": made_curve(0.05, 0.3, 0.45, 2.4, flags=(Flag("pre-trend", caps=True, value=0.02),)),
    "promising": made_curve(-0.04, 0.17, 0.34, 1.6),
    "inconclusive": made_curve(-0.15, 0.06, 0.23, 0.6),
    "no-difference": made_curve(-0.12, 0.03, 0.17, 0.3),
    "slower": made_curve(-0.41, -0.22, -0.06, -2.6),
    "not-enough": made_curve(-0.3, 0.1, 0.4, 0.5, during=made_cohort(n=14, competent=6, left=0)),
}
