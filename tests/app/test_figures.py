"""Each shape's figure holds the finding's own numbers, and nothing from data is read as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from made_findings import (
    HOSTILE,
    attendance,
    cadence,
    comments,
    competency,
    departments,
    drawn,
    formats,
    funnel,
    hostile,
    participation,
    planned,
    reached,
    score,
    statements,
    too_few,
    weeks_grid,
)
from made_forests import FASTER, FLAT, made_counts, made_forest, made_row
from made_turnout import by_month, by_session, made_grid, made_reach

from analytics.findings import (
    Calendar,
    Curve,
    Distribution,
    Dose,
    Estimate,
    Finding,
    Flag,
    Forest,
    Funnel,
    Grid,
    Plan,
    Shares,
    Trend,
)
from analytics.tokens import DARK, LIGHT, Tokens
from app import bars
from app.figures import figure, is_drawn, key
from app.figures.curve import at_risk


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


def test_a_funnel_names_every_loss_and_who_joined() -> None:
    answer = funnel().answer
    assert isinstance(answer, Funnel)
    labels = " ".join(words(figure(answer, LIGHT)))
    for loss in ("−278 did not accept", "−246 accepted but did not come", "−69 left early"):
        assert loss in labels
    assert "+60 came without accepting" in labels


def test_sessions_stand_apart_each_with_its_interval() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    fig = figure(by_session(answer, HOSTILE), LIGHT)
    [dots] = traces(fig, "share")
    assert dots.mode == "markers" and not traces(fig, "95% interval")
    assert list(dots.x) == list(range(len(answer.points)))  # two of one day stand side by side
    for place, point in enumerate(answer.points):
        assert point.share and point.share.low is not None and point.share.high is not None
        assert dots.y[place] + dots.error_y.array[place] == pytest.approx(point.share.high)
        assert dots.y[place] - dots.error_y.arrayminus[place] == pytest.approx(point.share.low)
    assert "<img" not in dots.customdata[0] and "&lt;img" in dots.customdata[0]
    assert "12 Jan 2026" in dots.customdata[1]
    assert "<b>57%</b><br>last session" in words(fig)


def test_dates_on_the_axis_have_room_and_stand_upright() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    for starts in ([0, 2, 3, 4, 5], list(range(60)), [0], [0, 50, 51]):
        points = tuple(
            replace(answer.points[0], start=date(2026, 1, 12) + timedelta(weeks=n)) for n in starts
        )
        axis = figure(replace(answer, points=points), LIGHT).layout.xaxis
        named = [n for n, text in zip(starts, axis.ticktext, strict=True) if text]
        assert axis.tickangle == 0 and named[0] == 0 and len(named) <= 5
        assert all(b - a >= (starts[-1] - starts[0]) / 4.5 for a, b in pairwise(named))


def test_a_running_month_is_grey_hollow_and_called_so() -> None:
    answer = participation().answer
    assert isinstance(answer, Trend)
    fig = figure(by_month(answer), LIGHT)
    [line] = traces(fig, "share")
    assert list(line.marker.color) == [LIGHT.during, LIGHT.background, LIGHT.background]
    assert list(line.marker.line.color) == [LIGHT.during, LIGHT.during, LIGHT.before]
    assert line.customdata[0].startswith("Jan 2026<br>") and "not judged" in line.customdata[2]
    assert list(fig.layout.xaxis.ticktext) == ["Jan", "Feb", "Mar"]
    assert "<b>64%</b><br>part month" in words(fig)


def test_formats_have_a_dot_an_interval_and_the_target() -> None:
    answer = formats().answer
    assert isinstance(answer, Shares)
    fig = figure(answer, LIGHT)
    [dots] = traces(fig, "share")
    assert list(dots.x) == [row.share.value for row in answer.rows]
    assert [tuple(line.x) for line in traces(fig, "interval")] == [
        (row.share.low, row.share.high) for row in answer.rows
    ]
    for row, fill, edge in zip(answer.rows, dots.marker.color, dots.marker.line.color, strict=True):
        assert fill == (LIGHT.background if row.sessions == 1 else LIGHT.during)
        assert edge == (LIGHT.before if row.sessions == 1 else LIGHT.during)
    [target] = [shape for shape in fig.layout.shapes if shape.x0 == answer.target]
    assert target.line.color == LIGHT.target and target.line.dash
    low, high = fig.layout.xaxis.range
    assert low < 0.38 and high > 0.74
    labels = words(fig)
    assert any("Problem clinic" in label and "4 sessions" in label for label in labels)
    assert any("<b>68%</b>" in label and "62–74%" in label for label in labels)
    assert "Target 60%" in labels


def test_what_counts_everybody_is_drawn_as_bars_that_name_who_is_missing() -> None:
    answer = reached().answer
    assert isinstance(answer, Shares)
    fig = figure(answer, LIGHT)
    [bars] = traces(fig, "share")
    assert list(bars.x) == [58 / 68, 44 / 68, 21 / 68, 12 / 19, 30 / 33, 1.0]
    labels = words(fig)
    assert any("Operations" in label and "7 never came" in label for label in labels)
    assert not any("Sales" in label and "never came" in label for label in labels)
    assert any("12 of 19" in label for label in labels)
    without = figure(made_reach(None), LIGHT)
    assert not any("Regularly" in label for label in words(without))


def test_one_department_alone_is_not_drawn_beside_the_whole() -> None:
    answer = reached().answer
    assert isinstance(answer, Shares)
    [bars] = traces(figure(replace(answer, rows=answer.rows[:1]), LIGHT), "share")
    assert len(bars.x) == len(answer.levels)


@pytest.mark.parametrize("weeks", [1, 12, 60])
def test_the_grid_has_a_cell_per_person_and_week(weeks: int) -> None:
    answer = made_grid(weeks=weeks)
    fig = figure(answer, LIGHT)
    [cells] = traces(fig, "weeks")
    shade = {True: 1, False: 0, None: None}
    assert [list(row) for row in cells.z] == [[shade[c] for c in row] for row in answer.rows]
    assert len(fig.layout.xaxis.tickvals) <= 5
    assert "week of 12 Jan 2026" in cells.text[0][0]
    assert not any("@" in says for row in cells.text for says in row)


def test_the_grid_tells_absent_from_not_invited() -> None:
    answer = weeks_grid().answer
    assert isinstance(answer, Grid)
    [cells] = traces(figure(answer, DARK), "weeks")
    says = {True: "came", False: "invited and absent", None: "not invited"}
    for row, texts in zip(answer.rows, cells.text, strict=True):
        assert [text.rpartition(": ")[2] for text in texts] == [says[cell] for cell in row]
    assert [colour for _, colour in cells.colorscale] == [DARK.track, DARK.during]


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


def test_attendance_has_a_bar_with_its_interval_for_each_side() -> None:
    answer = attendance().answer
    assert isinstance(answer, Dose)
    fig = figure(answer, LIGHT)
    [bars] = traces(fig, "share")
    sides = (answer.more.share_by[30], answer.fewer.share_by[30])
    assert list(bars.x) == [share.value for share in sides if share]
    assert list(bars.marker.color) == [LIGHT.during, LIGHT.during_some]  # neither is "before"
    [below], [above] = traces(fig, "to the lower limit"), traces(fig, "to the higher limit")
    for place, share in enumerate(sides):
        assert share and share.low is not None and share.high is not None
        assert below.x[place] - below.error_x.arrayminus[place] == pytest.approx(share.low)
        assert above.x[place] + above.error_x.array[place] == pytest.approx(share.high)
        assert below.error_x.array[place] == above.error_x.arrayminus[place] == 0
    labels = " ".join(words(fig))
    assert labels.count("By day 58") == 2 and "By day 88" not in labels  # not known on either side
    assert "2 or more sessions" in labels and "fewer than 2" in labels
    assert "<b>65%</b>" in labels and "48–81%" in labels


def test_attendance_says_which_share_is_not_known_yet() -> None:
    answer = attendance().answer
    assert isinstance(answer, Dose)
    fewer = replace(answer.fewer, share_by={30: None, 60: None})
    fig = figure(replace(answer, fewer=fewer), LIGHT)
    [bars] = traces(fig, "share")
    assert list(bars.x) == [0.65, 0.0]
    assert len([label for label in words(fig) if "not known yet" in label]) == 1
    more = replace(answer.more, share_by={30: None, 60: None})
    fig = figure(replace(answer, fewer=fewer, more=more), LIGHT)
    assert len([label for label in words(fig) if "not known yet" in label]) == 4


def test_each_department_is_a_dot_with_its_interval_and_all_together_a_diamond() -> None:
    answer = departments().answer
    assert isinstance(answer, Forest)
    fig = figure(answer, LIGHT)
    compared = [one.found.estimate for one in answer.slices if one.found.estimate]
    [dots], [whole] = traces(fig, "departments"), traces(fig, "whole")
    assert list(dots.x) == [estimate.value for estimate in compared]
    assert list(whole.x) == [0.23] and whole.marker.symbol == "diamond"
    lines = traces(fig, "interval")
    assert [tuple(line.x) for line in lines] == [
        (0.07, 0.37), *((estimate.low, estimate.high) for estimate in compared),
    ]  # fmt: skip
    assert [line.y[0] for line in lines] == [whole.y[0], *dots.y]
    assert list(dots.y) == sorted(dots.y) and whole.y[0] < dots.y[0]
    # grey where there is no clear change
    assert list(dots.marker.color) == [LIGHT.before, LIGHT.during, LIGHT.before]
    assert [line.line.color for line in lines[1:]] == list(dots.marker.color)
    assert "98.75% interval" in dots.customdata[1] and "p = 0.012" in dots.customdata[1]


def test_a_forest_has_a_line_for_no_change_and_the_usual_one_for_the_target() -> None:
    answer = departments().answer
    assert isinstance(answer, Forest)
    fig, weekly = figure(answer, LIGHT), figure(participation().answer, LIGHT)
    zero, target = fig.layout.shapes
    assert (zero.x0, zero.x1, target.x0, target.x1) == (0, 0, 0.2, 0.2)
    assert target.line == weekly.layout.shapes[0].line
    assert "Target 20%" in words(fig)
    assert 0 in fig.layout.xaxis.tickvals and "+20%" in fig.layout.xaxis.ticktext


def test_a_department_with_counts_only_has_no_dot() -> None:
    answer = departments().answer
    assert isinstance(answer, Forest)
    fig = figure(answer, LIGHT)
    labels = words(fig)
    assert sum("counts only" in label for label in labels) == 1
    [name] = [label for label in labels if "Finance" in label]
    assert "12 → 7 hires" in name and name.count(LIGHT.muted) == name.count("<br>") + 1
    only_counts = figure(made_forest(made_counts("Finance")), LIGHT)
    assert traces(only_counts, "departments") == [] and len(traces(only_counts, "whole")) == 1
    assert len(traces(figure(made_forest(), LIGHT), "interval")) == 1


def test_what_something_else_could_explain_is_grey() -> None:
    cap = (Flag("pre-trend", caps=True, value=0.02),)
    sales = made_row("Sales", **FASTER)
    for forest, colours in (
        (made_forest(sales), [LIGHT.during, LIGHT.during]),
        (made_forest(sales, own_flags={"Sales": cap}), [LIGHT.during, LIGHT.before]),
        (made_forest(sales, flags=cap), [LIGHT.before, LIGHT.before]),
    ):
        lines = traces(figure(forest, LIGHT), "interval")
        assert [line.line.color for line in lines] == colours


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow() -> None:
    wide = made_row("Sales", -3.2, 0.1, None, 0.4)
    fig = figure(made_forest(wide, made_row("Labs", **FLAT)), LIGHT)
    _, cut, whole = traces(fig, "interval")
    low, high = fig.layout.xaxis.range
    assert (cut.x[0], cut.x[1]) == (low, high) and low >= -1.2
    assert cut.mode == "lines+markers" and list(cut.marker.size) == [9, 9]
    assert whole.mode == "lines"
    far = figure(made_forest(made_row("Sales", -4.0, -2.5, -1.4, -2.8)), LIGHT)
    [dot] = traces(far, "departments")
    assert far.layout.xaxis.range[0] < dot.x[0]  # an estimate is always on the axis


@pytest.mark.parametrize("count", [1, 7, 40])
def test_forests_of_any_size_give_every_row_its_room(count: int) -> None:
    rows = [
        made_counts(f"A department with quite a long name {k}")
        if k % 4 == 3
        else made_row(f"Department {k}", **(FASTER if k % 2 else FLAT))
        for k in range(count)
    ]
    fig = figure(made_forest(*rows), LIGHT)
    tops = [a.y for a in fig.layout.annotations if a.xanchor == "left" and a.xref == "paper"]
    assert len(tops) == count + 1
    assert all(b - a >= 40 for a, b in pairwise(tops))
    plot = fig.layout.height - fig.layout.margin.b - fig.layout.margin.t
    assert fig.layout.yaxis.range == (plot, 0)  # positions are pixels
    assert max(trace.y[0] for trace in fig.data) < plot and tops[-1] + 36 <= plot


def test_a_department_name_is_never_markup() -> None:
    fig = figure(made_forest(made_row(HOSTILE, **FASTER), made_counts(HOSTILE)), LIGHT)
    shown = " ".join([*words(fig), *(t for dots in fig.data for t in dots.customdata or ())])
    assert "<img" not in shown and "<b>h" not in shown and "&lt;img" in shown


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


def test_the_bar_of_those_hired_during_counts_as_the_words_do() -> None:
    answer = competency().answer
    assert isinstance(answer, Curve)
    during = replace(answer.during, n=9_686, competent=8_320, left=0, still_learning=1_366)
    drawn = bars.early_bar(replace(answer, during=during), LIGHT)
    assert "Of those hired during the pilot: 8,320 competent, 1,366 still learning" in drawn
    assert "</span>8,320 competent</span>" in drawn and " left" not in drawn


def test_a_plan_has_a_line_for_each_design_up_to_what_it_could_show() -> None:
    answer = planned().answer
    assert isinstance(answer, Plan)
    fig = figure(answer, LIGHT)
    able = [one for one in answer.reaches if one.detectable is not None]
    assert [(list(line.x), line.line.color) for line in fig.data] == [
        ([0, one.detectable], LIGHT.during if one.detectable <= 0.2 else LIGHT.before)
        for one in able
    ]
    assert all(line.y[0] == line.y[1] for line in fig.data)
    assert [line.y[0] for line in fig.data] == sorted(line.y[0] for line in fig.data)
    [target] = fig.layout.shapes
    assert target.x0 == target.x1 == 0.2 and target.line.dash
    said = words(fig)
    assert said[1].startswith("<b>Before and during alone</b>") and said[2] == "<b>26%</b>"
    assert "too few to compare" in said[5] and said[6] == "—"  # departments start in steps
    assert "target needs 58 hires" in said[1] and "shows the target" in said[7]
