"""Where do invited people drop out on the way to the end of a session?

Person-sessions from invited over accepted and attended to stayed for at least three quarters of
the session. Every step counts from all invitations, and every loss has its name: not accepted
(declined, tentative or never answered), accepted and did not come, left before the end. Someone who
came without having accepted is counted as attended and said beside the loss, so that a step is the
one before, less its loss, and those who joined. Without answers to invitations the step "accepted"
is left out; without times in the exports the step "stayed" is.
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
    has_accepted = sums["accepted"] > 0
    unaccepted = n["attended_without_accepting"]
    steps = [_step("Invited", sums["invited"], n)]
    if has_accepted:
        lost = sums["invited"] - sums["accepted"]
        steps.append(_step("Accepted", sums["accepted"], n, lost, "not-accepted"))
        absent, joined, loss = sums["accepted_absent"], unaccepted, "accepted-absent"
    else:
        absent, joined, loss = sums["invited"] - sums["attended"], 0, "absent"
    steps.append(_step("Attended", sums["attended"], n, absent, loss, joined))
    if sums["untimed"] == 0:
        lost = sums["attended"] - sums["stayed"]
        steps.append(_step("Stayed for 75% or more", sums["stayed"], n, lost, "left-early"))
    return Funnel(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        steps=tuple(steps),
        table=Table(
            ("step", "person_sessions", "share_of_invited", "lost", "joined"),
            tuple((s.name, s.count, s.share, s.lost, s.joined) for s in steps),
        ),
        details={
            "invited_by": context.invited_by,
            "steps": [
                {"step": s.name, "person_sessions": s.count, "share": s.share, "lost": s.lost,
                 "loss": s.loss or None, "joined": s.joined}
                for s in steps
            ],
        },
    )  # fmt: skip


def _step(
    name: str, count: int, n: dict[str, int], lost: int = 0, loss: str = "", joined: int = 0
) -> Step:
    count = int(count)
    return Step(name, count, count / n["invitations"], int(lost), loss if lost else "", joined)


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
