"""This week beside the last: the findings as they are and as they were a week ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from analytics.asking import as_of, ask
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store
from analytics.teams import seen_by
from analytics.verdicts.weekly import Week, week_of

QUESTIONS = ("participation", "sessions-per-month", "time-to-competency")


def this_week(
    store: Store,
    filters: Filters | None = None,
    scope: Scope = EVERYBODY,
    asked: Mapping[str, Finding] = MappingProxyType({}),
) -> Week | None:
    """The news of the last reporting week of the data; None without a pilot or without data.

    The week is that of the last known day, or of the pilot's end where the exports go on after
    it. filters: departments; dates are not used, since a week is a date of its own. asked: findings
    under the same filters that are at hand, and need not be asked again.
    """
    store = seen_by(store, scope)
    pilot, known = store.pilot(), as_of(store)
    if pilot is None or known is None or known < pilot.starts_on:
        return None
    chosen = replace(filters or Filters(), first_day=None, last_day=None)
    last = min(filter(None, (known, pilot.ends_on, chosen.as_of)))
    monday = last - timedelta(days=last.weekday())
    is_at_hand = chosen == filters and last >= known and set(QUESTIONS) <= set(asked)
    now = (
        {name: asked[name] for name in QUESTIONS}
        if is_at_hand
        else _findings(store, chosen, scope, last)
    )
    before = _findings(store, chosen, scope, monday - timedelta(days=1))
    days = (pilot.ends_on - pilot.starts_on).days + 1
    passed = (last - pilot.starts_on).days + 1
    done = (passed / days, (passed - (last - monday).days - 1) / days)
    return week_of(last, now, before if monday > pilot.starts_on else {}, done)


def _findings(store: Store, filters: Filters, scope: Scope, until: date) -> dict[str, Finding]:
    known = as_of(store)
    read = filters if known is not None and until >= known else replace(filters, as_of=until)
    return {name: ask(store, name, read, scope) for name in QUESTIONS}
