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


def memory_down_to(limit: int) -> int:
    """Resident bytes of that server, once they are no more than the limit, or after 15 seconds:
    threads that end after the page has been drawn still hold some."""
    deadline = time.monotonic() + 15
    while (found := memory_of_the_server()) > limit and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_gives_the_memory_of_an_upload_back(
    chromium: Browser, serving: Callable[[Path, Path], AbstractContextManager[str]], tmp_path: Path
) -> None:
    """The first one fills what the server keeps for itself (code, buffers of DuckDB and Arrow).
    Of the three after it less than two thirds of their bytes stays, where one copy of each would
    be all of them."""
    sizes, left = [], []
    with (
        serving(tmp_path / "workspace", tmp_path / "output.txt") as url,
        a_tab(chromium, url) as (tab, watch),
    ):
        tab.goto(f"{url}/data")
        settle(tab)
        for rows in range(401, 405):
            file = tmp_path / f"list of {rows}.csv"
            file.write_bytes(list_of(rows, 50_000))
            sizes.append(file.stat().st_size)
            tab.set_input_files('input[type="file"]', file)
            tab.click('button:has-text("Use these files")')
            tab.wait_for_selector(f"text={rows} of {rows} rows usable")
            settle(tab)
            left.append(memory_of_the_server())
        most = min(left[:-1]) + sum(sizes[1:]) * 2 // 3
        left[-1] = memory_down_to(most)
        says = ", ".join(f"{one:,}" for one in left)
        print(f"after files of {sizes[0]:,} bytes each: {says}")
        assert left[-1] <= most, says
        assert not watch.errors
