"""Where the database cannot be read, published copies, and questions that take too long."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import on, plain, shown
from test_recovery import damage, rows_in
from tiny import TINY

from analytics.cli import main
from analytics.landing import land
from analytics.pilots import Pilot
from analytics.store import DATABASE, LimitError, Store
from app import workspace as app_workspace

DAMAGED = "The data of this workspace are damaged"


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def spoiled(workspace: Path) -> bytes:
    st.cache_resource.clear()  # closes it
    return damage(workspace / DATABASE)


def test_a_damaged_workspace_is_rebuilt_from_its_page(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    before = rows_in(workspace)
    bad = spoiled(workspace)
    on(app, "participation")
    assert not app.exception and [title.value for title in app.title] == [DAMAGED]
    text = plain(shown(app))
    assert "4 files in 2 steps. Nothing is lost." in text
    app.button(key="rescue-rebuild").click().run()
    assert not app.exception and not app.error
    [said] = app.success
    assert [title.value for title in app.title] == ["The data of this workspace are back"]
    assert "rescue-restore" not in [button.key for button in app.button]
    [aside] = workspace.glob("set-aside-*.duckdb")
    assert "Rebuilt from the kept uploads: 4 files." in plain(said.value)
    assert aside.name in plain(said.value) and aside.read_bytes() == bad
    app.button(key="rescued").click().run()
    assert app.title[0].value != DAMAGED
    st.cache_resource.clear()
    assert rows_in(workspace) == before


@pytest.mark.parametrize("role", ["viewer", "manager", "analyst"])
def test_only_an_analyst_is_offered_the_ways_back(
    app: AppTest,
    fill: Callable[[str], None],
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
) -> None:
    fill("tiny")
    bad = spoiled(workspace)
    monkeypatch.setenv("IMPACT_MODE", "proxy")
    monkeypatch.setenv("IMPACT_ROLES", f"some={role}")
    app.user.update({"email": "ana@example.org", "groups": "some"})
    on(app, "overview")
    assert not app.exception
    ways = {button.key for button in app.button} & {"rescue-rebuild", "rescue-restore"}
    if role == "analyst":
        assert app.title[0].value == DAMAGED and "rescue-rebuild" in ways
    else:
        assert not ways and not app.warning
        assert [title.value for title in app.title] == ["The data cannot be shown just now"]
        text = plain(shown(app))
        assert "An analyst of the pilot can bring them back; nothing was changed." in text
        assert str(workspace) not in text and DATABASE not in text
    assert (workspace / DATABASE).read_bytes() == bad


def test_the_last_snapshot_is_restored_with_its_day(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    assert main(["backup", "--workspace", str(workspace)]) == 0
    before = rows_in(workspace)
    store = Store.open(workspace)
    store.save_pilot(Pilot("Later", date(2026, 1, 1), date(2026, 2, 1)))
    store.close()
    spoiled(workspace)
    on(app, "data")
    [label] = [label for label in labels(app) if label.startswith("Restore the snapshot of")]
    assert label[-4:].isdecimal()
    app.button(key="rescue-restore").click().run()
    assert not app.exception and "Restored" in app.success[0].value
    st.cache_resource.clear()
    assert rows_in(workspace) == before


def test_without_uploads_and_snapshots_there_is_a_sentence(app: AppTest, workspace: Path) -> None:
    store = Store.open(workspace, keeps=False)
    store.save_pilot(Pilot("P", date(2026, 1, 1), date(2026, 2, 1)))
    store.close()
    spoiled(workspace)
    on(app, "overview")
    assert app.title[0].value == DAMAGED and not app.exception
    text = plain(shown(app))
    assert "cannot be rebuilt: nothing of it was kept" in text
    assert "There is no snapshot yet" in text
    assert not [label for label in labels(app) if label.startswith(("Rebuild", "Restore"))]


def test_damage_that_is_found_while_reading_leads_to_the_same_page(
    app: AppTest, fill: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from analytics.store import DamagedError

    fill("tiny")
    on(app, "overview")

    def broken(*_: object) -> None:
        raise DamagedError("The database cannot be read (checksum).")

    monkeypatch.setattr(app_workspace, "find", broken)
    on(app, "participation")
    assert not app.exception and DAMAGED in [title.value for title in app.title]
    assert "rescue-rebuild" in [button.key for button in app.button]


def test_a_question_that_takes_too_long_is_one_sentence_and_the_rest_works(
    app: AppTest, fill: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("tiny")
    on(app, "overview")
    huge = "select count(*) as n from range(300000) a(i), range(300000) b(j) where (i * j) % 7 = 3"

    def slow(*_: object) -> None:
        store = app_workspace.current()
        monkeypatch.setattr(store, "_seconds", 0.5)
        store.ask(huge)

    with monkeypatch.context() as patch:
        patch.setattr(app_workspace, "find", slow)
        on(app, "participation")
        assert not app.exception and "Something went wrong" not in shown(app)
        [warning] = app.warning
        assert "longer than 0.5 seconds and was stopped" in plain(warning.value)
    assert issubclass(LimitError, Exception)
    on(app, "data")
    assert not app.exception and not app.warning and app.title[0].value == "Your data"


def test_a_snapshot_is_made_from_the_data_page(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    on(app, "data")
    there = len(list((workspace / "snapshots").glob("*.duckdb")))
    app.button(key="snapshot").click().run()
    assert not app.exception and not app.error
    assert len(list((workspace / "snapshots").glob("*.duckdb"))) == there + 1


# published copies ---------------------------------------------------------------------------------


def publish(folder: Path, target: Path) -> None:
    assert main(["publish", str(target), "--workspace", str(folder)]) == 0


def test_a_published_copy_is_read_and_followed_and_never_changed(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, target = tmp_path / "w", tmp_path / "public" / "pilot.duckdb"
    store = Store.open(folder)
    land(store, TINY[1:2])
    store.close()
    publish(folder, target)
    monkeypatch.setenv("IMPACT_PUBLISHED", str(target))
    on(app, "data")
    assert not app.exception
    assert "loaded elsewhere" in app.title[0].value
    assert "This is a published copy, which is only read" in plain(app.caption[0].value)
    assert not app.file_uploader and "Save the pilot card" not in labels(app)
    assert list(app.dataframe[0].value["File"]) == ["people.csv"]
    store = Store.open(folder)
    land(store, TINY)
    store.save_pilot(Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), invited_by="roster"))
    store.close()
    publish(folder, target)
    on(app, "data")  # the same session
    assert len(app.dataframe[0].value) == 4
    on(app, "check")
    assert not app.exception and "checked where they are loaded" in app.title[0].value
    for name in ("overview", "participation", "competency", "feedback", "peers"):
        on(app, name)
        assert not app.exception and not app.warning, name
    assert not Path(os.environ["IMPACT_WORKSPACE"], DATABASE).exists()


def test_a_published_copy_that_is_not_there_is_a_sentence(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_PUBLISHED", str(tmp_path / "none.duckdb"))
    on(app, "overview")
    assert not app.exception
    assert "There is no published copy at" in plain(app.warning[0].value)
