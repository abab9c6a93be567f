"""The strip: each definition is a dot, none hides another, and the one in use stands out."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_findings import HOSTILE
from made_strips import made_rules, made_strip

from analytics.findings import Estimate, Strip
from analytics.tokens import DARK, LIGHT, Tokens
from app.figures import figure, is_drawn
from app.figures.strip import DEFAULT_DOT, DOT, LEVEL_PX

PHONE_PX = 330
MIXED = ["faster-open"] * 6 + ["promising", "not-enough", "slower", "faster-met"]


def drawn(strip: Strip, tokens: Tokens = LIGHT) -> go.Figure:
    return figure(strip, tokens)


def trace(fig: go.Figure, name: str) -> Any:
    [found] = [one for one in fig.data if one.name == name]
    return found


def lines_at(fig: go.Figure) -> dict[float, str]:
    """Upright lines by their place, with their colour."""
    return {shape.x0: shape.line.color for shape in fig.layout.shapes if shape.x0 == shape.x1}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_filled_where_the_verdict_is_that_of_the_one_in_use(tokens: Tokens) -> None:
    strip = made_strip(MIXED)
    fig = drawn(strip, tokens)
    in_use, others = trace(fig, "in use"), trace(fig, "definitions")
    assert (list(in_use.x), list(in_use.y)) == ([0.3], [0])
    assert in_use.marker.size == DEFAULT_DOT > others.marker.size == DOT
    assert list(in_use.marker.color) == [tokens.during]
    judged = [row for row in strip.rows[1:] if row.outcome != "not-enough"]
    assert list(others.x) == [row.estimate.value for row in judged if row.estimate]
    assert list(others.marker.color) == [
        tokens.during_some if row.outcome.startswith("faster") else tokens.background
        for row in judged
    ]


def test_no_change_the_target_and_the_interval_in_use_are_on_the_axis() -> None:
    fig = drawn(made_strip(MIXED))
    assert lines_at(fig) == {0.0: LIGHT.before, 0.2: LIGHT.target}
    [band] = [shape for shape in fig.layout.shapes if shape.name == "band"]
    assert (band.x0, band.x1) == (0.05, 0.45)
    assert {note.text for note in fig.layout.annotations} == {"Target 20%", "<b>In use</b>"}
    assert "no change" in fig.layout.xaxis.ticktext
    low, high = fig.layout.xaxis.range
    assert low < -0.22 and high > 0.45 and len(fig.layout.xaxis.tickvals) <= 5


def test_a_share_has_no_line_of_no_change() -> None:
    fig = drawn(made_rules([Estimate(0.61, 0.57, 0.65), Estimate(0.39, 0.35, 0.43)]))
    assert lines_at(fig) == {0.6: LIGHT.target}
    assert all(text.endswith("%") for text in fig.layout.xaxis.ticktext)


@pytest.mark.parametrize("limits", [(None, 0.45), (0.05, None), (None, None), (-80.0, 0.45)])
def test_a_limit_that_is_not_there_or_far_off_does_not_push_the_dots_together(
    limits: tuple[float | None, float | None],
) -> None:
    strip = made_strip(MIXED)
    estimate = Estimate(0.3, *limits)
    strip = replace(strip, rows=(replace(strip.rows[0], estimate=estimate), *strip.rows[1:]))
    fig = drawn(strip)
    low, high = fig.layout.xaxis.range
    assert -1.5 < low < high < 1.5
    bands = [shape for shape in fig.layout.shapes if shape.name == "band"]
    assert len(bands) == (limits != (None, None))
    assert all(low <= band.x0 < band.x1 <= high for band in bands)


@given(st.lists(st.integers(-60, 60), min_size=2, max_size=24))
def test_no_dot_lies_on_another_on_a_phone(values: list[int]) -> None:
    strip = made_rules([Estimate(0.5 + v / 200, 0.2, 0.9) for v in values])
    fig = drawn(strip)
    low, high = fig.layout.xaxis.range
    dots = [(x, y) for one in fig.data for x, y in zip(one.x, one.y, strict=True)]
    assert len(dots) == len(values)
    for (x, y), (other_x, other_y) in combinations(dots, 2):
        across = abs(x - other_x) / (high - low) * PHONE_PX
        assert across >= DOT or abs(y - other_y) >= LEVEL_PX
    bottom, top = fig.layout.yaxis.range
    assert all(bottom + DOT / 2 <= y <= top - DOT / 2 for _, y in dots)
    margin = fig.layout.margin
    assert fig.layout.height == round(top - bottom + margin.t + margin.b)


def test_the_definition_is_said_on_hover_and_nothing_in_it_is_markup() -> None:
    fig = drawn(made_strip(MIXED, competent=HOSTILE))
    [in_use] = trace(fig, "in use").customdata
    assert in_use.startswith("<b>30% faster</b>, clear gain<br>calendar days since hire<br>")
    assert in_use.endswith("<br>leavers counted up to leaving<br><b>In use</b>")
    others = trace(fig, "definitions").customdata
    assert "<b>22% slower</b>, clear loss" in " ".join(others)
    for said in (in_use, *others):
        assert "<img" not in said and "<b>h" not in said
        assert all(len(line) < 60 for line in said.split("<br>"))


def test_without_a_verdict_there_is_no_strip() -> None:
    assert is_drawn(made_strip(MIXED))
    assert not is_drawn(made_strip(["not-enough", "faster-open", "slower"]))
