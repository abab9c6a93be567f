"""Every page in a real browser, in both themes and at three widths, and with the keyboard alone.

Pictures of it are written to the test's own folder; with IMPACT_PICTURES=docs/pictures (which is
`make pictures`) to that one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from page_table import PAGE_TABLE, Entry
from test_browser import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1920, 390)
PICTURED = (1440, 390)
HEIGHT = 900
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# The script has run, what is read is read, and every chart fills its place.
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return false;
  if (!document.querySelector('h1') || document.fonts.status !== 'loaded') return false;
  if (document.querySelector('[data-testid="stSkeleton"]')) return false;
  // A table follows the window a moment later; in a closed fold it never does.
  const tables = [...document.querySelectorAll('[data-testid="stDataFrame"]')];
  if (tables.some(table => table.checkVisibility({contentVisibilityAuto: true})
      && table.clientWidth > table.parentElement.clientWidth)) return false;
  return [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(place => {
    const svg = place.querySelector('.main-svg');
    if (!svg || !svg.querySelector('.bglayer')) return false;
    const [is, should] = [svg, place].map(part => part.getBoundingClientRect().width);
    return Math.abs(is - should) <= 1;
  });
}"""
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
  .map(part => part.scrollWidth - part.clientWidth)"""
# Labels of a chart that leave it, or the window; a line of text is higher than its letters.
CUT = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
  const box = plot.getBoundingClientRect();
  return [...plot.querySelectorAll('.main-svg text')].filter(text => {
    const part = text.getBoundingClientRect();
    const isSeen = part.width && getComputedStyle(text).visibility !== 'hidden';
    return isSeen && text.textContent.trim() && (
      part.left < Math.max(box.left, 0) - 1 || part.right > Math.min(box.right, innerWidth) + 1
      || part.top < box.top - 3 || part.bottom > box.bottom + 3);
  }).map(text => text.textContent);
})"""
# Texts of ours that an ellipsis cuts off.
SHORTENED = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(part => {
  const style = getComputedStyle(part);
  return style.textOverflow === 'ellipsis' && style.overflowX !== 'visible'
    && part.textContent.trim() && part.scrollWidth > part.clientWidth + 1;
}).map(part => part.textContent)"""


class Theme:
    """A tab in one theme, and what it did that it should not."""

    def __init__(self, name: str, tab: Page, home: str) -> None:
        self.name = name
        self.tab = tab
        self.watch = Watch(tab, home)
        self.hosts: set[str] = set()
        tab.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def open(self, address: str) -> None:
        self.tab.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        self.tab.goto(address)
        self.tab.wait_for_function(QUIET)

    def widen(self, width: int) -> None:
        """To that width, and to the height of the whole page: what is scrolled away is neither
        pictured nor judged by axe."""
        self.tab.set_viewport_size({"width": width, "height": HEIGHT})
        self.tab.wait_for_function(QUIET)
        height = self.tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.tab.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
        self.tab.wait_for_function(QUIET)

    def violations(self) -> list[str]:
        """What axe-core finds, one line each."""
        found = self.tab.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG
        )
        return [
            f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request: pytest.FixtureRequest, chromium: Browser, app_url: str) -> Iterator[Theme]:
    """One tab for all pages of a theme: opening a browser's context anew for each takes longer
    than the page."""
    context = chromium.new_context(color_scheme=request.param)
    context.add_init_script(AXE)
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    yield Theme(request.param, tab, app_url)
    context.close()


def picture(tmp_path: Path, name: str) -> Path:
    chosen = os.environ.get("IMPACT_PICTURES")
    return (Path(chosen) if chosen else tmp_path) / name


@pytest.mark.slow
@pytest.mark.parametrize("entry", PAGE_TABLE, ids=lambda entry: entry.name)
def test_a_page_in_a_theme(theme: Theme, app_url: str, entry: Entry, tmp_path: Path) -> None:
    theme.open(f"{app_url}/{entry.path}")
    wrong: list[str] = []
    for width in WIDTHS:
        theme.widen(width)
        tab = theme.tab
        assert tab.inner_text("h1").strip() and not tab.query_selector(".st-key-load-again")
        found: dict[str, Any] = {
            "scrolls sideways": [by for by in tab.evaluate(SIDEWAYS) if by > 0],
            "cuts labels": tab.evaluate(CUT),
            "shortens": tab.evaluate(SHORTENED),
            "axe": theme.violations(),
        }
        wrong += [f"{width} {what}: {items}" for what, items in found.items() if items]
        if width in PICTURED:
            tab.screenshot(path=picture(tmp_path, f"{entry.name}_{width}_{theme.name}.png"))
    assert not wrong, "\n".join(wrong)
    assert not theme.watch.errors
    assert theme.hosts <= {urlsplit(app_url).netloc, ""}  # "" is a picture within the page
    assert not theme.watch.elsewhere


def test_axe_and_the_checks_find_what_is_wrong(theme: Theme, app_url: str) -> None:
    """What finds nothing on our pages finds something where there is something."""
    theme.open(app_url)
    theme.tab.evaluate(
        """() => {
          document.querySelector('h1').insertAdjacentHTML('afterend',
            '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:#999;'
            + 'background:#aaa">pale</p><div style="width:3000px">wide</div>');
        }"""
    )
    # Moved and looked for in one go: a chart drawn again meanwhile would put its labels back.
    moved = "document.querySelectorAll('.js-plotly-plot .main-svg text').forEach("
    moved += "text => text.setAttribute('transform', 'translate(-4000 0)'))"
    assert theme.tab.evaluate(f"() => {{ {moved}; return ({CUT})(); }}")
    rules = {line.partition(":")[0] for line in theme.violations()}
    assert {"image-alt", "color-contrast"} <= rules
    assert max(theme.tab.evaluate(SIDEWAYS)) > 0
    theme.watch.errors.clear()


# the keyboard -------------------------------------------------------------------------------------

# What a mouse can use and a keyboard must reach. Of a group that is one control (buttons of a
# choice, a number with its steps, a list with its opener) it reaches one and goes on with the
# arrows.
CONTROLS = """() => {
  const groups = '[role="radiogroup"],[role="toolbar"],[role="tablist"],'
    + ['stButtonGroup', 'stNumberInput', 'stSelectbox', 'stMultiSelect']
      .map(name => `[data-testid="${name}"]`).join(',');
  const seen = part => part.checkVisibility({visibilityProperty: true, opacityProperty: false})
    && part.getBoundingClientRect().width > 1;
  const parts = [...document.querySelectorAll('button,a[href],input,textarea,select,summary,'
    + '[role="button"],[role="spinbutton"]')]
    .filter(part => seen(part) && !part.disabled && part.ariaDisabled !== 'true'
      && !part.closest('[aria-hidden="true"],[inert]') && part.type !== 'hidden');
  const found = new Map();
  for (const part of parts) {
    const control = part.closest(groups) || part;
    if (!found.has(control)) found.set(control, part);
  }
  window.unreached = new Set(found.keys());
  document.addEventListener('focusin', event => {
    for (const control of window.unreached)
      if (control.contains(event.target)) window.unreached.delete(control);
  });
  return window.unreached.size;
}"""
LEFT = """() => [...window.unreached].map(part => part.outerHTML.slice(0, 160))"""


@pytest.mark.slow
@pytest.mark.parametrize("entry", PAGE_TABLE, ids=lambda entry: entry.name)
def test_the_keyboard_reaches_every_control(theme: Theme, app_url: str, entry: Entry) -> None:
    theme.open(f"{app_url}/{entry.path}")
    controls = theme.tab.evaluate(CONTROLS)
    assert controls > 5
    # Parts of one control and what Streamlit adds to a page are stops of their own.
    for _ in range(5 * controls // 10):
        for _ in range(10):
            theme.tab.keyboard.press("Tab")
        if not theme.tab.evaluate("window.unreached.size"):
            break
    assert not theme.tab.evaluate(LEFT)


def test_the_tour_goes_by_keyboard_and_escape_closes_it(theme: Theme, app_url: str) -> None:
    theme.open(app_url)
    tab = theme.tab
    tab.focus('button:has-text("Take the 1-minute tour")')
    tab.keyboard.press("Enter")
    for step in ("What it says", "How sure it is", "What to doubt", "Load your own"):
        tab.wait_for_selector(f'[role="dialog"] >> text="{step}"')
        tab.wait_for_function(QUIET)
        assert not theme.violations(), step
        if step != "Load your own":
            tab.focus('[role="dialog"] button:has-text("Next")')
            tab.keyboard.press("Enter")
    tab.keyboard.press("Escape")
    tab.wait_for_selector('[role="dialog"]', state="detached")
    assert not theme.watch.errors
