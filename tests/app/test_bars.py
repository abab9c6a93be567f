"""The bar of a KPI card stands where its numbers say, and says them."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace

import pytest
from made_findings import cadence, competency, drawn, hostile, participation, score, too_few

from analytics.findings import Calendar, Curve, Distribution, Estimate, Finding, Trend
from analytics.tokens import LIGHT
from app.bars import change_bar, spark


def lefts(html: str, mark: str) -> list[float]:
    """Positions in % of the pieces whose style holds `mark`."""
    pieces = re.findall(r'style="([^"]*)"', html)
    return [
        float(found[1]) for p in pieces if mark in p and (found := re.search(r"left:([\d.]+)%", p))
    ]


def test_the_target_stands_in_the_middle_and_the_estimate_on_its_side() -> None:
    html = change_bar(participation(), LIGHT)
    [target] = lefts(html, "dashed")
    [estimate] = lefts(html, "4px solid")
    assert target == 50 < estimate < 60


def test_the_interval_reaches_from_low_to_high() -> None:
    html = change_bar(competency(), LIGHT)
    [start] = lefts(html, "opacity:0.32")
    [estimate] = lefts(html, "4px solid")
    width = float(re.findall(r"width:([\d.]+)%;height:11px", html)[0])
    assert start < 50 < estimate < start + width
    [zero] = lefts(html, "1px solid")
    assert zero < start


def test_an_open_interval_runs_to_the_end() -> None:
    made = competency()
    html = change_bar(
        replace(made, answer=replace(made.answer, estimate=Estimate(0.1, None, 0.3))), LIGHT
    )
    assert lefts(html, "opacity:0.32") == [0]


def test_the_cadence_shows_each_full_month_and_not_its_average() -> None:
    html = change_bar(cadence(), LIGHT)
    [target] = lefts(html, "dashed")
    below, above = lefts(html, "border-radius:50%")
    assert below < target < above
    assert html.count(f"background:{LIGHT.background}") == 1
    assert not lefts(html, "4px solid")


def test_without_a_target_there_is_no_target_line() -> None:
    assert not lefts(change_bar(score(), LIGHT), "dashed")


def test_the_bar_is_spoken_and_its_words_cannot_break_out() -> None:
    html = change_bar(participation(), LIGHT)
    assert 'role="img" aria-label="Participation: 61%. Target 60% · 95% CI 56–65%' in html
    assert "<img" not in change_bar(hostile(), LIGHT)
    assert change_bar(hostile(), LIGHT).count('aria-label="') == 1


def test_where_nothing_is_known_there_is_no_bar() -> None:
    assert change_bar(too_few(), LIGHT) == ""


# The shapes that a KPI card can have.
KPIS = [f for f in drawn() if isinstance(f.answer, Trend | Calendar | Curve | Distribution)]


@pytest.mark.parametrize("finding", KPIS, ids=lambda finding: finding.question)
def test_a_sparkline_is_a_picture_of_its_own(finding: Finding) -> None:
    html = spark(finding.answer, LIGHT)
    svg = b64decode(html.split("base64,")[1].split('"')[0]).decode()
    assert svg.startswith("<svg") and svg.count("<path") >= 1
    assert 'alt=""' in html and "nan" not in svg


def test_nothing_known_keeps_its_place_empty() -> None:
    assert "<img" not in spark(too_few().answer, LIGHT)
