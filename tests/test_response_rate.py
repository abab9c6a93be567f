"""Who answered: the worked example, surveys without names, small departments, and its words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from examples import QUESTIONS, filled_store, read_table, store_of
from hypothesis import given
from hypothesis import strategies as st
from made_survey import made_responses
from test_verdicts import TOO_STRONG

from analytics.asking import ask, context_of, rows_of
from analytics.filters import Filters
from analytics.findings import Answer, Distribution, Responses, TooFew
from analytics.privacy import Scope, protect
from analytics.questions import question
from analytics.responses import EVERYBODY, NOWHERE, OTHERS, asked
from analytics.store import Store
from analytics.verdicts import find, pilot_caption

ASKED = question("response-rate")
assert ASKED is not None
FOLDER = QUESTIONS / "response_rate" / "example"


def answer_of(store: Store, filters: Filters = Filters()) -> Answer:  # noqa: B008 - frozen
    assert ASKED is not None
    context = context_of(store, ASKED, filters)
    return ASKED.answer(rows_of(store, ASKED, context, filters), context)


def example(**tables: list[dict[str, Any]]) -> Store:
    """The worked example with some of its tables replaced."""
    found = {path.stem: read_table(path) for path in FOLDER.glob("*.csv")}
    return filled_store(found | tables, (FOLDER / "pilot.toml").read_text("utf-8"))


def nameless() -> list[dict[str, Any]]:
    return [row | {"alias_id": None} for row in read_table(FOLDER / "survey_answer.csv")]


# the worked example -------------------------------------------------------------------------------


def test_the_response_rate_on_its_example() -> None:
    assert ASKED is not None
    answer = answer_of(store_of(ASKED))
    assert isinstance(answer, Responses)
    # Asked: 1 and 2 of Sales, 4 and 5 of Support, 6 of no department. Answered: 1, 4 and 6.
    assert answer.n == {"people": 5, "answered": 3, "responses": 8, "unnamed_responses": 2}
    assert answer.estimate and answer.estimate.value == 3 / 5
    # Two responses without a name and 91, whom nobody knows: anybody may have answered.
    assert answer.possible == 3 and answer.estimate.high is None and answer.is_least
    assert answer.estimate.low == pytest.approx(0.2307, abs=5e-5)  # R: prop.test(3, 5, correct=F)
    assert [(row.name, row.people, row.answered) for row in answer.rows] == [
        ("Sales", 2, 1),
        ("Support", 2, 1),
        (NOWHERE, 1, 1),
    ]
    assert [row[:4] for row in answer.table.rows] == [
        (EVERYBODY, 1, 5, 3),
        ("Sales", 1, 2, 1),
        ("Support", 1, 2, 1),
        (NOWHERE, 1, 1, 1),
    ]


def test_dates_choose_the_sessions_and_the_answers() -> None:
    assert ASKED is not None
    first_day = date(2026, 1, 20)
    answer = answer_of(store_of(ASKED), Filters(first_day=first_day))
    assert isinstance(answer, Responses)
    # Session 3: 1, 4 and 6 attended; all three answered on that day.
    assert (answer.n["people"], answer.n["answered"], answer.n["responses"]) == (3, 3, 5)
    assert not answer.is_least and answer.estimate and answer.estimate.high == 1


def test_without_a_people_list_everybody_who_came_was_asked() -> None:
    answer = answer_of(example(person=[]))
    assert isinstance(answer, Responses)
    assert (answer.n["people"], answer.n["answered"]) == (6, 3)  # 90 as well
    assert answer.rows == ()  # of no department all of them
    # 3, who came too briefly, and 91 may be others of those asked; so may two without a name.
    assert answer.possible == 4


def test_a_name_in_the_people_list_that_did_not_come_is_nobody_elses() -> None:
    """Person 3 answered without having been asked: neither counted nor perhaps somebody else."""
    rows = [row for row in read_table(FOLDER / "survey_answer.csv") if row["alias_id"] == "13"]
    answer = answer_of(example(survey_answer=rows))
    assert isinstance(answer, Responses)
    assert (answer.n["answered"], answer.possible, answer.n["responses"]) == (0, 0, 1)


# no names -----------------------------------------------------------------------------------------


def test_without_names_more_responses_than_people_have_no_rate() -> None:
    answer = answer_of(example(survey_answer=nameless()))
    assert isinstance(answer, TooFew)
    assert "more responses than people" in answer.missing and answer.reason == "no-data"


def test_without_names_each_response_counts_as_a_person() -> None:
    store = example(survey_answer=nameless()[:3])  # two responses: r1 gave two answers
    answer = answer_of(store)
    assert isinstance(answer, Responses) and answer.is_nameless and not answer.is_least
    assert (answer.n["people"], answer.n["answered"], answer.rows) == (5, 2, ())
    assert answer.estimate and answer.estimate.value == 2 / 5
    finding = ask(store, "response-rate")
    assert finding.title == "40% answered, if nobody answered twice"
    assert "2 responses without a name, 5 people who came" in finding.footnote


def test_without_names_no_department_has_a_rate() -> None:
    answer = answer_of(example(survey_answer=nameless()[:3]), Filters(departments=("Sales",)))
    assert isinstance(answer, TooFew) and "which department" in answer.missing


def test_a_department_counts_the_responses_that_name_nobody_as_perhaps_its_own() -> None:
    assert ASKED is not None
    answer = answer_of(store_of(ASKED), Filters(departments=("Sales",)))
    assert isinstance(answer, Responses)
    assert (answer.n["people"], answer.n["answered"], answer.n["responses"]) == (2, 1, 3)
    assert answer.unnamed == 2 and answer.is_least and answer.rows == ()


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"person_session": []}, "nobody|anybody who came"),
        ({"survey_answer": []}, "nobody answered"),
    ],
)
def test_without_either_side_there_is_no_rate(tables: dict[str, Any], says: str) -> None:
    answer = answer_of(example(**tables))
    assert isinstance(answer, TooFew)
    assert says.split("|")[-1] in answer.missing


# limits -------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_limits_hold_all_that_may_have_answered(
    people: int, answered: int, possible: int
) -> None:
    answered = min(answered, people)
    share = asked("x", people, answered, possible).share
    most = min(answered + possible, people)
    assert share.low is not None and share.low <= share.value == answered / people
    if most == people and answered < people:
        assert share.high is None
    else:
        assert share.high is not None and share.high >= most / people
        assert possible or share.high >= share.value


# departments --------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=7))
def test_no_small_department_follows_from_what_is_shown(parts: list[tuple[int, int]]) -> None:
    answer = made_responses(parts)
    protected = protect(answer)
    if answer.whole.people < 5:
        assert isinstance(protected, TooFew) and protected.n == {}
        return
    assert isinstance(protected, Responses)
    rows = protected.rows
    assert all(row.people >= 5 for row in rows)
    if rows:  # they are the whole: nothing is left besides them
        assert sum(row.people for row in rows) == answer.whole.people
        assert sum(row.answered for row in rows) == answer.whole.answered
        assert sum(row.parts for row in rows) == len(parts)
    together = [row for row in rows if row.parts > 1]
    assert len(together) <= 1 and all(row.name == OTHERS for row in together)
    small = {row.name for row in answer.rows if row.people < 5}
    shown = {row.name for row in rows}
    assert not small & shown
    assert [row[0] for row in protected.table.rows] == [EVERYBODY, *(row.name for row in rows)]
    assert [d["department"] for d in protected.details["departments"]] == [r.name for r in rows]


def test_a_small_department_takes_the_next_smallest_with_it() -> None:
    protected = protect(made_responses([(30, 20), (1, 1), (12, 6), (20, 3)]))
    assert isinstance(protected, Responses)
    assert [(row.name, row.people, row.answered) for row in protected.rows] == [
        ("D0", 30, 20),
        ("D3", 20, 3),
        (OTHERS, 13, 7),
    ]


def test_two_small_departments_that_are_large_enough_together_are_one_row() -> None:
    protected = protect(made_responses([(30, 20), (4, 1), (3, 2)]))
    assert isinstance(protected, Responses)
    assert [(row.name, row.people, row.parts) for row in protected.rows] == [
        ("D0", 30, 1),
        (OTHERS, 7, 2),
    ]


def test_large_departments_stay_as_they_are() -> None:
    answer = made_responses([(30, 20), (5, 1)])
    assert protect(answer) == answer
    assert isinstance(protect(answer, Scope(6, 10)), Responses)
    assert protect(answer, Scope(6, 10)) != answer


# words --------------------------------------------------------------------------------------------


def words(answer: Answer) -> Any:
    assert ASKED is not None
    return find(ASKED, answer, context_of(example(), ASKED))


def test_a_rate_that_is_known_is_said_plainly() -> None:
    finding = words(made_responses([(30, 20), (10, 2)]))
    assert finding.title == "55% of the people who came have answered"
    assert finding.headline == "55%" and "least" not in finding.footnote
    assert finding.caption == ("22 of 40 people who came", "95% CI 40–69%")
    assert finding.alt == (
        "Bars of the share who answered: everybody asked 55%; D0 67% (20 of 30); D1 20% (2 of 10)."
    )


def test_a_rate_that_is_the_least_is_said_to_be() -> None:
    finding = words(made_responses([(30, 20), (10, 2)], possible=30))
    assert finding.title == "At least 55% of the people who came have answered"
    assert finding.headline == "55% or more"
    assert "30 responses name nobody, so every share is the least it can be" in finding.footnote
    assert "95% CI 40% or more" in finding.footnote


def test_everybody_answered_is_no_least() -> None:
    finding = words(made_responses([(30, 30)], possible=5))
    assert finding.title == "100% of the people who came have answered"


def test_feedback_names_the_response_rate_where_it_is_known() -> None:
    store = example()
    feedback = ask(store, "feedback")
    assert isinstance(feedback.answer, Distribution)
    assert feedback.caption[-1] == "8 responses, at least 60% response rate"
    assert "8 responses, at least 60% response rate" in feedback.footnote
    without = [row for row in read_table(FOLDER / "source_file.csv") if row["kind"] == "survey"]
    feedback = ask(example(source_file=without), "feedback")
    assert "response rate" not in " ".join((*feedback.caption, feedback.footnote))


def test_a_rate_that_may_not_be_shown_is_not_named_beside_the_feedback() -> None:
    feedback = ask(example(), "feedback", scope=Scope(6, 10))
    assert "response rate" not in " ".join((*feedback.caption, feedback.footnote))


@pytest.mark.parametrize("possible", [0, 1, 61])
@pytest.mark.parametrize("parts", [[(30, 20)], [(30, 20), (10, 2)], [(30, 0), (9, 9)]])
def test_the_words_are_calm(parts: list[tuple[int, int]], possible: int) -> None:
    finding = words(made_responses(parts, possible))
    said = " ".join((finding.title, finding.subtitle, finding.footnote, finding.alt))
    assert not TOO_STRONG.search(said) and "None" not in said
    assert ("least" in finding.title) == (possible > 0)


def test_the_line_under_the_headline_names_the_responses() -> None:
    finding = words(made_responses([(30, 20), (10, 2)], possible=30))
    assert pilot_caption(None, [finding], None) == "52 responses, at least 55% response rate"
