"""Words for the days of each new hire: where the middle half finishes, who is still learning."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import DotCohort, Dots
from analytics.verdicts.said import Said, dotted


def say_dots(answer: Dots) -> Said:
    """A description of two groups of dots: it compares nothing, that is the curves' task."""
    before, during = answer.before, answer.during
    hollow = {
        name: sum(people for _, is_competent, people in cohort.dots if not is_competent)
        for name, cohort in (("before", before), ("during", during))
    }
    return Said(
        title=f"The middle half finishes {_middle(before)} before the pilot, {_middle(during)}"
        " during it",
        headline=fmt.days(during.quartiles[1]),
        caption=(f"{fmt.count(before.n)} vs {fmt.count(during.n)} hires",),
        footnote=dotted(
            [
                f"n = {fmt.count(before.n)} before ({fmt.count(hollow['before'])} hollow),"
                f" {fmt.count(during.n)} during ({fmt.count(hollow['during'])} hollow)",
                "bars are Kaplan–Meier quartiles, so people still learning are counted",
                "hollow: the days so far; the final days will be more",
            ]
        ),
        alt="One dot per new hire by days since hire, filled when competent, hollow when still"
        f" learning. The middle half finishes {_middle(before)} before the pilot (median"
        f" {fmt.days(before.quartiles[1])}) and {_middle(during)} during it (median"
        f" {fmt.days(during.quartiles[1])}).",
    )


def _middle(cohort: DotCohort) -> str:
    """ "between day 39 and 59", or as much of it as the curve reaches."""
    first, _, third = cohort.quartiles
    if first is None:
        return "later than can be said yet"
    if third is None:
        return f"from day {fmt.number(first)} on"
    return f"between day {fmt.number(first)} and {fmt.number(third)}"
