"""Pictures: every number of the plot is in them, every word can be drawn, and nothing leaks."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import rcParams
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from PIL import Image

from analytics.asking import ask, questions
from analytics.exports import picture
from analytics.exports.picture import typeface
from analytics.exports.picture.charts import chart
from analytics.exports.picture.files import as_bytes
from analytics.exports.picture.frame import framed, source_day
from analytics.exports.picture.sheet import Box, Sheet
from analytics.findings import Answer, Estimate, Finding, Grade, Table, TooFew, Verdict
from analytics.plots import plot_of
from analytics.plots.plot import (
    XY,
    Axis,
    Band,
    Bar,
    Bars,
    Cell,
    Cells,
    Dots,
    Heading,
    Key,
    Line,
    Note,
    NumberRow,
    Part,
    Passage,
    Plot,
    RowLabel,
    Rule,
    Words,
)
from analytics.store import Store
from analytics.tokens import DARK, LIGHT, Tokens, mixed

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "analytics" / "fonts"
HOSTILE = (
    "<script>alert(1)</script>",
    "$x^2$ costs $5 \\frac{1}{2} & “ok”",
    "🎉 party 👩‍👩‍👧 ☎️",
    "مرحبا بالعالم",
    "\u202eevil\u202c",
    "销售部 and 営業部",
    "nul\x00 bell\x07 line\nfeed \ud800 half",
    "W" * 400,
    "a long name of words " * 30,
    "",
)

CURVE = XY(
    x=Axis(0, 90, ((0, "0"), (30, "30"), (60, "60"), (90, "90")), "Days since hire"),
    y=Axis(0, 1.01, ((0, "0%"), (0.5, "50%"), (1, "100%")), has_grid=True),
    bands=(
        Band("95%", (10, 40, 40, 80), (0.1, 0.1, 0.3, 0.3), (0.3, 0.3, 0.6, 0.6), "during_band"),
    ),
    lines=(
        Line("During", (0, 10, 10, 40, 40, 80), (0, 0, 0.2, 0.2, 0.45, 0.45), "during", "bold"),
        Line("Half", (0, 60), (0.5, 0.5), "muted", "thin", is_dashed=True),
    ),
    dots=(Dots("Median", (48, 60), (0.5, 0.5), "during", is_hollow=True),),
    rules=(Rule(0.6, is_vertical=False, ink="target", label="Target 60%"),),
    notes=(
        Note(48, 0.5, "48 days", "during", "right", lines_up=1),
        Note(90, 0.61, "61% last week", "during"),
    ),
    under=(NumberRow("During", "during", ((0, "84"), (30, "59"), (60, "15"))),),
    under_title="Still learning",
    key=(Key("during", "During pilot"), Key("before_text", "Before pilot")),
)  # fmt: skip
FOREST = XY(
    x=Axis(-0.4, 0.6, ((-0.2, "−20%"), (0, "0%"), (0.2, "+20%")), "← slower · faster →", True),
    y=Axis(-0.5, 2.5),
    lines=(
        Line("All", (0.1, 0.35), (2, 2), "during", "bold"),
        Line("Sales", (-0.4, 0.6), (1, 1), "before", goes_on=(True, True)),
    ),
    dots=(
        Dots("All", (0.23,), (2,), "during", shape="diamond"),
        Dots("Bubbles", (0.1, 0.3), (1, 1), "before", sizes=(12, 30), labels=("1", "12")),
    ),
    rules=(
        Rule(0.2, is_vertical=True, ink="target", label="Target 20%"),
        Rule(0, is_vertical=True, ink="before", is_dashed=False),
    ),
    labels=(
        RowLabel(2, "All departments", "118 → 84 hires", "+23%", "+10% to +35%", is_bold=True),
        RowLabel(1, "Sales", "29 → 19 hires", "+2%", "−32% to +26%"),
        RowLabel(0, "Finance", "11 → 8 hires", "counts only"),
    ),
)
BARS = Bars(
    full=1.0,
    rows=(
        Bar("Useful", "210 answers", (Part(0.4, "likert4", "40%"), Part(0.36, "likert3")), "76%",
            "agree", limits=(0.7, 0.81)),
        Bar("Open", "", (Part(0.7, "during"),), "70% or more", "72 of 103", limits=(0.6, None)),
        Bar("By department", has_track=False),
        Bar("Narrow", "", (Part(0.01, "during", "1%"), Part(0.99, "before", "99%")), "1%"),
    ),
    key=(Key("likert4", "Strongly agree"), Key("likert3", "Agree")),
)  # fmt: skip
CELLS = Cells(
    headings=(
        Heading("Jan", 2, "3 of 4", "target"),
        Heading("Feb", 1, "6 ✓", has_line_before=True),
    ),
    rows=(
        ("Mon", (Cell(1.0, "2"), Cell(0.0), Cell(0.5, "1")), "3"),
        ("Tue", (Cell(None), Cell(0.25, "7", is_outlined=True), Cell(None)), ""),
    ),
    rows_title="Who taught",
    columns_title="Who learned",
)
WORDS = Words(
    passages=(
        Passage("There is too little data.", lead="What is missing"),
        Passage("Endlich mal keine Folien.", under="rated 8", is_quote=True),
    )
)
PLOTS: dict[str, Plot] = {
    "curve": CURVE, "forest": FOREST, "bars": BARS, "cells": CELLS, "words": WORDS,
}  # fmt: skip
each_plot = pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)

ANSWER = Answer(
    estimate=Estimate(0.23, 0.1, 0.35),
    unit="faster",
    n={"people": 84},
    target=0.2,
    table=Table(("a",), ((1,),)),
    grade=Grade("C", "before-after", (), ""),
)
FINDING = Finding(
    question="time-to-competency",
    label="Time to competency",
    title="New hires reach competency 23% faster",
    subtitle="Share of new hires signed off as competent",
    headline="23% faster",
    answer=ANSWER,
    verdicts=(
        Verdict("no_change", "faster-open", "Clear gain", "good"),
        Verdict("target", "open", "Target: too close to call", "open"),
    ),
    caption=("Target 20% · 95% CI 10% to 35% faster", "Median 60 days → 48 days"),
    paragraphs=(),
    footnote="n = 118 · hired since 1 May 2025 · Source: people list, 12 Apr 2026 · Sample data",
    alt="A curve.",
    is_sample=True,
    known_until=date(2026, 4, 12),
)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts]


def pixels(data: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def hexes(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in colour[:3])


# the numbers --------------------------------------------------------------------------------------


def points(figure: Figure, label: str) -> list[tuple[float, float]]:
    """Of all lines and markers of one name, in the numbers of the axes."""
    [axes] = figure.axes
    found = [line for line in axes.lines if line.get_label() == label]
    assert found
    return [point for line in found for point in zip(*line.get_data(), strict=True)]


def check_xy(plot: XY, figure: Figure) -> None:
    [axes] = figure.axes
    assert axes.get_xlim() == (plot.x.low, plot.x.high)
    assert axes.get_ylim() == (plot.y.low, plot.y.high)
    placed = Counter(
        point for line in axes.lines for point in zip(*map(tuple, line.get_data()), strict=True)
    )
    for drawn in chain(plot.lines, plot.dots):
        wanted = Counter(zip(drawn.x, drawn.y, strict=True))
        assert not wanted - placed, drawn.name
    areas = [area for area in axes.collections if isinstance(area, PolyCollection)]
    assert len(areas) == len(plot.bands)
    for band, area in zip(plot.bands, areas, strict=True):
        corners = {tuple(point) for path in area.get_paths() for point in path.vertices}
        for x, low, high in zip(band.x, band.low, band.high, strict=True):
            assert {(x, low), (x, high)} <= corners
    for rule in plot.rules:
        straight = [0, 1], [rule.at] * 2
        assert any(
            [list(found) for found in line.get_data()]
            == list(reversed(straight) if rule.is_vertical else straight)
            for line in axes.lines
        )
    words = [plot.x.title, plot.under_title, *(note.text for note in plot.notes)]
    words += [rule.label for rule in plot.rules] + [key.text for key in plot.key]
    words += [text for row in plot.labels for text in (row.name, row.value)]
    words += [text for _, text in plot.y.ticks]
    for row in plot.under:
        words += [row.name, *(text for _, text in row.numbers)]
    words += [text for row in plot.labels for text in (row.under_name, row.under_value)]
    shown = Counter(texts(figure))
    assert not Counter(typeface.clean(word) for word in words if word) - shown


def check_bars(plot: Bars, figure: Figure) -> None:
    [axes] = figure.axes
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_label()]
    parts = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    assert bars and axes.get_xlim() == (0, plot.full)
    rows = [row for row in plot.rows if row.parts or row.value]
    tracks = [row for row in rows if row.has_track]
    assert len(parts) == sum(len(row.parts) for row in rows) + len(tracks)
    sizes = Counter(round(part.get_width(), 9) for part in parts)
    wanted = Counter(round(part.size, 9) for row in rows for part in row.parts)
    assert not wanted - sizes
    limits = [tuple(map(float, x)) for x in (
        line.get_xdata() for line in axes.lines if line.get_label() == "95% interval"
    )]  # fmt: skip
    given_limits = [
        (low or 0.0, plot.full if high is None else high)
        for row in rows
        if row.limits
        for low, high in (row.limits,)
    ]
    assert Counter(limits) == Counter({one: 2 * n for one, n in Counter(given_limits).items()})
    shown = set(texts(figure))
    assert {row.value for row in rows if row.value} <= shown


def check_cells(plot: Cells, figure: Figure, tokens: Tokens) -> None:
    [axes] = figure.axes
    found = {
        (round(box.get_x() + box.get_width() / 2 - 0.5), int(box.get_y())): box
        for box in axes.patches
        if isinstance(box, Rectangle)
    }
    wanted = {
        (across, down): cell
        for down, (_, cells, _) in enumerate(plot.rows)
        for across, cell in enumerate(cells)
        if cell.shade is not None or cell.text or cell.is_outlined
    }
    assert found.keys() == wanted.keys()
    for place, cell in wanted.items():
        if cell.shade is not None:
            colour = hexes(found[place].get_facecolor())
            assert colour == mixed(tokens.during, tokens.cell, cell.shade)
        assert bool(found[place].get_linewidth()) == cell.is_outlined
    shown = Counter(texts(figure))
    assert not Counter(cell.text for cell in wanted.values() if cell.text) - shown
    assert not Counter(value for _, _, value in plot.rows if value) - shown


def check(plot: Plot, figure: Figure, tokens: Tokens) -> None:
    match plot:
        case XY():
            check_xy(plot, figure)
        case Bars():
            check_bars(plot, figure)
        case Cells():
            check_cells(plot, figure, tokens)
        case Words():
            said = " ".join(texts(figure))
            for passage in plot.passages:
                assert typeface.clean(passage.text) in said
                assert typeface.clean(passage.lead) in said


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@each_plot
def test_every_number_of_a_plot_is_where_it_should_be(plot: Plot, tokens: Tokens) -> None:
    check(plot, framed_alone(plot, tokens), tokens)
    check(plot, chart(plot, tokens, 864), tokens)


def framed_alone(plot: Plot, tokens: Tokens) -> Figure:
    return framed(replace(FINDING, title=" ", subtitle="", footnote=""), plot, tokens)


@pytest.fixture(scope="module")
def found(sample: Store) -> list[Finding]:
    """The sample pilot in all its findings."""
    return [ask(sample, question.name) for question in questions()]


def test_every_number_of_the_sample_pilot_is_where_it_should_be(found: list[Finding]) -> None:
    assert len(found) > 15
    for finding in found:
        plot = plot_of(finding.answer)
        check(plot, framed(finding, plot, LIGHT), LIGHT)
        check(plot, chart(plot, DARK, 864), DARK)


def test_no_text_of_the_sample_pilot_leaves_the_picture(found: list[Finding]) -> None:
    for finding in found:
        figure = framed(finding, plot_of(finding.answer), LIGHT)
        as_bytes(figure, "png", 1)
        for text in figure.texts:
            box = text.get_window_extent()
            assert box.x0 >= 60 and box.x1 <= 1860, (finding.question, text.get_text())
            assert box.y0 >= 20 and box.y1 <= 1060, (finding.question, text.get_text())


def test_a_chart_of_the_sample_pilot_is_small_enough_for_a_mail(found: list[Finding]) -> None:
    for finding in found:
        assert len(picture.chart_svg(plot_of(finding.answer))) < 60_000, finding.question


def test_a_hollow_dot_has_the_colour_of_the_ground_and_a_filled_one_its_own() -> None:
    for hollow, colour in ((True, DARK.background), (False, DARK.during)):
        plot = replace(CURVE, dots=(Dots("Median", (48,), (0.5,), "during", is_hollow=hollow),))
        [axes] = framed(FINDING, plot, DARK).axes
        [dot] = [line for line in axes.lines if line.get_label() == "Median"]
        assert dot.get_markerfacecolor() == colour
        assert dot.get_markeredgecolor() == DARK.during


def test_a_line_that_goes_on_has_an_arrow_at_each_such_end() -> None:
    assert points(framed(FINDING, FOREST, LIGHT), "goes on") == [(-0.4, 1), (0.6, 1)]


def test_labels_beside_the_plot_keep_their_distance() -> None:
    figure = framed(FINDING, CURVE, LIGHT)
    heights = {text.get_text(): text.get_position()[1] * 1080 for text in figure.texts}
    assert abs(heights["Target 60%"] - heights["61% last week"]) >= 22


def test_ticks_that_would_touch_are_thinned_evenly() -> None:
    days = tuple((float(day), f"{day} January") for day in range(60))
    plot = XY(x=Axis(0, 59, days), y=Axis(0, 1, ((0, "0%"), (1, "100%"))))
    shown = [text for text in texts(chart(plot, LIGHT, 864)) if "January" in text]
    places = [int(text.split()[0]) for text in shown]
    assert 3 < len(places) < 20
    assert set(np.diff(places)) == {places[1] - places[0]}


# the frame ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1, 2])
@each_plot
def test_size_in_pixels(plot: Plot, scale: int) -> None:
    data = picture.write(FINDING, plot, form="png", scale=scale)
    assert Image.open(io.BytesIO(data)).size == (1920 * scale, 1080 * scale)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_ground_and_data_have_the_colours_of_the_theme(tokens: Tokens) -> None:
    image = pixels(picture.write(FINDING, BARS, form="png", tokens=tokens))
    for x, y in ((0, 0), (1919, 0), (0, 1079), (1919, 1079)):
        assert tuple(image[y, x]) == rgb(tokens.background)
    for ink in ("during", "track", "text"):
        colour = rgb(getattr(tokens, ink))
        assert (image == colour).all(axis=2).sum() > 50, ink


def test_all_that_a_finding_says_around_its_chart() -> None:
    found = texts(framed(FINDING, WORDS, LIGHT))
    for text in (
        FINDING.title, FINDING.subtitle, FINDING.label, FINDING.headline, *FINDING.caption,
        "▲ Clear gain", "≈ Target: too close to call", "Evidence C", FINDING.footnote,
        "Pilot Impact · 12 Apr 2026", "Sample data",
    ):  # fmt: skip
        assert text in found
    real = texts(framed(replace(FINDING, is_sample=False), WORDS, LIGHT))
    assert "Sample data" not in real


def test_an_edited_title_stands_with_its_mark() -> None:
    mark = "Title edited by hand: says more than the evidence (C) allows"
    found = texts(framed(FINDING, WORDS, LIGHT, title="We won", mark=mark))
    assert "We won" in found and mark in found and FINDING.title not in found
    assert mark not in texts(framed(FINDING, WORDS, LIGHT))


def test_a_mark_beside_a_long_subtitle_is_whole() -> None:
    mark = "Title edited by hand: says more than the evidence (C) allows"
    wordy = replace(FINDING, subtitle="Many words about what was measured " * 9)
    figure = framed(wordy, WORDS, LIGHT, mark=mark)
    assert mark in texts(figure)
    image = pixels(as_bytes(figure, "png", 1))
    assert (image == rgb("#FDF1E4")).all(axis=2).sum() > 5000


@pytest.mark.parametrize("words", [1, 12, 30, 300])
def test_a_title_has_two_lines_at_most_and_is_cut_only_when_it_must(words: int) -> None:
    title = " ".join(["hires"] * words)
    figure = framed(replace(FINDING, footnote=""), WORDS, LIGHT, title=title)
    lines = [text for text in texts(figure) if text.startswith("hires")]
    assert len(lines) <= 2
    assert (" ".join(lines) == title) == (words <= 30)
    assert lines[-1].endswith("…") == (words > 30)


def test_what_cannot_be_answered_has_no_number_beside_its_words() -> None:
    answer = TooFew(
        estimate=None, unit="share", n={}, target=None, table=Table((), ()), reason="few",
        missing="people",
    )  # fmt: skip
    found = texts(framed(replace(FINDING, answer=answer, headline="—"), WORDS, LIGHT))
    assert "—" not in found and "There is too little data." in found


def test_the_day_is_that_of_the_source() -> None:
    assert source_day(FINDING) == "12 Apr 2026"
    assert source_day(replace(FINDING, known_until=None)) == ""


# files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
@each_plot
def test_the_same_finding_gives_the_same_bytes(plot: Plot, form: str) -> None:
    first = picture.write(FINDING, plot, form=form)
    assert picture.write(FINDING, plot, form=form) == first
    assert picture.chart_svg(plot) == picture.chart_svg(plot)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests/exports')\n"
        "from test_picture import FINDING, CURVE\n"
        "from analytics.exports import picture\n"
        "for form in ('png', 'svg', 'pdf'):\n"
        "    print(hashlib.sha256(picture.write(FINDING, CURVE, form=form)).hexdigest())\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert found.pop() == "False"
    assert found == [
        hashlib.sha256(picture.write(FINDING, CURVE, form=form)).hexdigest()
        for form in ("png", "svg", "pdf")
    ]


def test_a_file_says_no_date() -> None:
    data = {form: picture.write(FINDING, CURVE, form=form) for form in ("png", "svg", "pdf")}
    assert data["png"].startswith(b"\x89PNG") and b"tIME" not in data["png"]
    assert data["pdf"].startswith(b"%PDF") and b"CreationDate" not in data["pdf"]
    assert b"dc:date" not in data["svg"]
    with pytest.raises(ValueError, match="gif"):
        picture.write(FINDING, CURVE, form="gif")


def test_pages_are_one_for_each_finding() -> None:
    data = picture.pages([(FINDING, plot) for plot in PLOTS.values()])
    assert len(re.findall(rb"/Type /Page\b", data)) == len(PLOTS)
    assert data == picture.pages([(FINDING, plot) for plot in PLOTS.values()])


def parsed(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter())


@each_plot
def test_an_svg_stands_alone(plot: Plot) -> None:
    whole = picture.write(FINDING, plot, form="svg").decode()
    for text in (whole, picture.chart_svg(plot, DARK, prefix="one-")):
        elements = parsed(text)
        names = {element.tag.rpartition("}")[2] for element in elements}
        assert names <= {"svg", "defs", "g", "path", "use", "clipPath", "rect"}
        ids = [element.get("id") for element in elements if element.get("id")]
        assert len(ids) == len(set(ids))
        links = [
            value
            for element in elements
            for name, value in element.attrib.items()
            if name.rpartition("}")[2] == "href"
        ]
        links += [f"#{name}" for name in re.findall(r"url\(#([^)]+)\)", text)]
        assert links and {link.removeprefix("#") for link in links} == set(ids)
        assert "<style" not in text and "nan" not in text.lower()
        # A space has no outline.
        outlines = [element.get("d", "") for element in elements if element.tag.endswith("}path")]
        assert all(re.fullmatch(r"(M[-MLQCHVz\d. ]+)?", outline) for outline in outlines)
        assert sum(map(bool, outlines)) > 10


def test_a_chart_for_a_page_has_its_width_no_prolog_and_no_ground() -> None:
    text = picture.chart_svg(CURVE, LIGHT, 864, "q-")
    assert text.startswith("<svg ")
    root = ET.fromstring(text)
    assert root.get("width") == "864"
    assert root.get("viewBox", "").split()[2] == "864"
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert ids and all(name.startswith("q-") for name in ids)
    assert LIGHT.background.lower() not in "".join(
        element.get("style", "") for element in list(root.iter())[:6]
    )
    other = {element.get("id") for element in parsed(picture.chart_svg(CURVE, prefix="r-"))}
    assert not other & set(ids)


def test_charts_are_drawn_side_by_side_in_threads() -> None:
    wanted = [picture.write(FINDING, plot, form="svg") for plot in PLOTS.values()]
    with ThreadPoolExecutor(4) as pool:
        tasks = [
            pool.submit(picture.write, FINDING, plot, form="svg")
            for _ in range(3)
            for plot in PLOTS.values()
        ]
        assert [task.result() for task in tasks] == wanted * 3


def test_nothing_of_matplotlib_is_changed_for_others() -> None:
    before = dict(rcParams)
    picture.write(FINDING, CURVE, form="png")
    assert dict(rcParams) == before


def test_matplotlib_is_loaded_only_to_draw() -> None:
    program = (
        "import sys; from analytics.exports import picture; import analytics.plots\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


# letters ------------------------------------------------------------------------------------------


def renamed(plot: Plot, text: str) -> Plot:
    match plot:
        case XY():
            return replace(
                plot,
                x=replace(plot.x, title=text, ticks=((plot.x.low, text), (plot.x.high, text))),
                labels=tuple(
                    replace(row, name=text, under_name=text, value=text) for row in plot.labels
                ),
                notes=tuple(replace(note, text=text) for note in plot.notes),
                rules=tuple(replace(rule, label=text) for rule in plot.rules),
                under_title=text,
                key=tuple(replace(key, text=text) for key in plot.key),
            )
        case Bars():
            return replace(
                plot,
                rows=tuple(
                    replace(row, name=text, more=text, value=text, more_value=text)
                    for row in plot.rows
                ),
                key=(Key("during", text),),
            )
        case Cells():
            rows = tuple(
                (text, tuple(replace(cell, text=text) for cell in cells), text)
                for _, cells, _ in plot.rows
            )
            headings = tuple(replace(one, text=text, under=text) for one in plot.headings)
            return replace(plot, rows=rows, headings=headings, rows_title=text, columns_title=text)
        case Words():
            passages = (Passage(text, text, text, is_quote=True), Passage(text))
            return Words(passages=passages)


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
@each_plot
def test_any_text_is_drawn_as_it_is_or_left_out(plot: Plot, text: str) -> None:
    finding = replace(FINDING, title=text, subtitle=text, caption=(text, text), footnote=text,
                      headline=text, label=text)  # fmt: skip
    hostile = renamed(plot, text)
    data = picture.write(finding, hostile, form="png", mark=text)
    assert Image.open(io.BytesIO(data)).size == (1920, 1080)
    parsed(picture.chart_svg(hostile))
    picture.write(finding, hostile, form="pdf")


def test_a_dollar_sign_is_not_mathematics() -> None:
    finding = replace(FINDING, title="$x^2$ <b>&", verdicts=())
    assert "$x^2$ <b>&" in texts(framed(finding, WORDS, LIGHT))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\nb\tc  d", "a b c d"),
        ("\u202eabc\u202c", "abc"),
        ("nul\x00\x07", "nul"),
        ("e\u0301", "é"),
        ("60 → 48 · −5% ✓ ✕ ≈ ↗", "60 → 48 · −5% ✓ ✕ ≈ ↗"),
        ("10\u00a0%", "10\u00a0%"),
        ("half \ud800", "half"),
        ("\U000e0041tag", "tag"),
        ("\uf8ff apple", "apple"),
    ],
)
def test_how_a_text_is_made_fit(text: str, drawn: str) -> None:
    assert typeface.clean(text) == drawn


def test_what_no_font_has_is_a_box_for_a_letter_and_nothing_for_a_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typeface._drawable.cache_clear()
    monkeypatch.setattr(typeface, "_installed", lambda sign: None)
    try:
        assert typeface.clean("中文 🎉 ok") == "□□ ok"
    finally:
        typeface._drawable.cache_clear()


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_every_character_left_can_be_drawn(text: str) -> None:
    for sign in typeface.clean(text):
        files = [*typeface._FILES["regular"], typeface._installed(sign)]
        assert sign == " " or any(file and ord(sign) in typeface._signs(file) for file in files)


@settings(max_examples=60)
@given(st.text(max_size=60), st.floats(20, 400), st.integers(1, 4))
def test_lines_fit_their_room_and_lose_nothing_but_the_end(
    text: str, room: float, most: int
) -> None:
    sheet = Sheet(500, 500, em=13, points=1, tokens=LIGHT)
    lines = sheet.lines(text, room, 13, most=most)
    assert len(lines) <= most
    assert all(sheet.measure(line, 13) <= room + 0.5 or len(line) <= 2 for line in lines)
    kept = "".join(lines).replace(" ", "")
    whole = typeface.clean(text).replace(" ", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_a_box_loses_its_edges() -> None:
    assert Box(0, 0, 100, 50).less(10, 5, 20, 15) == Box(10, 5, 70, 30)
    assert Box(0, 10, 100, 50).around(30) == Box(0, 18, 100, 30)


@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("SemiBold", 600), ("Bold", 700)])
def test_the_fonts_hold_what_they_should(style: str, weight: int) -> None:
    from fontTools.ttLib import TTFont

    file = FONTS / f"Inter-{style}.ttf"
    assert file.stat().st_size < 120_000
    font = TTFont(file)
    assert font["OS/2"].usWeightClass == weight
    assert "fvar" not in font
    assert set(map(ord, "Aäßçéñőşğłž€“”–−…·×±•")) <= font.getBestCmap().keys()
    assert FT2Font(str(file)).family_name == "Inter"


@pytest.mark.parametrize("side", ["left", "center", "right"])
@pytest.mark.parametrize("weight", ["regular", "semibold", "bold"])
def test_a_text_stands_where_it_was_measured(side: Any, weight: typeface.Weight) -> None:
    sheet = Sheet(600, 100, em=40, points=0.5, tokens=LIGHT)
    at = {"left": 40.0, "center": 300.0, "right": 560.0}[side]
    wide = sheet.write(at, 50, "HHHH HHHH HHHH", side=side, weight=weight)
    inked = (pixels(as_bytes(sheet.figure, "png")) != 255).any(axis=2)
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    left = at - {"left": 0.0, "center": wide / 2, "right": wide}[side]
    assert 0 < columns[0] - left < 6 and 0 < left + wide - columns[-1] < 6
    assert abs((rows[0] + rows[-1] + 1) / 2 - 50) <= 1


def test_heavier_letters_are_wider() -> None:
    text = "Half of new hires are competent"
    widths = [typeface.width(text, 20, weight) for weight in ("regular", "semibold", "bold")]
    assert 0 < widths[0] < widths[1] < widths[2]
    assert typeface.width(text, 40) == pytest.approx(2 * widths[0])


def test_the_licence_lies_beside_the_fonts() -> None:
    theirs = (ROOT / "static" / "LICENSE-Inter.txt").read_bytes()
    assert (FONTS / "LICENSE-Inter.txt").read_bytes() == theirs
