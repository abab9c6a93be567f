"""The same content by column and row by row: the same rows, problems, left-out rows, everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import landing, memory
from analytics.bulk import ByColumn, reading
from analytics.intake import Report, check_all
from analytics.sources import Answers
from analytics.store import Store

NOTHING_SAID = Answers()
TABLES = (
    "source_file", "left_out_row", "noted_row", "person_alias", "landed_session",
    "attendance_interval", "landed_invitation",
)  # fmt: skip


@cache
def workspace() -> Store:
    """Empty, for nothing of a trial stays."""
    return Store.open(":memory:")


def land(
    name: str, data: bytes, answers: Answers, *, by_column: bool, size: int = 1 << 20
) -> tuple[Report, dict[str, list[Any]]]:
    """The report of a file that landed alone, and every landed row."""
    with workspace().trial() as trial:
        way = ByColumn(trial.writer, size=size) if by_column else None
        reports = check_all([(name, data)], answers, by_column=way)
        [report] = landing._land(trial.writer, reports, None, "upload")
        held = {
            table: sorted(
                trial.writer.frame(f"select * from {table}")  # noqa: S608
                .drop(columns=["landed_at"], errors="ignore")
                .astype(str)
                .itertuples(index=False, name=None)
            )
            for table in TABLES
        }
    return report, held


def same(
    name: str,
    text: str | bytes,
    answers: Answers = NOTHING_SAID,
    size: int = 1 << 20,
    *,
    is_head_short: bool = False,
) -> bool:
    """Whether it went by column; fails where the two ways differ."""
    data = text.encode() if isinstance(text, str) else text
    rows, landed_rows = land(name, data, answers, by_column=False)
    columns, landed_columns = land(name, data, answers, by_column=True, size=size)
    assert landed_columns == landed_rows
    assert columns.people_found == rows.people_found or columns.state == "held"
    assert {(p.code, p.severity, p.says, p.rows, p.question) for p in columns.problems} == {
        (p.code, p.severity, p.says, p.rows, p.question) for p in rows.problems
    }
    told = replace(columns, records=(), problems=(), columns=None)
    if columns.state == "held" and columns.stated is None:  # of a large file there is no preview
        rows = replace(rows, tentative_order=None, rows=columns.rows, stated=None)
    if is_head_short:  # what is shown of a file comes from its head
        shown = {"examples": rows.examples, "date_example": rows.date_example}
        told = replace(told, **shown)  # type: ignore[arg-type]
    assert told == replace(rows, records=(), problems=())
    return columns.columns is not None


HEADER = "Session,Date,Start time,Name,Email,Join time,Leave time"


def stay(number: int, **changed: str) -> str:
    cells = {
        "title": f"Clinic {number // 5}",
        "date": f"2026-01-{5 + number // 5:02}",
        "start": "10:00",
        "name": f"Ana Ruiz {chr(97 + number // 26)}{chr(97 + number % 26)}",
        "email": f"a{number}@example.org",
        "join": f"2026-01-{5 + number // 5:02}T10:0{number % 5}:00",
        "leave": f"2026-01-{5 + number // 5:02}T10:50:00",
    } | changed
    return ",".join(cells.values())


def stays(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines, ""])


MANY = [stay(number) for number in range(60)]


def test_plain_stays_go_by_column() -> None:
    assert same("list.csv", stays(*MANY))
    assert same("list.csv", stays(*MANY), size=200)  # many slices, sessions over their ends


def test_people_who_come_back_are_one_record_of_two_stays() -> None:
    again = [stay(3, join="2026-01-05T10:20:00", leave="2026-01-05T10:40:00")]
    assert same("list.csv", stays(*MANY[:30], *again, *MANY[30:]))


# one strange row each, among plain ones
ODD_STAYS = {
    "address in capitals": stay(7, email="A7@EXAMPLE.ORG"),
    "blanks around an address": stay(7, email="  a7@example.org "),
    "no address": stay(7, email=""),
    "no address that is one": stay(7, email="n/a"),
    "an address as the name": stay(7, name="a7@example.org", email=""),
    "nobody": stay(7, name="", email=""),
    "anonymous": stay(7, name="Anonymous", email=""),
    "a marker": stay(7, name="Ana Ruiz (External)"),
    "a company": stay(7, name="[Acme] Ana Ruiz"),
    "family name first": stay(7, name='"Ruiz, Ana"'),
    "a nickname in quotes": stay(7, name='"Ana ""Bo"" Ruiz"'),
    "an inch mark": stay(7, name='Ana "Bo" Ruiz'),
    "text after a quote": stay(7, name='"Ana" Ruiz'),
    "other letters": stay(7, name="Łukasz Øre"),
    "a blank that does not break": stay(7, name="Ana\u00a0Ruiz"),
    "two blanks": stay(7, name=" Ana  Ruiz "),
    "a formula": stay(7, name='"=""Ana Ruiz"""'),
    "a dash for a name": stay(7, name="-"),
    "another name for one address": stay(7, email="a6@example.org"),
    "no join": stay(7, join=""),
    "no leave": stay(7, leave=""),
    "no times": stay(7, join="", leave=""),
    "an unreadable time": stay(7, join="2026-02-30T10:00:00"),
    "words for a time": stay(7, leave="later"),
    "left before joining": stay(7, leave="2026-01-06T09:00:00"),
    "over midnight": stay(7, join="2026-01-06T23:30:00", leave="2026-01-06T00:10:00"),
    "longer than a day": stay(7, leave="2026-01-08T10:00:00"),
    "a day exactly": stay(7, join="2026-01-06T10:00:00", leave="2026-01-07T10:00:00"),
    "seconds left out": stay(7, join="2026-01-06 10:01", leave="2026-01-06 10:45"),
    "no clock": stay(7, join="2026-01-06", leave="2026-01-06T10:30:00"),
    "only a clock": stay(7, join="10:02", leave="10:40"),
    "half past with am": stay(7, join="10:02 AM", leave="10:40 AM"),
    "a zone": stay(7, join="2026-01-06T10:02:00+02:00"),
    "another century": stay(7, join="1889-01-06T10:02:00", leave="1889-01-06T10:40:00"),
    "blanks around times": stay(7, join=" 2026-01-06T10:02:00 ", leave="2026-01-06T10:40:00 "),
    "a dash for a time": stay(7, leave="-"),
    "a settled order": stay(7, date="13.01.2026"),
    "no date": stay(7, date=""),
    "no start": stay(7, start=""),
    "a start with its day": stay(7, start="2026-01-06 10:00"),
    "an unreadable date": stay(7, date="soon"),
    "another day": stay(7, date="2026-03-06"),
    "no title": stay(7, title=""),
    "blanks in a title": stay(7, title=" Clinic  1 "),
    "a title in quotes": stay(7, title='"Clinic 1"'),
    "a title with a comma": stay(7, title='"Clinic 1, again"'),
    "the same row again": stay(6),
    "a blank line": "",
    "a line of commas": ",,,,,,",
    "a line of blanks": "   ",
    "too few cells": "Clinic 1,2026-01-06",
    "too many cells": stay(7) + ",more",
    "one cell more, empty": stay(7) + ",",
    "the header again": HEADER,
    "another header": "Session,Date,Start time,Email,Name,Join time,Leave time",
    "a total": "Total,59",
    "a total among blanks": "Total,59,,,,,",
    "the word Name for a name": stay(7, name="Name"),
    "words of a header": stay(7, title="Session", name="Name"),
    "somebody called Summe": stay(7, name="Summe"),
    "a section": "2. Participants",
    "a note": "exported by Ana",
}


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD_STAYS.values(), ids=ODD_STAYS.keys())
def test_an_odd_stay(odd: str) -> None:
    for at in (0, 7, 30):
        same("list.csv", stays(*MANY[:at], odd, *MANY[at:30]), size=700)


