"""Skills lists as people write them: two columns, levels, sign-offs, or people alone; and what is
none of them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from analytics.problems import Refused
from analytics.skills_list import MOST_PEOPLE, SkillsList, needs_skills, read_skills
from analytics.templates import templates

Said = list[tuple[str, str, str, list[str], list[str]]]


def read(text: str) -> SkillsList:
    return read_skills("skills.csv", text.encode())


def said(found: SkillsList) -> Said:
    return [(p.name, p.department, p.role, sorted(p.offers), sorted(p.wants)) for p in found.peers]


TWO: Said = [
    ("Ana Ruiz", "Sales", "Agent", ["Excel", "SQL"], ["Pitching"]),
    ("Ben Ode", "Support", "Agent", ["Pitching"], ["Excel", "SQL"]),
]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Email,Department,Role,Offers,Wants\n"
        'Ana Ruiz,ana@x.org,Sales,Agent,"Excel, SQL",Pitching\n'
        "Ben Ode,ben@x.org,Support,Agent,Pitching,excel; sql\n",
        # as a form exports it, with two questions
        "ID,Start time,Completion time,Email,Name,Department,Role,What can you teach?,"
        "What would you like to learn?\n"
        "1,2026-01-02 10:00,2026-01-02 10:01,ana@x.org,Ana Ruiz,Sales,Agent,Excel;SQL;,Pitching\n"
        "2,2026-01-02 10:00,2026-01-02 10:01,b@x.org,Ben Ode,Support,Agent,Pitching,Excel;SQL;\n",
        # in other words, in another order, under a title
        "Kompetenzliste;;;;\nVorname;Nachname;Ich biete;Ich suche;Abteilung;Rolle\n"
        "Ana;Ruiz;Excel|SQL;Pitching;Sales;Agent\nBen;Ode;Pitching;Excel|SQL;Support;Agent\n",
        "Nom complet;Département;Fonction;Points forts;Souhaite apprendre\n"
        "Ana Ruiz;Sales;Agent;Excel, SQL;Pitching\nBen Ode;Support;Agent;Pitching;Excel, SQL\n",
    ],
)
def test_offers_and_wants_under_many_headers(text: str) -> None:
    assert said(read(text)) == TWO


def test_an_address_goes_along_for_the_invitation() -> None:
    found = read("Name,Email,Offers,Wants\nAna,Ana@X.org,Excel,SQL\nBen,none,SQL,Excel\n")
    assert [peer.email for peer in found.peers] == ["ana@x.org", ""]


def test_levels_in_numbers() -> None:
    found = read("Name,Team,Excel,SQL,Pitching\nAna,Sales,5,1,3\nBen,Ops,2,4,\n")
    assert said(found) == [
        ("Ana", "Sales", "", ["Excel"], ["SQL"]), ("Ben", "Ops", "", ["SQL"], ["Excel"]),
    ]  # fmt: skip
    assert found.notes == (
        "Levels run to 5: from 4 on somebody can teach the skill, up to 2 they would learn it; an"
        " empty cell says neither.",
    )


def test_levels_in_words_and_ticks() -> None:
    found = read("Name,Excel,SQL\nAna,Expert,beginner\nBen,wants to learn,✓\nCem,no,Intermediate\n")
    assert said(found) == [
        ("Ana", "", "", ["Excel"], ["SQL"]), ("Ben", "", "", ["SQL"], ["Excel"]),
        ("Cem", "", "", [], []),
    ]  # fmt: skip


def test_a_matrix_of_sign_offs_says_who_can_teach(exports: Path) -> None:
    name = "skills_matrix_merged_headers.xlsx"
    found = read_skills(name, (exports / name).read_bytes())
    both = ["Escalations", "Ticket handling"]
    assert [(p.name, sorted(p.offers), sorted(p.wants)) for p in found.peers] == [
        ("Jo Blogs", both, []), ("Zoë O'Connor-Müller", both, []), ("Noor Haddad", both, []),
        ("Ada Nova", both, []), ("Rita Rejoin", both, []), ("Hana Kovářová", [], both),
    ]  # fmt: skip
    assert "signed off for a skill can teach it" in found.notes[0]


def test_one_column_of_days_per_skill() -> None:
    found = read(
        "Name,Department,Safety induction,Ticket handling\n"
        "Ada,Ops,2025-09-10,n/a\nBo,Ops,pending,2025-10-13\n"
    )
    assert said(found) == [
        ("Ada", "Ops", "", ["Safety induction"], []),
        ("Bo", "Ops", "", ["Ticket handling"], ["Safety induction"]),
    ]


def test_a_workbook_is_read_too() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Name", "Offers", "Wants"], ["Ana", "Excel", "SQL"], ["Ben", "SQL", "Excel"]):
        sheet.append(row)
    book.save(out)
    found = read_skills("skills.xlsx", out.getvalue())
    assert [sorted(peer.offers) for peer in found.peers] == [["Excel"], ["SQL"]]


def test_people_alone_are_enough_for_pods(exports: Path) -> None:
    name = "bamboohr_employees.csv"
    found = read_skills(name, (exports / name).read_bytes())
    assert len(found.peers) == 20 and not found.has_skills
    assert all(peer.department and peer.role for peer in found.peers)
    assert len({peer.name for peer in found.peers}) == 20  # two of one name stay two
    with pytest.raises(Refused, match="or make pods, which need neither"):
        needs_skills(found, name)


def test_each_person_counts_once_and_nobody_not_at_all() -> None:
    found = read("Name,Email,Offers,Wants\nAna,,Excel,SQL\nana,,SQL,\n,,x,y\nBen,,-,Excel\n")
    assert said(found) == [
        ("Ana", "", "", ["Excel", "SQL"], []),  # who offers it does not want it
        ("Ben", "", "", [], ["Excel"]),
    ]
    assert found.notes == (
        "Left out, for they name nobody, line 4.",
        "Somebody stands there again, and counts once, line 3.",
    )
    namesakes = read("Name,Email,Offers,Wants\nAna,a@x.org,Excel,SQL\nAna,b@x.org,SQL,Excel\n")
    assert [peer.name for peer in namesakes.peers] == ["Ana (a@x.org)", "Ana (b@x.org)"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_template_has_no_rows_yet(suffix: str) -> None:
    [data] = [t.files[suffix]() for t in templates() if t.key == "skills-list"]
    with pytest.raises(Refused, match="the skills list has no rows yet; add a row per person"):
        read_skills(f"skills-list.{suffix}", data)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("zoom_participants_plain.csv", "that is no skills list"),
        ("google_calendar_invites.ics", "no table was found in this file"),
        ("competency_lms_completion_generic.csv", "columns of what they offer and what they want"),
        ("pitfall_empty.csv", "the file is empty"),
        ("pitfall_login_page.csv", "web page"),
    ],
)
def test_what_is_no_skills_list_says_so_in_one_sentence(
    exports: Path, name: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read_skills(name, (exports / name).read_bytes())
    assert str(refused.value).startswith(name) and "\n" not in str(refused.value)


def test_too_few_and_too_many_are_said() -> None:
    with pytest.raises(Refused, match="fewer than two people"):
        read("Name,Offers,Wants\nAna,Excel,SQL\n")
    rows = "".join(f"Nr {n},Excel,SQL\n" for n in range(MOST_PEOPLE + 1))
    with pytest.raises(Refused, match="up to 300 are matched at a time"):
        read("Name,Offers,Wants\n" + rows)
