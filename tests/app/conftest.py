"""Workspaces for the app's tests, and the app run without a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.landing import land
from analytics.pilots import Pilot
from analytics.store import Store

ROOT = Path(__file__).resolve().parents[2]
HOSTILE_NAME = "R&D <script>alert(1)</script> ![x](https://example.org/p.png)"
TINY = (
    (
        "attendance.csv",
        b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
        b"Clinic,2026-01-13,10:00,Ana Ruiz,ana@example.org,2026-01-13 10:00,2026-01-13 10:45\n"
        b"Clinic,2026-01-13,10:00,Ben Ode,ben@example.org,2026-01-13 10:01,2026-01-13 10:45\n",
    ),
    (
        "people.csv",
        b"Employee ID,Name,Email,Hire Date,Department\n"
        b"1,Ana Ruiz,ana@example.org,2026-01-15,Sales\n"
        b'2,Ben Ode,ben@example.org,2025-11-03,"' + HOSTILE_NAME.encode() + b'"\n',
    ),
    (
        "signed off.csv",
        b"Name,Email,Course,Completed on\nAna Ruiz,ana@example.org,Sign-off,2026-02-20\n",
    ),
    (
        "survey.csv",
        b"Timestamp,The session helped me,Comments\n"
        b"2026-01-13 11:00,Agree,![x](https://example.org/p.png)\n"
        b"2026-01-13 11:05,Strongly agree,Fine\n",
    ),
)
CARD = Pilot(
    name="Tiny <b>pilot</b>",
    starts_on=date(2026, 1, 12),
    ends_on=date(2026, 4, 12),
    invited_by="roster",
)


# Two departments that are large enough to be chosen.
FIVE_EACH = (
    TINY[0],
    (
        "people.csv",
        TINY[1][1]
        + "".join(
            f'{n},Nr {n} Ode,n{n}@example.org,2025-11-03,"{HOSTILE_NAME if n % 2 else "Sales"}"\n'
            for n in range(3, 11)
        ).encode(),
    ),
    *TINY[2:],
)


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
