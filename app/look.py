"""The few rules of style that the theme in .streamlit/config.toml cannot say."""

from __future__ import annotations

import streamlit as st

_ALWAYS = """
/* The link under a chart lines up with the fold above it, and is as quiet. */
[class*="st-key-folds-"] [data-testid="stPageLink-NavLink"] { padding-left: 0; opacity: 0.75; }
[class*="st-key-folds-"] [data-testid="stPageLink-NavLink"]:hover { opacity: 1; }
"""

# The dark theme's bright primary colour is the ground of buttons with white text: 1.8 to 1.
_DARK = """
[data-testid^="stBaseButton-primary"], [data-testid^="stBaseButton-primary"] * { color: #0B1216; }
"""


def apply() -> None:
    rules = _ALWAYS + (_DARK if st.context.theme.type == "dark" else "")
    st.html(f"<style>{rules}</style>")
