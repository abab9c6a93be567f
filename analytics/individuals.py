"""Single people are shown to analysts, and where people sign in only for a reason that is kept."""

from __future__ import annotations

from analytics import audit
from analytics.scope import Scope
from analytics.store import Store

SHORTEST, LONGEST = 10, 300


class ReasonError(Exception):
    """These people are not shown; the message is one sentence."""


def ask_for(store: Store, scope: Scope, who: str, reason: str) -> None:
    """Keeps that somebody asked to see single people, and why, before they see them.

    Raises ReasonError where they may not, without a reason in words, and where nothing is kept.
    """
    said = " ".join(reason.split())
    if not scope.sees_individuals:
        raise ReasonError("Single people are shown to analysts only.")
    if not who.strip():
        raise ReasonError("Your sign-in does not say who you are; ask whoever runs this.")
    if not SHORTEST <= len(said) <= LONGEST:
        raise ReasonError(f"Say why in {SHORTEST} to {LONGEST} letters; it is kept.")
    if store.read_only:
        raise ReasonError(
            "Who sees single people is kept, and here nothing can be: look at them where the data"
            " are loaded."
        )
    audit.note(store.folder, "saw people", who.strip(), reason=said)
