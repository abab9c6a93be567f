"""What stands on a page while files are read or findings computed: its shape, the rows so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics import fmt
from app.text import md

if TYPE_CHECKING:
    from analytics.intake import Report
    from analytics.progress import Step

# About as high as what takes the place, so that nothing jumps when it comes.
PAGE, HEAD, CARD = 900, 76, 120
KINDS = {
    "attendance": "Attendance",
    "invitations": "Invitations",
    "people": "People",
    "competency": "Competency dates",
    "survey": "Survey",
    "outcome": "Outcomes",
}


@contextmanager
def drawing(head: DeltaGenerator, *, is_new: bool) -> Iterator[None]:
    """What a page draws. is_new: its findings have to be computed; until its headline stands, in
    the place `head`, and all below it, their shapes do."""
    drawn = st.container()
    place = st.empty()
    if is_new:
        head.skeleton(HEAD)
        place.skeleton(PAGE)
    try:
        with drawn:
            yield
    except Exception:
        head.empty()
        raise
    finally:
        place.empty()


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


@contextmanager
def steps(title: str) -> Iterator[Callable[[Step], None]]:
    """A place for how far a long piece of work is; gone when it is done. Pressing Stop, as every
    other action on the page, ends the work at its next step."""
    place = st.empty()
    with place.container(border=True, gap="small"):
        bar = st.progress(0.0, md(title))
        st.button("Stop", icon=":material/stop:", help="Nothing of it is kept.")

    def show(step: Step) -> None:
        bar.progress(min(step.share, 1.0), md(f"{title}: {step.says}"))

    yield show
    place.empty()
