"""A page that fails: a calm sentence, a reference, and a report of it without personal data."""

from __future__ import annotations

import hashlib
import logging
import platform
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import streamlit as st

from analytics.store import DamagedError, StoreError
from app import workspace
from app.text import md

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent
_OURS = ("analytics", "app", "streamlit_app.py")
_PACKAGES = ("pilot-impact", "streamlit", "duckdb", "pandas", "numpy", "scipy", "plotly")


@dataclass(frozen=True)
class ProblemReport:
    """reference: the same for the same trouble, so that reports of it can be put together;
    text: what may be passed on."""

    reference: str
    text: str


@contextmanager
def caught(page: str) -> Iterator[None]:
    """Whatever fails within is said on the page instead of ending it without a word. Streamlit's
    own ways of ending a run pass through: they are no Exceptions."""
    place = st.container()
    try:
        yield
    except DamagedError as error:
        _log.error("page %s found the database damaged", page, exc_info=error)
        from app.rescue import rescue  # it brings everything that reads files

        with place:
            rescue(workspace.folder(), str(error))
    except StoreError as error:  # a limit, a full disk: what it says is what to do
        with place:
            st.title("This page could not be drawn to its end", anchor=False)
            st.warning(md(str(error)), icon=":material/hourglass_disabled:")
    except Exception as error:
        found = problem_report(error, page, datetime.now(UTC))
        # The server's log has the whole of it; it stays on this computer.
        _log.error("page %s failed, reference %s", page, found.reference, exc_info=error)
        with place:
            _say(found)


def _say(found: ProblemReport) -> None:
    st.title("This page could not be drawn to its end", anchor=False)
    with st.container(border=True):
        st.markdown(
            f":material/error: Something went wrong, with the reference **{found.reference}**."
            " Your files and the pilot card are as they were; the other pages still work. Load"
            " the page again; if it fails again, pass on the report."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "Download problem report (no personal data)",
                found.text,
                f"problem-{found.reference}.txt",
                "text/plain",
                icon=":material/download:",
                on_click="ignore",
                type="primary",
                key="problem-report",
            )
            if st.button("Load the page again", icon=":material/refresh:", key="load-again"):
                st.rerun()
        with st.expander("What is in the report", type="compact"):
            st.code(found.text, language=None, wrap_lines=True)


def problem_report(error: BaseException, page: str, now: datetime) -> ProblemReport:
    """Kinds of exceptions, places in our own code and versions: no message and no value, for
    those may hold names. page: the title of a page; now: in UTC."""
    raised = [line for each in _chain(error) for line in _raised(each)]
    digest = hashlib.sha256("\n".join(raised).encode()).hexdigest()
    reference = f"{digest[:4]}-{digest[4:8]}"
    lines = [
        f"Problem report {reference}",
        f"Page: {page}",
        f"When: {now:%Y-%m-%d %H:%M} UTC",
        "",
        *raised,
        "",
        f"Python {platform.python_version()} on {platform.system()}",
        *(f"{package} {_version(package)}" for package in _PACKAGES),
    ]
    return ProblemReport(reference, "\n".join(lines) + "\n")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and those it came from."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        yield found
        seen.add(id(found))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _raised(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_place(frame)}"


def _place(frame: traceback.FrameSummary) -> str:
    """Module, line and function of our own code; of a library the name of its package alone."""
    path = Path(frame.filename)
    if path.is_relative_to(_ROOT):
        inside = path.relative_to(_ROOT)
        if inside.parts[0] in _OURS:
            return f"{inside.as_posix()}, line {frame.lineno}, in {frame.name}"
    parts = path.parts
    if "site-packages" in parts:
        return f"({parts[parts.index('site-packages') + 1].removesuffix('.py')})"
    return "(elsewhere)"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
