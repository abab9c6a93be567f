"""The pilot that somebody has in mind, before there is one: when, how long, read when, for what.

The pilot card says it where there is one; without it a plan begins the day after the last known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from analytics.pilots import Pilot

MONTH_DAYS = 30.4375
# So far back hires are like those of today; older lists often lack the days of sign-off.
LONGEST_HISTORY = timedelta(days=731)
_USUAL_MONTHS, _USUAL_BASELINE, _USUAL_TARGET = 3.0, 12.0, 0.2

Design = Literal["before-after", "comparison", "stepped", "lot"]


@dataclass(frozen=True)
class Intent:
    """The pilot that somebody has in mind. months: how long; baseline: months of hires before it;
    follow_up: days from its last day to the reading; target: fraction of days to be saved."""

    starts_on: date
    months: float
    baseline: float
    follow_up: int
    target: float
    design: Design = "before-after"

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=round(self.months * MONTH_DAYS) - 1)

    @property
    def read_on(self) -> date:
        """The day the result is to be read."""
        return self.ends_on + timedelta(days=self.follow_up)


def intended(card: Pilot | None, known_until: date | None) -> Intent | None:
    """The pilot of the card; without one, three months from the day after the last known, a year
    of hires before it, and 20%. None where nothing is known at all."""
    if card is not None:
        return Intent(
            starts_on=card.starts_on,
            months=((card.ends_on - card.starts_on).days + 1) / MONTH_DAYS,
            baseline=(card.starts_on - card.baseline_start).days / MONTH_DAYS,
            follow_up=(card.planned_read - card.ends_on).days,
            target=card.percent_faster,
            design=_design(card),
        )
    if known_until is None:
        return None
    start = known_until + timedelta(days=1)
    return Intent(start, _USUAL_MONTHS, _USUAL_BASELINE, follow_up=0, target=_USUAL_TARGET)


def as_card(
    intent: Intent, card: Pilot | None, chosen: Collection[str], known: Collection[str]
) -> Pilot:
    """The card of a pilot that is only intended: its history is everybody hired before it, in
    `LONGEST_HISTORY`.

    chosen: the departments it is to run in, else the card's; known: all of them, of which those
    without it can be compared with where the card names none.
    """
    inside = tuple(chosen) or (card.departments if card else ())
    beside = card.comparison_departments if card else ()
    if inside:
        beside = tuple(name for name in beside or known if name and name not in inside)
    return replace(
        card or Pilot("", intent.starts_on, intent.ends_on),
        starts_on=intent.starts_on,
        ends_on=intent.ends_on,
        departments=inside,
        comparison_departments=beside,
        baseline_from=intent.starts_on - LONGEST_HISTORY,
        read_on=intent.read_on,
        department_starts=(),
        percent_faster=intent.target,
    )


def _design(card: Pilot) -> Design:
    """As the card is going to be read: departments beside it decide, steps alone do not."""
    if card.comparison_departments:
        return "lot" if card.is_randomised else "comparison"
    if card.department_starts:
        return "stepped"
    return "lot" if card.is_randomised else "before-after"
