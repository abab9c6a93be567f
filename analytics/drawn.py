"""Shares of parts drawn together, so that a lucky small one does not lead the list."""

from __future__ import annotations

import math
from dataclasses import replace

from analytics.findings import Estimate, ShareRow, Shares
from analytics.stats.shrinkage import Together, shrink

_COLUMNS = ("drawn", "drawn_low", "drawn_high")
# With fewer, how much parts differ cannot be told.
FEWEST = 3


def drawn_together(shares: Shares) -> Shares:
    """Each part that has `effective` drawn towards the mean of all such parts by how little it
    knows (`shrink`, on log-odds), and all in the order of what comes of it; those without stand
    last. With fewer than three such parts each keeps its own share.

    The log-odds of a share p of m independent invitations have the standard error
    1 / sqrt(m q (1 - q)), q = (m p + 1/2) / (m + 1), so that nobody or everybody coming has one too
    (Haldane 1956; Anscombe 1956). details get the standard deviation between parts, `spread` (log-
    odds), None where it is not known. To be done again where parts are taken away: what is drawn
    speaks of all of them.
    """
    known = [row for row in shares.rows if row.effective]
    together = _together(known) if len(known) >= FEWEST else None
    drawn = {}
    if together is not None:
        for row, one in zip(known, together.each, strict=True):
            drawn[row.name] = Estimate(*map(_share, (one.value, one.low, one.high)))
    rows = [replace(row, drawn=drawn.get(row.name)) for row in shares.rows]
    order = sorted(range(len(rows)), key=lambda place: _rank(rows[place]))
    columns = tuple(name for name in shares.table.columns if name not in _COLUMNS)
    [listed] = [key for key, found in shares.details.items() if isinstance(found, list)]
    return replace(
        shares,
        rows=tuple(rows[place] for place in order),
        table=replace(
            shares.table,
            columns=(*columns, *_COLUMNS),
            rows=tuple(
                (*shares.table.rows[place][: len(columns)], *_limits(rows[place].drawn))
                for place in order
            ),
        ),
        details=dict(shares.details)
        | {
            listed: [
                shares.details[listed][place] | {"drawn": list(_limits(rows[place].drawn))}
                for place in order
            ],
            "spread": None if together is None else together.tau,
        },
    )


def _rank(row: ShareRow) -> tuple[bool, float, str]:
    return not row.effective, -(row.drawn or row.share).value, row.name


def _limits(estimate: Estimate | None) -> tuple[float | None, ...]:
    return (None,) * 3 if estimate is None else (estimate.value, estimate.low, estimate.high)


def _together(rows: list[ShareRow]) -> Together | None:
    odds, errors = [], []
    for row in rows:
        m = row.effective
        q = (m * row.share.value + 0.5) / (m + 1)
        odds.append(math.log(q / (1 - q)))
        errors.append(1 / math.sqrt(m * q * (1 - q)))
    return shrink(odds, errors)


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
