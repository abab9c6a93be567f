"""Workspaces for the app's tests, and the app run without a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tiny import CARD, FIVE_EACH, ROOT, TINY

from analytics.landing import land
from analytics.store import Store


@pytest.fixture
def workspace() -> Path:
    """The folder of this test's own, empty workspace."""
    return Path(os.environ["IMPACT_WORKSPACE"])


@pytest.fixture
def fill(workspace: Path) -> Callable[[str], None]:
    """Fills the workspace: "sample" leaves it empty, so that the app shows the sample pilot."""

    def fill_with(what: str) -> None:
        if what == "sample":
            return
        store = Store.open(workspace)
        files = TINY if what.startswith("tiny") else TINY[1:2]
        files = FIVE_EACH if what == "five each" else files
        assert {r.state for r in land(store, files)} == {"landed"}
        if what in ("tiny", "five each"):
            store.save_pilot(CARD)
        store.close()

    return fill_with


@pytest.fixture(autouse=True)
def _no_crash_card(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that fails says so calmly; in a test it must fail the test instead, except in those
    that ask for the card."""
    from app import crash

    def fail(_: crash.ProblemReport) -> None:
        raise  # once more what is being handled

    if "crash_card" not in request.fixturenames:
        monkeypatch.setattr(crash, "_say", fail)


@pytest.fixture
def crash_card() -> None:
    """Asks for the card of a page that fails, as people see it."""


@pytest.fixture
def app() -> Iterator[AppTest]:
    """The app, not run yet."""
    yield AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
