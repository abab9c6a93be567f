"""Bytes of an upload → a document: lines of text cells, with nothing guessed from their values.

`open_document` decides the type by content (never by the file's ending), decodes by byte-order
mark, zero-byte pattern, strict UTF-8 and only then cp1252 with a note, finds the delimiter, and
splits strictly: a quote that swallows rows, NUL bytes or a login page are refused here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from analytics import limits
from analytics.layout import is_blank, is_footer, section_of
from analytics.problems import SKIPPED, Problem, Refused, Row
from analytics.workbook import read_workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# (first bytes, their offset, what it is)
_FOREIGN = (
    (b"%PDF", 0, "a PDF"),
    (b"PAR1", 0, "a Parquet file"),
    (b"PARE", 0, "a Parquet file"),
    (b"ARROW1", 0, "an Arrow file"),
    (b"ORC", 0, "an ORC file"),
    (b"Obj\x01", 0, "an Avro file"),
    (b"\x89HDF", 0, "an HDF5 file"),
    (b"DUCK", 8, "a DuckDB database"),
    (b"SQLite format 3", 0, "an SQLite database"),
    (b"Standard Jet DB", 4, "an Access database"),
    (b"Standard ACE DB", 4, "an Access database"),
    (b"PGDMP", 0, "a database dump"),
    (b"MZ", 0, "a program"),
    (b"\x7fELF", 0, "a program"),
    (b"\xca\xfe\xba\xbe", 0, "a program"),
    (b"\xcf\xfa\xed\xfe", 0, "a program"),
    (b"\x00asm", 0, "a program"),
    (b"#!", 0, "a program"),
    (b"\x80\x04\x95", 0, "a Python pickle"),
    (b"\x80\x05\x95", 0, "a Python pickle"),
    (b"\x89PNG", 0, "a picture"),
    (b"\xff\xd8\xff", 0, "a picture"),
    (b"GIF8", 0, "a picture"),
    (b"ftyp", 4, "a film"),
    (b"\x1f\x8b", 0, "a packed archive"),
    (b"7z\xbc\xaf", 0, "a packed archive"),
    (b"Rar!", 0, "a packed archive"),
    (b"BZh", 0, "a packed archive"),
    (b"\xfd7zXZ\x00", 0, "a packed archive"),
    (b"\x28\xb5\x2f\xfd", 0, "a packed archive"),
    (b"ustar", 257, "a packed archive"),
    (b"{\\rtf", 0, "a text document (RTF)"),
)
# A text may begin with these letters, and no text holds bytes of zero or of these controls.
_LETTERS_ONLY = (b"MZ", b"ORC", b"BZh", b"Obj\x01", b"PARE", b"ftyp")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_WEB_PAGE = ("<html", "<!doctype", "<?xml", "<head", "<body", "<table", "<script", "<meta", "<!--")
_DELIMITERS = ("\t", ";", "|", ",")
_SEPARATOR_LINE = re.compile(r'^"?sep=([,;|\t])"?$', re.IGNORECASE)
_SAMPLED_LETTERS = 200_000
_LINE_END = re.compile("(\r\n|\n|\r)")
_LIKE_DATA = re.compile(r"^\S+@\S+\.\w+$|^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_LONGEST_ADDRESS = 320


class Line(NamedTuple):
    """One logical row: its first physical line number (1-based) and its cells as found."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A grid of text: the whole of a delimited file, or one sheet of a workbook."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Document:
    """An upload, decoded.

    form: "delimited", "workbook" or "calendar"; text: the decoded text (delimited and calendar);
    delimiter: "," ";" "\\t" "|" or "" ; encoding: "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be",
    "cp1252" or "xlsx"; problems: notes of the decoding (cp1252, an .xlsx named .csv) and the lines
    that were left out unread.
    """

    name: str
    sha256: str
    form: str
    encoding: str
    delimiter: str
    text: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()

    def __hash__(self) -> int:
        """Of the bytes it was read from: a hash of every cell takes as long as reading them."""
        return hash(self.sha256)


