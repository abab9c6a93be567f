"""The rules of the house: who may import whom, and what pages may not hold.

Each rule is a walker over one file's text that returns what breaks it; every walker is first
shown a made-up file that breaks its rule.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_MODULE_BYTES = 24 * 1024

ANALYTICS = sorted((ROOT / "analytics").rglob("*.py"))
APP = [*sorted((ROOT / "app").rglob("*.py")), ROOT / "streamlit_app.py"]
PAGES = [*sorted((ROOT / "app" / "pages").glob("*.py")), ROOT / "streamlit_app.py"]
SAMPLE = sorted((ROOT / "data").rglob("*.py"))
DATABASE = ROOT / "analytics" / "store" / "database.py"

# "Select a file" and "With no survey" are sentences for people; SQL here is written in lower case,
# elsewhere in capitals, and what follows the other words tells SQL from English.
SQL = re.compile(
    r"""\s*(
        select\s | SELECT\s
      | (?i:with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s+((not\s+)?materialized\s+)?\()
      | (?i:insert\s+(or\s+\w+\s+)?into\s)
      | (?i:update\s+[\w."]+\s+set\s)
      | (?i:delete\s+from\s)
      | (?i:(create|drop|alter)\s+(or\s+replace\s+)?(temp\w*\s+)?(table|view|index|schema)\s)
    )""",
    re.VERBOSE,
)


def imports(source: str) -> Iterator[tuple[int, str]]:
    """(line, module) of every import, also of those by importlib; `module` is the full name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            module = node.args[0]
            if name in {"import_module", "__import__"} and isinstance(module, ast.Constant):
                yield node.lineno, str(module.value)


def imports_of(*banned: str) -> Callable[[str], list[str]]:
    """A walker that returns the imports of the banned packages and of all below them."""

    def walker(source: str) -> list[str]:
        found = [(line, module) for line, module in imports(source)]
        return [
            f"line {line}: imports {module}"
            for line, module in found
            if module.partition(".")[0] in banned
        ]

    return walker


def sql(source: str) -> list[str]:
    """Text that is a statement: a plain string, or an f-string with its fields left blank."""
    tree = ast.parse(source)
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = "" if id(node) in parts else node.value
        else:
            continue
        if SQL.match(text):
            found.append(f"line {node.lineno}: holds SQL, {text.strip()[:40]!r}")
    return found


def arithmetic(source: str) -> list[str]:
    """Operators between two values, except `|` (sets, types), and the built-ins that compute."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            computes = not isinstance(node.op, ast.BitOr)
        elif isinstance(node, ast.Call):
            computes = ast.unparse(node.func) in {"abs", "divmod", "pow", "round", "sum"}
        else:
            continue
        if computes:
            found.append(f"line {node.lineno}: computes, {ast.unparse(node)[:40]}")
    return found


def no_docstring(source: str) -> list[str]:
    """A file with code but without a docstring; an empty file needs none."""
    tree = ast.parse(source)
    return ["has no docstring"] if tree.body and not ast.get_docstring(tree) else []


def too_big(source: str) -> list[str]:
    size = len(source.encode())
    return [f"is {size} bytes: two rooms?"] if size > MAX_MODULE_BYTES else []


def broken(files: list[Path], walker: Callable[[str], list[str]]) -> list[str]:
    assert files
    return [
        f"{file.relative_to(ROOT).as_posix()} {what}"
        for file in files
        for what in walker(file.read_text(encoding="utf-8"))
    ]


reaches_up = imports_of("streamlit", "plotly", "app")
talks_to_duckdb = imports_of("duckdb", "_duckdb")


@pytest.mark.parametrize(
    ("walker", "bad"),
    [
        (reaches_up, "import streamlit as st"),
        (reaches_up, "import os, plotly.graph_objects"),
        (reaches_up, "from app.tokens import TEAL"),
        (reaches_up, "def late():\n    from streamlit import config"),
        (reaches_up, "import importlib\nimportlib.import_module('streamlit')"),
        (talks_to_duckdb, "import duckdb"),
        (talks_to_duckdb, "from duckdb.typing import VARCHAR"),
        (talks_to_duckdb, "__import__('duckdb')"),
        (sql, "rows = ask('select 1')"),
        (sql, "rows = ask('''\n    SELECT name FROM person''')"),
        (sql, "ask('with seat as (select 1) select * from seat')"),
        (sql, "ask('WITH RECURSIVE a (b) AS MATERIALIZED (SELECT 1) SELECT * FROM a')"),
        (sql, "ask('insert into person values (1)')"),
        (sql, "ask(f'select {column} from person')"),
        (sql, "ask(f'update {table} set a = 1')"),
        (sql, "ask('Delete from person')"),
        (sql, "ask('create or replace table a (b int)')"),
        (arithmetic, "share = came / invited"),
        (arithmetic, "total += 1"),
        (arithmetic, "text = 'a' + name"),
        (arithmetic, "text = '%s people' % n"),
        (arithmetic, "st.metric('n', f'{100 * share}')"),
        (arithmetic, "total = sum(counts)"),
        (no_docstring, "import os"),
        (too_big, "#" * (MAX_MODULE_BYTES + 1)),
    ],
)
def test_a_walker_sees_what_breaks_its_rule(walker: Callable[[str], list[str]], bad: str) -> None:
    assert len(walker(bad)) == 1


@pytest.mark.parametrize(
    ("walker", "good"),
    [
        (reaches_up, "import pandas\nfrom . import app\nfrom analytics.app_names import streamlit"),
        (talks_to_duckdb, "from analytics.store import Store\ntext = 'import duckdb'"),
        (sql, "st.selectbox('Select a file', names, key='select')"),
        (sql, "st.caption(f'{n} people with no sign-off')\nst.write('With no survey as yet')"),
        (sql, "st.write('Update the pilot card', 'Insert a name', 'Create a pilot')"),
        (arithmetic, "def pick(names: set[str] | None): return {'a'} | names, -1, a < b"),
        (no_docstring, '"""What it holds."""\nimport os'),
        (no_docstring, "# an empty package\n"),
        (too_big, "#" * MAX_MODULE_BYTES),
    ],
)
def test_a_walker_leaves_the_rest_alone(walker: Callable[[str], list[str]], good: str) -> None:
    assert walker(good) == []


def test_analytics_never_reaches_up() -> None:
    assert broken(ANALYTICS, reaches_up) == []


def test_one_module_of_the_store_imports_duckdb() -> None:
    others = [file for file in (*ANALYTICS, *APP, *SAMPLE) if file != DATABASE]
    assert broken(others, talks_to_duckdb) == []
    assert broken([DATABASE], talks_to_duckdb)


@pytest.mark.parametrize(
    ("module", "packages"),
    [
        ("dialects", ("sqlglot",)),
        ("postgres", ("psycopg", "psycopg_pool")),
        ("spark", ("pyspark", "grpc")),
    ],
)
def test_one_module_imports_what_an_engine_takes(module: str, packages: tuple[str, ...]) -> None:
    own = ROOT / "analytics" / "engines" / f"{module}.py"
    found = imports_of(*packages)
    assert broken([file for file in (*ANALYTICS, *APP, *SAMPLE) if file != own], found) == []
    assert broken([own], found)


def test_pages_hold_no_sql() -> None:
    assert broken(PAGES, sql) == []


def test_pages_hold_no_arithmetic() -> None:
    assert broken(PAGES, arithmetic) == []


def test_no_module_is_crowded() -> None:
    assert broken([*ANALYTICS, *APP], too_big) == []


def test_every_analytics_module_says_what_it_holds() -> None:
    assert broken(ANALYTICS, no_docstring) == []
