"""Single people are shown to analysts, and where people sign in only for a reason that is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pandas as pd

from analytics.scope import Scope
from analytics.store import Store

Kind = Literal["rows and names"]
SHORTEST, LONGEST = 10, 300


class ReasonError(Exception):
    """These people are not shown; the message is one sentence."""


def ask_for(store: Store, scope: Scope, who: str, kind: Kind, reason: str) -> None:
    """Keeps that somebody asked to see single people, and why, before they see them.

    Raises ReasonError where they may not, or without a reason in words.
    """
    said = " ".join(reason.split())
    if not scope.sees_individuals:
        raise ReasonError("Single people are shown to analysts only.")
    if not who.strip():
        raise ReasonError("Your sign-in does not say who you are; ask whoever runs this.")
    if not SHORTEST <= len(said) <= LONGEST:
        raise ReasonError(f"Say why in {SHORTEST} to {LONGEST} letters; it is kept.")
    with store.writing() as writer:
        writer.run(
            "insert into asked_for values ($who, $kind, $reason, $now)",
            {
                "who": who.strip(),
                "kind": kind,
                "reason": said,
                "now": datetime.now(UTC).replace(tzinfo=None),
            },
        )


def asked_for(store: Store) -> pd.DataFrame:
    """Every such request, oldest first: who, kind, reason, asked_at."""
    return store.ask("select who, kind, reason, asked_at from asked_for order by asked_at")
