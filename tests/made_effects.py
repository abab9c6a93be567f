"""Made-up answers: a metric that moves when the pilot begins, and a balance worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.findings import Estimate, Table
from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.returns import Invested, Rates, Saved, balance
from analytics.series import read_series
from analytics.shapes import Returns, Seats, Series

START = date(2026, 1, 12)
PILOT = Pilot("Made up", START, date(2026, 4, 12))
CONTEXT = Context(PILOT, "invitation", "", pd.Timestamp(2026, 4, 12))


def weekly(
    step: float = 0.0,
    *,
    metric: str = "Bug turnaround",
    side: str = "pilot",
    before: int = 20,
    after: int = 10,
    people: int = 12,
    trend: float = 0.0,
    seed: int = 1,
    news: float = 0.0,
    teams: int = 0,
    departments: int = 2,
) -> pd.DataFrame:
    """Rows as query.sql of outcome-change gives them: `people` values a week about 40, so much more
    since the start. news: what happens to everybody from the 5th week since on."""
    rng = np.random.default_rng(seed)
    rows = []
    for week in range(before + after):
        mean = 40 + trend * week + rng.normal() + step * (week >= before)
        mean += news * (week >= before + 4)
        day = START + timedelta(weeks=week - before)
        counts = (people, mean * people, people, teams, departments)
        rows.append(("week", metric, side, pd.Timestamp(day), *counts))
    columns = ("grain", "metric", "side", "period_start", "counted", "total", "people", "teams",
               "departments")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def made_series(step: float = -6.0, *, is_compared: bool = True) -> Series:
    """Bug turnaround, with the departments compared with, and a close rate that stays."""
    parts = [weekly(step), weekly(metric="Close rate", people=11, seed=2)]
    if is_compared:
        parts.append(weekly(side="comparison", seed=3))
    found = read_series(pd.concat(parts), CONTEXT)
    assert isinstance(found, Series)
    return found


SEATS = Seats(hours=90.0, led=24, by_plan=3, guessed=0)
SAVED = Saved(days=10, low=4, high=16, hires=20, isolated_by="comparison")
RATES = Rates(hour=50, day=120, other=300)


def made_returns(saved: Saved | None = SAVED, currency: str = "EUR", **seats: float) -> Returns:
    """90 hours in sessions and 24 of preparation at 50, and 300: 6,000 for 24,000."""
    rates = RATES if currency else Rates(hour=1, day=20 / 7)
    counted = replace(SEATS, **seats)  # type: ignore[arg-type]
    found = balance(Invested(counted.hours, counted.led), saved or Saved(0, None, None, 0), rates)
    return Returns(
        estimate=Estimate(found.hours),
        unit="count",
        n={"people": 40, "led": counted.led, "hires": 20},
        target=None,
        table=Table(("part", "hours"), (("invested", found.hours),)),
        seats=counted,
        preparation=rates.preparation_hours * counted.led,
        saved=saved,
        balance=found,
        rates=rates,
        currency=currency,
        unsaid="" if saved else "no-gain",
    )
