"""One server of a kind for all tests: `postgres` and `spark` are their addresses without a schema,
`server` is each in turn. A test makes a schema of its own in it (`schema`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
import servers
from missing import missing
from ports import free_port

from analytics.engines import Address, read_address

_NUMBERS = itertools.count(1)
_SERVER_ENDED = 75  # sysexits.h: a failure that need not come again


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with _there(servers.postgres(free_port())) as address:
        yield address


@pytest.fixture(scope="session")
def spark() -> Iterator[str]:
    with _there(servers.spark()) as address:
        yield address


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("spark", marks=pytest.mark.spark),
    ],
)
def server(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def schema(server: str) -> Address:
    """A schema that is not there yet, and that nobody else uses."""
    return read_address(f"{server}/pilot_{next(_NUMBERS)}")


def pytest_runtest_teardown() -> None:
    """A Java that crashed says nothing about us, and everything after it would fail: that is told
    apart, and make test-spark asks once more."""
    if reason := servers.ended_by_itself():
        pytest.exit(f"A server ended by itself: {reason}", returncode=_SERVER_ENDED)


@contextmanager
def _there(server: AbstractContextManager[str]) -> Iterator[str]:
    with ExitStack() as ends:
        try:
            address = ends.enter_context(server)
        except servers.Missing as error:
            missing(str(error))
        yield address
