"""Has what the pilot is to move changed since it began?

Any exported series of people or teams: bug turnaround, close rate, tickets a week. A week counts by
the mean of all its values (a month, where there are not values every week); the one in which the
pilot began counts as after. What came after is held against where the trend before was going, not
against the mean before, so that what was rising anyway is no change. Where the pilot card names
departments to compare with, and the export holds them, the difference to them is read instead, and
what happened to both falls out; without them something else may have happened to everybody, and no
more than "promising" is said. A week that fewer than five people stand behind counts as one without
values; a team stands for the people of its department on the people list, or for one person where
no list has it. Which way is better the pilot card says for the metric that decides, and a plain
name such as “lead time” or “win rate” by itself; where neither does, a change is neither gain nor
loss. Where departments began on days of their own, weeks before they did count as after, and no
more than "promising" is said; all values of the pilot being of one department weakens the evidence.
"""

from __future__ import annotations

from analytics.questions import Nouns, Question
from analytics.series import read_series

QUESTION = Question(
    name="outcome-change",
    place=50,
    label="Outcomes",
    nouns=Nouns(
        subject="what the pilot is to move",
        measure="Mean of all values by week, beside where it was heading before the pilot",
        source="outcome exports",
    ),
    formula="y = b0 + b1 t + b2 D + b3 (t − start) D + e, e an AR(1) process, by generalised least"
    " squares at every correlation of neighbours from −0.5 to 0.95, weighed by restricted"
    " likelihood; change = b2 + b3 (weeks after − 1) / 2; with a comparison y is the difference of"
    " both; several metrics: Holm",
    literature="Wagner et al. (2002); Turner et al. (2021); Zellner & Tiao (1964); Holm (1979)",
    needs=("outcome",),
    needs_pilot=True,
    filters=("departments",),
    answer=read_series,
)
