"""Departments made by hand for the tests of words and figures: rows with a given estimate."""

from __future__ import annotations

from typing import Any

from analytics.findings import Compared, Estimate, Flag, Forest, Grade, Slice, Table

NO_GROUP = Flag("no-comparison-group")


def made_row(
    name: str, low: float | None, estimate: float, high: float | None, z: float, *,
    critical: tuple[float, float] = (-1.96, 1.96), confidence: float = 0.9875, p: float = 0.004,
    before: int = 40, during: int = 30,
) -> Compared:  # fmt: skip
    """A department of which two thirds are competent in both periods, half of before by day 50."""
    return Compared(
        name, before, during, 2 * before // 3, 2 * during // 3, 50.0, 120,
        Estimate(estimate, low, high), z, critical, p, confidence,
    )  # fmt: skip


def made_counts(name: str, before: int = 12, during: int = 7) -> Compared:
    """A department with counts only."""
    return Compared(
        name, before, during, before // 2, during // 2, None, 40, None, 0.0, (-1.96, 1.96), 1.0,
        0.95,
    )  # fmt: skip


FASTER = {"low": 0.12, "estimate": 0.36, "high": 0.55, "z": 3.1}
SLOWER = {"low": -0.6, "estimate": -0.3, "high": -0.05, "z": -2.7}
FLAT = {"low": -0.13, "estimate": 0.05, "high": 0.18, "z": 0.4}
LEANING = {"low": -0.05, "estimate": 0.2, "high": 0.4, "z": 1.7}
WHOLE = {"low": 0.07, "estimate": 0.23, "high": 0.37, "z": 2.9, "before": 118, "during": 84}


def made_forest(
    *rows: Compared, whole: Compared | None = None, flags: tuple[Flag, ...] = (NO_GROUP,),
    own_flags: dict[str, tuple[Flag, ...]] | None = None, grade: Grade | None = None,
    target: float = 0.2, details: dict[str, Any] | None = None,
) -> Forest:  # fmt: skip
    """The departments in this order beside a whole that is clearly faster, or another."""
    whole = whole or made_row("", confidence=0.95, p=0.002, **WHOLE)
    compared = [row for row in rows if row.estimate]
    slices = tuple(
        Slice(row, 3 * row.p if row.estimate else None, (own_flags or {}).get(row.name, ()))
        for row in rows
    )
    return Forest(
        estimate=whole.estimate,
        unit="faster",
        n={"people": whole.before + whole.during, "before": whole.before, "during": whole.during,
           "departments": len(rows)},
        target=target,
        table=Table(
            ("department", "before", "during"),
            tuple((row.name or "all", row.before, row.during) for row in (whole, *rows)),
        ),
        details={
            "departments": [{"department": row.name, "before": row.before} for row in rows],
            **(details or {}),
        },
        whole=whole,
        slices=slices,
        tests=len(compared),
        correction="holm" if len(compared) <= 10 else "benjamini-hochberg",
        flags=flags,
        grade=grade,
    )  # fmt: skip
