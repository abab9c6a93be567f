"""The share drawer: what it offers on every card, the mark of an edited title, and what is really
downloaded."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from made_exports import HOSTILE_NAMES, fill_with
from test_browser import a_tab
from test_browser_matrix import QUIET, SIDEWAYS, Theme, picture, theme
from test_pages import on, plain, shown

from analytics import audit
from analytics.questions import questions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from streamlit.testing.v1 import AppTest

__all__ = ["theme"]  # a fixture

DRAWER = '[role="dialog"]'


def share(app: AppTest, name: str, **chosen: str) -> None:
    """Opens the drawer with these widgets set. A test runs the whole script where a browser runs
    the drawer alone, which then closes: each choice opens it anew."""
    for key, value in chosen.items():
        app.session_state[f"share-{key}".replace("_", "-")] = value
    app.button(key=f"share-{name}").click().run()
    assert not app.exception


def labels(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


@pytest.mark.parametrize(
    "name", ["overview", "participation", "competency", "feedback", "peers"]
)  # fmt: skip
def test_every_card_and_every_page_can_be_shared(app: AppTest, name: str) -> None:
    on(app, name)
    keys = {button.key for button in app.button if (button.key or "").startswith("share-")}
    assert "share-pilot" in keys
    known = {f"share-{question.name}" for question in questions()}
    assert len(keys & known) >= 3 and keys <= {*known, "share-pilot"}


def test_the_drawer_offers_every_way_out(app: AppTest) -> None:
    on(app, "competency")
    share(app, "time-to-competency")
    assert labels(app) == [
        "PowerPoint slide", "Picture", "Picture 4K", "Numbers (CSV)", "Workbook (XLSX)",
        "Picture (SVG)", "Picture (PDF)", "Numbers (JSON)", "Replay bundle",
    ]  # fmt: skip
    mark = next(toggle for toggle in app.toggle if toggle.key == "share-sample")
    assert mark.value and mark.disabled
    share(app, "time-to-competency", what="All findings")
    assert labels(app) == [
        "PowerPoint deck", "Workbook (XLSX)", "Pictures (PDF)", "Numbers (JSON)"
    ]  # fmt: skip
    share(app, "pilot", what="Weekly report")
    assert labels(app) == ["Report (HTML)", "For a chat (Markdown)"]
    assert not app.exception


def test_an_edited_title_says_so(app: AppTest) -> None:
    on(app, "competency")
    share(app, "time-to-competency")
    assert "edited by hand" not in plain(shown(app))
    share(app, "time-to-competency", title_time_to_competency="Onboarding in spring")
    assert "Title edited by hand" in plain(shown(app))
    claim = "The pilot made onboarding 60% faster"
    share(app, "time-to-competency", title_time_to_competency=claim)
    assert "says more than the evidence (C) allows" in plain(shown(app))
    assert not app.exception


# in a browser -------------------------------------------------------------------------------------


@pytest.fixture
def drawer(theme: Theme, app_url: str) -> Iterator[Page]:
    theme.open(f"{app_url}/competency?dept=Sales&dept=Operations")
    tab = theme.tab
    tab.click('[class*="st-key-share-time-to-competency"] button')
    tab.wait_for_selector(f"{DRAWER} img")
    tab.wait_for_function(QUIET)
    yield tab
    tab.click(f'{DRAWER} button[aria-label="Close"]')
    tab.wait_for_selector(DRAWER, state="detached")
    assert not theme.watch.errors and not theme.watch.elsewhere


def downloaded(tab: Page, button: Locator, folder: Path) -> Path:
    with tab.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.slow
@pytest.mark.browser
def test_the_drawer_is_clean_wide_and_narrow(theme: Theme, drawer: Page, tmp_path: Path) -> None:
    for width, height in ((1440, 900), (390, 844)):
        drawer.set_viewport_size({"width": width, "height": height})
        drawer.wait_for_function(QUIET)
        drawer.screenshot(path=picture(tmp_path, f"share_{width}_{theme.name}.png"))
        assert not theme.violations(), width
        assert max(drawer.evaluate(SIDEWAYS)) <= 0
        sideways = drawer.locator(DRAWER).first.evaluate("one => one.scrollWidth - one.clientWidth")
        assert sideways <= 0, width
    drawer.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.slow
@pytest.mark.browser
def test_what_is_downloaded_is_what_was_shown(theme: Theme, drawer: Page, tmp_path: Path) -> None:
    from pptx import Presentation

    link = drawer.inner_text(f'{DRAWER} [data-testid="stCode"]').strip()
    assert parse_qs(urlsplit(link).query) == {"dept": ["Operations", "Sales"]}
    assert urlsplit(link).path == "/competency"
    title = drawer.locator('input[aria-label="Slide title"]')
    title.fill("Made by hand")
    title.press("Enter")
    drawer.wait_for_selector(f"{DRAWER} >> text=Title edited by hand")
    drawer.wait_for_function(QUIET)
    slide = downloaded(drawer, drawer.get_by_role("button", name="PowerPoint slide"), tmp_path)
    assert slide.name == "time-to-competency.pptx"
    [made] = Presentation(io.BytesIO(slide.read_bytes())).slides
    texts = " ".join(part.text_frame.text for part in made.shapes if part.has_text_frame)
    assert made.shapes.title.text_frame.text == "Made by hand"
    for says in ("Title edited by hand", "Sample data", "Operations, Sales"):
        assert says in texts
    drawer.click(f"{DRAWER} >> text=All findings")
    deck = downloaded(drawer, drawer.get_by_role("button", name="PowerPoint deck"), tmp_path)
    assert len(Presentation(io.BytesIO(deck.read_bytes())).slides) >= 8
    drawer.click(f"{DRAWER} >> text=Weekly report")
    report = downloaded(drawer, drawer.get_by_role("button", name="Report (HTML)"), tmp_path)
    assert "<svg" in report.read_text("utf-8") and "<script" not in report.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.browser
def test_who_wrote_out_what_is_noted(
    chromium: Browser,
    serving: Callable[[Path, Path], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    workspace = tmp_path / "workspace"
    fill_with(workspace, HOSTILE_NAMES)
    with (
        serving(workspace, tmp_path / "output.txt") as url,
        a_tab(chromium, url) as (tab, _),
    ):
        tab.goto(f"{url}/participation")
        tab.wait_for_function(QUIET)
        tab.click('[class*="st-key-share-participation"] button')
        tab.wait_for_selector(f"{DRAWER} img")
        tab.wait_for_function(QUIET)
        assert not audit.read(workspace)
        downloaded(tab, tab.get_by_role("button", name="Numbers (CSV)"), tmp_path)
        [deed] = audit.read(workspace)
    assert (deed.did, deed.who) == ("gave out figures", audit.account())
    assert deed.says == "wrote out figures · participation.csv"
