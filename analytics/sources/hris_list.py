"""Any list of people with a hire date: Personio, HiBob, ADP, UKG, Rippling or hand-kept."""

from __future__ import annotations

from analytics.people import people_score, read_people
from analytics.sources import Source

SOURCE = Source(
    name="List of people",
    kind="people",
    about=(
        "A table with one row per employee: a name, an e-mail or an employee id, and a hire date. "
        "Headers in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish or "
        "Japanese, in any order; lines above the header and a total below it are skipped."
    ),
    recognises=people_score,
    read=read_people,
)