@pytest.mark.slow
def test_most_odd_stays_leave_the_others_to_columns() -> None:
    by_column = {
        name: same("list.csv", stays(*MANY[:7], odd, *MANY[7:])) for name, odd in ODD_STAYS.items()
    }
    # A table that ends before the file does, or a second one.
    ends = {"a total", "a total among blanks", "a section", "a note", "another header"}
    assert {name for name, is_so in by_column.items() if not is_so} == ends


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    rows=st.lists(
        st.one_of(st.sampled_from(list(ODD_STAYS.values())), st.sampled_from(MANY)), max_size=25
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    is_closed=st.booleans(),
    size=st.sampled_from([150, 400, 1 << 20]),
)
def test_odd_stays_together(rows: list[str], end: str, is_closed: bool, size: int) -> None:
    text = end.join([HEADER, *MANY[:10], *rows, *MANY[10:20]]) + (end if is_closed else "")
    same("list.csv", text, size=size)


# other lists of attendance ------------------------------------------------------------------------

LISTS = {
    "semicolons and a mark": (
        "\ufeffSession;Date;Start time;Name;Email;Join time;Leave time\n"
        + "".join(stay(n).replace(",", ";") + "\n" for n in range(40))
    ),
    "first and last names, an id, a role": "Session,Date,Start,First name,Last name,Employee ID,"
    "Role,Join time,Leave time\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,Ana,Ruiz {chr(97 + n)},00{n},"
        f"{'Organizer' if n % 5 == 0 else 'Attendee'},2026-01-{5 + n // 5:02} 10:01:00,"
        f"2026-01-{5 + n // 5:02} 10:50:00\n"
        for n in range(26)
    ),
    "a host by his address": "Session,Date,Start,Name,Email,Host email,Join time,Leave time\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,Ana Ruiz,a{n % 7}@example.org,"
        f"a{n // 5}@example.org,2026-01-{5 + n // 5:02} 10:0{n % 5}:00,"
        f"2026-01-{5 + n // 5:02} 10:50:00\n"
        for n in range(30)
    ),
    "minutes alone": "Session,Date,Start,Name,Email,Minutes\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,Ana Ruiz,a{n % 9}@example.org,{n}\n"
        for n in range(40)
    ),
    "join times and durations": "Session,Date,Start,Name,Email,Join time,Duration\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,Ana Ruiz,a{n % 9}@example.org,"
        f"2026-01-{5 + n // 5:02} 10:0{n % 5}:00,{n + 1} min\n"
        for n in range(40)
    ),
    "stays with durations": "Session,Date,Start,Name,Email,Join time,Leave time,Duration\n"
    + "".join(
        f"Clinic {n // 5},2026-03-29,01:00,Ana Ruiz,a{n % 9}@example.org,"
        f"2026-03-29 01:3{n % 5}:00,2026-03-29 03:3{n % 5}:00,{60 + 60 * (n % 2)} min\n"
        for n in range(40)
    ),
    "who came": "Session,Date,Start,Name,Email,Attended\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,Ana Ruiz,a{n % 9}@example.org,"
        f"{('Yes', 'No', '', 'perhaps')[n % 7 % 4]}\n"
        for n in range(60)
    ),
    "months first": "Session,Date,Start,Name,Email,Join time,Leave time\n"
    + "".join(
        f"Clinic {n},1/{5 + n}/2026,10:00 AM,Ana Ruiz,a{m}@example.org,"
        f"1/{5 + n}/2026 10:0{m}:00 AM,1/{5 + n}/2026 10:50:00 AM\n"
        for n in range(20)
        for m in range(4)
    ),
    "an order that is open": "Session,Date,Start,Name,Email,Join time,Leave time\n"
    + "".join(
        f"Clinic {m},2/3/2026,10:00,Ana Ruiz,a{m}@example.org,2/3/2026 10:0{m}:00,"
        "2/3/2026 10:50:00\n"
        for m in range(9)
    ),
    "an order settled far below": HEADER
    + "\n"
    + "".join(stay(n) + "\n" for n in range(40))
    + "".join(stay(n, date="02/03/2026", join="", leave="") + "\n" for n in range(3))
    + stay(41, date="02/23/2026", join="", leave="")
    + "\n",
    "in UTC": "Session,Date,Start,Name,Email,Join time,Leave time\n"
    + "".join(
        f"Clinic,2026-01-05,10:00,Ana,a{m}@example.org,2026-01-05T09:0{m}:00Z,"
        "2026-01-05T09:50:00Z\n"
        for m in range(9)
    ),
    "a planned end": "Session,Date,Start,End,Name,Email,Join time,Leave time\n"
    + "".join(
        f"Clinic {n // 5},2026-01-{5 + n // 5:02},10:00,{'11:00' if n % 3 else '00:15'},Ana Ruiz,"
        f"a{n}@example.org,2026-01-{5 + n // 5:02} 10:01:00,2026-01-{5 + n // 5:02} 10:50:00\n"
        for n in range(30)
    ),
    "the session above the list": "Title,Date,Start\nClinic,2026-01-05,10:00\n\n"
    "Name,Email,Join time,Leave time\n"
    + "".join(
        f"Ana Ruiz,a{m}@example.org,2026-01-05 10:0{m}:00,2026-01-05 10:50:00\n" for m in range(9)
    ),
    "no session at all": "Name,Email,Join time,Leave time\n"
    + "".join(
        f"Ana Ruiz,a{m}@example.org,2026-01-0{5 + m % 3} 10:0{m}:00,2026-01-0{5 + m % 3} 10:50:00\n"
        for m in range(9)
    ),
}
SAID = {
    "": Answers(),
    "months first": Answers(date_order="mdy"),
    "days first": Answers(date_order="dmy"),
    "a zone": Answers(timezone="Europe/Berlin"),
    "the pilot's zone": Answers(pilot_timezone="Europe/Berlin"),
    "two zones": Answers(timezone="America/New_York", pilot_timezone="Europe/Berlin"),
    "no zone": Answers(timezone="Nowhere/At all"),
    "a kind": Answers(kind="attendance"),
    "a left-out line": Answers(skipped_lines=frozenset({3})),
}


