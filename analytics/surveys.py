"""Answers to surveys: the shared reading of every survey export.

One row per response with a column per question, or one row per answer. Who, when and details of
the collection are known by their headers; every other column is a question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from analytics.clock import DateOrder, parse_moment, to_pilot_clock
from analytics.columns import choose_columns, is_no_date, is_somebody, who
from analytics.document import Document, Line
from analytics.file_dates import file_order, without_zone
from analytics.forms import Form
from analytics.layout import is_blank, is_footer
from analytics.ledger import Ledger, header_only, latest_day
from analytics.questions_in_columns import Question, cell_of, unique
from analytics.records import Identity, SurveyAnswer
from analytics.scales import Scaled, is_recommendation, is_worded, scaled
from analytics.sources import Answers, Reading
from analytics.tables import Table
from analytics.vocabulary import field_of, fields_of, normal, words

VOCABULARY = "survey"
EARLIEST = date(2005, 1, 1)
_GRID = re.compile(r"^(?P<stem>.*?)\s*\[(?P<row>[^\[\]]+)\]\s*$")
# What a quiz adds to its questions: points and remarks of each, and the score as "8 / 10".
_NO_QUESTIONS = re.compile(
    r"^(?:points|feedback|punkte|punktzahl) - |\[(?:score|feedback|punktzahl)\]$", re.IGNORECASE
)
_SCORE = re.compile(r"^\d+(?:[.,]\d+)? / \d+$")
_WORDS_OF_A_STATEMENT = 5
# A header line is looked for among the first lines that are not blank.
_HEADER_WITHIN = 15


# What a tool says of a response as a whole, where it is not a response to count.
Aside = Literal["unfinished", "test"]
_ASIDE: Mapping[str, tuple[str, str]] = {
    "unfinished": (
        "unfinished-response",
        "the tool marks the response as not finished: it is left out",
    ),
    "test": (
        "test-response",
        "the tool marks the row as a preview, a test or spam, not a response: it is left out",
    ),
}
_CODES = (
    "its answers are codes of choices, which do not say what was chosen; export it again with the "
    "texts of the choices"
)


@dataclass(frozen=True)
class Survey:
    """The header of a survey export with its known columns, its questions and its rows.

    aside: rows, not among those of the table, that the tool itself marks as no full response;
    timezone: the zone of its times (IANA name) where the export says it, else "".
    """

    table: Table
    questions: tuple[Question, ...]
    aside: tuple[tuple[Line, Aside], ...] = ()
    timezone: str = ""

    @property
    def is_long(self) -> bool:
        """One row per answer, with the question in a column."""
        return {"question", "answer"} <= self.table.columns.keys()

    def texts(self, question: Question) -> list[str]:
        """The answers to one question that are not empty."""
        return question.answers(self.table.lines)


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
                rows = tuple(row for row in rows if not _is_technical(row))
                return _survey(line, rows, answers.mapping)
    return None


def mapped_columns(header: Line, mapping: Mapping[str, str]) -> dict[str, int] | None:
    """Field -> column, as a person mapped them; None if the header has not all of the texts."""
    texts = [normal(cell) for cell in header.cells]
    wanted = {field: normal(text) for field, text in mapping.items()}
    if not set(wanted.values()) <= set(texts):
        return None
    return {field: texts.index(text) for field, text in wanted.items()}


def survey_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document holds answers to a survey, by its questions and answers."""
    survey = find_survey(document, answers)
    if survey is None:
        return 0.0
    if answers.mapping:
        return 0.48
    if has_more_headers(survey.table):
        return 0.0
    return max(_score(survey), 0.48) if answers.kind == "survey" else _score(survey)


