"""Tiny exports and their card, for tests of the app."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from analytics.pilots import Pilot

ROOT = Path(__file__).resolve().parents[2]
HOSTILE_NAME = "R&D <script>alert(1)</script> ![x](https://example.org/p.png)"
TINY = (
    (
        "attendance.csv",
        b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
        b"Clinic,2026-01-13,10:00,Ana Ruiz,ana@example.org,2026-01-13 10:00,2026-01-13 10:45\n"
        b"Clinic,2026-01-13,10:00,Ben Ode,ben@example.org,2026-01-13 10:01,2026-01-13 10:45\n",
    ),
    (
        "people.csv",
        b"Employee ID,Name,Email,Hire Date,Department\n"
        b"1,Ana Ruiz,ana@example.org,2026-01-15,Sales\n"
        b'2,Ben Ode,ben@example.org,2025-11-03,"' + HOSTILE_NAME.encode() + b'"\n',
    ),
    (
        "signed off.csv",
        b"Name,Email,Course,Completed on\nAna Ruiz,ana@example.org,Sign-off,2026-02-20\n",
    ),
    (
        "survey.csv",
        b"Timestamp,The session helped me,Comments\n"
        b"2026-01-13 11:00,Agree,![x](https://example.org/p.png)\n"
        b"2026-01-13 11:05,Strongly agree,Fine\n",
    ),
)
CARD = Pilot(
    name="Tiny <b>pilot</b>",
    starts_on=date(2026, 1, 12),
    ends_on=date(2026, 4, 12),
    invited_by="roster",
)


# Two departments that are large enough to be chosen.
FIVE_EACH = (
    TINY[0],
    (
        "people.csv",
        TINY[1][1]
        + "".join(
            f'{n},Nr {n} Ode,n{n}@example.org,2025-11-03,"{HOSTILE_NAME if n % 2 else "Sales"}"\n'
            for n in range(3, 11)
        ).encode(),
    ),
    *TINY[2:],
)
