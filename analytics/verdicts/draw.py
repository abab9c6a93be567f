"""Words of a draw by lot: what it is, how to check it, and the sheet that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analytics import fmt
from analytics.allocation import Allocation
from analytics.findings import Table
from analytics.pilots import Pilot, write_card
from analytics.verdicts.said import listed

TITLE = "Who begins when, drawn by lot"
HOW = (
    "Agree on the seed before anybody sees the draw, best on something that nobody can choose, such"
    " as a number drawn in public tomorrow. Drawing again with another seed until the result suits"
    " is no draw by lot."
)
CHECK = (
    "Each name's lot is the beginning of the SHA-256 of the seed, a colon and the name. Within a"
    " department the names are dealt in the order of their lots. The same names and seed give the"
    " same draw and the same digest anywhere: impact draw does it again."
)
SIGN = ("Seed agreed on by", "Drawn by", "Seen by")


def group_name(group: str) -> str:
    """ "now" → "now"; an ISO date → "4 May 2026"."""
    try:
        return fmt.day(date.fromisoformat(group))
    except ValueError:
        return group


def draw_sentence(made: Allocation) -> str:
    """How many were drawn into which groups: "20 names: 10 now and 10 later"."""
    sizes = [f"{fmt.count(len(made.of(group)))} {_when(group)}" for group in made.groups]
    return f"{fmt.plural(len(made.drawn), 'name')}: {listed(sizes)}"


def sheet(made: Allocation) -> Table:
    """The draw group by group, with the department where names have one; a day is ISO, see
    `group_name`."""
    has_strata = any(one.stratum for one in made.drawn)
    return Table(
        ("begins", *(("department",) if has_strata else ()), "name", "lot"),
        tuple(
            (group, *((one.stratum,) if has_strata else ()), one.name, one.lot)
            for group in made.groups
            for one in made.drawn
            if one.group == group
        ),
    )


def card_lines(made: Allocation) -> str:
    """What a pilot card says of departments that were drawn: its lines under [pilot]."""
    first, *later = made.groups
    if _is_day(first):
        starts = tuple((one.name, date.fromisoformat(one.group)) for one in made.drawn)
        card = _card(date.fromisoformat(first), department_starts=starts)
        keys = {"department_starts", "randomised"}
    else:
        waiting = tuple(name for group in later for name in made.of(group))
        card = _card(date.min, departments=made.of(first), comparison_departments=waiting)
        keys = {"departments", "comparison_departments", "randomised"}
    lines = write_card(card).splitlines()
    return "\n".join(line for line in lines if line.partition(" = ")[0] in keys)


def _when(group: str) -> str:
    return f"on {group_name(group)}" if _is_day(group) else group


def _card(day: date, **more: object) -> Pilot:
    return replace(Pilot("", day, day, is_randomised=True), **more)  # type: ignore[arg-type]


def _is_day(group: str) -> bool:
    return group_name(group) != group
