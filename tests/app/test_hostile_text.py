"""Data full of text that is not meant well, through every page: it is shown letter by letter, and
the server that it names hears nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_table import PAGE_TABLE
from test_browser import a_tab, settle
from test_security import Listener, a_listener

from analytics.landing import land
from analytics.pilots import Pilot
from analytics.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def hostile(home: str) -> list[str]:
    """One text of each kind; each would show itself by an image, a visit, a colour or a gap."""
    return [
        f"![x]({home}/markdown.png)",
        f"[![x]({home}/linked.png)]({home}/link)",
        f"<img src={home}/html.png onerror=\"fetch('{home}/error')\">",
        f"<script>fetch('{home}/script')</script>",
        f"<style>@import '{home}/style.css'</style>",
        f'<iframe src="{home}/frame"></iframe>',
        f"[click]({home}/click)",
        f"{home}/bare.png",
        f'=IMAGE("{home}/formula.png")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        ":red[red] :material/delete: :smile:",
        "$\\frac{1}{2}$ `code` ~~gone~~ **bold** # head",
        "&lt;b&gt; &amp; &#x41; \\n",
        "a\u202egnirts\u202c b",
        "مرحبا بالعالم 王",
        "${7*7} {{7*7}} %s {0}",
        "'; drop table person; select '",
        f"<svg onload=\"fetch('{home}/svg')\"><image href='{home}/svg.png'/></svg>",
        "long" * 200,
        f"<b>x</b><a href='{home}/anchor'>y</a>",
    ]


def table(*rows: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def files(texts: list[str]) -> list[tuple[str, bytes]]:
    """Four departments of ten, three sessions, a sign-off and a comment of each."""
    people = [
        (f"{texts[n % len(texts)][:60]} {n}", f"p{n}@example.org", texts[n // 10 * 3][:70])
        for n in range(40)
    ]
    attendance = [
        [texts[(2, 3, 8)[at]][:90], day, "10:00", name, email, f"{day} 10:00", f"{day} 10:45"]
        for at, day in enumerate(("2026-01-13", "2026-02-10", "2026-03-10"))
        for name, email, _ in people[: 34 - 3 * at]
    ]
    head = ["Session", "Date", "Start time", "Name", "Email", "Join time", "Leave time"]
    return [
        (f"{texts[0].replace('/', '%2F')}.csv", table(head, *attendance)),
        (
            "people.csv",
            table(
                ["Employee ID", "Name", "Email", "Hire Date", "Department"],
                *(
                    [str(n), name, email, f"2025-{9 + n % 4:02d}-{1 + n % 27:02d}", department]
                    for n, (name, email, department) in enumerate(people)
                ),
            ),
        ),
        (
            "signed off.csv",
            table(
                ["Name", "Email", "Course", "Completed on"],
                *([name, email, texts[2], f"2026-03-{1 + n % 20:02d}"]
                  for n, (name, email, _) in enumerate(people)),
            ),
        ),
        (
            "survey.csv",
            table(
                ["Timestamp", "The session helped me", "Comments"],
                *([f"2026-01-13 11:{n:02d}", "Agree", f"{text} and the pace was good"]
                  for n, text in enumerate([*texts[:9], *texts[17:]])
                ),
            ),
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with a_listener() as found:
        yield found


@pytest.fixture(scope="module")
def hostile_url(
    tmp_path_factory: pytest.TempPathFactory,
    serving: Callable[[Path, Path], AbstractContextManager[str]],
    listener: Listener,
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    texts = hostile(listener.home)
    store = Store.open(folder / "workspace")
    reports = land(store, files(texts))
    assert {report.state for report in reports} == {"landed"}, [r.problems for r in reports]
    days = {"starts_on": date(2026, 1, 12), "ends_on": date(2026, 4, 12)}
    store.save_pilot(Pilot(name=texts[0], invited_by="roster", **days))
    store.close()
    with serving(folder / "workspace", folder / "output.txt") as url:
        yield url


OPEN_ALL = """() => document.querySelectorAll(
  '[data-testid="stExpander"] details:not([open]) > summary').forEach(fold => fold.click())"""
SHOWN = """() => [document.body.innerText,
  ...[...document.querySelectorAll('svg text')].map(text => text.textContent)].join('\\n')
  .replaceAll('\\u2060', '')"""
# What markup from data would leave in the page; our own pictures are in data: or from our server.
TRACES = """home => [...document.querySelectorAll('[src],[href],image')]
  .filter(part => ['src', 'href', 'xlink:href'].some(
    name => (part.getAttribute(name) || '').startsWith(home)))
  .map(part => part.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("entry", PAGE_TABLE, ids=lambda entry: entry.name)
def test_text_is_shown_as_it_is_and_nobody_hears_of_it(
    chromium: Browser, hostile_url: str, listener: Listener, entry
) -> None:
    with a_tab(chromium, hostile_url) as (tab, watch):
        tab.goto(f"{hostile_url}/{entry.path}")
        settle(tab)
        assert not tab.query_selector(".st-key-load-again")
        tab.evaluate(OPEN_ALL)
        settle(tab)
        tab.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
        # Tooltips of charts and helps are made of data too.
        for chart in tab.query_selector_all(".js-plotly-plot .nsewdrag")[:6]:
            if chart.is_visible():
                chart.hover(force=True)
        assert tab.evaluate(TRACES, listener.home) == []
        assert not watch.errors
        assert not watch.elsewhere
        assert listener.heard == []
        shown = tab.evaluate(SHOWN)
        if entry.name == "feedback":
            # A page shows eight; numbers with dots are masked, so the server goes by its name.
            written = [text for text in hostile(listener.home) if text in shown]
            assert len(written) >= 8, shown
            assert sum(listener.home in text for text in written) >= 7
        if entry.name in ("participation", "competency"):
            assert hostile(listener.home)[0][:20] in shown


def test_a_file_that_is_dropped_is_shown_as_it_is(
    chromium: Browser, hostile_url: str, listener: Listener
) -> None:
    texts = hostile(listener.home)
    with a_tab(chromium, hostile_url) as (tab, watch):
        tab.goto(f"{hostile_url}/data")
        settle(tab)
        unknown = table(texts[:8], texts[8:16], texts[:8])
        broken = ("\n".join(texts) + '\n"').encode()
        tab.set_input_files(
            'input[type="file"]',
            [
                {"name": "![x](unknown).csv", "mimeType": "text/csv", "buffer": unknown},
                {"name": "<img src=x>.csv", "mimeType": "text/csv", "buffer": broken},
            ],
        )
        tab.wait_for_selector("text=What is in this file?")
        settle(tab)
        shown = tab.evaluate(SHOWN)
        assert "![x](unknown).csv" in shown and "<img src=x>.csv" in shown
        assert texts[0] in shown
        assert tab.evaluate(TRACES, listener.home) == []
        assert not watch.errors and not watch.elsewhere
        assert listener.heard == []
