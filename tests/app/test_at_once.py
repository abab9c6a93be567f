"""A server whose socket was made as Streamlit makes it sends small packets without waiting."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Whether a connection taken from a socket like Streamlit's waits for acknowledgements (0) or not.
TAKEN = """
import asyncio
import socket
from streamlit.web.server.starlette.starlette_server import _bind_socket
{first}

async def serve():
    taken = asyncio.get_running_loop().create_future()

    class Taken(asyncio.Protocol):
        def connection_made(self, transport):
            taken.set_result(transport.get_extra_info("socket"))

    listening = _bind_socket("127.0.0.1", 0, 5)
    server = await asyncio.get_running_loop().create_server(Taken, sock=listening)
    _, writer = await asyncio.open_connection(*listening.getsockname())
    found = (await taken).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    writer.close()
    server.close()
    return found

print(int(bool(asyncio.run(serve()))))
"""


@pytest.mark.parametrize(
    ("first", "says"), [("", "0"), ("import streamlit_app  # as the server does", "1")]
)
def test_small_packets_do_not_wait(first: str, says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TAKEN.format(first=first)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split()[-1] == says
