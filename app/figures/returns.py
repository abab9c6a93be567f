"""What a pilot took, beside what the days it saved are worth."""

from __future__ import annotations

from analytics.plots.returns import full, invested, limits, saved_ink
from analytics.shapes import Returns
from analytics.tokens import Tokens, ink
from analytics.verdicts.returns import IF_ALL, worth, worth_range
from app.figures.base import Sheet, soft
from app.figures.rows import Rows


def returns(answer: Returns, tokens: Tokens) -> Sheet:
    """Two bars in one unit: invested, in its parts; saved, with its interval as a line. A gain
    that is not proven has no bar, and one that nothing isolates says so under its name."""
    whole, found, saved = full(answer), answer.balance, answer.saved
    is_open = saved is not None and saved.is_proven and not saved.is_return
    rows = Rows([["Invested"], ["Saved", *([soft(IF_ALL, tokens)] if is_open else [])]])
    fig = rows.figure(tokens)
    fig.add_trace(rows.bars([1.0, 1.0], tokens.track))
    for name, size, colour in invested(answer):
        fig.add_trace(
            rows.bars(
                [size / whole, 0.0],
                ink(tokens, colour),
                hover=[f"{name}: {worth(answer, size)}", ""],
                is_stacked=True,
                edge=tokens.background,
                name=name,
            )
        )
    words = soft("not known yet" if saved is None else "no gain proven", tokens)
    if saved is not None and saved.is_proven:
        value = worth(answer, found.benefit[0])
        words = (
            f"{value if is_open else f'<b>{value}</b>'}{soft(f'  {worth_range(answer)}', tokens)}"
        )
        says = f"Saved{f', {IF_ALL}' if is_open else ''}: {value}, interval {worth_range(answer)}"
        fig.add_trace(
            rows.bars(
                [0.0, max(found.benefit[0], 0.0) / whole],
                ink(tokens, saved_ink(answer)),
                hover=["", says],
                name="saved",
            )
        )
    _interval(fig, rows, answer, whole, tokens)
    rows.label(fig, [f"<b>{worth(answer, found.cost)}</b>", words])
    return fig


def _interval(fig: Sheet, rows: Rows, answer: Returns, whole: float, tokens: Tokens) -> None:
    """From end to end, as a line over the bar."""
    ends = limits(answer)
    if ends is None or ends[0] is None or ends[1] is None:
        return
    line = rows.bars([0.0, ends[0] / whole], "rgba(0, 0, 0, 0)", name="interval")
    line.error_x = {
        "type": "data", "symmetric": False, "color": tokens.text, "thickness": 2, "width": 0,
        "array": [0.0, (ends[1] - ends[0]) / whole],
    }  # fmt: skip
    fig.add_trace(line)


def returns_key(answer: Returns, tokens: Tokens) -> list[tuple[str, str]]:
    """(colour, name) of the parts of what was invested."""
    return [(ink(tokens, colour), name) for name, _, colour in invested(answer)]
