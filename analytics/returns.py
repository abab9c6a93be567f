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
    """hours in sessions of everybody there; sessions led: one for every host of each, and one where
    no host is known."""

    hours: float
    led: int


@dataclass(frozen=True)
class Saved:
    """Days saved a hire with the interval, and how many hires had them. A gain is proven where the
    interval is above 0. isolated_by: "comparison", "randomised", "trend", or "" where nothing takes
    out what would have happened anyway; is_capped: something else that was found in the data could
    explain it, which proves nothing however clear it looks."""

    days: float
    low: float | None
    high: float | None
    hires: int
    isolated_by: str = ""
    is_capped: bool = False

    @property
    def is_proven(self) -> bool:
        return not self.is_capped and self.low is not None and self.low > 0

    @property
    def is_return(self) -> bool:
        """Whether it may be set against the cost as the pilot's own: proven and isolated."""
        return self.is_proven and bool(self.isolated_by)


# An estimate and both ends of its interval, None for an end that is not known.
Range = tuple[float, float | None, float | None]


@dataclass(frozen=True)
class Balance:
    """cost and benefit in the currency of the rates; each benefit, ratio and return as (estimate,
    low, high), None for an end that is not known. break_even: days a hire at which both are equal,
    None without hires. ratio = benefit / cost; roi = (benefit - cost) / cost, both None where
    nothing was spent."""

    hours: float
    cost: float
    benefit: Range
    ratio: Range | None
    roi: Range | None
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

    benefit: Range = (worth * saved.days, _of(saved.low, worth), _of(saved.high, worth))
    ratio: Range | None = None
    roi: Range | None = None
    if cost:
        ratio = (benefit[0] / cost, _of(benefit[1], 1 / cost), _of(benefit[2], 1 / cost))
        low, high = (None if end is None else end - 1 for end in ratio[1:])
        roi = (ratio[0] - 1, low, high)
    return Balance(
        hours=hours,
        cost=cost,
        benefit=benefit,
        ratio=ratio,
        roi=roi,
        break_even=cost / worth if saved.hires else None,
        may_claim=saved.is_return and (benefit[1] or 0) > cost,
    )


def _of(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