@pytest.mark.slow
@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_another_list(said: Answers) -> None:
    for text in LISTS.values():
        same("list 2026-01-05.csv", text, said, size=700)


def test_the_lists_that_go_by_column() -> None:
    by_column = {name for name, text in LISTS.items() if same("list.csv", text)}
    assert by_column == LISTS.keys() - {
        "an order that is open", "in UTC",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        stays(*MANY).encode("utf-16"),
        stays(*MANY, stay(7, name="Ana Ruíz")).encode("cp1252"),
        stays(*MANY).encode() + b"\0",
        stays(*MANY, stay(7, name='"Ana\nRuiz"')).encode(),
        stays(*MANY, stay(7, name='"Ana Ruiz')).encode(),
        stays(*MANY).replace("\n", "\r").encode(),
        stays().encode(),
        ("sep=,\n" + stays(*MANY)).encode(),
        b"",
    ],
)
def test_what_is_not_plain_goes_row_by_row(data: bytes) -> None:
    assert not same("list.csv", data)


# invitations --------------------------------------------------------------------------------------

ASKED = "Session,Date,Start time,Name,Email,Response"


def seat(number: int, **changed: str) -> str:
    cells = {
        "title": f"Clinic {number // 5}",
        "date": f"2026-01-{5 + number // 5:02}",
        "start": "10:00",
        "name": f"Ana Ruiz {chr(97 + number % 26)}",
        "email": f"a{number % 26}@example.org",
        "response": ("Accepted", "Declined", "Tentative", "", "No response")[number % 5],
    } | changed
    return ",".join(cells.values())


