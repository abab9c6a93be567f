"""Every file gets its source or one sentence that says what to do; nothing is ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import recognise as recognising
from analytics.document import Document, open_document
from analytics.recognise import read_file, recognise
from analytics.records import Kind
from analytics.sources import Answers, Reading, Source, all_sources

TAKEN_FOR = {
    "teams_v2_2021_meeting_summary_en-US.csv": "Teams attendance report",
    "teams_v3_2022_report_en-US.csv": "Teams attendance report",
    "teams_v3_report_de-DE.csv": "Teams attendance report",
    "teams_v4_engagement_en-US.csv": "Teams attendance report",
    "teams_v3_excel_resaved_semicolon_cp1252.csv": "Teams attendance report",
    "pitfall_midnight_crossing.csv": "Teams attendance report",
    "teams_v1_2020_attendance_list_en-US.csv": "Teams attendance list (2020)",
    "pitfall_ambiguous_dates_only.csv": "Teams attendance list (2020)",
    "zoom_participants_with_meeting_info.csv": "Zoom participants report",
    "zoom_participants_plain.csv": "Zoom participants report",
    "zoom_participants_unique_users.csv": "Zoom participants report",
    "pitfall_duplicate_upload_rows.csv": "Zoom participants report",
    "pitfall_header_only.csv": "Zoom participants report",
    "google_calendar_invites.ics": "Calendar invitations (.ics)",
}


@pytest.mark.parametrize("name", TAKEN_FOR)
def test_files_are_taken_for_what_they_are(exports: Path, name: str) -> None:
    found = recognise(open_document(name, (exports / name).read_bytes()), Answers())
    assert found is not None
    assert found[0].name == TAKEN_FOR[name]
    assert 0 < found[1] <= 1


def test_every_fixture_is_read_or_says_one_thing_to_do(exports: Path) -> None:
    files = [
        path
        for path in sorted(exports.iterdir())
        if path.name not in ("MANIFEST.md", "_truth.json")
    ]
    assert len(files) > 50
    for path in files:
        *_, reading, problems = read_file(path.name, path.read_bytes(), Answers())
        assert "reader-failed" not in {problem.code for problem in problems}, path.name
        stopping = [p for p in problems if p.severity in ("refused", "held")]
        assert len(stopping) == (0 if reading else 1), path.name
        for problem in stopping:
            assert (problem.question is not None) == (problem.severity == "held")
        if reading:
            rows = reading.rows
            assert rows.read == rows.usable + rows.left_out, path.name


def test_an_unknown_file_shows_its_header_and_asks() -> None:
    *_, reading, problems = read_file("x.csv", b"about\n\none,two\n1,2\n", Answers())
    assert reading is None
    (problem,) = problems
    assert (problem.severity, problem.question, problem.lines) == ("held", "kind", [3])
    assert "“one”, “two”" in problem.says
    assert "--kind" in problem.says
    *_, problems = read_file("x.csv", b"one,two\n1,2\n", Answers(kind="competency"))
    assert problems[0].question == "mapping"


def test_text_without_a_table_asks_too() -> None:
    *_, reading, problems = read_file("x.txt", b"Dear colleagues,\n", Answers())
    assert reading is None
    assert problems[0].question == "kind"


def fake(name: str, kind: Kind, score: float) -> Source:
    def unread(document: Document, answers: Answers) -> Reading:
        raise ZeroDivisionError

    return Source(name, kind, "", lambda document, answers: score, unread)


def test_the_surest_source_wins_and_a_tie_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    document = open_document("x.csv", b"a,b\n1,2\n")
    sources = [fake("A", "people", 0.8), fake("B", "attendance", 0.8), fake("C", "people", 0.1)]
    monkeypatch.setattr(recognising, "all_sources", lambda: tuple(sources))
    assert recognise(document, Answers()) is None
    *_, problems = read_file("x.csv", b"a,b\n1,2\n", Answers())
    assert (problems[0].code, problems[0].question) == ("kind-open", "kind")
    assert "A and B" in problems[0].says
    found = recognise(document, Answers(kind="people"))
    assert found == (sources[0], 0.8)
    assert recognise(document, Answers(kind="survey")) is None


def test_a_reader_that_stumbles_is_a_problem_and_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recognising, "all_sources", lambda: (fake("A", "people", 0.8),))
    document, source, reading, problems = read_file("x.csv", b"a,b\n1,2\n", Answers())
    assert document is not None
    assert source is not None
    assert reading is None
    assert [(p.code, p.severity) for p in problems] == [("reader-failed", "refused")]
    assert "ZeroDivisionError" in caplog.text


def test_an_unknown_zone_is_asked_again() -> None:
    *_, problems = read_file("x.csv", b"a,b\n1,2\n", Answers(timezone="Berlin/Mitte"))
    assert (problems[0].severity, problems[0].question) == ("held", "timezone")


def test_every_source_has_a_name_of_its_own() -> None:
    names = [source.name for source in all_sources()]
    assert len(names) == len(set(names))
    assert all(source.about for source in all_sources())


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "Name",
                    "Email",
                    "Join Time",
                    "Leave Time",
                    "10/7/25",
                    "x",
                    "",
                    "Status",
                    "2025-10-07",
                    "5",
                ]
            ),
            max_size=5,
        ),
        max_size=8,
    )
)
def test_no_table_of_known_words_makes_a_reader_stumble(rows: list[list[str]]) -> None:
    data = "\n".join(",".join(row) for row in rows).encode()
    *_, reading, problems = read_file("x.csv", data, Answers())
    assert "reader-failed" not in {problem.code for problem in problems}
    assert reading is not None or problems
