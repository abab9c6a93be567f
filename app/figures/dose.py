"""Two groups side by side: who had come more often by a landmark day, and who less."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Dose, Estimate
from analytics.plots.bars import dose_bars
from analytics.tokens import Tokens, ink
from app.figures.base import Sheet, soft
from app.figures.rows import Rows


def dose(answer: Dose, tokens: Tokens) -> Sheet:
    """Bars of the share competent by each day, those who had come more often first, with their
    95% intervals as lines. Both groups are of the pilot: neither has the colour of "before"."""
    bars = dose_bars(answer)
    rows = Rows([[f"{bar.day}{soft(f'  {bar.group}', tokens)}"] for bar in bars])
    fig = rows.figure(tokens)
    fig.add_trace(rows.bars([1.0] * len(bars), tokens.track))
    shares = [bar.share for bar in bars]
    values = [share.value if share else 0.0 for share in shares]
    fig.add_trace(
        rows.bars(
            values,
            [ink(tokens, bar.ink) for bar in bars],
            hover=[f"{bar.day}, {bar.group}: {_range(bar.share)}" for bar in bars],
            name="share",
        )
    )
    # The interval's lower half lies on the bar, its upper half on the track.
    nowhere = [0.0] * len(bars)
    for limit, side, colour in (
        ("low", "arrayminus", tokens.background),
        ("high", "array", tokens.text),
    ):
        line = rows.bars(values, "rgba(0, 0, 0, 0)", name=f"to the {limit}er limit")
        line.error_x = {
            "type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 0,
            "array": nowhere, "arrayminus": nowhere,
        } | {side: [_reach(share, limit) for share in shares]}  # fmt: skip
        fig.add_trace(line)
    rows.label(fig, [_value(share, tokens) for share in shares])
    return fig


def _reach(share: Estimate | None, limit: str) -> float:
    """From the share to one of its limits; nothing where there is none."""
    end = getattr(share, limit) if share else None
    return 0.0 if share is None or end is None else abs(end - share.value)


def _range(share: Estimate | None) -> str:
    if share is None:
        return "not known yet"
    return f"{fmt.percent(share.value)} (95% interval {fmt.percent_range(share.low, share.high)})"


def _value(share: Estimate | None, tokens: Tokens) -> str:
    if share is None:
        return soft("not known yet", tokens)
    limits = soft(f"  {fmt.percent_range(share.low, share.high)}", tokens)
    return f"<b>{fmt.percent(share.value)}</b>{limits}"