def open_document(name: str, data: bytes, skipped_lines: Collection[int] = ()) -> Document:
    """Decode and split an upload. Raises Refused for what cannot be an export.

    name: the file's name as uploaded, used only to name it in problems; data: its bytes;
    skipped_lines: numbers of the lines of a text file that are left out unread.
    """
    _refuse_foreign(name, data)
    limits.check_bytes(name, len(data))
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        found = read_workbook(name, data)
        limits.check_rows(name, (row for _, rows in found for row in rows))
        sheets = tuple(
            Sheet(title, tuple(Line(number, tuple(cells)) for number, cells in rows))
            for title, rows in found
        )
        if not sheets:
            raise _refused(name, "empty", "this workbook has no cell with text; export it again")
        return Document(name, sha256, "workbook", "xlsx", "", "", sheets, _misnamed(name))
    encoding, text, notes = _decoded(name, data)
    if skipped_lines:
        text, left_out = _without_lines(name, text, skipped_lines)
        notes = (*notes, *left_out)
    _refuse_text(name, text)
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        limits.check_text(name, text, "")
        if "END:VCALENDAR" not in text[-200:].upper():
            raise _truncated(name, text, "the calendar is not closed by END:VCALENDAR")
        return Document(name, sha256, "calendar", encoding, "", text, (), notes)
    lines, delimiter = split_text(name, text)
    limits.check_rows(name, lines)
    if all(is_blank(line.cells) for line in lines):
        raise _refused(name, "empty", "the file has no text in it; export it again")
    _refuse_cut_row(name, text, lines)
    sheet = Sheet("", tuple(lines))
    return Document(name, sha256, "delimited", encoding, delimiter, text, (sheet,), notes)


def _refused(name: str, code: str, says: str, rows: tuple[Row, ...] = ()) -> Refused:
    return Refused(Problem(code, "refused", name, says, rows))


def _truncated(name: str, text: str, found: str) -> Refused:
    line = text.count("\n", 0, len(text.rstrip())) + 1
    last = text.rstrip().rsplit("\n", 1)[-1][:200]
    return _refused(
        name,
        "truncated",
        f"the file ends too early: {found}; download or export it again",
        (Row(line, last),),
    )


def _refuse_foreign(name: str, data: bytes) -> None:
    """Raise Refused for an empty file and for formats told by their first bytes."""
    if not data:
        raise _refused(name, "empty", "the file is empty (0 bytes); export it again")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _refused(
                name,
                "password",
                "this workbook is protected by a password; save a copy without one",
            )
        raise _refused(
            name,
            "old-workbook",
            "this is an old Excel workbook (.xls); open it in Excel and save it as .xlsx "
            "or CSV UTF-8",
        )
    if what := _foreign(data):
        raise _refused(
            name, "wrong-type", f"this is {what}, not an export; choose the CSV, XLSX or ICS"
        )


def _foreign(data: bytes) -> str | None:
    """What a file is that is no export, by its first bytes; None where they say nothing."""
    for start, at, what in _FOREIGN:
        if data[at : at + len(start)] == start and (
            start not in _LETTERS_ONLY or _NO_TEXT.search(data, 0, 4096)
        ):
            return what
    return None


def _misnamed(name: str) -> tuple[Problem, ...]:
    if name.lower().endswith((".xlsx", ".xlsm")):
        return ()
    return (
        Problem(
            "xlsx-misnamed",
            "note",
            name,
            "this is an Excel workbook with another ending; it was read as a workbook, "
            "nothing needs to be done",
        ),
    )


