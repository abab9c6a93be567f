"""Answers to surveys: the shared reading of every survey export.

One row per response with a column per question, or one row per answer. Who, when and details of
the collection are known by their headers; every other column is a question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.clock import DateOrder, parse_moment
from analytics.columns import choose_columns, is_no_date, is_somebody, who
from analytics.document import Document, Line
from analytics.file_dates import file_order, without_zone
from analytics.forms import Form
from analytics.layout import is_blank, is_footer
from analytics.ledger import Ledger, header_only, latest_day
from analytics.records import Identity, SurveyAnswer
from analytics.scales import is_comment, is_recommendation, is_worded, scaled
from analytics.sources import Answers, Reading
from analytics.tables import Table
from analytics.vocabulary import fields_of, normal, words

VOCABULARY = "survey"
EARLIEST = date(2005, 1, 1)
_GRID = re.compile(r"^(?P<stem>.*?)\s*\[(?P<row>[^\[\]]+)\]\s*$")
_NO_QUESTIONS = re.compile(r"^(points|feedback|punkte|punktzahl) - ", re.IGNORECASE)
_WORDS_OF_A_STATEMENT = 5
# A header line is looked for among the first lines that are not blank.
_HEADER_WITHIN = 15


@dataclass(frozen=True)
class Question:
    """A column that is a question; stem: what the rows of one grid share, else the text."""

    at: int
    text: str
    stem: str


@dataclass(frozen=True)
class Survey:
    """The header of a survey export with its known columns, its questions and its rows."""

    table: Table
    questions: tuple[Question, ...]

    @property
    def is_long(self) -> bool:
        """One row per answer, with the question in a column."""
        return {"question", "answer"} <= self.table.columns.keys()

    def texts(self, at: int) -> list[str]:
        """The answers in one column that are not empty."""
        cells = (_cell(line, at) for line in self.table.lines)
        return [cell for cell in cells if cell]


def survey_of_form(form: Form) -> Survey:
    """The answers of a Google or Microsoft form."""
    return _survey(form.header, form.lines, {})


def find_survey(document: Document, answers: Answers) -> Survey | None:
    """The survey in a document of unknown origin, None where no line can be its header."""
    for sheet in document.sheets:
        filled = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(filled[:_HEADER_WITHIN]):
            rows = tuple(row for row in filled[at + 1 :] if not is_footer(row.cells))
            if _is_header(line, filled[at + 1 : at + 2], answers.mapping):
                return _survey(line, rows, answers.mapping)
    return None


def survey_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document holds answers to a survey, by its questions and answers."""
    survey = find_survey(document, answers)
    if survey is None or _has_more_headers(survey):
        return 0.0
    score = _score(survey)
    return max(score, 0.48) if answers.kind == "survey" or answers.mapping else score


def _score(survey: Survey) -> float:
    known = survey.table.columns.keys()
    if survey.is_long:
        return 0.64
    if _is_about_meetings(survey.table.header):
        return 0.0
    asked = [q for q in survey.questions if _is_question(q.text)]
    worded = [q for q in survey.questions if is_worded(survey.texts(q.at))]
    rated = [q for q in survey.questions if scaled(q.text, survey.texts(q.at)).values]
    collected = known & {"response_id", "submitted_at", "survey", "started_at"}
    if worded or set(asked) & set(rated):
        return 0.68 if collected else 0.56
    if (rated or asked) and collected:
        return 0.52
    commented = [q for q in survey.questions if is_comment(q.text)]
    is_all = len(commented) == len(survey.questions)
    return 0.36 if commented and is_all and known & {"email", "name", "response_id"} else 0.0


def _is_question(header: str) -> bool:
    """Whether a header asks or states something, and does not just name a column."""
    text = header.strip()
    if text.endswith(("?", "\uff1f")) or is_recommendation(text):
        return True
    return len(text.split()) >= _WORDS_OF_A_STATEMENT and not any(map(str.isdigit, text))


