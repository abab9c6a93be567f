"""The days of each new hire: dots, quartiles by hand, privacy, words that compare nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from examples import store_of

from analytics.asking import ask, context_of, rows_of
from analytics.findings import DotCohort, Dots, Table, TooFew
from analytics.pilots import Pilot
from analytics.privacy import Scope, protect
from analytics.questions import Context, question
from analytics.stats.survival import DayGrid, kaplan_meier
from analytics.verdicts import find

ASKED = question("days-per-hire")
assert ASKED is not None
CONTEXT = Context(Pilot("P", date(2026, 1, 12), date(2026, 4, 12)), "invitation", "", None)


def dots(before: DotCohort, during: DotCohort) -> Dots:
    return Dots(
        estimate=None, unit="count", target=None, table=Table((), ()), before=before,
        during=during, n={"people": before.n + during.n},
    )  # fmt: skip


def test_on_its_example() -> None:
    assert ASKED is not None
    store = store_of(ASKED)
    context = context_of(store, ASKED)
    answer = ASKED.answer(rows_of(store, ASKED, context), context)
    assert isinstance(answer, Dots)
    assert answer.before.dots == ((30, True, 2), (30, False, 1), (40, True, 1))
    # 2 of 4 competent on day 30: exactly half, level to day 40, where nobody is left.
    assert answer.before.quartiles == (30, 35, 40)
    assert answer.during.dots == ((20, True, 2), (20, False, 1), (58, False, 1))
    # 2 of 4 on day 20, then nobody: exactly half up to the end of follow-up, day 58.
    assert answer.during.quartiles == (20, 39, None)


def test_quartiles_are_those_of_the_curve() -> None:
    assert ASKED is not None
    rng = np.random.default_rng(3)
    days, reached = rng.integers(1, 90, 200), rng.random(200) < 0.7
    rows = pd.DataFrame({"days": days, "outcome": np.where(reached, "competent", "learning")})
    rows = rows.groupby(["outcome", "days"]).size().rename("people").reset_index()
    both = pd.concat([rows.assign(cohort="before"), rows.assign(cohort="during")])
    answer = ASKED.answer(both, CONTEXT)
    assert isinstance(answer, Dots)
    curve = kaplan_meier(DayGrid.from_times(days, reached))
    expected = tuple(curve.quantile(share).value for share in (0.25, 0.5, 0.75))
    assert answer.before.quartiles == expected == answer.during.quartiles
    assert sum(people for *_, people in answer.before.dots) == 200


@pytest.mark.parametrize(("people", "is_shown"), [(9, False), (10, True)])
def test_a_dot_is_a_person_so_ten_are_needed(people: int, is_shown: bool) -> None:
    few = DotCohort(people, ((10, True, people),), (10, 10, 10))
    many = DotCohort(50, ((10, True, 50),), (10, 10, 10))
    for answer in (dots(few, many), dots(many, few)):
        assert isinstance(protect(answer, Scope()), TooFew) != is_shown


def test_the_example_is_too_small_to_be_shown() -> None:
    assert ASKED is not None
    assert not ask(store_of(ASKED), ASKED.name).is_answered


@pytest.mark.parametrize(
    ("quartiles", "words"),
    [
        ((39, 47, 59), "between day 39 and 59"),
        ((39, 47.5, None), "from day 39 on"),
        ((None, None, None), "later than can be said yet"),
    ],
)
def test_the_title_describes_and_compares_nothing(
    quartiles: tuple[float | None, float | None, float | None], words: str
) -> None:
    assert ASKED is not None
    usual = DotCohort(40, ((30, True, 30), (60, False, 10)), (45, 61, 88))
    finding = find(ASKED, dots(usual, DotCohort(20, ((30, True, 20),), quartiles)), CONTEXT)
    assert finding.title == (
        f"The middle half finishes between day 45 and 88 before the pilot, {words} during it"
    )
    assert "40 before (10 hollow)" in finding.footnote
    assert not finding.verdicts
