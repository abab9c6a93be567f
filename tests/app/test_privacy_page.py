"""The Privacy page: the register, one person's rights, what is past its time, who did what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics import audit
from analytics.store import Store

PAGE = "app/pages/privacy.py"


def on(app: AppTest) -> AppTest:
    return app.run().switch_page(PAGE).run()


def said(app: AppTest) -> str:
    return " ".join(
        element.value for kind in (app.markdown, app.success, app.warning) for element in kind
    ).replace("\\", "")


def test_the_register_stands_though_nothing_is_loaded(app: AppTest) -> None:
    on(app)
    assert not app.exception
    assert app.title[0].value == "Nobody is held"
    assert "Nothing has been noted yet." in said(app)


def test_a_person_is_found_and_erased_for_good(
    app: AppTest, workspace: Path, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app)
    assert not app.exception
    assert "spellings" in app.title[0].value
    app.text_input(key="person-wanted").set_value("nobody@example.org").run()
    assert "Nobody in the workspace" in said(app)
    app.text_input(key="person-wanted").set_value("ANA@example.org").run()
    assert "Ana Ruiz is in" in said(app)
    assert app.button(key="person-erase").disabled
    app.checkbox(key="person-sure").check().run()
    app.button(key="person-erase").click().run()
    assert not app.exception
    assert "every figure is made without them" in said(app)
    assert "Ruiz" not in said(app)
    assert not any(b"Ruiz" in path.read_bytes() for path in workspace.rglob("*") if path.is_file())
    assert [deed.did for deed in audit.read(workspace)] == ["erased"]
    store = Store.open(workspace)
    assert len(store.ask("select * from person")) == 1
    store.close()


def test_what_is_kept_of_a_person_is_a_file_and_that_it_was_given_is_noted(
    app: AppTest, workspace: Path, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app)
    app.text_input(key="person-wanted").set_value("ben@example.org").run()
    button = app.get("download_button")[0]
    assert not app.exception and button.proto.label == "Everything about them"


def test_files_past_their_time_are_named_and_taken_back(
    app: AppTest, workspace: Path, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app)
    app.date_input(key="age").set_value(date(2026, 1, 14)).run()
    assert "attendance.csv" in said(app) and "signed off.csv" not in said(app)
    assert app.button(key="age-retire").disabled
    app.checkbox(key="age-sure").check().run()
    app.button(key="age-retire").click().run()
    assert not app.exception and "taken back" in said(app)
    store = Store.open(workspace)
    assert "attendance.csv" not in set(store.source_files()["name"])
    store.close()
    assert [deed.did for deed in audit.read(workspace)] == ["retired"]
