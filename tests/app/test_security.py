"""The server as it is really started: what every answer carries, and what is not answered."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from test_browser import a_tab, go, settle

from app.security import Guard, headers_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Answer = tuple[int, dict[str, str], bytes]


def asked(url: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """(status, headers by lower-case name, body) of one request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()
    finally:
        connection.close()


def directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: values for name, *values in parts}


EVERYTHING = (
    "/", "/participation", "/_stcore/health", "/_stcore/host-config", "/app/static/icon.svg",
    "/media/nothing.csv", "/_stcore/metrics", "/no/such/page",
)  # fmt: skip


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_answer_has_the_headers(app_url: str, path: str) -> None:
    _, headers, _ = asked(app_url, path)
    policy = directives(headers["content-security-policy"])
    host = urlsplit(app_url).netloc
    assert policy["connect-src"] == ["'self'", f"ws://{host}", f"wss://{host}"]
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == ["'none'"]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & {*policy["script-src"]}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers.get("access-control-allow-origin") != "*"


def test_metrics_are_closed(app_url: str) -> None:
    for path in (
        "/_stcore/metrics",
        "/_stcore/metrics?families=session_events",
        "/_stcore/metrics/",
    ):
        status, _, body = asked(app_url, path)
        assert status == 404
        assert b"# TYPE" not in body


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "a@127.0.0.1"])
def test_a_host_that_is_not_ours_is_refused(app_url: str, host: str) -> None:
    for path in ("/", "/_stcore/health"):
        assert asked(app_url, path, Host=host)[0] == 400
    upgrade = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "MDEyMzQ1Njc4OTAxMjM0NQ==",
    }  # fmt: skip
    assert asked(app_url, "/_stcore/stream", Host=host, **upgrade)[0] in (400, 403)
    ours = urlsplit(app_url).netloc
    assert asked(app_url, "/_stcore/stream", Host=ours, Origin=app_url, **upgrade)[0] == 101
    for origin in (f"http://{host}", "null", "http://127.0.0.1:1", "http://localhost"):
        assert asked(app_url, "/_stcore/stream", Host=ours, Origin=origin, **upgrade)[0] == 403


def test_a_host_cannot_widen_the_policy() -> None:
    for host in ("a b", "a;script-src *", "a,b", "[::1", "", None):
        assert directives(headers_for(host, "/")["Content-Security-Policy"])["connect-src"] == [
            "'self'"
        ]
    assert "ws://[::1]:80" in headers_for("[::1]:80", "/")["Content-Security-Policy"]


def test_a_download_is_not_kept_by_the_browser() -> None:
    assert headers_for("localhost", "/media/abc.csv")["Cache-Control"] == "no-store"
    assert "Cache-Control" not in headers_for("localhost", "/static/js/a.js")


def test_an_upload_needs_a_session_and_its_token(app_url: str) -> None:
    status, _, _ = asked(app_url, "/_stcore/upload_file/a/b", "PUT", Content_Length="0")
    assert status == 403  # no token
    host = urlsplit(app_url).netloc
    health = asked(app_url, "/_stcore/health", Host=host)
    token = health[1]["set-cookie"].split("_streamlit_xsrf=")[1].split(";")[0]
    headers = {"X_Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"}
    path = "/_stcore/upload_file/no-such-session/b"
    assert asked(app_url, path, "PUT", Content_Length="0", **headers)[0] == 400


def test_the_agent_api_is_off(app_url: str) -> None:
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        assert asked(app_url, path, "POST", Content_Length="0")[0] == 404


def test_whoever_may_not_upload_is_refused_before_a_byte_is_read() -> None:
    reached: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> Any:
        raise AssertionError("the body was read")

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    def ask(guard: Guard, method: str, path: str) -> None:
        scope = {
            "type": "http", "method": method, "path": path,
            "headers": [(b"host", b"127.0.0.1:8501")],
        }  # fmt: skip
        turn = guard(scope, receive, send)
        with pytest.raises(StopIteration):
            turn.send(None)  # type: ignore[attr-defined]

    guard = Guard(app, may_upload=lambda scope: False)
    for method in ("PUT", "DELETE", "POST"):
        ask(guard, method, "/_stcore/upload_file/a/b")
    assert reached == []
    assert [m["status"] for m in said if m["type"] == "http.response.start"] == [403] * 3
    ask(guard, "GET", "/_stcore/health")
    ask(Guard(app), "PUT", "/_stcore/upload_file/a/b")
    assert reached == ["/_stcore/health", "/_stcore/upload_file/a/b"]


# in a browser -------------------------------------------------------------------------------------


class Listener:
    """A server on the loopback that stands for somebody else's: it notes whoever comes."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.home = f"http://localhost:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor:
                self.heard.append(visitor.recv(1000))
                visitor.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )

    def close(self) -> None:
        self._socket.close()


@contextmanager
def a_listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


LOADS = """async home => {
  const image = new Image();
  const loaded = new Promise(done => { image.onload = image.onerror = () => done(); });
  image.src = home + '/pixel.png';
  await loaded;
  const script = document.createElement('script');
  const ran = new Promise(done => { script.onload = script.onerror = () => done(); });
  script.src = home + '/script.js';
  document.head.append(script);
  await ran;
  await fetch(home + '/fetched').catch(() => 0);
  await new Promise(done => {
    let socket;
    try { socket = new WebSocket(home.replace('http', 'ws')); } catch { return done(); }
    socket.onclose = socket.onerror = () => done();
  });
  const style = document.createElement('div');
  style.style.backgroundImage = `url(${home}/background.png)`;
  document.body.append(style);
  document.body.insertAdjacentHTML('beforeend', '<i onclick="window.taken = 1">x</i>');
  document.body.lastChild.click();
  let evaluated = 1;
  try { evaluated = (0, eval)('2'); } catch {}
  return JSON.stringify([window.taken || 0, evaluated]);
}"""


def test_nothing_from_elsewhere_is_loaded_whatever_stands_in_the_page(
    chromium: Browser, app_url: str
) -> None:
    with a_listener() as listener, a_tab(chromium, app_url) as (tab, watch):
        tab.goto(app_url)
        settle(tab, 4)
        assert not watch.errors
        assert json.loads(tab.evaluate(LOADS, listener.home)) == [0, 1]
        refused = [said for said in watch.errors if "Content Security Policy" in said]
        assert len(refused) >= 5
        assert listener.heard == []
        # The listener does hear: what it was asked without a policy arrives.
        assert asked(listener.home, "/heard")[0] == 200
        assert listener.heard


def test_all_that_the_pages_do_works_under_the_policy(chromium: Browser, app_url: str) -> None:
    with a_tab(chromium, app_url) as (tab, watch):
        tab.goto(app_url)
        settle(tab, 4)
        with tab.expect_download() as started:
            tab.click('button:has-text("Take the 1-minute tour")')
            tab.wait_for_selector('[role="dialog"]')
            tab.keyboard.press("Escape")
            tab.wait_for_selector('[role="dialog"]', state="detached")
            go(tab, "Participation", 3)
            tab.click('button:has-text("Share")')
            tab.wait_for_selector('[role="dialog"]')
            tab.click('[role="dialog"] [data-testid="stDownloadButton"] button >> nth=0')
        assert started.value.path().stat().st_size > 100
        tab.click('[role="dialog"] button[aria-label="Close"]')
        tab.wait_for_selector('[role="dialog"]', state="detached")
        go(tab, "Method")
        go(tab, "Check")
        assert not watch.errors
        assert not watch.elsewhere
