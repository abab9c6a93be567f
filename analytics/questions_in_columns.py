"""Questions of a survey and the columns that hold their answers.

Most tools write one column per question. A question with several ticked options, or a grid, may
be spread over several columns with the question's text (the stem) above all or the first of them
and the option or row (the label) below: ticked options become one answer again, as forms write
it ("Shadowing;Learning pods"), and every row of a grid a question of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analytics.document import Line
from analytics.scales import is_worded
from analytics.vocabulary import normal

_JOINED_BY = ";"
_YES = {"1", "x", "true", "yes"}


@dataclass(frozen=True)
class Question:
    """A question; at: its columns; stem: what the rows of one grid share, else its text.

    options: for ticked options, the option of each column ("" where the cell itself is the
    answer, as for "Other"); is_coded: its numbers stand for choices, not for themselves.
    """

    at: tuple[int, ...]
    text: str
    stem: str
    options: tuple[str, ...] = ()
    is_coded: bool = False

    def answer(self, line: Line) -> str:
        """The answer in one line, "" if there is none."""
        if not self.options:
            return cell_of(line, self.at[0])
        given = (
            (option, cell_of(line, at)) for at, option in zip(self.at, self.options, strict=True)
        )
        return _JOINED_BY.join(option or cell for option, cell in given if _is_ticked(cell, option))

    def answers(self, lines: Iterable[Line]) -> list[str]:
        """The answers in some lines that are not empty."""
        return [text for line in lines if (text := self.answer(line))]


@dataclass(frozen=True)
class Column:
    """One column of a question: its stem, and the label of the option or row ("" if it has none).

    is_choice: the header itself says that this is an option to tick, or the text of "Other".
    """

    at: int
    stem: str
    label: str = ""
    is_choice: bool = False


def cell_of(line: Line, at: int) -> str:
    """A cell without blanks around it; a tab, as in "\\t=1+1", is no blank."""
    return line.cells[at].strip(" \u00a0\r\n") if at < len(line.cells) else ""


def _is_ticked(cell: str, option: str) -> bool:
    return bool(cell) and not (option and cell == "0")


def gather(columns: Sequence[Column], lines: Sequence[Line]) -> list[Question]:
    """Columns, left to right -> questions: neighbours of one stem are ticked options or a grid."""
    found: list[Question] = []
    for stem, group in groupby(columns, key=lambda column: column.stem):
        members = list(group)
        options = _options(members, lines)
        if options:
            at = tuple(column.at for column in members)
            found.append(Question(at, stem, stem, options))
        else:
            found += [Question((c.at,), _grid_text(c), stem) for c in members]
    return unique(found)


def _grid_text(column: Column) -> str:
    return f"{column.stem.rstrip(': ')}: {column.label}" if column.label else column.stem


def unique(questions: Iterable[Question]) -> list[Question]:
    """Questions of one text are told apart by a number, for each is asked on its own."""
    seen: dict[str, int] = {}
    found = []
    for question in questions:
        number = seen[question.text] = seen.get(question.text, 0) + 1
        text = question.text if number == 1 else f"{question.text} ({number})"
        found.append(replace(question, text=text))
    return found


def _options(members: Sequence[Column], lines: Sequence[Line]) -> tuple[str, ...]:
    """The option of each column where a group is a question with ticked options, else ()."""
    labelled = [column for column in members if column.label]
    if len(members) < 2 or not labelled:
        return ()
    values = {
        column.at: {text for line in lines if (text := cell_of(line, column.at))}
        for column in members
    }
    found = _ticked(members, values, _by_label) or _ticked(members, values, _by_mark)
    if not found and any(_is_partly_filled(labelled, line) for line in lines):
        # A grid is answered in every row; options are ticked here and there.
        found = _ticked(members, values, _by_place)
        found = found if sum(map(bool, values.values())) > 1 else ()
    return found


def _is_partly_filled(columns: Sequence[Column], line: Line) -> bool:
    filled = sum(bool(cell_of(line, column.at)) for column in columns)
    return 0 < filled < len(columns)


# A column, its place in its group, its values -> whether they all mean that it is ticked.
_Tick = Callable[[Column, int, set[str]], bool]


def _by_label(column: Column, place: int, values: set[str]) -> bool:
    return all(normal(text) == normal(column.label) for text in values)


def _by_place(column: Column, place: int, values: set[str]) -> bool:
    return values <= {str(place), "0"}


def _by_mark(column: Column, place: int, values: set[str]) -> bool:
    return column.is_choice and {text.casefold() for text in values} <= _YES | {"0"}


def _ticked(
    members: Sequence[Column], values: dict[int, set[str]], is_tick: _Tick
) -> tuple[str, ...]:
    ticks = {
        column.at
        for place, column in enumerate(members, start=1)
        if column.label and is_tick(column, place, values[column.at])
    }
    answered = [column for column in members if values[column.at]]
    others = [column for column in answered if column.at not in ticks]
    if len(answered) == len(others) or len(others) > 1:
        return ()
    # One free text beside the options is "Other".
    for other in others:
        if is_worded(values[other.at]) or not (other.is_choice or other is members[-1]):
            return ()
    return tuple("" if column in others else column.label for column in members)
