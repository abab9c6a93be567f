"""How the sessions are shared out over their hosts, and who could lead next."""

from __future__ import annotations

from itertools import accumulate

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Hosting, Rotation
from analytics.plots.bars import host_ink
from analytics.tokens import Tokens, ink, readable
from app import text
from app.figures.base import LINE_PX, Sheet, line, soft
from app.figures.rows import LABEL_LINES, LABEL_WIDTH, Rows

HOST_BAR_PX = 28
HOSTS_PX = LINE_PX + 6 + HOST_BAR_PX + LINE_PX + 30  # label, bar, the word below it, room
NARROWEST_WITH_NUMBER = 0.05


def rotation(answer: Rotation, tokens: Tokens) -> Sheet:
    """All hostings as one bar with a part per host, the busiest first and those darker who led
    half; below it the learners of each department who could lead, of all its learners."""
    could = fmt.plural(answer.n["could_lead"], "person", "people")
    labels = [
        [text.plotly(part) for part in text.lines(one.name, LABEL_WIDTH, LABEL_LINES)]
        for one in answer.ready
    ]
    values = [
        f"<b>{fmt.count(one.could_lead)}</b>{soft(f' of {fmt.count(one.learners)}', tokens)}"
        for one in answer.ready
    ]
    labels[0].insert(0, "<b>Could lead next</b>")
    values[0] = f"{soft(could, tokens)}<br>{values[0]}"
    rows = Rows(labels)
    above = HOSTS_PX if answer.hosting else 0
    rows.tops = [top + above for top in rows.tops]
    rows.height += above
    fig = rows.figure(tokens)
    if answer.hosting:
        _hosts(fig, answer, answer.hosting, tokens)
    fig.add_trace(rows.bars([1.0] * len(labels), tokens.track))
    fig.add_trace(
        rows.bars(
            [one.could_lead / one.learners for one in answer.ready],
            tokens.during_some,
            hover=[
                f"{text.plotly(one.name)}: {fmt.count(one.could_lead)} of"
                f" {fmt.plural(one.learners, 'learner')} could lead"
                for one in answer.ready
            ],
            name="could lead",
        )
    )
    rows.label(fig, values)
    return fig


def _hosts(fig: Sheet, answer: Rotation, hosting: Hosting, tokens: Tokens) -> None:
    times = sum(hosting.led)
    shares = [led / times for led in hosting.led]
    ends = list(accumulate(shares))
    colours = [ink(tokens, host_ink(hosting, place)) for place in range(len(shares))]
    middle = LINE_PX + 6 + HOST_BAR_PX / 2
    bottom = middle + HOST_BAR_PX / 2
    fig.add_trace(
        go.Bar(
            name="hosts",
            orientation="h",
            x=shares,
            base=[end - share for end, share in zip(ends, shares, strict=True)],
            y=[middle] * len(shares),
            width=HOST_BAR_PX,
            marker={"color": colours, "line": {"color": tokens.background, "width": 1.5}},
            text=[
                fmt.count(led) if share >= NARROWEST_WITH_NUMBER else ""
                for led, share in zip(hosting.led, shares, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": [readable(colour, tokens) for colour in colours]},
            customdata=[
                f"Host {fmt.count(i)}: {fmt.plural(led, 'session')},"
                f" {fmt.percent(led / answer.n['sessions'])}"
                for i, led in enumerate(hosting.led, start=1)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    line(fig, 0.5, LINE_PX + 2, 0.5, bottom + 4, tokens.text)
    for x, anchor, y, words in (
        (0.0, "left", 0.0, f"<b>Sessions led</b>{soft('  by each host, busiest first', tokens)}"),
        (0.5, "center", bottom + 4, soft("half of the sessions", tokens)),
    ):
        fig.add_annotation(x=x, xanchor=anchor, y=y, yanchor="top", text=words, showarrow=False)
