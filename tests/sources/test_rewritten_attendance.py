"""Every attendance and invitation export: saved anew it says the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rewritten import essence, read, rows_of, saved_anew, text_of

from analytics.sources import Answers

ANSWERS = Answers(date_order="mdy", pilot_timezone="Europe/Berlin", session_date=date(2025, 10, 7))
EXPORTS = (
    "blackboard_collaborate_attendance.csv", "calendly_events_export.csv",
    "google_meet_attendance_shapeA.csv", "google_meet_attendance_workspace.csv",
    "moodle_mod_attendance_export.txt", "outlook_calendar_export.csv",
    "outlook_tracking_copy_status.tsv", "pitfall_duplicate_upload_rows.csv",
    "pitfall_midnight_crossing.csv", "teams_live_event_AttendeeReport.csv",
    "teams_v1_2020_attendance_list_en-US.csv", "teams_v2_2021_meeting_summary_en-US.csv",
    "teams_v3_2022_report_en-US.csv", "teams_v3_identity_only_policy_en-US.csv",
    "teams_v3_report_de-DE.csv", "teams_v3_report_ja-JP.csv", "teams_v4_engagement_en-US.csv",
    "teams_webinar_report_en-US.csv", "webex_attendee_report_utf16.csv",
    "zoom_participants_plain.csv", "zoom_participants_unique_users.csv",
    "zoom_participants_with_meeting_info.csv", "zoom_registration_report.csv",
    "zoom_webinar_attendee_report.csv",
)  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_saved_anew_it_says_the_same(exports: Path, export: str) -> None:
    data = (exports / export).read_bytes()
    source, reading = read(export, data, ANSWERS)
    assert reading.records
    for how, again in saved_anew(data):
        found, other = read(export, again, ANSWERS)
        assert found == source, how
        assert essence(other.records) == essence(reading.records), how
        assert other.rows == reading.rows, how


@pytest.mark.parametrize("export", EXPORTS)
def test_more_columns_and_tabs_on_blank_lines_change_nothing(exports: Path, export: str) -> None:
    data = (exports / export).read_bytes()
    source, reading = read(export, data, ANSWERS)
    rows = rows_of(data)
    width = max(map(len, rows))
    wider = [["Acme" if len(row) > 2 else "", *row, *[""] * (width - len(row))] for row in rows]
    found, other = read(export, text_of(wider, "\t"), ANSWERS)
    assert found == source
    assert essence(other.records) == essence(reading.records)
