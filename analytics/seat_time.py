"""Hours invested in a pilot, from who was there how long, beside the days that hires saved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.findings import Curve, Estimate, Table, TooFew
from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.returns import Balance, Invested, Rates, Saved, balance
from analytics.shapes import Returns, Seats
from analytics.verdicts.rule import change_outcome

# Whoever is there without any known length of the meeting counts so long.
_A_GUESS = 3600
# Hours of output missing on one day until somebody is competent, where nobody said what it costs:
# half of a week of 40 hours, over seven days.
HOURS_A_DAY = 20 / 7
_ISOLATED = {"lot": "randomised", "comparison": "comparison"}


def read_returns(rows: pd.DataFrame, context: Context) -> Returns | TooFew:
    """rows: of seat-time's query.sql; the gain comes with the context. TooFew where nobody was in
    a session of the pilot."""
    pilot = context.pilot
    assert pilot is not None  # needs_pilot
    people = int(rows.loc[rows["scope"] == "people", "counted"].sum())
    if not people:
        return TooFew(
            estimate=None, unit="count", n={"people": 0}, target=None, table=Table((), ()),
            reason="few", missing="nobody was in a session within the pilot’s dates",
            enough_when="As soon as the exports hold one.",
        )  # fmt: skip
    seats = _seats(rows)
    saved, unsaid = _saved(context.gain)
    rates, currency = _rates(pilot)
    found = balance(
        Invested(seats.hours, seats.led), saved or Saved(0.0, None, None, _hires(context)), rates
    )
    n = {
        "people": people, "led": seats.led, "unhosted": seats.unhosted, "by_plan": seats.by_plan,
        "guessed": seats.guessed,
    }  # fmt: skip
    return Returns(
        estimate=Estimate(found.hours),
        unit="count",
        n=n | ({"hires": saved.hires} if saved else {}),
        target=None,
        table=_table(seats, saved, found, rates),
        seats=seats,
        preparation=rates.preparation_hours * seats.led,
        saved=saved,
        balance=found,
        rates=rates,
        currency=currency,
        unsaid=unsaid,
        grade=context.gain.grade if saved and context.gain else None,
        details=_details(seats, saved, found, rates, currency),
    )


def _seats(rows: pd.DataFrame) -> Seats:
    counted = rows[rows["scope"] == "seat"]
    guessed = counted["known_by"] == "nothing"
    seconds = counted["seconds"].where(~guessed, counted["counted"] * _A_GUESS).astype(float)
    return Seats(
        hours=float(seconds.sum()) / 3600,
        led=int(rows.loc[rows["scope"] == "led", "counted"].sum()),
        unhosted=int(rows.loc[rows["scope"] == "unhosted", "counted"].sum()),
        by_plan=int(counted.loc[counted["known_by"].isin(["meeting", "plan"]), "counted"].sum()),
        guessed=int(counted.loc[guessed, "counted"].sum()),
    )


def _hires(context: Context) -> int:
    """Those hired during who are still there: who left had nothing of it for long."""
    return context.gain.during.n - context.gain.during.left if context.gain else 0


def _saved(gain: Curve | None) -> tuple[Saved | None, str]:
    """The days of the median hire, and why they cannot be told, as a code."""
    if gain is None or gain.estimate is None:
        return None, "no-gain"
    outcome = change_outcome(gain)
    if outcome == "not-enough":
        return None, "not-enough"
    median = gain.before.median[0]
    if median is None:
        return None, "no-median"
    found = gain.estimate
    low, high = (None if end is None else end * median for end in (found.low, found.high))
    design = gain.grade.design if gain.grade else ""
    saved = Saved(
        days=found.value * median,
        low=low,
        high=high,
        hires=gain.during.n - gain.during.left,
        isolated_by=_ISOLATED.get(design, ""),
        is_capped=not outcome.startswith("faster"),
    )
    return saved, ""


def _rates(pilot: Pilot) -> tuple[Rates, str]:
    """Those of the pilot card; without, an hour is worth one."""
    if pilot.cost_hour is None or pilot.cost_day is None:
        return Rates(1.0, HOURS_A_DAY, pilot.preparation_hours), ""
    rates = Rates(pilot.cost_hour, pilot.cost_day, pilot.preparation_hours, pilot.cost_other)
    return rates, pilot.currency or "money"


def _table(seats: Seats, saved: Saved | None, found: Balance, rates: Rates) -> Table:
    benefit = found.benefit if saved else (None, None, None)
    return Table(
        ("part", "hours", "worth", "low", "high"),
        (
            ("in sessions", seats.hours, seats.hours * rates.hour, None, None),
            (
                "preparation",
                rates.preparation_hours * seats.led,
                rates.preparation_hours * seats.led * rates.hour,
                None,
                None,
            ),
            ("paid beside", None, rates.other, None, None),
            ("invested", found.hours, found.cost, None, None),
            ("saved", None, *benefit),
        ),
    )


def _details(
    seats: Seats, saved: Saved | None, found: Balance, rates: Rates, currency: str
) -> dict[str, Any]:
    is_return = saved is not None and saved.is_return
    return {
        "hours": {"sessions": seats.hours, "preparation": rates.preparation_hours * seats.led,
                  "all": found.hours},
        "currency": currency or None,
        "rates": vars(rates) if currency else None,
        "hours_a_day": None if currency else rates.day,
        "saved_days": None if saved is None else {
            "estimate": saved.days, "interval": [saved.low, saved.high], "hires": saved.hires,
            "proven": saved.is_proven, "isolated_by": saved.isolated_by or None},
        "cost": found.cost,
        "benefit": list(found.benefit) if saved else None,
        "ratio": list(found.ratio) if is_return and found.ratio else None,
        "roi": list(found.roi) if is_return and found.roi else None,
        "break_even_days": found.break_even,
        "may_claim": found.may_claim,
    }  # fmt: skip
