"""What a picture or a slide shows of an answer: its numbers and labels with their places, before
any drawing library. Three kinds of plot and one of words cover every shape of answer.

Colours are named by the field of `tokens.Tokens` that holds them ("during", "target", …), or
"likert0" (worst) to "likert4" (best), "likert1.33" between two on a scale that is not of five.
Texts are plain: who draws them escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tick = tuple[float, str]


@dataclass(frozen=True)
class Axis:
    """ticks: (place, label), "" for a tick without one; high may lie below low for none."""

    low: float
    high: float
    ticks: tuple[Tick, ...] = ()
    title: str = ""
    has_grid: bool = False


@dataclass(frozen=True)
class Band:
    """An area between two lines, of one interval after the other."""

    name: str
    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    ink: str


@dataclass(frozen=True)
class Line:
    """A line through points in their order: a curve (a step curve gives both corners of each
    step), or an interval of two points. goes_on: beyond its first and beyond its last point, where
    the axis ends or no limit is known; an arrow shows it."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    ink: str
    weight: Literal["thin", "normal", "bold"] = "normal"
    is_dashed: bool = False
    goes_on: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Dots:
    """Dots that look alike. sizes: diameters in points, one for each dot or none for the usual;
    shape: a "diamond" stands for the whole; labels: written inside, one for each dot or none."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    ink: str
    is_hollow: bool = False
    shape: Literal["circle", "diamond"] = "circle"
    sizes: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A straight line across the whole plot: a target (dashed) or no change."""

    at: float
    is_vertical: bool
    ink: str
    label: str = ""
    is_dashed: bool = True


@dataclass(frozen=True)
class Note:
    """A label in the plot: at a point, or (in an XY whose y is given) moved off it by whole
    lines. anchor: which side of the text touches the point."""

    x: float
    y: float
    text: str
    ink: str
    anchor: Literal["left", "right", "middle"] = "left"
    is_bold: bool = True
    lines_up: float = 0.0


@dataclass(frozen=True)
class RowLabel:
    """Texts beside the plot at a height: left of it a name and what stands under it, right of it a
    value and what stands under it."""

    y: float
    name: str
    under_name: str = ""
    value: str = ""
    under_value: str = ""
    is_bold: bool = False


@dataclass(frozen=True)
class NumberRow:
    """A row of numbers under the x axis, each at its tick. numbers: (place, text)."""

    name: str
    ink: str
    numbers: tuple[Tick, ...]


@dataclass(frozen=True)
class Key:
    ink: str
    text: str


@dataclass(frozen=True, kw_only=True)
class XY:
    """Points, lines and bands on two axes. labels: of rows, instead of y ticks; under_title: of
    the rows of numbers under the x axis."""

    x: Axis
    y: Axis
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dots, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[Note, ...] = ()
    labels: tuple[RowLabel, ...] = ()
    under: tuple[NumberRow, ...] = ()
    under_title: str = ""
    key: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Part:
    """A stretch of a bar. size: in the unit of `Bars.full`."""

    size: float
    ink: str
    text: str = ""


@dataclass(frozen=True)
class Bar:
    """A row: its name and what is added to it, its parts from the left, its value and what is
    added to that. limits: of an interval drawn over the bar, None = open on that side; a row
    without parts and value is a heading."""

    name: str
    more: str = ""
    parts: tuple[Part, ...] = ()
    value: str = ""
    more_value: str = ""
    limits: tuple[float | None, float | None] | None = None
    has_track: bool = True


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Horizontal bars under their names. full: the size that fills the width."""

    full: float
    rows: tuple[Bar, ...]
    key: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Cell:
    """shade: 0 (empty) to 1 (full) of the focus colour, None = nothing there."""

    shade: float | None
    text: str = ""
    is_outlined: bool = False


@dataclass(frozen=True)
class Heading:
    """Of columns. span: how many it stands over; under: a second line; ink: of the second line."""

    text: str
    span: int = 1
    under: str = ""
    ink: str = "text"
    has_line_before: bool = False


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A table of coloured cells. Each row: name, cells, value at its end ("" for none)."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], str], ...]
    rows_title: str = ""
    columns_title: str = ""


@dataclass(frozen=True)
class Passage:
    """A paragraph: an emphasised lead and a text, or a quote with what stands under it."""

    text: str
    lead: str = ""
    under: str = ""
    is_quote: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """Where there is nothing to draw: comments, or what is missing."""

    passages: tuple[Passage, ...]


Plot = XY | Bars | Cells | Words
