"""The button that opens the share drawer. What the drawer needs is imported when it opens."""

from __future__ import annotations

import streamlit as st

from analytics.findings import Finding
from app.text import md


def share_button(finding: Finding | None = None) -> None:
    """Opens the drawer on a finding, or on the whole pilot."""
    name = finding.question if finding else "pilot"
    says = f"Share: {finding.title}" if finding else "Slides, report and workbook of the pilot"
    if st.button(
        "Share",
        icon=":material/ios_share:",
        type="secondary" if finding is None else "tertiary",
        key=f"share-{name}",
        help=md(says),
    ):
        from app.share import drawer

        drawer(finding)