def _score(survey: Survey) -> float:
    """A survey says who answered or when, and has at least one question with several answers: a
    list of words with their values, or of names with a remark, is not taken for one unasked."""
    known = survey.table.columns.keys()
    collected = known & {"response_id", "submitted_at", "survey", "started_at"}
    person = known & {"email", "name", "first_name", "last_name", "employee_id"}
    if survey.is_long:
        return 0.64 if collected or person else 0.0
    if _is_about_meetings(survey.table.header):
        return 0.0
    several = min(2, len(survey.table.lines))
    answered = [q for q in survey.questions if len(survey.texts(q)) >= max(several, 1)]
    asked = {q for q in answered if _is_question(q.text)}
    worded = {q for q in answered if is_worded(survey.texts(q))}
    rated = {q for q in answered if scaled(q.text, survey.texts(q)).values}
    sure = asked & (worded | rated)
    if (worded or sure) and collected:
        return 0.68
    if sure and person:
        return 0.56
    if ((rated or asked) and collected) or (_agreed(worded, survey) and person):
        return 0.52
    if (asked and person) or len(sure) > 1:
        return 0.46
    return 0.0


def _agreed(worded: Iterable[Question], survey: Survey) -> bool:
    return any(scaled(q.text, survey.texts(q)).scale in ("agreement_5", "score_7") for q in worded)


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


def has_more_headers(table: Table) -> bool:
    """SurveyMonkey and Qualtrics write further header lines, which are no answers."""
    return any(
        _is_technical(line) or field_of(cell, "forms") == "response_label"
        for line in table.lines[:2]
        for cell in line.cells
    )


def _is_technical(line: Line) -> bool:
    return any(cell.lstrip().startswith("{") and "ImportId" in cell for cell in line.cells)


def _is_header(line: Line, following: Sequence[Line], mapping: Mapping[str, str]) -> bool:
    texts = [normal(cell) for cell in line.cells if cell.strip()]
    if mapping:
        return mapped_columns(line, mapping) is not None
    width = max((sum(map(bool, map(str.strip, row.cells))) for row in following), default=0)
    if len(texts) < 2 or 2 * len(texts) < width or len(set(texts)) < len(texts):
        return False
    known = sum(text in words(VOCABULARY) for text in texts)
    return known > 0 or any(map(_is_question, line.cells))


def _survey(header: Line, lines: tuple[Line, ...], mapping: Mapping[str, str]) -> Survey:
    mapped = mapped_columns(header, mapping) or {}
    columns = {
        field: at
        for field, at in fields_of(header.cells, VOCABULARY).items()
        if at not in mapped.values()
    } | mapped
    if not {"question", "answer"} <= columns.keys():
        columns.pop("question", None)
        columns.pop("answer", None)
    taken = set(columns.values())
    if "question" not in columns:
        known = words(VOCABULARY)
        taken |= {
            at
            for at, cell in enumerate(header.cells)
            if known.get(normal(cell)) not in (None, "question", "answer")
        }
    table = Table(header, columns, lines)
    table = choose_columns(table, VOCABULARY, mapping) if "question" in columns else table
    return set_aside(Survey(table, tuple(_questions(header, lines, taken))))


def set_aside(survey: Survey) -> Survey:
    """The survey without the rows that the tool itself marks as unfinished or as a test."""
    table = survey.table
    kept: list[Line] = []
    aside = list(survey.aside)
    states = [field for field in ("state", "finished", "channel") if field in table.columns]
    for line in table.lines:
        found = next((what for field in states if (what := _aside(table, line, field))), None)
        if found is None:
            kept.append(line)
        else:
            aside.append((line, found))
    return replace(survey, table=replace(table, lines=tuple(kept)), aside=tuple(aside))


def _aside(table: Table, line: Line, field: str) -> Aside | None:
    text = table.cell(line, field)
    if field == "finished":
        return "unfinished" if text and field_of(text, "presence") == "no" else None
    found = field_of(text, "survey_states") if text else None
    if found == "test":
        return "test"
    return "unfinished" if found == "unfinished" and field == "state" else None


def _is_score(at: int, lines: Iterable[Line]) -> bool:
    found = [cell for line in lines if (cell := cell_of(line, at))]
    return bool(found) and all(map(_SCORE.match, found))


