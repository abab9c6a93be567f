"""Attendance and competency: the unfair comparison is refused, the landmark one is fair."""

from __future__ import annotations

import json as standard_json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import filled_store, store_of
from hypothesis import given
from hypothesis import strategies as st
from made_dose import made_dose
from scipy.stats import binom

from analytics.asking import ask, context_of, rows_of
from analytics.cli import main
from analytics.cohorts.grade import grade_where_chosen
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import Answer, Dose, Estimate, Finding, TooFew
from analytics.pilots import Pilot
from analytics.privacy import Scope, protect
from analytics.questions import Context, question
from analytics.questions.attendance_and_competency.question import (
    FEWEST_SESSIONS,
    LANDMARK_DAY,
    QUESTION,
)
from analytics.stats.exposure import landmark, time_dependent_logrank
from analytics.stats.logrank import logrank
from analytics.stats.permutation import logrank_test
from analytics.stats.survival import DayGrid
from analytics.store import Store
from analytics.verdicts import find
from analytics.verdicts.exposure import REFUSAL

NAME = "attendance-and-competency"
PILOT = Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12))
LATE = pd.Timestamp(2026, 12, 31)
CONTEXT = Context(PILOT, "invitation", "Signed off", LATE)
GAIN = re.compile(r"\b(faster|sooner|gain\w*|improv\w*|shorter|quick\w*|better)\b", re.I)


def answer_to(rows: pd.DataFrame, **context: Any) -> Answer:
    return QUESTION.answer(rows, replace(CONTEXT, **context))


# without any effect -------------------------------------------------------------------------------


@dataclass(frozen=True)
class FlatPilot:
    """200 hires whose days have one distribution (lognormal, median 45, sigma 0.45), all followed
    to the end; a session every week, to which each comes with a chance of 2 in 5."""

    days: np.ndarray
    came: list[np.ndarray]

    @classmethod
    def drawn(cls, rng: np.random.Generator, people: int = 200) -> FlatPilot:
        days = np.ceil(45 * np.exp(0.45 * rng.standard_normal(people))).astype(int)
        first = rng.integers(0, 7, people)
        sessions = first[:, None] + 7 * np.arange(60)
        is_there = rng.random(sessions.shape) < 0.4
        return cls(days, [row[there] for row, there in zip(sessions, is_there, strict=True)])

    def rows(self) -> pd.DataFrame:
        """As query.sql gives them, one row per person."""
        learning = [came[came < day] for came, day in zip(self.came, self.days, strict=True)]
        return pd.DataFrame(
            {
                "sessions": [min(4, int((came <= LANDMARK_DAY).sum())) for came in learning],
                "first_attended_day": [came[0] if len(came) else np.nan for came in learning],
                "outcome": "competent",
                "days": self.days,
                "people": 1,
            }
        )

    def until_competent(self) -> np.ndarray:
        """Sessions up to the day of being competent: what is refused."""
        return np.array(
            [(came < day).sum() for came, day in zip(self.came, self.days, strict=True)]
        )


def test_counts_until_competent_mislead_and_the_landmark_does_not() -> None:
    """Without any effect, of 200 pilots at 5% allowed. The bound on the landmark's false calls is
    the 99.9% limit of a binomial at 6.6%, the most that was simulated for it."""
    rng, naive, fair = np.random.default_rng(20260228), [], []
    for _ in range(200):
        pilot = FlatPilot.drawn(rng)
        often = pilot.until_competent() >= np.median(pilot.until_competent())
        split = [DayGrid.from_times(some, some > 0) for some in
                 (pilot.days[~often], pilot.days[often])]  # fmt: skip
        found = logrank(*split)
        assert found is not None
        naive.append(found.z)
        answer = answer_to(pilot.rows())
        assert isinstance(answer, Dose)
        fair.append(answer.z)
        assert (answer.p < 0.05) == (abs(answer.z) > answer.critical[1])
    # Those who came more look later, in nearly every pilot: they were there for longer.
    assert np.mean(np.array(naive) < -1.96) > 0.9
    called = int((np.abs(fair) > 1.96).sum())
    assert called <= binom.ppf(0.999, 200, 0.066)
    assert (np.array(fair) > 0).any() and (np.array(fair) < 0).any()


