"""Who answered, of those asked: shares that know of responses without a name, by department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analytics.findings import Asked, Estimate, Responses, Table
from analytics.stats.proportion import wilson

# What stands for everybody, for small departments together, and for people of no department.
EVERYBODY, OTHERS, NOWHERE = "Everybody asked", "Other departments", "No department"


def asked(name: str, people: int, answered: int, possible: int, parts: int = 1) -> Asked:
    """possible: how many of the others may have answered without a name, at most. The limits are
    Wilson's: the lower one of those known to have answered, the upper one of all that may have."""
    most = min(answered + possible, people)
    known = wilson(answered, people)
    is_open = most == people and answered < people
    high = None if is_open else wilson(most, people).high
    return Asked(name, people, answered, Estimate(known.value, known.low, high), parts)


def with_rows(answer: Responses, rows: Sequence[Asked]) -> Responses:
    """The answer with these departments, in its table and its details as well; there the whole
    comes first."""
    columns = ("department", "departments", "asked", "answered", "share", "low", "high")
    found = tuple(
        (row.name, row.parts, row.people, row.answered,
         row.share.value, row.share.low, row.share.high)
        for row in (answer.whole, *rows)
    )  # fmt: skip
    listed: list[dict[str, Any]] = [dict(zip(columns, row, strict=True)) for row in found[1:]]
    return replace(
        answer,
        rows=tuple(rows),
        table=Table(columns, found),
        details=dict(answer.details) | {"departments": listed},
    )


def without_small_rows(answer: Responses, smallest: int) -> Responses:
    """Departments of fewer people than `smallest` as one row, and as many of the next smallest
    with them as that row needs to be large enough. It holds what the whole less the others gives,
    so nothing more follows from it; where it would be all of them there is no row."""
    by_size = sorted(answer.rows, key=lambda row: (row.people, row.name))
    small = [row for row in by_size if row.people < smallest]
    if not small:
        return answer
    rest = by_size[len(small) :]
    while rest and sum(row.people for row in small) < smallest:
        small.append(rest.pop(0))
    if not rest:
        return with_rows(answer, ())
    together = asked(
        OTHERS, sum(row.people for row in small), sum(row.answered for row in small),
        answer.possible, sum(row.parts for row in small),
    )  # fmt: skip
    return with_rows(answer, [*(row for row in answer.rows if row in rest), together])
