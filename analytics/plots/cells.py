"""Cells by rows and columns: who came in which week, who taught whom."""

from __future__ import annotations

import math
import textwrap

from analytics import fmt
from analytics.findings import Grid, Matrix
from analytics.peers import OTHER
from analytics.plots.bars import and_more
from analytics.plots.plot import Cell, Cells, Heading

MOST_PEOPLE = 40
ABSENT = 0.06  # pale, and still other than nothing
MOST_WEEKS_NAMED = 14  # side by side
# Up to here columns bear names, above numbers that stand before the same names in the rows.
MOST_NAMED = 8
MOST_GROUPS = 20
NAMES_WIDTH = 96  # characters of all names of columns side by side
# From the palest cell to the full colour in steps on each of which a number can be read.
STEPS = (0.0, 0.15, 0.3, 0.45, 0.65, 1.0)

# who came in which week ---------------------------------------------------------------------------


def grid(answer: Grid) -> Cells:
    """Full where somebody came, pale where they were invited and absent, nothing where they were
    not invited; people counted at every fifth row. A date stands over the weeks from it on."""
    weeks = answer.weeks
    every = max(1, -(-len(weeks) // MOST_WEEKS_NAMED))
    headings = tuple(
        Heading(fmt.short_day(weeks[n]), min(every, len(weeks) - n))
        for n in range(0, len(weeks), every)
    )
    shade = {True: 1.0, False: ABSENT, None: None}
    rows = tuple(
        (
            fmt.count(n) if n == 1 or n % 5 == 0 else "",
            tuple(Cell(shade[came]) for came in row),
            "",
        )
        for n, row in enumerate(answer.rows[:MOST_PEOPLE], start=1)
    )
    return Cells(headings=headings, rows=rows)


# who taught whom ----------------------------------------------------------------------------------


def matrix(answer: Matrix) -> Cells:
    """A row per teaching department with its total, a column per learning one; what is taught
    within one department is outlined. Of very many departments the first are drawn."""
    most = max((count for row in answer.moments for count in row), default=0) or 1
    names = [group.name for group in answer.learners]
    place = {name: fmt.count(n) for n, name in enumerate(names, start=1)}
    named = _named(names)
    headings = named or tuple(Heading(number) for number in place.values())[:MOST_GROUPS]
    rows = []
    pairs = zip(answer.teachers, answer.moments, strict=True)
    for teacher, counts in list(pairs)[:MOST_GROUPS]:
        cells = tuple(
            Cell(shade(count, most), fmt.count(count), name == teacher.name != OTHER)
            for name, count in zip(names, counts, strict=True)
        )[: len(headings)]
        number = "" if named else place.get(teacher.name, "")
        rows.append((f"{number}  {teacher.name}".strip(), cells, fmt.count(sum(counts))))
    rest = len(answer.teachers) - len(rows)
    if rest > 0:
        rows.append((and_more(rest), (Cell(None),) * len(headings), ""))
    hidden = len(names) - len(headings)
    drawn = f", the first {fmt.count(len(headings))} of {fmt.count(len(names))}" if hidden else ""
    return Cells(
        headings=headings,
        rows=tuple(rows),
        rows_title="Who taught",
        columns_title=f"Who learned{drawn}",
    )


def shade(count: int, most: int) -> float:
    """The step of a count: 0 has the palest by itself, the others share five."""
    return STEPS[math.ceil(5 * count / most)]


def _named(names: list[str]) -> tuple[Heading, ...]:
    """Names in up to two lines as wide as their columns; none where they do not fit."""
    width = NAMES_WIDTH // max(len(names), 1)
    lines = [textwrap.wrap(name, width, break_long_words=False) or [""] for name in names]
    if len(names) > MOST_NAMED or any(len(found) > 2 for found in lines):
        return ()
    if any(len(line) > width for found in lines for line in found):
        return ()
    return tuple(Heading(first, under="".join(second)) for first, *second in lines)
