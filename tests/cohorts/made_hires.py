"""Hires made by hand for the tests of the cohorts: rows as query.sql counts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.cohorts.hires import Hires

START = date(2026, 1, 5)  # a Monday


def row(
    hired: date, days: int, outcome: str = "competent", *, department: str = "Sales",
    role: str = "", side: str = "pilot", cohort: str = "", people: int = 1,
    whole_days: int | None = None, is_signed_off: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One counted row; the cohort follows from the hire date unless it is given."""
    signed = outcome == "competent" if is_signed_off is None else is_signed_off
    return {
        "scope": "hire", "side": side, "cohort": cohort or ("before", "during")[hired >= START],
        "department": department, "role": role, "hire_date": pd.Timestamp(hired),
        "outcome": outcome, "days": days, "whole_days": days if whole_days is None else whole_days,
        "is_signed_off": int(signed), "people": people,
    }  # fmt: skip


def hires(rows: Iterable[dict[str, Any]]) -> Hires:
    return Hires.from_rows(pd.DataFrame(list(rows)))


def drawn(
    rng: np.random.Generator, n: int, cohort: str, *, median: float = 45, span: int = 180,
    watched: int = 400, **given: Any,
) -> list[dict[str, Any]]:  # fmt: skip
    """n people hired over `span` days whose days are lognormal (sigma 0.45)."""
    first = START - timedelta(days=span) if cohort == "before" else START
    made = []
    for offset, need in zip(
        rng.integers(0, span, n), np.ceil(median * np.exp(0.45 * rng.normal(size=n))), strict=True
    ):
        days = int(min(need, watched))
        outcome = "competent" if need <= watched else "learning"
        made.append(row(first + timedelta(days=int(offset)), days, outcome, cohort=cohort, **given))
    return made
