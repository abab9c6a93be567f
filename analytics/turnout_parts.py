"""Attended of invited by what a session is: its format, or the approach of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.findings import ShareRow
from analytics.formats import OTHER
from analytics.turnout import effective_of, share_of

# Of a row of the table, after its name.
COLUMNS = ("sessions", "invited", "attended", "share", "low", "high", "people")


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


def cells(row: ShareRow) -> tuple[Any, ...]:
    """The cells of `COLUMNS`."""
    return (
        row.sessions, row.of, row.count, row.share.value, row.share.low, row.share.high, row.people,
    )  # fmt: skip


def as_details(row: ShareRow) -> dict[str, Any]:
    """The same for machines."""
    return {
        "sessions": row.sessions,
        "invited": row.of,
        "attended": row.count,
        "share": row.share.value,
        "interval": [row.share.low, row.share.high],
        "people": row.people,
    }
