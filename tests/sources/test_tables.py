"""Tables are found by their words, wherever they stand in a file."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from analytics.document import Line, Sheet, open_document
from analytics.layout import is_footer, section_of
from analytics.tables import Table, as_found, find_tables, key_values

NEEDS = frozenset({"name", "join", "leave"})


def sheet(*rows: list[str]) -> Sheet:
    return Sheet("", tuple(Line(number, tuple(row)) for number, row in enumerate(rows, start=1)))


def names(table: Table) -> list[str]:
    return [table.cell(line, "name") for line in table.lines]


HEADER = ["Name", "Join Time", "Leave Time"]


def test_a_table_is_found_below_a_preamble_and_above_a_footer() -> None:
    (table,) = find_tables(
        sheet(
            ["Attendance of the clinic"],
            ["Exported on", "2025-10-08"],
            [],
            HEADER,
            ["Jo", "16:00", "17:00"],
            ["Ada", "16:01"],
            ["Total", "", "2"],
            ["Page 1 of 1"],
        ),
        "attendance",
        NEEDS,
    )
    assert (table.header.number, names(table)) == (4, ["Jo", "Ada"])
    assert table.cell(table.lines[1], "leave") == ""
    assert table.cell(table.lines[1], "role") == ""


def test_sections_title_their_tables() -> None:
    tables = find_tables(
        sheet(
            ["1. Summary"],
            ["2. Teilnehmer"],
            HEADER,
            ["Jo", "16:00", "17:00"],
            ["", "", ""],
            ["3. In-Meeting Activities", "", ""],
            HEADER,
            ["Ada", "16:00", "17:00"],
        ),
        "attendance",
        NEEDS,
    )
    assert [(table.title, names(table)) for table in tables] == [
        ("2. Teilnehmer", ["Jo"]),
        ("3. In-Meeting Activities", ["Ada"]),
    ]


def test_a_blank_line_ends_a_table_unless_its_rows_go_on() -> None:
    rows = [HEADER, ["Jo", "16:00", "17:00"], ["", "", ""], ["Ada", "16:01", "17:00"]]
    (table,) = find_tables(sheet(*rows), "attendance", NEEDS)
    assert names(table) == ["Jo", "Ada"]
    (table,) = find_tables(sheet(*rows[:3], ["a remark"]), "attendance", NEEDS)
    assert names(table) == ["Jo"]


def test_repeated_headers_are_dropped_and_other_headers_begin_a_table() -> None:
    other = ["Name", "Email", "Join Time", "Leave Time"]
    tables = find_tables(
        sheet(
            HEADER,
            ["Jo", "16:00", "17:00"],
            HEADER,
            ["Ada", "16:00", "17:00"],
            other,
            ["Kim", "kim@example.com", "16:00", "17:00"],
        ),
        "attendance",
        NEEDS,
    )
    assert [names(table) for table in tables] == [["Jo", "Ada"], ["Kim"]]


def test_two_header_rows_are_one_header() -> None:
    (table,) = find_tables(
        sheet(
            ["Name", "Join Time", "Leave Time", "c1"],
            ["Full Name", "Join Time", "Leave Time", "Email"],
            ["Jo", "16:00", "17:00", "jo@example.com"],
        ),
        "attendance",
        NEEDS,
    )
    assert table.columns == {"name": 0, "join": 1, "leave": 2, "email": 3}
    assert names(table) == ["Jo"]


def test_one_of_several_needs_is_enough() -> None:
    rows = sheet(["Email", "Minutes"], ["jo@example.com", "50"])
    needs = (NEEDS, frozenset({"email", "minutes"}))
    assert len(find_tables(rows, "attendance", needs)) == 1
    assert find_tables(rows, "attendance", NEEDS) == []


def test_a_mapping_finds_a_header_that_nobody_knows() -> None:
    rows = sheet(["x"], ["Wer", "Rein", "Raus", "Email"], ["Jo", "16:00", "17:00", "j@example.com"])
    (table,) = find_tables(
        rows, "attendance", NEEDS, mapping={"name": "wer", "join": "REIN", "leave": "Raus"}
    )
    assert table.columns == {"name": 0, "join": 1, "leave": 2, "email": 3}


def test_a_person_may_be_called_total() -> None:
    assert is_footer(["Total", "", "", "2"])
    assert is_footer(["Count: 3"])
    assert is_footer(["Seite 1 von 2"])
    assert is_footer(["Report generated on 2025-10-08 by Jo"])
    assert not is_footer(["Total", "total@example.com", "16:00", "17:00"])
    assert not is_footer(["Page", "page@example.com"])
    assert not is_footer(["", ""])


def test_section_titles() -> None:
    assert section_of(["2. Uczestnicy", ""]) == "participants"
    assert section_of(["会議中のアクティビティ"]) == "activities"
    assert section_of(["5. Something new"]) == ""
    assert section_of(["Jo"]) is None
    assert section_of(["2. Participants", "11"]) is None


def test_labels_with_values() -> None:
    rows = sheet(["Meeting title", "Debugging\ntickets", ""], ["Start time", "10/7/25"], HEADER)
    assert key_values(rows) == {"meeting title": "Debugging tickets", "start time": "10/7/25"}


def test_a_row_to_look_at_is_shown_as_it_stands_in_the_file() -> None:
    document = open_document("x.csv", b"Name;Score\nJo;5\n")
    row = as_found(document.sheets[0].lines[1], document)
    assert (row.line, row.text) == (2, "Jo;5")


WORDS = {
    "name": ["Name", "Full Name", "Naam", "Imię i nazwisko", "名前", "Nombre"],
    "email": ["Email", "E-Mail-Adresse", "Adres e-mail", "Courriel", "メール"],
    "join": ["Join Time", "Beitrittszeit", "Heure d'arrivée", "Hora de unión", "参加時刻"],
    "leave": ["Leave Time", "Verlassen", "Ora di uscita", "Godzina opuszczenia", "退出時刻"],
}
people = st.lists(
    st.tuples(
        st.from_regex(r"[A-Z][a-zé]{2,8} [A-Z][a-zß]{2,8}", fullmatch=True),
        st.integers(0, 23),
        st.integers(0, 59),
    ),
    min_size=1,
    max_size=12,
)


@given(
    rows=people,
    fields=st.permutations(sorted(WORDS)),
    data=st.data(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    preamble=st.integers(0, 3),
    footer=st.sampled_from([[], [["Total", "", "", "9"]], [["Page 1 of 1", "", "", ""]]]),
    extra=st.booleans(),
)
def test_a_table_in_any_layout_is_read_back(
    rows: list[tuple[str, int, int]],
    fields: list[str],
    data: st.DataObject,
    delimiter: str,
    encoding: str,
    preamble: int,
    footer: list[list[str]],
    extra: bool,
) -> None:
    header = [data.draw(st.sampled_from(WORDS[field])) for field in fields]
    written = [
        {"name": name, "email": f"p{at}@example.com", "join": f"{h:02d}:{m:02d}", "leave": "23:59"}
        for at, (name, h, m) in enumerate(rows)
    ]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for number in range(preamble):
        writer.writerow([f"About this list {number}", "", "", ""])
    writer.writerow(header + ["Remark"] * extra)
    for row in written:
        writer.writerow([row[field] for field in fields] + ["ok"] * extra)
    writer.writerows(footer)
    document = open_document("x.csv", out.getvalue().encode(encoding))
    (table,) = find_tables(document.sheets[0], "attendance", frozenset(WORDS))
    assert [{field: table.cell(line, field) for field in WORDS} for line in table.lines] == written
    assert table.header.number == preamble + 1
