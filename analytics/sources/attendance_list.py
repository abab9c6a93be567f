"""A plain list of attendance: who, which session, and times, minutes, or simply yes or no.

A mapping may name the fields name, first_name, last_name, email, employee_id, upn; title, date,
start, end, meeting_key; join, leave, duration, minutes, present; role.
"""

from __future__ import annotations

from analytics.attendances import read_rolls
from analytics.document import Document
from analytics.rolls import attendance_score, find_rolls
from analytics.sources import Answers, Reading, Source


def _read(document: Document, answers: Answers) -> Reading:
    return read_rolls(document, answers, find_rolls(document, answers))


SOURCE = Source(
    name="Attendance list",
    kind="attendance",
    about=(
        "Any table with one row per person and session: a name, an e-mail or an employee id, the "
        "session's title or date, and join and leave times, minutes, or whether they attended. "
        "Lines above the table may name the session; a file may hold several."
    ),
    recognises=attendance_score,
    read=_read,
)
