"""Lists of names by hand; a draw in steps; the sheet that is signed, read back."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from datetime import date, timedelta

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation import Allocation, allocate, in_steps, lot_of, stepped
from analytics.exports.sign_off import as_csv, as_document
from analytics.name_lists import NamesError, read_names
from analytics.pilots import read_card
from analytics.verdicts.draw import card_lines, draw_sentence, sheet

FIRST = date(2026, 5, 4)
NAMES = {"Ana Ruiz": "Sales", "Ben Ode": "Sales", "Cem Ak": "Legal", "Dee Li": "Legal"}
HOSTILE = "=HYPERLINK(1) <b>\x07名"


# lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"Ana Ruiz\nBen Ode\n", {"Ana Ruiz": "", "Ben Ode": ""}),
        (b"\xef\xbb\xbfName;Team\r\nAna;Sales\r\n\r\nBen;\r\n", {"Ana": "Sales", "Ben": ""}),
        (b"Department\tName\nSales\tAna\nLegal\tBen", {"Ana": "Sales", "Ben": "Legal"}),
        (b'Name,Department\n"Ruiz, Ana",Sales\nBen,Ops\n', {"Ruiz, Ana": "Sales", "Ben": "Ops"}),
        (b"Email,Hire Date\na@example.org,2026-01-01\nb@example.org,2026-01-01\n",
         {"a@example.org": "", "b@example.org": ""}),
    ],
)  # fmt: skip
def test_a_list_is_read(data: bytes, names: dict[str, str]) -> None:
    assert read_names("names.csv", data) == names


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"Ana\n", "names.csv holds 1 names; a draw takes 2 to 10,000."),
        (b"Ana\nBen\nAna\n", "line 3: “Ana” stands twice; write what tells them apart"),
        (b"Name,Team\nAna,Sales\n,Sales\n", "line 3 has no name"),
        (b"Ruiz,Ana\nOde,Ben\n", "line 1 has several columns and none of them is named"),
        (b"%PDF-1.7 and so on", "PDF"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_says_why(data: bytes, says: str) -> None:
    with pytest.raises(NamesError, match=re.escape(says)):
        read_names("names.csv", data)


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", fullmatch=True), min_size=2,
                unique=True))  # fmt: skip
def test_every_name_of_a_list_is_drawn_once(names: list[str]) -> None:
    text = "\n".join(["Full name", *names])
    assert list(read_names("names.txt", text.encode())) == names


# steps --------------------------------------------------------------------------------------------


@given(
    st.lists(st.text(min_size=1), min_size=2, max_size=30, unique=True), st.text(),
    st.integers(2, 6), st.integers(1, 8),
)  # fmt: skip
def test_a_stepped_start_is_even_and_follows_the_lots(
    teams: list[str], seed: str, steps: int, weeks: int
) -> None:
    if steps > len(teams):
        with pytest.raises(ValueError, match="cannot begin on"):
            stepped(teams, seed, FIRST, steps, weeks)
        return
    made = stepped(teams, seed, FIRST, steps, weeks)
    assert made.groups == tuple(
        (FIRST + timedelta(weeks=weeks * step)).isoformat() for step in range(steps)
    )
    sizes = Counter(one.group for one in made.drawn)
    assert sum(sizes.values()) == len(teams) and max(sizes.values()) - min(sizes.values()) <= 1
    lots = [lot_of(one.name, seed) for one in made.drawn]
    assert lots == sorted(lots)
    assert stepped(list(reversed(teams)), seed, FIRST, steps, weeks) == made


# the sheet ----------------------------------------------------------------------------------------


def cells_of(made: Allocation) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig"), newline="")))


def test_the_sheet_for_machines_holds_the_whole_draw() -> None:
    made = allocate(NAMES, "2026")
    head, *lines = cells_of(made)
    assert head == ["begins", "department", "name", "lot", "seed", "digest"]
    assert {line[2]: line[1] for line in lines} == NAMES
    assert [line[0] for line in lines] == ["now", "now", "later", "later"]
    for begins, department, name, lot, seed, digest in lines:
        assert lot == hashlib.sha256(f"2026:{name}".encode()).hexdigest()[:8]
        assert name in made.of(begins) and department and (seed, digest) == ("2026", made.digest)
    assert as_csv(made) == as_csv(allocate(dict(reversed(NAMES.items())), "2026"))


def test_the_sheet_to_print_holds_it_too_and_has_lines_to_sign() -> None:
    made = allocate(NAMES, "2026")
    document = docx.Document(io.BytesIO(as_document(made)))
    [table] = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Begins", "Department", "Name", "Lot"], *map(list, sheet(made).rows)]
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Seed: 2026" in said and made.digest in said
    assert "4 names: 2 now and 2 later." in said and said.count("____   Date: ____") == 3


def test_a_hostile_name_stays_a_text() -> None:
    made = allocate({HOSTILE: "", "Ana": ""}, HOSTILE)
    assert sorted(line[1] for line in cells_of(made)[1:]) == ["'" + HOSTILE, "Ana"]
    document = docx.Document(io.BytesIO(as_document(made)))
    names = [row.cells[1].text for row in document.tables[0].rows]
    assert HOSTILE.replace("\x07", "") in names


def test_steps_are_of_whole_departments() -> None:
    assert in_steps({"Sales": "", "Legal": ""}) == ["Sales", "Legal"]
    with pytest.raises(ValueError, match="whole departments or teams"):
        in_steps({"Ana": "A", "Ben": "B"})


def test_departments_that_were_drawn_are_lines_of_a_pilot_card() -> None:
    usual = '[pilot]\nname = "P"\nstarts_on = 2026-05-04\nends_on = 2026-08-31\n'
    teams = ["Sales", "Legal", "R&D \"Lab\""]  # fmt: skip
    made = stepped(teams, "7", FIRST, 3, 4)
    card = read_card(usual + card_lines(made))
    assert card.is_randomised and {day for _, day in card.department_starts} == {
        FIRST, FIRST + timedelta(weeks=4), FIRST + timedelta(weeks=8)
    }  # fmt: skip
    assert {name for name, _ in card.department_starts} == set(teams)
    two = allocate(dict.fromkeys(teams, ""), "7")
    card = read_card(usual + card_lines(two))
    assert (card.departments, card.comparison_departments) == (two.of("now"), two.of("later"))
    assert card.is_randomised
    assert draw_sentence(made) == "3 names: 1 on 4 May 2026, 1 on 1 Jun 2026 and 1 on 29 Jun 2026"
