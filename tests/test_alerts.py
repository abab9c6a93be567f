"""What needs somebody now: each rule on both sides of its limit, and `impact watch`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_weekly import cadence, found, turnout

from analytics.alerts import (
    FEWEST_LED,
    Carrying,
    Falling,
    Gap,
    Stopped,
    Unwatched,
    alerts,
    carrying_of,
    falling_of,
    gap_of,
    stopped_of,
    unwatched,
)
from analytics.briefing import brief
from analytics.cli import main
from analytics.exports import json as as_json
from analytics.exports import markdown, report
from analytics.filters import Filters
from analytics.findings import (
    Estimate,
    Finding,
    Hosting,
    Periods,
    Point,
    Ready,
    Rotation,
    Table,
    TooFew,
    Trend,
)
from analytics.landing import land
from analytics.peers import rotation
from analytics.pilots import Pilot, write_card
from analytics.questions.host_rotation.question import FEWEST_SESSIONS
from analytics.scope import Scope
from analytics.stats.concentration import effective_number, fewest_for_half, gini
from analytics.stats.falling import slope_of
from analytics.store import Store
from analytics.verdicts.alerts import NOTHING, Told, tell, without_repeats
from analytics.verdicts.weekly import News, Week

START = date(2026, 1, 12)  # a Monday
PILOT = Pilot("Spring", START, date(2026, 4, 12), read_on=date(2026, 5, 31))


# Participation falls ------------------------------------------------------------------------------


def weekly(*attended: int, invited: int = 60, hidden: tuple[int, ...] = ()) -> Finding:
    """Participation of so many weeks; the last one is not over, the hidden have too few people."""
    points = tuple(
        Point(
            START + timedelta(weeks=number),
            None if number in hidden else Estimate(count / invited, 0.0, 1.0),
            invited, count, 40, is_full=number < len(attended) - 1,
        )
        for number, count in enumerate(attended)
    )  # fmt: skip
    finding = turnout(0.5, 0.7)
    assert isinstance(finding.answer, Trend)
    answer = replace(finding.answer, points=points, periods=Periods(weeks=points))
    return replace(finding, answer=answer)


def test_a_fall_is_told_with_its_line_and_limits() -> None:
    alert = falling_of(weekly(48, 45, 41, 38, 33, 30, 27, 60))
    assert alert is not None
    assert (alert.first, alert.last) == (START, START + timedelta(weeks=6))
    told = tell(alert)
    assert told.fact == (
        "Participation falls: about 80% came in the week of 12 Jan, 44% in that of 23 Feb"
    )
    assert told.clause == (
        "Over 7 whole weeks that is 6 points a week (2 to 10), more than chance and uneven"
        " weeks give."
    )  # fmt: skip
    assert told.do


@pytest.mark.parametrize(
    "attended",
    [
        (40, 36, 42, 38, 35, 41, 37, 60),  # up and down
        (30, 33, 38, 41, 45, 47, 50, 0),  # up; the week that runs does not count
        (48, 45, 41, 38, 2),  # four whole weeks
    ],
)
def test_no_fall_is_told_where_there_is_none(attended: tuple[int, ...]) -> None:
    assert falling_of(weekly(*attended)) is None


def test_weeks_of_too_few_people_are_not_looked_at() -> None:
    """Told from the others alone, in their own places."""
    shown = falling_of(weekly(48, 1, 41, 38, 33, 30, 27, 60, hidden=(1,)))
    assert shown is not None
    alone = slope_of(
        np.array([0, 2, 3, 4, 5, 6]), np.array([48, 41, 38, 33, 30, 27]), np.array([60] * 6)
    )
    assert shown.slope == alone
    assert falling_of(weekly(48, 45, 41, 38, 33, 30, 27, 60, hidden=(0, 1, 2, 3))) is None


def too_few(name: str) -> Finding:
    answer = TooFew(
        estimate=None, unit="share", n={}, target=0.6, table=Table((), ()), reason="no-data",
        missing="add an attendance export",
    )  # fmt: skip
    return found(name, answer)


def test_what_cannot_be_asked_is_no_alert() -> None:
    assert falling_of(too_few("participation")) is None
    assert gap_of(too_few("sessions-per-month"), PILOT.ends_on) is None
    assert carrying_of(too_few("host-rotation")) is None


# A gap in the cadence -----------------------------------------------------------------------------


def every(days: int, times: int = 5) -> list[date]:
    return [START + timedelta(days=days * n) for n in range(times)]


@pytest.mark.parametrize(
    ("usual", "quiet", "is_gap"),
    [(7, 14, False), (7, 15, True), (3, 9, False), (3, 10, True), (14, 28, False), (14, 29, True)],
)
def test_a_gap_is_longer_than_twice_the_usual_and_ten_days(
    usual: int, quiet: int, is_gap: bool
) -> None:
    met = every(usual)
    alert = gap_of(cadence(met), met[-1] + timedelta(days=quiet))
    assert (alert is not None) == is_gap
    if alert:
        assert alert == Gap(met[-1], met[-1] + timedelta(days=quiet), float(usual))
        assert alert.days == quiet


def test_without_a_usual_time_between_sessions_there_is_no_gap() -> None:
    assert gap_of(cadence(every(7, times=3)), date(2026, 4, 12)) is None


def test_a_gap_in_words_takes_the_place_of_the_weeks_own_news() -> None:
    told = tell(Gap(date(2026, 2, 9), date(2026, 2, 27), 7.0))
    assert told.says == (
        "No session since 9 Feb 2026. That is 18 days until 27 Feb 2026; usually it is 7 days from"
        " one session to the next. Set the next date; if sessions were held, load their attendance"
        " exports."
    )
    news = (News("watch-out", "No session was held this week", "x."), News("note", "Else", "y."))
    week = Week(date(2026, 2, 16), date(2026, 2, 22), news, "")
    assert [one.fact for one in without_repeats(week, [told]).news] == ["Else"]  # type: ignore[union-attr]
    assert without_repeats(week, []) == week and without_repeats(None, [told]) is None


# An export that stopped ---------------------------------------------------------------------------


def files(*arrived: tuple[str, date, date]) -> pd.DataFrame:
    """Landed files: kind, the day it landed, the last day it knows of."""
    return pd.DataFrame(
        {
            "kind": [kind for kind, _, _ in arrived],
            "landed_at": [pd.Timestamp(landed) for _, landed, _ in arrived],
            "data_until": [pd.Timestamp(known) for _, _, known in arrived],
        }
    )


def week(number: int) -> date:
    return START + timedelta(weeks=number)


def weekly_files(kind: str, times: int) -> list[tuple[str, date, date]]:
    return [(kind, week(n), week(n) - timedelta(days=1)) for n in range(1, times + 1)]


def test_an_export_is_late_after_its_usual_time_and_a_week() -> None:
    """Four weekly lists, the last known day 8 Feb: the next is due by 15 Feb, late after 22 Feb."""
    landed = files(*weekly_files("people", 4))
    assert stopped_of(landed, PILOT, date(2026, 2, 22)) == ()
    today = date(2026, 2, 23)
    [alert] = stopped_of(landed, PILOT, today)
    assert alert == Stopped("people", date(2026, 2, 8), 7.0, today) and alert.days == 15
    assert tell(alert).fact == "People lists have stopped coming"
    assert tell(alert).clause == (
        "The last one knows of 8 Feb 2026, 15 days ago; usually 7 days lie between two."
    )


@pytest.mark.parametrize(
    ("kind", "on", "is_looked_for"),
    [
        ("attendance", PILOT.ends_on, True),
        ("survey", PILOT.ends_on, True),
        ("competency", date(2026, 5, 31), True),
        ("invitations", PILOT.ends_on, False),
    ],
)
def test_each_export_is_looked_for_as_long_as_it_is_needed(
    kind: str, on: date, is_looked_for: bool
) -> None:
    assert bool(stopped_of(files(*weekly_files(kind, 4)), PILOT, on)) == is_looked_for
    # what came until then is enough, however long ago that is
    whole = weekly_files(kind, 13 if kind != "competency" else 20)
    assert stopped_of(files(*whole), PILOT, date(2026, 12, 1)) == ()


def test_what_is_usual_takes_three_days_of_arrival() -> None:
    today = date(2026, 4, 1)
    at_once = [("people", week(1), week(n)) for n in (-2, -1, 0, 1)]
    for landed in (weekly_files("people", 2), at_once):
        [alert] = stopped_of(files(*landed), PILOT, today)
        assert alert.usual is None


@pytest.mark.parametrize(
    ("kind", "new"),
    [("attendance", "attendance"), ("people", "people list"), ("competency", "sign-offs")],
)
def test_an_export_that_came_once_is_missed_after_three_weeks(kind: str, new: str) -> None:
    """Landed on 26 January with all until 25 January, the pilot runs until 12 April."""
    landed = files((kind, week(2), week(2) - timedelta(days=1)))
    last = week(2) + timedelta(days=21)
    assert stopped_of(landed, PILOT, last) == ()
    [alert] = stopped_of(landed, PILOT, last + timedelta(days=1))
    told = tell(alert)
    assert told.fact == f"No new {new} since 25 Jan 2026"
    assert told.clause == "What is loaded knows of nothing later, and that is 23 days ago."
    assert stopped_of(landed, PILOT, PILOT.ends_on) != ()
    assert stopped_of(landed, PILOT, PILOT.ends_on + timedelta(days=1)) == ()


def test_an_export_that_came_once_is_not_missed_too_early() -> None:
    """What landed of late, a pilot that has just begun, and a survey, which may be held once."""
    today = date(2026, 4, 1)
    old = date(2026, 1, 20)
    assert stopped_of(files(("people", today - timedelta(days=21), old)), PILOT, today) == ()
    before = files(("people", date(2025, 11, 1), date(2025, 11, 1)))
    assert stopped_of(before, PILOT, START + timedelta(days=21)) == ()
    assert stopped_of(before, PILOT, START + timedelta(days=22)) != ()
    assert stopped_of(files(("survey", old, old)), PILOT, today) == ()


def test_an_attendance_gap_is_not_told_twice() -> None:
    landed = files(*weekly_files("attendance", 4))
    assert stopped_of(landed, PILOT, date(2026, 3, 1)) != ()
    assert stopped_of(landed, PILOT, date(2026, 3, 1), is_quiet=True) == ()


def test_a_mistyped_day_far_ahead_does_not_hide_it() -> None:
    landed = files(*weekly_files("people", 4), ("people", week(4), date(2062, 2, 8)))
    assert [one.known_until for one in stopped_of(landed, PILOT, date(2026, 3, 1))] == [week(4)]


# One host for all ---------------------------------------------------------------------------------


def hosts(*led: int, ready: int = 3) -> Finding:
    n = {"people": 40, "sessions": sum(led), "hosts": len(led), "could_lead": ready,
         "sessions_without_host": 0}  # fmt: skip
    hosting = None
    if len(led) >= 5:
        busiest = max(led) / sum(led)
        hosting = Hosting(led, effective_number(led), gini(led), busiest, fewest_for_half(led))
    answer = rotation(hosting, [Ready("Sales", 40, ready)], FEWEST_SESSIONS, n)
    assert isinstance(answer, Rotation)
    return found("host-rotation", answer)


@pytest.mark.parametrize(
    ("led", "alert"),
    [
        ((5, 1, 1, 1, 1, 1), Carrying(6, 10, 5, 3)),
        ((4, 2, 2, 1, 1), None),  # two in five
        ((3, 1, 1, 1, 1), None),  # seven sessions
        ((9,), Carrying(1, 9, None, 3)),
        ((5, 4), Carrying(2, 9, None, 3)),
        ((7, 1, 1), None),  # of three hosts only their number is told
    ],
)
def test_a_host_carries_too_much(led: tuple[int, ...], alert: Carrying | None) -> None:
    assert carrying_of(hosts(*led)) == alert
    assert FEWEST_LED == 8


def test_a_host_in_words_is_a_number_without_a_name() -> None:
    one = tell(Carrying(6, 10, 5, 3))
    assert one.fact == "One host led 5 of 10 sessions (50%)"
    assert one.clause == "6 people have led at all."
    assert one.do == (
        "Ask somebody else to lead the next one: 3 learners know the sessions well and never led."
    )
    assert tell(Carrying(1, 9, None, 0)).says == (
        "One person leads all sessions. 9 sessions had a known host. Ask somebody else to lead the"
        " next one."
    )


# Together -----------------------------------------------------------------------------------------

HEAD = "Session,Date,Start time,Name,Email,Role,Join time,Leave time\n"


def sessions(starts: int, until: int, *, has_host: bool = False) -> bytes:
    """A session a week with twelve people, all of whom come."""
    rows = [HEAD]
    for number in range(starts, until):
        day = f"{START + timedelta(weeks=number)}"
        for person in range(12):
            rows.append(
                f"Clinic,{day},10:00,Ana Ruiz {person},ana{person}@example.org,"
                f"{'Organizer' if person == 0 and has_host else ''},{day} 10:00,{day} 10:45\n"
            )
    return "".join(rows).encode()


class Clock:
    def __init__(self, today: date) -> None:
        self.now = datetime(today.year, today.month, today.day, 9)

    def __call__(self) -> datetime:
        return self.now


def watched(folder: Path | str, clock: Clock) -> Store:
    store = Store.open(folder, clock=clock)
    land(store, [("six weeks.csv", sessions(0, 6))])
    store.save_pilot(PILOT)
    return store


def test_today_is_the_day_of_the_workspaces_clock() -> None:
    """Sessions every Monday until 16 February: a gap from 3 March on, until two weeks after the
    end of the pilot."""
    clock = Clock(date(2026, 3, 2))
    store = watched(":memory:", clock)
    assert alerts(store) == ()
    clock.now = datetime(2026, 3, 3, 9)
    assert alerts(store) == (Gap(date(2026, 2, 16), date(2026, 3, 3), 7.0),)
    assert alerts(store, Filters(as_of=date(2026, 3, 2))) == ()
    clock.now = datetime(2026, 4, 26, 9)
    [gap] = alerts(store)
    assert gap == Gap(date(2026, 2, 16), date(2026, 4, 12), 7.0, is_over=True)
    assert tell(gap).do == "If sessions were held, load their attendance exports."
    assert unwatched(store) is None
    clock.now = datetime(2026, 4, 27, 9)
    assert alerts(store) == () and unwatched(store) == Unwatched(None, PILOT.ends_on)


def test_exports_that_come_every_month_are_no_gap() -> None:
    """Landed on 19 January, 9 February and 2 March with all sessions until then: three weeks later
    and a week nobody can know better."""
    clock = Clock(date(2026, 1, 19))
    store = Store.open(":memory:", clock=clock)
    store.save_pilot(PILOT)
    for until, landed in ((1, date(2026, 1, 19)), (4, date(2026, 2, 9)), (7, date(2026, 3, 2))):
        clock.now = datetime(landed.year, landed.month, landed.day, 9)
        land(store, [(f"{until}.csv", sessions(0, until))])
    clock.now = datetime(2026, 3, 23, 9)
    assert alerts(store) == ()
    clock.now = datetime(2026, 3, 24, 9)
    assert alerts(store) == (Gap(date(2026, 2, 23), date(2026, 3, 24), 7.0),)


def test_without_a_pilot_or_data_nothing_is_told() -> None:
    assert alerts(Store.open(":memory:")) == ()
    store = watched(":memory:", Clock(date(2026, 1, 11)))
    assert alerts(store) == ()  # before it begins


def test_the_sample_stands_still_on_its_last_day(sample: Store) -> None:
    assert alerts(sample) == ()
    assert brief(sample).alerts == ()


def test_who_sees_no_single_people_is_told_of_no_host() -> None:
    store = Store.open(":memory:", clock=Clock(date(2026, 3, 17)))
    land(store, [("zoom.csv", sessions(0, 9, has_host=True))])
    store.save_pilot(PILOT)
    assert [one.kind for one in alerts(store)] == ["host"]
    assert alerts(store, scope=Scope(role="viewer")) == ()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=14))
def test_an_alert_is_words_that_say_no_more_than_its_numbers(attended: list[int]) -> None:
    alert = falling_of(weekly(*attended))
    if alert is None:
        return
    assert isinstance(alert, Falling) and alert.slope.high < 0
    assert alert.slope.first > alert.slope.last
    assert isinstance(tell(alert), Told)


# Where it is told ---------------------------------------------------------------------------------


def test_every_report_tells_it() -> None:
    store = watched(":memory:", Clock(date(2026, 3, 10)))
    told = brief(store)
    assert [one.kind for one in told.alerts] == ["gap"]
    for made in (report.write(told), markdown.write(told)):
        assert "Needs somebody now" in made and "No session since 16 Feb 2026" in made
    assert as_json.briefing_object(told)["alerts"][0]["kind"] == "gap"
    assert told.week is not None
    assert "No session was held this week" not in [news.fact for news in told.week.news]


def test_the_verb_and_its_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "w"
    here = ["--workspace", str(folder)]
    assert main(["watch", *here]) == 1
    assert "Nothing has landed yet" in capsys.readouterr().err
    (tmp_path / "six weeks.csv").write_bytes(sessions(0, 6))
    assert main(["ingest", str(tmp_path / "six weeks.csv"), *here]) == 0
    capsys.readouterr()
    assert main(["watch", *here]) == 1
    assert "There is no pilot to watch yet" in capsys.readouterr().err
    (tmp_path / "pilot.toml").write_text(write_card(PILOT), "utf-8")
    assert main(["pilot", "--file", str(tmp_path / "pilot.toml"), *here]) == 0
    capsys.readouterr()
    assert main(["watch", *here, "--as-of", "2026-03-02"]) == 0
    assert capsys.readouterr().out == f"{NOTHING}\n"
    assert main(["watch", *here, "--as-of", "2026-03-03"]) == 3
    assert capsys.readouterr().out == (
        "No session since 16 Feb 2026.\n"
        "    That is 15 days until 3 Mar 2026; usually it is 7 days from one session to the next.\n"
        "    To do: Set the next date; if sessions were held, load their attendance exports.\n"
    )
    assert main(["watch", *here, "--as-of", "2026-03-03", "--json"]) == 3
    [one] = json.loads(capsys.readouterr().out)
    assert one["kind"] == "gap" and one["details"]["since"] == "2026-02-16"
    assert main(["watch", *here, "--as-of", "2026-03-02", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-01-11", "The pilot begins on 12 Jan 2026; nothing is watched yet"),
        ("2026-04-27", "The pilot ended on 12 Apr 2026; nothing is watched"),
    ],
)
def test_where_nothing_was_looked_at_the_verb_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str, says: str
) -> None:
    watched(tmp_path / "w", Clock(date(2026, 3, 2))).close()
    asked = ["watch", "--workspace", str(tmp_path / "w"), "--as-of", day]
    assert main(asked) == 0
    assert capsys.readouterr().out == f"{says}.\n"
    assert main([*asked, "--json"]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert (one["kind"], one["fact"]) == ("unwatched", says)
