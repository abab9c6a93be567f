"""Does hosting rotate?

How many different people led the sessions and how evenly they share them out: the effective number
of hosts (as many hosts with equal turns would be as varied), the share of the sessions that the
busiest host led, the Gini coefficient, and the fewest hosts who together led half. A session led by
two counts once for each. The host is whom the attendance export marks as organiser, host or co-host
and who was present: whoever only booked the meeting and joined it counts too. Sessions without a
known host are left out, and counted beside the answer. Where fewer than five people lead, only
their number is shown.

Who has not yet led and could: people who attended at least three sessions that others led and have
led none, by department as numbers. A department filter chooses learners: the sessions are those
they attended, whoever led them.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analytics.findings import Hosting, Ready, Rotation, TooFew
from analytics.peers import department, nobody_learned, rotation
from analytics.questions import Context, Nouns, Question
from analytics.stats.concentration import effective_number, fewest_for_half, gini

# Who has been a learner this often knows what a session is like.
FEWEST_SESSIONS = 3


def answer(rows: pd.DataFrame, context: Context) -> Rotation | TooFew:
    """rows: query.sql's (scope, department, sessions, people, not_led)."""
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
    )
    ready = (Ready(name, learners[name], could_lead[name]) for name in learners)
    return rotation(hosting, ready, FEWEST_SESSIONS, n)


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
    " a session was led; Gini of sessions per host; fewest hosts with half of those times",
    literature="Simpson (1949); Laakso & Taagepera (1979); Gini (1912), as R's ineq; the truck"
    " factor of Avelino et al. (2016)",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
