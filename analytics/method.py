"""How every number is made, from the folder of its question: for a page, and for docs/method.md.

`python -m analytics.method docs/method.md` writes the document anew; a test compares it.
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pandas as pd

from analytics.questions import Question, questions
from analytics.records import KINDS
from analytics.sources import all_sources
from analytics.store import Store, compose, shared_steps

_HEAD = """\
# How every number is made

Written from the question folders and the source modules by
`uv run python -m analytics.method docs/method.md`; change those, not this file. The
[guide](guide.md) says how to use the program and what the verdicts mean.
"""
_SHARED = """\
## Shared steps

The questions above read from these steps, which hold all filters in one place. Names with a dollar
sign are filled in from the pilot card and from the filters in use; a list of departments is one
text with a mark (character 31) around every name, empty for all.
"""
_SOURCES = """\
## Files that are read

What each known export looks like, by what it holds. Any other table is read too when its headers
say enough, or when you say what it is.
"""


@dataclass(frozen=True)
class MethodEntry:
    """One question: asked and about (its definition) from the docstring, the formula of its number,
    the literature it follows, the kinds of export it needs, and its own SQL."""

    name: str
    label: str
    asked: str
    about: str
    formula: str
    literature: str
    needs: tuple[str, ...]
    sql: str


def entries() -> list[MethodEntry]:
    """Every question, in the order of the pages."""
    found = []
    for question in questions():
        asked, _, about = question.about.partition("\n\n")
        found.append(
            MethodEntry(
                name=question.name,
                label=question.label,
                asked=asked,
                about=about,
                formula=question.formula,
                literature=question.literature,
                needs=question.needs,
                sql=question.sql.strip(),
            )
        )
    return found


@dataclass(frozen=True)
class WorkedExample:
    """A tiny pilot worked by hand. tables: (name, rows) of the canonical tables it fills; card: of
    the pilot, "" for none; expected: the rows that the question's SQL must find in it. The notes
    say why."""

    tables: tuple[tuple[str, pd.DataFrame], ...]
    card: str
    expected: pd.DataFrame


def worked_example(question: Question) -> WorkedExample:
    """The example in the question's folder, which a test runs."""
    folder = resources.files("analytics.questions") / question.folder
    files = sorted((folder / "example").iterdir(), key=lambda entry: entry.name)
    card = next((entry for entry in files if entry.name == "pilot.toml"), None)
    return WorkedExample(
        tables=tuple(
            (entry.name.removesuffix(".csv"), _read(entry.read_text("utf-8")))
            for entry in files
            if entry.name.endswith(".csv")
        ),
        card=card.read_text("utf-8") if card else "",
        expected=_read((folder / "expected.csv").read_text("utf-8")),
    )


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def kinds_behind(question: Question) -> tuple[str, ...]:
    """The kinds of export whose rows a question's SQL may read, its needs first."""
    sql = compose(question.sql)
    named = [
        kind for kind, table in _TABLES.items() if re.search(rf"\b(from|join)\s+{table}\b", sql)
    ]
    return (*question.needs, *(kind for kind in named if kind not in question.needs))


_TABLES = {
    "attendance": "roll_call",
    "invitations": "roll_call",
    "people": "person",
    "competency": "competency",
    "survey": "survey_answer",
    "outcome": "outcome",
}


def files_behind(store: Store, question: Question) -> pd.DataFrame:
    """The landed files whose rows may be behind a question's number: what was read of each, and
    the SHA-256 of its normalised content, by which it is known again."""
    files = store.source_files()
    files = files[files["kind"].isin(kinds_behind(question))]
    columns = ["name", "kind", "rows_read", "rows_usable", "rows_left_out", "rows_repaired"]
    return files[[*columns, "file_id"]].rename(
        columns={"name": "file", "file_id": "sha256"}
        | {c: c.replace("_", " ") for c in columns[2:]}
    )


def document() -> str:
    """All entries, the shared steps and the files that are read, as Markdown."""
    parts = [_HEAD]
    parts += [_entry(entry) for entry in entries()]
    parts.append(_SHARED)
    parts += [_step(name, sql) for name, sql in shared_steps().items()]
    parts.append(_SOURCES)
    parts += [_kind(kind) for kind in KINDS]
    return "\n".join(parts)


def _entry(entry: MethodEntry) -> str:
    return (
        f"## {entry.label}\n\n*{entry.asked}* (`impact ask {entry.name}`)\n\n{entry.about}\n\n"
        f"- **Formula**: {_sentence(entry.formula)}\n- **After**: {_sentence(entry.literature)}\n"
        f"- **Needs**: {', '.join(entry.needs)}.\n\n{_sql(entry.sql)}"
    )


def _step(name: str, sql: str) -> str:
    return f"### `{name}`\n\n{_sql(sql)}"


def _sql(sql: str) -> str:
    return f"```sql\n{sql}\n```\n"


def _kind(kind: str) -> str:
    lines = [
        f"- **{source.name}**: {_sentence(source.about)}"
        for source in all_sources()
        if source.kind == kind
    ]
    return f"### {kind.capitalize()}\n\n" + "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    """One line that ends with a full stop, in which no character is Markdown."""
    line = re.sub(r"([*_<>|])", r"\\\1", " ".join(text.split()))
    return line if line.endswith(".") else f"{line}."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8", newline="\n")
