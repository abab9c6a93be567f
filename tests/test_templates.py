"""Templates are whole documents, and what is filled into them comes back without a mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from analytics.asking import ask
from analytics.calendar_series import calendar
from analytics.cli import main
from analytics.findings import Distribution
from analytics.formats import PEER, approach_of, format_of, names
from analytics.intake import Report, check
from analytics.landing import land
from analytics.matched import Meeting
from analytics.recognise import read_file
from analytics.records import Competency, Invitation, SurveyAnswer
from analytics.skills_list import read_skills
from analytics.sources import Answers
from analytics.store import Store
from analytics.templates import GROUPS, series_of, sheets, templates
from analytics.templates.texts import AGREEMENT, Form, agendas, forms, guide, skills_sheet

ONE, FIVE, SIGN_OFF = forms()
STATEMENTS = [asked.text for asked in FIVE.questions[:5]]
Row = Sequence[Any]


# documents ----------------------------------------------------------------------------------------


def words_of(data: bytes) -> str:
    page = docx.Document(io.BytesIO(data))
    cells = [c.text for table in page.tables for row in table.rows for c in row.cells]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells])


def test_every_format_has_its_agenda_and_is_known_by_the_title_of_its_invitation() -> None:
    assert [one.format for one in agendas()] == [key for key in names() if approach_of(key) == PEER]
    for one in agendas():
        assert format_of(one.calendar) == format_of(one.name) == one.format
        assert 3 <= len(one.steps) <= 7 and 15 <= one.minutes <= 90


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.key)
def test_every_file_of_a_template_is_what_its_ending_says(template: Any) -> None:
    assert template.group in GROUPS and template.purpose
    for suffix, write in template.files.items():
        data = write()
        if suffix == "docx":
            words = words_of(data)
            assert words.startswith(f"{template.name}\n{template.purpose}")
            page = docx.Document(io.BytesIO(data))
            assert page.core_properties.author == "Pilot Impact"
            assert {run.font.size for p in page.paragraphs for run in p.runs} != {None}
        elif suffix == "xlsx":
            assert len(openpyxl.load_workbook(io.BytesIO(data)).worksheets) == 1
        else:
            assert data.decode("utf-8-sig").count("\r\n") == 1


def test_the_parts_of_a_table_stand_in_the_order_that_word_asks_for() -> None:
    """ECMA-376, 17.4.60 and 17.4.70: a misplaced part makes Word offer to repair the file."""
    tables = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]
    cells = ["tcW", "tcBorders"]
    for template in templates():
        if "docx" in template.files:
            body = docx.Document(io.BytesIO(template.files["docx"]())).element.body
            for kind, order in (("tblPr", tables), ("tcPr", cells)):
                for found in body.iter(f"{{{body.nsmap['w']}}}{kind}"):
                    parts = [part.tag.partition("}")[2] for part in found]
                    assert parts == [name for name in order if name in parts]


def test_a_document_holds_every_word_of_its_text() -> None:
    by_key = {one.key: one for one in templates()}
    for one in agendas():
        words = words_of(by_key[f"agenda-{one.format}"].files["docx"]())
        parts = [one.people, one.calendar, one.after, *one.before]
        parts += [part for step in one.steps for part in (step.what, step.how)]
        assert all(part in words for part in parts)
        assert f"{one.minutes} minutes" in words
    words = words_of(by_key["facilitator-guide"].files["docx"]())
    assert all(says in words for _, told in guide().parts for says in told)
    for form in forms():
        words = words_of(by_key[form.key].files["docx"]())
        for asked in form.questions:
            assert asked.text in words and all(option in words for option in asked.options)


# filling in ---------------------------------------------------------------------------------------


def in_csv(form: Form, rows: Sequence[Row]) -> tuple[str, bytes]:
    """The template saved as CSV by a spreadsheet, filled in below its header."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"{form.key}.csv", sheets.as_csv(form) + text.getvalue().encode()


def in_workbook(form: Form, rows: Sequence[Row]) -> tuple[str, bytes]:
    """The template opened in Excel and filled in, days as days."""
    book = openpyxl.load_workbook(io.BytesIO(sheets.as_workbook(form)))
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            book.worksheets[0].cell(at, column, _as_day(value))
    out = io.BytesIO()
    book.save(out)
    return f"{form.key}.xlsx", out.getvalue()