def _decoded(name: str, data: bytes) -> tuple[str, str, tuple[Problem, ...]]:
    """(encoding, text without byte-order mark, notes)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, _strictly(name, data[len(mark) :], encoding), ()
    wide = _wide_encoding(data)
    if wide:
        return wide, _strictly(name, data, wide), ()
    try:
        return "utf-8", data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            text = data[: error.start].decode("utf-8")
            raise _truncated(name, text, "it stops in the middle of a letter") from None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _undecodable(name, data, error) from None
    numbered = enumerate(text.split("\n"), start=1)
    rows = tuple(Row(number, line[:200]) for number, line in numbered if not line.isascii())
    return "cp1252", text, (_cp1252(name, rows),)


def readable(data: bytes) -> str | None:
    """The text of an upload for a person to look at, with a mark where bytes are no letter; None
    where it is no text at all."""
    if data.startswith((*_ZIP, _OLE)) or _foreign(data):
        return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding.removesuffix("-sig"), "replace")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _cp1252(name: str, rows: tuple[Row, ...]) -> Problem:
    return Problem(
        "cp1252",
        "note",
        name,
        "the file is not UTF-8; it was read as Windows text (cp1252), so look at the accented "
        "letters in these lines, and export as CSV UTF-8 if one is wrong or shown as “?”",
        rows,
    )


def _without_lines(
    name: str, text: str, numbers: Collection[int]
) -> tuple[str, tuple[Problem, ...]]:
    """The text with these lines emptied, so that every other keeps its number, and what was in
    them as left-out rows."""
    parts = _LINE_END.split(text)  # line, end, line, end, …
    rows = []
    for number in sorted(numbers):
        at = 2 * (number - 1)
        if 0 <= at < len(parts) and parts[at].strip():
            rows.append(Row(number, parts[at].replace("\0", "")[:200]))
            parts[at] = ""
    if not rows:
        return text, ()
    says = "left out unread, as was said for this file"
    return "".join(parts), (Problem(SKIPPED, "left_out", name, says, tuple(rows)),)


def _strictly(name: str, data: bytes, encoding: str) -> str:
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.end >= len(data):
            text = data[: error.start].decode(codec, "ignore")
            raise _truncated(name, text, "it stops in the middle of a letter") from None
        raise _undecodable(name, data, error) from None


def _undecodable(name: str, data: bytes, error: UnicodeDecodeError) -> Refused:
    line = data.count(b"\n", 0, error.start) + 1
    found = data[error.start : error.start + 1].hex().upper()
    return _refused(
        name,
        "undecodable",
        f"the byte {found} is no letter in the encoding of this file; it is damaged or was saved "
        "in an unusual encoding: save it again as CSV UTF-8",
        (Row(line, ""),),
    )


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark, told by zero bytes that stand on one side only."""
    head = data[: 1 << 16]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < max(2, len(head) // 20):
        return None
    if odd > 19 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 19 * odd else None


def _refuse_text(name: str, text: str) -> None:
    """Raise Refused for text that is no table: blank, NUL bytes, or a web page."""
    if not text.strip("\ufeff \t\r\n,;|"):
        raise _refused(name, "empty", "the file has no text in it; export it again")
    nul = text.find("\0")
    if nul >= 0:
        raise _refused(
            name,
            "nul-bytes",
            "there are NUL bytes where text should be: the file is damaged or no text file; "
            "export it again",
            (Row(text.count("\n", 0, nul) + 1, ""),),
        )
    start = text[:400].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(_WEB_PAGE):
        raise _refused(
            name,
            "web-page",
            "this is a web page (often a sign-in page saved instead of the export); sign in and "
            "download the export again",
            (Row(1, text.lstrip().split("\n", 1)[0].strip()[:200]),),
        )


def split_text(name: str, text: str) -> tuple[list[Line], str]:
    """Delimited text → (lines, delimiter). Raises Refused for a quote that swallows rows."""
    first, _, rest = text.partition("\n")
    skipped = 0
    directive = _SEPARATOR_LINE.match(first.strip())
    if directive:
        delimiter, text, skipped = directive[1], rest, 1
    else:
        delimiter = delimiter_of(text)
    limits.check_text(name, text, delimiter)
    if not delimiter:
        column = io.StringIO(text, newline=None)
        return [Line(number, (cell.rstrip("\n"),)) for number, cell in enumerate(column, 1)], ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = []
    number = skipped + 1
    try:
        for cells in reader:
            lines.append(Line(number, tuple(cells)))
            number = skipped + reader.line_num + 1
    except csv.Error:
        lines = _split_by_hand(name, text, delimiter, skipped)
    if '"' in text:
        _refuse_swallowed(name, lines, delimiter)
    return lines, delimiter


def split_lines(texts: Iterable[str], delimiter: str) -> list[tuple[str, ...]]:
    """The cells of lines that are a row each. Raises Refused for a quote that is not closed."""
    if not delimiter:
        return [(text,) for text in texts]
    return [_split_line(text, delimiter) for text in texts]


def _split_line(text: str, delimiter: str) -> tuple[str, ...]:
    if '"' not in text:
        return tuple(text.split(delimiter)) if text else ()
    try:
        return tuple(next(csv.reader([text], delimiter=delimiter, strict=True)))
    except csv.Error:
        return _split_by_hand("", text, delimiter, 0)[0].cells


def delimiter_of(text: str) -> str:
    """The delimiter that splits neighbouring lines into the same number of cells most often.

    "" if none splits anything: a file of one column.
    """
    sample = text[:_SAMPLED_LETTERS]
    if len(sample) < len(text):
        sample = sample.rsplit("\n", 1)[0]
    best, best_score = "", 0
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for delimiter in _DELIMITERS:
            reader = csv.reader(
                io.StringIO(sample, newline=""), delimiter=delimiter, quoting=quoting
            )
            try:
                widths = [len(cells) for cells in reader if any(cells)]
            except csv.Error:
                continue
            steady = sum(
                width - 1
                for at, width in enumerate(widths)
                if width in widths[max(at - 1, 0) : at] + widths[at + 1 : at + 2]
            )
            # A single line has no neighbour, and a loose one is weak evidence, but some.
            score = 100 * steady + sum(width - 1 for width in widths)
            if score > best_score:
                best, best_score = delimiter, score
        if best:
            return best
    return best


def _split_by_hand(name: str, text: str, delimiter: str, skipped: int) -> list[Line]:
    """Split text that `csv` refuses: a quote that closes nothing is a letter of its cell, unless
    it runs over the end of its line, for then it swallows rows and the file is refused."""
    lines: list[Line] = []
    at, number = 0, skipped + 1
    while at < len(text):
        cells: list[str] = []
        start = number
        while True:
            if text.startswith('"', at):
                cell, end = _quoted(text, at, delimiter)
                if cell is None:
                    raise _unclosed(name, text, at, number)
                number += cell.count("\n") or cell.count("\r")
            else:
                end = _cell_end(text, at, delimiter)
                cell = text[at:end]
            cells.append(cell)
            at = end
            if not text.startswith(delimiter, at):
                break
            at += 1
        lines.append(Line(start, tuple(cells) if cells != [""] else ()))
        at += 2 if text.startswith("\r\n", at) else 1
        number += 1
    return lines


def _cell_end(text: str, at: int, delimiter: str) -> int:
    match = re.compile(f"[{re.escape(delimiter)}\r\n]").search(text, at)
    return match.start() if match else len(text)


def _quoted(text: str, at: int, delimiter: str) -> tuple[str | None, int]:
    """The quoted cell that opens at `at` and where it ends; None if its quote swallows rows."""
    from_quote = at + 1
    while True:
        quote = text.find('"', from_quote)
        if quote < 0:
            return None, len(text)
        if text.startswith('"', quote + 1):
            from_quote = quote + 2
            continue
        after = text[quote + 1 : quote + 2]
        if after in ("", delimiter, "\r", "\n"):
            return text[at + 1 : quote].replace('""', '"'), quote + 1
        end = _cell_end(text, at, delimiter)
        if quote < end or "\n" not in text[at:quote]:
            # The quote closes on its own line but text follows: it was part of a name.
            return text[at:end], end
        return None, len(text)


def _unclosed(name: str, text: str, at: int, number: int) -> Refused:
    row = Row(number, text[at:].split("\n", 1)[0].strip()[:200])
    return _refused(
        name,
        "unclosed-quote",
        "a quotation mark opens in this line and is not closed, so the rows after it run into one "
        "cell; remove the mark or export the file again",
        (row,),
    )


def _refuse_swallowed(name: str, lines: list[Line], delimiter: str) -> None:
    """Raise Refused if a cell of several lines holds whole rows of the table.

    A stray quote can meet a closing one further down without breaking a rule of the format; then
    a line inside the cell has as many cells as the table is wide, and an e-mail address or a date
    among them.
    """
    folded = [(line, cell) for line in lines for cell in line.cells if "\n" in cell or "\r" in cell]
    if not folded:
        return
    width = Counter(len(line.cells) for line in lines if len(line.cells) > 1).most_common(1)
    if not width or width[0][0] < 3:
        return
    for line, cell in folded:
        for part in cell.splitlines():
            cells = part.split(delimiter)
            if len(cells) == width[0][0] and any(map(looks_like_data, cells)):
                raise _unclosed(name, cell, 0, line.number)


def looks_like_data(cell: str) -> bool:
    """Whether a cell is an e-mail address or begins with a date, as no header's does."""
    return _LIKE_DATA.search(cell.strip()[:_LONGEST_ADDRESS]) is not None


def _refuse_cut_row(name: str, text: str, lines: list[Line]) -> None:
    """Raise Refused if the last row has fewer cells than the row above and no line end."""
    if text.endswith(("\n", "\r")) or len(lines) < 2:
        return
    last, above = lines[-1], lines[-2]
    if len(last.cells) >= len(above.cells) or is_blank(above.cells):
        return
    if is_footer(last.cells) or section_of(last.cells) is not None:
        return
    found = f"its last row has {len(last.cells)} of {len(above.cells)} cells"
    raise _truncated(name, text, found)
