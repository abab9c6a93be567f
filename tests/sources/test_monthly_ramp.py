"""The first month in which the target was reached."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rewritten import codes, lines_with, read, workbook_of

from analytics.recognise import read_file
from analytics.records import Competency
from analytics.sources import Answers, Reading
from analytics.sources.monthly_ramp import parse_month


def shown(reading: Reading) -> dict[str, str]:
    return {
        r.person.name or r.person.email: str(r.competent_on or "")
        for r in reading.records
        if isinstance(r, Competency)
    }


def test_the_fixture(exports: Path) -> None:
    name, reading = read("ramp.csv", (exports / "competency_ticket_ramp_monthly.csv").read_bytes())
    assert (name, reading.kind) == ("Monthly ramp", "competency")
    assert (reading.rows.read, reading.rows.usable) == (8, 8)
    # The truth has 10 November and 28 April: the month is what the ramp can know.
    assert shown(reading) == {"Ada Nova": "2025-11-30", "Jo Blogs": "2025-04-30"}
    found = [r for r in reading.records if isinstance(r, Competency)]
    assert [(r.line, r.competency) for r in found] == [
        (4, "Attainment ≥ 100%"), (8, "Attainment ≥ 100%"),
    ]  # fmt: skip
    assert reading.data_until == date(2025, 11, 30)
    assert "month-only" in codes(reading)


RAMPS = {
    "decimal commas": "Rep;Monat;Zielerreichung\nAda;09/2025;36,5 %\nAda;10/2025;1.020,5 %\n"
    "Bo;Okt. 2025;99,9\n",
    "result and target": "Name,Month,Actual,Quota\nAda,2025-09,\"48,500\",\"50,000\"\n"
    "Ada,2025-10,\"50,000\",\"50,000\"\nBo,2025-10,\"2,500\",\"50,000\"\n",
    "shares": "Agent,Month,Attainment\nAda,Sep 2025,0.36\nAda,Oct 2025,1.05\nBo,Oct 2025,0.9\n",
    "bare percent": "Agent,Period,Quota %\nAda,202509,36\nAda,202510,105\nBo,202510,5\n",
    "first days, day first": "Agent,Month,Attainment\nAda,01/09/2025,36%\nAda,01/10/2025,105%\n"
    "Bo,01/10/2025,5%\n",
    "first days, month first": "Agent,Month,Attainment\nAda,9/1/2025,36%\nAda,10/1/2025,105%\n"
    "Bo,10/1/2025,5%\n",
    "wide": "Ramp of the spring class\n\nAgent,Team,2025-09,Oct 2025,2025-11\n"
    "Ada,A,36%,105%,90%\nBo,A,,20%,40%\nTotal,,36%,62%,65%\n",
    "French": "Collaborateur;Mois;Taux d'atteinte\nAda;sept. 2025;36 %\nAda;octobre 2025;105 %\n"
    "Bo;octobre 2025;5 %\n",
    "Japanese": "担当者,対象月,達成率\nAda,2025年9月,36%\nAda,2025年10月,105%\nBo,2025年10月,5%\n",
}  # fmt: skip


@pytest.mark.parametrize("layout", RAMPS)
def test_layouts(layout: str) -> None:
    name, reading = read("ramp.csv", RAMPS[layout])
    assert name == "Monthly ramp"
    assert shown(reading) == {"Ada": "2025-10-31", "Bo": ""}


def test_a_workbook_with_real_dates_and_percent_cells() -> None:
    data = workbook_of(
        [
            ["Agent", "Month", "Attainment"],
            ["Ada", datetime(2025, 9, 1), 0.36],
            ["Ada", datetime(2025, 10, 1), 1.05],
            ["Bo", datetime(2025, 10, 1), 0.5],
        ]
    )
    _, reading = read("ramp.xlsx", data)
    assert shown(reading) == {"Ada": "2025-10-31", "Bo": ""}


def test_rows_that_cannot_be_used_are_kept_apart() -> None:
    _, reading = read(
        "ramp.csv",
        "Agent,Month,Attainment\nAda,2025-09,36 %\nAda,some day,100 %\n,2025-09,80 %\n"
        "Ada,2025-10,n/a\nAda,2025-11,lots\nTotal,,100 %\n",
    )
    assert shown(reading) == {"Ada": ""}
    assert lines_with(reading, "unreadable-date") == [3]
    assert lines_with(reading, "no-person") == [4]
    assert lines_with(reading, "unreadable-number") == [6]


def test_days_within_the_months_can_be_ambiguous() -> None:
    text = "Agent,Month,Attainment\nAda,05/06/2025,100 %\nBo,07/08/2025,50 %\n"
    *_, reading, problems = read_file("ramp.csv", text.encode(), Answers())
    assert reading is None
    assert [problem.question for problem in problems] == ["date_order"]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025-09", 9), ("2025/9", 9), ("09/2025", 9), ("202509", 9), ("Sep 2025", 9),
        ("Sept. 2025", 9), ("September 2025", 9), ("Sep-25", 9), ("2025 Sep", 9),
        ("septembre 2025", 9), ("septiembre de 2025", 9), ("2025年9月", 9), ("2025-09-30", 9),
        ("45901", 9), ("13/2025", None), ("Q3 2025", None), ("", None), ("Ada", None),
    ],
)  # fmt: skip
def test_months(text: str, month: int | None) -> None:
    assert parse_month(text) == (None if month is None else date(2025, month, 1))


@given(st.lists(st.integers(0, 250), min_size=1, max_size=12))
def test_the_first_month_at_the_target_counts(shares: list[int]) -> None:
    rows = [f"Ada,2025-{month:02},{share} %" for month, share in enumerate(shares, start=1)]
    _, reading = read("ramp.csv", "\n".join(["Agent,Month,Attainment", *rows, ""]))
    months = [month for month, share in enumerate(shares, start=1) if share >= 100]
    (found,) = [r for r in reading.records if isinstance(r, Competency)]
    assert (found.competent_on.month if found.competent_on else None) == (
        months[0] if months else None
    )