# against a second implementation, person by person ------------------------------------------------


@dataclass(frozen=True)
class Hire:
    hired: date
    competent: date | None
    left: date | None
    stays: list[tuple[date, int, bool]]  # day of the session, minutes of 60, as a host


ENDS, AS_OF = date(2026, 4, 12), date(2026, 6, 30)


def made_pilot(seed: int, hires: int = 90) -> tuple[Store, list[Hire]]:
    """A pilot in the canonical tables, and the same people as objects."""
    rng = np.random.default_rng(seed)
    held = [date(2026, 1, 5) + timedelta(days=int(day)) for day in range(0, 120, 5)]
    people = []
    for _ in range(hires):
        hired = PILOT.starts_on + timedelta(days=int(rng.integers(0, 60)))
        days = int(np.ceil(50 * np.exp(0.45 * rng.standard_normal())))
        leaves = int(rng.exponential(300))
        ends = hired + timedelta(days=days)
        left = hired + timedelta(days=leaves) if leaves < days else None
        stays = [
            (day, int(rng.choice([10, 30, 60])), bool(rng.random() < 0.1))
            for day in held
            if rng.random() < 0.35
        ]
        people.append(Hire(hired, None if left else ends, left, stays))
    tables: dict[str, list[dict[str, Any]]] = {
        "source_file": [{"name": "people.csv", "kind": "people", "data_until": AS_OF},
                        {"name": "signed.csv", "kind": "competency", "data_until": AS_OF},
                        {"name": "came.csv", "kind": "attendance", "data_until": AS_OF}],
        "session": [{"session_id": number, "title": "Clinic", "has_attendance": True,
                     "started_at": datetime.combine(day, datetime.min.time().replace(hour=9)),
                     "meeting_seconds": 3600, "is_cancelled": False}
                    for number, day in enumerate(held)],
        "person": [{"person_id": number, "hire_date": who.hired, "left_date": who.left,
                    "department": "Sales" if number % 2 else "Support"}
                   for number, who in enumerate(people)],
        "competency": [{"person_id": number, "competency": "Signed off", "status": "competent",
                        "competent_on": who.competent}
                       for number, who in enumerate(people) if who.competent],
        "person_session": [{"session_id": held.index(day), "person_id": number, "stays": 1,
                            "seconds_present": 60 * minutes, "is_host": is_host}
                           for number, who in enumerate(people)
                           for day, minutes, is_host in who.stays],
    }  # fmt: skip
    card = '[pilot]\nname = "Made"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'
    return filled_store(tables, card), people


def person_by_person(people: list[Hire]) -> tuple[list[int], list[bool], list[float], list[float]]:
    """Days, competent, and the days of the first session and of the one that is enough."""
    days, reached, first, enough = [], [], [], []
    for who in people:
        is_competent = who.competent is not None and who.competent <= AS_OF
        ends = min(day for day in (who.competent, who.left, AS_OF) if day is not None)
        came = sorted(
            (day - who.hired).days
            for day, minutes, is_host in who.stays
            if minutes >= 30 and not is_host and PILOT.starts_on <= day <= ENDS
            and day >= who.hired
        )  # fmt: skip
        days.append((ends - who.hired).days)
        reached.append(is_competent)
        first.append(float(came[0]) if came else np.nan)
        enough.append(float(came[FEWEST_SESSIONS - 1]) if len(came) >= FEWEST_SESSIONS else np.nan)
    return days, reached, first, enough


