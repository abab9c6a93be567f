"""Where do invited people drop out on the way to the end of a session?

Person-sessions from invited over accepted and attended to stayed for at least three quarters of
the session. Every step counts from all invitations: someone who came without having accepted is
counted as attended, and said so in the footnote. Without answers to invitations the step
"accepted" is left out; without times in the exports the step "stayed" is.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Funnel, Step, Table, TooFew
from analytics.questions import Context, Nouns, Question


def answer(rows: pd.DataFrame, context: Context) -> Funnel | TooFew:
    """rows: one row of sums (people, invited, accepted, attended, stayed, untimed, …)."""
    sums = rows.iloc[0]
    n = {
        "people": int(sums["people"]),
        "invitations": int(sums["invited"]),
        "attended_without_accepting": int(sums["attended_unaccepted"]),
    }
    if not n["invitations"]:
        return TooFew(
            estimate=None, unit="count", n=n, target=None, table=Table((), ()), reason="no-data",
            missing="nobody who was invited has a session with an attendance export here",
        )  # fmt: skip
    named = [("Invited", int(sums["invited"]))]
    if sums["accepted"] > 0:
        named.append(("Accepted", int(sums["accepted"])))
    named.append(("Attended", int(sums["attended"])))
    if sums["untimed"] == 0:
        named.append(("Stayed for 75% or more", int(sums["stayed"])))
    steps: list[Step] = []
    for name, count in named:
        lost = max(steps[-1].count - count, 0) if steps else 0
        steps.append(Step(name, count, count / n["invitations"], lost))
    return Funnel(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        steps=tuple(steps),
        table=Table(
            ("step", "person_sessions", "share_of_invited", "lost"),
            tuple((s.name, s.count, s.share, s.lost) for s in steps),
        ),
        details={
            "invited_by": context.invited_by,
            "steps": [
                {"step": s.name, "person_sessions": s.count, "share": s.share, "lost": s.lost}
                for s in steps
            ],
        },
    )


QUESTION = Question(
    name="funnel",
    place=2,
    label="From invitation to staying",
    nouns=Nouns(
        subject="invitations",
        measure="From the invitation to staying for at least 75% of the session",
        source="attendance exports and invitations",
    ),
    formula="count of person-sessions at each step / invited person-sessions",
    literature="step names after Mentor Collective's invited → registered → matched; the 75 % mark"
    " after AttendFlow's attendance grades",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
