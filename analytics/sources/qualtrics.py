"""Qualtrics' export of responses: ids, question texts and import ids above the responses.

The current layout has three header lines, the legacy one two (V1, V2 … above the ids of the
columns) and a comma too many at the end of every line. What a column is follows from its id or
import id, which stay English in every language; the texts of the questions do not.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from analytics.document import Document, Line
from analytics.layout import is_blank
from analytics.questions_in_columns import Column, Question, cell_of, gather
from analytics.scales import is_comment, is_recommendation, is_worded
from analytics.sources import Answers, Reading, Source
from analytics.surveys import Aside, Survey, mapped_columns, read_survey, set_aside
from analytics.tables import Table
from analytics.vocabulary import normal

# Id or import id of a column -> field; "" for a column that is of no use here.
_FIELDS = {
    "startdate": "started_at", "enddate": "submitted_at", "status": "state",
    "finished": "finished", "responseid": "response_id", "recordid": "response_id",
    "recipientlastname": "last_name", "recipientfirstname": "first_name",
    "recipientemail": "email", "distributionchannel": "channel", "recordeddate": "",
    "ipaddress": "", "progress": "", "duration": "", "durationinseconds": "", "responseset": "",
    "externalreference": "", "externaldatareference": "", "externaldata": "",
    "locationlatitude": "", "locationlongitude": "", "locationaccuracy": "", "userlanguage": "",
    "qdatapolicyviolations": "", "qrecaptchascore": "", "qrelevantidduplicate": "",
    "qrelevantidduplicatescore": "", "qrelevantidfraudscore": "", "qurl": "", "qtotalduration": "",
    "responsetype": "state",
}  # fmt: skip
# Further columns that the legacy layout writes under V1, V2 …
_LEGACY_FIELDS = {"name": "name", "emailaddress": "email"}
_ENOUGH = 4
_HEADER_WITHIN = 10
_LEGACY = re.compile(r"^V\d+$")
_IMPORT_ID = "ImportId"
# Columns that Qualtrics computes: topics and feelings of a text, timing, order, groups of a score.
_COMPUTED = re.compile(
    r" - (?:parent )?(?:topics?|topic hierarchy.*|(?:topic |overall )?sentiment.*)$"
    r"|_(?:first click|last click|page submit|click count|nps_group|do(?:_\d+)?)$",
    re.IGNORECASE,
)
_SURVEY_QUESTION = re.compile(r"^_?\d*_?QID|^QID", re.IGNORECASE)
_PART = re.compile(r"^(?P<base>.+?)(?:_(?P<part>[\dx]+(?:_\d+)*))?(?P<text>_TEXT)?$", re.IGNORECASE)
_SEPARATORS = (" - ", "-")
_SELECTED = {
    normal(words)
    for words in (
        "Selected Choice", "Ausgewählte Auswahl", "Gewählte Auswahl", "Choix sélectionné",
        "Choix sélectionnés", "Opción seleccionada", "Selección", "Escolha selecionada",
        "Opção selecionada", "Scelta selezionata", "Geselecteerde keuze", "Wybrana opcja",
        "選択された選択肢", "選択肢",
    )
}  # fmt: skip
_SCORE_GROUP = "_NPS_GROUP"
# Bits of a numeric status: a preview or a test; spam.
_TEST_BITS = 1 | 2 | 8


@dataclass(frozen=True)
class _Export:
    """The header lines and the rows. ids, texts, import_ids: a cell per column, "" where none."""

    header: Line
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    import_ids: tuple[Mapping[str, str], ...]
    lines: tuple[Line, ...]


def _export(document: Document) -> _Export | None:
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(lines[:_HEADER_WITHIN]):
            if len(_named(line.cells)) >= _ENOUGH:
                return _with_headers(lines, at)
    return None


def _key(text: str) -> str:
    return normal(text).replace(" ", "")


def _named(cells: Sequence[str]) -> set[str]:
    return {_key(cell) for cell in cells} & _FIELDS.keys()


def _with_headers(lines: Sequence[Line], at: int) -> _Export | None:
    """The export whose line `at` names the columns, with the header lines around it."""
    ids = lines[at]
    if not ("responseid" in _named(ids.cells) or any(map(_imports, lines[at : at + 3]))):
        return None
    if at and sum(bool(_LEGACY.match(cell.strip())) for cell in lines[at - 1].cells) >= _ENOUGH:
        # Legacy: the names of the questions stand above, their texts beside the column ids.
        return _Export(ids, lines[at - 1].cells, ids.cells, (), tuple(lines[at + 1 :]))
    rest = list(lines[at + 1 :])
    texts: tuple[str, ...] = ids.cells
    import_ids: tuple[Mapping[str, str], ...] = ()
    if rest and not _imports(rest[0]) and _is_about_columns(ids, rest[0]):
        texts = rest.pop(0).cells
    if rest and _imports(rest[0]):
        import_ids = tuple(_import_id(cell) for cell in rest.pop(0).cells)
    return _Export(ids, ids.cells, texts, import_ids, tuple(rest))


def _imports(line: Line) -> bool:
    return any(_IMPORT_ID in cell and cell.lstrip().startswith("{") for cell in line.cells)


def _import_id(cell: str) -> Mapping[str, str]:
    try:
        found = json.loads(cell)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def _is_about_columns(ids: Line, line: Line) -> bool:
    """Whether a line under the ids holds texts of questions: it has no date and no true or false
    where a response has them."""
    for at, cell in enumerate(ids.cells):
        field = _FIELDS.get(_key(cell))
        text = cell_of(line, at)
        if field in ("started_at", "submitted_at") and any(map(str.isdigit, text)):
            return False
        if field == "response_id" and text.startswith("R_"):
            return False
    return True


def _field(export: _Export, at: int) -> str | None:
    """The field of a column; "" if it is of no use, None if it is a question."""
    import_id = export.import_ids[at].get(_IMPORT_ID, "") if at < len(export.import_ids) else ""
    for name in (import_id, _cell(export.header.cells, at), _cell(export.ids, at)):
        if name and _key(name) in _FIELDS:
            return _FIELDS[_key(name)]
    if _LEGACY.match(_cell(export.ids, at)):
        return _LEGACY_FIELDS.get(_key(_cell(export.header.cells, at)), "")
    if import_id and not _SURVEY_QUESTION.match(import_id):
        return ""  # embedded data
    if _COMPUTED.search(_cell(export.ids, at)):
        return ""
    return None


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _mapped(export: _Export, mapping: Mapping[str, str]) -> dict[str, int] | None:
    """The columns a person mapped, by the ids or by the texts of the export."""
    for cells in (export.header.cells, export.ids, export.texts):
        found = mapped_columns(export.header._replace(cells=cells), mapping)
        if found is not None:
            return found
    return None


def _survey(export: _Export, mapped: Mapping[str, int]) -> Survey:
    width = max(len(line.cells) for line in (export.header, *export.lines))
    fields = {at: _field(export, at) for at in range(width)}
    fields |= dict.fromkeys(mapped.values(), "")
    columns = dict(mapped)
    for at, field in fields.items():
        if field:
            columns.setdefault(field, at)
    questions = [
        at
        for at, field in fields.items()
        if field is None
        and (_cell(export.ids, at) or any(cell_of(line, at) for line in export.lines))
    ]
    table = Table(export.header, columns, export.lines)
    survey = _without_tests(Survey(table, (), timezone=_zone(export, columns)))
    survey = set_aside(survey)
    lines = survey.table.lines
    asked = gather(_columns(export, questions), lines)
    return replace(survey, questions=tuple(_coded(asked, survey, export)))


def _zone(export: _Export, columns: Mapping[str, int]) -> str:
    at = columns.get("submitted_at", len(export.import_ids))
    zone = export.import_ids[at].get("timeZone", "") if at < len(export.import_ids) else ""
    return "UTC" if zone == "Z" else zone


def _without_tests(survey: Survey) -> Survey:
    """The survey without the rows whose numeric status says preview, test or spam."""
    table = survey.table
    tests: list[tuple[Line, Aside]] = [
        (line, "test")
        for line in table.lines
        if (status := table.cell(line, "state")).isdecimal() and int(status) & _TEST_BITS
    ]
    left_out = {id(line) for line, _ in tests}
    kept = tuple(line for line in table.lines if id(line) not in left_out)
    return replace(survey, table=replace(table, lines=kept), aside=tuple(tests))


def _columns(export: _Export, questions: Sequence[int]) -> list[Column]:
    """The columns of the questions, those of one question with their stem and label."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at in questions:
        groups[_base(export, at)].append(at)
    found: dict[int, Column] = {}
    for base, members in groups.items():
        said = {at: _without_selected(_cell(export.texts, at) or base) for at in members}
        stem = _stem([text for text, _ in said.values()])
        is_choice = any(was_selected for _, was_selected in said.values())
        for at, (text, _) in said.items():
            is_part = len(members) > 1 and bool(stem) and text.startswith(stem)
            label = text[len(stem) :].lstrip(" -") if is_part else ""
            own = stem if is_part else text
            found[at] = Column(at, own or base, label, is_choice or _is_text(export, at))
    return [found[at] for at in questions]


