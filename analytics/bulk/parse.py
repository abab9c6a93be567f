"""A slice of a file → its texts by column, beside the numbers of their lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

from analytics.bulk.plain import NotPlain, Places, line_ends, odd_quotes

_BLOCK = 4 << 20


def columns_of(
    part: bytes, first_line: int, width: int, wanted: Sequence[int], delimiter: str
) -> tuple[pa.Table, Places]:
    """(columns c0, c1, … as far as wanted, and `line`; the numbers of lines of another width or
    with odd quotes, which are not among them).

    Texts are as they stand, "" where nothing does. width: how many columns the header has.
    """
    ends = line_ends(part)
    numbers = np.arange(first_line, first_line + len(ends))
    odd: list[Places] = []
    if b'"' in part:
        strange = odd_quotes(part, ends, delimiter)
        if len(strange):
            odd.append(numbers[strange])
            part, numbers = _without(part, ends, strange), np.delete(numbers, strange)
    table, uneven = _parsed(part, width, wanted, delimiter)
    if len(uneven):
        odd.append(numbers[uneven])
        numbers = np.delete(numbers, uneven)
    if table.num_rows != len(numbers):
        raise NotPlain
    return table.append_column("line", pa.array(numbers)), np.sort(np.concatenate([[], *odd]))


def _without(part: bytes, ends: Places, lines: Places) -> bytes:
    """The slice without some of its lines."""
    kept, at = [], 0
    for line in lines:
        kept.append(part[at : int(ends[line - 1]) + 1 if line else 0])
        at = int(ends[line]) + 1
    return b"".join([*kept, part[at:]])


def _parsed(
    part: bytes, width: int, wanted: Sequence[int], delimiter: str
) -> tuple[pa.Table, Places]:
    """The rows of the right width, and the places of the others among all."""
    if not part:
        return pa.table({f"c{at}": pa.array([], pa.string()) for at in wanted}), np.array([], int)
    uneven: list[int] = []

    def note(row: pa.csv.InvalidRow) -> str:
        uneven.append(row.number or 0)
        return "skip"

    def read(use_threads: bool) -> pa.Table:
        names = [f"c{at}" for at in range(width)]
        return pa.csv.read_csv(
            pa.BufferReader(part),
            read_options=pa.csv.ReadOptions(
                use_threads=use_threads, block_size=_BLOCK, column_names=names
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[f"c{at}" for at in wanted],
                strings_can_be_null=False,
            ),
        )

    try:
        table = read(use_threads=True)
        if uneven:  # several threads do not know the numbers of rows
            uneven.clear()
            table = read(use_threads=False)
    except pa.ArrowInvalid as error:
        raise NotPlain from error
    return table, np.array(uneven, dtype=int) - 1
