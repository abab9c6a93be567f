"""Typeform's export of responses: a token first, its times in UTC, the network id last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analytics.document import Document, Line
from analytics.file_dates import zone_in_header
from analytics.layout import is_blank
from analytics.questions_in_columns import Column, Question, cell_of, gather
from analytics.sources import Answers, Reading, Source
from analytics.surveys import VOCABULARY, Survey, mapped_columns, read_survey, set_aside
from analytics.tables import Table
from analytics.vocabulary import field_of, normal

# Column -> field; "" for a detail of the collection.
_FIELDS = {
    "#": "response_id", "token": "response_id", "response type": "state",
    "start date utc": "started_at", "stage date utc": "", "submit date utc": "submitted_at",
    "network id": "", "tags": "", "ending": "", "user agent": "", "landing id": "",
    "platform": "", "browser": "", "referer": "", "score": "",
}  # fmt: skip
_MARKS = re.compile(r"</?\w+[^<>]*>|\{\{[^{}]*\}\}|(?<!\w)[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}(?!\w)")
_OTHER = {
    "other", "andere", "sonstiges", "autre", "otro", "outro", "altro", "anders", "inne", "その他",
}  # fmt: skip
_HEADER_WITHIN = 10
_SHOWN_OPTIONS = 3


def _header(document: Document) -> tuple[Line, tuple[Line, ...]] | None:
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(lines[:_HEADER_WITHIN]):
            found = [_field(cell) for cell in line.cells if cell.strip()]
            if found[:1] == ["response_id"] and "submitted_at" in found:
                return line, tuple(lines[at + 1 :])
    return None


def _field(header: str) -> str | None:
    """The field of a column, "" for a detail of the collection, None for a question."""
    return _FIELDS.get(normal(header))


def _survey(header: Line, lines: tuple[Line, ...], mapped: Mapping[str, int]) -> Survey:
    columns = dict(mapped)
    asked: list[int] = []
    for at in range(max(len(line.cells) for line in (header, *lines))):
        if at in mapped.values():
            continue
        cell = cell_of(header, at)
        field = _field(cell)
        if field is None and (known := field_of(cell, VOCABULARY)) not in ("question", "answer"):
            field = known
        if field is None:
            asked.append(at)
        elif field:
            columns.setdefault(field, at)
    zone = zone_in_header(header.cells[columns["submitted_at"]])
    survey = set_aside(Survey(Table(header, columns, lines), (), timezone=zone))
    questions = _questions(header, asked, survey.table.lines)
    return Survey(survey.table, tuple(questions), survey.aside, zone)


def _text(header: Line, at: int) -> str:
    """The text of a question without the marks of bold letters and of answers put into it."""
    return " ".join(_MARKS.sub("", cell_of(header, at)).split())


def _questions(header: Line, asked: Sequence[int], lines: Sequence[Line]) -> list[Question]:
    """The questions; neighbouring columns that hold nothing but their own header are the options
    of one question, whose text this layout does not give."""
    columns: list[Column] = []
    run: list[int] = []
    for at in asked:
        text = _text(header, at)
        values = {found for line in lines if (found := cell_of(line, at))}
        is_unticked = text and not values and not text.endswith("?")
        if run and at == run[-1] + 1 and (is_unticked or normal(text) in _OTHER):
            run.append(at)
        elif values and {normal(value) for value in values} == {normal(text)}:
            if run and at != run[-1] + 1:
                columns += _options(header, run)
                run = []
            run.append(at)
        else:
            columns += _options(header, run)
            run = []
            if text or values:
                columns.append(Column(at, text or f"Column {at + 1}"))
    return gather(columns + _options(header, run), lines)


def _options(header: Line, run: Sequence[int]) -> list[Column]:
    texts = [_text(header, at) for at in run]
    more = " / …" if len(texts) > _SHOWN_OPTIONS else ""
    stem = " / ".join(texts[:_SHOWN_OPTIONS]) + more
    return [Column(at, stem, text, True) for at, text in zip(run, texts, strict=True)]


def recognises(document: Document, answers: Answers) -> float:
    """Sure of "#" as the first column and "Submit Date (UTC)" among the others."""
    found = _header(document)
    return 0.93 if found and mapped_columns(found[0], answers.mapping) is not None else 0.0


def read(document: Document, answers: Answers) -> Reading:
    found = _header(document)
    assert found is not None, "read is only called for a document that was recognised"
    mapped = mapped_columns(found[0], answers.mapping) or {}
    return read_survey(document, answers, _survey(*found, mapped))


SOURCE = Source(
    name="Typeform responses",
    kind="survey",
    about=(
        "One row per response with its token, the questions, and times in UTC. The old layout has "
        "a column for each option of a question and not its text; the new one joins the options "
        "by “ / ”. Partial responses are left out and counted."
    ),
    recognises=recognises,
    read=read,
)
