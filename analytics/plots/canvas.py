"""The room that a plot is laid out for: a chart beside a callout on a wide slide or picture."""

from __future__ import annotations

# Of the plot between its labels, in points of which a slide or a picture is 960 wide.
WIDTH_PT = 560
