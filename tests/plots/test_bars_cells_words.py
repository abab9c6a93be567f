"""Answers as bars, cells and words: every number and label is the answer's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_dose import made_dose
from made_strips import made_strip
from made_survey import made_responses, made_themes
from made_turnout import MONDAY, made_formats, made_grid, made_reach

from analytics import findings, fmt
from analytics.asking import ask, questions
from analytics.findings import (
    Asked,
    Calendar,
    Distribution,
    Estimate,
    Finding,
    Funnel,
    Grid,
    Group,
    Hosting,
    Item,
    Matrix,
    Month,
    Quote,
    Quotes,
    Ready,
    Responses,
    Rotation,
    ShareRow,
    Shares,
    Step,
    Strip,
    Table,
    Themes,
    TooFew,
)
from analytics.peers import OTHER, matrix, rotation
from analytics.plots import (
    XY,
    Bar,
    Bars,
    Cell,
    Cells,
    Heading,
    Key,
    Part,
    Passage,
    RowLabel,
    Words,
    plot_of,
)
from analytics.plots.calendar import MOST_COLUMNS, MOST_MONTHS, ONE_SESSION
from analytics.plots.cells import ABSENT, STEPS
from analytics.plots.words import LONGEST, cut
from analytics.store import Store
from analytics.tokens import DARK, LIGHT, Tokens, ink, mixed
from analytics.verdicts.missing import NEVER_SHOWN

HOSTILE = "<script>$x^2$</script> =1+1 \u202e مرحبا 🎉"
NOTHING = Table((), ())
AGREEMENT = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


@pytest.fixture(scope="module")
def sample(sample: Store) -> dict[str, Finding]:
    """The findings of the sample pilot by question."""
    return {question.name: ask(sample, question.name) for question in questions()}


def bars_of(answer: findings.Answer) -> Bars:
    plot = plot_of(answer)
    assert isinstance(plot, Bars)
    return plot


def cells_of(answer: findings.Answer) -> Cells:
    plot = plot_of(answer)
    assert isinstance(plot, Cells)
    return plot


def words_of(answer: findings.Answer) -> Words:
    plot = plot_of(answer)
    assert isinstance(plot, Words)
    return plot


def whole(row: Bar) -> float:
    return sum(part.size for part in row.parts)


def statements(*items: Item) -> Distribution:
    return Distribution(
        estimate=Estimate(0.5), unit="share", n={"people": 9}, target=None, table=NOTHING,
        items=items, lead=items[0].text if items else "",
    )  # fmt: skip


def item(text: str, labels: tuple[str, ...], counts: tuple[int, ...]) -> Item:
    share = Estimate(sum(counts[-2:]) / (sum(counts) or 1))
    return Item(text, labels, counts, share, sum(counts), 9)


def score(counts: tuple[int, int, int]) -> Distribution:
    labels = ("Detractors 0–6", "Passives 7–8", "Promoters 9–10")
    one = Item("Recommend?", labels, counts, Estimate(18.2, 8.4, 28.0), sum(counts), 90)
    return replace(statements(one), unit="score", estimate=one.share)


def cadence(first: date, last: date, held: dict[date, int], target: float | None = 4) -> Calendar:
    """Months are full where they lie between the first and the last day."""
    starts = sorted({(first + timedelta(n)).replace(day=1) for n in range((last - first).days + 1)})
    months = []
    for start in starts:
        end = (start + timedelta(31)).replace(day=1) - timedelta(1)
        count = sum(many for day, many in held.items() if start <= day <= end)
        is_full = first <= start and end <= last
        is_on = count >= target if is_full and target is not None else None
        months.append(Month(start, count, is_full, is_on))
    return Calendar(
        estimate=Estimate(1.0), unit="per_month", n={"people": 9, "sessions": sum(held.values())},
        target=target, table=NOTHING, days=held, months=tuple(months), first_day=first,
        last_day=last,
    )  # fmt: skip


def teaching(names: tuple[str, ...]) -> Matrix:
    """3 · row + column in the cells, so that the first is 0."""
    groups = [Group(name, 90 - i, 90 - i) for i, name in enumerate(names)]
    moments = {
        (one.name, other.name): 3 * row + column
        for row, one in enumerate(groups)
        for column, other in enumerate(groups)
    }
    return matrix(groups, moments, {"people": 99}, {})


def hosting(led: tuple[int, ...] | None, half: int, ready: tuple[Ready, ...]) -> Rotation:
    n = {"people": 39, "sessions": 10, "hosts": 5, "could_lead": 12, "sessions_without_host": 0}
    hosts = Hosting(led, 4.2, 0.24, 0.3, half) if led else None
    return rotation(hosts, ready, 3, n)


# a funnel -----------------------------------------------------------------------------------------


def made_funnel() -> Funnel:
    steps = (
        Step("Invited", 200, 1.0, 0),
        Step("Accepted", 150, 0.75, 50, "not-accepted"),
        Step("Attended", 120, 0.6, 40, "accepted-absent", 10),
    )
    return Funnel(
        estimate=Estimate(0.6), unit="share", n={"people": 9}, target=None, table=NOTHING,
        steps=steps,
    )  # fmt: skip


def test_a_step_is_a_bar_with_who_was_lost() -> None:
    plot = bars_of(made_funnel())
    assert plot.full == 1
    assert plot.rows == (
        Bar("Invited", "", (Part(1.0, "before"),), "100%", "200"),
        Bar("Accepted", "−50 did not accept", (Part(0.75, "during"),), "75%", "150"),
        Bar(
            "Attended",
            "−40 accepted but did not come · +10 came without accepting",
            (Part(0.6, "during"),),
            "60%",
            "120",
        ),
    )


# shares -------------------------------------------------------------------------------------------


def test_formats_are_dots_with_intervals_against_the_target() -> None:
    answer = made_formats()
    plot = plot_of(answer)
    assert isinstance(plot, XY)
    heights = {label.name: label.y for label in plot.labels}
    assert list(heights.values()) == [5, 4, 3, 2, 1, 0]  # the first on top
    placed = {
        (x, y): (dots.is_hollow, dots.ink)
        for dots in plot.dots
        for x, y in zip(dots.x, dots.y, strict=True)
    }
    assert placed == {
        (row.share.value, heights[row.name]): (True, "before")
        if row.sessions == 1
        else (False, "during")
        for row in answer.rows
    }
    assert [(line.x, set(line.y)) for line in plot.lines] == [
        ((row.share.low, row.share.high), {heights[row.name]}) for row in answer.rows
    ]
    assert plot.labels[0] == RowLabel(5, "Problem clinic", "4 sessions", "68%", "62–74%")
    assert plot.labels[2].under_name == "1 session"
    [rule] = plot.rules
    assert (rule.at, rule.is_vertical, rule.ink, rule.label) == (0.6, True, "target", "Target 60%")
    assert plot.x.low < 0.38 and plot.x.high > 0.74
    assert all(
        plot.x.low < at < plot.x.high and says == fmt.percent(at) for at, says in plot.x.ticks
    )
    assert plot.y.low < 0 and plot.y.high > 5


def test_no_target_has_no_line_and_an_open_limit_goes_on() -> None:
    rows = (
        ShareRow("A", Estimate(0.5, 0.4, None), 5, 10, 9, 3),
        ShareRow("B", Estimate(0.6), 6, 10, 9, 3),
    )
    plot = plot_of(replace(made_formats(), rows=rows, target=None))
    assert isinstance(plot, XY)
    assert plot.rules == ()
    [line] = plot.lines  # B has no limits to draw
    assert line.x == (0.4, plot.x.high) and line.goes_on == (False, True)
    assert [label.under_value for label in plot.labels] == ["40% or more", "no limits yet"]


def test_of_forty_formats_the_first_are_drawn() -> None:
    rows = tuple(ShareRow(f"F{n}", Estimate(0.5, 0.4, 0.6), 5, 10, 9, 3) for n in range(40))
    plot = plot_of(replace(made_formats(), rows=rows))
    assert isinstance(plot, XY)
    assert [label.name for label in plot.labels] == [f"F{n}" for n in range(12)] + ["and 28 more"]
    assert [label.y for label in plot.labels] == list(range(12, -1, -1))
    assert plot.labels[-1] == RowLabel(0, "and 28 more")
    [dots] = plot.dots
    assert dots.y == tuple(range(12, 0, -1)) and len(plot.lines) == 12


def test_reach_is_bars_of_everybody_then_of_each_department() -> None:
    plot = bars_of(made_reach())
    assert plot.full == 1
    came, again, regular, head, operations, support, sales = plot.rows
    assert came == Bar("Came at least once", "", (Part(58 / 68, "during"),), "85%", "58 of 68")
    assert again.parts == (Part(44 / 68, "during"),) and again.more_value == "44 of 68"
    assert regular.parts == (Part(21 / 68, "during"),)
    assert head == Bar("At least once, by department", has_track=False)
    assert operations == Bar(
        "Operations", "7 never came", (Part(12 / 19, "during_some"),), "63%", "12 of 19"
    )
    assert support.more == "3 never came"
    assert sales == Bar("Sales", "", (Part(1.0, "during_some"),), "100%", "16 of 16")


@pytest.mark.parametrize("many", [0, 1])
def test_no_department_and_one_alone_have_no_rows_of_their_own(many: int) -> None:
    answer = made_reach()
    plot = bars_of(replace(answer, rows=answer.rows[:many]))
    assert [row.name for row in plot.rows] == [level.name for level in answer.levels]


def test_forty_departments_leave_room_for_the_levels() -> None:
    rows = tuple(ShareRow(f"D{n}", Estimate(0.5), 5, 10, 10) for n in range(40))
    plot = bars_of(replace(made_reach(), rows=rows))
    assert sum(bool(row.parts) for row in plot.rows) == 12
    assert [row.name for row in plot.rows[4:]] == [f"D{n}" for n in range(9)] + ["and 31 more"]
    assert plot.rows[-1] == Bar("and 31 more", has_track=False)


# two groups by attendance -------------------------------------------------------------------------


def test_both_groups_are_bars_with_their_intervals() -> None:
    more, fewer = bars_of(made_dose(0.5)).rows  # day 60 is not known of either
    assert more == Bar(
        "By day 58",
        "2 or more sessions",
        (Part(0.65, "during"),),
        "65%",
        "48–81%",
        (pytest.approx(0.48), pytest.approx(0.81)),  # type: ignore[arg-type]
    )
    assert (fewer.more, fewer.value, fewer.parts) == (
        "fewer than 2", "58%", (Part(0.58, "during_some"),),
    )  # fmt: skip


def test_a_share_that_is_not_known_has_no_bar_and_none_without_limits() -> None:
    made = made_dose(0.5)
    answer = replace(
        made,
        more=replace(made.more, share_by={30: Estimate(0.65), 60: None}),
        fewer=replace(made.fewer, share_by={30: Estimate(0.58, None, 0.7), 60: Estimate(0.7)}),
    )
    rows = bars_of(answer).rows
    assert [row.limits for row in rows] == [None, (None, 0.7), None, None]
    assert rows[2] == Bar("By day 88", "2 or more sessions", value="not known yet")


# statements and scores ----------------------------------------------------------------------------


def test_statements_are_stacked_best_first() -> None:
    answer = statements(
        item("Useful", AGREEMENT, (1, 2, 3, 10, 4)), item("Fun", AGREEMENT, (5,) * 5)
    )
    plot = bars_of(answer)
    assert plot.rows[0] == Bar(
        "Useful",
        "",
        tuple(
            Part(count / 20, f"likert{place}")
            for place, count in ((4, 4), (3, 10), (2, 3), (1, 2), (0, 1))
        ),
        "70%",
        "agree",
        has_track=False,
    )
    assert plot.key == tuple(Key(f"likert{n}", AGREEMENT[n]) for n in (4, 3, 2, 1, 0))
    assert [whole(row) for row in plot.rows] == pytest.approx([1, 1])


def test_a_scale_of_numbers_is_the_top_two_and_nobody_is_no_part() -> None:
    answer = statements(
        item("Mark", ("1", "2", "3", "4"), (0, 3, 0, 1)), item("None", AGREEMENT, (0,) * 5)
    )
    mark, none = bars_of(answer).rows
    assert (mark.more_value, mark.value) == ("top two", "25%")
    assert mark.parts == (Part(0.25, "likert4"), Part(0.75, "likert1.33333"))
    assert none.parts == () and none.value == "0%"
    assert bars_of(answer).key == (Key("likert4", "Best answer"), Key("likert0", "Worst answer"))


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_an_answer_between_two_of_five_is_mixed_of_their_colours(tokens: Tokens) -> None:
    assert [ink(tokens, f"likert{n}") for n in range(5)] == list(tokens.likert)
    assert ink(tokens, "likert1.5") == mixed(tokens.likert[1], tokens.likert[2], 0.5)
    assert ink(tokens, "during_pale") == mixed(tokens.during, tokens.cell, 0.45)


def test_no_statement_is_no_row() -> None:
    assert plot_of(statements()) == Bars(full=1, rows=())
    assert plot_of(replace(statements(), unit="score")) == Bars(full=1, rows=())


def test_a_score_is_one_bar_of_three_parts() -> None:
    [bar] = bars_of(score((42, 89, 81))).rows
    assert bar == Bar(
        "212 answers",
        "",
        (
            Part(42 / 212, "likert0", "20%"),
            Part(89 / 212, "likert2", "42%"),
            Part(81 / 212, "likert4", "38%"),
        ),
        "+18",
        "+8 to +28",
        has_track=False,
    )
    assert [key.text for key in bars_of(score((42, 89, 81))).key] == [
        "Detractors 0–6", "Passives 7–8", "Promoters 9–10",
    ]  # fmt: skip


def test_where_a_group_has_no_room_its_share_stands_in_the_key() -> None:
    plot = bars_of(score((0, 3, 97)))
    [bar] = plot.rows
    assert [part.text for part in bar.parts] == ["", "97%"]
    assert [key.text for key in plot.key] == [
        "Detractors 0–6: 0%", "Passives 7–8: 3%", "Promoters 9–10",
    ]  # fmt: skip


# themes -------------------------------------------------------------------------------------------


def test_a_theme_is_a_bar_of_its_comments_by_rating() -> None:
    plot = bars_of(made_themes([("Length", (5, 2, 0, 1)), ("Help", (0, 0, 3, 0))], others=12))
    assert plot.full == 12
    parts = (Part(5, "likert4", "5"), Part(2, "likert2", "2"), Part(1, "before", "1"))
    assert plot.rows == (
        Bar("Length", "", parts, "8 comments", "8 people", has_track=False),
        Bar("Help", "", (Part(3, "likert0", "3"),), "3 comments", "3 people", has_track=False),
        Bar("No theme", "", (Part(12, "track"),), "12 comments", has_track=False),
    )
    assert plot.key == (
        Key("likert4", "Rated high"), Key("likert2", "In the middle"),
        Key("likert0", "Rated low"), Key("before", "Not rated"),
    )  # fmt: skip


def test_without_others_the_longest_theme_fills_the_width() -> None:
    plot = bars_of(made_themes([("A", (100, 1, 0, 0))]))
    assert plot.full == 101 == whole(plot.rows[0])
    assert [part.text for part in plot.rows[0].parts] == ["100", ""]
    assert [key.text for key in plot.key] == ["Rated high", "In the middle"]


def test_of_many_themes_the_last_row_is_still_that_of_none() -> None:
    plot = bars_of(made_themes([(f"T{n}", (1, 0, 0, 0)) for n in range(15)], others=2))
    assert [row.name for row in plot.rows] == [
        *(f"T{n}" for n in range(11)), "and 4 more", "No theme",
    ]  # fmt: skip


def test_no_theme_at_all() -> None:
    assert bars_of(made_themes([])) == Bars(full=1, rows=())


# who answered -------------------------------------------------------------------------------------


def test_who_answered_is_a_bar_with_an_interval_open_where_others_may_have() -> None:
    answer = made_responses([(30, 12), (24, 14)], possible=61)
    everybody, first, _ = bars_of(answer).rows
    assert (everybody.name, everybody.value) == ("Everybody asked", "48% or more")
    assert everybody.more_value == "26 of 54"
    assert everybody.parts == (Part(26 / 54, "during"),)
    assert everybody.limits == (answer.whole.share.low, None)
    assert first.parts == (Part(0.4, "during_some"),) and first.value == "40%"


def test_an_interval_that_is_known_is_drawn_whole_and_none_is_none() -> None:
    answer = made_responses([(30, 12), (24, 14)])
    rows = bars_of(answer).rows
    asked = (answer.whole, *answer.rows)
    assert [row.limits for row in rows] == [(a.share.low, a.share.high) for a in asked]
    assert rows[0].value == "48%"
    bare = replace(answer, whole=Asked("All", 10, 5, Estimate(0.5)), rows=())
    assert [row.limits for row in bars_of(bare).rows] == [None]


def test_forty_departments_are_cut_to_eleven_under_everybody() -> None:
    plot = bars_of(made_responses([(30 + n, 12) for n in range(40)]))
    assert [row.name for row in plot.rows] == [
        "Everybody asked", *(f"D{n}" for n in range(11)), "and 29 more",
    ]  # fmt: skip


# hosts --------------------------------------------------------------------------------------------


def test_hosts_are_the_parts_of_one_bar_and_departments_follow() -> None:
    answer = hosting((3, 3, 2, 1, 1), 2, (Ready("Support", 30, 12), Ready(OTHER, 9, 0)))
    plot = bars_of(answer)
    hosts = (
        (3, "during"),
        (3, "during"),
        (2, "during_pale"),
        (1, "during_pale"),
        (1, "during_pale"),
    )
    assert plot.rows == (
        Bar(
            "Sessions led",
            "by each host, busiest first",
            tuple(Part(led / 10, ink, str(led)) for led, ink in hosts),
        ),
        Bar("Could lead next", "12 people", has_track=False),
        Bar("Support", "", (Part(0.4, "during_some"),), "12", "of 30"),
        Bar(OTHER, "", (Part(0.0, "during_some"),), "0", "of 9"),
    )  # fmt: skip
    assert [key.ink for key in plot.key] == ["during", "during_pale"]


def test_hosts_that_are_hidden_leave_no_bar_and_no_key() -> None:
    plot = bars_of(hosting(None, 0, (Ready("Support", 30, 12),)))
    assert [row.name for row in plot.rows] == ["Could lead next", "Support"]
    assert plot.key == ()


def test_no_department_leaves_the_hosts_alone() -> None:
    plot = bars_of(hosting((1, 1), 1, ()))
    assert [row.name for row in plot.rows] == ["Sessions led"]
    assert bars_of(hosting((4,), 1, ())).key == (Key("during", "Led half of the sessions"),)


def test_of_many_hosts_a_narrow_part_has_no_number() -> None:
    [bar] = bars_of(hosting((3,) + (1,) * 47, 23, ())).rows
    assert whole(bar) == pytest.approx(1)
    assert [part.text for part in bar.parts] == ["3"] + [""] * 47


def test_forty_departments_that_could_lead() -> None:
    ready = tuple(Ready(f"D{n:02}", 9, 40 - n) for n in range(40))
    plot = bars_of(hosting((1, 1), 1, ready))
    assert [row.name for row in plot.rows[2:]] == [f"D{n:02}" for n in range(11)] + ["and 29 more"]


# sessions by day ----------------------------------------------------------------------------------


def held_in(plot: Cells) -> list[list[float | None]]:
    return [[cell.shade for cell in row] for _, row, _ in plot.rows]


def test_a_week_in_two_months_has_a_column_in_each() -> None:
    """31 March 2026 is a Tuesday."""
    answer = cadence(
        date(2026, 3, 23), date(2026, 4, 7), {date(2026, 3, 31): 1, date(2026, 4, 1): 2}
    )
    plot = cells_of(answer)
    assert plot.headings == (
        Heading("Mar", 2, "1 part", "muted"),
        Heading("Apr", 2, "2 part", "muted", has_line_before=True),
    )
    none, one = None, ONE_SESSION
    assert [name for name, _, _ in plot.rows] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert held_in(plot) == [
        [0, 0, none, 0],
        [0, one, none, 0],
        [0, none, 1.0, none],
        [0, none, 0, none],
        [0, none, 0, none],
    ]


def test_months_say_what_was_held_of_the_target() -> None:
    held = {date(2026, 1, 28): 1, date(2026, 2, 3): 3, date(2026, 3, 4): 4, date(2026, 4, 1): 1}
    plot = cells_of(cadence(date(2026, 1, 12), date(2026, 4, 12), held))
    assert [(heading.text, heading.under, heading.ink) for heading in plot.headings] == [
        ("Jan", "1 part", "muted"),
        ("Feb", "3 of 4", "target"),
        ("Mar", "4 ✓", "text"),
        ("Apr", "1 part", "muted"),
    ]
    assert sum(heading.span for heading in plot.headings) == len(plot.rows[0][1])


def test_without_a_target_no_month_is_judged() -> None:
    plot = cells_of(cadence(date(2026, 2, 2), date(2026, 2, 27), {}, target=None))
    assert [heading.under for heading in plot.headings] == ["0 part"]


def test_a_session_at_a_weekend_shows_the_weekends() -> None:
    plot = cells_of(cadence(MONDAY, MONDAY + timedelta(13), {MONDAY + timedelta(5): 1}))
    assert [name for name, _, _ in plot.rows][-2:] == ["Sat", "Sun"]
    assert held_in(plot)[5] == [ONE_SESSION, 0]


def test_a_month_of_which_only_a_weekend_is_there_has_no_column() -> None:
    plot = cells_of(cadence(date(2026, 1, 26), date(2026, 2, 1), {}))
    assert [heading.text for heading in plot.headings] == ["Jan"]


def test_a_long_pilot_has_a_row_per_month() -> None:
    held = {date(2026, 2, 3): 2, date(2026, 2, 26): 1, date(2027, 6, 30): 1}
    plot = cells_of(cadence(date(2026, 1, 12), date(2027, 6, 30), held))
    assert [heading.text for heading in plot.headings] == [str(n) for n in range(1, 32)]
    names = [name for name, _, _ in plot.rows]
    assert names[0] == "Jan 2026" and names[-1] == "Jun 2027" and len(names) == 18
    _, february, says = plot.rows[1]
    assert says == "3 of 4"
    assert [n for n, cell in enumerate(february, 1) if cell.shade] == [3, 26]
    assert february[0].shade is None  # a Sunday
    assert [cell.shade for cell in february[28:]] == [None] * 3  # no such days
    assert plot.rows_title == ""


def test_of_a_very_long_pilot_the_last_months_are_drawn() -> None:
    plot = cells_of(cadence(date(2020, 1, 1), date(2026, 4, 12), {date(2026, 4, 1): 1}))
    assert len(plot.rows) == MOST_MONTHS and plot.rows[-1][0] == "Apr 2026"
    assert plot.rows_title == f"The last {MOST_MONTHS} months"


@given(
    first=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    days=st.integers(0, 900),
    held=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 3)), max_size=30),
)
def test_every_session_day_is_one_shaded_cell_of_its_month(
    first: date, days: int, held: list[tuple[int, int]]
) -> None:
    sessions = {first + timedelta(n): many for n, many in held if n <= days}
    plot = cells_of(cadence(first, first + timedelta(days), sessions))
    columns = sum(heading.span for heading in plot.headings)
    assert columns <= MOST_COLUMNS
    assert {len(row) for _, row, _ in plot.rows} == {columns}
    week = 7 if any(day.weekday() > 4 for day in sessions) else 5
    shown = [day for n in range(days + 1) if (day := first + timedelta(n)).weekday() < week]
    if len(plot.rows) == week:
        groups, start = [], 0
        for heading in plot.headings:
            groups.append([c for _, row, _ in plot.rows for c in row[start : start + heading.span]])
            start += heading.span
        months = sorted({day.replace(day=1) for day in shown})
    else:
        groups = [list(row) for _, row, _ in plot.rows]
        months = sorted({(first + timedelta(n)).replace(day=1) for n in range(days + 1)})
    for month, cells in zip(months, groups, strict=True):
        here = [day for day in shown if day.replace(day=1) == month]
        assert sum(cell.shade is not None for cell in cells) == len(here)
        many = sorted(1.0 if sessions[d] > 1 else ONE_SESSION for d in here if d in sessions)
        assert sorted(cell.shade for cell in cells if cell.shade) == many


# who came in which week ---------------------------------------------------------------------------


def test_the_grid_is_full_pale_or_nothing() -> None:
    answer = made_grid(people=7, weeks=3)
    plot = cells_of(answer)
    shades = {True: 1.0, False: ABSENT, None: None}
    assert held_in(plot) == [[shades[came] for came in row] for row in answer.rows]
    assert [name for name, _, _ in plot.rows] == ["1", "", "", "", "5", "", ""]
    assert plot.headings == (Heading("12 Jan"), Heading("19 Jan"), Heading("26 Jan"))


def test_many_weeks_share_a_date_and_many_people_are_cut_at_forty() -> None:
    answer = made_grid(people=50, weeks=29)
    plot = cells_of(answer)
    assert len(plot.rows) == 40
    assert sum(heading.span for heading in plot.headings) == 29
    assert [heading.span for heading in plot.headings] == [3] * 9 + [2]
    assert plot.headings[1].text == fmt.short_day(MONDAY + timedelta(weeks=3))


def test_a_grid_of_nobody() -> None:
    answer = Grid(
        estimate=None, unit="count", n={"people": 0}, target=None, table=NOTHING, weeks=(),
        people=(), rows=(),
    )  # fmt: skip
    assert plot_of(answer) == Cells(headings=(), rows=())


# who taught whom ----------------------------------------------------------------------------------


def test_the_matrix_holds_every_count_and_its_total() -> None:
    plot = cells_of(teaching(("Customer Support", "Sales", OTHER)))
    assert [(heading.text, heading.under) for heading in plot.headings] == [
        ("Customer Support", ""), ("Sales", ""), (OTHER, ""),
    ]  # fmt: skip
    assert plot.rows == (
        (
            "Customer Support",
            (Cell(STEPS[0], "0", True), Cell(STEPS[1], "1"), Cell(STEPS[2], "2")),
            "3",
        ),
        ("Sales", (Cell(STEPS[2], "3"), Cell(STEPS[3], "4", True), Cell(STEPS[4], "5")), "12"),
        (OTHER, (Cell(STEPS[4], "6"), Cell(STEPS[5], "7"), Cell(STEPS[5], "8")), "21"),
    )  # within OTHER nobody can tell: no outline
    assert (plot.rows_title, plot.columns_title) == ("Who taught", "Who learned")


def test_names_take_two_lines_and_numbers_stand_for_those_that_do_not_fit() -> None:
    names = ("Finance and Controlling", "Customer Support", *"ABCDE")
    plot = cells_of(teaching(names))
    first = next(h for h in plot.headings if h.text.startswith("Finance"))
    assert (first.text, first.under) == ("Finance and", "Controlling")
    plot = cells_of(teaching(("Finance, Controlling and Reporting, Northern Europe", *names[1:])))
    assert [heading.text for heading in plot.headings] == [str(n) for n in range(1, 8)]
    assert plot.rows[1][0] == "2  Customer Support"
    many = cells_of(teaching(tuple("ABCDEFGHI")))
    assert [heading.text for heading in many.headings] == [str(n) for n in range(1, 10)]


def test_a_department_that_never_learns_has_a_row_without_a_number() -> None:
    names = tuple("ABCDEFGHI")
    groups = [*(Group(name, 9, 9) for name in names), Group("Teachers", 9, 0)]
    plot = cells_of(matrix(groups, {("Teachers", "A"): 4}, {}, {}))
    assert plot.rows[-1][0] == "Teachers" and plot.rows[-1][2] == "4"
    assert len(plot.headings) == 9
    assert not any(cell.is_outlined for cell in plot.rows[-1][1])


def test_of_forty_departments_twenty_are_drawn_and_totals_are_of_all() -> None:
    answer = teaching(tuple(f"D{n:02}" for n in range(40)))
    plot = cells_of(answer)
    assert len(plot.headings) == 20 and len(plot.rows) == 21
    assert plot.rows[-1] == ("and 20 more", (Cell(None),) * 20, "")
    assert plot.rows[0][2] == fmt.count(sum(answer.moments[0]))
    assert plot.columns_title == "Who learned, the first 20 of 40"


def test_a_matrix_of_no_department_is_empty() -> None:
    empty = replace(teaching(("A", "B")), teachers=(), learners=(), moments=())
    plot = cells_of(empty)
    assert (plot.headings, plot.rows) == ((), ())


# words --------------------------------------------------------------------------------------------


def made_quotes(*quotes: Quote) -> Quotes:
    return Quotes(
        estimate=None, unit="count", n={"people": 9}, target=None, table=NOTHING, quotes=quotes
    )


def test_comments_are_quotes_with_their_rating() -> None:
    plot = words_of(made_quotes(Quote("Saved me a day.", 9), Quote(HOSTILE, None)))
    assert plot.passages == (
        Passage("Saved me a day.", under="rated 9", is_quote=True),
        Passage(HOSTILE, is_quote=True),
    )


def test_of_many_comments_the_first_are_shown_and_all_are_counted() -> None:
    *shown, last = words_of(made_quotes(*(Quote(f"C{n}", 0) for n in range(64)))).passages
    assert [passage.text for passage in shown] == [f"C{n}" for n in range(8)]
    assert {passage.under for passage in shown} == {"rated 0"}
    assert last == Passage("64 comments, the first 8 are shown")


def test_no_comment_is_said() -> None:
    assert plot_of(made_quotes()) == Words(passages=(Passage("0 comments"),))


def test_long_comments_end_after_a_whole_word() -> None:
    assert cut("one two  three\nfour", 99) == "one two three four"
    assert cut("one two three four", 14) == "one two three…"
    assert cut("one two three four", 13) == "one two…"
    assert cut("x" * 50, 10) == "x" * 9 + "…"
    [passage] = words_of(made_quotes(Quote("word " * 500, 3))).passages
    assert len(passage.text) <= LONGEST and passage.text.endswith("word…")


@given(st.text(), st.integers(2, 40))
def test_what_is_cut_is_the_beginning_and_never_longer(text: str, longest: int) -> None:
    shown = cut(text, longest)
    assert len(shown) <= longest
    assert " ".join(text.split()).startswith(shown.removesuffix("…"))


def too_few(**changes: object) -> TooFew:
    made = TooFew(
        estimate=None, unit="share", n={"people": 0}, target=None, table=NOTHING, reason="few",
        missing="fewer than 10 people",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_what_is_missing_is_said_and_when_it_will_do() -> None:
    assert words_of(too_few(enough_when="With 10.")).passages == (
        Passage("Fewer than 10 people.", "What is missing."),
        Passage("With 10.", "When it will be enough."),
    )
    absent, needed = words_of(too_few(reason="no-data", needs=("survey",))).passages
    assert absent == Passage("no survey export is loaded.", "Nothing to show yet:")
    assert needed.lead == "What is needed."


def test_a_small_group_is_never_shown() -> None:
    assert words_of(too_few(reason="small-group")).passages[-1] == Passage(NEVER_SHOWN)


def test_a_strip_in_which_nothing_can_be_judged_says_why() -> None:
    answer = made_strip(["not-enough"] * 3)
    assert isinstance(answer, Strip) and not answer.of
    [passage] = words_of(answer).passages
    assert passage.lead == "What is missing." and "too little data" in passage.text


def test_a_shape_without_a_plot_is_an_error() -> None:
    with pytest.raises(TypeError, match="no plot for Answer"):
        plot_of(findings.Answer(estimate=None, unit="share", n={}, target=None, table=NOTHING))


# the sample pilot ---------------------------------------------------------------------------------


def test_every_finding_of_the_sample_has_a_plot(sample: dict[str, Finding]) -> None:
    for finding in sample.values():
        plot = plot_of(finding.answer)
        if isinstance(plot, Bars):
            assert plot.rows
            assert sum(bool(row.parts or row.value) for row in plot.rows) <= 12
            for row in plot.rows:
                assert whole(row) <= plot.full + 1e-9
                assert all(hasattr(LIGHT, p.ink) or p.ink.startswith("likert") for p in row.parts)
        if isinstance(plot, Cells):
            columns = sum(heading.span for heading in plot.headings)
            assert plot.rows and {len(row) for _, row, _ in plot.rows} == {columns}


def test_the_bars_of_the_sample_hold_its_numbers(sample: dict[str, Finding]) -> None:
    steps = sample["funnel"].answer
    assert isinstance(steps, Funnel)
    assert [row.parts[0].size for row in bars_of(steps).rows] == [s.share for s in steps.steps]

    said = sample["feedback"].answer
    assert isinstance(said, Distribution)
    for row, one in zip(bars_of(said).rows, said.items, strict=True):
        counts = [part.size * sum(one.counts) for part in row.parts]
        assert counts == pytest.approx([n for n in reversed(one.counts) if n])
        assert row.value == fmt.percent(one.share.value)

    reach = sample["reach"].answer
    assert isinstance(reach, Shares)
    drawn = [row.parts[0].size for row in bars_of(reach).rows if row.parts]
    assert drawn == [
        *(level.share for level in reach.levels), *(row.share.value for row in reach.rows),
    ]  # fmt: skip

    spoken = sample["themes"].answer
    assert isinstance(spoken, Themes)
    *rows, last = bars_of(spoken).rows
    assert [whole(row) for row in rows] == [theme.comments for theme in spoken.themes]
    assert whole(last) == sum(spoken.others)

    answered = sample["response-rate"].answer
    assert isinstance(answered, Responses)
    listed = (answered.whole, *answered.rows)
    assert [(row.parts[0].size, row.limits) for row in bars_of(answered).rows] == [
        (one.share.value, (one.share.low, one.share.high)) for one in listed
    ]

    led = sample["host-rotation"].answer
    assert isinstance(led, Rotation) and led.hosting
    hosts, _, *ready = bars_of(led).rows
    times = sum(led.hosting.led)
    assert [part.size * times for part in hosts.parts] == pytest.approx(led.hosting.led)
    assert [row.value for row in ready] == [fmt.count(one.could_lead) for one in led.ready]


def test_the_cells_of_the_sample_hold_its_numbers(sample: dict[str, Finding]) -> None:
    taught = sample["teaching-matrix"].answer
    assert isinstance(taught, Matrix)
    assert [[cell.text for cell in row] for _, row, _ in cells_of(taught).rows] == [
        [fmt.count(count) for count in row] for row in taught.moments
    ]

    came = sample["attendance-grid"].answer
    assert isinstance(came, Grid)
    full = [[cell.shade == 1 for cell in row] for _, row, _ in cells_of(came).rows]
    assert full == [[cell is True for cell in row] for row in came.rows]

    held = sample["sessions-per-month"].answer
    assert isinstance(held, Calendar)
    plot = cells_of(held)
    assert sum(bool(cell.shade) for _, row, _ in plot.rows for cell in row) == len(held.days)
    counted = [int(heading.under.split()[0]) for heading in plot.headings]
    assert counted == [month.held for month in held.months]
