"""Who could lead a session next, by name: a fold for analysts, read when it is opened."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.filters import Filters
from analytics.verdicts.named import NEXT_HOSTS, NOBODY_NEXT
from app import workspace
from app.analysts_only import may_see
from app.table import table
from app.text import md


def next_hosts_fold(filters: Filters) -> None:
    """The names behind "Who could lead next"; nothing for anybody but an analyst."""
    if not workspace.scope().sees_individuals:
        return
    fold = st.expander(
        "Who could lead next, by name", icon=":material/person_raised_hand:", key="next-hosts",
        on_change="rerun",
    )  # fmt: skip
    if not fold.open:
        return
    with fold:
        if not may_see(workspace.own()):
            return
        found = workspace.next_hosts(filters)
        st.caption(md(NEXT_HOSTS if found else NOBODY_NEXT))
        if found:
            table(
                pd.DataFrame(
                    [(h.name, h.department, h.sessions, h.formats, h.hosts) for h in found],
                    columns=["Who", "Department", "Sessions learned in", "Formats",
                             "Hosts of the department"],
                ),
                alt="Who could lead a session next, the most rounded first",
                key="next-hosts-table",
            )  # fmt: skip
