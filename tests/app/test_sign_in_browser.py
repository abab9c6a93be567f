"""Signing in at a real OpenID provider on the loopback: what each role sees, a cookie that was
changed, and signing out."""

from __future__ import annotations

import json
import secrets as secrets_of
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
from ports import free_port
from test_browser import DESKTOP, settle
from test_roles import ROLES, managers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from analytics.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COOKIE = "_streamlit_user"
SECRETS = """\
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{cookie}"
client_id = "pilot-impact"
client_secret = "known to the provider of this test"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email profile" }}
"""


@contextmanager
def provider(port: int, manager: str) -> Iterator[str]:
    """A provider that knows one person of each role, and one of no group."""
    people = {
        "ada": {"email": "ada@example.org", "groups": ["analysts", "everybody"]},
        "mia": {"email": manager, "groups": ["leads"]},
        "vi": {"email": "vi@example.org", "groups": ["staff"]},
        "nobody": {"email": "no@example.org", "groups": ["everybody"]},
    }
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for sub, claims in people.items():
        command += ["--user-claims", json.dumps({"sub": sub, **claims})]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        url, opener = f"http://127.0.0.1:{port}", build_opener(ProxyHandler({}))
        try:
            for _ in range(600):
                try:
                    opener.open(f"{url}/.well-known/openid-configuration", timeout=5).close()
                    break
                except (URLError, ConnectionError):
                    assert server.poll() is None
                    with pytest.raises(subprocess.TimeoutExpired):
                        server.wait(0.1)
            yield url
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def app(
    chromium: Browser,
    serving: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
    sample: Store,
) -> Iterator[str]:
    """The app in the mode "oidc", on the sample."""
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    (folder / "workspace").mkdir()
    secrets = folder / "secrets.toml"
    with provider(free_port(), managers(sample)[0]) as issuer:
        secrets.touch(mode=0o600)
        secrets.write_text(
            SECRETS.format(
                app=f"http://127.0.0.1:{port}", provider=issuer, cookie=secrets_of.token_hex()
            )
        )
        with serving(
            folder / "workspace",
            folder / "output.txt",
            {"IMPACT_MODE": "oidc", "IMPACT_ROLES": ROLES},
            ["--secrets.files", str(secrets)],
            port,
        ) as url:
            yield url


@contextmanager
def visitor(
    chromium: Browser, size: tuple[int, int] = DESKTOP, theme: str = "light"
) -> Iterator[tuple[BrowserContext, Page]]:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    # The provider's own pages ask for a style sheet from elsewhere.
    context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    yield context, tab
    context.close()


def sign_in(tab: Page, app: str, sub: str) -> None:
    tab.goto(app)
    tab.click('button:has-text("Sign in")')
    tab.click(f'button[name="sub"][value="{sub}"]')
    tab.wait_for_url(f"{app}/**")
    settle(tab)


def links(tab: Page) -> list[str]:
    """Every page in the navigation, those under “more” too."""
    texts = tab.locator('[data-testid="stTopNavLink"]').all_inner_texts()
    for section in tab.locator('[data-testid="stTopNavSection"]').all():
        section.click()
        texts += tab.locator('[data-testid="stTopNavDropdownLink"]').all_inner_texts()
        tab.keyboard.press("Escape")
    return [text.splitlines()[-1] for text in texts if text]


def test_nothing_is_shown_before_somebody_signs_in(chromium: Browser, app: str) -> None:
    with visitor(chromium) as (_, tab):
        for page in ("", "/data", "/check", "/participation", "/method"):
            tab.goto(app + page)
            tab.wait_for_selector('button:has-text("Sign in")')
            assert tab.inner_text("h1") == "Pilot Impact"
            assert not links(tab) and not tab.query_selector(".js-plotly-plot")
            assert not tab.query_selector('[data-testid="stFileUploader"]')


@pytest.mark.parametrize(
    ("sub", "role", "sees_data"),
    [("ada", "Analyst", True), ("mia", "Manager, your team", False), ("vi", "Viewer", False)],
)
def test_each_role_signs_in_and_sees_its_pages(
    chromium: Browser, app: str, sub: str, role: str, sees_data: bool
) -> None:
    with visitor(chromium) as (_, tab):
        sign_in(tab, app, sub)
        tab.wait_for_selector(f"text={role}")
        tab.wait_for_selector(".js-plotly-plot")
        assert ("Data" in links(tab)) == ("Check" in links(tab)) == sees_data
        for page in ("data", "check", "privacy"):
            tab.goto(f"{app}/{page}")
            tab.wait_for_selector(f"text={role}")
            settle(tab)
            assert (tab.inner_text("h1") == "For analysts only") != sees_data
        assert bool(tab.query_selector("text=Say why you look at them")) == sees_data


def test_who_is_in_no_group_is_told_so_and_may_sign_out(chromium: Browser, app: str) -> None:
    with visitor(chromium) as (_, tab):
        sign_in(tab, app, "nobody")
        tab.wait_for_selector("text=none of your groups may see this pilot")
        assert not links(tab) and tab.query_selector('button:has-text("Sign out")')


def test_a_cookie_that_was_changed_signs_nobody_in(chromium: Browser, app: str) -> None:
    with visitor(chromium) as (context, tab):
        sign_in(tab, app, "vi")
        [cookie] = [one for one in context.cookies() if one["name"] == COOKIE]
        value = cookie["value"]
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
        for place in (len(value) // 2, -3):
            other = "A" if value[place] != "A" else "B"
            changed = (
                value[:place] + other + (value[place:][1:] if place > 0 else value[place + 1 :])
            )
            context.add_cookies([{**cookie, "value": changed}])  # type: ignore[list-item]
            tab.goto(app)
            tab.wait_for_selector('button:has-text("Sign in")')
            assert not links(tab)
        context.add_cookies([cookie])  # type: ignore[list-item]
        tab.goto(app)
        tab.wait_for_selector("text=Viewer")


def test_signing_out_ends_it(chromium: Browser, app: str) -> None:
    with visitor(chromium) as (context, tab):
        sign_in(tab, app, "vi")
        tab.click('button:has-text("Sign out")')
        tab.click('button:has-text("End session")')  # the provider's own page
        tab.wait_for_selector('button:has-text("Sign in")')
        assert not [one for one in context.cookies() if one["name"] == COOKIE and one["value"]]
        tab.goto(f"{app}/participation")
        tab.wait_for_selector('button:has-text("Sign in")')
