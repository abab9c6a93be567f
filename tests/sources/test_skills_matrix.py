"""A skills matrix kept by hand: merged headers, "pending", a column on the whole person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read, workbook_of

from analytics.recognise import read_file
from analytics.records import Competency
from analytics.sources import Answers, Reading

MERGED = "skills_matrix_merged_headers.xlsx"


def shown(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (r.person.name, r.competency, str(r.competent_on or ""))
        for r in reading.records
        if isinstance(r, Competency)
    ]


def test_the_fixture_tells_the_truth(exports: Path) -> None:
    people = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))["people"]
    truth = {f"{p['first']} {p['last']}": p["competent_date"] for p in people}
    truth["Jo Blogs"] = "2025-04-28"  # of the two of that name it is the first hired
    name, reading = read(MERGED, (exports / MERGED).read_bytes())
    assert (name, reading.kind) == ("Skills matrix", "competency")
    assert reading.rows.read == reading.rows.usable == 6
    found = shown(reading)
    assert {who: day for who, _, day in found} == {who: truth[who] for who, *_ in found}
    assert {competency for _, competency, _ in found} == {"Fully ramped?"}
    assert reading.date_order == "dmy"
    assert "whole-of-skills" in codes(reading)


def test_saved_as_text_merged_cells_keep_their_first() -> None:
    name, reading = read(
        "matrix.csv",
        "Onboarding sign-off tracker;;;;;\nMitarbeiter;Beginn;Tickets;;Eskalation;\n"
        ";;Stufe;Freigegeben am;Stufe;Freigegeben am\nAda;01.09.2025;3;10.11.2025;3;28.11.2025\n"
        "Bo;01.10.2025;2;;1;offen\n\nStufe 3 = selbstständig;;;;;\n",
    )
    assert name == "Skills matrix"
    assert shown(reading) == [
        ("Ada", "Tickets", "2025-11-10"), ("Ada", "Eskalation", "2025-11-28"),
        ("Bo", "Tickets", ""), ("Bo", "Eskalation", ""),
    ]  # fmt: skip
    assert reading.rows.read == 2
    assert "several-competencies" in codes(reading)


def test_one_column_of_days_per_skill() -> None:
    name, reading = read(
        "matrix.csv",
        "Name,Email,Safety induction,Ticket handling\nAda,a@x.com,2025-09-10,2025-10-13\n"
        "Bo,b@x.com,2025-09-11,pending\nCy,c@x.com,n/a,no\nDi,d@x.com,x,2025-10-14\n",
    )
    assert name == "Skills matrix"
    assert shown(reading) == [
        ("Ada", "Safety induction", "2025-09-10"), ("Ada", "Ticket handling", "2025-10-13"),
        ("Bo", "Safety induction", "2025-09-11"), ("Bo", "Ticket handling", ""),
        ("Cy", "Ticket handling", ""), ("Di", "Ticket handling", "2025-10-14"),
    ]  # fmt: skip
    assert lines_with(reading, "completed-without-date") == [5]


def test_the_whole_counts_on_its_own_day_or_on_the_last_sign_off() -> None:
    _, reading = read(
        "matrix.csv",
        "Employee,Start,Tickets,Escalations,Fully ramped\n"
        "Ada,2025-09-01,2025-10-13,2025-11-10,yes\nBo,2025-10-01,2025-10-13,,no\n"
        "Cy,2025-10-01,2025-10-13,2025-11-12,2025-12-01\nDi,2025-10-01,,,yes\n"
        "Ed,2025-10-01,pending,,\n",
    )
    assert shown(reading) == [
        ("Ada", "Fully ramped", "2025-11-10"), ("Bo", "Fully ramped", ""),
        ("Cy", "Fully ramped", "2025-12-01"), ("Ed", "Fully ramped", ""),
    ]  # fmt: skip
    assert lines_with(reading, "completed-without-date") == [5]


def test_a_day_that_cannot_be_read_is_said() -> None:
    _, reading = read(
        "matrix.xlsx",
        workbook_of(
            [
                ["Name", "Tickets", "", "Calls", ""],
                ["", "Level", "Signed off on", "Level", "Signed off on"],
                ["Ada", 3, "2025-10-13", 3, "soonish"],
            ],
            merged=("B1:C1", "D1:E1"),
        ),
    )
    assert shown(reading) == [("Ada", "Tickets", "2025-10-13"), ("Ada", "Calls", "")]
    assert lines_with(reading, "unreadable-date") == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Employee ID,Name,Department,Hire Date,Probation End,Birthday\n"
        "1,Ada,Support,2025-09-13,2026-03-01,1990-01-01\n",
        "Name,Start,Wedding day,Moved in\nAda,2025-09-13,2026-03-01,1990-01-01\n",
        "Name,Email,Join Time,Leave Time\nAda,a@x.com,2025-09-13 10:00,2025-09-13 11:00\n",
        "Name,Course,Enrolled On,Completion Date\nAda,Cert,2025-09-13,2025-10-13\n",
    ],
)
def test_other_lists_with_days_are_no_matrix(text: str) -> None:
    _, source, *_ = read_file("x.csv", text.encode(), Answers())
    assert source is None or source.name != "Skills matrix"


def test_sign_offs_do_not_lie_before_the_start() -> None:
    """6/5 and 7/6 can be in one of two orders; in one of them they precede the start."""
    _, reading = read(
        "matrix.csv",
        "Name,Start,Tickets,Calls\nAda,2025-05-20,06/05/2025,pending\n"
        "Bo,2025-06-20,07/06/2025,no\nCy,2025-06-20,,07/06/2025\n",
    )
    assert reading.date_order == "mdy"
    days = {r.competent_on for r in reading.records if isinstance(r, Competency)}
    assert days == {date(2025, 6, 5), date(2025, 7, 6), None}
