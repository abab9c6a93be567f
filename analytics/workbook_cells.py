"""The cells of a workbook as text, printed as JSON by a process of its own.

`analytics.workbook` starts this file with the workbook on standard input, so that a workbook
made to exhaust memory or time takes nothing with it. It imports nothing of this package.

Output: {"sheets": [{"name": str, "rows": [[line number, [cell, …]], …]}, …]}.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import IO

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 30
ROWS = 1 << 20  # of a sheet, as Excel has
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_MERGES_READ_BYTES = 1 << 20
_MERGED_CELLS_FILLED = 100_000


def limit_resources() -> None:
    """Cap memory and CPU time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def text_of(value: object, number_format: str = "General") -> str:
    """A cell's value as the text a delimited export would have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        # A format such as 000000 keeps the leading zeros of an id.
        width = len(number_format) if set(number_format) == {"0"} else 0
        return str(int(value)).zfill(width)
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.strftime("%Y-%m-%d %H:%M:%S" if has_time else "%Y-%m-%d")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def merged_ranges(part: IO[bytes]) -> list[tuple[int, int, int, int]]:
    """(first row, first column, last row, last column), 1-based, of a sheet's merged cells.

    They stand after the cells, so only the end of the part is kept while it streams by.
    """
    tail = b""
    while chunk := part.read(1 << 16):
        tail = (tail + chunk)[-_MERGES_READ_BYTES:]
    return [
        (int(first_row), _column(first), int(last_row), _column(last))
        for first, first_row, last, last_row in _MERGED.findall(tail)
    ]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def filled(
    rows: dict[int, list[str]], ranges: list[tuple[int, int, int, int]]
) -> dict[int, list[str]]:
    """Rows with every merged cell holding the text of its top left cell."""
    budget = _MERGED_CELLS_FILLED
    for first_row, first, last_row, last in ranges:
        cells = rows.get(first_row, [])
        text = cells[first - 1] if first <= len(cells) else ""
        budget -= (last_row - first_row + 1) * (last - first + 1)
        if not text or budget < 0:
            continue
        for number in range(first_row, last_row + 1):
            row = rows.setdefault(number, [])
            row.extend([""] * (last - len(row)))
            row[first - 1 : last] = [text] * (last - first + 1)
    return rows


def read(data: bytes) -> dict[str, object]:
    """Every worksheet with text in it; lines of no text keep only their place in the count."""
    # openpyxl only asks whether numpy is there; its threads would not fit the memory limit.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheets = []
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        # Some writers state a wrong dimension, which would cut the sheet.
        sheet.reset_dimensions()
        rows: dict[int, list[str]] = {}
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > ROWS:
                raise MemoryError
            cells = [
                text_of(cell.value, cell.number_format)
                if isinstance(cell.value, (int, float))
                else text_of(cell.value)
                for cell in row
            ]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                rows[number] = cells
        with archive.open(sheet._worksheet_path) as part:
            rows = filled(rows, merged_ranges(part))
        if rows:
            sheets.append({"name": sheet.title, "rows": sorted(rows.items())})
    return {"sheets": sheets}


if __name__ == "__main__":
    limit_resources()
    found = read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(found).encode())
