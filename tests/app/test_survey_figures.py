"""Themes and who answered, drawn: the finding's own numbers, escaped, with open ends left open."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from made_findings import HOSTILE, THEMES, response_rate, themes_found
from made_survey import made_responses, made_themes

from analytics.findings import Responses, Themes
from analytics.tokens import DARK, LIGHT
from app.figures import figure, key
from app.figures.rows import LABEL_WIDTH


def traces(fig: Any, name: str) -> list[Any]:
    return [trace for trace in fig.data if trace.name == name]


def words(fig: Any) -> list[str]:
    return [annotation.text for annotation in fig.layout.annotations]


def themes() -> Themes:
    answer = themes_found().answer
    assert isinstance(answer, Themes)
    return answer


def responses() -> Responses:
    answer = response_rate().answer
    assert isinstance(answer, Responses)
    return answer


# themes -------------------------------------------------------------------------------------------


def test_a_theme_is_a_bar_of_its_comments_by_rating() -> None:
    answer = themes()
    fig = figure(answer, LIGHT)
    bars = traces(fig, "comments")
    assert len(bars) == 4  # high, middle, low, not rated
    for row, theme in enumerate(answer.themes):
        assert [bar.x[row] * 12 for bar in bars] == pytest.approx(list(theme.by_rating))
        assert sum(bar.x[row] for bar in bars) == pytest.approx(theme.comments / 12)
        for before, after in pairwise(bars):  # end to end
            assert after.base[row] == pytest.approx(before.base[row] + before.x[row])
    # Comments of no theme are the most here: their bar fills the width and holds no rating.
    [others] = traces(fig, "no theme")
    assert list(others.x) == [0, 0, 0, 1]
    assert [bar.x[3] for bar in bars] == [0, 0, 0, 0]
    assert any(label.startswith("<b>10 comments</b>") and "10 people" in label
               for label in words(fig))  # fmt: skip


def test_numbers_stand_in_the_parts_that_have_room() -> None:
    bars = traces(figure(themes(), LIGHT), "comments")
    assert [bar.text[0] for bar in bars] == ["5", "2", "3", ""]
    wide = made_themes([("A", (100, 5, 0, 0))])
    assert [bar.text[0] for bar in traces(figure(wide, LIGHT), "comments")] == ["100", "", "", ""]


def test_without_comments_of_no_theme_there_is_no_such_bar() -> None:
    fig = figure(made_themes(THEMES), LIGHT)
    assert not traces(fig, "no theme") and not any("No theme" in label for label in words(fig))


def test_the_last_bar_says_whether_themes_are_hidden() -> None:
    assert "No theme" in words(figure(themes(), LIGHT))
    hidden = replace(themes(), details={"themes_hidden": 2})
    assert "No theme shown here" in words(figure(hidden, LIGHT))


def test_the_key_names_the_ratings_that_there_are() -> None:
    assert [name for _, name in key(themes(), LIGHT)] == [
        "Rated high", "In the middle", "Rated low", "Not rated",
    ]  # fmt: skip
    rated = made_themes([("A", (3, 0, 2, 0))])
    assert key(rated, DARK) == [
        (DARK.likert[4], "Rated high"), (DARK.likert[0], "Rated low"),
    ]  # fmt: skip
    colours = [bar.marker.color for bar in traces(figure(rated, DARK), "comments")]
    assert (colours[0], colours[2]) == (DARK.likert[4], DARK.likert[0])


# who answered -------------------------------------------------------------------------------------


def test_who_answered_is_a_bar_on_a_track_of_those_asked() -> None:
    answer = responses()
    fig = figure(answer, LIGHT)
    [track] = traces(fig, "track")
    [bars] = traces(fig, "answered")
    assert list(track.x) == [1, 1, 1, 1]
    assert list(bars.x) == pytest.approx([56 / 94, 12 / 30, 14 / 24, 30 / 40])
    assert any(label.startswith("<b>60% or more</b>") and "56 of 94" in label
               for label in words(fig))  # fmt: skip
    assert any(label.startswith("<b>40%</b>") and "12 of 30" in label for label in words(fig))


def test_an_open_limit_is_dotted_to_all_and_has_no_end() -> None:
    lines = traces(figure(responses(), LIGHT), "95% interval")
    dotted = [line for line in lines if line.line.dash]
    assert [line.x[1] for line in dotted] == [1.0] * 4
    ends = [line for line in lines if line.mode == "markers"]
    assert [len(line.x) for line in ends] == [1] * 4


def test_a_known_limit_is_an_end_and_nothing_is_dotted() -> None:
    answer = made_responses([(30, 12), (24, 14)])
    lines = traces(figure(answer, LIGHT), "95% interval")
    assert not [line for line in lines if line.line.dash]
    ends = [list(line.x) for line in lines if line.mode == "markers"]
    listed = [answer.whole, *answer.rows]
    assert ends == [[row.share.low, row.share.high] for row in listed]


# what comes from data -----------------------------------------------------------------------------


def test_names_from_data_are_never_markup() -> None:
    spoken = made_themes([(HOSTILE, (3, 0, 2, 0))])
    answered = responses()
    answered = replace(answered, rows=tuple(replace(r, name=HOSTILE) for r in answered.rows))
    for answer in (spoken, answered):
        fig = figure(answer, LIGHT)
        hovers = [text for bar in fig.data for text in (bar.customdata or ())]
        shown = " ".join([*words(fig), *hovers])
        assert "<img" not in shown and "<b>h" not in shown and "&lt;img" in shown


def test_a_long_name_takes_two_lines() -> None:
    fig = figure(made_themes([("A very long name of a theme " * 4, (5, 0, 0, 0))]), LIGHT)
    label = next(text for text in words(fig) if text.startswith("A very"))
    assert label.count("<br>") == 1
    assert all(len(line) <= LABEL_WIDTH for line in label.split("<br>"))
