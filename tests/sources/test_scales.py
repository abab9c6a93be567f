"""Scales are told from the answers: words in nine languages, numbers, both, and neither."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.scales import is_missing, is_recommendation, scaled


def test_labels_of_every_language(exports: Path) -> None:
    path = exports / "likert_scales_mixed_languages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16
    found = {text: scaled("", [text]).values.get(text) for text in (row["value"] for row in rows)}
    assert found == {
        row["value"]: int(row["expected_1_to_5"]) if row["expected_1_to_5"] else None
        for row in rows
    }


@pytest.mark.parametrize(
    ("question", "answers", "scale", "values"),
    [
        ("", ["Very useful", "Somewhat useful", "Not useful at all"], "score_5", [5, 4, 1]),
        ("", ["Extremely useful", "Very useful", "Somewhat useful"], "score_5", [5, 4, 3]),
        ("", ["Excellent", "Good", "Fair", "Poor", "Very Poor"], "score_5", [5, 4, 3, 2, 1]),
        ("", ["Excellent", "Very good", "Good", "Fair", "Poor"], "score_5", [5, 4, 3, 2, 1]),
        ("", ["Very good", "Good", "Poor"], "score_5", [5, 4, 2]),
        ("", ["Always", "Sometimes", "Never"], "score_5", [5, 3, 1]),
        ("", ["Sehr zufrieden", "Unzufrieden"], "score_5", [5, 2]),
        ("", ["5 - Strongly agree", "Agree"], "agreement_5", [5, 4]),
        ("", ["Strongly agree (5)", "Disagree (2)"], "agreement_5", [5, 2]),
        ("", ["1 - Strongly disagree", "2", "5 - Strongly agree"], "score_5", [1, 2, 5]),
        ("", ["4 - Strongly agree", "1 - Strongly disagree"], "agreement_5", [5, 1]),
        ("", ["Stimme zu", "Neutral", "Stimme nicht zu"], "agreement_5", [4, 3, 2]),
        ("", ["trifft zu", "trifft eher zu", "trifft nicht zu"], "agreement_5", [5, 4, 1]),
        ("", ["Strongly agree", "Agree", "Somewhat agree"], "score_7", [7, 6, 5]),
        ("", ["1", "3", "5"], "score_5", [1, 3, 5]),
        ("", ["4.0", "5,0"], "score_5", [4, 5]),
        ("", ["4/5", "2/5"], "score_5", [4, 2]),
        ("", ["★★★★☆", "★★★★★"], "score_5", [4, 5]),
        ("", ["1", "7"], "score_7", [1, 7]),
        ("", ["0", "8"], "rating_10", [0, 8]),
        ("How likely are you to recommend us?", ["3", "5"], "rating_10", [3, 5]),
        ("How likely are you to recommend us? (1-5)", ["3", "5"], "score_5", [3, 5]),
        ("I would recommend the pilot", ["3", "5"], "score_5", [3, 5]),
        ("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", ["4"], "rating_10", [4]),
        ("NPS", ["10 - Extremely likely", "9", "2"], "rating_10", [10, 9, 2]),
    ],
)
def test_scale_and_values(question: str, answers: list[str], scale: str, values: list[int]) -> None:
    found = scaled(question, answers)
    assert found.scale == scale
    assert [found.value(text) for text in answers] == values


@pytest.mark.parametrize(
    ("question", "answers", "scale"),
    [
        ("", ["1 - Strongly agree", "2 - Agree", "5 - Strongly disagree"], "choice"),
        ("", ["1 = Sehr zufrieden", "2"], "choice"),
        ("", ["0", "3"], "choice"),
        ("How many sessions did you join?", ["1", "3"], "choice"),
        ("", ["Lunch & learn;Shadowing;", "Learning pods;"], "choice"),
        ("", ["Yes", "No", "Yes"], "choice"),
        ("", ["Berlin", "Dublin"], "choice"),
        ("", ["I liked it; more please", "Wrong time, sorry"], "text"),
        ("What should we change?", ["ok", "Good"], "text"),
        ("What should we change?", ["N/A"], "text"),
        ("", ["x" * 61, "y"], "text"),
    ],
)
def test_what_is_no_scale_has_no_values(question: str, answers: list[str], scale: str) -> None:
    found = scaled(question, answers)
    assert found.scale == scale
    assert [found.value(text) for text in answers] == [None] * len(answers)


def test_a_reversed_scale_is_said() -> None:
    assert "disagree" in scaled("", ["1 - Strongly agree", "2 - Agree"]).doubt


def test_many_answers_up_to_five_are_no_net_promoter_score() -> None:
    found = scaled("How likely are you to recommend us?", ["5", "4"] * 6)
    assert found.scale == "score_5"
    assert found.doubt


@pytest.mark.parametrize(
    "text",
    ["", "-", "N/A", "n/a", "Prefer not to say", "Keine Angabe", "Sans objet", "No aplica",
     "Prefiro não dizer", "Non applicabile", "n.v.t.", "Nie dotyczy", "回答しない"],
)  # fmt: skip
def test_missing_is_never_a_value(text: str) -> None:
    assert is_missing(text)
    found = scaled("", ["Strongly agree", text])
    assert (found.scale, found.value("Strongly agree"), found.value(text)) == (
        "agreement_5", 5, None,
    )  # fmt: skip


def test_recommendation_needs_likelihood_and_recommending() -> None:
    assert is_recommendation("On a scale of 0-10, how likely are you to recommend the pilot?")
    assert is_recommendation("Hoe waarschijnlijk is het dat u ons zou aanbevelen?")
    assert not is_recommendation("How likely are you to come again?")
    assert not is_recommendation("What would you recommend to others?")


@given(st.lists(st.text(max_size=20), max_size=30), st.text(max_size=30))
def test_any_answers_have_a_scale_and_values_within_it(answers: list[str], question: str) -> None:
    found = scaled(question, answers)
    ends = {"agreement_5": (1, 5), "score_5": (1, 5), "score_7": (1, 7), "rating_10": (0, 10)}
    low, high = ends.get(found.scale, (1, 0))
    assert all(low <= value <= high for value in found.values.values())


@given(st.permutations(["Agree", "Disagree", "Neutral", "5 - Strongly agree", "N/A", "Agree"]))
def test_the_order_of_answers_does_not_matter(answers: list[str]) -> None:
    found = scaled("", answers)
    assert dict(found.values) == {"Agree": 4, "Disagree": 2, "Neutral": 3, "5 - Strongly agree": 5}
