"""Does hosting rotate?

How many different people led the sessions and how evenly they share them out: the effective number
of hosts (as many hosts with equal turns would be as varied), the share of the sessions that the
busiest host led, the Gini coefficient, and the fewest hosts who together led half. A session led by
two counts once for each. The host is whom the attendance export marks as organiser, host or co-host
and who was present: whoever only booked the meeting and joined it counts too. Sessions without a
known host are left out, and counted beside the answer. Where fewer than five people lead, only
their number is shown.

What hangs on one person: of the formats, the titles and the departments of hosts with at least two
of these sessions, how many one person alone has led, and in how many sessions. Nobody else has led
such a format yet, so without that person it would have had no host who knows it. What was held
once is left out, because one person led it in any case.

Who has not yet led and could: people who attended at least three sessions that others led and have
led none, by department as numbers. A department filter chooses learners: the sessions are those
they attended, whoever led them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

import pandas as pd

from analytics.findings import Alone, Hosting, Ready, Rotation, TooFew
from analytics.peers import department, nobody_learned, rotation
from analytics.questions import Context, Nouns, Question
from analytics.stats.concentration import effective_number, fewest_for_half, gini

# Who has been a learner this often knows what a session is like.
FEWEST_SESSIONS = 3
# What was held once, one person led in any case.
_HELD_AGAIN = 2
_PARTS: Mapping[Literal["format", "title", "department"], str] = {
    "format": "format",
    "title": "title",
    "department": "host-department",
}


def answer(rows: pd.DataFrame, context: Context) -> Rotation | TooFew:
    """rows: query.sql's (scope, department, sessions, people, not_led, parts)."""
    hosts = rows[rows["scope"] == "hosts"]
    of_learners = rows[rows["scope"] == "learners"]
    led = sorted(
        (
            int(row.sessions)
            for row in hosts.itertuples(index=False)
            for _ in range(int(row.people))
        ),
        reverse=True,
    )
    learners: Counter[str] = Counter()
    could_lead: Counter[str] = Counter()
    for row in of_learners.itertuples(index=False):
        name = department(row.department)
        learners[name] += int(row.people)
        could_lead[name] += int(row.not_led) if row.sessions >= FEWEST_SESSIONS else 0
    n = {
        "people": learners.total(),
        "sessions": int(rows.loc[rows["scope"] == "sessions", "sessions"].iloc[0]),
        "hosts": len(led),
        "could_lead": could_lead.total(),
        "sessions_without_host": int(rows.loc[rows["scope"] == "without-host", "sessions"].iloc[0]),
    }
    if not led:
        return nobody_learned("count", n)
    hosting = Hosting(
        tuple(led),
        effective_number(led),
        gini(led),
        led[0] / n["sessions"],
        fewest_for_half(led),
        tuple(_alone(rows)),
    )
    ready = (Ready(name, learners[name], could_lead[name]) for name in learners)
    return rotation(hosting, ready, FEWEST_SESSIONS, n)


def _alone(rows: pd.DataFrame) -> Iterator[Alone]:
    """What one person alone has led, of what was held more than once."""
    again = rows[rows["sessions"] >= _HELD_AGAIN]
    for what, scope in _PARTS.items():
        of = again[again["scope"] == scope]
        alone = of[of["people"] == 1]
        if len(of):
            yield Alone(
                what,
                int(of["parts"].sum()),
                int(alone["parts"].sum()),
                int((alone["sessions"] * alone["parts"]).sum()),
            )


QUESTION = Question(
    name="host-rotation",
    place=43,
    label="Host rotation",
    nouns=Nouns(
        subject="who leads the sessions",
        measure="Sessions by who led them, busiest host first; learners who could lead next",
        source="attendance exports",
    ),
    formula="distinct hosts / sessions; effective hosts = 1 / Σ p², p = a host's share of all times"
    " a session was led; Gini of sessions per host; fewest hosts with half of those times;"
    " led by one person = formats (titles, departments of hosts) of two sessions or more with one"
    " distinct host",
    literature="Simpson (1949); Laakso & Taagepera (1979); Gini (1912), as R's ineq; the truck"
    " factor of Avelino et al. (2016)",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
