"""Ports of the loopback for the servers of tests and benchmarks."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

# Linux gives whoever connects a port from 32768 on, other systems from 49152: one of those may be
# taken again before a server that was promised it listens there. Neighbouring processes, as those
# of one run of tests are, begin far apart.
_FIRST_GIVEN_BY_THE_SYSTEM = 32_768
_LEFT = iter(range(20_000 + os.getpid() % 64 * 190, _FIRST_GIVEN_BY_THE_SYSTEM))


def free_port() -> int:
    """A port that nobody uses, and that nobody is given before its server starts: not by the
    system, and not by a second call."""
    for port in _LEFT:
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is left below those that the system gives")
