"""What counts as invited and as attended: the pilot card's rule, and for which days sums are kept.

Sums of the roll are kept per person and piece, the days of one week and one month, by one rule;
days in a piece that a filter cuts, and all days under another rule, are counted from the roll.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.pilots import Pilot

FIRST, LAST = date(1900, 1, 1), date(9999, 12, 31)
_BASES = {"invitations": "invitation", "registrations": "registration", "roster": "roster"}


@dataclass(frozen=True)
class Rule:
    """invited_by: "invitation", "registration" or "roster"; seconds and the share of a session
    from which on somebody attended."""

    invited_by: str
    attended_seconds: float
    attended_share: float


def rule_of(pilot: Pilot | None, landed: Collection[str]) -> Rule:
    """The card's rule, the usual one without a card. landed: the bases that files brought;
    calendar invitations where there are none fall back on registrations, never on the roster,
    which must be chosen."""
    basis = _BASES[pilot.invited_by] if pilot else "invitation"
    if basis == "invitation" and basis not in landed and "registration" in landed:
        basis = "registration"
    minutes, share = (pilot.attended_minutes, pilot.attended_share) if pilot else (5, 0.5)
    return Rule(basis, minutes * 60.0, share)


def params_of_sums(rule: Rule, first: date = FIRST, last: date = LAST) -> dict[str, Any]:
    """What the sums of the roll are counted by, of everybody between two days."""
    return {
        "departments": "", "pilot_departments": "", "invited_by": rule.invited_by,
        "attended_seconds": rule.attended_seconds, "attended_share": rule.attended_share,
        "first_session_day": first, "last_session_day": last,
        "kept_from": LAST, "kept_until": FIRST,
    }  # fmt: skip


def whole_pieces(first: date, last: date) -> tuple[date, date]:
    """The first and the last day of the pieces that lie wholly between two days; the first is
    after the last where none does."""
    if first > FIRST:
        first = min(_next_monday(first - timedelta(1)), _next_month(first - timedelta(1)))
    if last < LAST:
        after = last + timedelta(1)
        last = max(after - timedelta(after.weekday()), after.replace(day=1)) - timedelta(1)
    return first, last


def piece_end(start: date) -> date:
    """The last day of the piece that begins on a day."""
    return min(_next_monday(start), _next_month(start)) - timedelta(1)


def _next_monday(day: date) -> date:
    return day + timedelta(7 - day.weekday())


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1)
