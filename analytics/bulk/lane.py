"""What every kind of list that is read by column has in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol, TypeVar

import pyarrow as pa

from analytics.bulk.plain import NotPlain, Places
from analytics.clock import parse_moment_zoned
from analytics.document import Document, Line
from analytics.ids import alias_id
from analytics.kept_texts import looked_up
from analytics.layout import is_footer
from analytics.ledger import Ledger, order_of_dates
from analytics.records import Identity
from analytics.rolls import NOTHING
from analytics.sources import Answers, DateOrder
from analytics.store import Writer
from analytics.tables import Table, bare
from analytics.vocabulary import beginnings, begins_otherwise, normal, words
from analytics.wall_clock import WallClock, local_clock

# Year, month and day, with or without a time of day, as the standard library reads it. Of any
# other form the clock of the file says what it means.
ISO_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
ISO = ISO_DAY + r"[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"

_HELD = 65536
T = TypeVar("T")

# Columns -> their texts that are not in that form, in the order of the file, with their lines.
Elsewhere = Callable[[Sequence[int]], Mapping[int, Sequence[tuple[str, Line]]]]


@dataclass(frozen=True)
class Head:
    """The first lines of a file, the one table in them, and what was said about the file."""

    document: Document
    table: Table
    answers: Answers
    file_id: str


class Lane(Protocol):
    """One kind of list on its way into the workspace."""

    ledger: Ledger
    order: DateOrder | None
    table: str

    @staticmethod
    def tables(document: Document, answers: Answers) -> Sequence[Table]:
        """The tables in a document, as its source finds them."""

    @property
    def wanted(self) -> Sequence[int]:
        """The columns that are read."""

    def take(self) -> Places:
        """Lands the plain rows of `slice`; the numbers of the lines of the others."""

    def company(self, odd: Sequence[Line], others: Places) -> Places:
        """The landed lines that cannot be read without these odd ones or without one of the other
        lines, these among them; they do not stay landed."""

    def settle(self) -> None:
        """Lands what the rows are about, once they are all there."""


def columns_at(table: Table, fields: Iterable[str]) -> dict[str, int]:
    """Field -> column, of those of some fields that a table has, in the order of the fields."""
    return {name: table.columns[name] for name in fields if name in table.columns}


def line_of(at: Iterable[int], texts: Sequence[str], number: int) -> Line:
    """A line of which only some columns are filled."""
    filled = dict(zip(at, texts, strict=True))
    return Line(number, tuple(filled.get(i, "") for i in range(max(filled, default=-1) + 1)))


def texts_of(line: Line, columns: Mapping[str, int]) -> tuple[str, ...]:
    """The texts of some columns of a line, as `Known` has them."""
    cells = line.cells
    return tuple(cells[at] if at < len(cells) else "" for at in columns.values())


def meaning_of(
    texts: tuple[str, ...], held: dict[tuple[str, ...], T], read: Callable[[tuple[str, ...]], T]
) -> T:
    """What texts mean, read once where they come again soon; held: what was read lately."""
    if texts not in held:
        if len(held) >= _HELD:
            held.clear()
        held[texts] = read(texts)
    return held[texts]


def every_row(beside: Writer, sql: str) -> pa.Table:
    """What SQL makes of each row of `slice`. Raises NotPlain where it makes more, or fewer."""
    found = beside.arrow(sql)
    if len(found) != beside.rows("select count(*) from slice")[0][0]:
        raise NotPlain
    return found


def title_in(text: str) -> str:
    """A session's title as the readers have it, "" where a cell stands for nothing."""
    bared = bare(text)
    return "" if bared in NOTHING else " ".join(bared.split())


def header_words(texts: Iterable[str], vocabulary_name: str) -> int:
    """How many of some texts may head a column or close a table ("Total"): two of them in one
    row may make it another row than it seems, and then the readers look at it."""
    begun, firsts = _begun(vocabulary_name)
    found = 0
    for text in texts:
        if text and not begins_otherwise(text, begun) and "@" not in text:
            first = text.partition(" ")[0]  # where it is plain, of the normal form too
            if first.casefold() in firsts or not (first.isalnum() and first.isascii()):
                found += _weight(text, vocabulary_name)
    return found


@looked_up(65536)
def _weight(text: str, vocabulary_name: str) -> int:
    if len(text) >= 80:
        return 0
    return 2 if is_footer((text, *_REST)) else int(normal(text) in words(vocabulary_name))


_REST = ("", "", "")


@cache
def _begun(vocabulary_name: str) -> tuple[frozenset[str], frozenset[str]]:
    """How the words begin that head columns or close tables, and the first word of each."""
    known = words(vocabulary_name).keys() | words("footers").keys()
    return beginnings(known), frozenset(word.partition(" ")[0] for word in known)


