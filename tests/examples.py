"""The worked examples of the question folders: tiny canonical tables, and what must come of them.

`analytics/questions/<folder>/example/*.csv` are canonical tables, empty = NULL, with a pilot.toml
where the question needs one; `expected.csv` beside them holds the rows of query.sql, worked by
hand. The column `note` says why and belongs to no table.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import analytics.questions
from analytics.pilots import read_card
from analytics.questions import Question
from analytics.settle import make_sums
from analytics.store import Store, Writer

QUESTIONS = Path(analytics.questions.__file__).parent
# What a landed file must have and an example need not say.
_FILE = {
    "recognised_as": "Worked example",
    "encoding": "utf-8",
    "delimiter": ",",
    "rows_read": 0,
    "rows_usable": 0,
    "rows_left_out": 0,
    "rows_repaired": 0,
    "origin": "upload",
    "landed_at": datetime(2026, 12, 31),
}


def store_of(question: Question, first_rows: int | None = None) -> Store:
    """A store in memory that holds the question's example, or only the first rows of each table."""
    folder = QUESTIONS / question.folder / "example"
    tables = {path.stem: read_table(path)[:first_rows] for path in sorted(folder.glob("*.csv"))}
    card = folder / "pilot.toml"
    return filled_store(tables, card.read_text("utf-8") if card.exists() else "")


def filled_store(tables: dict[str, list[dict[str, Any]]], card: str = "") -> Store:
    """A store in memory with these rows in its canonical tables and this pilot card."""
    store = Store.open(":memory:")
    with store.writing() as writer:
        for name, rows in tables.items():
            if name == "source_file":
                rows = [
                    _FILE | {"file_id": row["name"], "landing": number} | row
                    for number, row in enumerate(rows, start=1)
                ]
            writer.insert(name, _without_null_text(writer, name, rows))
        make_sums(writer)
        writer.changed("worked example")
    if card:
        store.save_pilot(read_card(card))
    return store


def _without_null_text(writer: Writer, table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame; empty text where the table knows no NULL."""
    never_null = writer.frame(
        "select column_name from information_schema.columns"
        " where table_name = $name and data_type = 'VARCHAR' and is_nullable = 'NO'",
        {"name": table},
    )
    frame = pd.DataFrame(rows).astype(object)
    for column in set(never_null["column_name"]) & set(frame.columns):
        frame[column] = frame[column].where(frame[column].notna(), "")
    return frame


def expected(question: Question) -> list[dict[str, Any]]:
    """The rows that query.sql must give, cells as text, None where NULL."""
    return read_table(QUESTIONS / question.folder / "expected.csv")


def read_table(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        return [
            {name: text or None for name, text in row.items() if name != "note"} for row in reader
        ]


def as_text(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as `expected` writes them: whole numbers without a point, dates ISO, None for NULL."""
    return [
        {str(name): _text(value) for name, value in row.items()}
        for row in rows.to_dict(orient="records")
    ]


def _text(value: Any) -> str | None:
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return f"{value:.10g}" if isinstance(value, float) else str(value)
