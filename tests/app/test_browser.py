"""The app in a real browser: it follows the theme, links restore, nothing leaves the machine.

Every page in every theme and width is in test_browser_matrix.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from page_table import PAGE_TABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DESKTOP = (1440, 900)
HOSTILE = (
    b"Name,Email,Hire Date,Department\n"
    b'"<img src=https://example.org/a.png> ![x](https://example.org/b.png)",a@example.org,'
    b"31/12/2025,Sales\n,,32/13/2025,<script>document.title='taken'</script>\n"
)


class Watch:
    """What a tab did that it should not."""

    def __init__(self, tab: Page, home: str) -> None:
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", self._said)
        tab.on("request", lambda request: self._asked(request.url, home))

    def _said(self, message) -> None:  # type: ignore[no-untyped-def]
        # Below a page's own path Streamlit's client looks for its server there first.
        is_search = message.location["url"].endswith(("/_stcore/health", "/_stcore/host-config"))
        if message.type == "error" and not is_search:
            self.errors.append(message.text)

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, home.replace("http", "ws"), "data:", "blob:")):
            self.elsewhere.append(url)


@contextmanager
def a_tab(
    chromium: Browser, home: str, size: tuple[int, int] = DESKTOP, theme: str = "light"
) -> Iterator[tuple[Page, Watch]]:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    watch = Watch(tab, home)
    yield tab, watch
    context.close()


def settle(tab: Page, charts: int = 0) -> None:
    """Until the script has run, the headline stands, and every chart is drawn."""
    tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    tab.wait_for_selector("h1")
    tab.wait_for_function(
        "n => document.querySelectorAll('.js-plotly-plot .main-svg .bglayer').length >= n",
        arg=charts,
    )


def go(tab: Page, page: str, charts: int = 0) -> None:
    """By the navigation; what has no room in it is found when “more” is opened."""
    link = f'a[data-testid^="stTopNav"]:has-text("{page}"):not([inert] *)'
    tab.wait_for_selector('[data-testid="stTopNav"]')
    for section in tab.locator('[data-testid="stTopNavSection"]').all():
        if tab.locator(link).count():
            break
        section.click()
        tab.wait_for_selector('[data-testid="stTopNavPopover"]')
    tab.click(link)
    [path] = [entry.path for entry in PAGE_TABLE if entry.title == page]
    tab.wait_for_function("path => location.pathname === `/${path}`", arg=path)
    settle(tab, charts)


def test_charts_follow_the_theme_and_say_what_they_show(chromium: Browser, app_url: str) -> None:
    for theme, teal in (("light", "rgb(15, 106, 115)"), ("dark", "rgb(90, 209, 215)")):
        with a_tab(chromium, app_url, theme=theme) as (tab, _):
            tab.goto(app_url)
            settle(tab, 4)
            strokes = tab.eval_on_selector_all(
                ".js-plotly-plot .js-line", "lines => lines.map(line => line.style.stroke)"
            )
            assert teal in strokes
            spoken = tab.eval_on_selector_all(
                '[role="figure"]', "figures => figures.map(f => f.getAttribute('aria-label'))"
            )
            assert len(spoken) == 4
            assert any("Target 60%" in said and "Last value" in said for said in spoken)


def test_filters_survive_a_page_switch_and_come_back_from_the_address(
    chromium: Browser, app_url: str
) -> None:
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(f"{app_url}/participation")
        settle(tab, 3)
        tab.click('[data-testid="stButtonGroup"] button:has-text("Sales")')
        tab.wait_for_url("**/participation?dept=Sales")
        # Faster than the pages are drawn, and through pages that have no filters.
        for page in ("Time to competency", "Data", "Feedback", "Method", "Peers", "Overview"):
            go(tab, page)
            if page not in ("Data", "Method"):
                tab.wait_for_url("**dept=Sales**")
        tab.wait_for_selector("text=Only Sales")
        address = tab.url
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(address)
        tab.wait_for_selector("text=Only Sales")
        # The first switch after a deep link is where a filter is lost most easily.
        go(tab, "Participation")
        tab.wait_for_url("**/participation?dept=Sales")
        tab.wait_for_selector("text=Only Sales")


def test_dates_in_the_address_are_the_dates_of_the_view(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(f"{app_url}/participation?dates=2026-02-01&dates=2026-03-15")
        tab.wait_for_selector("text=Only 1 Feb – 15 Mar 2026")
        tab.click(".st-key-folds-funnel >> text=How this is calculated")
        tab.wait_for_selector("text=How every number is made")
        assert "about=From" in tab.url
        go(tab, "Participation")
        tab.wait_for_url("**dates=2026-02-01&dates=2026-03-15**")
        tab.wait_for_selector("text=Only 1 Feb – 15 Mar 2026")


def test_a_file_that_is_not_meant_well_is_shown_as_text(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, watch):
        tab.goto(f"{app_url}/data")
        settle(tab)
        name = "<b>![x](https%3A%2F%2Fexample.org).csv"
        tab.set_input_files(
            'input[type="file"]', [{"name": name, "mimeType": "text/csv", "buffer": HOSTILE}]
        )
        tab.wait_for_selector("text=Rows that need a look")
        settle(tab)
        assert "taken" not in tab.title()
        assert not watch.elsewhere
        assert not watch.errors
        assert tab.locator('[data-testid="stMain"] img').count() == 0
