"""What the pages cost beside what any page of their kind must.

    uv run python -m benchmarks.pages [--workspace DIR] [--rounds N] [--out FILE]

Without a workspace one is made of a made-up company's 10,000 attendance rows. Four pairs take turns
in one run: the script of each page beside the same script with its answers, its figures and what it
reads of the store given as constants; a click on a filter in Chromium, and the start of a process,
beside a page with as many trivial charts and tables; twenty sessions that click beside one. The
table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from analytics.store import Store
from benchmarks import company
from benchmarks.contestants import product
from benchmarks.page import PERFORMANCE, keep, machine, milliseconds
from benchmarks.page_sessions import FAILED, click, click_together, is_end
from tests.ports import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
APP, FLOOR = ROOT / "streamlit_app.py", ROOT / "benchmarks" / "page_floor.py"
ROWS, ROUNDS, STARTS, SESSIONS, CLICKS = 10_000, 15, 3, 20, 8
PAGES = (
    "overview", "participation", "competency", "feedback", "peers", "data", "check", "method",
)  # fmt: skip
CLICKED = {"overview": "", "participation": "participation", "competency": "competency"}
WARM = 2
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-gpu",
)  # fmt: skip
LIMIT_SECONDS = 120
CHART, TABLE = ".js-plotly-plot .main-svg .bglayer", '[data-testid="stDataFrame"]'
PILL = '[class*="st-key-dept"] button[aria-pressed]'
# Clicks, and notes when the page last changed.
CLICK = """([pill, place]) => {
  const started = performance.now();
  window.changed = {started, last: started};
  const watch = new MutationObserver(() => { window.changed.last = performance.now(); });
  watch.observe(document.body, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  document.querySelectorAll(pill)[place].click();
}"""
# How long after the click it last changed, once nothing has for so many milliseconds.
SETTLED = """quiet => new Promise(done => {
  const look = setInterval(() => {
    if (performance.now() - window.changed.last > quiet) {
      clearInterval(look);
      done(window.changed.last - window.changed.started);
    }
  }, 20);
})"""
QUIET = 300


@dataclass(frozen=True)
class Pair:
    """Ours beside its floor, in milliseconds, and the most that ours may be of it."""

    name: str
    ours: float
    floor: float
    bar: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


# the script -----------------------------------------------------------------------------------


class _Remembering(Store):
    """A store that answers everything from memory once it has been asked."""

    def __init__(self, store: Store) -> None:
        self.name = store.name
        self._store = store
        self._clock = store._clock
        self._said: dict[str, Any] = {}

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> Any:
        key = f"{sql}{params}"
        if key not in self._said:
            self._said[key] = self._store.ask(sql, params)
        return self._said[key]


def constants(store: Store) -> Callable[[], AbstractContextManager[object]]:
    """The app with constants in place of whatever it looks up, for as long as what is returned is
    entered: answers, figures, what it reads of the store."""
    from app import show, workspace

    remembering = _Remembering(store)
    figures: dict[tuple[int, bool], Any] = {}
    draw = show._drawn

    def drawn(finding: Any, is_dark: bool) -> Any:
        if (id(finding), is_dark) not in figures:
            figures[id(finding), is_dark] = draw(finding, is_dark)
        return figures[id(finding), is_dark]

    looked_up = ("view", "find", "week", "examined", "left_out", "unmatched")
    patches: list[AbstractContextManager[object]] = [
        patch.object(workspace, "own", lambda: remembering),
        patch.object(show, "_drawn", drawn),
        *(patch.object(workspace, name, cache(getattr(workspace, name))) for name in looked_up),
    ]

    def enter() -> ExitStack:
        stack = ExitStack()
        for each in patches:
            stack.enter_context(each)
        return stack

    return enter


def scripts(workspace: Path, rounds: int) -> list[Pair]:
    """Each page's script, warm, beside itself with constants; medians of turns."""
    os.environ["IMPACT_WORKSPACE"] = str(workspace)
    from streamlit import cache_resource
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
    from streamlit.testing.v1 import AppTest

    took: list[float] = []
    run = ScriptRunner._run_script

    def timed(self: ScriptRunner, data: Any) -> None:
        took.append(milliseconds(lambda: run(self, data)))

    def once(app: AppTest) -> float:
        app.run()
        if app.exception or any(FAILED in title.value for title in app.title):
            sys.exit(f"A page failed: {[title.value for title in app.title]}, {app.exception}")
        return took[-1]

    found = []
    store = Store.open(workspace)
    fixed = constants(store)
    with patch.object(ScriptRunner, "_run_script", timed):
        for page in PAGES:
            ours, floor = (AppTest.from_file(str(APP), default_timeout=LIMIT_SECONDS) for _ in "of")
            for app in (ours, floor):
                app.switch_page(f"app/pages/{page}.py")
            times: list[tuple[float, float]] = []
            for _ in range(rounds + WARM):
                mine = once(ours)
                with fixed():
                    times.append((mine, once(floor)))
            mine, least = (median(some) for some in zip(*times[WARM:], strict=True))
            found.append(Pair(f"script of {page}", mine, least, 2))
    cache_resource.clear()  # lets go of the workspace, which the servers open next
    store.close()
    return found


# servers and browsers -------------------------------------------------------------------------


@contextmanager
def serving(script: Path, workspace: Path) -> Iterator[str]:
    """The address of a process of its own that serves a script."""
    with started(script, {"IMPACT_WORKSPACE": str(workspace)}) as (url, _):
        yield url


@contextmanager
def started(script: Path, environ: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The same, and the number of the process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(server, url)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    opener = build_opener(ProxyHandler({}))  # a proxy set for the machine is not for the loopback
    until = time.monotonic() + LIMIT_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with opener.open(f"{url}/_stcore/health", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    sys.exit("The server did not start.")


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(1000 * LIMIT_SECONDS)
    yield page
    context.close()


def starts(browser: Browser, workspace: Path, rounds: int) -> Pair:
    """From the start of a process to the first chart in a fresh browser tab."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for script, taken in zip((APP, FLOOR), times, strict=True):
            started = time.perf_counter()
            with serving(script, workspace) as url, tab(browser) as page:
                page.goto(url)
                page.wait_for_selector(CHART, state="attached")
                taken.append(1000 * (time.perf_counter() - started))
    ours, floor = map(median, times)
    return Pair("start of a process to the first chart", ours, floor, 1.5)


class Clicked:
    """A page in a tab, and the socket that feeds it."""

    def __init__(self, tab: Page, url: str) -> None:
        self.tab = tab
        with tab.expect_websocket() as opened:
            tab.goto(url)
        self.socket = opened.value
        tab.wait_for_selector(CHART, state="attached")
        tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        tab.wait_for_timeout(3 * QUIET)
        self.charts, self.tables, self.pills = (
            tab.locator(some).count() for some in (CHART, TABLE, PILL)
        )

    def click(self, place: int) -> float:
        """Milliseconds from a click on a department until the script has run and the page is
        quiet."""
        with self.socket.expect_event("framereceived", is_end, timeout=1000 * LIMIT_SECONDS):
            self.tab.evaluate(CLICK, [PILL, place])
        return float(self.tab.evaluate(SETTLED, QUIET))


def filter_clicks(browser: Browser, url: str, floor_url: str, rounds: int) -> list[Pair]:
    """A click on a department where nobody has asked for the answers yet, and where they are at
    hand. The floor has as many charts and tables as the page."""
    found = []
    for page, path in CLICKED.items():
        for when in ("answers new", "answers at hand"):
            with tab(browser) as one, tab(browser) as other:
                ours = Clicked(one, f"{url}/{path}")
                floor = Clicked(other, f"{floor_url}?charts={ours.charts}&tables={ours.tables}")
                pills = min(ours.pills, floor.pills)
                if pills < 2:
                    sys.exit("There are no departments to choose from in this workspace.")
                # every click leaves other departments chosen than all before it
                places = [*range(pills), *range(pills - 1)][:rounds]
                times = [(ours.click(place), floor.click(place)) for place in places]
                mine, least = (median(some) for some in zip(*times, strict=True))
            name = f"click on {page}, {when} ({ours.charts} charts)"
            found.append(Pair(name, mine, least, 1.3))
    return found


# sessions -------------------------------------------------------------------------------------


def together(url: str, departments: tuple[str, ...]) -> tuple[Pair, int, int]:
    """The median click of twenty sessions beside one's, with the answers at hand; how many clicks
    failed, and the bytes of a page."""
    chosen = [{"dept": list(some)} for some in combinations(departments, 2)][:CLICKS]
    warm = click(url, chosen)
    alone = click(url, chosen)
    many = click_together([url], SESSIONS, chosen)
    ours = median(ms for one in many for ms in one.milliseconds)
    errors = [error for one in (warm, alone, *many) for error in one.errors]
    for error in errors:
        print(error, file=sys.stderr)
    pair = Pair(f"a click of {SESSIONS} sessions beside one's", ours, median(alone.milliseconds),
                SESSIONS)  # fmt: skip
    return pair, len(errors), alone.size


# the page -------------------------------------------------------------------------------------


def table(pairs: Sequence[Pair], errors: int, size: int, rows: int, where: str) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    return "\n".join(
        [
            "## Pages",
            "",
            f"A workspace with {rows:,} attendance rows, {where}. Medians of turns, one after the"
            " other in one run (`make bench`). The floor of a script is the same script with"
            " constants for answers, figures and the store; of a click and of a start, an otherwise"
            " empty page with as many trivial charts and tables in the same browser; of many"
            f" sessions, one. Of {SESSIONS} sessions {errors} clicks failed. The overview is"
            f" {size / 1000:,.0f} kB over the socket.",
            "",
            "| | ms | floor, ms | ratio | bar |",
            "|---|---|---|---|---|",
            *(
                f"| {one.name} | {one.ours:,.0f} | {one.floor:,.0f} | {one.ratio:.2f} |"
                f" ≤ {one.bar:g}{'' if one.ratio <= one.bar else ', not met'} |"
                for one in pairs
            ),
        ]
    )


@contextmanager
def workspace_at(folder: Path | None) -> Iterator[Path]:
    """The workspace that was named, else a made-up company's."""
    if folder:
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        company.write(Path(made), ROWS)
        workspace = Path(made) / "workspace"
        product.ingest(Path(made), workspace)
        yield workspace


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the pages beside what they must cost.")
    parser.add_argument("--workspace", type=Path, help="of any size; its departments are clicked")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    with workspace_at(options.workspace) as workspace:
        store = Store.open(workspace)
        departments = tuple(store.departments())
        rows = store.source_files().query("kind == 'attendance'")["rows_usable"].sum()
        store.close()
        pairs = scripts(workspace, options.rounds)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            pairs.append(starts(browser, workspace, STARTS))
            with serving(APP, workspace) as url, serving(FLOOR, workspace) as floor_url:
                pairs += filter_clicks(browser, url, floor_url, options.rounds)
                browser.close()
                clicked, errors, size = together(url, departments)
        pairs.append(clicked)
    keep(options.out, "pages", table(pairs, errors, size, int(rows), machine()))


if __name__ == "__main__":
    main()