def _base(export: _Export, at: int) -> str:
    """The question a column belongs to: "Q2" of "Q2_1" and "Q2_4_TEXT"."""
    match = _PART.match(_cell(export.ids, at) or f"column {at}")
    return match["base"] if match else ""


def _is_text(export: _Export, at: int) -> bool:
    return _cell(export.ids, at).upper().endswith("_TEXT")


def _stem(texts: Sequence[str]) -> str:
    """What several texts share up to a separator; for a single text all of it."""
    if len(texts) < 2:
        return texts[0] if texts else ""
    shared = "".join(letters[0] for letters in takewhile(_is_one, zip(*texts, strict=False)))
    if shared in texts:
        return shared
    cut = max((shared.rfind(mark) for mark in _SEPARATORS), default=-1)
    return shared[:cut].rstrip() if cut > 0 else ""


def _is_one(letters: tuple[str, ...]) -> bool:
    return len(set(letters)) == 1


def _without_selected(text: str) -> tuple[str, bool]:
    """The text without the words that mark an option to tick, and whether it had them."""
    parts = text.split(" - ")
    kept = [part for part in parts if normal(part) not in _SELECTED]
    return " - ".join(kept), len(kept) < len(parts)


def _coded(asked: Sequence[Question], survey: Survey, export: _Export) -> list[Question]:
    """The questions, marked where the export wrote codes instead of the texts of choices: then
    Finished and Status are numbers too, and no question is answered in words of a scale."""
    table = survey.table
    meta = [table.cell(line, field) for line in table.lines for field in ("state", "finished")]
    numbers = [text for text in meta if text]
    is_coded = bool(numbers) and all(map(str.isdecimal, numbers))
    closed = [survey.texts(q) for q in asked if not is_comment(q.text)]
    is_coded = is_coded and not any(map(is_worded, closed))
    # A question with a group of promoters beside it is answered in numbers from 0 to 10.
    scores = {
        cell.strip()[: -len(_SCORE_GROUP)]
        for cell in export.ids
        if cell.strip().upper().endswith(_SCORE_GROUP)
    }
    return [
        replace(
            question,
            is_coded=is_coded
            and not is_recommendation(question.text)
            and _base(export, question.at[0]) not in scores,
        )
        for question in asked
    ]


def recognises(document: Document, answers: Answers) -> float:
    """Sure of Qualtrics' column ids, and of its line of import ids even more."""
    export = _export(document)
    if export is None or _mapped(export, answers.mapping) is None:
        return 0.0
    return 0.95 if export.import_ids else 0.9


def read(document: Document, answers: Answers) -> Reading:
    export = _export(document)
    assert export is not None, "read is only called for a document that was recognised"
    mapped = _mapped(export, answers.mapping) or {}
    return read_survey(document, answers, _survey(export, mapped))


SOURCE = Source(
    name="Qualtrics responses",
    kind="survey",
    about=(
        "Three header lines (ids, texts, import ids), or two in the legacy layout. Previews, "
        "tests, spam and unfinished responses are left out and counted. Choice codes have no "
        "value, for they do not say which end is best; embedded data and computed columns are no "
        "questions."
    ),
    recognises=recognises,
    read=read,
)
