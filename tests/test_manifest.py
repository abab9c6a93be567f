"""Every fixture of ../shared/exports is read as its MANIFEST says, or asks the one thing it leaves
open; answered, it is read too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.intake import check
from analytics.sources import Answers

MDY, DMY = Answers(date_order="mdy"), Answers(date_order="dmy")
ON_THE_DAY = Answers(session_date=date(2025, 10, 7))

# file -> (kind, usable rows, left-out rows, what has to be answered first)
READ: dict[str, tuple[str, int, int, Answers | None]] = {
    "adobe_learning_manager_transcript.csv": ("competency", 6, 1, None),
    "adp_roster.csv": ("people", 20, 0, None),
    "bamboohr_employees.csv": ("people", 20, 0, None),
    "blackboard_collaborate_attendance.csv": (
        "attendance", 1, 0, Answers(date_order="mdy", timezone="UTC"),
    ),
    "calendly_events_export.csv": ("invitations", 4, 0, None),
    "competency_lms_completion_generic.csv": ("competency", 17, 0, None),
    "competency_manager_signoff_google_form.csv": ("competency", 12, 1, None),
    "competency_ticket_ramp_monthly.csv": ("competency", 8, 0, None),
    "culture_amp_raw_export.csv": ("survey", 2, 0, None),
    "google_calendar_invites.ics": ("invitations", 37, 0, None),
    "google_forms_responses.csv": ("survey", 4, 0, None),
    "google_meet_attendance_shapeA.csv": ("attendance", 2, 0, None),
    "google_meet_attendance_workspace.csv": ("attendance", 10, 0, ON_THE_DAY),
    "likert_scales_mixed_languages.csv": ("survey", 16, 0, Answers(kind="survey")),
    "microsoft_forms_responses.xlsx": ("survey", 5, 0, None),
    "moodle_mod_attendance_export.txt": ("attendance", 4, 0, None),
    "oracle_hcm_assignments.csv": ("people", 20, 1, None),
    "outlook_calendar_export.csv": ("invitations", 2, 0, None),
    "outlook_tracking_copy_status.tsv": ("invitations", 7, 0, ON_THE_DAY),
    "personio_mitarbeiter_de.csv": ("people", 20, 0, None),
    "pitfall_ambiguous_dates_only.csv": ("attendance", 2, 0, DMY),
    "pitfall_duplicate_upload_rows.csv": ("attendance", 8, 0, MDY),
    "pitfall_formula_injection.csv": ("survey", 3, 0, Answers(kind="survey")),
    "pitfall_midnight_crossing.csv": ("attendance", 2, 0, None),
    "pitfall_xlsx_named_csv.csv": ("people", 20, 0, None),
    "qualtrics_3header.csv": ("survey", 3, 2, None),
    "skills_matrix_merged_headers.xlsx": ("competency", 6, 0, None),
    "successfactors_user_directory.csv": ("people", 20, 0, None),
    "surveymonkey_expanded_2header.csv": ("survey", 4, 1, MDY),
    "teams_live_event_AttendeeReport.csv": (
        "attendance", 5, 0, Answers(date_order="mdy", timezone="UTC"),
    ),
    "teams_v1_2020_attendance_list_en-US.csv": ("attendance", 17, 0, MDY),
    "teams_v2_2021_meeting_summary_en-US.csv": ("attendance", 13, 0, MDY),
    "teams_v3_2022_report_en-US.csv": ("attendance", 13, 0, MDY),
    "teams_v3_excel_resaved_semicolon_cp1252.csv": ("attendance", 13, 0, MDY),
    "teams_v3_identity_only_policy_en-US.csv": ("attendance", 3, 0, MDY),
    "teams_v3_report_de-DE.csv": ("attendance", 13, 0, None),
    "teams_v3_report_es-ES.csv": ("attendance", 13, 0, DMY),
    "teams_v3_report_ja-JP.csv": ("attendance", 13, 0, None),
    "teams_v3_report_pl-PL_us-dates.csv": ("attendance", 13, 0, MDY),
    "teams_v4_engagement_en-US.csv": ("attendance", 14, 0, MDY),
    "teams_webinar_report_en-US.csv": ("attendance", 6, 0, MDY),
    "webex_attendee_report_utf16.csv": ("attendance", 11, 0, None),
    "workday_worker_report.tsv": ("people", 20, 0, None),
    "zoom_participants_plain.csv": ("attendance", 14, 0, MDY),
    "zoom_participants_unique_users.csv": ("attendance", 12, 0, MDY),
    "zoom_participants_with_meeting_info.csv": ("attendance", 14, 0, MDY),
    "zoom_registration_report.csv": ("invitations", 4, 0, None),
    "zoom_webinar_attendee_report.csv": ("attendance", 7, 0, None),
}  # fmt: skip
REFUSED = {
    "pitfall_empty.csv": "empty",
    "pitfall_header_only.csv": "header-only",
    "pitfall_login_page.csv": "web-page",
    "pitfall_unclosed_quote.csv": "unclosed-quote",
}


def test_every_fixture_stands_here(exports: Path) -> None:
    there = {path.name for path in exports.iterdir()} - {"MANIFEST.md", "_truth.json"}
    assert there == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", READ)
def test_a_fixture_is_read(exports: Path, name: str) -> None:
    kind, usable, left_out, answers = READ[name]
    data = (exports / name).read_bytes()
    if answers:
        waiting = check(name, data)
        assert waiting.state == "held"
        assert waiting.question
    report = check(name, data, answers or Answers())
    assert report.state == "ready", report.describe()
    assert report.kind == kind
    assert (report.rows.usable, report.rows.left_out) == (usable, left_out)
    assert report.rows.read == usable + left_out
    assert report.records


@pytest.mark.parametrize("name", REFUSED)
def test_a_fixture_that_cannot_be_used_says_why(exports: Path, name: str) -> None:
    report = check(name, (exports / name).read_bytes())
    assert report.state == "refused"
    assert [problem.code for problem in report.problems] == [REFUSED[name]]
    assert report.describe().startswith(name)
    assert not report.records
