"""What stands on a page while files are read: its shape, and the rows so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from analytics import fmt
from analytics.intake import Report
from app.text import md

# About as high as what takes the place, so that nothing jumps when it comes.
PAGE, CARD = 900, 120
KINDS = {
    "attendance": "Attendance",
    "invitations": "Invitations",
    "people": "People",
    "competency": "Competency dates",
    "survey": "Survey",
}


@contextmanager
def reading(title: str, files: int, height: int) -> Iterator[Callable[[Report], None]]:
    """A place for what is being read; gone when it is. Yields what is to be told of each file.

    files: how many there will be, for none there is no place; height: of what takes the place,
    in pixels.
    """
    if not files:
        yield lambda report: None
        return
    place = st.empty()
    rows: Counter[str] = Counter()
    done = 0
    with place.container(border=True, gap="small"):
        st.subheader(md(title), anchor=False)
        line = st.empty()
        line.caption(_said(rows, done, files))
        st.skeleton(height)

    def told(report: Report) -> None:
        nonlocal done
        done += 1
        if report.kind:
            rows[report.kind] += report.rows.read
        line.caption(_said(rows, done, files))

    yield told
    place.empty()


def _said(rows: Counter[str], done: int, files: int) -> str:
    parts = [f"{KINDS[kind]}: {fmt.plural(count, 'row')}" for kind, count in rows.items()]
    return md(" · ".join([f"{fmt.count(done)} of {fmt.plural(files, 'file')} read", *parts]))
