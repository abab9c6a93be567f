"""Several web processes on one published copy behind one address: each honours the other's
sign-in, both follow a newer copy, and neither writes anything."""

from __future__ import annotations

import secrets as secrets_of
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from ports import free_port
from test_roles import ROLES
from test_sign_in_browser import SECRETS, provider, sign_in, visitor

from analytics.sample import land_sample
from analytics.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Front:
    """One address before several processes: whoever connects is let through to the one it is
    turned to."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.passed: Counter[int] = Counter()
        self._to = 0
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._listening = socket.create_server(("127.0.0.1", port))
        self._begin(self._listen)

    def turn(self, port: int) -> None:
        """Whoever connects from now on is let through to this port; nobody stays where they are."""
        self._to = port
        _end(self._open)

    def close(self) -> None:
        _end([self._listening])
        _end(self._open)
        for one in self._threads:
            one.join()
        self._listening.close()

    def _begin(self, what: Callable[..., None], *given: object) -> None:
        self._threads.append(Thread(target=what, args=given))
        self._threads[-1].start()

    def _listen(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                client, _ = self._listening.accept()
                self._begin(self._let_through, client, self._to)

    def _let_through(self, client: socket.socket, to: int) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", to)) as server:
            self.passed[to] += 1
            self._open += [client, server]
            back = Thread(target=_pass_on, args=(server, client))
            back.start()
            _pass_on(client, server)
            back.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(65536):
            other.sendall(some)
    _end([one, other])


def _end(some: list[socket.socket]) -> None:
    for one in tuple(some):
        with suppress(OSError):  # it has ended
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def front_at(port: int) -> Iterator[Front]:
    front = Front(port)
    try:
        yield front
    finally:
        front.close()


def publish(folder: Path, target: Path, name: str) -> None:
    """The sample pilot under a name, as its own files would be."""
    store = Store.open(folder)
    if not len(store.source_files()):
        land_sample(store)
    card = store.pilot()
    assert card is not None and store.keeping is not None
    store.save_pilot(replace(card, name=name), store.pilots()[0].number)
    store.keeping.copy_to(target)
    store.close()


def kept(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_processes_know_each_others_readers_and_a_third_does_not(
    chromium: Browser,
    serving: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    shown = tmp_path / "shown"
    shown.mkdir()
    published = shown / "published.duckdb"
    publish(tmp_path / "workspace", published, "Spring pilot")
    with ExitStack() as stack:
        front = stack.enter_context(front_at(free_port()))
        issuer = stack.enter_context(provider(free_port(), "mia@example.org"))

        def started(name: str, cookie: str) -> int:
            secrets, port = tmp_path / f"{name}.toml", free_port()
            secrets.touch(mode=0o600)
            secrets.write_text(SECRETS.format(app=front.url, provider=issuer, cookie=cookie))
            environ = {
                "IMPACT_PUBLISHED": str(published), "IMPACT_MODE": "oidc", "IMPACT_ROLES": ROLES,
                "STREAMLIT_SERVER_COOKIE_SECRET": cookie,
            }  # fmt: skip
            options, said = ["--secrets.files", str(secrets)], tmp_path / f"{name}.txt"
            stack.enter_context(serving(shown / "no workspace", said, environ, options, port))
            return port

        shared = secrets_of.token_hex()
        one, other = started("one", shared), started("other", shared)
        stranger = started("stranger", secrets_of.token_hex())
        before = kept(shown)
        assert list(before) == ["published.duckdb"]
        with visitor(chromium) as (_, tab):
            front.turn(one)
            sign_in(tab, front.url, "ada")
            tab.wait_for_selector("text=Analyst")
            for port in (other, one):
                front.turn(port)
                passed = front.passed[port]
                tab.goto(front.url)
                tab.wait_for_selector("text=Analyst")
                tab.wait_for_selector("text=Spring pilot")
                assert front.passed[port] > passed
            front.turn(stranger)
            tab.goto(front.url)
            tab.wait_for_selector('button:has-text("Sign in")')
            assert not tab.query_selector("text=Analyst")
            assert kept(shown) == before
            publish(tmp_path / "workspace", published, "Autumn pilot")
            newer = kept(shown)
            assert newer.keys() == before.keys() and newer != before
            for port in (one, other):
                front.turn(port)
                tab.goto(front.url)
                tab.wait_for_selector("text=Autumn pilot")
                assert not tab.query_selector("text=Spring pilot")
            assert kept(shown) == newer
    assert kept(shown) == newer