@pytest.mark.parametrize("seed", [3, 14, 159])
def test_the_answer_is_that_of_the_landmark_person_by_person(seed: int) -> None:
    store, people = made_pilot(seed)
    answer = ask(store, NAME).answer
    assert isinstance(answer, Dose)
    days, reached, first, enough = person_by_person(people)
    split = landmark(days, reached, enough, LANDMARK_DAY)
    test = logrank_test(split.without, split.exposed)
    assert test is not None
    assert answer.estimate == Estimate(test.estimate or 0.0, *test.interval)
    assert (answer.z, answer.p, answer.critical) == (test.z, test.p, test.critical)
    for group, grid in ((answer.fewer, split.without), (answer.more, split.exposed)):
        assert (group.n, group.competent, group.longest) == (grid.n, grid.n_events, grid.longest)
    assert answer.left_out == split.left_out == answer.n["left_out"]
    assert answer.n["people"] + split.left_out == len(people)
    gone = [who for who, day in zip(people, days, strict=True) if who.left and day > LANDMARK_DAY]
    assert answer.fewer.left + answer.more.left == len(gone) > 0
    beside = time_dependent_logrank(days, reached, first)
    assert beside is not None
    assert answer.details["time_dependent"]["z"] == pytest.approx(beside.z)


def test_sessions_by_the_landmark_do_not_depend_on_a_readers_dates() -> None:
    store, _ = made_pilot(3)
    whole = ask(store, NAME)
    cut = ask(store, NAME, Filters(first_day=date(2026, 3, 1), last_day=date(2026, 3, 8)))
    assert cut == whole
    assert ask(store, NAME, Filters(departments=("Sales",))).answer != whole.answer


def test_query_and_answer_count_up_to_the_same_day() -> None:
    assert f"<= {LANDMARK_DAY} then 1" in QUESTION.sql
    assert "c.sessions > 4 then 4" in QUESTION.sql and FEWEST_SESSIONS <= 4


def test_the_worked_example_is_too_few_and_says_what_is_missing() -> None:
    store = store_of(QUESTION)
    context = context_of(store, QUESTION)
    answer = QUESTION.answer(rows_of(store, QUESTION, context), context)
    assert isinstance(answer, TooFew)
    # Followed beyond day 28: 2, 3 and 13 with fewer than two sessions by then; 1, 4, 6 and 8.
    assert answer.n == {
        "people": 7, "fewer": 3, "more": 4, "competent_fewer": 2, "competent_more": 3,
        "left_out": 2,
    }  # fmt: skip
    assert "10 people still learning after day 28" in answer.missing


def rows_of_counts(fewer: tuple[int, int], more: tuple[int, int]) -> pd.DataFrame:
    """(people, competent) of each side; the competent on days 31, 32 … after hire."""
    return pd.DataFrame(
        [
            {"sessions": sessions, "first_attended_day": None, "people": 1, "days": 31 + number,
             "outcome": "competent" if number < competent else "learning"}
            for sessions, (people, competent) in ((0, fewer), (3, more))
            for number in range(people)
        ]
    ).astype({"first_attended_day": float})  # fmt: skip


@pytest.mark.parametrize(
    ("fewer", "more", "is_enough"),
    [
        ((10, 10), (10, 10), True),
        ((9, 9), (10, 10), False),
        ((10, 10), (9, 9), False),
        ((30, 9), (30, 30), False),
        ((30, 30), (30, 9), False),
    ],
)
def test_ten_people_and_ten_competent_are_needed_on_each_side(
    fewer: tuple[int, int], more: tuple[int, int], is_enough: bool
) -> None:
    answer = answer_to(rows_of_counts(fewer, more))
    assert isinstance(answer, Dose) == is_enough
    assert (answer.n["fewer"], answer.n["competent_more"]) == (fewer[0], more[1])


