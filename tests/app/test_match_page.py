"""The Match page: drop a list, choose, look at the pairs; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest
from test_pages import on, plain, shown
from tiny import HOSTILE_NAME

from analytics.store import Store

LIST = (
    b"Name,Email,Department,Role,Offers,Wants\n"
    b"Ana Ruiz,ana@example.org,Sales,Agent,Excel; SQL,Pitching\n"
    b"Ben Ode,ben@example.org,Support,Agent,Pitching,Excel\n"
    b"Cem Kaya,cem@example.org,Support,Agent,Pitching,SQL\n"
    b'"' + HOSTILE_NAME.encode() + b'",,Sales,Agent,Chess,Go\n'
)


def drop(app: AppTest, data: bytes, name: str = "skills.csv") -> AppTest:
    on(app, "match")
    app.file_uploader[0].set_value([(name, data, "text/csv")])
    return app.run()


def test_a_list_becomes_pairs_that_leave_as_csv_and_invitations(app: AppTest) -> None:
    on(app, "match")
    assert not app.dataframe and "never kept" in plain(shown(app))
    drop(app, LIST)
    assert not app.exception and not app.warning
    assert app.header[0].value == "1 pair; in 1 of them each teaches the other"
    rows = app.dataframe[0].value
    assert list(rows)[:3] == ["First", "First’s department", "First shows"]
    assert rows["First"].tolist()[0] == "Ana Ruiz"
    assert "Nobody was found for" in plain(shown(app)) and "<script>" not in shown(app)
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["Download as CSV", "Download the invitations"]


def test_the_choices_change_what_is_made(app: AppTest) -> None:
    drop(app, LIST)
    app.button_group(key="match-way").set_value("pods").run()
    assert not app.exception
    assert app.header[0].value == "1 pod of 4 people"
    app.number_input(key="match-size").set_value(2).run()
    assert app.header[0].value == "2 pods of 2 people"
    assert list(app.dataframe[0].value) == ["Pod", "Role", "Name", "Department"]
    first = app.dataframe[0].value
    app.number_input(key="match-seed").set_value(7).run()
    app.number_input(key="match-seed").set_value(1).run()
    assert app.dataframe[0].value.equals(first)


def test_who_has_met_is_paired_last_unless_that_does_not_matter(
    app: AppTest, fill: Callable[[str], None]
) -> None:
    fill("tiny")  # in which Ana and Ben came to one clinic
    drop(app, LIST)
    assert set(app.dataframe[0].value.iloc[0][["First", "Second"]]) == {"Ana Ruiz", "Cem Kaya"}


def test_what_is_no_list_is_one_calm_sentence(app: AppTest) -> None:
    drop(app, b"a,b\n1,2\n", "other.csv")
    assert not app.exception and not app.dataframe
    [warning] = app.warning
    assert "that is no skills list" in plain(warning.value)
    drop(app, b"Name,Role\nAna,Agent\nBen,Agent\n")
    assert "make pods" in plain(app.warning[0].value)
    app.button_group(key="match-way").set_value("pods").run()
    assert not app.warning and app.header[0].value == "1 pod of 2 people"


def test_nothing_of_the_list_lands(app: AppTest, workspace: Path) -> None:
    drop(app, LIST)
    store = Store.open(workspace)
    assert store.source_files().empty
    assert store.ask("select count(*) as n from person_alias")["n"][0] == 0
    store.close()


def test_without_a_day_there_are_no_invitations(app: AppTest) -> None:
    drop(app, LIST)
    app.date_input(key="match-day").set_value(None).run()
    assert not app.exception
    assert [button.label for button in app.get("download_button")] == ["Download as CSV"]
