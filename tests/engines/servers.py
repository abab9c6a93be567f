"""Servers for as long as the tests run: Debian's Postgres, and Spark out of .spark.

Both listen on the loopback alone, keep what they hold in a folder that goes with them, and say
themselves when they are ready.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT_SECONDS = 300


class Missing(Exception):
    """What a server needs is not on this machine."""


# postgres -----------------------------------------------------------------------------------------

# English is how most servers sort; a question that leaned on the bytes of its texts would show it.
_NEW_CLUSTER = (
    "--username=impact", "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=icu",
    "--icu-locale=en-US", "--no-sync",
)  # fmt: skip
_SETTINGS = {
    "listen_addresses": "127.0.0.1", "fsync": "off", "full_page_writes": "off",
    "synchronous_commit": "off", "shared_buffers": "256MB", "max_connections": "50",
}  # fmt: skip


@contextmanager
def postgres(port: int, **more: str) -> Iterator[str]:
    """A new cluster; its address without a schema. more: settings. Errors: Missing."""
    binaries = _postgres_binaries()
    # Postgres refuses to run as root; what root may not be, its package has made somebody for.
    owner: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
    owner = owner if os.name != "nt" and os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="impact-postgres-") as folder:
        if owner:
            shutil.chown(folder, "postgres", "postgres")

        def done(name: str, *arguments: str) -> None:
            # Into a file: the server keeps what it is given open, and would be waited for.
            log = Path(folder) / "log"
            with log.open("ab") as told:
                command = [str(binaries / name), *arguments]
                how: dict[str, Any] = {"stdout": told, "stderr": told, "cwd": folder, **owner}
                if subprocess.run(command, stdin=subprocess.DEVNULL, **how).returncode:
                    raise RuntimeError(f"{name}: {log.read_text('utf-8', 'replace')[-2000:]}")

        data = str(Path(folder) / "data")
        done("initdb", "--pgdata", data, *_NEW_CLUSTER)
        settings = {**_SETTINGS, **more, "port": str(port), "unix_socket_directories": folder}
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        done("pg_ctl", "start", "--wait", "--pgdata", data, "--options", given)
        try:
            yield f"postgres://impact@127.0.0.1:{port}/postgres"
        finally:
            done("pg_ctl", "stop", "--wait", "--pgdata", data, "--mode", "immediate")


def _postgres_binaries() -> Path:
    """Debian keeps them off the PATH, a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise Missing("Postgres is not installed (apt install postgresql).")
    return Path(on_path).parent


def _version(path: Path) -> float:
    return float(path.parent.parent.name)


# spark --------------------------------------------------------------------------------------------

# Of a server that lives for minutes most time goes into compiling it; this saves two fifths of all.
# It would leave room for 48 MB of compiled code, and the questions need all of that.
_SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m -Xss4m"
_READY = "Spark Connect server started at"
_RUNNING: list[_Said] = []


@contextmanager
def spark(token: str = "", **more: str) -> Iterator[str]:
    """A server of two threads; its address without a schema. more: settings of Spark, with a
    double underscore for each dot. Errors: Missing."""
    start = next((ROOT / ".spark").glob("lib/python*/site-packages/pyspark/sbin"), None)
    if start is None:
        raise Missing("The Spark server is not set up (make test-spark does it).")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise Missing("Spark needs Java 17 (apt install openjdk-17-jre-headless).")
    with tempfile.TemporaryDirectory(prefix="impact-spark-") as folder:
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": "0",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "3g",
            "spark.driver.extraJavaOptions": f"{_SHORT_LIFE} -Dderby.system.home={folder}",
            "spark.local.dir": f"{folder}/local",
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.enabled": "false",
            **{name.replace("__", "."): value for name, value in more.items()},
        }
        command = [str(start / "start-connect-server.sh"), "--wait", "--master", "local[2]"]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SPARK_")
        }
        if token:
            environment["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = token
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, cwd=folder, start_new_session=True, encoding="utf-8",
            errors="replace",
        )  # fmt: skip
        said = _Said(server)
        said.start()
        _RUNNING.append(said)
        try:
            yield f"spark://{said.address()}"
        finally:
            _RUNNING.remove(said)
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)  # the script, and the Java that it started
            said.join()
            server.communicate()


def ended_by_itself() -> str:
    """What the first that should still run and does not said at last; empty while all do."""
    return next((said.last() for said in _RUNNING if said.has_ended()), "")


class _Said(threading.Thread):
    """The last that a server says, to its end: it never waits for a reader, and the end is that of
    the last of its processes."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._lines: deque[str] = deque(maxlen=100)
        self._is_known = threading.Event()
        self._address = ""

    def run(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            if _READY in line:
                self._address = line.rsplit(" ", 1)[-1].strip()
                self._is_known.set()
            self._lines.append(line)
        self._is_known.set()

    def address(self) -> str:
        """host:port, once it listens there."""
        self._is_known.wait(START_LIMIT_SECONDS)
        if not self._address:
            raise RuntimeError(f"Spark did not start: {self.last()}")
        return self._address

    def last(self) -> str:
        return "".join(self._lines)[-3000:]

    def has_ended(self) -> bool:
        return self._server.poll() is not None
