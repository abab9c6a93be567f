"""People who click, without browsers: each is one of Streamlit's own websockets.

A click is what the browser sends after one: run the script again for this address. The answer has
come when the script has finished.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

LIMIT_SECONDS = 300
_BIGGEST = 2**26  # bytes of one message
FAILED = "This page could not be drawn"


@dataclass
class Clicks:
    """milliseconds: of each click that was answered; size: bytes of the last answer; errors: what
    went wrong, in the words of the page or of Python."""

    milliseconds: list[float] = field(default_factory=list)
    size: int = 0
    errors: list[str] = field(default_factory=list)


def click(url: str, addresses: Sequence[dict[str, list[str]]]) -> Clicks:
    """One session that opens the app and then goes from address to address."""
    found = Clicks()
    try:
        with _opened(url) as socket:
            _run(socket, {}, found)
            for address in addresses:
                started = time.perf_counter()
                _run(socket, address, found)
                found.milliseconds.append(1000 * (time.perf_counter() - started))
    except Exception as error:  # whatever it is, it counts
        found.errors.append(f"{type(error).__name__}: {error}")
    return found


def click_together(
    urls: Sequence[str], sessions: int, addresses: Sequence[dict[str, list[str]]]
) -> list[Clicks]:
    """So many sessions at once, each beginning at another address; each stays at one of the urls,
    as many at one as at another."""
    turned = [[*addresses[i:], *addresses[:i]] for i in range(len(addresses))]
    with ThreadPoolExecutor(sessions) as pool:
        ways = (turned[i % len(turned)] for i in range(sessions))
        at = (urls[i % len(urls)] for i in range(sessions))
        return list(pool.map(click, at, ways))


def is_end(frame: bytes | str) -> bool:
    """Whether a message to the browser says that the script has finished."""
    return isinstance(frame, bytes) and _kind(ForwardMsg.FromString(frame)) == "script_finished"


def _kind(message: ForwardMsg) -> str | None:
    return message.WhichOneof("type")


def _opened(url: str) -> ClientConnection:
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=_BIGGEST, proxy=None)  # type: ignore[list-item]


def _run(socket: ClientConnection, address: dict[str, list[str]], found: Clicks) -> None:
    asked = BackMsg()
    asked.rerun_script.query_string = urlencode(address, doseq=True)
    socket.send(asked.SerializeToString())
    found.size = 0
    while True:
        told = socket.recv(LIMIT_SECONDS)
        assert isinstance(told, bytes)
        found.size += len(told)
        message = ForwardMsg.FromString(told)
        if _kind(message) == "script_finished":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            found.errors.append(element.exception.message)
        elif FAILED in element.heading.body:
            found.errors.append(element.heading.body)
