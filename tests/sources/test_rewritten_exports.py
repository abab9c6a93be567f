"""Every people, competency and survey export: saved anew it says the same, damaged it says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from rewritten import NO_ANSWERS, damaged, essence, lines_with, read, rows_of, saved_anew, text_of

from analytics.recognise import read_file
from analytics.records import Kind
from analytics.sources import Answers

US_DATES = Answers(date_order="mdy")
TYPEFORM = """\
#,How useful was it?,Which formats?,How likely are you to recommend it?,What should we change?,\
Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags
t1,Very useful,Lunch & learn / Shadowing,9,More café time,completed,2025-10-07 15:05:01,,\
2025-10-07 15:07:12,n1,
t2,Not useful,Shadowing,3,,completed,2025-10-07 15:05:01,,2025-10-07 23:07:12,n2,
t3,Useful,,,,partial,2025-10-07 15:05:01,2025-10-07 15:06:01,,n3,
"""
MOODLE = """\
ID,Name,ID number,Email address,Quiz,Quiz - Completion date,Course complete
12,Zoë Nova,001201,zoe@example.com,Completed,"31/10/25, 16:20","31/10/25, 16:20"
13,Ben Okafor,001111,ben@example.com,Not completed,,
"""
# export -> source, kind, answers
EXPORTS: dict[str, tuple[str, Kind, Answers]] = {
    "adp_roster.csv": ("List of people", "people", NO_ANSWERS),
    "bamboohr_employees.csv": ("BambooHR employees", "people", NO_ANSWERS),
    "workday_worker_report.tsv": ("Workday worker report", "people", NO_ANSWERS),
    "oracle_hcm_assignments.csv": ("Oracle HCM assignments", "people", NO_ANSWERS),
    "personio_mitarbeiter_de.csv": ("List of people", "people", NO_ANSWERS),
    "successfactors_user_directory.csv": (
        "SAP SuccessFactors user directory", "people", NO_ANSWERS,
    ),
    "competency_lms_completion_generic.csv": ("Competency dates", "competency", NO_ANSWERS),
    "competency_manager_signoff_google_form.csv": (
        "Google Forms sign-off", "competency", NO_ANSWERS,
    ),
    "competency_ticket_ramp_monthly.csv": ("Monthly ramp", "competency", NO_ANSWERS),
    "adobe_learning_manager_transcript.csv": (
        "Adobe Learning Manager transcript", "competency", NO_ANSWERS,
    ),
    "skills_matrix_merged_headers.xlsx": ("Skills matrix", "competency", NO_ANSWERS),
    "moodle.csv": ("Moodle completion report", "competency", NO_ANSWERS),
    "qualtrics_3header.csv": ("Qualtrics responses", "survey", NO_ANSWERS),
    "surveymonkey_expanded_2header.csv": ("SurveyMonkey responses", "survey", US_DATES),
    "google_forms_responses.csv": ("Google Forms responses", "survey", NO_ANSWERS),
    "microsoft_forms_responses.xlsx": ("Microsoft Forms responses", "survey", NO_ANSWERS),
    "culture_amp_raw_export.csv": ("Survey answers", "survey", NO_ANSWERS),
    "typeform.csv": ("Typeform responses", "survey", NO_ANSWERS),
}  # fmt: skip
OWN = {"typeform.csv": TYPEFORM.encode(), "moodle.csv": MOODLE.encode()}


def bytes_of(exports: Path, export: str) -> bytes:
    return OWN[export] if export in OWN else (exports / export).read_bytes()


@pytest.mark.parametrize("export", EXPORTS)
def test_saved_anew_it_says_the_same(exports: Path, export: str) -> None:
    source, kind, answers = EXPORTS[export]
    data = bytes_of(exports, export)
    name, reading = read(export, data, answers)
    assert (name, reading.kind) == (source, kind)
    assert reading.records
    for how, again in saved_anew(data):
        found, other = read("x.csv", again, answers)
        assert found == source, how
        assert essence(other.records) == essence(reading.records), how
        assert other.rows == reading.rows, how


@pytest.mark.parametrize("export", EXPORTS)
def test_damaged_it_is_read_or_says_one_thing_to_do(exports: Path, export: str) -> None:
    *_, answers = EXPORTS[export]
    times = 3 if export.endswith("xlsx") else 25
    for data in damaged(bytes_of(exports, export), seed=len(export), times=times):
        *_, reading, problems = read_file(export, data, answers)
        assert "reader-failed" not in {problem.code for problem in problems}
        stopping = [p for p in problems if p.severity in ("refused", "held")]
        assert len(stopping) == (0 if reading else 1)
        if reading:
            rows = reading.rows
            assert rows.read == rows.usable + rows.left_out


@pytest.mark.parametrize(
    "export",
    [
        "adp_roster.csv", "bamboohr_employees.csv", "personio_mitarbeiter_de.csv",
        "oracle_hcm_assignments.csv", "successfactors_user_directory.csv",
        "competency_lms_completion_generic.csv", "adobe_learning_manager_transcript.csv",
        "competency_ticket_ramp_monthly.csv", "culture_amp_raw_export.csv",
    ],
)  # fmt: skip
def test_the_order_of_columns_and_a_total_do_not_matter(exports: Path, export: str) -> None:
    source, _, answers = EXPORTS[export]
    data = (exports / export).read_bytes()
    _, reading = read(export, data, answers)
    rows = rows_of(data)
    width = max(map(len, rows))
    turned = [[*row, *[""] * (width - len(row))][::-1] for row in rows]
    # The questions of a survey come in the order of their columns.
    total = [["Total", *[""] * (width - 2), str(len(rows) - 1)]]
    found, other = read("x.csv", text_of([*turned, *total]), answers)
    assert found == source
    in_any_order = {repr(record) for record in essence(reading.records)}
    assert {repr(record) for record in essence(other.records)} == in_any_order
    assert lines_with(other, "no-person") == []
