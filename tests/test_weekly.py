"""The week's wins and watch-outs: by rule, true, and withdrawn when they did not last."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from examples import filled_store
from hypothesis import given
from hypothesis import strategies as st
from made_curves import EVERY_OUTCOME

from analytics.findings import (
    Answer,
    Calendar,
    Curve,
    Estimate,
    Finding,
    Month,
    Point,
    Table,
    Trend,
)
from analytics.pilots import Pilot
from analytics.questions import Context, question
from analytics.store import Store
from analytics.verdicts import find
from analytics.verdicts.weekly import Week, week_of
from analytics.weekly import this_week

LAST = date(2026, 4, 12)  # a Sunday
MONDAY = date(2026, 4, 6)
CONTEXT = Context(Pilot("P", date(2026, 1, 12), LAST), "invitation", "Signed off", None)


def found(name: str, answer: Answer) -> Finding:
    asked = question(name)
    assert asked is not None
    return find(asked, answer, CONTEXT)


def change(outcome: str) -> Finding:
    return found("time-to-competency", EVERY_OUTCOME[outcome])


def turnout(low: float, high: float, week: tuple[float, float] = (0.4, 0.75)) -> Finding:
    middle = (low + high) / 2
    alone = Estimate(sum(week) / 2, *week)
    return found(
        "participation",
        Trend(
            estimate=Estimate(middle, low, high), unit="share", target=0.6, table=Table((), ()),
            n={"people": 90, "invitations": 900, "sessions": 12, "walk_ins": 0,
               "unmatched_attended": 0, "unmatched_names": 0},
            points=(Point(MONDAY, alone, 72, 41, 60),), gaps=(),
            details={"invited_by": "invitation"},
        ),
    )  # fmt: skip


def cadence(days: list[date], months: tuple[Month, ...] = ()) -> Finding:
    return found(
        "sessions-per-month",
        Calendar(
            estimate=Estimate(4.0), unit="per_month", n={"sessions": len(days)}, target=4,
            table=Table((), ()), days=dict.fromkeys(days, 1), months=months,
            first_day=date(2026, 1, 12), last_day=LAST,
            details={"average_minutes": None, "planned_minutes": None},
        ),
    )  # fmt: skip


def week(now: list[Finding], before: list[Finding], last: date = LAST) -> Week:
    return week_of(last, {f.question: f for f in now}, {f.question: f for f in before})


def kinds(told: Week) -> list[str]:
    return [news.kind for news in told.news if news.kind != "note"]


NO_GAIN = [outcome for outcome in EVERY_OUTCOME if not outcome.startswith("faster")]


@pytest.mark.parametrize("before", NO_GAIN)
def test_a_gain_is_news_when_the_limits_first_allow_it(before: str) -> None:
    told = week([change("faster-open")], [change(before)])
    assert kinds(told) == ["win"] and told.no_win == ""
    assert told.news[0].fact == "New hires reach competency 30% faster"
    again = week([change("faster-open")], [change("faster-open")])
    assert kinds(again) == [] and again.no_win == "No real win this week."


@pytest.mark.parametrize("now", NO_GAIN)
def test_a_gain_that_did_not_last_is_withdrawn(now: str) -> None:
    told = week([change(now)], [change("faster-met")])
    assert kinds(told)[0] == "withdrawn" and "win" not in kinds(told)
    assert told.no_win


@pytest.mark.parametrize("now", NO_GAIN)
@pytest.mark.parametrize("before", NO_GAIN)
def test_what_is_no_gain_is_never_a_win(now: str, before: str) -> None:
    told = week([change(now)], [change(before)])
    assert set(kinds(told)) <= {"watch-out"}
    assert ("watch-out" in kinds(told)) == (now in ("slower", "no-difference"))


def test_a_target_no_longer_met_is_withdrawn_while_the_gain_stays() -> None:
    told = week([change("faster-open")], [change("faster-met")])
    assert kinds(told) == ["withdrawn"] and "20% target" in told.news[0].fact


def test_participation_crossing_its_target() -> None:
    above, open_, below = turnout(0.61, 0.7), turnout(0.55, 0.65), turnout(0.5, 0.58)
    assert kinds(week([above], [open_])) == ["win"]
    assert kinds(week([above], [above])) == []
    assert kinds(week([open_], [above])) == ["withdrawn"]
    assert kinds(week([below], [open_])) == ["watch-out"]
    assert kinds(week([below], [above])) == ["withdrawn", "watch-out"]


def test_a_week_by_itself_is_no_win() -> None:
    """One clear week in thirteen is what chance gives one useless pilot in four."""
    high, low = turnout(0.55, 0.65, (0.6, 0.8)), turnout(0.55, 0.65, (0.4, 0.59))
    told = week([high], [high])
    assert kinds(told) == kinds(week([low], [low])) == []
    assert told.news[0].fact == "41 of 72 invited came this week"
    assert told.news[0].clause == (
        "70%, 95% CI 60–80%: above the 60% target, this week by itself."
    )  # fmt: skip


def test_participation_so_far_is_read_with_the_limits_of_many_looks() -> None:
    """64% with 61-67%: at the half of the pilot the limits lie 2.2414 / sqrt(0.5) / 1.96 = 1.617
    times as far out, 59.1-68.9%; at its end 1.144 times, 60.6-67.4%."""
    clear = turnout(0.61, 0.67)
    halfway = week_of(LAST, {"participation": clear}, {}, (0.5, 0.4))
    assert kinds(halfway) == []
    told = week_of(LAST, {"participation": clear}, {"participation": clear}, (1.0, 0.5))
    assert kinds(told) == ["win"]
    assert told.news[0].clause == "64% came so far (CI for repeated reading 61–67%)."
    gone = week_of(LAST, {"participation": turnout(0.58, 0.64)}, {"participation": clear})
    assert kinds(gone) == ["withdrawn"]


def test_what_happened_without_a_verdict_is_a_note() -> None:
    now, before = change("inconclusive"), change("inconclusive")
    assert isinstance(before.answer, Curve)
    fewer = replace(before.answer, during=replace(before.answer.during, competent=11))
    told = week([now, turnout(0.55, 0.65)], [replace(before, answer=fewer)])
    assert [(news.kind, news.fact) for news in told.news] == [
        ("note", "9 more new hires signed off"),
        ("note", "41 of 72 invited came this week"),
    ]
    assert told.news[1].clause.endswith("too close to the 60% target to call.")
    assert told.no_win == "No real win this week."


def test_months_that_end_this_week_and_weeks_without_a_session() -> None:
    march = Month(date(2026, 3, 1), 5, True, True)
    sunday = date(2026, 4, 5)  # the week of 30 March holds the month's last day
    held = [date(2026, 4, 1)]
    assert kinds(week([cadence(held, (march,))], [], sunday)) == ["win"]
    assert kinds(
        week([cadence(held, (replace(march, held=3, is_on_target=False),))], [], sunday)
    ) == ["watch-out"]
    assert kinds(week([cadence(held, (march,))], [], LAST)) == ["watch-out"]  # none 6 to 12 April
    assert kinds(week([cadence(held)], [], LAST - timedelta(days=1))) == []  # not a whole week yet


@given(
    st.lists(st.sampled_from(sorted(EVERY_OUTCOME)), min_size=2, max_size=2),
    st.lists(st.floats(0.3, 0.9), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_no_word_of_gain_without_a_verdict_of_gain(
    outcomes: list[str], interval: list[float]
) -> None:
    now, before = (change(outcome) for outcome in outcomes)
    told = week([now, turnout(*interval)], [before, turnout(0.5, 0.65)])
    assert bool(told.no_win) == ("win" not in kinds(told))
    if not outcomes[0].startswith("faster"):
        wins = " ".join(news.fact for news in told.news if news.kind == "win")
        assert not re.search(r"\b(faster|sooner|gain|better)\b", wins)


def test_the_sample_week_by_week(sample: Store) -> None:
    """Through the store: this week and the one before it, as each would have been read."""
    told = this_week(sample)
    assert told is not None
    assert (told.first, told.last) == (MONDAY, LAST)
    assert all(news.fact and news.clause.endswith(".") for news in told.news)
    curve = store_answer(sample, None)
    week_before = store_answer(sample, MONDAY - timedelta(days=1))
    gained = any("competency" in news.fact for news in told.news if news.kind == "win")
    was, is_now = (one.z > one.critical[1] for one in (week_before, curve))
    assert gained == (is_now and not was)


def store_answer(store: Store, until: date | None) -> Curve:
    from analytics.asking import ask
    from analytics.filters import Filters

    answer = ask(store, "time-to-competency", Filters(as_of=until)).answer
    assert isinstance(answer, Curve)
    return answer


def test_without_a_pilot_or_data_there_is_no_week() -> None:
    assert this_week(filled_store({})) is None
