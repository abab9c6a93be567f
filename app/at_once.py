"""What the server has to say leaves at once.

A small packet waits until the browser has acknowledged the one before (Nagle's algorithm), and the
browser takes up to 40 ms to do so: several times in every run of a page. asyncio turns this off
only for a socket that was made with its protocol spelled out, and Streamlit's is not.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress


def send() -> None:
    """From now on, for every connection that this process takes; nothing where asyncio has another
    way of its own."""
    if hasattr(asyncio.base_events, "_set_nodelay"):
        setattr(asyncio.base_events, "_set_nodelay", _do_not_wait)  # noqa: B010


def _do_not_wait(connection: socket.socket) -> None:
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
