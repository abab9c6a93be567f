"""Microsoft Forms in which a manager signs off a new hire; later answers correct earlier ones."""

from __future__ import annotations

from analytics.form_sources import sign_off_source

SOURCE = sign_off_source(
    "microsoft",
    name="Microsoft Forms sign-off",
    about=(
        "The answers of a form that managers fill in. “Email” and “Name” are the manager's; the "
        "questions name the new hire and the day since which they work independently. The latest "
        "answer about a person counts."
    ),
)
