"""The address is the view: what is chosen lives in it, opens elsewhere, survives the pages and
comes back; the same on data of one's own, whose names nobody means well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from made_exports import HOSTILE_NAMES, fill_with
from page_table import PAGE_TABLE
from test_browser import a_tab, go, settle
from test_browser_matrix import CUT, QUIET, SIDEWAYS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_url(
    chromium: Browser,
    serving: Callable[[Path, Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The app on a workspace that holds a pilot with hostile names."""
    folder = tmp_path_factory.mktemp("own")
    fill_with(folder / "workspace", HOSTILE_NAMES)
    with serving(folder / "workspace", folder / "output.txt") as url:
        yield url


def chosen(tab: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.url).query)


def pressed(tab: Page) -> list[str]:
    return tab.eval_on_selector_all(
        '[data-testid="stButtonGroup"] button', "all => all"
        ".filter(one => one.ariaChecked === 'true' || one.ariaPressed === 'true'"
        " || one.ariaSelected === 'true' || one.dataset.selected === 'true'"
        " || /Active/.test(one.dataset.testid || '')).map(one => one.innerText.trim())",
    )  # fmt: skip


def choose(tab: Page, label: str) -> None:
    tab.click(f'[data-testid="stButtonGroup"] button:has-text("{label}")')


def seen(tab: Page, says: str) -> None:
    """Until the page says so and is whole. Asked before each next step: the lower parts of a page
    that is still being drawn say what was chosen before, and would answer for it."""
    tab.wait_for_selector(f"text={says}")
    tab.wait_for_function(QUIET)


def test_the_same_address_elsewhere_is_the_same_view(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(f"{app_url}/participation?dates=2026-01-19&dates=2026-03-29")
        seen(tab, "Only 19 Jan – 29 Mar 2026")
        before = tab.inner_text("h1")
        choose(tab, "Sales")
        tab.wait_for_url("**dept=Sales**")
        choose(tab, "Month")
        tab.wait_for_url("**by=month**")
        seen(tab, "Only Sales · 19 Jan – 29 Mar 2026")
        address, headline, shown = tab.url, tab.inner_text("h1"), pressed(tab)
        assert headline != before
        assert chosen(tab) == {
            "dates": ["2026-01-19", "2026-03-29"], "dept": ["Sales"], "by": ["month"]
        }  # fmt: skip
        assert shown == ["Month", "Sales"]
        text = tab.inner_text('[data-testid="stMain"]')
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(address)
        seen(tab, "Only Sales · 19 Jan – 29 Mar 2026")
        assert tab.inner_text("h1") == headline
        assert pressed(tab) == shown
        assert chosen(tab) == parse_qs(urlsplit(address).query)
        assert tab.inner_text('[data-testid="stMain"]') == text


def test_every_page_keeps_what_is_chosen(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, watch):
        tab.goto(f"{app_url}/?dept=Engineering&dates=2026-02-02&dates=2026-03-29")
        seen(tab, "Only Engineering")
        for entry in (*PAGE_TABLE[1:], PAGE_TABLE[0]):
            go(tab, entry.title)
            tab.wait_for_function(QUIET)
            if tab.locator('[data-testid="stDateInput"] >> text=Sessions between').count():
                assert chosen(tab) == {
                    "dept": ["Engineering"],
                    "dates": ["2026-02-02", "2026-03-29"],
                }
                assert "Engineering" in pressed(tab), entry.title
        assert not watch.errors


def back_to(tab: Page, address: str) -> None:
    """Back to an earlier page: one step, or two where it was left while still being drawn, which a
    busy machine cannot rule out."""
    from playwright.sync_api import TimeoutError as TakesTooLong

    tab.go_back()
    try:
        tab.wait_for_url(address, timeout=10_000)
    except TakesTooLong:
        tab.go_back()
        tab.wait_for_url(address)


def test_back_and_forward_are_earlier_and_later_views(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, _):
        tab.goto(f"{app_url}/participation")
        settle(tab)
        choose(tab, "Sales")
        seen(tab, "Only Sales ·")
        headline = tab.inner_text("h1")
        choose(tab, "Engineering")
        seen(tab, "Only Engineering, Sales ·")
        assert tab.inner_text("h1") != headline
        tab.go_back()
        seen(tab, "Only Sales ·")
        assert tab.inner_text("h1") == headline and pressed(tab) == ["Week", "Sales"]
        tab.go_forward()
        # Whoever leaves a page while it is drawn leaves one step more to go back over.
        seen(tab, "Only Engineering, Sales ·")
        go(tab, "Feedback")
        tab.wait_for_function(QUIET)
        back_to(tab, "**/participation?**")
        seen(tab, "Only Engineering, Sales ·")


def test_the_sample_beside_ones_own_data_is_in_the_address(chromium: Browser, own_url: str) -> None:
    with a_tab(chromium, own_url) as (tab, _):
        tab.goto(f"{own_url}/feedback?pilot=sample")
        seen(tab, "Back to your own data")
        headline = tab.inner_text("h1")
        go(tab, "Participation")
        tab.wait_for_url("**pilot=sample**")
        seen(tab, "Back to your own data")
        back_to(tab, "**/feedback?pilot=sample")
        tab.wait_for_function(
            "says => document.querySelector('h1')?.innerText === says", arg=headline
        )
        seen(tab, "Back to your own data")
        tab.click("text=Back to your own data")
        tab.wait_for_selector("text=Back to your own data", state="detached")
        tab.wait_for_function(QUIET)
        assert "pilot" not in tab.url and tab.inner_text("h1") != headline


def test_hostile_names_are_text_on_every_page(chromium: Browser, own_url: str) -> None:
    with a_tab(chromium, own_url) as (tab, watch):
        for entry in PAGE_TABLE:
            for size in ((1440, 900), (390, 844)):
                tab.set_viewport_size({"width": size[0], "height": size[1]})
                if size[0] == 1440:
                    tab.goto(f"{own_url}/{entry.path}")
                tab.wait_for_function(QUIET)
                assert max(tab.evaluate(SIDEWAYS)) <= 0, (entry.name, size)
                assert not tab.evaluate(CUT), (entry.name, size)
            assert "taken" not in tab.title(), entry.name
            pictures = tab.eval_on_selector_all(
                "img", "all => all.map(one => one.currentSrc || one.src)"
            )
            assert not [source for source in pictures if "example.org" in source], entry.name
            assert tab.locator('[data-testid="stMain"] a[href*="example.org"]').count() == 0
        assert not watch.elsewhere
        assert not watch.errors
