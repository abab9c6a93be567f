"""What is held about people, why, who sees it and for how long: the register a works council or a
data protection officer asks for."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.store import Store


@dataclass(frozen=True)
class Holding:
    """what: the kind of data; fields: what it says of a person; why: what it is needed for; seen:
    who sees it; rows: how many there are; until: how long it is kept."""

    what: str
    fields: str
    why: str
    seen: str
    rows: int
    until: str


def inventory(store: Store) -> tuple[Holding, ...]:
    """Every kind of data about people in the workspace, with its rows."""
    counted = store.ask(_COUNTED).iloc[0]
    return tuple(
        Holding(what, fields, why, seen, int(counted[name]), until)
        for name, (what, fields, why, seen, until) in _HELD.items()
    )


_ANALYSTS = "Analysts only"
_SUMS = "Everybody, only as figures of groups"
_TAKEN_BACK = "Until its file is taken back, or the person is erased"
_HELD = {
    "names": (
        "Names and addresses", "Name, e-mail address, user name, employee id",
        "To tell that rows of different exports are about one person", _ANALYSTS, _TAKEN_BACK,
    ),
    "people": (
        "People list", "Hire date, leaving date, department, location, role, status, manager",
        "To compare time to competency before and after, and to count by department", _SUMS,
        _TAKEN_BACK,
    ),
    "stays": (
        "Attendance", "When somebody joined and left a session, and whether they hosted it",
        "To count who came, how often and for how long", _SUMS, _TAKEN_BACK,
    ),
    "invitations": (
        "Invitations and registrations", "To which sessions somebody was asked, and the reply",
        "To know of how many people those who came are a share", _SUMS, _TAKEN_BACK,
    ),
    "signed_off": (
        "Competency dates", "When somebody was signed off, and for what",
        "To measure time to competency", _SUMS, _TAKEN_BACK,
    ),
    "answers": (
        "Survey answers", "Ratings and comments, with the name where the export has it",
        "To show what people made of the sessions",
        "Everybody, only as figures of groups; comments with names and addresses masked",
        _TAKEN_BACK,
    ),
    "outcomes": (
        "Outcomes", "A number of a person on a day, where the export has one for each person",
        "To compare it before and after the pilot began", _SUMS, _TAKEN_BACK,
    ),
    "left_out": (
        "Rows that could not be used", "The row as it stands in the file",
        "So that what was left out can be found and mended", _ANALYSTS, _TAKEN_BACK,
    ),
}  # fmt: skip
_COUNTED = """
    select
        (select count(*) from person_alias) as names,
        (select count(*) from landed_person) as people,
        (select count(*) from attendance_interval) as stays,
        (select count(*) from landed_invitation) as invitations,
        (select count(*) from landed_competency) as signed_off,
        (select count(*) from survey_answer) as answers,
        (select count(*) from landed_outcome) as outcomes,
        (select count(*) from left_out_row) + (select count(*) from noted_row) as left_out
"""
