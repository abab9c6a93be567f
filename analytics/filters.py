"""What part of the pilot is looked at: one object gives the SQL parameters and the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import fmt
from analytics.findings import Grain
from analytics.intent import Intent

# Department names travel to SQL as one text, each between unit separators, because a list
# parameter is not portable between engines (schema/shared/*.sql look for mark + name + mark).
MARK = "\x1f"
MOST_NAMED = 6  # departments, in words
# Between a department and its own start, in the text of those starts.
BEFORE_DATE = "\x1e"


@dataclass(frozen=True)
class Filters:
    """departments: empty means all, "" those without one; first_day/last_day: sessions in, hires
    are never cut by them; as_of: read the data as if exported on that day; by: the periods in which
    a share over time is shown, which changes no number; intent: of a plan, another pilot than the
    card's, which the plan says itself."""

    departments: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    as_of: date | None = None
    by: Grain = "week"
    intent: Intent | None = None

    def params(self) -> dict[str, Any]:
        """Parameters for the shared CTEs; a None or empty value filters nothing."""
        return {
            "departments": marked(self.departments),
            "first_day": self.first_day,
            "last_day": self.last_day,
        }

    def describe(self) -> str:
        """In words, empty when nothing is filtered: "Sales, Engineering · 1 Feb – 31 Mar 2026"."""
        parts = []
        if self.departments:
            named = tuple(name or "no department" for name in self.departments)
            if len(named) > MOST_NAMED + 1:
                named = named[:MOST_NAMED]
            rest = len(self.departments) - len(named)
            more = f" and {rest} more departments" if rest else ""
            parts.append(f"{', '.join(named)}{more}")
        if self.first_day and self.last_day:
            parts.append(fmt.span(self.first_day, self.last_day))
        elif self.first_day:
            parts.append(f"from {fmt.day(self.first_day)}")
        elif self.last_day:
            parts.append(f"until {fmt.day(self.last_day)}")
        if self.as_of:
            parts.append(f"as of {fmt.day(self.as_of)}")
        return " · ".join(parts)


def marked(names: tuple[str, ...]) -> str:
    """("Sales", "Ops") → one text in which each name stands between two marks; "" for none.
    A mark inside a name becomes a blank: it would make two names of one."""
    return MARK + MARK.join(name.replace(MARK, " ") for name in names) + MARK if names else ""
