"""SurveyMonkey's export of all responses: questions in one header line, options in the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.document import Document, Line
from analytics.layout import is_blank
from analytics.questions_in_columns import Column, cell_of, gather
from analytics.sources import Answers, Reading, Source
from analytics.surveys import VOCABULARY, Survey, mapped_columns, read_survey, set_aside
from analytics.tables import Table
from analytics.vocabulary import columns_of, field_of, fields_of

_HEADER_WITHIN = 10


def _export(document: Document) -> tuple[Line, Line | None, tuple[Line, ...]] | None:
    """The header line, the second one if there is one, and the rows."""
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(lines[:_HEADER_WITHIN]):
            named = [field_of(cell, "forms") for cell in line.cells]
            if "respondent" not in named:
                continue
            first = named.index("respondent")
            following = lines[at + 1] if at + 1 < len(lines) else None
            labels = following if following and _are_labels(line, following, first) else None
            if labels or "collector" in named:
                return line, labels, tuple(lines[at + (2 if labels else 1) :])
    return None


def _are_labels(header: Line, line: Line, respondent: int) -> bool:
    """Whether a line names options: it has no respondent, and is blank under the details of the
    collection; or it says in words that the answer is the response."""
    if cell_of(line, respondent):
        return False
    if any(field_of(cell, "forms") == "response_label" for cell in line.cells):
        return True
    details = [at for found in columns_of(header.cells, VOCABULARY).values() for at in found]
    return not any(cell_of(line, at) for at in details)


def _survey(
    header: Line, labels: Line | None, lines: tuple[Line, ...], mapped: Mapping[str, int]
) -> Survey:
    columns = fields_of(header.cells, VOCABULARY)
    for field in ("question", "answer", "hire_date"):
        columns.pop(field, None)
    named = columns_of(header.cells, VOCABULARY)
    details = {at for field, found in named.items() for at in found if field not in _QUESTIONS}
    respondent = [field_of(cell, "forms") for cell in header.cells].index("respondent")
    columns = {**columns, "response_id": respondent, **mapped}
    details |= {respondent, *mapped.values()}
    # They stand before the first question: what is left of a known one is another of them.
    first = next((at for at, cell in enumerate(labels.cells) if cell.strip()), 0) if labels else 0
    details |= set(range(max((at for at in details if at < first), default=0)))
    asked = _columns(header, labels, lines, details)
    return set_aside(Survey(Table(header, columns, lines), tuple(gather(asked, lines))))


_QUESTIONS = ("question", "answer")


def _columns(
    header: Line, labels: Line | None, lines: Sequence[Line], details: set[int]
) -> list[Column]:
    found: list[Column] = []
    stem = ""
    for at in range(max(len(line.cells) for line in (header, labels or header, *lines))):
        text = " ".join(cell_of(header, at).split())
        label = " ".join(cell_of(labels, at).split()) if labels else ""
        if at in details:
            stem = ""
            continue
        if text:
            stem = text
        elif not stem or not label:
            # A column without any header, as a trailing comma makes.
            if any(cell_of(line, at) for line in lines):
                found.append(Column(at, f"Column {at + 1}"))
            continue
        is_answer = field_of(label, "forms") == "response_label"
        found.append(Column(at, stem, "" if is_answer else label))
    return found


def recognises(document: Document, answers: Answers) -> float:
    """Sure of "Respondent ID" with a second line of options, or with "Collector ID"."""
    found = _export(document)
    return 0.93 if found and mapped_columns(found[0], answers.mapping) is not None else 0.0


def read(document: Document, answers: Answers) -> Reading:
    found = _export(document)
    assert found is not None, "read is only called for a document that was recognised"
    mapped = mapped_columns(found[0], answers.mapping) or {}
    return read_survey(document, answers, _survey(*found, mapped))


SOURCE = Source(
    name="SurveyMonkey responses",
    kind="survey",
    about=(
        "Two header lines: the text of a question over its first column, the options or rows of "
        "it below (“Response” where there are none). Ticked options become one answer, the rows "
        "of a grid a question each; respondents without an answer are left out and counted."
    ),
    recognises=recognises,
    read=read,
)
