"""What colours mean, in a line of words before the chart."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.exports.slide.chart import TEXT
from analytics.exports.slide.shapes import Box, Canvas, Run, write
from analytics.exports.slide.text import cut, width
from analytics.plots.plot import Key
from analytics.tokens import ink

KEY_HEIGHT = 18.0


def write_key(canvas: Canvas, key: Sequence[Key], box: Box) -> None:
    whole = sum(width(one.text, TEXT) + 30 for one in key)
    room = box.width if whole <= box.width else box.width / len(key) - 30
    runs: list[Run] = []
    for one in key:
        runs += [
            Run("■ ", ink(canvas.tokens, one.ink), size=TEXT + 2),
            Run(f"{cut(one.text, room, TEXT)}      ", canvas.tokens.muted),
        ]
    write(canvas, box, [runs], size=TEXT, name="Key", anchor="middle")
