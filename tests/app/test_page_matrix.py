"""Every page on every kind of data: the sample, one file alone, a handful of rows, one department,
forty, and names that nobody means well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from made_exports import (
    FORTY_DEPARTMENTS,
    HOSTILE,
    HOSTILE_NAMES,
    MARKUP,
    ONE_DEPARTMENT,
    exports,
    fill_with,
)
from page_table import PAGE_TABLE, Entry
from streamlit.testing.v1 import AppTest

from analytics.asking import ask
from analytics.landing import land
from analytics.store import Store
from app.text import md

MADE = {
    "one department": ONE_DEPARTMENT,
    "forty departments": FORTY_DEPARTMENTS,
    "hostile names": HOSTILE_NAMES,
}
ALONE = {name: name for name in ("people.csv", "signed off.csv", "attendance.csv", "survey.csv")}
FILLED = ("sample", "tiny", "tiny without card", *MADE, *(f"only {name}" for name in ALONE))
# Shown as text whatever it holds: cells of tables, code, what was typed into a field.
PLAIN = {
    "arrow_data_frame",
    "dataframe",
    "code",
    "text_input",
    "text_area",
    "selectbox",
    "multiselect",
}


def elements(block: Any) -> Iterator[Any]:
    """Every element of a page, what is folded away too."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)


def marked_up(app: AppTest) -> Iterator[tuple[str, str]]:
    """(kind, text) of everything that the browser reads as Markdown, HTML or a chart."""
    for element in elements(app.main):
        proto = getattr(element, "proto", None)
        if proto is not None and element.type not in PLAIN:
            yield from ((element.type, text) for text in _texts(MessageToDict(proto)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("alt", "icon", "id"):  # read aloud as it stands, or ours
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def acts(kind: str, text: str) -> bool:
    """Whether a hostile name would do something. A backslash disarms Markdown, never HTML; and
    HTML knows no Markdown."""
    if kind in ("html", "plotly_chart"):
        return any(mark in text for mark in MARKUP if mark.startswith("<"))
    return any(mark in re.sub(r"\\.", "", text) for mark in MARKUP)


@pytest.fixture
def filled(request: pytest.FixtureRequest, fill: Callable[[str], None], workspace: Path) -> str:
    """The workspace filled with what the test is run on."""
    what = str(request.param)
    if what in MADE:
        fill_with(workspace, MADE[what])
    elif what.startswith("only "):
        store = Store.open(workspace)
        [one] = [file for file in exports(ONE_DEPARTMENT) if file[0] == what.removeprefix("only ")]
        assert [report.state for report in land(store, [one])] == ["landed"]
        store.close()
    else:
        fill(what)
    return what


@pytest.mark.slow
@pytest.mark.parametrize("filled", FILLED, indirect=True)
def test_every_page_runs_and_shows_text_as_text(app: AppTest, filled: str) -> None:
    for entry in PAGE_TABLE:
        app.switch_page(entry.file).run()
        assert not app.exception, entry.name
        assert not app.error, entry.name
        assert [title.value.strip() != "" for title in app.title] == [True], entry.name
        for kind, text in marked_up(app):
            assert not acts(kind, text), (entry.name, kind, text[:300])
            assert "nan" not in text.casefold().split(), (entry.name, kind)


def test_there_is_something_to_be_wrong_about(app: AppTest, workspace: Path) -> None:
    """The hostile names do reach the pages, and the check does find markup."""
    fill_with(workspace, HOSTILE_NAMES)
    seen: dict[str, str] = {}
    for entry in PAGE_TABLE:
        app.switch_page(entry.file).run()
        seen[entry.name] = "\n".join(text for _, text in marked_up(app))
    everything = "\n".join(seen.values())
    for name in HOSTILE:
        assert md(name) in everything or name in everything.replace("\\", ""), name
    store = Store.open(":memory:")
    land(store, exports(HOSTILE_NAMES))
    assert any(mark in repr(ask(store, "feedback")) for mark in MARKUP)
    bare = AppTest.from_string(f"import streamlit as st\nst.markdown({HOSTILE[3]!r})").run()
    assert any(acts(kind, text) for kind, text in marked_up(bare))
    assert acts("html", "\\<script>") and not acts("markdown", "\\<script\\>")


def test_the_page_table_is_the_app_s_own() -> None:
    names = [entry.name for entry in PAGE_TABLE]
    assert names[0] == "overview" and len(names) == len(set(names)) >= 7
    files = {file.stem for file in (Path(__file__).parents[2] / "app" / "pages").glob("*.py")}
    assert set(names) == files - {"__init__"}
    assert PAGE_TABLE[0] == Entry("overview", "Overview", "")
