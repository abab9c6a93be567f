"""The screen, the picture and the slide draw the same numbers: those of the plot, which test_xy.py
and test_bars_cells_words.py hold against the answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analytics.asking import ask, questions
from analytics.findings import Calendar, Finding, Grid, Trend
from analytics.plots import XY, Bars, Cells, Plot, plot_of
from analytics.shapes import Series
from analytics.store import Store
from analytics.tokens import LIGHT
from app.figures import figure, is_drawn


@pytest.fixture(scope="module")
def findings(sample: Store) -> dict[str, Finding]:
    return {question.name: ask(sample, question.name) for question in questions()}


def numbers(value: Any) -> Iterator[float]:
    """All numbers of a figure's traces and shapes."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list | tuple | np.ndarray):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str) and (found := re.fullmatch(r"(?:<b>)?([\d,]+)\b.*", value)):
        yield float(found[1].replace(",", ""))  # a label that begins with its number


def drawn(plot: Plot, finding: Finding) -> Iterator[float]:
    """The numbers that a plot draws where the screen draws them too."""
    if isinstance(plot, XY):
        for dots in plot.dots:
            # days of a trend are places on the plot; rows of a forest or a strip are heights
            yield from dots.y if isinstance(finding.answer, Trend) else dots.x
        for line in plot.lines if isinstance(finding.answer, Series) else ():
            yield from line.y
        for band in plot.bands:
            if isinstance(finding.answer, Trend):
                yield from (*band.low, *band.high)
    elif isinstance(plot, Bars):
        for bar in plot.rows:
            yield from (part.size for part in bar.parts)
    elif isinstance(plot, Cells) and not isinstance(finding.answer, Calendar | Grid):
        for _, cells, _ in plot.rows:
            yield from (float(cell.text.replace(",", "")) for cell in cells if cell.text)


@pytest.mark.parametrize("name", [question.name for question in questions()])
def test_the_screen_draws_the_numbers_of_the_plot(findings: dict[str, Finding], name: str) -> None:
    finding = findings[name]
    if not is_drawn(finding.answer):
        assert name == "comments"
        return
    screen = sorted(numbers(figure(finding.answer, LIGHT).to_dict()))
    wanted = list(drawn(plot_of(finding.answer), finding))
    assert wanted or isinstance(finding.answer, Calendar | Grid)
    for number in wanted:
        at = np.searchsorted(screen, number)
        near = screen[max(at - 1, 0) : at + 1]
        assert any(math.isclose(number, one, abs_tol=1e-6) for one in near), number
