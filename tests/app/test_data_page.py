"""The Data page: drop, look, answer, use; and the pilot card."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import on, plain, shown
from tiny import TINY

from analytics.pilots import Pilot
from analytics.problems import Problem, Row
from analytics.store import Store
from app.upload import chosen_columns, problem_rows

UNKNOWN = b"Wann;Wer genau;Was\n2026-01-13;Ana;b\n2026-01-14;Ben;c\n"
AMBIGUOUS = b"Name,Email,Hire Date,Department\nAna,ana@example.org,03/02/2026,Sales\n"


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    on(app, "data")
    app.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files])
    return app.run()


def use(app: AppTest) -> AppTest:
    [button] = [button for button in app.button if button.label == "Use these files"]
    return button.click().run()


def test_dropped_files_are_recognised_and_land_only_when_used(app: AppTest) -> None:
    drop(app, *TINY)
    assert not app.exception
    text = plain(shown(app))
    for said in ("Attendance list", "List of people", "Competency dates", "Google Forms"):
        assert said in text
    assert "2 of 2 rows are usable" in text
    assert app.title[0].value == "Load your own exports"
    use(app)
    assert not app.exception
    assert len(app.success) == len(TINY)
    assert app.title[0].value == "Your data"
    assert list(app.dataframe[0].value["File"]) == [name for name, _ in TINY]
    on(app, "overview")
    assert "Sample data" not in shown(app)


def test_the_browser_lets_go_of_the_files_once_they_are_used(app: AppTest) -> None:
    drop(app, TINY[0])
    use(app)
    assert not app.file_uploader[0].value
    assert not [button for button in app.button if button.label == "Use these files"]


def test_the_same_file_again_changes_nothing_and_says_so(app: AppTest) -> None:
    drop(app, TINY[0])
    use(app)
    drop(app, TINY[0])
    use(app)
    assert "already loaded" in plain(app.success[0].value)
    assert len(app.dataframe[0].value) == 1


def test_a_date_order_is_asked_for_and_the_answer_used(app: AppTest) -> None:
    drop(app, ("hires.csv", AMBIGUOUS))
    [button] = [button for button in app.button if button.label == "Use these files"]
    assert button.disabled
    [order] = app.selectbox[:1]
    assert order.label == "How are dates written in it?"
    order.set_value("dmy").run()
    assert not app.exception
    assert "dates day/month/year" in plain(shown(app))
    use(app)
    assert list(app.dataframe[0].value["File"]) == ["hires.csv"]


def test_an_unknown_file_asks_for_its_kind_and_then_its_columns(app: AppTest) -> None:
    drop(app, ("what.csv", UNKNOWN))
    [kind] = app.selectbox[:1]
    assert kind.label == "What is in this file?"
    kind.set_value("people").run()
    assert not app.exception
    assert "Which column is which?" in shown(app)
    [read] = [button for button in app.button if button.label == "Read it with these columns"]
    read.click().run()
    assert not app.exception


def test_chosen_columns_are_those_that_were_given_a_field() -> None:
    edited = pd.DataFrame(
        {
            "Your column": ["Wer genau", "Wann", "Wo", "Noch ein Name"],
            "It holds": ["Name", None, "", "Name"],
        }
    )
    assert chosen_columns({"Name": "name", "Email": "email"}, edited) == {"name": "Wer genau"}


def test_a_file_that_cannot_be_read_is_said_in_one_sentence_and_stays_out(app: AppTest) -> None:
    drop(app, ("torn.csv", b'Name,Email\n"Ana,ana@example.org\nBen,b@example.org\n'), TINY[1])
    [error] = app.error
    assert "torn.csv could not be read.** Line 2: a quotation mark" in plain(error.value)
    assert "Not ready, so left out for now: 1 file" in plain(shown(app))
    use(app)
    assert list(app.dataframe[0].value["File"]) == ["people.csv"]


def test_two_files_of_one_name_both_land(app: AppTest) -> None:
    drop(app, TINY[1], (TINY[1][0], TINY[1][1].replace(b"Ana Ruiz", b"Ana Roig")))
    use(app)
    assert len(app.dataframe[0].value) == 2


def test_rows_that_need_a_look_say_what_and_what_we_do() -> None:
    problems = (
        Problem("no-date", "left_out", "a.csv", "no date", (Row(4, "Ana,"), Row(9, "Ben,"))),
        Problem("note", "note", "a.csv", "two tables"),
        Problem("zone", "held", "a.csv", "which zone", question="timezone"),
    )
    table = problem_rows(problems)
    assert table["Row"].tolist() == [4, 9, pd.NA]
    assert table["Value"].tolist() == ["Ana,", "Ben,", ""]
    assert table["What we do"].tolist() == ["Leave out", "Leave out", "Use as it is"]


def test_the_card_is_saved_from_the_form(app: AppTest) -> None:
    on(app, "data")
    app.text_input[0].set_value("Spring")
    app.date_input[0].set_value(date(2026, 1, 12))
    app.date_input[1].set_value(date(2026, 4, 12))
    app.number_input[0].set_value(55.0)
    save(app)
    assert app.success and not app.error
    assert app.text_input[0].value == "Spring"
    assert app.number_input[0].value == 55
    drop(app, TINY[1])
    use(app)
    on(app, "overview")
    assert "Spring" in shown(app)


def test_a_card_that_contradicts_itself_is_one_sentence(app: AppTest) -> None:
    on(app, "data")
    app.text_input[0].set_value("Spring")
    app.date_input[0].set_value(date(2026, 4, 12))
    app.date_input[1].set_value(date(2026, 1, 12))
    save(app)
    [error] = app.error
    assert "ends before it starts" in error.value
    assert not app.exception and not app.success


def test_a_card_without_a_name_is_one_sentence(app: AppTest) -> None:
    save(on(app, "data"))
    [error] = app.error
    assert "needs name" in error.value


def test_a_pilot_toml_is_a_card(app: AppTest) -> None:
    text = '[pilot]\nname = "From a file"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'
    drop(app, ("pilot.toml", text.encode()))
    assert "“From a file”, 12 Jan – 12 Apr 2026" in plain(shown(app))
    use(app)
    assert not app.exception
    assert app.text_input[0].value == "From a file"


def test_the_sample_never_mixes_with_files_of_ones_own(app: AppTest, workspace: Path) -> None:
    drop(app, TINY[1])
    use(app)
    st.cache_resource.clear()  # closes the workspace, which one process holds at a time
    store = Store.open(workspace)
    assert not store.is_sample()
    assert list(store.source_files()["name"]) == ["people.csv"]
    store.close()


def save(app: AppTest) -> AppTest:
    [button] = [button for button in app.button if button.label == "Save the pilot card"]
    return button.click().run()


@pytest.mark.parametrize(
    "card",
    [
        {"participation": 0.005},
        {"percent_faster": 0.001, "sessions_per_month": 140.0},
        {"attended_minutes": 720.0, "attended_share": 0.004},
    ],
)
def test_a_card_with_unusual_numbers_can_be_mended_on_the_page(
    app: AppTest, workspace: Path, card: dict[str, float]
) -> None:
    store = Store.open(workspace)
    store.save_pilot(Pilot("P", date(2026, 1, 12), date(2026, 4, 12), **card))  # type: ignore[arg-type]
    store.close()
    on(app, "data")
    assert not app.exception and "Something went wrong" not in shown(app)
    assert app.text_input[0].value == "P"


def test_what_an_hour_and_a_day_cost_is_kept(app: AppTest, workspace: Path) -> None:
    store = Store.open(workspace)
    store.save_pilot(Pilot("P", date(2026, 1, 12), date(2026, 4, 12)))
    store.close()
    on(app, "data")
    amounts = {one.label: one for one in app.number_input}
    amounts["An hour of anybody in a session"].set_value(48.0)
    save(app)
    assert "needs both hour and day" in plain(shown(app))
    amounts = {one.label: one for one in app.number_input}
    amounts["A day until somebody is competent"].set_value(120.0)
    save(app)
    assert not app.exception
    st.cache_resource.clear()  # closes the workspace, which one process holds at a time
    store = Store.open(workspace)
    card = store.pilot()
    store.close()
    assert card and (card.cost_hour, card.cost_day, card.preparation_hours) == (48, 120, 1)