# A name without anything that could be more than a name, and an address without what mail knows
# and nobody uses: what the readers make of them is plain.
_NAME = re.compile(r"[^\W\d_][\w.,'’-]*(?: [\w.,'’-]+)*")
_ADDRESS = re.compile(r" *[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,} *")
_NUMBER = re.compile(r"[A-Za-z0-9]*")


class PlainPeople:
    """People columns whose texts say who it is at first sight."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._places = {name: at for at, name in enumerate(fields)}
        self._is_known = self._places.keys() <= {"name", "email", "employee_id"}
        self._has_both = {"name", "email"} <= self._places.keys()

    def identity(self, texts: Sequence[str]) -> Identity | None:
        """Who the texts name, None where the readers have to look."""
        if not (self._is_known and self._has_both):
            return None
        name, email = texts[self._places["name"]], texts[self._places["email"]]
        number = texts[self._places["employee_id"]] if "employee_id" in self._places else ""
        if _NAME.fullmatch(name) and _ADDRESS.fullmatch(email) and _NUMBER.fullmatch(number):
            return Identity(name, email.strip().lower(), "", number)
        return None


def file_clock(
    head: Head, fields: Sequence[str], elsewhere: Elsewhere, ledger: Ledger
) -> tuple[WallClock, DateOrder | None, Mapping[str, datetime]]:
    """(the clock of a file, the order of its dates, what its times in other forms mean).

    Texts in the form year-month-day settle themselves; where the head has others, those of the
    whole file are looked at. Raises Refused with the question that is open.
    """
    at = columns_at(head.table, fields)
    texts = [text for text in head.table.texts(*at) if text]
    lines: list[Line] = list(head.table.lines)
    moments: list[str] = []
    if not all(_settles_itself(text) for text in texts):
        found = elsewhere(list(at.values()))
        texts = [bare(text) for column in found.values() for text, _ in column]
        lines = [line for column in found.values() for _, line in column]
        moments = [t for f in ("join", "leave") if f in at for t, _ in found[at[f]]]
    order = order_of_dates(ledger, head.answers, texts, lines)
    clock = local_clock(ledger, head.answers, order, texts)
    if clock.from_zone and clock.to_zone:
        raise NotPlain  # every time is moved
    return clock, order, dict(_known_moments(moments, clock))


@looked_up(65536)
def _settles_itself(text: str) -> bool:
    """Whether a text of a date column is no matter of the order of dates, nor of a zone."""
    found = parse_moment_zoned(text, "dmy") or parse_moment_zoned(text, "mdy")
    return found is None or (found[1] is None and text[:4].isdigit() and text[4:5] == "-")


def is_moved(texts: Iterable[str], clock: WallClock) -> bool:
    """Whether a text names a zone of its own, and nobody said into which to turn it."""
    found = (parse_moment_zoned(bare(text), clock.order) for text in texts)
    return not clock.home and any(one is not None and one[1] is not None for one in found)


def _known_moments(texts: Iterable[str], clock: WallClock) -> Iterable[tuple[str, datetime]]:
    for text in dict.fromkeys(texts):
        zoned = parse_moment_zoned(bare(text), clock.order)
        moment = clock.moment(bare(text))
        if moment is not None and zoned is not None and zoned[1] is None:
            yield text, moment


def moment_sql(column: str, known: str = "") -> str:
    """SQL for the time in a text column; NULL where it is none that is known. A text in the form
    year-month-day, with or without seconds, is told by reading what was written for it. known: the
    table of texts and moments that was joined for the column."""
    text = f"replace(trim({column}), 'T', ' ')"
    moment = f"try_cast(trim({column}) as timestamp)"
    written = f"cast({moment} as varchar)"
    is_iso = (
        f"length({text}) = 19 and {text} = {written}"
        f" or length({text}) = 16 and concat({text}, ':00') = {written}"
    )
    otherwise = f"{known}.moment" if known else "cast(null as timestamp)"
    return f"case when {is_iso} then {moment} else {otherwise} end"


def land_aliases(writer: Writer, beside: Writer, table: str, file_id: str) -> None:
    """The spellings of people that landed rows use, from what is known of people (`beside`)."""
    known = beside.arrow(
        "select alias_id, min(name) as name, min(email) as email, min(upn) as upn,"
        " min(employee_id) as employee_id from bulk_person where alias_id is not null"
        " group by alias_id"
    )
    with writer.shown("spelling", known):
        writer.run(
            f"""
            insert into person_alias by name
            select * from spelling
            where alias_id in (select alias_id from {table} where file_id = $file)
                and alias_id not in (select alias_id from person_alias)
            """,  # noqa: S608
            {"file": file_id},
        )


SPELLING = {"alias_id": "bigint", "name": "varchar", "email": "varchar", "upn": "varchar",
            "employee_id": "varchar"}  # fmt: skip


def spelling(person: Identity, key: bytes) -> tuple[int, str, str, str, str]:
    """The parts of SPELLING, under the key of the workspace."""
    return (alias_id(person, key), person.name, person.email, person.upn, person.employee_id)