SEATS = [seat(number) for number in range(60)]
ODD_SEATS = {
    "an answer nobody knows": seat(7, response="perhaps"),
    "nobody": seat(7, name="", email=""),
    "a marker": seat(7, name="Ana Ruiz (External)"),
    "an unreadable date": seat(7, date="soon"),
    "no date": seat(7, date=""),
    "no start": seat(7, start=""),
    "a start with its day": seat(7, start="2026-01-06 11:00"),
    "another order": seat(7, date="13.01.2026"),
    "twice": seat(6),
    "family name first": seat(7, name='"Ruiz, Ana"'),
    "capitals": seat(7, email=" A7@EXAMPLE.ORG "),
    "a blank line": "",
    "too few cells": "Clinic 1,2026-01-06",
    "too many cells": seat(7) + ",more",
    "the header again": ASKED,
    "a total": "Total,59",
    "words of a header": seat(7, title="Session", name="Name"),
    "no title": seat(7, title=""),
}


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD_SEATS.values(), ids=ODD_SEATS.keys())
def test_an_odd_invitation(odd: str) -> None:
    for at in (0, 7, 60):
        same("asked.csv", stays(*SEATS[:at], odd, *SEATS[at:], header=ASKED), size=900)


def test_most_odd_invitations_leave_the_others_to_columns() -> None:
    by_column = {
        name
        for name, odd in ODD_SEATS.items()
        if same("asked.csv", stays(*SEATS[:7], odd, *SEATS[7:], header=ASKED))
    }
    assert by_column == ODD_SEATS.keys() - {"a total", "no date", "words of a header"}


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    rows=st.lists(
        st.one_of(st.sampled_from(list(ODD_SEATS.values())), st.sampled_from(SEATS)), max_size=25
    ),
    size=st.sampled_from([150, 400, 1 << 20]),
)
def test_odd_invitations_together(rows: list[str], size: int) -> None:
    same("asked.csv", stays(*SEATS[:10], *rows, *SEATS[10:20], header=ASKED), size=size)


# below the head -----------------------------------------------------------------------------------


