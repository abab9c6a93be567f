"""A plan made by hand: a design that shows the target, two that do not, one that shows nothing."""

from __future__ import annotations

from datetime import date

from analytics.findings import Plan, Reach, Table
from analytics.intent import Intent

INTENT = Intent(date(2026, 5, 4), 3.0, 12.0, 30, 0.2)


def made_plan() -> Plan:
    return Plan(
        estimate=None,
        unit="count",
        n={"people": 180, "beside": 90},
        target=0.2,
        table=Table(("design", "smallest_gain_shown"), (("before-after", 0.26),)),
        intent=INTENT,
        reaches=(
            Reach("before-after", 120, 30, 0.73, 0.26, 58, "C"),
            Reach("comparison", 120, 30, 0.73, 0.34, 102, "B"),
            Reach("stepped", 120, 30, 0.73, None, 190, "C"),
            Reach("lot", 120, 30, 0.73, 0.18, 190, "A", True),
        ),
        helps=(),
        months=18.0,
        median=45.0,
        spread=0.45,
        is_usual=False,
        read_on=INTENT.read_on,
    )
