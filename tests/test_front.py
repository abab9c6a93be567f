"""The proxies of docs/scale.md, run for real: who has been at one process comes back to it."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
from missing import missing
from ports import free_port
from websockets.http11 import Request, Response
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs" / "scale.md").read_text("utf-8")
LIMIT_SECONDS = 60
_NGINX = (
    "daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off;\n{own}}}"
)


def snippet(kind: str) -> str:
    [found] = re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(found)


@contextmanager
def upstream(port: int) -> Iterator[None]:
    """A process's place: it says its port, over HTTP and over a socket."""

    def over_http(_: ServerConnection, asked: Request) -> Response | None:
        if asked.headers.get("Upgrade"):
            return None
        from websockets.datastructures import Headers

        body = str(port).encode()
        return Response(200, "OK", Headers({"Content-Length": str(len(body))}), body)

    def over_socket(socket: ServerConnection) -> None:
        socket.send(str(port))

    with serve(over_socket, "127.0.0.1", port, process_request=over_http) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def front(kind: str, folder: Path, port: int, ports: tuple[int, ...]) -> Iterator[None]:
    """The proxy of the document before these ports, without a certificate."""
    own = snippet(kind)
    for documented, used in zip((8501, 8502), ports, strict=True):
        assert f"127.0.0.1:{documented}" in own
        own = own.replace(f"127.0.0.1:{documented}", f"127.0.0.1:{used}")
    if kind == "nginx":
        own = re.sub(r"ssl_certificate.*;", "", own)
        own = own.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
        own = _NGINX.format(folder=folder, own=own)
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx"), "-e", "stderr"]
    else:
        own = "{\n admin off\n}\n" + own.replace("pilot.example.org", f"http://127.0.0.1:{port}")
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "caddy")]
    (folder / kind).write_text(own, encoding="utf-8")
    said = folder / "said.txt"
    with said.open("wb") as output:
        environ = {"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        server = subprocess.Popen(command, stdout=output, stderr=output, env=environ)
    try:
        until = time.monotonic() + LIMIT_SECONDS
        while True:
            try:
                visit(port)
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < until, said.read_text()
        yield
    finally:
        server.terminate()
        server.wait()


def visit(port: int, cookie: str = "") -> tuple[int, str]:
    """Which process has answered, and the cookie to bring along."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    connection.request("GET", "/", headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body, given = answer.read(), answer.headers.get("Set-Cookie", cookie)
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise OSError(f"{answer.status} {body!r}")
    return int(body), given.partition(";")[0]


def over_socket(port: int, cookie: str) -> int:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, additional_headers={"Cookie": cookie}, proxy=None) as socket:
        return int(socket.recv(LIMIT_SECONDS))


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_who_has_been_at_a_process_comes_back_to_it(kind: str, tmp_path: Path) -> None:
    if shutil.which(kind, path="/usr/sbin:/usr/bin") is None:
        missing(f"{kind} is not installed (apt install {kind}).")
    tmp_path.chmod(0o755)
    port, *ports = (free_port() for _ in range(3))
    with ExitStack() as stack:
        for one in ports:
            stack.enter_context(upstream(one))
        stack.enter_context(front(kind, tmp_path, port, tuple(ports)))
        first: Counter[int] = Counter()
        for _ in range(40):
            at, cookie = visit(port)
            first[at] += 1
            assert cookie.startswith("impact_way=") and len(cookie) > len("impact_way=")
            for _ in range(3):
                assert visit(port, cookie)[0] == over_socket(port, cookie) == at
        assert min(first[one] for one in ports) >= 4, "those who are new are spread"
