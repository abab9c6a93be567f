"""A comparison by attendance made by hand, with a given test, for tests of words and figures."""

from __future__ import annotations

from analytics.findings import Dose, DoseGroup, Estimate, Grade, Table


def made_group(n: int, competent: int, by_30: float) -> DoseGroup:
    """So many people, of whom 2 left; half are competent 25 days after the landmark."""
    return DoseGroup(
        n=n,
        competent=competent,
        still_learning=n - competent - 2,
        left=2,
        longest=72,
        median=(25.0, 14.0, 31.0),
        share_by={30: Estimate(by_30, by_30 - 0.17, by_30 + 0.16), 60: None},
    )


def made_dose(z: float) -> Dose:
    """34 people who came at least twice by day 28 and 27 who did not; a difference where z is
    beyond 1.96, which is when the interval does not hold 0."""
    is_clear = abs(z) > 1.96
    value = 0.24 if z > 0 else -0.24
    limits = (value - 0.2, value + 0.2) if is_clear else (-0.5, 0.5)
    return Dose(
        estimate=Estimate(value, *limits),
        unit="faster",
        n={"people": 61, "fewer": 27, "more": 34, "competent_fewer": 15, "competent_more": 26,
           "left_out": 23},
        target=None,
        table=Table(
            ("sessions", "people", "days_after_landmark", "share_competent"),
            (("fewer", 27, 30, 0.58), ("more", 34, 30, 0.65)),
        ),
        landmark_day=28,
        fewest_sessions=2,
        fewer=made_group(27, 15, 0.58),
        more=made_group(34, 26, 0.65),
        left_out=23,
        z=z,
        critical=(-1.96, 1.96),
        p=0.016 if is_clear else 0.5,
        confidence=0.95,
        detectable=0.52,
        grade=Grade("D", "chosen", ("small",), "draw-lots-next"),
    )  # fmt: skip
