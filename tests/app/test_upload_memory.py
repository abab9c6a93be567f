"""The bytes of an upload are let go of once they have landed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest
from test_browser import a_tab, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAD = "Session,Date,Start time,Name,Email,Join time,Leave time,Transcript\n"
PATIENCE_SECONDS = 60


def list_of(rows: int, letters: int) -> bytes:
    """An attendance list of that many rows, with a text in each that nobody reads."""
    return (
        HEAD
        + "".join(
            f"Clinic,2026-01-13,10:00,Person {n},p{n}@example.org,2026-01-13 10:00,"
            f"2026-01-13 10:45,{'x' * letters}\n"
            for n in range(rows)
        )
    ).encode()


def holds(value: object, seen: set[int]) -> int:
    """How many bytes of files a value holds, itself or within."""
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, bytes | bytearray):
        return len(value)
    if hasattr(value, "getvalue"):
        return len(value.getvalue())
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple | set | frozenset):
        return sum(holds(part, seen) for part in parts)  # type: ignore[union-attr]
    return sum(holds(part, seen) for part in getattr(value, "__dict__", {}).values())


def state_of(app: AppTest) -> dict[str, object]:
    return dict(app.session_state._state.filtered_state)


def test_nothing_of_a_file_stays_with_the_session(app: AppTest) -> None:
    data = list_of(20, 1000)
    app.switch_page("app/pages/data.py").run()
    app.file_uploader[0].upload("list.csv", data, "text/csv").run()
    names = set(state_of(app))
    assert holds(state_of(app), set()) >= len(data)
    [use] = [button for button in app.button if button.label == "Use these files"]
    use.click().run()
    assert not app.exception
    assert holds(state_of(app), set()) < 1000
    assert {name for name in names if name.startswith("upload-0")}
    assert not app.file_uploader[0].value


def memory_of_the_server() -> int:
    """Resident bytes of the newest server that this process has started."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                command = (place / "cmdline").read_bytes()
            except (OSError, ValueError):
                continue
            if parent == os.getpid() and b"streamlit\0run" in command:
                found.append(int(place.name))
    status = Path(f"/proc/{max(found)}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_gives_the_memory_of_an_upload_back(
    chromium: Browser, serving: Callable[[Path, Path], AbstractContextManager[str]], tmp_path: Path
) -> None:
    data = list_of(1100, 75_000)  # 83 MB
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    workspace = tmp_path / "workspace"
    with (
        serving(workspace, tmp_path / "output.txt") as url,
        a_tab(chromium, url, size=(1440, 900)) as (tab, watch),
    ):
        tab.goto(f"{url}/data")
        settle(tab)
        tab.set_input_files('input[type="file"]', file)
        tab.wait_for_selector('button:has-text("Use these files")')
        settle(tab)
        before = memory_of_the_server()
        tab.click('button:has-text("Use these files")')
        tab.wait_for_selector("text=1100 of 1100 rows usable")
        settle(tab)
        until = time.monotonic() + PATIENCE_SECONDS
        while (left := memory_of_the_server()) > before - 0.8 * len(data):
            if time.monotonic() > until:
                pytest.fail(f"{before:,} bytes before landing, {left:,} after, of {len(data):,}")
            tab.wait_for_timeout(200)
        print(f"{before:,} bytes before landing, {left:,} after, of {len(data):,}")
        assert not watch.errors
