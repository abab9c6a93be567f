"""What the pilot is to move besides competency, by team and week: one metric truly moves, one does
not."""

from __future__ import annotations

import numpy as np

from data.sample import words
from data.sample.world import AS_OF, BASELINE_FROM, PILOT_START, WEEK, OutcomeWeek

METRIC, STILL = "Bug turnaround (hours)", "Close rate"
# Hours of a bug before the pilot, and what is left of them with it; the close rate stays.
HOURS, RATIO = 40.0, 0.92
RATE = 0.61


def build_outcomes(seed: int) -> tuple[OutcomeWeek, ...]:
    """A row for each team and whole week, oldest first; weeks are like the one before them."""
    rng = np.random.default_rng([seed, 5])
    first = PILOT_START - (PILOT_START - BASELINE_FROM) // WEEK * WEEK
    weeks = [first + n * WEEK for n in range((AS_OF - first) // WEEK + 1)]
    shared = np.zeros((len(weeks), 2))
    for week in range(1, len(weeks)):
        shared[week] = 0.4 * shared[week - 1] + rng.normal(0, (0.7, 0.008))
    rows = []
    for week, day in enumerate(weeks):
        hours = HOURS * (RATIO if day >= PILOT_START else 1.0) + shared[week, 0]
        for place, team in enumerate(words.DEPARTMENTS):
            rows.append(
                OutcomeWeek(
                    day,
                    team,
                    round(float(hours + 2 * (place - 2) + rng.normal(0, 1.5)), 1),
                    round(float(RATE + shared[week, 1] + rng.normal(0, 0.02)), 3),
                )
            )
    return tuple(rows)
