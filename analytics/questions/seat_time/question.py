"""What did the pilot take in hours, and what are the days it saved worth?

Invested is every hour of everybody in the sessions held within the pilot, hosts and learners of its
departments together, and an hour of preparation (or what the pilot card says) for each session and
host. Every session has at least one, of its departments or another, also where no export says who
it was. Whose time is not known counts as long as the meeting was, else as long as it was planned,
else an hour. Saved are the days of the median hire: the share by which hires became competent
faster, with its interval, of the median days before the pilot; times the hires during it who have
not left. So the gain, its interval and its proof are those of time to competency, under the same
filters. With rates on the pilot card both are money, in Phillips' terms: the benefit-cost ratio,
and the return on investment (benefit less cost, by cost). Without rates both are hours: a day until
somebody is competent is taken for 20 / 7 hours of missing output, half of a week of 40 hours over
its seven days. The break-even is the days a hire at which both are equal. A gain that is not proven
is worth nothing, and one that nothing isolates (a comparison group, a draw by lot) is no return of
the pilot: it has neither ratio nor return on investment.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import TooFew
from analytics.questions import Context, Nouns, Question
from analytics.seat_time import read_returns
from analytics.shapes import Returns


def answer(rows: pd.DataFrame, context: Context) -> Returns | TooFew:
    """rows: query.sql's (scope, known_by, counted, seconds)."""
    return read_returns(rows, context)


QUESTION = Question(
    name="seat-time",
    place=52,
    label="Seat time",
    nouns=Nouns(
        subject="what the pilot took and gave",
        measure="Hours invested in sessions and preparation, beside what the days saved are worth",
        source="attendance exports, people list and competency dates",
    ),
    formula="invested = hours in sessions + preparation × sessions led, each by at least one host;"
    " saved = percent faster × median days before × hires during; break-even ="
    " cost / (hires × worth of a day); benefit–cost ratio = benefit / cost; ROI ="
    " (benefit − cost) / cost, at the estimate and both ends of its interval",
    literature="Phillips & Phillips (2016), Handbook of Training Evaluation and Measurement"
    " Methods",
    needs=("attendance",),
    needs_pilot=True,
    filters=("departments",),
    answer=answer,
)
