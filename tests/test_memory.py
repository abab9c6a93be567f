"""What was answered once is used for the next file like it, said, and never against the file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import memory
from analytics.intake import Report, check, check_all
from analytics.landing import land
from analytics.memory import Memory, shape_of
from analytics.pilots import Pilot
from analytics.records import Attendance, Person
from analytics.sources import Answers
from analytics.store import Store

COLUMNS = {"name": "Wér", "employee_id": "Code", "hire_date": "Los"}
STAFF = "Wér,Code,Los\nAda Nova,007,2026-01-19\n"
NEXT_STAFF = "Wér,Code,Los\nJo Blogs,008,2026-02-16\n"
ROLL = "Name,Email,Join Time,Leave Time\n"
SPRING = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12))
TO_MAP = Answers(kind="people", mapping=COLUMNS)


def landed(
    store: Store, text: str, name: str = "file.csv", encoding: str = "utf-8", **answers: Any
) -> Report:
    [report] = land(store, [(name, text.encode(encoding))], Answers(**answers))
    return report


def roll(joined: str, left: str) -> str:
    return f"{ROLL}Ada Nova,ada@example.com,{joined},{left}\n"


def started(report: Report) -> datetime:
    [record] = report.records
    assert isinstance(record, Attendance)
    return record.session.started_at


def notes(report: Report) -> list[str]:
    return [problem.says for problem in report.problems if problem.code == "remembered"]


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:")


# Columns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEXT_STAFF, "utf-8"),
        ("WER,CODE,LOS\nJo Blogs,008,2026-02-16\n", "utf-8"),
        ("wèr ; code ; (Los)\nJo Blogs;008;2026-02-16\n", "cp1252"),
        ("Staff of May\n\nWér\tCode\tLos\nJo Blogs\t008\t2026-02-16\n", "utf-16"),
    ],
    ids=["as it was", "in capitals", "other accents and delimiter", "below a title, in UTF-16"],
)
def test_columns_mapped_once_are_known_in_the_next_file(
    store: Store, text: str, encoding: str
) -> None:
    assert landed(store, STAFF).question == "kind"
    assert landed(store, STAFF, kind="people", mapping=COLUMNS).state == "landed"
    report = landed(store, text, encoding=encoding)
    assert (report.state, report.question, report.kind) == ("landed", None, "people")
    [person] = report.records
    assert isinstance(person, Person)
    assert (person.person.name, person.person.employee_id) == ("Jo Blogs", "008")
    assert person.hire_date == date(2026, 2, 16)
    [note] = notes(report)
    assert "as was said for such a file before" in note
    assert report.recalled == ("kind",) and report.given.mapping == {}


def test_columns_of_another_header_are_asked_for(store: Store) -> None:
    landed(store, STAFF, kind="people", mapping=COLUMNS)
    other = landed(store, "Wér,Code,Los,Ort\nJo Blogs,008,2026-02-16,Ulm\n")
    assert (other.state, other.question, notes(other)) == ("held", "kind", [])


def test_a_header_with_an_untitled_column_is_the_same_header_whatever_its_rows_say(
    store: Store,
) -> None:
    landed(store, "Wér,Code,Los,\nAda Nova,007,2026-01-19,x\n", kind="people", mapping=COLUMNS)
    assert landed(store, "Wér,Code,Los,\nJo Blogs,008,2026-02-16,y\n").state == "landed"


def test_a_kind_given_with_the_file_is_not_replaced(store: Store) -> None:
    landed(store, STAFF, kind="people", mapping=COLUMNS)
    report = landed(store, NEXT_STAFF, kind="survey")
    assert report.kind != "people" and notes(report) == []


def test_columns_given_with_the_file_are_not_replaced_and_become_the_new_answer(
    store: Store,
) -> None:
    landed(store, STAFF, kind="people", mapping=COLUMNS)
    swapped = COLUMNS | {"name": "Code", "employee_id": "Wér"}
    report = landed(store, NEXT_STAFF, kind="people", mapping=swapped)
    assert report.records[0].person.name == "008" and notes(report) == []
    again = landed(store, "Wér,Code,Los\nLi Na,009,2026-03-02\n")
    assert again.records[0].person.name == "009"


def test_a_mapping_for_many_files_is_kept_only_for_those_that_have_its_columns(
    store: Store,
) -> None:
    stays = roll("2026-02-03 09:00", "2026-02-03 10:00")
    files = [("a.csv", STAFF.encode()), ("b.csv", stays.encode())]
    land(store, files, {"a.csv": TO_MAP, "b.csv": Answers(mapping=COLUMNS)})
    kept = memory.load(store).answers
    assert list(kept) == [("mapping", shape_of(["Wér", "Code", "Los"]))]


def test_what_does_not_settle_the_file_leaves_the_question_open() -> None:
    said = json.dumps({"kind": "people", "mapping": {"name": "Not there"}})
    known = Memory({("mapping", shape_of(["Wér", "Code", "Los"])): said})
    asked = check("staff.csv", STAFF.encode())
    report = check("staff.csv", STAFF.encode(), memory=known)
    assert report.state == "held" and notes(report) == []
    assert (report.problems, report.recalled) == (asked.problems, ())


def test_a_kind_without_columns_is_remembered_too() -> None:
    known = Memory({("mapping", shape_of(["A", "B"])): '{"kind": "survey", "mapping": {}}'})
    recalled = known.recall("kind", ["a", "B"], "", Answers())
    assert recalled == Answers(kind="survey")
    assert known.recall("kind", ["a", "B"], "", recalled) is None  # once is enough


# Zones --------------------------------------------------------------------------------------------

UTC_ROLL = roll("2026-02-03T09:00:00Z", "2026-02-03T10:00:00Z")
NEXT_UTC_ROLL = roll("2026-07-07T09:00:00Z", "2026-07-07T10:00:00Z")


def test_a_zone_is_asked_for_once_per_source(store: Store) -> None:
    assert landed(store, UTC_ROLL).question == "timezone"
    assert started(landed(store, UTC_ROLL, timezone="Europe/Berlin")).hour == 10
    report = landed(store, NEXT_UTC_ROLL)
    assert (report.state, started(report).hour) == ("landed", 11)
    assert notes(report) == [
        "its times are read with the time zone Europe/Berlin, as was said for such a file before"
    ]


def test_the_zone_of_one_source_says_nothing_about_another(store: Store) -> None:
    landed(store, UTC_ROLL, timezone="Europe/Berlin")
    [known] = [about for about in memory.load(store).answers if about[0] == "timezone"]
    other = Memory({("timezone", "Another source"): "Europe/Berlin"})
    assert known == ("timezone", "Attendance list")
    assert check("file.csv", NEXT_UTC_ROLL.encode(), memory=other).question == "timezone"


def test_the_zone_of_a_clock_that_a_file_does_not_name_is_kept_for_its_source(
    store: Store,
) -> None:
    store.save_pilot(replace(SPRING, timezone="Europe/Rome"))
    local = roll("2026-02-03 09:00", "2026-02-03 10:00")
    assert started(landed(store, local, timezone="America/New_York")).hour == 15
    report = landed(store, roll("2026-02-10 09:00", "2026-02-10 10:00"))
    assert started(report).hour == 15
    assert len(notes(report)) == 1 and "America/New_York" in notes(report)[0]
    # Times that say their zone themselves, and an answer given with the file, win.
    in_utc = landed(store, UTC_ROLL)
    assert (started(in_utc).hour, notes(in_utc)) == (10, [])
    told = landed(store, roll("2026-02-17 09:00", "2026-02-17 10:00"), timezone="Europe/Rome")
    assert (started(told).hour, notes(told)) == (9, [])


def test_where_the_sessions_took_place_is_not_what_the_clock_of_a_file_shows(
    store: Store,
) -> None:
    landed(store, UTC_ROLL, timezone="Europe/Berlin")
    store.save_pilot(
        Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), timezone="Europe/London")
    )
    report = landed(store, roll("2026-02-10 09:00", "2026-02-10 10:00"))
    assert (started(report).hour, notes(report)) == (9, [])


# Date orders --------------------------------------------------------------------------------------

OPEN = roll("5/6/2026 09:00", "5/6/2026 10:00")
NEXT_OPEN = roll("7/8/2026 09:00", "7/8/2026 10:00")


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 8, 7)), ("mdy", date(2026, 7, 8))])
def test_a_date_order_is_asked_for_once_per_source_and_header(
    store: Store, order: str, day: date
) -> None:
    assert landed(store, OPEN).question == "date_order"
    landed(store, OPEN, date_order=order)
    report = landed(store, NEXT_OPEN.replace("Email", "EMAIL"))
    assert (report.date_order, started(report).date()) == (order, day)
    assert notes(report) == [
        f"its dates leave their order open and are read as {order}, as was said for such a file"
        " before"
    ]
    other = landed(store, NEXT_OPEN.replace("Email", "E-mail address"))
    assert other.question == "date_order"


def test_a_file_whose_dates_settle_themselves_is_read_by_its_dates(store: Store) -> None:
    landed(store, OPEN, date_order="dmy")
    report = landed(store, roll("12/25/2025 09:00", "12/25/2025 10:00"))
    assert (report.date_order, started(report).date()) == ("mdy", date(2025, 12, 25))
    assert (notes(report), report.recalled) == ([], ())


def test_an_answer_that_was_not_used_is_not_remembered(store: Store) -> None:
    report = landed(store, roll("12/25/2025 09:00", "12/25/2025 10:00"), date_order="dmy")
    assert (report.state, report.date_order) == ("landed", "mdy")
    assert memory.load(store) == memory.NOTHING
    assert landed(store, OPEN).question == "date_order"


def test_the_newest_answer_counts(store: Store) -> None:
    landed(store, OPEN, date_order="dmy")
    landed(store, NEXT_OPEN, date_order="mdy")
    third = landed(store, roll("9/10/2026 09:00", "9/10/2026 10:00"))
    assert started(third).date() == date(2026, 9, 10)


def test_days_of_the_calendar_are_better_evidence_than_another_file() -> None:
    known = Memory({("date_order", f"Attendance list/{shape_of(ROLL.strip().split(','))}"): "dmy"})
    files = [("roll.csv", OPEN.encode())]
    [alone] = check_all(files, memory=known)
    assert (alone.date_order, alone.recalled) == ("dmy", ("date_order",))
    [beside] = check_all(files, memory=known, calendar_days=[date(2026, 5, 6)])
    assert (beside.date_order, beside.recalled, notes(beside)) == ("mdy", (), [])


def test_the_day_of_one_session_says_nothing_about_the_next(store: Store) -> None:
    text = f"{ROLL}Ada Nova,ada@example.com,09:00,10:00\n"
    assert landed(store, text).question == "session_date"
    assert landed(store, text, session_date=date(2026, 2, 3)).state == "landed"
    assert landed(store, text.replace("10:00", "11:00")).question == "session_date"


# Shapes -------------------------------------------------------------------------------------------


def test_the_shape_of_a_header_is_its_words_in_order() -> None:
    header = ["Wér ist's?", "Code #", "Los"]
    assert shape_of(header) == shape_of([" WER  ist’s ", "code  #", "LOS"])
    others = (["Los", *header[:2]], header[:2], [*header, "Ort"], ["Wér ist's? Code #", "Los"])
    assert len({shape_of(header), *map(shape_of, others)}) == 5


headers = st.lists(st.sampled_from(["Name", "NÀME", "Code", " code", "", " "]), max_size=5)


@given(headers, headers)
def test_two_headers_have_one_shape_just_if_their_words_agree(
    one: list[str], other: list[str]
) -> None:
    def words(cells: list[str]) -> str:
        return ";".join(cell.strip().lower().replace("à", "a") for cell in cells).rstrip(";")

    assert (shape_of(one) == shape_of(other)) == (words(one) == words(other))
