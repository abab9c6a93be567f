"""What every test may use: the shared fixtures beside the checkout, and the app in a browser."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
from hypothesis import settings
from missing import IN_CI, missing
from ports import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from analytics.store import Store

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_SECONDS = 90.0

# A busy machine is slow: no example of a property is judged by its time. In CI the examples are
# the same every time, so that a change is judged by itself; elsewhere every run tries new ones.
settings.register_profile("project", deadline=None, derandomize=IN_CI)
settings.load_profile("project")

BROWSER_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
# Below a Windows program folder, and at fixed places on macOS.
BROWSERS_ON_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
BROWSERS_ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
# Without these a browser talks to its maker's servers, and root on Linux cannot start one at all.
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
)

_app_log = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material: exports/, reference/ and design/, beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        missing("The shared fixtures are not there: expected a folder `shared` beside this one.")
    return folder


@pytest.fixture(scope="session")
def exports(shared: Path) -> Path:
    """Export files as vendors write them, with MANIFEST.md and _truth.json."""
    return shared / "exports"


@pytest.fixture(scope="session")
def start() -> Callable[..., Any]:
    """Starts a function of killed.py in a process of its own, which takes no time: the modules are
    loaded."""
    import killed

    is_fast = sys.platform != "win32"
    context = multiprocessing.get_context("forkserver" if is_fast else "spawn")
    here = Path(killed.__file__).parent
    with pytest.MonkeyPatch.context() as patch:  # the server takes its way to modules from there
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (here, here.parent))))
        if is_fast:
            context.set_forkserver_preload(["pytest", "killed"])
        first = context.Process(target=killed.nothing)
        first.start()
        first.join()

    def started(what: Callable[..., None], *given: object) -> Any:
        began = context.Event()
        process = context.Process(target=killed.run, args=(began, what, given), daemon=True)
        process.start()
        assert began.wait(60)
        return process

    return started


@pytest.fixture
def asked(start: Callable[..., Any]) -> Iterator[Callable[..., Callable[[object], Any]]]:
    """Starts a function of killed.py that takes orders; returns how to give it one and hear what
    it says."""
    with ExitStack() as ends:

        def begun(what: Callable[..., None], *given: object) -> Callable[[object], Any]:
            here, there = multiprocessing.Pipe()
            process = start(what, *given, there)
            there.close()  # so that its end is heard
            ends.callback(process.join)
            ends.callback(here.close)
            ends.callback(here.send, None)

            def told(order: object) -> Any:
                here.send(order)
                return here.recv()

            return told

        yield begun


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds the sample pilot; nobody changes it, and tests work on copies. Its key
    is always the same, so that its people come in the same order."""
    from analytics.sample import land_sample
    from analytics.store import Store
    from analytics.store.key_file import NAME

    folder = tmp_path_factory.mktemp("sample")
    (folder / NAME).touch(mode=0o600)
    (folder / NAME).write_bytes(bytes(range(32)))
    store = Store.open(folder)
    land_sample(store)
    store.close()
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample pilot; nobody changes it."""
    yield from _copy(sample_folder, tmp_path_factory.mktemp("sample"))


@pytest.fixture
def own_sample(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample pilot, to be changed by this test alone."""
    yield from _copy(sample_folder, tmp_path_factory.mktemp("own"))


def _copy(workspace: Path, folder: Path) -> Iterator[Store]:
    from analytics.store import Store

    store = Store.open(shutil.copytree(workspace, folder / "workspace"))
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _own_workspace(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test ever opens the workspace of the person who runs it."""
    monkeypatch.setenv("IMPACT_WORKSPACE", str(tmp_path_factory.mktemp("workspace")))


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Streamlit's caches outlive an AppTest: each test starts and ends without them."""
    _clear_caches()
    yield
    _clear_caches()


def _clear_caches() -> None:
    streamlit = sys.modules.get("streamlit")
    if streamlit is not None:
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


def find_browser() -> str | None:
    """The first Chromium, Chrome or Edge on the PATH or at its usual place, or None."""
    program_folders = (
        Path(folder)
        for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if (folder := os.environ.get(name))
    )
    usual = [folder / tail for folder in program_folders for tail in BROWSERS_ON_WINDOWS]
    usual += [Path(place) for place in BROWSERS_ON_MACOS]
    on_path = (shutil.which(command) for command in BROWSER_COMMANDS)
    at_place = (str(place) for place in usual if place.is_file())
    return next(filter(None, (*on_path, *at_place)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running headless browser; open a context or a tab of your own in it."""
    executable = find_browser()
    if executable is None:
        missing("No Chromium, Chrome or Edge was found.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(BROWSER_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_url(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served on an empty workspace; its output is shown on failure."""
    folder = tmp_path_factory.mktemp("app")
    workspace = folder / "workspace"
    workspace.mkdir()
    log = pytestconfig.stash[_app_log] = folder / "output.txt"
    with _serving(workspace, log) as url:
        yield url


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[str]]:
    """Serves the app on a workspace of the test's own: `with serving(workspace, log) as url`;
    with other settings where `environ`, `options` and `port` say so."""
    return _serving


@contextmanager
def _serving(
    workspace: Path,
    log: Path,
    environ: Mapping[str, str] = MappingProxyType({}),
    options: Sequence[str] = (),
    port: int = 0,
) -> Iterator[str]:
    """The address of the app, served on a workspace; what it says goes to `log`."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    command += ["--server.headless", "true", "--server.port", str(port), *options]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "IMPACT_WORKSPACE": str(workspace), **environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(server, url, log)
            yield url
        finally:
            _stop(server)


def _wait_until_healthy(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    opener = build_opener(ProxyHandler({}))  # a proxy set for the machine is not for the loopback
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(f"{url}/_stcore/health", timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    state = "took too long to start" if server.poll() is None else f"ended with {server.poll()}"
    said = log.read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"The app {state}. It said:\n{said}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a browser and run it last: Playwright keeps an event loop going."""
    in_browser = [item for item in items if "chromium" in getattr(item, "fixturenames", ())]
    for item in in_browser:
        item.add_marker("browser")
    items.sort(key=in_browser.__contains__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put what the app said beside a failure of a test that used it."""
    report: Any = yield
    log = item.config.stash.get(_app_log, None)
    if report.failed and log is not None and "app_url" in getattr(item, "fixturenames", ()):
        said = log.read_text(encoding="utf-8", errors="replace")
        report.sections.append(("output of the app", said))
    return report