def in_microsoft(form: Form, rows: Sequence[Row]) -> tuple[str, bytes]:
    """The same wording as a Microsoft form, exported to Excel; its own columns come first."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    questions = [asked.text for asked in form.questions]
    sheet.append(["ID", "Start time", "Completion time", "Email", "Name", *questions])
    for number, (when, *answers) in enumerate(rows, start=1):
        sent = datetime.fromisoformat(f"{when} 10:00")
        given = map(_as_day, answers[-len(questions) :])
        sheet.append([number, sent, sent.replace(minute=2), "anonymous", "", *given])
    out = io.BytesIO()
    book.save(out)
    return f"{form.name.replace(':', '')}(1-{len(rows)}).xlsx", out.getvalue()


def in_google(form: Form, rows: Sequence[Row]) -> tuple[str, bytes]:
    """The same wording as a Google form, downloaded as CSV."""
    questions = [asked.text for asked in form.questions]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["Timestamp", *questions])
    for when, *answers in rows:
        year, month, day = when.split("-")
        stamp = f"{year}/{month}/{day} 10:02:00 AM GMT+1"
        writer.writerow([stamp, *answers[-len(questions) :]])
    return f"{form.name}.csv", text.getvalue().encode()


def _as_day(value: Any) -> Any:
    try:
        return datetime.fromisoformat(value) if "-" in value else value
    except (TypeError, ValueError):
        return value


FILLED: list[Callable[[Form, Sequence[Row]], tuple[str, bytes]]] = [
    in_csv, in_workbook, in_microsoft, in_google,
]  # fmt: skip
each_way = pytest.mark.parametrize("fill", FILLED, ids=lambda way: way.__name__)


def read(filled: tuple[str, bytes]) -> Report:
    report = check(*filled)
    assert report.state == "ready", report.describe()
    assert not report.question
    return report


@each_way
@pytest.mark.parametrize("most", [5, 10])
def test_the_one_question_comes_back_as_a_scale_of_ten(fill: Any, most: int) -> None:
    """Also where nobody gave more than five: the question says where the scale ends."""
    rows = [
        ("2026-03-02", "Problem clinic", most - at % 3, "I could use it at once" if at else "")
        for at in range(12)
    ]
    report = read(fill(ONE, rows))
    assert report.kind == "survey"
    answers = [record for record in report.records if isinstance(record, SurveyAnswer)]
    assert {(a.question, a.scale) for a in answers} == {
        (ONE.questions[0].text, "rating_10"), (ONE.questions[1].text, "text"),
    }  # fmt: skip
    given = [a.value for a in answers if a.scale == "rating_10"]
    assert given == [most - at % 3 for at in range(12)]
    assert {a.submitted_at.date() for a in answers if a.submitted_at} == {date(2026, 3, 2)}


@each_way
def test_five_statements_come_back_as_agreement(fill: Any) -> None:
    rows = [
        ("2026-03-02", "Skill swap", *(AGREEMENT[(at + n) % 5] for n in range(5)), "More time.")
        for at in range(6)
    ]
    report = read(fill(FIVE, rows))
    answers = [record for record in report.records if isinstance(record, SurveyAnswer)]
    scales = {a.question: a.scale for a in answers}
    assert scales == {**dict.fromkeys(STATEMENTS, "agreement_5"), "What should we change?": "text"}
    first = [a.value for a in answers if a.question == STATEMENTS[0]]
    assert first == [5, 4, 3, 2, 1, 5]


@each_way
def test_feedback_lands_and_is_answered(fill: Any) -> None:
    rows = [("2026-03-02", "Clinic", *["Agree"] * 4, "Strongly agree", "") for _ in range(6)]
    likely = [("2026-03-02", "Clinic", 9, "") for _ in range(6)]
    store = Store.open(":memory:")
    landed = land(store, [fill(FIVE, rows), fill(ONE, likely)])
    assert [report.state for report in landed] == ["landed", "landed"]
    feedback, nps = ask(store, "feedback").answer, ask(store, "nps").answer
    store.close()
    assert isinstance(feedback, Distribution) and isinstance(nps, Distribution)
    assert {item.text for item in feedback.items} >= set(STATEMENTS)
    assert nps.estimate and nps.estimate.value == 100


SIGNED = [
    ("2026-03-02", "Ana Ruiz", "ana@example.org", "Tickets", "Yes", "2026-02-20"),
    ("2026-03-02", "Ben Ode", "ben@example.org", "Tickets", "Not yet", ""),
    ("2026-03-16", "Cem Kaya", "cem@example.org", "Tickets", "Yes", "2026-03-13"),
]


@each_way
def test_a_sign_off_comes_back_as_competency(fill: Any) -> None:
    report = read(fill(SIGN_OFF, SIGNED))
    assert report.kind == "competency" and report.rows.left_out == 0
    found = [record for record in report.records if isinstance(record, Competency)]
    assert [(r.person.name, r.person.email, r.competency, r.competent_on) for r in found] == [
        ("Ana Ruiz", "ana@example.org", "Tickets", date(2026, 2, 20)),
        ("Ben Ode", "ben@example.org", "Tickets", None),
        ("Cem Kaya", "cem@example.org", "Tickets", date(2026, 3, 13)),
    ]
    assert [r.status for r in found] == ["competent", "learning", "competent"]


@each_way
def test_a_sign_off_of_people_who_are_all_still_learning(fill: Any) -> None:
    report = read(fill(SIGN_OFF, [SIGNED[1], ("2026-03-02", "Dee", "d@x.org", "T", "Not yet", "")]))
    found = [record for record in report.records if isinstance(record, Competency)]
    assert report.kind == "competency" and {r.status for r in found} == {"learning"}


@each_way
def test_the_later_sign_off_counts(fill: Any) -> None:
    later = ("2026-04-01", "Ben Ode", "ben@example.org", "Tickets", "Yes", "2026-03-30")
    report = read(fill(SIGN_OFF, [*SIGNED, later]))
    found = {r.person.name: r.competent_on for r in report.records if isinstance(r, Competency)}
    assert found["Ben Ode"] == date(2026, 3, 30)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_an_empty_sheet_says_that_it_is_empty(form: Form) -> None:
    report = check(f"{form.key}.csv", sheets.as_csv(form))
    assert report.state == "refused"
    assert "there is a header but no row under it" in report.describe()


def test_the_skills_list_comes_back_as_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheets.as_workbook(skills_sheet())))
    for row in (
        ["Ana Ruiz", "ana@x.org", "Sales", "Agent", "Excel; SQL", "Pitching"],
        ["Ben Ode", "ben@x.org", "Support", "Agent", "Pitching", "Excel"],
    ):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    found = read_skills("skills-list.xlsx", out.getvalue())
    assert found.has_skills and found.notes == ()
    assert [(p.name, p.department, p.role, len(p.offers)) for p in found.peers] == [
        ("Ana Ruiz", "Sales", "Agent", 2), ("Ben Ode", "Support", "Agent", 1),
    ]  # fmt: skip


# the calendar -------------------------------------------------------------------------------------


@pytest.mark.parametrize("agenda", agendas(), ids=lambda one: one.format)
def test_a_series_comes_back_as_sessions_of_its_format(agenda: Any) -> None:
    meeting = Meeting(datetime(2026, 5, 4, 12), agenda.minutes, 3, "Europe/Berlin")
    series = series_of(agenda, meeting)
    assert all(step.what in series.about for step in agenda.steps)
    host = b"ATTENDEE;CN=Ana:mailto:ana@x.org\r\nEND:VEVENT"  # invited in the calendar program
    data = calendar([series], datetime(2026, 4, 1)).replace(b"END:VEVENT", host)
    *_, reading, _ = read_file("series.ics", data, Answers())
    assert reading is not None
    found = [record for record in reading.records if isinstance(record, Invitation)]
    assert len(found) == 3
    assert {format_of(one.session.title) for one in found} == {agenda.format}


def test_the_command_line_writes_them_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "templates"
    assert main(["templates", "--out", str(out)]) == 0
    assert "--starts" in capsys.readouterr().out
    wanted = {f"{one.key}.{suffix}" for one in templates() for suffix in one.files}
    assert {path.name for path in out.iterdir()} == wanted
    when = ["--starts", "2026-05-04T12:00", "--zone", "Europe/Berlin", "--times", "6"]
    assert main(["templates", "--out", str(out), *when]) == 0
    series = sorted(out.glob("series-*.ics"))
    assert [path.stem.removeprefix("series-") for path in series] == sorted(
        one.format for one in agendas()
    )
    assert b"COUNT=6" in series[0].read_bytes()
    (tmp_path / "file").write_text("")
    assert main(["templates", "--out", str(tmp_path / "file")]) == 2
    assert "cannot be made" in capsys.readouterr().err
