"""Attended of invited by what a session is: its format, or the approach of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.drawn import drawn_together
from analytics.findings import ShareRow, Shares, Table, TooFew
from analytics.formats import OTHER
from analytics.questions import Context
from analytics.turnout import effective_of, periods_of, share_of

# Of a row of the table, after its name.
COLUMNS = ("sessions", "invited", "attended", "share", "low", "high", "people")


def answer_by(
    rows: pd.DataFrame,
    context: Context,
    scope: str,
    many: str,
    names: Mapping[str, str],
    *,
    unnamed: str,
    fewest: int | None = None,
) -> Shares | TooFew:
    """Participation in parts, drawn together. rows, scope, names: as of `parts_of`; many: the parts
    in n and details; unnamed: what is missing where every title is "other"; fewest: as in Shares.
    """
    target = context.pilot.participation if context.pilot else None
    whole = rows[rows["scope"] == "all"]
    found = parts_of(rows, scope, names)
    n = {
        "people": int(whole["people"].sum()),
        "invitations": int(whole["invited"].sum()),
        "attended": int(whole["attended"].sum()),
        "sessions": int((rows["scope"] == "session").sum()),
    }
    missing = ""
    if not n["invitations"]:
        missing = "nobody who was invited has a session with an attendance export here"
    elif {row.name for row in found} == {names[OTHER]}:
        missing = unnamed
    if missing:
        return TooFew(
            estimate=None, unit="share", n=n, target=target, table=Table((), ()),
            reason="no-data", missing=missing,
        )  # fmt: skip
    return drawn_together(
        Shares(
            estimate=share_of(whole.iloc[0]),
            unit="share",
            n=n | {many: len(found)},
            target=target,
            rows=found,
            periods=periods_of(rows, context),
            fewest=fewest,
            table=Table((scope, *COLUMNS), tuple((row.name, *_cells(row)) for row in found)),
            details={many: [{scope: row.name} | _as_details(row) for row in found]},
        )
    )


def parts_of(rows: pd.DataFrame, scope: str, names: Mapping[str, str]) -> tuple[ShareRow, ...]:
    """A part for each row of that scope, in no order that matters. rows: sums of the shared step
    `turnout`, and those of each part, with the part's key in the column `scope`; names: key -> what
    pages show. What is "other" is not drawn together with the rest."""
    sessions = rows[rows["scope"] == "session"].reset_index(drop=True)
    places = sessions.groupby(scope).indices
    return tuple(
        ShareRow(
            name=names.get(row[scope], row[scope]),
            share=share_of(row),
            count=int(row["attended"]),
            of=int(row["invited"]),
            people=int(row["people"]),
            sessions=len(places[row[scope]]),
            parts=tuple(places[row[scope]].tolist()),
            effective=0.0 if row[scope] == OTHER else effective_of(row),
        )
        for row in rows[rows["scope"] == scope].to_dict(orient="records")
    )


def _cells(row: ShareRow) -> tuple[Any, ...]:
    """The cells of `COLUMNS`."""
    return (
        row.sessions, row.of, row.count, row.share.value, row.share.low, row.share.high, row.people,
    )  # fmt: skip


def _as_details(row: ShareRow) -> dict[str, Any]:
    """The same for machines."""
    return {
        "sessions": row.sessions,
        "invited": row.of,
        "attended": row.count,
        "share": row.share.value,
        "interval": [row.share.low, row.share.high],
        "people": row.people,
    }
