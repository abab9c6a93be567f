"""A row of things that is made when somebody looks into it is the row that it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from analytics.exports import json
from analytics.later import Later
from analytics.questions import Context
from analytics.questions.sessions_per_month.question import QUESTION


def counted() -> tuple[Later[int], Counter[str]]:
    """Three numbers, and how often they were made."""
    made: Counter[str] = Counter()

    def make() -> Iterator[int]:
        made["times"] += 1
        return iter((3, 1, 2))

    return Later(3, make), made


def test_its_length_is_known_before_it_is_made_and_it_is_made_once() -> None:
    later, made = counted()
    assert len(later) == 3 and later and not made
    assert (later[0], later[-1], later[1:], sorted(later)) == (3, 2, (1, 2), [1, 2, 3])
    assert made["times"] == 1


def test_it_equals_a_tuple_of_the_same_and_nothing_else() -> None:
    later, _ = counted()
    again, _ = counted()
    assert later == (3, 1, 2) == again and later == again and hash(later) == hash((3, 1, 2))
    assert later != (3, 1) and later != "312"
    assert repr(later) == "(3, 1, 2)"


def test_json_holds_all_of_it() -> None:
    later, _ = counted()
    assert json.write({"found": later}) == json.write({"found": [3, 1, 2]})


DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        ([0], None),
        ([0, 0], {"days": 0, "from": DAY, "to": DAY}),
        ([9, 0, 0, 3, 6], {"days": 3, "from": DAY, "to": DAY + timedelta(days=3)}),
    ],
)
def test_the_longest_gap_is_between_neighbouring_days(days: list[int], gap: Any) -> None:
    rows = pd.DataFrame(
        {
            "session_date": pd.to_datetime([DAY + timedelta(days=n) for n in days]),
            "meeting_seconds": 3600.0, "planned_seconds": None, "has_export": 1, "is_held": 1,
            "is_planned": 0, "is_called_off": 0,
        }
    )  # fmt: skip
    answer = QUESTION.answer(rows, Context(None, "invitation", "", None))
    assert answer.details["longest_gap"] == gap
    assert answer.n["sessions"] == len(days)
