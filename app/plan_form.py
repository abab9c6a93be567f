"""The pilot that a plan is about: the card's, until somebody tries another."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import streamlit as st

from analytics.filters import Filters
from analytics.findings import Finding, Plan
from analytics.intent import Design, Intent, intended
from analytics.verdicts.plan import DESIGNS
from app import workspace
from app.filter_row import chosen, intend


def plan_form(finding: Finding) -> Filters:
    """Draws the row and returns the filters with the pilot it says. finding: the plan as it is
    without this row, which says where the row begins."""
    usual = _usual(finding)
    if usual is None:
        return chosen()
    with st.container(border=True, gap="small"):
        st.markdown("**The pilot in mind** · try another; the pilot card stays as it is")
        with st.grid(3, min_column_width=220):
            starts_on = st.date_input("First day", usual.starts_on, format="YYYY-MM-DD")
            months = st.number_input(
                "Months it lasts", 0.5, max(36.0, usual.months), max(0.5, usual.months), 0.5,
                format="%.1f",
            )  # fmt: skip
            design = st.selectbox(
                "Design",
                get_args(Design),
                index=get_args(Design).index(usual.design),
                format_func=DESIGNS.__getitem__,
            )
            baseline = st.number_input(
                "Months of hires before it", 0.5, max(24.0, usual.baseline),
                max(0.5, usual.baseline), 0.5, format="%.1f",
            )  # fmt: skip
            follow_up = st.number_input(
                "Days from its end to the reading", min(0, usual.follow_up),
                max(730, usual.follow_up), usual.follow_up, 10,
            )  # fmt: skip
            target = _percent(usual.target)
    wanted = replace(
        usual,
        starts_on=starts_on or usual.starts_on,
        months=months,
        baseline=baseline,
        follow_up=follow_up,
        target=target,
        design=design,
    )
    return chosen() if wanted == usual else intend(wanted)


def _usual(finding: Finding) -> Intent | None:
    """The pilot of the card, or the one that is planned without a card."""
    if isinstance(finding.answer, Plan):
        return finding.answer.intent
    known = workspace.known()
    return intended(known.pilot, known.as_of)


def _percent(share: float) -> float:
    percent = round(share * 100, 4)
    least, most = min(1.0, percent), max(95.0, percent)
    given = st.number_input("Target: faster to competency, %", least, most, percent, 1.0,
                            format="%g")  # fmt: skip
    return share if given == percent else given / 100
