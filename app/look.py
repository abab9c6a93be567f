"""The few rules of style that the theme in .streamlit/config.toml cannot say."""

from __future__ import annotations

import streamlit as st

from analytics.tokens import DARK, Tokens
from app import tokens

_ALWAYS = """
/* The link under a chart lines up with the fold above it, and is as quiet; the space between them
   keeps the whole height of both within reach. */
[class*="st-key-folds-"] [data-testid="stPageLink-NavLink"] {
  padding-left: 0; opacity: 0.75; margin-top: 4px;
}
[class*="st-key-folds-"] [data-testid="stPageLink-NavLink"]:hover { opacity: 1; }
/* Day, month and year of a date, hour and minute of a time are targets of their own: 17 pixels are
   too few to hit. */
[data-testid="stDateInput"] [role="spinbutton"],
[data-testid="stTimeInput"] [role="spinbutton"] {
  display: inline-flex; align-items: center; justify-content: center;
  min-width: 24px; min-height: 24px;
}
"""

# The dark theme's bright primary colour is the ground of buttons with white text: 1.8 to 1.
_DARK = """
[data-testid^="stBaseButton-primary"], [data-testid^="stBaseButton-primary"] * { color: #0B1216; }
"""


def apply() -> None:
    look = tokens.current()
    rules = _ALWAYS + _code(look) + (_DARK if look is DARK else "")
    st.html(f"<style>{rules}</style>")


def _code(look: Tokens) -> str:
    """Streamlit's own colours of code have 3.6 to 4.4 to 1 on their ground."""
    colours = {
        "keyword": look.during,
        "function": look.during,
        "string": look.target,
        "number": look.target,
        "boolean": look.target,
        "comment": look.muted,
        "operator": look.muted,
        "punctuation": look.muted,
    }
    return "".join(
        f'[data-testid="stCode"] .token.{kind} {{ color: {colour}; }}\n'
        for kind, colour in colours.items()
    )
