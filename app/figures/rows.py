"""Horizontal bars: what is lost step by step, and how answers fall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Answer, Distribution, Funnel, Item
from analytics.plots.survey import answer_ink, answers_key, is_agreement, part
from analytics.tokens import Tokens, ink
from analytics.verdicts.turnout import losses
from app import text
from app.figures.base import LINE_PX, Sheet, blank, soft

# Row labels stand above their row; a line holds what fits a phone.
LABEL_WIDTH = 38
LABEL_LINES = 3
BAR_PX = 15
ROW_GAP_PX = 17


class Rows:
    """Horizontal bars whose labels stand above them, inside the plot, so that nothing is needed
    at the sides and the chart is as good on a phone. Positions are pixels from the top."""

    def __init__(self, labels: Sequence[Sequence[str]]) -> None:
        self.labels = labels
        self.tops: list[float] = []
        at = 4.0
        for label in labels:
            self.tops.append(at)
            at += len(label) * LINE_PX + 4 + BAR_PX + ROW_GAP_PX
        self.height = at

    def figure(self, tokens: Tokens) -> Sheet:
        fig = blank(tokens, round(self.height), l=0, r=0, t=0, b=0)
        fig.update_layout(barmode="overlay", bargap=0)
        fig.update_xaxes(visible=False, range=[0, 1])
        fig.update_yaxes(visible=False, range=[self.height, 0])
        self._stacked = [0.0] * len(self.labels)
        return fig

    def bars(
        self,
        values: list[float],
        colour: str | list[str],
        *,
        hover: list[str] | None = None,
        is_stacked: bool = False,
        edge: str | None = None,
        name: str = "track",
    ) -> go.Bar:
        base = list(self._stacked)
        if is_stacked:
            self._stacked = [b + v for b, v in zip(base, values, strict=True)]
        return go.Bar(
            name=name,
            orientation="h",
            x=values,
            base=base,
            y=[
                top + len(label) * LINE_PX + 4 + BAR_PX / 2
                for top, label in zip(self.tops, self.labels, strict=True)
            ],
            width=BAR_PX,
            marker={"color": colour, "line": {"color": edge, "width": 1 if edge else 0}},
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>" if hover else None,
            hoverinfo=None if hover else "skip",
        )

    def label(self, fig: Sheet, values: Sequence[str]) -> None:
        """The labels on the left, the values on the right; both escaped already."""
        for top, label, value in zip(self.tops, self.labels, values, strict=True):
            at: dict[str, Any] = {"y": top, "yanchor": "top", "showarrow": False}
            shown = "<br>".join(label)
            fig.add_annotation(x=0, xanchor="left", xshift=-1, align="left", text=shown, **at)
            fig.add_annotation(x=1, xanchor="right", align="right", text=value, **at)


def funnel(answer: Funnel, tokens: Tokens) -> Sheet:
    """Bars on a pale track, one per step; who was lost, and why, stands in the label."""
    labels = [
        [
            text.plotly(step.name),
            *(soft(text.plotly(line), tokens) for line in losses(step)),
        ]
        for step in answer.steps
    ]
    values = [
        f"<b>{fmt.percent(step.share)}</b>{soft(f'  {fmt.count(step.count)}', tokens)}"
        for step in answer.steps
    ]
    rows = Rows(labels)
    fig = rows.figure(tokens)
    fig.add_trace(rows.bars([1.0] * len(labels), tokens.track))
    fig.add_trace(
        rows.bars(
            [step.share for step in answer.steps],
            [tokens.before if i == 0 else tokens.during for i in range(len(labels))],
            hover=[
                "<br>".join(
                    (f"{text.plotly(step.name)}: {fmt.count(step.count)},"
                     f" {fmt.percent(step.share)} of all", *losses(step))
                )
                for step in answer.steps
            ],
            name="share",
        )
    )  # fmt: skip
    rows.label(fig, values)
    return fig


def distribution(answer: Distribution, tokens: Tokens) -> Sheet:
    """100 % stacked bars: statements, best answers from the left; or one score in its groups."""
    if answer.unit == "score":
        return _score(answer.items[0], tokens)
    rows = Rows(
        [
            [text.plotly(line) for line in text.lines(item.text, LABEL_WIDTH, LABEL_LINES)]
            for item in answer.items
        ]
    )
    fig = rows.figure(tokens)
    most = max((len(item.labels) for item in answer.items), default=0)
    for rank in range(most):  # 0 = the best answer of each item
        fig.add_trace(
            rows.bars(
                [part(item, -1 - rank) for item in answer.items],
                [_colour(item, -1 - rank, tokens) for item in answer.items],
                hover=[_says(item, -1 - rank) for item in answer.items],
                is_stacked=True,
                edge=tokens.background,
                name="answers",
            )
        )
    rows.label(
        fig,
        [
            f"<b>{fmt.percent(item.share.value)}</b>"
            + soft(" agree" if is_agreement(item) else " top two", tokens)
            for item in answer.items
        ],
    )
    return fig


def key(answer: Answer, tokens: Tokens) -> list[tuple[str, str]]:
    """(colour, answer) from best to worst, for the line above stacked bars; empty if none."""
    return [(ink(tokens, one.ink), one.text) for one in answers_key(answer)]


def _score(item: Item, tokens: Tokens) -> Sheet:
    """One bar in groups, worst on the left; share and name of each group stand above it."""
    fig = blank(tokens, 142, l=2, r=2, t=66, b=10)
    shares = [part(item, i) for i in range(len(item.labels))]
    start = 0.0
    for i, (name, share) in enumerate(zip(item.labels, shares, strict=True)):
        is_first, is_last = i == 0, i == len(shares) - 1
        fig.add_trace(
            go.Bar(
                orientation="h",
                name=text.plotly(name),
                x=[share],
                y=[0],
                base=[start],
                marker={
                    "color": _colour(item, i, tokens),
                    "line": {"color": tokens.background, "width": 1.5},
                },
                customdata=[_says(item, i)],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
        middle = min(max(start + share / 2, 0.36), 0.64)
        fig.add_annotation(
            x=0.0 if is_first else 1.0 if is_last else middle,
            xanchor="left" if is_first else "right" if is_last else "center",
            align="left" if is_first else "right" if is_last else "center",
            yref="paper",
            y=1,
            yanchor="bottom",
            text="<br>".join([f"<b>{fmt.percent(share)}</b>", *_two_lines(name)]),
            showarrow=False,
        )
        start += share
    fig.update_layout(barmode="overlay", bargap=0)
    fig.update_xaxes(visible=False, range=[0, 1])
    fig.update_yaxes(visible=False)
    return fig


def _two_lines(name: str) -> list[str]:
    """A group's name so narrow that three stand side by side on a phone."""
    return [text.plotly(line) for line in text.lines(name, 10, 2)]


def _colour(item: Item, place: int, tokens: Tokens) -> str:
    return ink(tokens, answer_ink(item, place))


def _says(item: Item, place: int) -> str:
    if not -len(item.counts) <= place < len(item.counts):
        return ""
    return (
        f"{text.plotly(item.labels[place])}: {fmt.percent(part(item, place))}"
        f" ({fmt.count(item.counts[place])} of {fmt.count(sum(item.counts))})"
    )
