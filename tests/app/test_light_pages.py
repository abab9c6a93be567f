"""A page does nothing twice and brings nothing that it does not show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_findings import competency, days_per_hire, participation
from made_turnout import by_session
from page_table import PAGE_TABLE
from streamlit.testing.v1 import AppTest
from test_pages import departments, on, opened, show_by
from tiny import CARD, ROOT

from analytics.findings import Dots, Trend
from analytics.store import Store
from analytics.tokens import LIGHT
from app import figures
from app.figures import base
from app.figures.dots import MOST_DOTS
from app.figures.trend import MOST_SESSIONS
from app.steady import Steady
from app.table import ROWS

HEAVY = (
    "icalendar", "jinja2", "lxml", "matplotlib", "openpyxl", "plotly.express", "pptx",
    "python_calamine", "rapidfuzz", "recurring_ical_events", "scipy.optimize", "scipy.stats",
    "xlsxwriter", "analytics.doctor", "analytics.exports", "analytics.intake", "app.share",
)  # fmt: skip
FIRST_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(sys.argv[1], default_timeout=120).run()
assert not app.exception and app.metric
print(json.dumps(sorted(sys.modules)))
"""
EVERY_FINDING_PAGE = [entry.name for entry in PAGE_TABLE[:5]]


def test_the_first_page_of_a_process_imports_nothing_that_it_does_not_use(
    fill: Callable[[str], None],
) -> None:
    fill("tiny")
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE, str(ROOT / "streamlit_app.py")],
        capture_output=True, text=True, check=True, cwd=ROOT, env=dict(os.environ),
    )  # fmt: skip
    imported = set(json.loads(ran.stdout.splitlines()[-1]))
    assert "analytics.asking" in imported and "plotly.graph_objects" in imported
    assert imported.isdisjoint(HEAVY), imported & set(HEAVY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The SQL that any store is asked while a test runs, and whether with parameters."""
    found: list[tuple[str, bool]] = []
    ask = Store.ask

    def listened(self: Store, sql: str, params: Any = None) -> pd.DataFrame:
        found.append((sql, bool(params)))
        return ask(self, sql, params)

    monkeypatch.setattr(Store, "ask", listened)
    return found


@pytest.mark.parametrize("page", EVERY_FINDING_PAGE)
def test_a_page_drawn_again_asks_for_the_version_and_for_nothing_else(
    app: AppTest, fill: Callable[[str], None], asked: list[tuple[str, bool]], page: str
) -> None:
    fill("tiny")
    on(app, page)
    asked.clear()
    app.run()
    assert not app.exception
    assert [sql.split(" from ")[1] for sql, _ in asked] == ["change"]


def test_under_other_filters_only_what_they_change_is_asked(
    app: AppTest, fill: Callable[[str], None], asked: list[tuple[str, bool]]
) -> None:
    fill("five each")
    on(app, "participation")
    asked.clear()
    departments(app).set_value(["Sales"]).run()
    assert not app.exception
    again = [sql for sql, has_parameters in asked if not has_parameters]
    assert len(asked) > len(again)
    assert [sql.split(" from ")[1] for sql in again] == ["change"]


def test_a_steady_store_keeps_what_has_no_parameters_as_it_was() -> None:
    store = Store.open(":memory:")
    steady = Steady(store)
    written_to = steady.ask("select 1 as one")
    written_to.loc[0, "one"] = 2
    assert steady.ask("select 1 as one")["one"].tolist() == [1]
    store.save_pilot(CARD)
    assert store.pilot() == CARD
    assert steady.ask("select $of as of", {"of": 1})["of"].tolist() == [1]
    assert steady.ask("select $of as of", {"of": 2})["of"].tolist() == [2]
    assert steady.pilot() == CARD  # asked for the first time after the change
    store.save_pilot(replace(CARD, name="Another"))
    assert steady.pilot() == CARD
    store.close()


def test_a_change_of_the_data_is_seen_by_the_next_run(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    on(app, "overview")
    store = Store.open(workspace)
    card = store.pilot()
    assert card is not None
    store.save_pilot(replace(card, name="Renamed since"))
    store.close()
    app.run()
    assert any("Renamed since" in caption.value for caption in app.caption)


def test_each_figure_is_made_once_for_a_finding_and_theme(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Counter[str] = Counter()
    figure = figures.figure

    def counted(answer: Any, *rest: Any, **more: Any) -> go.Figure:
        made[type(answer).__name__] += 1
        return figure(answer, *rest, **more)

    monkeypatch.setattr(figures, "figure", counted)
    on(app, "overview")
    first = Counter(made)
    assert first["Trend"] == first["Curve"] == 1
    app.run()
    on(app, "competency")  # its curve is that of the overview
    assert made["Trend"] == 1 and made["Curve"] == 1
    departments(app).set_value(["Sales"]).run()
    assert made["Curve"] == 2


# what goes to the browser -------------------------------------------------------------------------


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, float):
        yield value


def test_a_figure_is_sent_with_short_numbers_that_are_no_pixel_off() -> None:
    for finding in (participation(), competency()):
        whole = figures.figure(finding.answer, LIGHT)
        short = figures.figure(finding.answer, LIGHT, is_short=True)
        sent, exact = (plotly.io.to_json(fig, validate=False) for fig in (short, whole))
        assert len(sent) < len(exact)
        for some, others in zip(short.data, whole.data, strict=True):
            ys = zip(some.y, others.y, strict=True)
            assert all(a == b or abs(a - b) <= 1e-6 for a, b in ys)
        drawn = json.loads(sent)["data"]
        assert all(len(f"{number:.12g}") <= 12 for number in numbers(drawn))


@given(st.recursive(st.none() | st.text() | st.booleans() | st.integers() | st.floats(-1e6, 1e6),
                    st.lists))  # fmt: skip
def test_short_numbers_are_the_numbers_and_all_else_stays(value: Any) -> None:
    def same(short: Any, was: Any) -> bool:
        if isinstance(was, list):
            return len(short) == len(was) and all(map(same, short, was))
        if isinstance(was, float):
            return abs(short - was) <= 0.5 * 10**-base.PLACES * 1.001
        return type(short) is type(was) and bool(short == was)

    assert same(base._short(value), value)


def test_of_very_many_sessions_the_last_are_drawn_and_the_table_holds_all() -> None:
    answer = by_session(participation().answer, "Clinic")
    assert isinstance(answer, Trend) and not figures.part(answer)
    first = answer.points[0]
    many = replace(
        answer,
        points=tuple(
            replace(first, start=date(2026, 1, 12) + timedelta(days=day)) for day in range(1_000)
        ),
    )
    fig = figures.figure(many, LIGHT)
    [line] = [trace for trace in fig.data if trace.name == "share"]
    assert len(line.x) == MOST_SESSIONS
    assert "7 Oct 2028" in line.customdata[-1]  # the thousandth day
    assert figures.part(many) == (
        f"The last {MOST_SESSIONS} of 1,000 sessions are drawn; the full table holds every one."
    )


def test_where_hires_are_very_many_a_dot_stands_for_several_and_the_cloud_keeps_its_shape() -> None:
    few = days_per_hire().answer
    assert isinstance(few, Dots) and not figures.part(few)
    many = replace(
        few,
        before=replace(few.before, dots=tuple((day, True, day) for day in range(1, 81))),
        during=replace(few.during, dots=((10, False, 40), (20, False, 80))),
    )
    each = 9  # 3,240 hires before, at most 400 dots
    assert figures.part(many) == (
        f"There are too many hires for a dot each: every dot stands for {each}."
    )
    fig = figures.figure(many, LIGHT)
    before, _, _, during = (trace for trace in fig.data if trace.mode == "markers")
    assert len(before.x) == 3_240 // each == 360 <= MOST_DOTS
    for day in range(1, 81):  # up to every day, as many dots as hires make
        hires = day * (day + 1) // 2
        assert sum(at <= day for at in before.x) == hires // each
    assert before.customdata[-1] == "80 people" and before.x[-1] == 80
    assert [list(during.x).count(day) for day in (10, 20)] == [4, 9]
    assert set(during.customdata) == {"40 people", "80 people"}


# tables -------------------------------------------------------------------------------------------


def test_a_table_is_made_when_it_is_opened(app: AppTest) -> None:
    for page in EVERY_FINDING_PAGE:
        on(app, page)
        assert not app.dataframe, page
    on(app, "participation")
    show_by(app).set_value("session").run()
    opened(app, "participation")
    assert len(app.dataframe) == 1


def test_a_long_table_comes_in_pages() -> None:
    def script() -> None:
        import pandas as pd

        from app.table import table

        table(pd.DataFrame({"row": range(450)}), alt="Rows", key="rows")
        table(pd.DataFrame({"row": range(200)}), alt="One page", key="few")

    app = AppTest.from_function(script).run()
    long, short = (list(element.value["row"]) for element in app.dataframe)
    assert long == list(range(ROWS)) and short == list(range(200))
    assert [caption.value for caption in app.caption] == ["1–200 of 450 rows"]
    app.session_state["rows-page"] = 3
    app.run()
    assert list(app.dataframe[0].value["row"]) == list(range(400, 450))
    assert [caption.value for caption in app.caption] == ["401–450 of 450 rows"]


# the first paint ----------------------------------------------------------------------------------


def test_the_shape_of_a_new_page_stands_until_it_is_drawn() -> None:
    def script() -> None:
        import streamlit as st

        from app.loading import drawing

        is_new = st.session_state.get("is-new", True)
        with drawing(st.empty(), is_new=is_new):
            if st.session_state.get("stop-here"):
                st.stop()
            st.markdown("drawn")

    app = AppTest.from_function(script).run()
    assert [text.value for text in app.markdown] == ["drawn"]
    assert len(app.get("skeleton")) == 1  # the headline's, which nobody has put there
    app.session_state["is-new"] = False
    assert not app.run().get("skeleton")


def test_a_new_page_ends_without_any_shape(app: AppTest) -> None:
    for page in EVERY_FINDING_PAGE:
        on(app, page)
        assert not app.get("skeleton"), page
        assert len(app.title) == 1
