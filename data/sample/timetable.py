"""The sessions of the sample pilot: when, what, by whom, and how much each draws people."""

from __future__ import annotations

from datetime import datetime

from data.sample.world import Response, SessionPlan

CLINIC = "Problem clinic: bring a stuck case"
MICRO = "Micro-lesson: one tool, ten minutes"
SESSION_PLANS = (
    SessionPlan(
        CLINIC, datetime(2026, 1, 13, 15, 0), 45, "teams_2022_en", "Customer Support", 0, "clinic"
    ),
    SessionPlan(MICRO, datetime(2026, 1, 21, 10, 0), 40, "teams_2022_en", "Sales", 0, "micro"),
    SessionPlan(
        "Skill swap: pivot tables for call notes",
        datetime(2026, 1, 27, 14, 0),
        45,
        "teams_2022_en",
        "Finance",
        0,
    ),
    SessionPlan(
        "Lunch-and-learn: how billing really works",
        datetime(2026, 1, 28, 12, 15),
        45,
        "teams_2022_en",
        "Finance",
        1,
    ),
    SessionPlan(
        CLINIC,
        datetime(2026, 2, 3, 15, 0),
        45,
        "teams_2022_en",
        "Customer Support",
        0,
        "clinic",
        as_first_sent=True,
    ),
    SessionPlan(
        "Skill swap: writing a clear handover",
        datetime(2026, 2, 12, 13, 30),
        45,
        "teams_2022_de",
        "Operations",
        0,
    ),
    SessionPlan(
        CLINIC,
        datetime(2026, 2, 26, 15, 30),
        45,
        "teams_2022_en",
        "Customer Support",
        1,
        "clinic",
        datetime(2026, 2, 24, 15, 0),
    ),
    SessionPlan(
        "Peer coaching: my first difficult customer",
        datetime(2026, 3, 3, 9, 30),
        45,
        "teams_2022_en",
        "Sales",
        1,
    ),
    SessionPlan(
        "Micro-lesson: reading the order log",
        datetime(2026, 3, 11, 10, 0),
        40,
        "teams_2022_en",
        "Engineering",
        0,
    ),
    SessionPlan(
        "Lunch-and-learn: what Finance checks at month end",
        datetime(2026, 3, 11, 12, 15),
        45,
        "teams_2022_de",
        "Finance",
        2,
    ),
    SessionPlan(
        CLINIC,
        datetime(2026, 3, 17, 15, 0),
        45,
        "teams_engagement_en",
        "Customer Support",
        2,
        "clinic",
    ),
    SessionPlan(
        MICRO,
        datetime(2026, 3, 19, 10, 0),
        40,
        "teams_2022_en",
        "Sales",
        0,
        "micro",
        datetime(2026, 3, 18, 10, 0),
    ),
    SessionPlan(
        "Skill swap: SQL for the curious",
        datetime(2026, 3, 26, 14, 0),
        45,
        "teams_engagement_en",
        "Engineering",
        1,
        title_break=len("Skill swap: "),
    ),
    SessionPlan(
        "Shadow shift: a morning with Operations",
        datetime(2026, 4, 1, 8, 30),
        50,
        "teams_engagement_en",
        "Operations",
        1,
        title_break=len("Shadow shift: a morning "),
    ),
    SessionPlan(
        "Lunch-and-learn: ten mistakes I made last year",
        datetime(2026, 4, 7, 12, 15),
        45,
        "teams_2022_de",
        "Operations",
        0,
    ),
)
CANCELLED_PLAN = SessionPlan(
    MICRO, datetime(2026, 2, 18, 10, 0), 40, "teams_2022_en", "Sales", 0, "micro"
)
# Which sessions, by their place above, saw who else.
OWNER_JOINS = (0, 4, 8, 12)
EXTERNAL_JOINS = (3, 13)
UNVERIFIED_JOINS = (6, 12)
DIAL_IN_JOINS = (10,)
LISTED_WITHOUT_TIMES = (13,)
# How much a format and the week move the log odds of coming.
FORMAT_PULL = {
    "Problem clinic": 0.35,
    "Micro-lesson": 0.25,
    "Peer coaching": 0.1,
    "Skill swap": -0.1,
    "Lunch-and-learn": -0.4,
    "Shadow shift": -0.5,
}
WEEK_PULL = {3: 0.1, 9: 0.1, 10: 0.3, 11: 0.25}
RESPONSE_PULL: dict[Response, float] = {
    "accepted": 0.8,
    "tentative": -1.2,
    "none": -1.5,
    "declined": -3.5,
}
