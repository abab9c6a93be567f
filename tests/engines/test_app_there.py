"""The app and the command line on another engine: what is shown, and what is off and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_conformance import put_there

from analytics.asking import ask
from analytics.cli import main
from analytics.engines import read_address
from analytics.sample import land_sample
from analytics.store import DATABASE, Store, StoreError

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview", "participation", "competency", "feedback", "peers", "outcomes", "pilots", "plan",
    "templates", "method",
)  # fmt: skip
OFF = {"check": "checked", "match": "matched", "privacy": "kept"}

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def address(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with closing(Store.open(":memory:")) as own:
        land_sample(own)
        own_address = f"{postgres}/app"
        put_there(own, read_address(own_address), tmp_path_factory.mktemp("app") / "c").close()
    yield own_address


@pytest.fixture
def app(address: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    from app import crash

    def fail(_: crash.ProblemReport) -> None:
        raise  # once more what is being handled

    monkeypatch.setattr(crash, "_say", fail)
    monkeypatch.setenv("IMPACT_ENGINE", address)
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()


def plain(text: str) -> str:
    """As it is read: without what keeps Streamlit from taking text for more."""
    return text.replace("\\", "").replace("\u2060", "")


def on(app: AppTest, name: str) -> AppTest:
    app.switch_page(f"app/pages/{name}.py").run()
    assert not app.exception, name
    return app


def test_every_page_is_shown(app: AppTest) -> None:
    for name in PAGES:
        on(app, name)
        assert not [one.value for one in app.warning if "cannot be" in one.value], name
    with closing(Store.open(":memory:")) as own:
        land_sample(own)
        title = ask(own, "participation").title
    on(app, "participation")
    assert title in plain(" ".join(text.value for text in app.title))
    assert not Path(os.environ["IMPACT_WORKSPACE"], DATABASE).exists()


def test_what_writes_is_off_and_says_why(app: AppTest) -> None:
    on(app, "data")
    assert not app.file_uploader
    assert "loaded elsewhere" in app.title[0].value
    said = plain(app.caption[0].value)
    assert said.startswith("The data are in postgres://127.0.0.1:") and "only read" in said
    assert len(app.dataframe[0].value)
    for name, word in OFF.items():
        assert f"{word} where" in on(app, name).title[0].value


def test_the_command_line_asks_there(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMPACT_ENGINE", address)
    assert main(["ask", "participation"]) == 0
    assert "invited" in capsys.readouterr().out
    assert main(["pilot", "--list"]) == 0
    assert main(["sample"]) == 2
    assert "which is only read: leave that out" in capsys.readouterr().err
    assert main(["ask", "participation", "--workspace", os.environ["IMPACT_WORKSPACE"]]) == 2
    assert "leave out one" in capsys.readouterr().err
    assert not Path(os.environ["IMPACT_WORKSPACE"], DATABASE).exists()


def test_tables_of_another_version_and_none_at_all_are_sentences(
    address: str, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = f"{address.rpartition('/')[0]}/nothing_there"
    with pytest.raises(StoreError, match=r"lacks a table .* impact load"):
        Store.elsewhere(read_address(nothing))
    monkeypatch.setenv("IMPACT_ENGINE", nothing)
    shown = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()
    assert not shown.exception and "lacks a table" in shown.warning[0].value