@pytest.fixture
def short_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head is a part of the file, as it is of a large one."""
    monkeypatch.setattr(reading, "_HEAD", 1500)
    monkeypatch.setattr(reading, "_HEAD_LINES", 8)


SWAPPED = "Session,Date,Start time,Name,Email,Leave time,Join time"
BELOW = {
    "a second header": stays(*MANY[:40], SWAPPED, *MANY[40:]),
    "another header": stays(*MANY[:40], ODD_STAYS["another header"], *MANY[40:]),
    "the header again": stays(*MANY[:40], HEADER, *MANY[40:]),
    "a session in UTC": stays(*MANY[:40], stay(41, start="2026-01-13T09:00:00Z"), *MANY[42:]),
    "a total in the middle": stays(*MANY[:40], "Total,40", *MANY[40:]),
    "an order": stays(*MANY[:40], stay(41, date="13/01/2026"), *MANY[42:]),
    **{name: stays(*MANY[:40], odd, *MANY[40:]) for name, odd in ODD_STAYS.items()},
}


@pytest.mark.slow
@pytest.mark.parametrize("text", BELOW.values(), ids=BELOW.keys())
def test_what_stands_below_the_head(short_head: None, text: str) -> None:
    same("list.csv", text, size=900, is_head_short=True)


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD_SEATS.values(), ids=ODD_SEATS.keys())
def test_invitations_below_the_head(short_head: None, odd: str) -> None:
    for row in (odd, seat(7, start="2026-01-06T09:00:00Z")):
        text = stays(*SEATS[:40], row, *SEATS[40:], header=ASKED)
        same("asked.csv", text, size=900, is_head_short=True)


@pytest.mark.parametrize(
    "fraction", [".5", ".25", ".123456", ".500", ".000", ".0", "Z", "+01:00", ":60"]
)
def test_fractions_and_zones_of_times(fraction: str) -> None:
    odd = stay(7, join=f"2026-01-06T10:02:00{fraction}")
    same("list.csv", stays(*MANY[:7], odd, *MANY[8:]))


@pytest.mark.parametrize("header", ["Session,Date,Start time,End time,Name,Email,Response"])
def test_rows_that_differ_in_when_a_session_ends(header: str) -> None:
    rows = [
        f"Clinic {n // 4},2026-01-05,10:00,{end},{name},a{n}@example.org,Accepted"
        for n, (end, name) in enumerate(
            [("11:00", "Ana"), ("12:00", "Bo"), ("11:30", "Cy"), ("", "Di"), ("11:00", ""),
             ("11:00", "Ed"), ("11:00", "Fi"), ("11:00", "Gu"), ("10:30", '"Ha" x'), ("11:00", "I"),
             ("11:00", "Jo"), ("11:00", "Ki")]
        )
    ]  # fmt: skip
    for at in range(4):
        same("asked.csv", stays(*rows[at:], *rows[:at], header=header))
    stayed = [
        row.removesuffix("Accepted") + "2026-01-05T10:01:00,2026-01-05T10:40:00" for row in rows
    ]
    header = header.replace("Response", "Join time,Leave time")
    for at in range(4):
        same("list.csv", stays(*stayed[at:], *stayed[:at], header=header))


# several files ------------------------------------------------------------------------------------


def test_one_content_twice_in_an_upload_and_again_later() -> None:
    files = [("a.csv", stays(*MANY).encode()), ("b.csv", stays(*MANY).encode())]
    with workspace().trial() as trial:
        for states in (["landed", "already"], ["already", "already"]):
            way = ByColumn(trial.writer)
            reports = landing._land(trial.writer, check_all(files, by_column=way), None, "upload")
            assert [report.state for report in reports] == states
            assert [report.rows.read for report in reports] == [60, 60]
        [(rows,)] = trial.writer.rows("select count(*) from attendance_interval")
        assert rows == 60


def test_the_calendar_settles_what_was_remembered_otherwise() -> None:
    """A large file that is read twice in one upload, with other answers, lands once."""
    header = "Session,Date,Start,Name,Email,Join time,Leave time"
    lines = [
        f"Clinic {m},5/4/2026,10:00,Ana,a{m}@example.org,5/4/2026 10:0{m}:00,5/4/2026 10:50:00"
        for m in range(9)
    ]
    first = ("one.csv", stays(*[ln.replace("5/4", "5/6") for ln in lines], header=header).encode())
    second = ("two.csv", stays(*lines, header=header).encode())
    found = {}
    for is_by_column in (False, True):
        store = Store.open(":memory:")
        landing.land(store, [first], Answers(date_order="mdy"))
        known = memory.load(store)
        with store.trial() as trial:
            way = ByColumn(trial.writer) if is_by_column else None
            days = [date(2026, 4, 5)]
            reports = check_all([second], memory=known, calendar_days=days, by_column=way)
            landing._land(trial.writer, reports, None, "upload")
            found[is_by_column] = (
                trial.writer.rows("select joined_at from attendance_interval order by all"),
                trial.writer.rows(
                    "select name, rows_read, date_order, data_until from source_file order by name"
                ),
            )
        store.close()
    assert found[True] == found[False]
    assert found[True][1][1] == ("two.csv", 9, "dmy", date(2026, 4, 5))
