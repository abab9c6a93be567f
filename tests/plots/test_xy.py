"""Plots on two axes hold the numbers of their answer: all of them, each at its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from made_curves import made_cohort, made_curve
from made_forests import FASTER, FLAT, SLOWER, made_counts, made_forest, made_row
from made_plan import made_plan
from made_strips import made_rules, made_strip

from analytics import fmt
from analytics.asking import ask
from analytics.findings import (
    Bubbles,
    Cohort,
    Curve,
    CurveStep,
    DotCohort,
    Estimate,
    Flag,
    Forest,
    Level,
    Point,
    Strip,
    Table,
    Trend,
)
from analytics.findings import Dots as Hires
from analytics.peers import bubbles as answer_of_levels
from analytics.plots.bubbles import bubbles
from analytics.plots.canvas import WIDTH_PT
from analytics.plots.curve import at_risk, curve
from analytics.plots.dots import dots, last_day
from analytics.plots.forest import MOST_ROWS, forest
from analytics.plots.plan import plan
from analytics.plots.plot import XY, Dots, Line
from analytics.plots.strip import DOT, MOST_TICKS, strip
from analytics.plots.trend import LINE_ROOM, TOP, trend
from analytics.store import Store
from analytics.tokens import DARK, LIGHT, ink

MONDAY = date(2026, 1, 12)
HOSTILE = "<img src=x onerror=alert(1)> $x^2$ **b** مرحبا 🎉"


def points_of(some: tuple[Dots, ...]) -> set[tuple[float, float]]:
    return {point for dots in some for point in zip(dots.x, dots.y, strict=True)}


def looks(some: tuple[Dots, ...]) -> dict[tuple[float, float], tuple[str, bool]]:
    """Ink and hollow of each dot, by its place."""
    return {
        point: (dots.ink, dots.is_hollow)
        for dots in some
        for point in zip(dots.x, dots.y, strict=True)
    }


def named(xy: XY, name: str) -> list[Line]:
    return [line for line in xy.lines if line.name == name]


# a trend ------------------------------------------------------------------------------------------


def made_trend(*values: float | None, target: float | None = 0.6, part: bool = False) -> Trend:
    """Weeks from 12 January on, 92 invited in each; part: the last of them is not covered."""
    points = tuple(
        Point(
            MONDAY + timedelta(weeks=n),
            None if value is None else Estimate(value, value - 0.1, value + 0.08),
            92, 50, 80, is_full=not (part and n == len(values) - 1),
        )
        for n, value in enumerate(values)
    )  # fmt: skip
    return Trend(
        estimate=Estimate(0.6, 0.55, 0.65), unit="share", n={"people": 96}, target=target,
        table=Table((), ()), points=points, gaps=(),
    )  # fmt: skip


def day(week: int) -> float:
    return (MONDAY + timedelta(weeks=week)).toordinal()


def test_a_trend_has_its_shares_limits_and_target() -> None:
    xy = trend(made_trend(0.62, 0.55, 0.6))
    [line], [band], [rule] = xy.lines, xy.bands, xy.rules
    assert line.x == band.x == (day(0), day(1), day(2))
    assert line.y == (0.62, 0.55, 0.6)
    assert band.low == pytest.approx((0.52, 0.45, 0.5))
    assert band.high == pytest.approx((0.7, 0.63, 0.68))
    assert (rule.at, rule.is_vertical, rule.is_dashed) == (0.6, False, True)
    assert (rule.ink, rule.label) == ("target", "Target 60%")
    assert xy.x.ticks == ((day(0), "12 Jan"), (day(1), "19 Jan"), (day(2), "26 Jan"))
    assert xy.x.low < day(0) and day(2) < xy.x.high
    assert [text for _, text in xy.y.ticks] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert xy.y.has_grid and not xy.x.has_grid


def test_a_dot_is_hollow_below_the_target_and_grey_where_it_is_not_judged() -> None:
    xy = trend(made_trend(0.62, 0.55, 0.6, 0.64, part=True))
    assert looks(xy.dots) == {
        (day(0), 0.62): ("during", False),
        (day(1), 0.55): ("during", True),
        (day(2), 0.6): ("during", False),
        (day(3), 0.64): ("before", True),
    }
    assert len({dots.name for dots in xy.dots}) == len(xy.dots) == 3
    [note] = xy.notes
    assert (note.text, note.ink) == ("64% part week", "before_text")


def test_without_a_target_every_dot_is_filled() -> None:
    xy = trend(made_trend(0.62, 0.1, target=None))
    [some] = xy.dots
    assert not some.is_hollow and some.y == (0.62, 0.1) and xy.rules == ()
    assert [(note.y, note.text) for note in xy.notes] == [(0.1, "10% last week")]


def test_a_week_that_may_not_be_shown_splits_line_and_band() -> None:
    xy = trend(made_trend(0.62, 0.55, None, 0.7, 0.5))
    assert [line.x for line in xy.lines] == [(day(0), day(1)), (day(3), day(4))]
    assert [band.x for band in xy.bands] == [line.x for line in xy.lines]
    assert points_of(xy.dots) == {
        (day(0), 0.62), (day(1), 0.55), (day(3), 0.7), (day(4), 0.5),
    }  # fmt: skip
    assert len(xy.x.ticks) == 5


def test_a_lone_week_has_a_narrow_band_and_no_line() -> None:
    xy = trend(made_trend(0.62))
    [band] = xy.bands
    assert band.x == (day(0) - 1, day(0) + 1) and band.low[0] == band.low[1]
    assert xy.lines == () and points_of(xy.dots) == {(day(0), 0.62)}
    assert xy.x.low < band.x[0] and band.x[1] < xy.x.high


@pytest.mark.parametrize("values", [(), (None,), (None, None)])
def test_weeks_of_too_few_people_leave_an_empty_plot(values: tuple[None, ...]) -> None:
    xy = trend(made_trend(*values))
    assert xy.bands == xy.lines == xy.dots == xy.notes == ()
    assert xy.x.low < xy.x.high and len(xy.x.ticks) == len(values) and len(xy.rules) == 1


def test_a_limit_that_is_not_known_goes_as_far_as_a_share_can() -> None:
    made = made_trend(0.62, 0.55)
    points = tuple(replace(point, share=Estimate(0.6)) for point in made.points)
    [band] = trend(replace(made, points=points)).bands
    assert band.low == (0.0, 0.0) and band.high == (1.0, 1.0)
    sessions = trend(replace(made, points=points, grain="session"))
    assert {(line.y, line.goes_on) for line in sessions.lines} == {((0.0, 1.0), (True, True))}


def test_sessions_stand_apart_each_with_its_interval() -> None:
    made = made_trend(0.62, None, 0.7)
    points = tuple(replace(point, start=MONDAY, title=HOSTILE) for point in made.points)
    xy = trend(replace(made, points=points, grain="session"))
    assert xy.bands == () and points_of(xy.dots) == {(0, 0.62), (2, 0.7)}
    assert [(line.x, line.y, line.goes_on) for line in xy.lines] == [
        ((0, 0), pytest.approx((0.52, 0.7)), (False, False)),
        ((2, 2), pytest.approx((0.6, 0.78)), (False, False)),
    ]
    assert {line.ink for line in xy.lines} == {"during_some"}
    assert [note.text for note in xy.notes] == ["70% last session"]


@pytest.mark.parametrize("target", [0.0, 0.03, 0.6, 0.97, 1.0])
@pytest.mark.parametrize("value", [0.0, 0.02, 0.57, 0.6, 0.61, 0.7, 0.98, 1.0])
def test_labels_at_the_right_end_do_not_meet(value: float, target: float) -> None:
    [note] = trend(made_trend(0.5, value, target=target)).notes
    assert 0 <= note.y <= TOP
    assert abs(note.y - target) >= LINE_ROOM - 1e-9
    assert abs(note.y - value) <= 2 * LINE_ROOM


@pytest.mark.parametrize("weeks", [1, 13, 60, 250])
def test_dates_have_room(weeks: int) -> None:
    xy = trend(made_trend(*(0.5,) * weeks))
    labelled = [x for x, text in xy.x.ticks if text]
    assert len(xy.x.ticks) == weeks and labelled[0] == xy.x.ticks[0][0]
    assert min(weeks, 7) <= len(labelled) <= 13
    assert all(b - a >= (day(weeks - 1) - day(0)) / 12.5 for a, b in pairwise(labelled))


# curves -------------------------------------------------------------------------------------------


def made_steps() -> Cohort:
    """Ten people: two competent on day 10, three on day 20, watched until day 40."""
    steps = (
        CurveStep(5, 0.0, None, None, 10),
        CurveStep(10, 0.2, 0.1, 0.5, 10),
        CurveStep(20, 0.5, 0.3, 0.8, 8),
    )
    return Cohort(10, 5, 5, 0, 40, (20.0, 15.0, None), {}, steps)


def test_a_curve_has_both_corners_of_each_step() -> None:
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, during=made_steps()))
    [during] = named(xy, "During pilot")
    assert list(zip(during.x, during.y, strict=True)) == [
        (0, 0), (5, 0), (10, 0), (10, 0.2), (20, 0.2), (20, 0.5), (40, 0.5),
    ]  # fmt: skip
    assert (during.ink, during.weight) == ("during", "bold")
    [before] = named(xy, "Before pilot")
    assert before.ink == "before" and (50.0, 0.5) in zip(before.x, before.y, strict=True)


def test_a_band_begins_where_it_is_defined_and_stops_where_it_is_not() -> None:
    cohort = made_steps()
    later = (CurveStep(25, 0.6, 0.4, 0.9, 5), CurveStep(30, 1.0, None, None, 4))
    whole = replace(cohort, curve=(*cohort.curve, *later))
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, before=whole, during=cohort))
    before, during = xy.bands
    assert before.x == (10, 20, 20, 25, 25, 30)
    assert before.low == (0.1, 0.1, 0.3, 0.3, 0.4, 0.4)
    assert before.high == (0.5, 0.5, 0.8, 0.8, 0.9, 0.9)
    assert during.x == (10, 20, 20, 40)
    assert (before.ink, during.ink) == ("before_band", "during_band")
    parted = (*cohort.curve[:2], CurveStep(15, 0.3, None, 0.9, 8), cohort.curve[2])
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, during=replace(cohort, curve=parted)))
    assert [band.x for band in xy.bands[1:]] == [(10, 15), (20, 40)]


def test_medians_are_named_with_the_sooner_on_the_left() -> None:
    before, during = made_cohort(median=60.0), made_cohort(median=48.0)
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, before=before, during=during))
    assert looks(xy.dots) == {(48.0, 0.5): ("during", True), (60.0, 0.5): ("before", True)}
    sooner, later = xy.notes
    assert (sooner.text, sooner.x, sooner.ink, sooner.anchor) == ("48 days", 48, "during", "right")
    assert (later.text, later.x, later.ink, later.anchor) == ("60 days", 60, "before_text", "left")
    assert sooner.lines_up > 0 > later.lines_up
    guides = [line for line in xy.lines if line.is_dashed]
    assert {(line.x, line.y) for line in guides} == {
        ((0, 60), (0.5, 0.5)), ((48, 48), (0, 0.5)), ((60, 60), (0, 0.5)),
    }  # fmt: skip


def test_medians_that_are_not_reached_are_not_drawn() -> None:
    before, during = made_cohort(median=60.0), made_cohort(median=None)
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, before=before, during=during))
    assert [note.text for note in xy.notes] == ["60 days"]
    xy = curve(made_curve(0.1, 0.2, 0.3, 3.0, before=made_cohort(median=None), during=during))
    assert xy.dots == xy.notes == () and not [line for line in xy.lines if line.is_dashed]


def test_those_still_learning_stand_under_their_ticks() -> None:
    answer = made_curve(0.1, 0.2, 0.3, 3.0, before=made_steps(), during=made_steps())
    xy = curve(answer)
    assert [tick for tick, _ in xy.x.ticks] == [0, 10, 20, 30, 40]
    before, during = xy.under
    assert (before.name, during.name, xy.under_title) == ("Before", "During", "Still learning")
    assert [tick for tick, _ in before.numbers] == [tick for tick, _ in xy.x.ticks]
    assert dict(before.numbers)[10] == "10" and dict(before.numbers)[20] == "8"
    assert dict(before.numbers)[0] == "10" and dict(before.numbers)[40] == "0"
    assert [key.text for key in xy.key] == ["During pilot", "Before pilot"]


def test_a_side_that_nobody_was_watched_on_has_no_line() -> None:
    empty = Cohort(0, 0, 0, 0, 0, (None, None, None), {}, ())
    xy = curve(made_curve(None, 0.0, None, 0.0, during=empty))
    assert not named(xy, "During pilot") and len(named(xy, "Before pilot")) == 1
    assert {text for _, text in xy.under[1].numbers} == {"0"} and len(xy.bands) == 1
    both = curve(made_curve(None, 0.0, None, 0.0, before=empty, during=empty))
    assert both.lines == both.bands == () and both.x.low < both.x.high


def test_the_curves_of_the_sample(sample: Store) -> None:
    answer = ask(sample, "time-to-competency").answer
    assert isinstance(answer, Curve)
    xy = curve(answer)
    for name, cohort, row in (
        ("Before pilot", answer.before, xy.under[0]),
        ("During pilot", answer.during, xy.under[1]),
    ):
        [line] = named(xy, name)
        shown = [step for step in cohort.curve if step.day <= xy.x.high]
        assert {(step.day, step.share) for step in shown} <= set(zip(line.x, line.y, strict=True))
        assert set(line.y) == {0.0, *(step.share for step in shown)}
        assert row.numbers == tuple(
            (tick, fmt.count(at_risk(cohort, tick))) for tick, _ in xy.x.ticks
        )
    limits = {(s.low, s.high) for c in (answer.before, answer.during) for s in c.curve}
    drawn = {ends for band in xy.bands for ends in zip(band.low, band.high, strict=True)}
    assert drawn and drawn <= limits
    medians = {answer.before.median[0], answer.during.median[0]}
    assert {note.text for note in xy.notes} == {fmt.days(median) for median in medians}


# departments --------------------------------------------------------------------------------------


def test_a_forest_has_its_estimates_limits_and_counts() -> None:
    xy = forest(made_forest(made_row("Sales", **FASTER), made_row("Labs", **FLAT)))
    whole, sales, labs = xy.labels
    assert whole.y > sales.y > labs.y and whole.is_bold and not sales.is_bold
    assert (whole.name, whole.under_name) == ("All departments", "118 → 84 hires")
    assert (whole.value, whole.under_value) == ("+23%", "+7% to +37%")
    assert (sales.name, sales.value, sales.under_value) == ("Sales", "+36%", "+12% to +55%")
    assert [(line.x, line.y, line.ink, line.weight) for line in xy.lines] == [
        ((0.07, 0.37), (whole.y, whole.y), "during", "bold"),
        ((0.12, 0.55), (sales.y, sales.y), "during", "normal"),
        ((-0.13, 0.18), (labs.y, labs.y), "before", "normal"),
    ]
    assert {line.goes_on for line in xy.lines} == {(False, False)}
    assert "98.75% interval" in xy.lines[1].name and xy.lines[0].name.endswith("95% interval")
    assert looks(xy.dots) == {
        (0.23, whole.y): ("during", False),
        (0.36, sales.y): ("during", False),
        (0.05, labs.y): ("before", False),
    }
    assert {dots.shape: dots.y for dots in xy.dots if dots.shape == "diamond"} == {
        "diamond": (whole.y,)
    }


def test_a_forest_stands_against_no_change_and_the_target() -> None:
    xy = forest(made_forest(made_row("Sales", **FASTER)))
    no_change, target = xy.rules
    assert (no_change.at, no_change.is_vertical, no_change.is_dashed) == (0.0, True, False)
    assert (target.at, target.label, target.is_dashed) == (0.2, "Target 20%", True)
    assert (0.0, "0%") in xy.x.ticks and any(text == "+20%" for _, text in xy.x.ticks)
    assert xy.x.low < 0.07 and xy.x.high > 0.55
    without = replace(made_forest(made_row("Sales", **FASTER)), target=None)
    assert [rule.at for rule in forest(without).rules] == [0.0]
    assert forest(without).dots == xy.dots  # a clear change needs no target


def test_what_something_else_could_explain_is_grey() -> None:
    cap = (Flag("pre-trend", caps=True, value=0.02),)
    rows = made_row("Sales", **FASTER), made_row("Labs", **SLOWER)
    for answer, inks in (
        (made_forest(*rows), ["during", "during", "during"]),
        (made_forest(*rows, own_flags={"Sales": cap}), ["during", "before", "during"]),
        (made_forest(*rows, flags=cap), ["before", "before", "during"]),
    ):
        assert [line.ink for line in forest(answer).lines] == inks


def test_a_limit_that_is_open_or_beyond_the_axis_goes_on() -> None:
    xy = forest(made_forest(made_row("Sales", -3.2, 0.1, None, 0.4), made_row("Labs", **FLAT)))
    _, cut, plain = xy.lines
    assert cut.x == (xy.x.low, xy.x.high) and cut.goes_on == (True, True)
    assert plain.goes_on == (False, False) and xy.x.low >= -1.2
    assert [label.under_value for label in xy.labels[1:]] == ["−320% or more", "−13% to +18%"]
    far = forest(made_forest(made_row("Sales", -4.0, -2.5, -1.4, -2.8)))
    assert far.x.low < -2.5  # an estimate is always on the axis


def test_counts_only_have_a_row_and_no_dot() -> None:
    xy = forest(made_forest(made_counts(HOSTILE)))
    _, row = xy.labels
    assert (row.name, row.under_name) == (HOSTILE, "12 → 7 hires")
    assert (row.value, row.under_value) == ("counts only", "")
    assert row.y not in {y for _, y in points_of(xy.dots)} and len(xy.lines) == 1
    alone = forest(made_forest())
    assert len(alone.labels) == len(alone.lines) == len(alone.dots) == 1
    assert alone.y.low < alone.labels[0].y < alone.y.high


def test_of_many_departments_the_clear_ones_stay_in_their_order() -> None:
    rows = [
        made_counts(f"Counts {k}")
        if k % 4 == 3
        else made_row(f"Department {k}", **(FASTER if k in (1, 38) else FLAT))
        for k in range(40)
    ]
    answer = made_forest(*rows)
    xy = forest(answer)
    shown = [label.name for label in xy.labels[1:-1]]
    assert len(shown) == MOST_ROWS and {"Department 1", "Department 38"} <= set(shown)
    assert shown == [row.name for row in rows if row.name in shown]
    assert not any(name.startswith("Counts") for name in shown)
    assert xy.labels[-1].name == "and 28 more" and xy.labels[-1].value == ""
    heights = [label.y for label in xy.labels]
    assert all(a - b >= 1 for a, b in pairwise(heights))
    assert xy.y.low < heights[-1] and heights[0] < xy.y.high
    exactly = forest(made_forest(*rows[:MOST_ROWS]))
    assert [label.name for label in exactly.labels[1:]] == [row.name for row in rows[:MOST_ROWS]]


def test_the_departments_of_the_sample(sample: Store) -> None:
    answer = ask(sample, "competency-by-department").answer
    assert isinstance(answer, Forest)
    found = [answer.whole, *(one.found for one in answer.slices)]
    xy = forest(answer)
    assert [label.under_name for label in xy.labels] == [
        f"{row.before} → {row.during} hires" for row in found
    ]
    y = {label.name: label.y for label in xy.labels}
    estimates = {
        (row.estimate.value, y[row.name or "All departments"]) for row in found if row.estimate
    }
    assert points_of(xy.dots) == estimates
    assert [line.x for line in xy.lines] == [
        (row.estimate.low, row.estimate.high) for row in found if row.estimate
    ]


# definitions --------------------------------------------------------------------------------------

MIXED = ["faster-open"] * 6 + ["promising", "not-enough", "slower", "faster-met"]


def test_a_strip_has_every_definition_that_counts() -> None:
    answer = made_strip(MIXED)
    xy = strip(answer)
    drawn = Counter(x for dots in xy.dots for x in dots.x)
    assert drawn == Counter(row.estimate.value for row in answer.judged if row.estimate)
    same, another, in_use = xy.dots
    assert (in_use.x, in_use.y, in_use.ink, in_use.is_hollow) == ((0.3,), (0.0,), "during", False)
    assert in_use.sizes[0] > same.sizes[0] == another.sizes[0]
    assert sorted(another.x) == [-0.22, 0.17] and another.is_hollow and not same.is_hollow
    [band] = xy.bands
    assert band.x == (0.05, 0.45) and band.ink == "during_band"
    assert [(rule.at, rule.label) for rule in xy.rules] == [(0.0, ""), (0.2, "Target 20%")]
    [note] = xy.notes
    assert (note.x, note.text) == (0.3, "In use")
    assert note.y > max(y for _, y in points_of(xy.dots)) and note.y < xy.y.high
    assert (0.0, "no change") in xy.x.ticks and len(xy.x.ticks) <= MOST_TICKS + 1


def test_a_strip_of_shares_without_a_target_has_no_rule() -> None:
    rules = made_rules([Estimate(0.61, 0.57, 0.65), Estimate(0.39, 0.35, 0.43)])
    assert [rule.at for rule in strip(rules).rules] == [0.6]
    xy = strip(replace(rules, target=None))
    assert xy.rules == () and all(text.endswith("%") for _, text in xy.x.ticks)
    alone = strip(made_rules([Estimate(0.61, 0.57, 0.65)]))
    assert len(alone.dots) == 1 and alone.x.low < 0.57 and alone.x.high > 0.65


@pytest.mark.parametrize("limits", [(None, 0.45), (0.05, None), (None, None), (-80.0, 0.45)])
def test_a_limit_that_is_not_there_leaves_the_band_on_the_axis(
    limits: tuple[float | None, float | None],
) -> None:
    made = made_strip(MIXED)
    first = replace(made.rows[0], estimate=Estimate(0.3, *limits))
    xy = strip(replace(made, rows=(first, *made.rows[1:])))
    assert len(xy.bands) == (limits != (None, None))
    for band in xy.bands:
        assert xy.x.low <= band.x[0] < band.x[1] <= xy.x.high
        assert limits[1] is None or band.x[1] == limits[1]


@pytest.mark.parametrize("step", [0.0, 0.001, 0.02])
def test_no_dot_lies_on_another(step: float) -> None:
    xy = strip(made_rules([Estimate(0.5 + n * step, 0.2, 0.9) for n in range(24)]))
    placed = [point for dots in xy.dots for point in zip(dots.x, dots.y, strict=True)]
    assert len(placed) == 24
    for (x, y), (other_x, other_y) in combinations(placed, 2):
        across = abs(x - other_x) / (xy.x.high - xy.x.low) * WIDTH_PT
        assert across >= DOT or abs(y - other_y) >= 1
    assert all(xy.y.low + 1 <= y <= xy.y.high - 1 for _, y in placed)


@pytest.mark.parametrize("question", ["competency-definitions", "attended-rules"])
def test_the_definitions_of_the_sample(sample: Store, question: str) -> None:
    answer = ask(sample, question).answer
    assert isinstance(answer, Strip) and answer.of
    xy = strip(answer)
    drawn = Counter(x for dots in xy.dots for x in dots.x)
    assert drawn == Counter(row.estimate.value for row in answer.judged if row.estimate)
    hollow = sum(len(dots.x) for dots in xy.dots if dots.is_hollow)
    assert hollow == answer.of - answer.agree
    limits = answer.default.estimate
    assert limits and [band.x for band in xy.bands] == [(limits.low, limits.high)]


# hires --------------------------------------------------------------------------------------------


def made_hires(before: DotCohort, during: DotCohort) -> Hires:
    return Hires(
        estimate=None, unit="count", n={"people": before.n + during.n}, target=None,
        table=Table((), ()), before=before, during=during,
    )  # fmt: skip


BEFORE = DotCohort(4, ((30, True, 1), (45, True, 2), (70, False, 1)), (30.0, 45.0, 70.0))
DURING = DotCohort(3, ((20, True, 1), (20, False, 1), (50, False, 1)), (20.0, 35.0, None))


def test_every_hire_is_a_dot_at_the_days() -> None:
    xy = dots(made_hires(BEFORE, DURING))
    days = {some.name: sorted(some.x) for some in xy.dots}
    assert days == {
        "Competent, before pilot": [30, 45, 45],
        "Still learning, before pilot": [70],
        "Competent, during pilot": [20],
        "Still learning, during pilot": [20, 50],
    }
    assert all(some.is_hollow == some.name.startswith("Still") for some in xy.dots)
    assert {some.ink for some in xy.dots} == {"before", "during"}
    placed = [point for some in xy.dots for point in zip(some.x, some.y, strict=True)]
    assert len(set(placed)) == len(placed) == 7  # a hollow one hides no filled one
    assert xy.x.title == "Days since hire" and xy.x.high >= 70


def test_the_bar_runs_over_the_quartiles() -> None:
    xy = dots(made_hires(BEFORE, DURING))
    before, during = xy.bands
    assert before.x == (30, 70) and during.x == (20, 70)  # not reached: to the end of the axis
    assert [line.x for line in xy.lines] == [(45, 45), (35, 35)]
    first, second = xy.labels
    assert first.y > second.y
    assert (first.name, first.under_name) == ("Before pilot", "4 hires")
    assert (first.value, first.under_value) == ("median 45 days", "middle half 30–70")
    assert (second.value, second.under_value) == ("median 35 days", "")
    for row, band, line in zip(xy.labels, xy.bands, xy.lines, strict=True):
        assert band.high[0] < row.y and line.y[0] < band.low[0] < band.high[0] < line.y[1]


def test_quartiles_that_are_not_reached_are_not_drawn() -> None:
    none_yet = DotCohort(1, ((12, False, 1),), (None, None, None))
    empty = DotCohort(0, (), (None, None, None))
    xy = dots(made_hires(none_yet, empty))
    assert xy.bands == xy.lines == () and points_of(xy.dots) and len(xy.dots) == 1
    assert [label.value for label in xy.labels] == ["median not reached yet"] * 2
    assert dots(made_hires(empty, empty)).dots == ()


def test_clouds_stay_in_their_rows_above_their_bars(sample: Store) -> None:
    crowded = DotCohort(200, tuple((n, n % 2 > 0, 40) for n in (5, 5, 6, 6, 60)), (5.0, 6.0, 60.0))
    real = ask(sample, "days-per-hire").answer
    assert isinstance(real, Hires)
    for answer in (made_hires(crowded, crowded), real):
        xy = dots(answer)
        for some in xy.dots:
            low, high = (2, 4) if some.ink == "before" else (0, 2)
            bar = next(band for band in xy.bands if band.ink == f"{some.ink}_band")
            assert all(bar.high[0] < y < high and y > low for y in some.y)


def test_the_hires_of_the_sample(sample: Store) -> None:
    answer = ask(sample, "days-per-hire").answer
    assert isinstance(answer, Hires)
    xy = dots(answer)
    for when, cohort in (("before", answer.before), ("during", answer.during)):
        shown = [hire for hire in cohort.dots if hire[0] <= last_day(answer)]
        for is_competent in (True, False):
            days = Counter[float]()
            for day_, competent, people in shown:
                days[day_] += people * (competent == is_competent)
            drawn = Counter(
                x for some in xy.dots if some.ink == when and some.is_hollow != is_competent
                for x in some.x
            )  # fmt: skip
            assert drawn == +days


# who teaches and learns ---------------------------------------------------------------------------


def levels(*some: Level) -> Bubbles:
    people = sum(level.people for level in some)
    return answer_of_levels(some, {"people": people, "both": 0}, {})


def test_each_dot_has_its_sessions_its_level_and_its_people() -> None:
    xy = bubbles(
        levels(
            Level(0, 0, ((1, 20), (2, 9), (4, 1))),
            Level(1, 1, ((0, 2), (3, 4))),
            Level(2, 5, ((2, 5),)),
        )
    )
    assert [(label.y, label.name, label.value) for label in xy.labels] == [
        (2, "Led 2–5 sessions", "5 people"),
        (1, "Led 1 session", "6 people"),
        (0, "Led none yet", "30 people"),
    ]
    both, one = xy.dots
    assert not both.is_hollow and one.is_hollow
    people = {(2, 2): 5, (3, 1): 4, (0, 1): 2, (1, 0): 20, (2, 0): 9, (4, 0): 1}
    assert points_of((both,)) == {(2, 2), (3, 1)} and points_of(xy.dots) == set(people)
    for some in xy.dots:
        for x, y, size, label in zip(some.x, some.y, some.sizes, some.labels, strict=True):
            n = people[int(x), int(y)]
            assert size == pytest.approx(max(7.0, max(one.sizes) * (n / 20) ** 0.5))
            assert label in ("", str(n))
    assert "20" in one.labels and xy.x.title == "Sessions attended as a learner"
    assert [text for _, text in xy.x.ticks] == ["0", "1", "2", "3", "4"]
    assert xy.x.low < 0 and xy.x.high > 4 and xy.y.low < 0 and xy.y.high > 2


def test_many_sessions_share_places_and_dots_have_room() -> None:
    xy = bubbles(levels(Level(0, 0, tuple((n, n + 1) for n in range(101)))))
    [some] = xy.dots
    assert max(some.x) == 34 and max(some.sizes) <= WIDTH_PT / 35  # three in each
    texts = [text for _, text in xy.x.ticks]
    assert texts[0] == "0" and "–" in texts[1] and len(texts) <= 10
    few = bubbles(levels(Level(0, 0, ((0, 3),))))
    assert few.x.ticks == ((0, "0"),) and few.dots[0].labels == ("3",)


def test_levels_without_anybody_are_drawn_empty() -> None:
    xy = bubbles(replace(levels(Level(0, 0, ((0, 3),))), levels=(Level(0, 0, ()),)))
    assert xy.dots == () and [label.value for label in xy.labels] == ["0 people"]


def test_the_people_of_the_sample(sample: Store) -> None:
    answer = ask(sample, "teach-and-learn").answer
    assert isinstance(answer, Bubbles)
    xy = bubbles(answer)
    top = len(answer.levels) - 1
    assert points_of(xy.dots) == {
        (sessions, top - n)
        for n, level in enumerate(answer.levels)
        for sessions, _ in level.attended
    }
    assert [label.value for label in xy.labels] == [
        fmt.plural(level.people, "person", "people") for level in answer.levels
    ]


# all of them --------------------------------------------------------------------------------------


def test_the_trend_of_the_sample_by_every_grain(sample: Store) -> None:
    answer = ask(sample, "participation").answer
    assert isinstance(answer, Trend)
    for grain in ("week", "month", "session"):
        points = answer.periods.by(grain)
        xy = trend(replace(answer, points=points, grain=grain, gaps=()))
        shares = [point.share for point in points if point.share]
        assert sorted(y for _, y in points_of(xy.dots)) == sorted({s.value for s in shares})
        assert sum(len(some.x) for some in xy.dots) == len(shares)
        assert len(xy.x.ticks) == len(points)
        drawn = {end for band in xy.bands for end in zip(band.low, band.high, strict=True)}
        drawn |= {line.y for line in xy.lines} if grain == "session" else set()
        assert drawn == {(share.low, share.high) for share in shares}
        last = shares[-1].value
        assert xy.notes[0].text.startswith(f"{fmt.percent(last)} ")


def test_a_plan_has_a_dot_for_each_design_that_could_show_something() -> None:
    answer = made_plan()
    xy = plan(answer)
    assert looks(xy.dots) == {
        (0.26, 3.0): ("before", False),
        (0.34, 2.0): ("before", False),
        (0.18, 0.0): ("during", False),  # no larger than the target
    }
    assert {line.y[0]: line.x for line in xy.lines} == {
        y: (0.0, gain) for gain, y in points_of(xy.dots)
    }
    assert [(rule.at, rule.label) for rule in xy.rules] == [(0.2, "Target 20%")]
    labels = {label.y: (label.value, label.under_value, label.is_bold) for label in xy.labels}
    assert labels == {
        3.0: ("26%", "target needs 58 hires", True),
        2.0: ("34%", "target needs 102 hires", False),
        1.0: ("—", "too few to compare", False),
        0.0: ("18%", "shows the target", False),
    }
    far = replace(answer.reaches[0], detectable=0.93, needed=30_000)
    wide = plan(replace(answer, reaches=(far, *answer.reaches[1:])))
    assert wide.x.high == 1.0 and wide.labels[0].under_value == "target out of reach"
    nothing = tuple(replace(one, detectable=None) for one in answer.reaches)
    assert plan(replace(answer, reaches=nothing)).dots == ()


def test_every_ink_has_a_colour_in_both_themes(sample: Store) -> None:
    whole = [
        trend(made_trend(0.6, 0.5, 0.7, part=True)),
        curve(made_curve(0.1, 0.2, 0.3, 3.0)),
        forest(made_forest(made_row("Sales", **FASTER), made_row("Labs", **FLAT))),
        strip(made_strip(MIXED)),
        dots(made_hires(BEFORE, DURING)),
        bubbles(levels(Level(0, 0, ((0, 3),)))),
        plan(made_plan()),
    ]
    for xy in whole:
        drawn = [*xy.bands, *xy.lines, *xy.dots, *xy.rules, *xy.notes, *xy.under, *xy.key]
        for tokens in (LIGHT, DARK):
            assert all(ink(tokens, one.ink).startswith("#") for one in drawn)
