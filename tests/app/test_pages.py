"""Every page runs on the sample, on one file, on a handful of rows, with and without a card."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from page_table import PAGE_TABLE
from streamlit.testing.v1 import AppTest
from tiny import HOSTILE_NAME

from analytics.store import Store

PAGES = tuple(entry.name for entry in PAGE_TABLE)
FILLED = ("sample", "one file", "tiny without card", "tiny")


def on(app: AppTest, page: str) -> AppTest:
    return app.switch_page(f"app/pages/{page}.py").run()


def opened(app: AppTest, question: str) -> AppTest:
    """The page with the full table of a question unfolded."""
    app.session_state[f"table-{question}"] = True
    return app.run()


def shown(app: AppTest) -> str:
    """All Markdown of the page: texts, captions, titles, alerts."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption)
    alerts = (app.error, app.warning, app.info, app.success)
    return "\n".join(element.value for kind in (*kinds, *alerts) for element in kind)


def departments(app: AppTest) -> Any:
    [pills] = [pills for pills in app.button_group if pills.label == "Department"]
    return pills


def plain(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.parametrize("filled", FILLED)
def test_every_page_runs(app: AppTest, fill: Callable[[str], None], filled: str) -> None:
    fill(filled)
    for page in PAGES:
        on(app, page)
        assert not app.exception, page
        assert not app.error, page
        assert len(app.title) == 1, page
        assert app.title[0].value.strip(), page
        assert "nan" not in shown(app).casefold().split(), page


def test_an_empty_workspace_shows_the_sample_and_says_so(app: AppTest) -> None:
    on(app, "overview")
    assert "Sample data" in shown(app)
    assert "reach competency faster" in app.title[0].value
    assert [metric.label for metric in app.metric] == [
        "Participation",
        "Sessions per month",
        "Time to competency",
        "Feedback",
    ]
    assert len(app.get("plotly_chart")) == 4


def test_files_of_ones_own_end_the_sample(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("tiny")
    on(app, "overview")
    assert "Sample data" not in shown(app)
    assert "Tiny <b>pilot</b>" in plain(shown(app))


def test_too_little_data_is_said_and_never_drawn(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("tiny")
    on(app, "overview")
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Participation"] == values["Time to competency"] == values["Feedback"] == "—"
    on(app, "competency")
    assert not app.get("plotly_chart")
    assert "Too few people" in app.title[0].value or "Too early" in app.title[0].value


def test_a_missing_export_leads_to_the_data_page(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("one file")
    on(app, "feedback")
    assert app.button(key="add-feedback").label == "Add a survey export"
    app.button(key="add-feedback").click().run()
    assert app.title[0].value == "Your data"


def test_the_peers_of_the_sample_teach_each_other(app: AppTest) -> None:
    on(app, "peers")
    assert plain(app.title[0].value) == (
        "11% of participants both teach and learn; 6% of teaching pairs go both ways; hosting"
        " rotates"
    )
    assert len(app.get("plotly_chart")) == 3
    text = plain(shown(app))
    assert "Who could lead next." in text and "a count, so no interval" in text
    departments(app).set_value(["Sales"]).run()
    assert not app.exception and len(app.get("plotly_chart")) == 3
    assert "Sales 13 of 18" in plain(shown(app))
    others = departments(app).options[-1]
    departments(app).set_value([others]).run()  # one person of theirs came, and one host
    assert not app.exception
    assert others == "Other departments" and "People & Culture" not in departments(app).options


def test_a_session_without_a_host_says_which_export_holds_the_role(
    app: AppTest, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app, "peers")
    assert not app.get("plotly_chart")
    assert app.title[0].value == "Nothing to show yet on who teaches and who learns"
    assert "No session has a known host" in plain(shown(app))


def test_the_overview_judges_what_the_filter_leaves(app: AppTest) -> None:
    on(app, "overview")
    before = {metric.label: metric.value for metric in app.metric}
    departments(app).set_value(["Sales"]).run()
    assert not app.exception
    after = {metric.label: metric.value for metric in app.metric}
    assert after["Participation"] != before["Participation"]
    assert "Only Sales" in plain(shown(app))
    assert app.query_params == {"dept": "Sales"}


def test_filters_last_over_every_page_and_end_when_they_are_taken_back(app: AppTest) -> None:
    on(app, "overview")
    departments(app).set_value(["Sales"]).run()
    app.date_input[0].set_value((date(2026, 2, 1), date(2026, 3, 15))).run()
    for page in ("participation", "data", "competency", "method", "participation"):
        app.query_params.clear()  # as the browser does on a page switch
        on(app, page)
    assert "Only Sales · 1 Feb – 15 Mar 2026" in plain(shown(app))
    assert app.query_params == {"dept": "Sales", "dates": ["2026-02-01", "2026-03-15"]}
    departments(app).set_value([]).run()
    app.date_input[0].set_value((date(2026, 1, 12), date(2026, 4, 12))).run()
    assert "Only" not in shown(app)
    assert app.query_params == {}


def test_the_browsers_way_back_brings_the_earlier_view(app: AppTest) -> None:
    on(app, "overview")
    departments(app).set_value(["Sales"]).run()
    departments(app).set_value(["Sales", "Finance"]).run()
    app.query_params["dept"] = ["Sales"]
    app.run()
    assert "Only Sales ·" in plain(shown(app))
    app.query_params.clear()
    app.run()
    assert "Only" not in shown(app)


def test_half_a_range_of_dates_filters_nothing_yet(app: AppTest) -> None:
    on(app, "overview")
    app.date_input[0].set_value((date(2026, 2, 1),)).run()
    assert not app.exception
    assert "Only" not in shown(app) and app.query_params == {}


def test_an_address_brings_its_filters(app: AppTest) -> None:
    app.query_params["dept"] = "Sales"
    app.query_params["dates"] = ["2026-02-01", "2026-03-15"]
    on(app, "overview")
    assert "Only Sales · 1 Feb – 15 Mar 2026" in plain(shown(app))


def test_an_address_that_names_nothing_known_filters_nothing(app: AppTest) -> None:
    app.query_params["dept"] = "Nobody <b>here</b>"
    app.query_params["dates"] = "soon"
    on(app, "overview")
    assert not app.exception
    assert "Only" not in shown(app)


def show_by(app: AppTest) -> Any:
    """The switch between week, month and session, or None on a page without it."""
    return next((group for group in app.button_group if group.label == "Show by"), None)


def test_time_is_shown_by_week_until_another_period_is_chosen(app: AppTest) -> None:
    on(app, "participation")
    assert show_by(app).value == "week" and app.query_params == {}
    assert "by week" in shown(app) and "no session in the week of 16 Feb" in plain(shown(app))
    show_by(app).set_value("session").run()
    assert not app.exception
    assert app.query_params == {"by": "session"}
    assert "attended, by session" in shown(app)
    opened(app, "participation")
    assert "Lunch-and-learn: how billing really works" in list(app.dataframe[0].value["session"])
    show_by(app).set_value("week").run()
    assert app.query_params == {} and "attended, by week" in shown(app)


def test_an_address_brings_its_period(app: AppTest) -> None:
    app.query_params["by"] = "month"
    app.query_params["dept"] = "Sales"
    on(app, "participation")
    assert show_by(app).value == "month"
    assert "attended, by month" in shown(app) and "Only Sales" in plain(shown(app))
    opened(app, "participation")
    assert list(app.dataframe[0].value["month_start"].astype(str).str[:7]) == [
        "2026-01", "2026-02", "2026-03", "2026-04",
    ]  # fmt: skip
    assert app.query_params == {"dept": "Sales", "by": "month"}


def test_the_period_lasts_over_the_pages_that_do_not_ask_for_it(app: AppTest) -> None:
    on(app, "participation")
    show_by(app).set_value("month").run()
    app.query_params.clear()  # as the browser does on a page switch
    on(app, "overview")
    assert show_by(app) is None
    assert "attended, by week" in shown(app)  # the overview is always by week
    app.query_params.clear()
    on(app, "participation")
    assert show_by(app).value == "month" and app.query_params == {"by": "month"}


def test_an_address_with_an_unknown_period_shows_weeks(app: AppTest) -> None:
    app.query_params["by"] = "<b>year</b>"
    on(app, "participation")
    assert not app.exception
    assert show_by(app).value == "week" and app.query_params == {}


def test_participation_shows_who_comes_to_what_and_how_often(app: AppTest) -> None:
    on(app, "participation")
    text = plain(shown(app))
    for says in (
        "The largest loss is before the session",
        "came, by format",
        "invited people came at least once",
        "1 of 2 full months reached 4 sessions",
        "planned in the calendar",
        "longest gap 14 days",
        "(40 of 96 shown)",
        "names are off",
    ):
        assert says in text
    assert len(app.get("plotly_chart")) == 7


def test_participation_of_two_people_shows_no_person_by_week(
    app: AppTest, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app, "participation")
    assert "Too few people to show who keeps coming" in plain(shown(app))
    assert [chart.key for chart in app.get("plotly_chart")] == ["chart-sessions-per-month"]


def test_names_from_data_are_shown_as_written(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("five each")
    on(app, "overview")
    options = departments(app).options
    assert [plain(option) for option in options] == [HOSTILE_NAME, "Sales"]
    assert not any("![x](" in option or "<script>" in option for option in options)


def test_other_days_on_the_card_are_no_choice_of_dates(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    on(app, "participation")
    assert "Only" not in plain(shown(app))
    store = Store.open(workspace)
    card = store.pilot()
    assert card is not None
    store.save_pilot(replace(card, ends_on=card.ends_on + timedelta(days=60)))
    store.close()
    on(app, "participation")
    assert "dates" not in app.query_params and "Only" not in plain(shown(app))


def test_more_departments_than_pills_hold_become_a_list(app: AppTest, workspace: Path) -> None:
    from analytics.landing import land

    rows = "".join(f"{i},P{i} Q,p{i}@example.org,2026-01-15,D{i % 40}\n" for i in range(200))
    store = Store.open(workspace)
    header = "Employee ID,Name,Email,Hire Date,Department\n"
    land(store, [("people.csv", (header + rows).encode())])
    store.close()
    on(app, "overview")
    assert not app.exception
    assert len(app.multiselect[0].options) == 40


def test_the_method_page_tells_every_question(app: AppTest) -> None:
    from analytics.method import worked_example
    from analytics.questions import questions

    on(app, "method")
    for question in questions():
        app.button_group(key="about").set_value(question.label).run()
        assert not app.exception
        text = plain(shown(app))
        assert question.about.split("\n")[0] in text
        assert question.formula in text and question.literature in text
        assert question.sql.strip().splitlines()[-1] in app.code[-1].value
        # its files by their hashes, and the worked example: what goes in and what comes out
        assert len(app.dataframe) == 1  # what is folded is made when it is opened
        for fold in ("left-out", "worked"):
            app.session_state[f"{fold}-{question.name}"] = True
        app.run()
        tables = [element.value for element in app.dataframe]
        files = tables[0]
        assert set(files["kind"]) >= set(question.needs)
        assert files["sha256"].str.fullmatch("[0-9a-f]{64}").all()
        assert not any("row_as_found" in table for table in tables)  # it holds names
        example = worked_example(question)
        assert tables[-1].equals(example.expected)
        assert len(tables) >= 1 + len(example.tables)


def test_a_workspace_that_is_in_use_is_one_calm_sentence(app: AppTest, workspace: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from analytics.store import Store; store = Store.open(sys.argv[1]);"
            " print('open', flush=True); sys.stdin.read()",
            str(workspace),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    with holder:
        assert holder.stdout and holder.stdout.readline() == "open\n"
        app.run()
        assert not app.exception
        assert "cannot be opened" in app.title[0].value
        assert f"process {holder.pid}" in plain(app.warning[0].value)
        assert holder.stdin
        holder.stdin.close()
