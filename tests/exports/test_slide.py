"""Slides: native and editable, every number of the plot in them, a template's look kept, and
nothing of the clock or of a hostile name."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE, MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from analytics.briefing import MAIN, Briefing, brief
from analytics.exports.slide import UnusableTemplate, deck, slide
from analytics.exports.slide.text import clean, cut, fitted, lines, shortened, width
from analytics.findings import Finding, Table, TooFew
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

MONDAY = float(date(2026, 1, 12).toordinal())
WEEKS = tuple(MONDAY + 7 * n for n in (0, 1, 2, 4))
SHARES = (0.5, 0.625, 0.75, 0.56)
TREND = XY(
    x=Axis(MONDAY - 3, MONDAY + 31, tuple((week, f"week {n}") for n, week in enumerate(WEEKS))),
    y=Axis(0.0, 1.02, tuple((n / 5, f"{20 * n}%") for n in range(6)), has_grid=True),
    bands=(Band("Interval", WEEKS, (0.4, 0.5, 0.6, 0.5), (0.6, 0.7, 0.9, 0.6), "during_band"),),
    lines=(Line("Share", WEEKS, SHARES, "during"),),
    dots=(
        Dots("Above", WEEKS[1:3], SHARES[1:3], "during"),
        Dots("Below", (WEEKS[0], WEEKS[3]), (SHARES[0], SHARES[3]), "during", is_hollow=True),
    ),
    rules=(Rule(0.6, False, "target", "Target 60%"),),
    notes=(Note(MONDAY + 31, 0.56, "56% last week", "during"),),
)
CURVE = XY(
    x=Axis(0, 30, ((0, "0"), (15, "15"), (30, "30")), "Days"),
    y=Axis(0, 1, ((0, "0%"), (0.5, "50%"), (1, "100%")), has_grid=True),
    bands=(
        Band("before", (0, 10, 10, 30), (0, 0, 0.1, 0.1), (0.1, 0.1, 0.4, 0.4), "before_band"),
        Band("during", (0, 8, 8, 30), (0, 0, 0.3, 0.3), (0.2, 0.2, 0.6, 0.6), "during_band"),
    ),
    lines=(
        Line("before", (0, 10, 10, 30), (0, 0, 0.25, 0.25), "before"),
        Line("during", (0, 8, 8, 30), (0, 0, 0.5, 0.5), "during", "bold"),
    ),
    dots=(Dots("median", (8,), (0.5,), "during", is_hollow=True),),
    under=(NumberRow("Before", "before_text", ((0, "12"), (15, "9"), (30, "3"))),),
    under_title="Still learning",
    key=(Key("during", "During pilot"), Key("before", "Before pilot")),
)
FOREST = XY(
    x=Axis(-0.3, 0.5, ((-0.2, "−20%"), (0.0, "0%"), (0.2, "+20%"), (0.4, "+40%")), has_grid=True),
    y=Axis(-0.6, 1.6),
    lines=(
        Line("All", (0.1, 0.35), (1.0, 1.0), "during", "bold"),
        Line("Sales", (-0.3, 0.4), (0.0, 0.0), "before", goes_on=(True, False)),
    ),
    dots=(
        Dots("All", (0.23,), (1.0,), "during", shape="diamond"),
        Dots("Counts", (0.1, 0.2), (0.0, 0.5), "before", sizes=(10, 20), labels=("", "7")),
    ),
    rules=(Rule(0.0, True, "before", is_dashed=False), Rule(0.2, True, "target", "Target 20%")),
    labels=(
        RowLabel(1.0, "All", "118 → 84 hires", "+23%", "+10% to +35%", True),
        RowLabel(0.0, "Sales", "30 → 23 hires", "counts only"),
    ),
)
BARS = Bars(
    full=1.0,
    rows=(
        Bar("Agree a lot", parts=(Part(0.7, "likert4", "70%"), Part(0.3, "likert0"))),
        Bar("A heading", "and more", has_track=False),
        Bar("Agree", "less", (Part(0.25, "likert4"), Part(0.5, "likert2")), "25%", "of 8",
            (0.1, None)),
    ),
    key=(Key("likert4", "Agree"), Key("likert2", "Neither"), Key("likert0", "Disagree")),
)  # fmt: skip
CELLS = Cells(
    headings=(Heading("Jan", 2, "4 of 4", "target", True), Heading("Feb")),
    rows=(
        ("Mon", (Cell(0.0, "0"), Cell(1.0, "12", True), Cell(None)), "12"),
        ("Tue", (Cell(0.5, "3"), Cell(0.0), Cell(0.5, "4")), "7"),
    ),
    rows_title="Who taught",
    columns_title="Who learned",
)
WORDS = Words(
    passages=(
        Passage("no survey export is loaded.", "Nothing to show yet:"),
        Passage("It helped me.", under="rated 9", is_quote=True),
    )
)
PLOTS: dict[str, Plot] = {
    "trend": TREND, "curve": CURVE, "forest": FOREST, "bars": BARS, "cells": CELLS, "words": WORDS,
}  # fmt: skip
HOSTILE = '=HYPERLINK("x") <b>&\'\x00\x0b\x1f\ud800 $x^2$ \U0001f389 مرحبا ' + "long " * 90


@pytest.fixture(scope="module")
def briefing(sample: Store) -> Briefing:
    found = brief(sample)
    return found


@pytest.fixture(scope="module")
def whole(briefing: Briefing) -> bytes:
    return deck(briefing)


def opened(made: bytes) -> Any:
    return Presentation(io.BytesIO(made))


def only(made: bytes) -> Any:
    [found] = opened(made).slides
    return found


def texts(one: Any) -> list[str]:
    return [shape.text_frame.text for shape in one.shapes if shape.has_text_frame]


def chart_of(one: Any) -> Any:
    [found] = [shape for shape in one.shapes if shape.has_chart]
    return found.chart


def points(chart: Any) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """(x, y) of every series of a scatter chart."""
    return [
        tuple(
            tuple(float(v.text) for v in series.find(qn(f"c:{axis}")).iter(qn("c:v")))
            for axis in ("xVal", "yVal")
        )
        for series in chart._chartSpace.iter(qn("c:ser"))
    ]


def by_name(chart: Any) -> dict[str, tuple[float | None, ...]]:
    return {series.name: tuple(series.values) for plot in chart.plots for series in plot.series}


# numbers ------------------------------------------------------------------------------------------


def test_a_band_is_filled_under_lines_on_days(briefing: Briefing) -> None:
    chart = chart_of(only(slide(briefing.main[0], TREND)))
    kinds = [plot._element.tag.rpartition("}")[2] for plot in chart.plots]
    assert kinds == ["areaChart", "lineChart"]
    found = by_name(chart)
    [band] = TREND.bands
    low, over = found["Interval, low"], found["Interval, high above low"]
    assert low == band.low
    assert [a + b for a, b in zip(low, over, strict=True)] == pytest.approx(band.high)
    assert found["Share"] == SHARES
    assert found["Above"] == (None, *SHARES[1:3], None)
    assert found["Below"] == (SHARES[0], None, None, SHARES[3])
    assert found["Target 60%"] == (0.6,) * 4
    days = [float(v.text) for v in next(chart._chartSpace.iter(qn("c:cat"))).iter(qn("c:v"))]
    assert [day + date(1899, 12, 30).toordinal() for day in days] == list(WEEKS)


@pytest.mark.parametrize("plot", [CURVE, FOREST], ids=["curve", "forest"])
def test_a_scatter_chart_holds_every_point(briefing: Briefing, plot: XY) -> None:
    chart = chart_of(only(slide(briefing.main[0], plot)))
    assert chart.chart_type == XL_CHART_TYPE.XY_SCATTER
    found = points(chart)
    for line in plot.lines:
        assert (line.x, line.y) in found
    for band in plot.bands:
        assert (band.x, band.low) in found and (band.x, band.high) in found
    for rule in plot.rules:
        across = (plot.y.low, plot.y.high)
        assert ((rule.at, rule.at), across) in found
    for dots in plot.dots:
        places = Counter(zip(dots.x, dots.y, strict=True))
        assert places <= Counter(pair for x, y in found for pair in zip(x, y, strict=True))


def test_series_stand_in_the_order_that_libreoffice_needs(briefing: Briefing) -> None:
    """It loses those before a longer one; in PowerPoint a hollow dot still lies on its edge."""
    space = chart_of(only(slide(briefing.main[0], CURVE)))._chartSpace
    series = list(space.iter(qn("c:ser")))
    counts = [int(one.find(f".//{qn('c:xVal')}//{qn('c:ptCount')}").get("val")) for one in series]
    assert counts[0] == max(counts)
    order = {
        one.find(f".//{qn('c:v')}").text: int(one.find(qn("c:order")).get("val")) for one in series
    }
    assert order["median, edge"] < order["median"]


def test_a_label_in_a_dot_and_sizes_stay(briefing: Briefing) -> None:
    space = chart_of(only(slide(briefing.main[0], FOREST)))._chartSpace
    sizes = Counter(found.get("val") for found in space.iter(qn("c:size")))
    assert sizes["10"] and sizes["20"]
    assert [label.text for label in space.iter(qn("a:t"))] == ["7"]


@pytest.mark.parametrize("name", ["participation", *MAIN, "teach-and-learn", "days-per-hire"])
def test_the_numbers_of_the_sample_are_on_its_slides(briefing: Briefing, name: str) -> None:
    finding = briefing.finding(name)
    plot = plot_of(finding.answer)
    one = only(slide(finding, plot))
    if isinstance(plot, XY):
        drawn = [(dots.x, dots.y) for dots in plot.dots] + [(one.x, one.y) for one in plot.lines]
        wanted = {y for _, ys in drawn for y in ys}
        values = {
            float(v.text)
            for kind in ("yVal", "val")
            for axis in chart_of(one)._chartSpace.iter(qn(f"c:{kind}"))
            for v in axis.iter(qn("c:v"))
        }
        assert wanted and wanted <= values
    elif isinstance(plot, Bars):
        parts = Counter(part.size for bar in plot.rows for part in bar.parts)
        values = Counter(v for series in by_name(chart_of(one)).values() for v in series if v)
        assert parts <= values
    else:
        assert any(shape.has_table for shape in one.shapes)


def test_bars_stack_by_colour_in_the_order_of_their_parts(briefing: Briefing) -> None:
    one = only(slide(briefing.main[0], BARS))
    chart = chart_of(one)
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED
    assert by_name(chart) == {
        "Agree": (0.7, None, 0.25),
        "Neither": (None, None, 0.5),
        "Disagree": (0.3, None, None),
        "The rest": (0.0, None, 0.25),
    }
    assert list(chart.plots[0].categories) == ["Agree a lot", "A heading", "Agree"]
    assert [label.text for label in chart._chartSpace.iter(qn("a:t"))] == ["70%"]
    assert {"Agree\nless", "25%\nof 8", "A heading  and more"} <= set(texts(one))
    interval = [shape for shape in one.shapes if shape.name == "Interval of Agree"]
    assert len(interval) == 2  # its line and the end that is known


def test_parts_of_one_colour_in_a_row_stay_apart(briefing: Briefing) -> None:
    parts = tuple(Part(size, ink) for size, ink in ((2, "during"), (1, "during"), (3, "track")))
    bars = Bars(full=6, rows=(Bar("Hosts", parts=parts),))
    values = [tuple(s.values) for s in chart_of(only(slide(briefing.main[0], bars))).series]
    assert values == [(2.0,), (1.0,), (3.0,)]


def test_cells_are_a_table_with_grounds_and_texts(briefing: Briefing) -> None:
    one = only(slide(briefing.main[1], CELLS))
    [table] = [shape.table for shape in one.shapes if shape.has_table]
    said = [[cell.text for cell in row.cells] for row in table.rows]
    assert said == [
        ["", "Jan\n4 of 4", "", "Feb", ""],
        ["Mon", "0", "12", "", "12"],
        ["Tue", "3", "", "4", "7"],
    ]
    assert table.cell(0, 1).is_merge_origin and table.cell(0, 1).span_width == 2
    outlined = [
        (row, column, side)
        for row in range(3)
        for column in range(5)
        for side in "LRTB"
        if 'w="25400"' in str(table.cell(row, column)._tc.xml).partition(f"<a:ln{side}")[2][:40]
    ]
    around = {(1, 2, side) for side in "LRTB"} | {(1, 1, "R"), (1, 3, "L"), (2, 2, "T")}
    assert set(outlined) == around
    filled = [cell.fill.fore_color.rgb for cell in table.iter_cells() if cell.fill.type == 1]
    assert len(filled) == 5 and filled[1] == RGBColor(0x0F, 0x6A, 0x73)


# what stands around -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLOTS)
def test_the_anatomy_of_a_slide(briefing: Briefing, name: str) -> None:
    finding = briefing.finding("time-to-competency")
    one = only(slide(finding, PLOTS[name]))
    assert one.shapes.title.text_frame.text == finding.title
    said = texts(one)
    assert finding.subtitle in said
    assert finding.footnote in said
    assert "Sample data" in said
    assert "Pilot Impact · 12 Apr 2026" in said
    [callout] = [text for text in said if finding.headline in text and text != finding.title]
    for verdict in finding.verdicts:
        assert verdict.label in callout
    assert "Evidence C" in callout and finding.caption[0] in callout
    notes = one.notes_slide.notes_text_frame.text
    assert "How it is calculated:" in notes and "Literature:" in notes and "Filters" in notes
    assert all(clean(sentence) in notes for _, sentence in finding.paragraphs)
    for shape in one.shapes:
        assert shape.shape_type != MSO_SHAPE_TYPE.PICTURE
        if shape.has_chart or shape.has_table:
            described = shape._element.xpath(".//p:cNvPr")[0].get("descr")
            assert described == finding.alt
    ids = [found.get("id") for found in one.shapes._spTree.xpath(".//p:cNvPr")]
    assert len(ids) == len(set(ids))
    assert not one.shapes._spTree.xpath(".//p:style")
    assert not one.shapes._spTree.xpath(".//a:latin")


def test_all_stays_on_the_slide(whole: bytes) -> None:
    made = opened(whole)
    for one in made.slides:
        for shape in one.shapes:
            assert shape.top >= 0 and shape.top + shape.height <= made.slide_height, shape.name
            assert shape.left >= 0 and shape.left <= made.slide_width, shape.name


def test_an_edited_title_says_so(briefing: Briefing) -> None:
    finding = briefing.main[0]
    one = only(slide(finding, TREND, title="All is well", mark="Title edited by hand"))
    assert one.shapes.title.text_frame.text == "All is well"
    assert f"{finding.subtitle}   Title edited by hand" in texts(one)
    assert not any("edited" in text for text in texts(only(slide(finding, TREND))))


def test_only_a_sample_is_tagged(briefing: Briefing) -> None:
    own = replace(briefing.main[0], is_sample=False, footnote="n = 8")
    assert "Sample data" not in texts(only(slide(own, TREND)))


def test_words_are_texts(briefing: Briefing) -> None:
    said = texts(only(slide(briefing.main[0], WORDS)))
    assert "Nothing to show yet: no survey export is loaded." in said
    assert "It helped me.\nrated 9" in said


def test_texts_are_cut_at_whole_sentences() -> None:
    text = "One is short. Another one is rather longer than that. A third."
    assert shortened(text, "Lead.", 120, 11, 2) == "One is short."
    assert shortened(text, "Lead.", 1000, 11, 2) == text
    assert shortened("No sentence fits in here at all", "", 20, 11, 1) == ""
    assert cut("a" * 100, 50, 11).endswith("…") and width(cut("a" * 100, 50, 11), 11) <= 50
    assert fitted("short", 500, (26, 16), 2) == ("short", 26)
    said, size = fitted("word " * 30, 500, (26, 20, 16), 2)
    assert size < 26 and len(lines(said, 500, size, True)) <= 2


# files --------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(briefing: Briefing, whole: bytes) -> None:
    assert deck(briefing) == whole
    finding = replace(briefing.main[2], known_until=date(2026, 5, 1))
    made = slide(finding, CURVE)
    assert slide(finding, CURVE) == made
    properties = opened(made).core_properties
    assert properties.created == properties.modified == datetime(2026, 5, 1)
    assert "Pilot Impact · 1 May 2026" in texts(only(made))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 5, 1, 0, 0, 0)}


def test_a_workbook_holds_the_plotted_numbers_and_no_formula(briefing: Briefing) -> None:
    bars = Bars(full=1, rows=tuple(Bar(f"{c}1+1", parts=(Part(0.5, "during"),)) for c in "=+-@"))
    lines_ = tuple(Line(f"{c}1+1", (0, 1), (0.25, 0.5), "during") for c in "=+-@")
    xy = XY(x=Axis(0, 1), y=Axis(0, 1), lines=lines_)
    for plot, numbers in ((bars, {0.5}), (xy, {0.0, 1.0, 0.25, 0.5})):
        chart = chart_of(only(slide(briefing.main[0], plot)))
        book = openpyxl.load_workbook(
            io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=False
        )
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        assert all(cell.data_type in "ns" for cell in cells)
        assert all(not str(cell.value).startswith(tuple("=+-@")) for cell in cells)
        assert {cell.value for cell in cells if cell.data_type == "n"} == numbers


@pytest.mark.parametrize("name", PLOTS)
def test_hostile_texts_are_only_text(briefing: Briefing, name: str) -> None:
    def spoilt(value: Any) -> Any:
        if isinstance(value, str):
            return value if re.fullmatch(r"[a-z_]+\d?", value) else HOSTILE
        if isinstance(value, tuple):
            return tuple(map(spoilt, value))
        if hasattr(value, "__dataclass_fields__"):
            return replace(value, **{field: spoilt(getattr(value, field)) for field in vars(value)})
        return value

    words = dict.fromkeys(("label", "title", "subtitle", "headline", "footnote", "alt"), HOSTILE)
    finding = replace(
        briefing.finding("time-to-competency"),
        **words, caption=(HOSTILE,), paragraphs=((HOSTILE, HOSTILE),),
    )  # fmt: skip
    made = slide(finding, spoilt(PLOTS[name]), title=HOSTILE, mark="edited")
    one = only(made)
    assert "<b>&'" in one.shapes.title.text_frame.text
    assert "edited" in " ".join(texts(one))
    assert not re.search("[\x00\x0b\x1f]", "".join(texts(one)))
    assert len(made) < 200_000


def test_the_whole_deck(briefing: Briefing, whole: bytes) -> None:
    made = opened(whole)
    titles = [one.shapes.title.text_frame.text for one in made.slides]
    shown = [briefing.finding(name).title for name in MAIN]
    assert titles[0] == briefing.scorecard_title and titles[1:4] == shown[:3]
    assert set(shown) < set(titles)
    assert titles[-2:] == ["What we cannot say yet", "Next steps"]
    [score] = [shape for shape in made.slides[0].shapes if shape.has_table]
    said = [[cell.text for cell in row.cells] for row in score.table.rows]
    assert len(said) == 1 + len(briefing.scorecard)
    for row, cells in zip(briefing.scorecard, said[1:], strict=True):
        assert cells[1:4] == [row.target, row.result, row.interval]
        assert row.measure in cells[0]
        assert all(verdict.label in cells[4] for verdict in row.verdicts)
    assert score._element.xpath(".//p:cNvPr")[0].get("descr").startswith("Scorecard.")
    cannot = "\n".join(texts(made.slides[-2]))
    assert all(clean(sentence) in cannot for _, sentence in briefing.cannot_say)
    steps = "\n".join(texts(made.slides[-1]))
    assert all(clean(step) in steps for step in briefing.next_steps)
    assert all("Sample data" in texts(one) for one in made.slides)
    assert not any(
        s.shape_type == MSO_SHAPE_TYPE.PICTURE for one in made.slides for s in one.shapes
    )
    assert len(whole) < 300_000
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    assert not any("thumbnail" in name for name in names)


def test_what_is_not_answered_has_a_slide_when_it_is_a_main_one(briefing: Briefing) -> None:
    def missing(finding: Finding) -> Finding:
        answer = TooFew(
            estimate=None, unit="share", n={}, target=None, table=Table((), ()),
            reason="no-data", missing="add a survey export", needs=("survey",),
        )  # fmt: skip
        return replace(finding, answer=answer, headline="—", title=f"No {finding.label}")

    found = tuple(missing(f) if f.question in ("feedback", "nps") else f for f in briefing.findings)
    made = opened(deck(replace(briefing, findings=found)))
    slides = {one.shapes.title.text_frame.text: one for one in made.slides}
    assert not any("recommend" in title.casefold() for title in slides)
    [title] = [title for title in slides if title == f"No {briefing.finding('feedback').label}"]
    assert any("survey" in text for text in texts(slides[title]))


# templates ----------------------------------------------------------------------------------------


def company(is_dark: bool = False, without_title: bool = False) -> bytes:
    """A template with its own font, a header bar in the layout, and two slides that are in use."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    theme = made.slide_master.part.part_related_by(RT.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Georgia"')
    layout = made.slide_layouts.get_by_name("Title Only")
    bar = layout.shapes._spTree
    old = made.slides.add_slide(made.slide_layouts[6])
    shape = old.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, made.slide_width, Inches(0.6))
    shape.name = "Company bar"
    bar.append(shape._element)
    old.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "Secret of last year"
    second = made.slides.add_slide(layout)
    second.shapes.title.text = "Another old slide"
    second.notes_slide.notes_text_frame.text = "Old notes"
    [title] = [s for s in layout.placeholders if s.element.ph.get("type") == "title"]
    title.left, title.top = Inches(1), Inches(0.7)
    title.width, title.height = Inches(11), Inches(0.9)
    if is_dark:
        layout.slide_master.background.fill.solid()
        layout.slide_master.background.fill.fore_color.rgb = RGBColor(0x10, 0x16, 0x1D)
    if without_title:
        for one in made.slide_layouts:
            for found in list(one.placeholders):
                found._element.getparent().remove(found._element)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_template_keeps_its_look_and_loses_its_slides(briefing: Briefing) -> None:
    made = deck(briefing, template=company())
    found = opened(made)
    assert found.slide_master.part.part_related_by(RT.THEME).blob.count(b'"Georgia"') >= 2
    for one in found.slides:
        assert one.slide_layout.name == "Title Only"
        title = one.shapes.title
        assert title.top >= Inches(0.7) - Pt(1) and title.left == Inches(1)
        assert all(s.top >= Inches(0.6) for s in one.shapes if s.name != "Company bar")
    assert "Company bar" in [shape.name for shape in found.slides[0].slide_layout.shapes]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert len(names) == len(set(names))
    assert b"Secret of last year" not in everything and b"Old notes" not in everything
    slides = [name for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert len(slides) == len(found.slides)


def test_a_dark_template_gets_light_texts(briefing: Briefing) -> None:
    def colours(template: bytes) -> set[str]:
        one = only(slide(briefing.main[0], TREND, template=template))
        [subtitle] = [shape for shape in one.shapes if shape.name == "Subtitle"]
        return {c.get("val") for c in subtitle._element.iter(qn("a:srgbClr"))}

    assert colours(company()) == {"4A5563"}
    assert colours(company(is_dark=True)) == {"A3B0BD"}


def test_a_layout_without_a_title_gets_one(briefing: Briefing) -> None:
    one = only(slide(briefing.main[0], TREND, template=company(without_title=True)))
    assert one.shapes.title.text_frame.text == briefing.main[0].title


def test_a_potx_is_a_template_too(briefing: Briefing) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(company())) as given, zipfile.ZipFile(stream, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, content.replace(b"presentation.main+xml", b"template.main+xml"))
    one = only(slide(briefing.main[0], TREND, template=stream.getvalue()))
    assert one.shapes.title.text_frame.text == briefing.main[0].title


@pytest.mark.parametrize("template", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_template_is_refused_in_words(briefing: Briefing, template: bytes) -> None:
    with pytest.raises(UnusableTemplate, match="not a PowerPoint file"):
        slide(briefing.main[0], TREND, template=template)


def test_python_pptx_is_not_loaded_before_the_first_slide() -> None:
    code = "import sys, analytics.exports.slide; sys.exit('pptx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
