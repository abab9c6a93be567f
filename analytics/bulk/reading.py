"""One large file: recognised by its head, landed by column, its odd rows read by its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from analytics.bulk.attendance import AttendanceLane
from analytics.bulk.invitations import InvitationLane
from analytics.bulk.lane import ISO, ISO_DAY, Elsewhere, Head, Lane, line_of
from analytics.bulk.parse import columns_of
from analytics.bulk.plain import (
    SLICE,
    NotPlain,
    Places,
    Scan,
    Slice,
    Upload,
    cells_of,
    line_ends,
    line_texts,
    scan,
)
from analytics.document import Document, Line, open_document
from analytics.ids import alias_id
from analytics.layout import is_blank
from analytics.problems import Problem, Refused
from analytics.recognise import check_zones, head_of, recognise
from analytics.sources import Answers, Reading, Rows, Source, attendance_list, invitation_list
from analytics.store import StoreError, Writer
from analytics.tables import as_found

_HEAD = 1 << 20
_HEAD_LINES = 1000
# More odd rows than this, and more than a quarter: the file is not what columns are for.
_MANY, _SHARE = 100_000, 0.25
_LANES: Mapping[str, type[AttendanceLane] | type[InvitationLane]] = {
    attendance_list.SOURCE.name: AttendanceLane,
    invitation_list.SOURCE.name: InvitationLane,
}
# Told of the file, the rows read so far and about how many there are; may raise to stop.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Columns:
    """rows: of a file that were landed by column; people: how many spellings of people it has, in
    these and all other rows; days: of the sessions in these rows."""

    rows: int
    people: int
    days: frozenset[date]


@dataclass(frozen=True)
class Landed:
    """A large file, read: its head, what it is, and the reading of its odd rows; without a
    reading the problems say why, and nothing of the file has landed."""

    document: Document
    source: Source
    file_id: str
    reading: Reading | None
    problems: tuple[Problem, ...]
    columns: Columns | None


class ByColumn:
    """Large files of one upload on their way into the workspace of `writer`.

    told: told of the rows as they are read. large, size: how many bytes make a file large, and a
    slice of it.
    """

    def __init__(
        self, writer: Writer, told: Told | None = None, *, large: int = 0, size: int = SLICE
    ) -> None:
        self._writer, self._told, self._large, self._size = writer, told, large, size
        self._in_workspace = {row[0] for row in writer.rows("select file_id from source_file")}
        self._landed: dict[str, Landed] = {}

    def take_out(self, file_id: str) -> None:
        """As if the file had never been read."""
        self._landed.pop(file_id, None)
        for table in ("attendance_interval", "landed_invitation", "landed_session"):
            self._writer.run(f"delete from {table} where file_id = $file", {"file": file_id})  # noqa: S608

    def read(self, name: str, data: Upload, answers: Answers) -> Landed | None:
        """Lands a large file by column; None where it has to be read row by row."""
        if len(data) < self._large or answers.skipped_lines:
            return None
        try:
            with self._writer.beside() as beside:
                return _File(self, beside, name, data, answers).landed()
        except NotPlain:
            return None


class _File:
    def __init__(
        self, way: ByColumn, beside: Writer, name: str, data: Upload, answers: Answers
    ) -> None:
        self._beside = beside
        self._way, self._name, self._data, self._answers = way, name, data, answers
        self._writer = way._writer

    def landed(self) -> Landed:
        document, source = self._recognised()
        self._delimiter = document.delimiter
        found = scan(self._data, document.delimiter, self._way._size)
        head = self._head(document, source, found)
        try:
            if again := self._way._landed.get(found.file_id):
                return again
            if found.file_id in self._way._in_workspace:
                reading = self._known(source, found.file_id)
                return Landed(document, source, found.file_id, reading, (), None)
            lane = _LANES[source.name](
                self._writer, self._beside, head, self._elsewhere(head, found)
            )
            landed = self._through(lane, head, source, found)
        except Refused as refusal:
            self._way.take_out(found.file_id)
            numbers = np.array([row.line for row in refusal.problem.rows], dtype=np.int64)
            rows = tuple(as_found(line, document) for line in self._lines(numbers, found))
            problem = replace(refusal.problem, rows=rows)
            return Landed(document, source, found.file_id, None, (problem,), None)
        except NotPlain:
            self._way.take_out(found.file_id)
            raise
        self._way._landed[found.file_id] = landed
        return landed

    def _known(self, source: Source, file_id: str) -> Reading:
        """What is known of a file that has landed."""
        found = self._writer.rows(
            "select rows_read, rows_usable, rows_left_out, rows_repaired, date_order, data_until"
            " from source_file where file_id = $file",
            {"file": file_id},
        )
        *rows, order, until = found[0] if found else (0, 0, 0, 0, None, None)
        return Reading(source.kind, (), (), Rows(*rows), {}, order, until)

    # the head ---------------------------------------------------------------------------------

    def _recognised(self) -> tuple[Document, Source]:
        """The first thousand lines, and the source they are of."""
        start = self._data[:_HEAD]
        whole = start if len(start) == len(self._data) else start[: start.rfind(b"\n") + 1]
        try:
            check_zones(self._name, self._answers)
            document = open_document(self._name, whole)
            found = recognise(document, self._answers)
        except Refused as refusal:
            raise NotPlain from refusal
        if (
            document.form != "delimited"
            or document.encoding not in ("utf-8", "utf-8-sig")
            or found is None
            or not document.sheets[0].lines
            or document.sheets[0].lines[0].number > 1  # “sep=;” stands above
            or found[0].name not in _LANES
            or (len(whole) < len(self._data) and len(document.sheets[0].lines) < _HEAD_LINES)
        ):
            raise NotPlain
        return head_of(document), found[0]

    def _head(self, document: Document, source: Source, found: Scan) -> Head:
        tables = _LANES[source.name].tables(document, self._answers)
        if len(tables) != 1 or not tables[0].lines or not document.delimiter:
            raise NotPlain
        return Head(document, tables[0], self._answers, found.file_id)

    # rows -------------------------------------------------------------------------------------

    def _through(self, lane: Lane, head: Head, source: Source, found: Scan) -> Landed:
        first = head.table.header.number
        width = len(head.table.header.cells)
        odd: list[Places] = []
        for part in found.slices:
            table, strange = columns_of(
                *self._below(part, first), width, lane.wanted, head.document.delimiter
            )
            with self._beside.shown("slice", table):
                odd += [strange, lane.take()] if len(table) else [strange]
            if self._way._told:
                self._way._told(self._name, part.first_line + part.lines - 1, found.lines)
        lines, last = self._odd_lines(
            lane, np.concatenate([np.array([], dtype=np.int64), *odd]), found
        )
        reading = self._read_odd(lane, head, source, lines, last, found)
        lane.settle()
        return self._counted(lane, head, source, reading, lines, found)

    def _below(self, part: Slice, header: int) -> tuple[bytes, int]:
        """A slice, without the lines down to the header, and the number of its first line."""
        data = self._data[part.start : part.stop]
        if part.first_line > header:
            return data, part.first_line
        ends = line_ends(data)
        above = header - part.first_line
        if above >= len(ends):
            return b"", part.first_line + part.lines
        return data[int(ends[above]) + 1 :], header + 1

    def _odd_lines(self, lane: Lane, odd: Places, found: Scan) -> tuple[Places, int]:
        """The numbers of all lines that the reader has to read, in order; and the last of those
        that had seemed plain and are among them, 0 where there is none."""
        odd = odd.astype(np.int64)
        if len(odd) > max(_MANY, _SHARE * found.lines):
            raise NotPlain
        if not len(odd):
            return np.sort(lane.company((), odd)), 0
        # Whether a line is a header, and the table goes on, is told by the first row, by those
        # after blank ones and by the last.
        read = self._lines(np.sort(odd), found)
        after = [line.number + 1 for line in read if is_blank(line.cells)]
        [(first, last)] = self._writer.rows(
            f"select coalesce(min(line), 0), coalesce(max(line), 0) from {lane.table}"  # noqa: S608
            " where file_id = $file",
            {"file": found.file_id},
        )
        company = lane.company(read, np.unique([first, *after, last]))
        lines = np.unique(np.concatenate([odd, company]))
        if len(lines) > max(_MANY, _SHARE * found.lines):
            raise NotPlain
        return lines, int(last)

    def _read_odd(
        self, lane: Lane, head: Head, source: Source, lines: Places, last: int, found: Scan
    ) -> Reading:
        """What the source makes of the odd rows alone."""
        if not len(lines):
            return Reading(
                source.kind, (), lane.ledger.problems(), Rows(0, 0, 0, 0), {}, lane.order, None
            )
        document = self._only(head, lines, found)
        tables = lane.tables(document, self._answers)
        if len(tables) != 1 or tables[0].columns != head.table.columns:
            raise NotPlain
        if last and all(line.number != last for line in tables[0].lines):
            raise NotPlain  # the table was over before
        answers = replace(self._answers, date_order=lane.order or self._answers.date_order)
        reading = source.read(document, answers)
        known = {(problem.code, problem.says) for problem in reading.problems}
        ours = [p for p in lane.ledger.problems() if (p.code, p.says) not in known]
        order = lane.order or reading.date_order
        return replace(reading, problems=(*ours, *reading.problems), date_order=order)

    def _only(self, head: Head, lines: Places, found: Scan) -> Document:
        """The document with its header, what stands above it, and some lines below."""
        below = self._lines(lines, found)
        sheet = head.document.sheets[0]
        above = tuple(ln for ln in sheet.lines if ln.number <= head.table.header.number)
        return replace(head.document, sheets=(replace(sheet, lines=(*above, *below)),))

    def _lines(self, numbers: Places, found: Scan) -> list[Line]:
        """Some lines of the file by their numbers, which are in order."""
        lines: list[Line] = []
        for part in found.slices:
            low, high = np.searchsorted(numbers, [part.first_line, part.first_line + part.lines])
            if low < high:
                data = self._data[part.start : part.stop]
                inside = numbers[low:high]
                texts = line_texts(data, line_ends(data), inside - part.first_line)
                cells = cells_of(texts, self._delimiter)
                lines += [Line(int(n), c) for n, c in zip(inside, cells, strict=True)]
        return lines

    def _elsewhere(self, head: Head, found: Scan) -> Elsewhere:
        """The texts of date columns in the whole file that are not in the form year-month-day."""

        def texts(columns: Sequence[int]) -> Mapping[int, Sequence[tuple[str, Line]]]:
            first: dict[int, dict[str, int]] = {at: {} for at in columns}
            width, delimiter = len(head.table.header.cells), head.document.delimiter
            for part in found.slices:
                below = self._below(part, head.table.header.number)
                table, _ = columns_of(*below, width, columns, delimiter)
                with self._beside.shown("slice", table):
                    for at in columns:
                        for text, line in self._beside.rows(
                            f"select c{at}, min(line) from slice"  # noqa: S608
                            f" where c{at} <> '' and not regexp_full_match(c{at}, $iso)"
                            f" group by c{at} order by min(line)",
                            {"iso": f" *(?:{ISO}|{ISO_DAY}) *"},
                        ):
                            first[at].setdefault(text, line)
            return {
                at: [(text, line_of([at], [text], line)) for text, line in seen.items()]
                for at, seen in first.items()
            }

        return texts

    # the end ----------------------------------------------------------------------------------

    def _counted(
        self, lane: Lane, head: Head, source: Source, reading: Reading, lines: Places, found: Scan
    ) -> Landed:
        """The file as a whole. Raises StoreError unless every line of it is accounted for."""
        [(rows, people)] = self._writer.rows(
            f"select count(*), count(distinct alias_id) from {lane.table}"  # noqa: S608
            " where file_id = $file",
            {"file": found.file_id},
        )
        if rows + len(lines) + head.table.header.number != found.lines:
            raise StoreError(
                f"{self._name}: {found.lines} lines were counted, and"
                f" {rows + len(lines) + head.table.header.number} were used; nothing was changed."
                " Try again, and report this if it comes back."
            )
        days = frozenset(
            day.date()
            for day in self._writer.frame(
                "select distinct cast(started_at as date) as held_on from landed_session"
                " where file_id = $file",
                {"file": found.file_id},
            )["held_on"]
        )
        read = reading.rows
        whole = replace(
            reading,
            rows=Rows(rows + read.read, rows + read.usable, read.left_out, read.repaired),
            data_until=max({*days, reading.data_until} - {None}, default=None),
        )
        spelled = {alias_id(record.person, self._writer.key) for record in reading.records}
        if spelled:
            [(known,)] = self._writer.rows(
                f"select count(distinct alias_id) from {lane.table}"  # noqa: S608
                " where file_id = $file and list_contains($spelled, alias_id)",
                {"file": found.file_id, "spelled": list(spelled)},
            )
            people += len(spelled) - known
        columns = Columns(rows, people, days)
        return Landed(head.document, source, found.file_id, whole, whole.problems, columns)
