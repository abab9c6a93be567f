"""A skills matrix kept by hand: a row per person, for each skill a day of sign-off.

The skills stand above the columns "Level" and "Signed off on" in merged cells, or each is one
column of days. A column such as "Fully ramped?" says of the person as a whole; then it is what
counts, on the day of the last sign-off. "Pending" and empty cells are still learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.clock import DateOrder, has_clock, parse_day
from analytics.columns import is_no_date, looks_like_day, progress
from analytics.competencies import Entry, first_completions, latest_event, somebody
from analytics.document import Document, Line
from analytics.file_dates import file_order
from analytics.layout import is_blank, is_footer
from analytics.ledger import Ledger, header_only
from analytics.people import people_score
from analytics.records import Competency, Identity
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table
from analytics.vocabulary import field_of, fields_of, normal

_WHO = ("name", "first_name", "last_name", "email", "email_address", "employee_id", "upn")
_HEADER_WITHIN = 12
_FEWEST_SKILLS = 2
_LOOKED_AT = 200
_KNOWN_ELSEWHERE = ("people", "competency", "attendance", "survey", "meeting", "forms")
# Signs for yes that have no letters.
TICKS = {"✓", "✔", "☑", "✅", "●", "√"}
_NOT_NEEDED = {normal(text) for text in ("n/a", "na", "not applicable", "nicht nötig", "entfällt",
                                         "sans objet", "no aplica", "não se aplica",
                                         "non applicabile", "n.v.t.", "nie dotyczy",
                                         "該当なし")}  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """A skill, or the whole, and the column that dates it."""

    name: str
    at: int


@dataclass(frozen=True)
class _Matrix:
    """table: with the columns of the person; whole: the column about all skills, if it is filled;
    is_plain: nothing but days under one header line."""

    table: Table
    skills: tuple[_Column, ...]
    whole: _Column | None
    is_two_level: bool
    is_plain: bool = False


def _matrix(document: Document) -> _Matrix | None:
    for sheet in document.sheets:
        lines = list(sheet.lines)
        filled = [at for at, line in enumerate(lines) if not is_blank(line.cells)]
        for at in filled[:_HEADER_WITHIN]:
            found = _two_levels(lines, at) or _one_level(lines, at)
            if found is not None:
                return found
    return None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found = {f: at for f, at in fields_of(cells, "competency").items() if f in _WHO}
    if "email_address" in found:
        found.setdefault("email", found["email_address"])
    return found


def _two_levels(lines: Sequence[Line], at: int) -> _Matrix | None:
    """A header of two lines: the skills, and below each the column of its day."""
    if at + 1 >= len(lines):
        return None
    top, below = lines[at].cells, lines[at + 1].cells
    people = _columns(top)
    width = max(len(top), len(below))
    names = _carried(top, below, width)
    dated = [
        _Column(names[column], column)
        for column in range(width)
        if _text(below, column) != _text(top, column)
        and field_of(_text(below, column), "competency") == "competent_on"
    ]
    if not people or len(dated) < _FEWEST_SKILLS or len({c.name for c in dated}) < len(dated):
        return None
    rows = _rows(lines[at + 2 :], people)
    whole = next(
        (
            _Column(_text(top, column), column)
            for column in range(width)
            if _text(top, column)
            and _text(below, column) in ("", _text(top, column))
            and _is_about_the_whole(_text(top, column))
            and any(_text(row.cells, column) for row in rows)
        ),
        None,
    )
    return _Matrix(Table(lines[at], people, rows), tuple(dated), whole, True)


def _carried(top: Sequence[str], below: Sequence[str], width: int) -> list[str]:
    """The skill above each column: a merged cell holds its text everywhere, but saved as text
    only its first column has it."""
    names: list[str] = []
    for column in range(width):
        text = _text(top, column)
        names.append(text or (names[-1] if names and _text(below, column) else ""))
    return names


def _one_level(lines: Sequence[Line], at: int) -> _Matrix | None:
    """A header of one line: after the person, columns of days under the names of skills."""
    header = lines[at]
    people = _columns(header.cells)
    rows = _rows(lines[at + 1 :], people) if people else ()
    skills: list[_Column] = []
    whole = None
    for column in range(len(header.cells)):
        name = _text(header.cells, column)
        if name and _is_about_the_whole(name):
            if any(_text(row.cells, column) for row in rows):
                whole = _Column(name, column)
        elif name and _is_new(name) and _are_sign_offs(column, rows):
            skills.append(_Column(name, column))
    if len(skills) < _FEWEST_SKILLS:
        return None
    begun = fields_of(header.cells, "people").keys() & {"hire_date", "start_date"}
    is_plain = bool(begun) and all(
        not (text := _text(row.cells, skill.at)) or looks_like_day(text)
        for row in rows[:_LOOKED_AT]
        for skill in skills
    )
    return _Matrix(Table(header, people, rows), tuple(skills), whole, False, is_plain)


def _is_new(header: str) -> bool:
    """Whether a header is no known column of another kind of list, and so may be a skill."""
    return all(field_of(header, name) is None for name in _KNOWN_ELSEWHERE)


def _is_about_the_whole(header: str) -> bool:
    """Whether a header ("Fully ramped?", "Competent on") speaks of the person, not of a skill."""
    return field_of(header, "people") in (None, "competent_on") and field_of(
        header, "competency"
    ) in ("competent_on", "status")


def _rows(lines: Sequence[Line], people: dict[str, int]) -> tuple[Line, ...]:
    """The rows of people: to a blank line that is followed by a remark, without totals."""
    found: list[Line] = []
    after_blank = False
    for line in lines:
        if is_blank(line.cells):
            after_blank = True
            continue
        filled = sum(bool(cell.strip()) for cell in line.cells)
        if is_footer(line.cells) or (after_blank and filled < 2):
            continue
        after_blank = False
        if any(_text(line.cells, at) for at in people.values()):
            found.append(line)
    return tuple(found)


def _text(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _are_sign_offs(at: int, rows: Sequence[Line]) -> bool:
    """Whether a column holds days, or words that say that there is none yet, and a day at all."""
    found = [text for line in rows[:_LOOKED_AT] if (text := _text(line.cells, at))]
    days = sum(map(looks_like_day, found))
    return days > 0 and all(
        (looks_like_day(text) and not _has_hour(text))
        or is_no_date(text)
        or progress(text) is not None
        or text in TICKS
        for text in found
    )


def _has_hour(text: str) -> bool:
    return has_clock(text) and "00:00" not in text


def recognises(document: Document, answers: Answers) -> float:
    """Sure of skills above columns of sign-off; less so of columns of days alone."""
    matrix = None if answers.mapping else _matrix(document)
    if matrix is None:
        return 0.0
    if matrix.is_two_level:
        return 0.9
    return 0.45 if matrix.is_plain or people_score(document, answers) >= 0.6 else 0.58


def read(document: Document, answers: Answers) -> Reading:
    matrix = _matrix(document)
    assert matrix is not None, "read is only called for a document that was recognised"
    ledger = Ledger(document)
    table = matrix.table
    if not table.lines:
        raise header_only(ledger, table.header)
    order = _order(ledger, answers, matrix)
    entries: list[Entry] = []
    for line in table.lines:
        person = somebody(table, line, ledger)
        if person is None:
            continue
        rows = _Row(line, person, order, ledger)
        if matrix.whole is not None:
            found = rows.as_a_whole(matrix.whole, matrix.skills)
        else:
            found = [rows.in_skill(skill) for skill in matrix.skills]
        entries += [Entry(line, record) for record in found if record is not None]
    records = [entry.record for entry in first_completions(entries, ledger)]
    _note_meaning(matrix, ledger)
    return Reading(
        kind="competency",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=latest_event(records, []),
    )


@dataclass(frozen=True)
class Standing:
    """A person of a matrix, with the skills signed off and those still being learned."""

    line: Line
    person: Identity
    signed_off: tuple[str, ...]
    learning: tuple[str, ...]


def standings(document: Document) -> tuple[Table, tuple[Standing, ...]] | None:
    """Every person of a matrix of sign-offs, skill by skill whatever it says of the whole, and the
    table they stand in; None where the document is none."""
    matrix = _matrix(document)
    if matrix is None:
        return None
    ledger = Ledger(document)
    found = []
    for line in matrix.table.lines:
        person = somebody(matrix.table, line, ledger)
        if person is not None:
            # Whether there is a day is all that counts, in whatever order it is written.
            row = _Row(line, person, "dmy", ledger)
            of = {skill.name: row.is_competent(skill) for skill in matrix.skills}
            found.append(
                Standing(
                    line,
                    person,
                    tuple(name for name, is_done in of.items() if is_done),
                    tuple(name for name, is_done in of.items() if is_done is False),
                )
            )
    return matrix.table, tuple(found)


def _order(ledger: Ledger, answers: Answers, matrix: _Matrix) -> DateOrder | None:
    wholes = () if matrix.whole is None else (matrix.whole,)
    columns = [column.at for column in (*matrix.skills, *wholes)]
    start = fields_of(matrix.table.header.cells, "people")
    begun = start.get("hire_date", start.get("start_date"))
    lines = matrix.table.lines
    days = {at: [_text(line.cells, at) for line in lines] for at in columns}
    starts = [_text(line.cells, begun) if begun is not None else "" for line in lines]
    pairs = [pair for texts in days.values() for pair in zip(starts, texts, strict=True)]
    texts = [*starts, *(text for column in days.values() for text in column)]
    return file_order(ledger, answers, texts, lines, pairs=pairs)


@dataclass(frozen=True)
class _Row:
    """One person's row; the order of dates is settled."""

    line: Line
    person: Identity
    order: DateOrder | None
    ledger: Ledger

    def _said(self, column: _Column) -> tuple[date | None, bool | None]:
        """The day in a cell, and whether it says competent; None where it does not apply."""
        text = _text(self.line.cells, column.at)
        day = parse_day(text, self.order, excel=True)
        if day is not None:
            return day, True
        if normal(text) in _NOT_NEEDED:
            return None, None
        if progress(text) == "competent" or text in TICKS:
            return None, True
        if not is_no_date(text) and progress(text) is None:
            self.ledger.note(
                "unreadable-date",
                f"“{text}” under “{column.name}” is no day that can be read: it counts as not "
                "signed off",
                self.line,
            )
        return None, False

    def is_competent(self, skill: _Column) -> bool | None:
        """Whether the cell says so, in a day of any order or in words; None where it need not."""
        return True if looks_like_day(_text(self.line.cells, skill.at)) else self._said(skill)[1]

    def in_skill(self, skill: _Column) -> Competency | None:
        """The person in one skill; None where it does not apply to them, or has no day."""
        day, is_competent = self._said(skill)
        if is_competent is None:
            return None
        if is_competent and day is None:
            self._note_undated(skill)
            return None
        return self._record(skill, day)

    def as_a_whole(self, whole: _Column, skills: Sequence[_Column]) -> list[Competency | None]:
        """The person as a whole: on the day that says so, else on the day of the last sign-off."""
        day, is_competent = self._said(whole)
        if is_competent and day is None:
            days = [found for skill in skills if (found := self._said(skill)[0]) is not None]
            if not days:
                self.ledger.leave_out(
                    "completed-without-date",
                    "the row says completed, but not on which day; write the day there",
                    self.line,
                )
                return []
            day = max(days)
        return [self._record(whole, day if is_competent else None)]

    def _note_undated(self, skill: _Column) -> None:
        self.ledger.note(
            "completed-without-date",
            f"“{skill.name}” says signed off, but not on which day: it is left out",
            self.line,
        )

    def _record(self, column: _Column, day: date | None) -> Competency:
        return Competency(
            line=self.line.number,
            person=self.person,
            competency=column.name,
            competent_on=day,
            status="learning" if day is None else "competent",
        )


def _note_meaning(matrix: _Matrix, ledger: Ledger) -> None:
    names = ", ".join(f"“{skill.name}”" for skill in matrix.skills)
    if matrix.whole is not None:
        ledger.note(
            "whole-of-skills",
            f"“{matrix.whole.name}” counts, and where it has no day, the day of the last sign-off "
            f"of {names}",
        )
    else:
        ledger.note(
            "several-competencies",
            f"the matrix has {len(matrix.skills)} skills ({names}); say on the pilot card which of "
            "them means competent",
        )


SOURCE = Source(
    name="Skills matrix",
    kind="competency",
    about=(
        "A table kept by hand, with the skills in merged cells above their level and day of "
        "sign-off, or one column of days per skill. A column on the whole person counts before "
        "the single skills; “pending”, “no” and empty cells are kept as still learning."
    ),
    recognises=recognises,
    read=read,
)