def _questions(header: Line, lines: Iterable[Line], taken: set[int]) -> list[Question]:
    width = max((len(line.cells) for line in (header, *lines)), default=0)
    found = []
    for at in range(width):
        text = " ".join(cell_of(header, at).split())
        if at in taken or _NO_QUESTIONS.search(text):
            continue
        if field_of(text, "competency") == "score" and _is_score(at, lines):
            continue
        if not text:
            if not any(cell_of(line, at) for line in lines):
                continue
            text = f"Column {at + 1}"
        grid = _GRID.match(text)
        stem = grid["stem"] if grid else text
        if grid:
            text = f"{grid['stem'].rstrip(':')}: {grid['row']}" if grid["stem"] else grid["row"]
        found.append(Question((at,), text, stem))
    return unique(found)


# reading ------------------------------------------------------------------------------------------


def read_survey(document: Document, answers: Answers, survey: Survey) -> Reading:
    """A survey export -> one SurveyAnswer per answer given; empty cells are no answers.

    Raises Refused when there is no row, or the times of the responses have no clear order.
    """
    ledger = Ledger(document)
    table = survey.table
    if not table.lines and not survey.aside:
        raise header_only(ledger, table.header)
    for line, what in survey.aside:
        ledger.leave_out(*_ASIDE[what], line)
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
        hints=answers.calendar_days,
        earliest=EARLIEST,
    )
    clock = _Clock(order, survey.timezone, answers.pilot_timezone)
    records = (_long if survey.is_long else _wide)(survey, clock, ledger)
    _note_repeated(records, table, ledger)
    return Reading(
        kind="survey",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines) + len(survey.aside)),
        stated={},
        date_order=order,
        data_until=latest_day(r.submitted_at.date() for r in records if r.submitted_at),
        timezone=survey.timezone,
    )


@dataclass(frozen=True)
class _Clock:
    """How the moments of a survey are read: their order, their zone, the pilot's zone."""

    order: DateOrder | None
    from_zone: str
    to_zone: str

    def moment(self, text: str) -> datetime | None:
        """The wall-clock time in the pilot's zone, where both zones are known."""
        found = parse_moment(without_zone(text), self.order)
        return None if found is None else to_pilot_clock(found, self.from_zone, self.to_zone)


def _scales(survey: Survey) -> dict[Question, Scaled]:
    grids: dict[str, list[str]] = defaultdict(list)
    for question in survey.questions:
        grids[question.stem].extend(survey.texts(question))
    found = {}
    for question in survey.questions:
        # The rows of a grid share their options: together they tell the scale best.
        shared = scaled(question.text, grids[question.stem])
        own = scaled(question.text, survey.texts(question))
        scale = shared if shared.values else own
        if question.options:
            scale = Scaled("choice", {})
        elif question.is_coded and scale.values:
            scale = Scaled("choice", {}, _CODES)
        found[question] = scale
    return found


def _wide(survey: Survey, clock: _Clock, ledger: Ledger) -> list[SurveyAnswer]:
    table = survey.table
    scales = _scales(survey)
    for question, scale in scales.items():
        _note_doubt(question.text, scale.doubt, ledger)
    records = []
    ids = _response_ids(table)
    for line in table.lines:
        given = [(q, text) for q in survey.questions if (text := q.answer(line))]
        if not given:
            ledger.leave_out("no-answers", "the response answers no question", line)
            continue
        person, submitted = who(table, line), _submitted(table, line, clock, ledger)
        records += [
            SurveyAnswer(
                line=line.number,
                response=ids[line.number],
                question=question.text,
                scale=scales[question].scale,
                value=scales[question].value(text),
                text=text,
                person=person,
                submitted_at=submitted,
            )
            for question, text in given
        ]
    return records


def _long(survey: Survey, clock: _Clock, ledger: Ledger) -> list[SurveyAnswer]:
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
                submitted_at=_submitted(table, line, clock, ledger),
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


def _submitted(table: Table, line: Line, clock: _Clock, ledger: Ledger) -> datetime | None:
    text = table.cell(line, "submitted_at")
    moment = clock.moment(text)
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