def _is_about_meetings(header: Line) -> bool:
    """Whether the columns are those of an attendance list or a calendar."""
    fields = fields_of(header.cells, "attendance").keys()
    return bool(
        fields & {"join", "leave", "first_join", "last_leave", "action", "meeting_key"}
    ) or ({"start", "end"} <= fields)


def _has_more_headers(survey: Survey) -> bool:
    """SurveyMonkey and Qualtrics write further header lines, which are no answers."""
    first = survey.table.lines[:2]
    return any(
        "ImportId" in cell or normal(cell) in ("open ended response", "response")
        for line in first
        for cell in line.cells
    )


def _is_header(line: Line, following: Sequence[Line], mapping: Mapping[str, str]) -> bool:
    texts = [normal(cell) for cell in line.cells if cell.strip()]
    if mapping:
        return {normal(text) for text in mapping.values()} <= set(texts)
    width = max((sum(map(bool, map(str.strip, row.cells))) for row in following), default=0)
    if len(texts) < 2 or 2 * len(texts) < width or len(set(texts)) < len(texts):
        return False
    known = sum(text in words(VOCABULARY) for text in texts)
    return known > 0 or any(map(_is_question, line.cells))


def _survey(header: Line, lines: tuple[Line, ...], mapping: Mapping[str, str]) -> Survey:
    columns = fields_of(header.cells, VOCABULARY)
    texts = [normal(cell) for cell in header.cells]
    columns |= {field: texts.index(normal(text)) for field, text in mapping.items()}
    if not {"question", "answer"} <= columns.keys():
        columns.pop("question", None)
        columns.pop("answer", None)
    table = Table(header, columns, lines)
    taken = set(columns.values())
    if "question" not in columns:
        known = words(VOCABULARY)
        taken |= {
            at
            for at, text in enumerate(texts)
            if known.get(text) not in (None, "question", "answer")
        }
    table = choose_columns(table, VOCABULARY, mapping) if "question" in columns else table
    return Survey(table, tuple(_questions(header, lines, taken)))


def _questions(header: Line, lines: Iterable[Line], taken: set[int]) -> Iterable[Question]:
    width = max((len(line.cells) for line in (header, *lines)), default=0)
    seen: dict[str, int] = defaultdict(int)
    for at in range(width):
        text = " ".join(_cell(header, at).split())
        if at in taken or _NO_QUESTIONS.match(text):
            continue
        if not text:
            if not any(_cell(line, at) for line in lines):
                continue
            text = f"Column {at + 1}"
        grid = _GRID.match(text)
        stem = grid["stem"] if grid else text
        if grid:
            text = f"{grid['stem'].rstrip(':')}: {grid['row']}" if grid["stem"] else grid["row"]
        seen[text] += 1
        yield Question(at, text if seen[text] == 1 else f"{text} ({seen[text]})", stem)


def _cell(line: Line, at: int) -> str:
    """A cell without blanks around it; a tab, as in "\\t=1+1", is no blank."""
    return line.cells[at].strip(" \u00a0\r\n") if at < len(line.cells) else ""


# reading ------------------------------------------------------------------------------------------


def read_survey(document: Document, answers: Answers, survey: Survey) -> Reading:
    """A survey export -> one SurveyAnswer per answer given; empty cells are no answers.

    Raises Refused when there is no row, or the times of the responses have no clear order.
    """
    ledger = Ledger(document)
    table = survey.table
    if not table.lines:
        raise header_only(ledger, table.header)
    moments = [
        without_zone(table.cell(line, field))
        for field in ("submitted_at", "started_at", "modified_at")
        for line in table.lines
    ]
    order = file_order(
        ledger,
        answers,
        moments,
        table.lines,
        main=moments[: len(table.lines)],
        earliest=EARLIEST,
    )
    records = (_long if survey.is_long else _wide)(survey, order, ledger)
    _note_repeated(records, table, ledger)
    return Reading(
        kind="survey",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=latest_day(r.submitted_at.date() for r in records if r.submitted_at),
    )


