"""Tables inside a sheet, found by the words of their headers wherever they stand.

A header is a line whose cells name enough fields of a vocabulary. Preambles above it are skipped,
and the table ends at the next header, at a section title, at a footer ("Total", "Page 1 of 1"), or
at a blank line that is followed by anything but more rows of the same kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

from analytics.document import Document, Line, Sheet
from analytics.layout import filled_cells, is_footer, section_of
from analytics.problems import Row
from analytics.vocabulary import fields_of, normal, words, words_among

# A line is looked at as a header only if one of its cells is a known word: in a table one of its
# first ones, for a second header has to be like the first.
_PROBED_CELLS = 4
_MOST_PROBED_CELLS = 60


@dataclass(frozen=True)
class Table:
    """A header, the columns it names (field -> index), its data lines, its section's title."""

    header: Line
    columns: Mapping[str, int]
    lines: tuple[Line, ...]
    title: str = ""

    def cell(self, line: Line, field: str) -> str:
        """The text of a field in a line, stripped; "" where column or cell is missing."""
        index = self.columns.get(field)
        if index is None or index >= len(line.cells):
            return ""
        return bare(line.cells[index])

    def rows(self, *fields: str) -> Iterator[tuple[str, ...]]:
        """The texts of some fields, as `cell` gives them, line by line."""
        columns = [self.columns.get(field) for field in fields]
        cells = map(self._column, columns)
        found = (
            each if at is None else _bare(each) for at, each in zip(columns, cells, strict=True)
        )
        return zip(*found, strict=True)

    def found(self, *columns: int | None) -> Iterator[tuple[str, ...]]:
        """The cells of some columns as they stand, line by line; "" where there is none."""
        if not columns:
            return repeat((), len(self.lines))
        return zip(*map(self._column, columns), strict=True)

    def _column(self, at: int | None) -> Iterable[str]:
        if at is None:
            return repeat("", len(self.lines))
        return [line.cells[at] if at < len(line.cells) else "" for line in self.lines]

    def texts(self, *fields: str) -> list[str]:
        """The texts of some fields in every line, field after field; absent columns add none."""
        found: list[str] = []
        for at in (self.columns[field] for field in fields if field in self.columns):
            found += _bare(line.cells[at] for line in self.lines if at < len(line.cells))
        return found

    def distinct(self, *fields: str) -> list[str]:
        """Like `texts`, each text once, where it comes first."""
        return list(dict.fromkeys(self.texts(*fields)))


def bare(cell: str) -> str:
    """A cell's text without blanks around it and without the ="…" that keeps Excel from reading
    it as a number."""
    text = cell.strip()
    if text[:2] == '="' and text[-1] == '"':
        return text[2:-1].strip()
    return text


def _bare(cells: Iterable[str]) -> list[str]:
    return [text if text[:2] != '="' else bare(text) for text in map(str.strip, cells)]


def as_found(line: Line, document: Document) -> Row:
    """The line as a row for the person to look at: its number and its text."""
    return Row(line.number, (document.delimiter or "\t").join(line.cells).strip())


def find_tables(
    sheet: Sheet,
    vocabulary_name: str,
    needs: Collection[str] | Collection[Collection[str]],
    *,
    mapping: Mapping[str, str] | None = None,
) -> list[Table]:
    """Every table of a sheet whose header names the needed fields, top to bottom.

    needs: the fields a header must name, or several such sets of which one must be met.
    mapping: field -> header text, as a person mapped a file whose words nobody knows; where it
    is given a header is the line that has those texts, and it wins over the vocabulary.
    A second header line directly under the first (ids above labels) adds the fields that the
    first does not name; repeated headers further down are dropped.
    """
    return _Finder(sheet.lines, vocabulary_name, _need_sets(needs), mapping or {}).tables()


def _need_sets(
    needs: Collection[str] | Collection[Collection[str]],
) -> tuple[frozenset[str], ...]:
    if all(isinstance(need, str) for need in needs):
        return (frozenset(need for need in needs if isinstance(need, str)),)
    return tuple(frozenset(need) for need in needs)


