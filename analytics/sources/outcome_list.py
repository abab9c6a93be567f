"""Any series that a pilot is to move: a day, a person or a team, and one number or several."""

from __future__ import annotations

from analytics.outcomes import outcome_score, read_outcomes
from analytics.sources import Source

SOURCE = Source(
    name="Outcomes",
    kind="outcome",
    about=(
        "A table with a day, week or month, a person or a team (or both), and numbers: either the "
        "columns metric and value, or a column for each metric, whose header is its name. Numbers "
        "may have a decimal comma, a percent sign or be durations (“2 d 4 h”, “1:30:00”), which "
        "are turned into hours. Where a column belongs to another kind of export it is asked."
    ),
    recognises=outcome_score,
    read=read_outcomes,
)
