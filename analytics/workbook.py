"""Workbooks (.xlsx) → sheets of text, read by a process with limits.

A workbook is an archive somebody else made: before it is opened its parts are counted and its
unpacked size compared with limits, and the reading itself happens in a child process whose
memory and time are capped.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from analytics import archives
from analytics.problems import Problem, Refused

SECONDS = 60
_READER = Path(__file__).with_name("workbook_cells.py")
# Of the environment a reader needs only what Windows starts a process with: no secret is in reach.
_NEEDED = ("SYSTEMROOT",)
_WORKBOOK_PART = "xl/workbook.xml"


Rows = list[tuple[int, list[str]]]


def read_workbook(name: str, data: bytes) -> list[tuple[str, Rows]]:
    """(title, rows) of the visible sheets that hold text; a row is its number and its cells.

    Raises Refused for anything but a sound workbook.
    """
    check_archive(name, data)
    try:
        process = subprocess.run(
            [sys.executable, "-I", str(_READER)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        raise _too_large(name, f"it could not be read within {SECONDS} seconds") from None
    if process.returncode != 0:
        if b"MemoryError" in process.stderr or process.returncode < 0:
            raise _too_large(name, "reading it takes more memory or time than allowed")
        raise Refused(
            Problem(
                "workbook-damaged",
                "refused",
                name,
                "this workbook cannot be read: it is damaged or was not downloaded completely; "
                "open it in Excel, save it again as .xlsx, or export it again",
            )
        )
    sheets = json.loads(process.stdout)["sheets"]
    return [(sheet["name"], _with_blanks(sheet["rows"])) for sheet in sheets]


def _with_blanks(rows: Rows) -> Rows:
    """Rows with one empty row wherever lines were skipped: a gap ends a table."""
    found: Rows = []
    expected = 1
    for number, cells in rows:
        if number != expected and found:
            found.append((expected, []))
        found.append((number, cells))
        expected = number + 1
    return found


def check_archive(name: str, data: bytes) -> None:
    """Raise Refused unless the bytes are an .xlsx archive of a reasonable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(
            Problem(
                "truncated",
                "refused",
                name,
                "this workbook or archive ends too early: it was not downloaded completely; "
                "download or export it again",
            )
        ) from None
    if _WORKBOOK_PART not in {part.filename for part in parts}:
        raise Refused(
            Problem(
                "archive",
                "refused",
                name,
                "this is a packed archive, not an export; unpack it and use the files in it "
                "(an OpenDocument or .xlsb table: save it as .xlsx or CSV first)",
            )
        )
    if found := archives.beyond(parts, len(data)):
        raise _too_large(name, found)


def _too_large(name: str, found: str) -> Refused:
    return Refused(
        Problem(
            "workbook-too-large",
            "refused",
            name,
            f"this workbook is too large to read safely ({found}); save the sheet you need as "
            "CSV UTF-8 and use that",
        )
    )
