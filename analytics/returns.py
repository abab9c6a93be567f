"""What a pilot took in hours and what the days it saved are worth, in Phillips' terms.

The most conservative figures count: every hour of hosts and learners at its full cost, preparation
too; of the gain only what the comparison isolates, for the people who had it; nothing for a gain
that is not proven. Source: Phillips & Phillips (2016), Handbook of Training Evaluation and
Measurement Methods, 4th ed.; the twelve guiding principles of the ROI Institute.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """What somebody says an hour and a day are worth, in one currency.

    hour: of anybody in a session, with everything the employer pays; preparation_hours: of a host
    for one session; day: what one day of ramp costs, the pay of a day times the share of full
    output that is still missing; other: what was paid beside.
    """

    hour: float
    day: float
    preparation_hours: float = 1.0
    other: float = 0.0

    def __post_init__(self) -> None:
        if min(self.hour, self.day, self.preparation_hours, self.other) < 0 or not self.day:
            raise ValueError("rates are 0 or more, and a day is worth more than nothing")


@dataclass(frozen=True)
class Invested:
    """hours in sessions of everybody there; sessions led: one for every host of each."""

    hours: float
    led: int


@dataclass(frozen=True)
class Saved:
    """Days saved a hire with the interval, and how many hires had them. A gain is proven where the
    interval is above 0. isolated_by: "comparison", "randomised", "trend", or "" where nothing takes
    out what would have happened anyway."""

    days: float
    low: float | None
    high: float | None
    hires: int
    isolated_by: str = ""

    @property
    def is_proven(self) -> bool:
        return self.low is not None and self.low > 0


@dataclass(frozen=True)
class Balance:
    """cost and benefit in the currency of the rates; each benefit, ratio and return as (estimate,
    low, high), None for an end that is not known. break_even: days a hire at which both are equal,
    None without hires. ratio = benefit / cost; roi = (benefit - cost) / cost, both None where
    nothing was spent."""

    hours: float
    cost: float
    benefit: tuple[float, float | None, float | None]
    ratio: tuple[float, float | None, float | None] | None
    roi: tuple[float, float | None, float | None] | None
    break_even: float | None
    may_claim: bool


def balance(invested: Invested, saved: Saved, rates: Rates) -> Balance:
    """Cost = hour x (hours in sessions + preparation x sessions led) + other; benefit = day x hires
    x days saved, at the estimate and at both ends of its interval.

    may_claim: the gain is proven, isolated, and worth more than the cost even at its lower end.
    Example of the source: benefits of 750,000 on costs of 425,000 are a ratio of 1.76, ROI 76%.
    """
    hours = invested.hours + rates.preparation_hours * invested.led
    cost = rates.hour * hours + rates.other
    worth = rates.day * saved.hires

    def at(days: float | None) -> float | None:
        return None if days is None else worth * days

    benefit = (worth * saved.days, at(saved.low), at(saved.high))
    ratio = roi = None
    if cost:
        ratio = (benefit[0] / cost, *(None if b is None else b / cost for b in benefit[1:]))
        roi = (ratio[0] - 1, *(None if r is None else r - 1 for r in ratio[1:]))
    low = benefit[1]
    return Balance(
        hours=hours,
        cost=cost,
        benefit=benefit,
        ratio=ratio,
        roi=roi,
        break_even=cost / worth if saved.hires else None,
        may_claim=saved.is_proven and bool(saved.isolated_by) and low is not None and low > cost,
    )