def test_days_count_from_the_landmark() -> None:
    answer = answer_to(rows_of_counts((12, 12), (20, 10)))
    assert isinstance(answer, Dose)
    assert (answer.fewer.longest, answer.more.longest) == (14, 22)  # days 42 and 50
    # 6 of 12 by day 36, that is 8 days on, and the middle of the step up to the next.
    assert answer.fewer.median[0] == 8.5
    assert answer.fewer.share_by[30] == Estimate(1.0, *_limits(answer, 30))
    assert answer.more.share_by[30] is None  # nobody was followed that long
    assert (answer.more.still_learning, answer.more.left) == (10, 0)


def _limits(answer: Dose, day: int) -> tuple[float | None, float | None]:
    share = answer.fewer.share_by[day]
    assert share is not None
    return share.low, share.high


def test_a_strong_link_is_found_and_read_more_than_once_asks_for_more() -> None:
    """Coming three times halves the days after the landmark."""
    rows = rows_of_counts((40, 40), (40, 40))
    rows["days"] = np.where(rows["sessions"] == 3, 28 + (rows["days"] - 28) // 2 + 1, rows["days"])
    once, again = answer_to(rows), answer_to(rows, looks=5)
    part = answer_to(rows, slices=4)
    early = answer_to(rows, as_of=pd.Timestamp(2026, 3, 1))
    assert all(isinstance(answer, Dose) for answer in (once, again, part, early))
    levels = [answer.confidence for answer in (once, again, part, early)]  # type: ignore[attr-defined]
    assert levels == [0.95, pytest.approx(0.975), pytest.approx(1 - 0.05 / 4), levels[3]]
    assert levels[1] < levels[3] < 1  # before the planned read the limits lie further out
    assert said(once).title.startswith("People who came at least twice by day 28 were competent")
    assert said(once).caption[0].startswith("95% CI")
    assert said(again).caption[0].startswith("97.5% CI")
    assert "97.5% interval" in said(again).paragraphs[0][1]


# the words ----------------------------------------------------------------------------------------


def said(answer: Answer) -> Finding:
    return find(QUESTION, answer, CONTEXT)


@pytest.mark.parametrize(
    ("z", "title"),
    [
        (0.5, "A link between coming more often and time to competency is not shown"),
        (1.96, "A link between coming more often and time to competency is not shown"),
        (1.961, "People who came at least twice by day 28 were competent sooner; why they came is"
                " not known"),
        (-1.96, "A link between coming more often and time to competency is not shown"),
        (-1.961, "People who came at least twice by day 28 were competent later; why they came is"
                 " not known"),
    ],
)  # fmt: skip
def test_the_title_follows_the_test(z: float, title: str) -> None:
    finding = said(made_dose(z))
    assert finding.title == title
    assert finding.headline == ("Linked" if "why they came" in title else "Not shown")
    assert finding.verdicts == ()  # no claim of a change, and no target


@given(
    st.floats(-1.95, 1.95), st.floats(-0.9, 0.9), st.integers(0, 40),
    st.none() | st.floats(0.01, 0.9), st.sampled_from([0.95, 0.975, 0.9999]),
)  # fmt: skip
def test_without_a_link_no_word_of_gain_is_read_first(
    z: float, value: float, left_out: int, detectable: float | None, confidence: float
) -> None:
    answer = replace(
        made_dose(z), estimate=Estimate(value, min(value, 0) - 0.05, max(value, 0) + 0.05),
        left_out=left_out, detectable=detectable, confidence=confidence,
    )  # fmt: skip
    finding = said(answer)
    limits = re.compile(r"^.* CI .*, from day 28 on$|^CI for repeated reading .*$")
    read_first = [finding.title, finding.headline, *finding.caption]
    assert not [text for text in read_first if GAIN.search(text) and not limits.match(text)]
    assert finding.verdicts == ()


def test_the_words_keep_to_going_with_and_grade_d_at_the_best() -> None:
    for z in (-3.0, 0.0, 3.0):
        finding = said(made_dose(z))
        told = dict(finding.paragraphs)
        assert "people choose how often to come" in told["What we cannot say."]
        assert told["How strong the evidence is."].startswith(("D on", "E on"))
        assert ("The one goes with the other." in told["What we can say."]) == bool(z)
        assert "23 people" in told["Who is left out."]
        assert "reach competency" not in finding.title
    assert "Who is left out." not in dict(said(replace(made_dose(0), left_out=0)).paragraphs)


@pytest.mark.parametrize(
    ("competent", "detectable", "learning", "letter", "faults"),
    [
        (30, 0.3, 0.5, "D", ()),
        (29, 0.3, 0.5, "D", ("small",)),
        (30, 0.31, 0.5, "D", ("small",)),
        (30, None, 0.5, "D", ("small",)),
        (30, 0.3, 0.51, "D", ("still-learning",)),
        (29, 0.3, 0.51, "E", ("small", "still-learning")),
    ],
)
def test_the_grade_of_what_people_chose(
    competent: int, detectable: float | None, learning: float, letter: str, faults: tuple[str, ...]
) -> None:
    grade = grade_where_chosen(
        fewest_competent=competent, detectable=detectable, target=0.2, share_learning=learning
    )
    assert (grade.letter, grade.design, grade.faults) == (letter, "chosen", faults)
    assert grade.next_step


# the refusal --------------------------------------------------------------------------------------


def refused_in(finding: Finding) -> None:
    """The refusal with its reason in words, and in JSON."""
    told = dict(finding.paragraphs)["What is not shown here."]
    assert told.casefold().startswith(REFUSAL.casefold())
    assert "people who take long have more time to attend" in told
    assert "people who take long have more time to attend" in finding.footnote
    written = standard_json.loads(json.write(json.finding_object(finding)))
    assert REFUSAL in written["footnote"]


def test_the_refusal_is_said_whatever_the_answer_is() -> None:
    store, _ = made_pilot(3)
    answered = ask(store, NAME)
    refused_in(answered)
    assert answered.answer.details["refused"] == ["sessions-until-competent"]
    few, nothing = ask(store_of(QUESTION), NAME), ask(filled_store({}), NAME)
    hidden = ask(store, NAME, scope=Scope(smallest_group=60))
    assert [f.answer.reason for f in (few, nothing, hidden)] == [  # type: ignore[attr-defined]
        "few", "no-data", "small-group",
    ]  # fmt: skip
    for finding in (few, nothing, hidden):
        refused_in(finding)
        assert [v.label for v in finding.verdicts] == ["Too little data"]


def test_the_command_line_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", NAME, "--workspace", str(tmp_path)]) == 0
    assert f"What is not shown here. {REFUSAL[:1].upper()}{REFUSAL[1:]}" in capsys.readouterr().out
    assert question("attendance_and_competency") is QUESTION


# privacy ------------------------------------------------------------------------------------------


def test_a_small_side_is_not_shown() -> None:
    answer = made_dose(0.5)
    assert protect(answer) == answer
    small = replace(answer, more=replace(answer.more, n=4))
    for hidden in (protect(small), protect(answer, chosen=4), protect(answer, Scope(28, 28))):
        assert isinstance(hidden, TooFew) and hidden.reason == "small-group"
        assert hidden.n == {} and hidden.details == {} and hidden.table.rows == ()


def test_what_is_too_few_tells_no_small_count() -> None:
    told = dict(said(protect(answer_to(rows_of_counts((9, 8), (40, 20))))).paragraphs)
    assert told["So far."] == (
        "40 (20 competent since) had come so often, 9 (8 competent since) less often."
    )
    few = protect(answer_to(rows_of_counts((9, 4), (40, 20))))
    assert few.n == {} and "So far." not in dict(said(few).paragraphs)
    department = protect(answer_to(rows_of_counts((9, 8), (40, 20))), chosen=4)
    assert isinstance(department, TooFew) and department.reason == "small-group"
