"""Workspaces for the app's tests, and the app run without a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.components.v2 import manifest_scanner
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


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """What is the same in every AppTest is read in the first alone: the sample pilot, which nobody
    changes and which would go with the caches, and the components of installed packages."""
    from app import workspace

    read_sample, scan = workspace._read_sample, manifest_scanner.scan_component_manifests

    @cache
    def kept_sample() -> Store:
        store = read_sample()
        ends.callback(store.close)
        ends.enter_context(patch.object(store, "close"))
        return store

    with (
        ExitStack() as ends,
        patch.object(workspace, "_read_sample", kept_sample),
        patch.object(manifest_scanner, "scan_component_manifests", cache(scan)),
    ):
        yield


@pytest.fixture
def app() -> Iterator[AppTest]:
    """The app, not run yet."""
    yield AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
