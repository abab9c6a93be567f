"""Who could lead a session next, by name: for analysts.

Host rotation counts them; here they are named, so that somebody can be asked.
"""

from __future__ import annotations

from importlib import resources

import pandas as pd

from analytics.asking import query_of
from analytics.filters import Filters
from analytics.peers import NextHost, ranked
from analytics.questions.host_rotation.question import FEWEST_SESSIONS, QUESTION
from analytics.scope import Scope
from analytics.store import Store

_SQL = resources.files("analytics") / "schema" / "named" / "next_hosts.sql"
_NO_FILTERS = Filters()


def next_hosts(store: Store, scope: Scope, filters: Filters = _NO_FILTERS) -> tuple[NextHost, ...]:
    """Those who could lead, the most rounded first; who has left is not among them.

    Raises PermissionError for anybody but an analyst: they are single people.
    """
    if not scope.sees_individuals:
        raise PermissionError("names of people are for analysts")
    _, params = query_of(store, QUESTION.name, filters)
    rows = store.ask(_SQL.read_text("utf-8"), params)
    return ranked(
        NextHost(
            row.name, "" if pd.isna(row.department) else row.department, int(row.sessions),
            int(row.formats), int(row.hosts),
        )
        for row in rows.itertuples(index=False)
        if row.sessions >= FEWEST_SESSIONS
    )  # fmt: skip
