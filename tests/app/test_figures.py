"""Each shape's figure holds the finding's own numbers, and nothing from data is read as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from made_findings import (
    HOSTILE,
    cadence,
    comments,
    competency,
    drawn,
    funnel,
    hostile,
    participation,
    score,
    statements,
    too_few,
)

from analytics.findings import Calendar, Curve, Distribution, Estimate, Finding, Funnel, Trend
from app.figures import figure, is_drawn, key
from app.figures.curve import at_risk
from app.tokens import DARK, LIGHT, Tokens


def traces(fig, name: str) -> list:
    return [trace for trace in fig.data if trace.name == name]


def words(fig) -> list[str]:
    return [annotation.text for annotation in fig.layout.annotations]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("finding", drawn(), ids=lambda finding: finding.question)
def test_every_shape_keeps_the_rules_of_all_charts(finding: Finding, tokens: Tokens) -> None:
    fig = figure(finding.answer, tokens)
    assert fig.layout.title.text is None
    assert fig.layout.template.layout.showlegend is False
    assert (
        fig.layout.template.layout.xaxis.fixedrange and fig.layout.template.layout.yaxis.fixedrange
    )
    assert fig.layout.template.layout.font.size == 13
    assert fig.layout.margin.l <= 70
    assert all(annotation.textangle in (None, 0) for annotation in fig.layout.annotations)


@pytest.mark.parametrize("finding", [comments(), too_few()], ids=lambda f: f.question)
def test_what_is_no_chart_is_not_drawn(finding: Finding) -> None:
    assert not is_drawn(finding.answer)


def test_a_trend_shows_each_week_its_interval_and_the_target() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    fig = figure(answer, LIGHT)
    [line] = traces(fig, "share")
    assert list(line.y) == [p.share.value for p in answer.points if p.share]
    assert list(line.x) == [p.start for p in answer.points]
    [band] = traces(fig, "95% interval")
    assert set(band.y) == {v for p in answer.points if p.share for v in (p.share.low, p.share.high)}
    assert fig.layout.shapes[0].y0 == answer.target
    assert "Target 60%" in words(fig) and "<b>57%</b><br>last week" in words(fig)
    assert fig.layout.xaxis.tickvals == tuple(p.start for p in answer.points)


def test_a_dot_is_hollow_below_the_target_only() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    [line] = traces(figure(answer, LIGHT), "share")
    for point, colour in zip(answer.points, line.marker.color, strict=True):
        assert point.share
        assert colour == (LIGHT.background if point.share.value < 0.6 else LIGHT.during)


def test_a_week_that_may_not_be_shown_breaks_the_line_and_the_band() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    points = list(answer.points)
    points[4] = replace(points[4], share=None)
    fig = figure(replace(answer, points=tuple(points)), LIGHT)
    assert traces(fig, "share")[0].y[4] is None
    assert len(traces(fig, "95% interval")) == 2
    assert "too few people" in traces(fig, "share")[0].customdata[4]


def test_labels_at_the_right_end_of_a_trend_do_not_meet() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    for last in (0.5, 0.59, 0.6, 0.61, 0.7):
        points = (*answer.points[:-1], replace(answer.points[-1], share=Estimate(last)))
        fig = figure(replace(answer, points=points), LIGHT)
        target, value = (a.y for a in fig.layout.annotations)
        assert abs(target - value) >= 0.0999


def test_a_funnel_has_each_step_as_a_share_of_the_first() -> None:
    answer = funnel().answer
    assert isinstance(answer, Funnel)
    fig = figure(answer, LIGHT)
    assert list(traces(fig, "share")[0].x) == [step.share for step in answer.steps]
    assert any(label.startswith("Accepted") and "−278" in label for label in words(fig))
    assert any("77%" in label and "907" in label for label in words(fig))


def test_a_calendar_has_every_session_and_judges_full_months_only() -> None:
    answer = cadence().answer
    assert isinstance(answer, Calendar)
    fig = figure(answer, LIGHT)
    [cells] = traces(fig, "sessions")
    assert sum(cell or 0 for row in cells.z for cell in row) == sum(answer.days.values())
    assert any("3 Feb 2026: 1 session" in cell for row in cells.text for cell in row)
    labels = words(fig)
    assert "Feb<br><b>3</b> of 4" in labels and "Mar<br><b>6</b> ✓" in labels
    assert any(label.startswith("Apr") and "part" in label for label in labels)


def test_a_weekend_session_is_not_lost() -> None:
    answer = cadence().answer
    assert isinstance(answer, Calendar)
    saturday = date(2026, 2, 7)
    fig = figure(replace(answer, days={**answer.days, saturday: 1}), LIGHT)
    [cells] = traces(fig, "sessions")
    assert sum(cell or 0 for row in cells.z for cell in row) == sum(answer.days.values()) + 1
    assert "Sat" in fig.layout.yaxis.ticktext


def test_a_long_pilot_goes_on_in_a_second_block() -> None:
    answer = cadence(date(2026, 12, 20)).answer
    assert isinstance(answer, Calendar)
    late = {date(2026, 12, 1): 1}
    fig = figure(replace(answer, days={**answer.days, **late}), LIGHT)
    [cells] = traces(fig, "sessions")
    assert sum(cell or 0 for row in cells.z for cell in row) == sum(answer.days.values()) + 1
    assert fig.layout.yaxis.ticktext.count("Mon") == 2


def test_curves_are_the_cohorts_own_steps() -> None:
    answer = competency().answer
    assert isinstance(answer, Curve)
    fig = figure(answer, LIGHT)
    for name, cohort in (("Before pilot", answer.before), ("During pilot", answer.during)):
        [line] = traces(fig, name)
        known = {step.day: step.share for step in cohort.curve}
        drawn_at = dict(zip(line.x[1:-1], line.y[1:-1], strict=True))
        assert drawn_at == {day: known[day] for day in drawn_at}
        assert all(a <= b for a, b in pairwise(line.y))
        assert line.line.shape == "hv"
    assert [trace.x[0] for trace in traces(fig, "median")] == sorted(
        m for m in (answer.before.median[0], answer.during.median[0]) if m is not None
    )


def test_still_learning_counts_stand_under_their_ticks() -> None:
    answer = competency().answer
    assert isinstance(answer, Curve)
    fig = figure(answer, LIGHT)
    for tick in fig.layout.xaxis.tickvals:
        under = [a.text for a in fig.layout.annotations if a.xref != "paper" and a.x == tick]
        for cohort in (answer.before, answer.during):
            assert str(at_risk(cohort, tick)) in under
    assert at_risk(answer.before, 0) == answer.before.n
    for step in answer.before.curve:
        assert at_risk(answer.before, step.day) == step.at_risk
    assert at_risk(answer.before, answer.before.longest + 1) == 0


def test_a_band_stops_where_it_is_not_defined() -> None:
    answer = competency().answer
    assert isinstance(answer, Curve)
    curve = tuple(replace(s, low=None) if s.day > 40 else s for s in answer.during.curve)
    whole = replace(answer, during=replace(answer.during, curve=curve))
    reach = [max(trace.x) for trace in traces(figure(whole, LIGHT), "95% interval")]
    first_without = min(step.day for step in curve if step.low is None)
    assert min(reach) == first_without


def test_a_median_that_is_not_reached_is_not_drawn() -> None:
    answer = competency().answer
    assert isinstance(answer, Curve)
    none_yet = replace(answer, during=replace(answer.during, median=(None, None, None)))
    assert len(traces(figure(none_yet, LIGHT), "median")) == 1


def test_stacked_bars_are_the_answers_best_from_the_left() -> None:
    answer = statements().answer
    assert isinstance(answer, Distribution)
    bars = traces(figure(answer, LIGHT), "answers")
    for row, item in enumerate(answer.items):
        assert [bar.x[row] for bar in bars] == pytest.approx(
            [count / item.n for count in reversed(item.counts)]
        )
        assert [bar.base[row] for bar in bars[1:]] == pytest.approx(
            [sum(bar.x[row] for bar in bars[: i + 1]) for i in range(len(bars) - 1)]
        )
    assert bars[0].marker.color[0] == LIGHT.likert[-1]
    assert bars[-1].marker.color[0] == LIGHT.likert[0]
    assert [name for _, name in key(answer, LIGHT)] == list(reversed(answer.items[0].labels))


def test_statements_on_different_scales_share_one_figure() -> None:
    answer = statements().answer
    assert isinstance(answer, Distribution)
    seven = replace(answer.items[0], labels=tuple("1234567"), counts=(1, 2, 3, 4, 5, 6, 7), n=28)
    mixed = replace(answer, items=(seven, *answer.items[1:]))
    bars = traces(figure(mixed, LIGHT), "answers")
    assert [bar.x[0] for bar in bars] == pytest.approx([n / 28 for n in (7, 6, 5, 4, 3, 2, 1)])
    assert [name for _, name in key(mixed, LIGHT)] == ["Best answer", "Worst answer"]


def test_a_score_is_one_bar_in_its_groups() -> None:
    answer = score().answer
    assert isinstance(answer, Distribution)
    fig = figure(answer, LIGHT)
    assert [bar.x[0] for bar in fig.data] == pytest.approx([n / 212 for n in (42, 89, 81)])
    assert "<b>20%</b><br>Detractors<br>0–6" in words(fig)
    assert key(answer, LIGHT) == []


def test_text_from_data_is_never_markup() -> None:
    fig = figure(hostile().answer, LIGHT)
    shown = " ".join([*words(fig), *(t for bar in fig.data for t in bar.customdata)])
    assert "<img" not in shown and "<b>h" not in shown
    assert "&lt;img" in shown and "![x]" in shown.replace("<br>", " ")


def test_a_long_statement_takes_more_lines_and_more_room() -> None:
    answer = statements().answer
    assert isinstance(answer, Distribution)
    long = replace(answer.items[0], text="A very long statement about everything " * 9)
    fig = figure(replace(answer, items=(long, *answer.items[1:])), LIGHT)
    label = next(text for text in words(fig) if text.startswith("A very long"))
    assert label.count("<br>") == 2 and label.endswith("…")
    assert all(len(line) <= 38 for line in label.split("<br>"))
    assert fig.layout.height > figure(answer, LIGHT).layout.height


def test_hostile_text_is_whole_in_the_hover() -> None:
    [first, *_] = figure(hostile().answer, LIGHT).data
    assert "alert(1)" in first.customdata[0] and HOSTILE not in first.customdata[0]


def test_one_week_alone_is_drawn() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    fig = figure(replace(answer, points=answer.points[:1]), LIGHT)
    [band] = traces(fig, "95% interval")
    assert max(band.x) - min(band.x) == timedelta(days=2)
    assert len(traces(fig, "share")[0].y) == 1
