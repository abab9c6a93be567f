"""A sheet to draw on, measured in pixels from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analytics.exports.picture import typeface
from analytics.exports.picture.typeface import Weight
from analytics.tokens import Tokens, ink, mixed, readable

Colour = str | tuple[float, float, float, float]
# Of Inter, as shares of its size: half the height of a capital, and a line with its space.
HALF_CAPITAL = 0.364
LINE = 1.36
_UNDER = -1  # what is drawn on the sheet lies under all axes, whose own order is 0


@dataclass(frozen=True)
class Box:
    """A part of a sheet, in its pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def less(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Box:
        return Box(
            self.left + left,
            self.top + top,
            max(self.width - left - right, 1.0),
            max(self.height - top - bottom, 1.0),
        )

    def around(self, height: float) -> Box:
        """A part of it of that height at most, a little above its middle."""
        spare = max(self.height - height, 0.0)
        return replace(self, top=self.top + 0.4 * spare, height=self.height - spare)


class Sheet:
    """A figure of width x height pixels. em: the usual size of its text in pixels; points: those
    of one pixel."""

    def __init__(
        self,
        width: float,
        height: float,
        *,
        em: float,
        points: float,
        tokens: Tokens,
        is_clear: bool = False,
    ) -> None:
        self.width, self.height = width, height
        self.em, self.points, self.tokens = em, points, tokens
        self.figure = Figure(
            figsize=(width * points / 72, height * points / 72),
            dpi=72 / points,
            facecolor="none" if is_clear else tokens.background,
            edgecolor="none",
            frameon=not is_clear,
        )

    def ink(self, name: str) -> str:
        return ink(self.tokens, name)

    def wash(self, name: str) -> Colour:
        """A colour that lets through what is under it, as the theme has it."""
        colour: str = getattr(self.tokens, name, "")
        if not colour.startswith("rgba("):
            return self.ink(name)
        red, green, blue, share = map(float, colour.removeprefix("rgba(").rstrip(")").split(","))
        return (red / 255, green / 255, blue / 255, share)

    def shade(self, share: float) -> str:
        """Of a cell: 0 empty, 1 the full focus colour."""
        return mixed(self.tokens.during, self.tokens.cell, min(max(share, 0.0), 1.0))

    def readable(self, ground: str) -> str:
        return readable(ground, self.tokens)

    def measure(self, words: str, size: float, weight: Weight = "regular") -> float:
        return typeface.width(typeface.clean(words), size, weight)

    def cut(self, words: str, room: float, size: float, weight: Weight = "regular") -> str:
        """The words, as many of them as the room holds, then "…"."""
        words = typeface.clean(words)
        if not words or typeface.width(words, size, weight) <= room + 0.5:
            return words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if typeface.width(f"{words[:middle].rstrip()}…", size, weight) <= room:
                low = middle
            else:
                high = middle - 1
        return f"{words[:low].rstrip()}…"

    def lines(
        self, words: str, room: float, size: float, weight: Weight = "regular", most: int = 99
    ) -> list[str]:
        """The words in lines that the room holds, `most` of them, the last one cut."""
        left, found = typeface.clean(words).split(" "), list[str]()
        while left and len(found) < most - 1:
            taken = 1
            while taken < len(left) and (
                typeface.width(" ".join(left[: taken + 1]), size, weight) <= room
            ):
                taken += 1
            line = " ".join(left[:taken])
            if taken == 1 and typeface.width(line, size, weight) > room:
                # One long word: what fits of it, the rest goes on below.
                fits = max(len(self.cut(line, room, size, weight)) - 1, 1)
                line, left[0] = line[:fits], line[fits:]
                taken = 0
            found.append(line)
            left = left[taken:]
        if left:
            found.append(self.cut(" ".join(left), room, size, weight))
        return found

    def write(
        self,
        x: float,
        middle: float,
        words: str,
        *,
        size: float | None = None,
        ink: str = "text",
        colour: str = "",
        weight: Weight = "regular",
        side: Literal["left", "right", "center"] = "left",
        room: float | None = None,
        zorder: float = 5,
    ) -> float:
        """One line of text whose capitals stand around `middle`; returns its width. side: which
        side of it is at x; room: it is cut to that."""
        size = self.em if size is None else size
        words = typeface.clean(words) if room is None else self.cut(words, room, size, weight)
        if not words:
            return 0.0
        # matplotlib would align by hinted letters, which differ from those measured here.
        wide = typeface.width(words, size, weight)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[side]
        self.figure.text(
            left / self.width,
            1 - (middle + HALF_CAPITAL * size) / self.height,
            words,
            color=colour or self.ink(ink),
            fontproperties=typeface.font(words, round(size * self.points, 3), weight),
            horizontalalignment="left",
            verticalalignment="baseline",
            parse_math=False,
            zorder=zorder,
        )
        return wide

    def stroke(
        self, x: tuple[float, float], y: tuple[float, float], colour: Colour, width: float,
        dash: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """A straight line between two places of the sheet, of a width in pixels."""
        self.figure.add_artist(
            Line2D(
                [place / self.width for place in x],
                [1 - place / self.height for place in y],
                color=colour,
                linewidth=width * self.points,
                linestyle=(0, tuple(part / width for part in dash)) if dash else "solid",
                solid_capstyle="butt",
                dash_capstyle="butt",
                transform=self.figure.transFigure,
                zorder=_UNDER,
            )
        )

    def fill(self, box: Box, colour: Colour) -> None:
        """A rectangle of the sheet."""
        self.figure.add_artist(
            Rectangle(
                (box.left / self.width, 1 - box.bottom / self.height),
                box.width / self.width,
                box.height / self.height,
                facecolor=colour,
                linewidth=0,
                transform=self.figure.transFigure,
                zorder=_UNDER,
            )
        )

    def axes(self, box: Box, x: tuple[float, float], y: tuple[float, float], **kind: Any) -> Axes:
        """Bare axes over a part of the sheet, from left to right and from bottom to top."""
        axes = self.figure.add_axes(
            (
                box.left / self.width,
                1 - box.bottom / self.height,
                box.width / self.width,
                box.height / self.height,
            ),
            **kind,
        )
        axes.set_axis_off()
        axes.set_xlim(*x)
        axes.set_ylim(*y)
        return axes
