"""The figures of the Peers page: their numbers, whether they can be read, and on a phone too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_findings import HOSTILE, both, hosting, teaching
from test_figures import traces, words

from analytics.findings import Bubbles, Group, Level, Matrix, Ready, Rotation
from analytics.peers import bubbles, matrix
from analytics.plots.cells import STEPS, shade
from analytics.tokens import DARK, LIGHT, Tokens, mixed
from app.figures import figure

each_theme = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def the_matrix(departments: int = 4) -> Matrix:
    answer = teaching(departments).answer
    assert isinstance(answer, Matrix)
    return answer


def the_bubbles() -> Bubbles:
    answer = both().answer
    assert isinstance(answer, Bubbles)
    return answer


def the_rotation() -> Rotation:
    answer = hosting().answer
    assert isinstance(answer, Rotation)
    return answer


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, channel by channel."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# who taught whom ----------------------------------------------------------------------------------


@each_theme
def test_every_cell_holds_its_count_and_can_be_read(tokens: Tokens) -> None:
    answer = the_matrix()
    fig = figure(answer, tokens)
    [cells], [counts] = traces(fig, "moments"), traces(fig, "counts")
    assert list(counts.text) == [str(n) for row in answer.moments for n in row]
    drawn = [row for row in cells.z if row[0] is not None]
    most = max(max(row) for row in answer.moments)
    assert [list(row) for row in drawn] == [[shade(n, most) for n in row] for row in answer.moments]
    for step, colour in zip((s for row in drawn for s in row), counts.textfont.color, strict=True):
        assert contrast(mixed(tokens.during, tokens.cell, step), colour) >= 4.5


@each_theme
def test_on_every_step_of_colour_a_number_can_be_read(tokens: Tokens) -> None:
    for step in STEPS:
        ground = mixed(tokens.during, tokens.cell, step)
        assert max(contrast(ground, tokens.text), contrast(ground, tokens.background)) >= 4.5


@pytest.mark.parametrize(
    ("count", "step"), [(0, 0.0), (1, 0.15), (20, 0.15), (21, 0.3), (80, 0.65), (81, 1), (100, 1)]
)
def test_only_nothing_has_the_palest_colour(count: int, step: float) -> None:
    assert shade(count, 100) == step


def test_what_is_taught_within_a_department_is_outlined() -> None:
    fig = figure(the_matrix(), LIGHT)
    outlined = [(s.x0 + s.x1) / 2 for s in fig.layout.shapes if s.type == "rect"]
    assert outlined == [0, 1, 2]  # and not the merged one, whose people are of several
    [counts] = traces(fig, "counts")
    rows = sorted(set(counts.y))
    for shape, middle in zip(
        (s for s in fig.layout.shapes if s.type == "rect"), rows, strict=False
    ):
        assert shape.y0 < middle < shape.y1


def test_few_columns_bear_names_and_many_bear_the_numbers_of_their_rows() -> None:
    said = words(figure(the_matrix(), LIGHT))
    assert "Customer<br>Support" in said and "Engineering" in said
    assert any(label.startswith("Customer Support<") for label in said)
    said = words(figure(the_matrix(9), LIGHT))
    assert [label for label in said if label.isdigit()] == [str(n) for n in range(1, 10)]
    assert any(label.startswith("1  Customer Support<") for label in said)
    assert not [label for label in said if label.startswith("Customer<br>")]


def test_a_long_word_is_parted_into_even_pieces() -> None:
    named = [Group(name, 9, 9) for name in ("Engineering", "Operations", "Aa", "Bb", "Cc")]
    said = words(figure(matrix(named, {("Aa", "Bb"): 1}, {}, {}), LIGHT))
    assert {"Engine-<br>ering", "Opera-<br>tions"} <= set(said)


def test_one_column_and_a_row_that_never_learns_are_drawn() -> None:
    groups = [Group("Sales", 9, 9), Group("Support", 9, 0)]
    fig = figure(matrix(groups, {("Support", "Sales"): 4}, {}, {}), LIGHT)
    assert list(traces(fig, "counts")[0].text) == ["0", "4"]
    assert "Support taught Sales 4 times" in [
        t for row in traces(fig, "moments")[0].text for t in row
    ]


def test_a_large_count_is_set_smaller_where_columns_are_narrow() -> None:
    size = traces(figure(the_matrix(), LIGHT), "counts")[0].textfont.size
    groups = [Group(f"Department {n}", 9, 9) for n in range(12)]
    many = matrix(groups, {(groups[0].name, groups[1].name): 12_345}, {}, {})
    smaller = traces(figure(many, LIGHT), "counts")[0].textfont.size
    assert size == 13 and 9 <= smaller < size


# who does both ------------------------------------------------------------------------------------


@each_theme
def test_a_dot_is_filled_where_people_both_teach_and_learn(tokens: Tokens) -> None:
    answer = the_bubbles()
    bands = traces(figure(answer, tokens), "people")
    assert len(bands) == len(answer.levels)
    for band, level in zip(bands, answer.levels, strict=True):
        assert list(band.x) == [sessions for sessions, _ in level.attended]
        for sessions, fill in zip(band.x, band.marker.color, strict=True):
            is_both = level.led_from > 0 and sessions > 0
            assert (fill == tokens.during) == is_both
            assert fill in (tokens.during, tokens.background)


def test_the_area_of_a_dot_is_its_number_of_people() -> None:
    bands = traces(figure(the_bubbles(), LIGHT), "people")
    people = [n for level in the_bubbles().levels for _, n in level.attended]
    sizes = [size for band in bands for size in band.marker.size]
    largest = max(sizes)
    for n, size in zip(people, sizes, strict=True):
        assert size == pytest.approx(max(7, largest * (n / 20) ** 0.5))
    said = [text for band in bands for text in band.text]
    assert "20" in said and all(text in ("", str(n)) for text, n in zip(said, people, strict=True))


def test_the_levels_are_named_with_their_people() -> None:
    said = words(figure(the_bubbles(), LIGHT))
    assert {"Led 2–5 sessions", "Led 1 session", "Led none yet"} <= set(said)
    assert [label.partition("</b>")[0] for label in said if label.startswith("<b>")] == [
        "<b>5", "<b>6", "<b>30",
    ]  # fmt: skip


def test_many_sessions_share_places_and_nobody_is_lost() -> None:
    level = Level(0, 0, tuple((n, n + 1) for n in range(61)))
    fig = figure(bubbles([level], {"people": 1891, "both": 0}, {}), LIGHT)
    [band] = traces(fig, "people")
    assert max(band.x) <= 20
    assert sum(int(said.split(" ")[0].replace(",", "")) for said in band.customdata) == 1891
    assert fig.layout.xaxis.ticktext[0] == "0" and "–" in fig.layout.xaxis.ticktext[1]


# how hosting rotates ------------------------------------------------------------------------------


@each_theme
def test_each_host_is_a_part_of_one_bar_and_those_who_led_half_are_darker(tokens: Tokens) -> None:
    answer = the_rotation()
    [hosts] = traces(figure(answer, tokens), "hosts")
    assert list(hosts.x) == pytest.approx([0.3, 0.3, 0.2, 0.1, 0.1])
    assert list(hosts.base) == pytest.approx([0, 0.3, 0.6, 0.8, 0.9])
    first, *_, last = hosts.marker.color
    assert first == tokens.during != last
    assert list(hosts.marker.color) == [first] * 2 + [last] * 3
    assert list(hosts.text) == ["3", "3", "2", "1", "1"]
    assert hosts.customdata[0] == "Host 1: 3 sessions, 30%"
    for ground, colour in zip(hosts.marker.color, hosts.textfont.color, strict=True):
        assert contrast(ground, colour) >= 4.5


def test_who_could_lead_is_drawn_of_all_who_learned() -> None:
    fig = figure(the_rotation(), LIGHT)
    [bars] = traces(fig, "could lead")
    assert list(bars.x) == pytest.approx([12 / 30, 0])
    assert any("<b>12</b>" in label and "of 30" in label for label in words(fig))


def test_hosts_too_few_to_show_leave_no_bar() -> None:
    answer = replace(the_rotation(), hosting=None)
    fig = figure(answer, LIGHT)
    assert not traces(fig, "hosts")
    assert not any("Sessions led" in label for label in words(fig))
    assert fig.layout.height < figure(the_rotation(), LIGHT).layout.height


def test_departments_from_data_are_never_markup() -> None:
    groups = [Group(HOSTILE, 9, 9), Group("Sales", 9, 9)]
    heat = figure(matrix(groups, {(HOSTILE, "Sales"): 2}, {}, {}), LIGHT)
    ready = figure(replace(the_rotation(), ready=(Ready(HOSTILE, 9, 3),)), LIGHT)
    shown = " ".join(
        [*words(heat), *words(ready), *(t for row in heat.data[0].text for t in row if t)]
    )
    assert "<img" not in shown and "<b>h" not in shown and "&lt;img" in shown