def _wide(survey: Survey, order: DateOrder | None, ledger: Ledger) -> list[SurveyAnswer]:
    table = survey.table
    grids: dict[str, list[str]] = defaultdict(list)
    for question in survey.questions:
        grids[question.stem].extend(survey.texts(question.at))
    scales = {}
    for question in survey.questions:
        # The rows of a grid share their options: together they tell the scale best.
        shared = scaled(question.text, grids[question.stem])
        own = scaled(question.text, survey.texts(question.at))
        scales[question.at] = shared if shared.values else own
        _note_doubt(question.text, scales[question.at].doubt, ledger)
    records = []
    ids = _response_ids(table)
    for line in table.lines:
        given = [(q, text) for q in survey.questions if (text := _cell(line, q.at))]
        if not given:
            ledger.leave_out("no-answers", "the response answers no question", line)
            continue
        person, submitted = who(table, line), _submitted(table, line, order, ledger)
        records += [
            SurveyAnswer(
                line=line.number,
                response=ids[line.number],
                question=question.text,
                scale=scales[question.at].scale,
                value=scales[question.at].value(text),
                text=text,
                person=person,
                submitted_at=submitted,
            )
            for question, text in given
        ]
    return records


def _long(survey: Survey, order: DateOrder | None, ledger: Ledger) -> list[SurveyAnswer]:
    table = survey.table
    by_question: dict[str, list[str]] = defaultdict(list)
    for line in table.lines:
        by_question[_question_of(table, line)].append(table.cell(line, "answer"))
    scales = {question: scaled(question, texts) for question, texts in by_question.items()}
    for question, found in scales.items():
        _note_doubt(question, found.doubt, ledger)
    records = []
    for line in table.lines:
        question, text = _question_of(table, line), table.cell(line, "answer")
        if not question or not text:
            ledger.leave_out("no-answers", "the row has no question or no answer", line)
            continue
        person = who(table, line)
        response = table.cell(line, "response_id") or person.email or person.employee_id
        records.append(
            SurveyAnswer(
                line=line.number,
                response=response or person.name or str(line.number),
                question=question,
                scale=scales[question].scale,
                value=scales[question].value(text),
                text=text,
                person=person,
                submitted_at=_submitted(table, line, order, ledger),
            )
        )
    return records


def _question_of(table: Table, line: Line) -> str:
    return " ".join(table.cell(line, "question").split())


def _note_doubt(question: str, doubt: str, ledger: Ledger) -> None:
    if doubt:
        ledger.note("scale-uncertain", f"“{question}”: {doubt}; check how its answers are read")


def _response_ids(table: Table) -> dict[int, str]:
    """Line number -> id of the response: the file's own where each row has another, else the
    line number."""
    own = {line.number: table.cell(line, "response_id") for line in table.lines}
    if all(own.values()) and len(set(own.values())) == len(own):
        return own
    return {number: str(number) for number in own}


def _submitted(
    table: Table, line: Line, order: DateOrder | None, ledger: Ledger
) -> datetime | None:
    text = table.cell(line, "submitted_at")
    moment = parse_moment(without_zone(text), order)
    if moment is None and not is_no_date(text):
        ledger.repair(
            "unreadable-date", "the time of the response cannot be read and is left empty", line
        )
    return moment


def _note_repeated(records: Iterable[SurveyAnswer], table: Table, ledger: Ledger) -> None:
    """The same person in several responses: both count, but the reader should know."""
    responses: dict[Identity, set[str]] = defaultdict(set)
    lines: dict[Identity, set[int]] = defaultdict(set)
    for record in records:
        if is_somebody(record.person):
            responses[record.person].add(record.response)
            lines[record.person].add(record.line)
    repeated = {n for person, found in responses.items() if len(found) > 1 for n in lines[person]}
    if repeated:
        ledger.note(
            "answered-twice",
            "the same person answered more than once; every response counts",
            *(line for line in table.lines if line.number in repeated),
        )