class _Finder:
    """The walk of `find_tables`: which line is a header, which ends a table."""

    def __init__(
        self,
        lines: Sequence[Line],
        vocabulary_name: str,
        needs: tuple[frozenset[str], ...],
        mapping: Mapping[str, str],
    ) -> None:
        self.lines = lines
        self.vocabulary_name = vocabulary_name
        self.known = words(vocabulary_name)
        self.needs = needs
        self.mapping = {field: normal(text) for field, text in mapping.items()}
        self.mapped = frozenset(self.mapping.values())

    @cached_property
    def _first_words(self) -> set[str]:
        """The known words among the first cells of the lines: a table repeats its cells."""
        cells = {cell for line in self.lines for cell in line.cells[:_PROBED_CELLS]}
        return words_among(cells, self.vocabulary_name)

    def columns(self, line: Line, above: Line | None) -> dict[str, int] | None:
        """The columns of a header line, None for any other line. above: the table's header."""
        if self.mapping:
            is_row = above is not None and line.cells != above.cells
            return None if is_row else self._mapped_columns(line)
        if above is None:
            if not words_among(line.cells[:_MOST_PROBED_CELLS], self.vocabulary_name):
                return None
        elif self._first_words.isdisjoint(line.cells[:_PROBED_CELLS]):
            return None
        found = fields_of(line.cells, self.vocabulary_name)
        return found if any(need <= found.keys() for need in self.needs) else None

    def _mapped_columns(self, line: Line) -> dict[str, int] | None:
        texts = [normal(cell) for cell in line.cells]
        if not self.mapped <= set(texts):
            return None
        chosen = {field: texts.index(text) for field, text in self.mapping.items()}
        taken = set(chosen.values())
        rest = {
            field: at
            for field, at in fields_of(line.cells, self.vocabulary_name).items()
            if field not in chosen and at not in taken
        }
        return chosen | rest

    def _continues(self, line: Line, columns: Mapping[str, int]) -> bool:
        """Whether a line after a blank one is another row of the table: half its columns are
        filled, and it is no label with a value."""
        filled = [
            line.cells[at]
            for at in columns.values()
            if at < len(line.cells) and line.cells[at].strip()
        ]
        if len(filled) < 2 or 2 * len(filled) < len(columns):
            return False
        label = normal(filled[0])
        return len(filled) > 2 or not (label in self.known or label in words("meeting"))

    def tables(self) -> list[Table]:
        found: list[Table] = []
        title = ""
        header: Line | None = None
        columns: dict[str, int] = {}
        kept: list[Line] = []
        after_blank = False

        def close() -> None:
            nonlocal header, kept
            if header is not None:
                found.append(Table(header, columns, tuple(kept), title))
            header, kept = None, []

        for line in self.lines:
            filled = filled_cells(line.cells)
            if not filled:
                after_blank = True
                continue
            if filled == 1 and section_of(line.cells) is not None:
                close()
                title = next(cell.strip() for cell in line.cells if cell.strip())
                after_blank = False
                continue
            named = self.columns(line, header)
            if named is not None:
                if header is None:
                    header, columns = line, named
                elif not kept and not after_blank:
                    columns = {**named, **columns}
                elif named != columns:
                    close()
                    header, columns = line, named
            elif header is not None:
                few = filled <= max(2, len(line.cells) // 2)
                is_over = after_blank and not self._continues(line, columns)
                if is_over or (few and is_footer(line.cells)):
                    close()
                else:
                    kept.append(line)
            after_blank = False
        close()
        return found


def key_values(sheet: Sheet) -> dict[str, str]:
    """Label (in normal form) -> value, from the lines that hold exactly one of each, as in a
    report's summary. The first line that has a label keeps it. A line break inside a value is
    folded to one blank."""
    found: dict[str, str] = {}
    for line in sheet.lines:
        if filled_cells(line.cells) == 2:
            label, value = (cell.strip() for cell in line.cells if cell.strip())
            found.setdefault(normal(label), " ".join(value.split()))
    return found
