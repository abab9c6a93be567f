"""The way of files into the workspace: drop, see what was recognised, answer, use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analytics import audit, fmt, memory, progress
from analytics.bulk import LARGE
from analytics.intake import Report, check, planned_days
from analytics.landing import calendar_days, land, large_files, meetings_made
from analytics.problems import Problem
from analytics.records import KINDS as KINDS_OF_FILE
from analytics.sources import Answers
from analytics.store import Store, StoreError
from analytics.vocabulary import labels
from app import workspace
from app.loading import CARD, KINDS, reading, steps
from app.sign_in import reader
from app.text import md
from app.unreadable import instead, unreadable

ROWS_SHOWN = 200

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DATE_ORDERS = {
    "dmy": "day/month/year (03/02/2026 is 3 Feb 2026)",
    "mdy": "month/day/year (03/02/2026 is 2 Mar 2026)",
    "ymd": "year/month/day (2026/02/03 is 3 Feb 2026)",
}
_WHAT_WE_DO = {
    "refused": "Nothing of the file is used",
    "held": "Wait for your answer",
    "left_out": "Leave out",
    "repaired": "Use, repaired",
    "note": "Use as it is",
}


@dataclass(frozen=True)
class _Dropped:
    """A file as the browser sent it; `key` names its widgets and its answers. place: the key of
    the file in whose place it was chosen, else its own."""

    name: str
    key: str
    data: bytes
    place: str


def upload(store: Store) -> None:
    """Drop files, look at each, land them in `store`. Nothing lands before the button."""
    for said in st.session_state.pop("landed", ()):
        st.success(md(said), icon=":material/check_circle:")
    dropped = _dropped()
    if not dropped:
        return
    reports = _read(store, dropped)
    for file, report in zip(dropped, reports, strict=True):
        _file_card(file, report, _said(file))
    _use(store, dropped, reports)


def _dropped() -> list[_Dropped]:
    """The files of this round; the next one has a widget of its own, which is empty."""
    round_number = st.session_state.setdefault("upload-round", 0)
    st.session_state.setdefault("answers", {})
    files = st.file_uploader(
        "Drop attendance, calendar, people, sign-off and survey files here",
        accept_multiple_files=True,
        key=f"upload-{round_number}",
        help="Exports as they come from Teams, Zoom, Outlook or Google Calendar, Workday,"
        " BambooHR, Google Forms, Microsoft Forms, or any CSV or Excel list; also a pilot.toml.",
    )
    dropped: list[_Dropped] = []
    for number, file in enumerate(files):
        place = _key(file.getvalue(), file.file_id)
        upload, file = file.file_id, st.session_state.get(f"instead-{place}") or file
        data = file.getvalue()
        earlier = {other.name for other in dropped}
        name = f"{number + 1} {file.name}" if file.name in earlier else file.name
        dropped.append(_Dropped(name, _key(data, upload), data, place))
    return dropped


def _key(data: bytes, upload: str) -> str:
    """The same however many files stand before it."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}-{upload}"


def _said(file: _Dropped) -> Answers:
    """What the reader has said about this file."""
    answers: Answers = st.session_state["answers"].get(file.key, Answers())
    return answers


def _read(store: Store, dropped: Sequence[_Dropped]) -> list[Report]:
    """A report per file: with what was said about it, what is remembered, and, where its dates
    are open in themselves, beside the days of the calendar."""
    card = store.pilot()
    zone = card.timezone if card else ""
    remembered = memory.load(store)
    given = [replace(_said(file), pilot_timezone=zone) for file in dropped]
    seen: set[str] = st.session_state.setdefault("seen-files", set())
    new = [file for file in dropped if file.key not in seen]
    seen.update(file.key for file in new)
    reports = []
    with reading(f"Reading {fmt.plural(len(new), 'file')}", len(new), CARD * len(new)) as told:
        for file, said in zip(dropped, given, strict=True):
            version = store.version()
            reports.append(
                _checked(
                    file.key, file.name, said, store.name, version, file.data, remembered, store
                )
            )
            if file in new:
                told(reports[-1])
    days = planned_days(reports) | frozenset(calendar_days(store))
    for place, file in enumerate(dropped):
        if days and reports[place].question == "date_order":
            beside = replace(given[place], calendar_days=days)
            reports[place] = _checked(
                file.key,
                file.name,
                beside,
                store.name,
                store.version(),
                file.data,
                remembered,
                store,
            )
    return reports


@st.cache_resource(show_spinner=False, max_entries=60, ttl="1h", scope="session")
def _checked(
    key: str,
    name: str,
    given: Answers,
    workspace: str,
    version: int,
    _data: bytes,
    _remembered: memory.Memory,
    _store: Store,
) -> Report:
    if len(_data) < LARGE:
        return check(name, _data, given, _remembered)
    with large_files(_store) as way:
        return check(name, _data, given, _remembered, way)


# one file -----------------------------------------------------------------------------------------


def _file_card(file: _Dropped, report: Report, given: Answers) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/description: **{md(report.file)}**", width="content")
            _state_badge(report)
            st.caption(md(_header(report)), width="content")
        for problem in report.problems:
            if problem.severity == "held":
                st.info(md(problem.describe()), icon=":material/help:")
        if report.state == "refused":
            line = unreadable(report, file.data, given, file.place)
            if line is not None:
                skipped = given.skipped_lines | {line}
                st.session_state["answers"][file.key] = replace(given, skipped_lines=skipped)
                st.rerun()
        instead(file.place)
        _question(file, report, given)
        table = problem_rows(report.problems)
        if len(table):
            st.markdown("**Rows that need a look**")
            st.dataframe(
                table.head(ROWS_SHOWN),
                hide_index=True,
                alt=f"Rows of {report.file} that need a look",
                column_config={
                    "Row": st.column_config.NumberColumn(width=60),
                    "What": st.column_config.TextColumn(width=620),
                    "Value": st.column_config.TextColumn(width=280),
                    "What we do": st.column_config.TextColumn(width="medium"),
                },
            )
        if report.rows.read:
            st.caption(md(_counts(report, len(table))))


def _state_badge(report: Report) -> None:
    if report.card:
        st.badge("Pilot card", icon=":material/flag:", color="green")
    elif report.state == "refused":
        st.badge("Cannot be read", icon=":material/error:", color="red")
    elif report.state == "held":
        st.badge("One question open", icon=":material/help:", color="orange")
    else:
        st.badge(KINDS[report.kind], icon=":material/auto_awesome:", color="green")


def _header(report: Report) -> str:
    """What the file was taken for and how it was read."""
    if report.card:
        return f"“{report.card.name}”, {fmt.span(report.card.starts_on, report.card.ends_on)}"
    parts = [
        report.recognised_as,
        fmt.plural(report.rows.read, "row") if report.rows.read else "",
        report.encoding,
        _DELIMITERS.get(report.delimiter, ""),
        _dates(report),
    ]
    return " · ".join(part for part in parts if part)


def _dates(report: Report) -> str:
    """The order the file's dates were read in, with a date of its own as the example."""
    if report.date_order is None:
        return ""
    if report.date_example is None:
        return f"dates {_DATE_ORDERS[report.date_order]}"
    text, day = report.date_example
    return f"dates {_DATE_ORDERS[report.date_order].partition(' (')[0]}, {text} = {fmt.day(day)}"


def _counts(report: Report, looked_at: int) -> str:
    rows = report.rows
    are = "is" if rows.read == 1 else "are"
    parts = [f"{fmt.count(rows.usable)} of {fmt.plural(rows.read, 'row')} {are} usable"]
    if rows.left_out:
        parts.append(f"{fmt.count(rows.left_out)} left out")
    if rows.repaired:
        parts.append(f"{fmt.count(rows.repaired)} repaired")
    if report.still_learning:
        is_one = report.still_learning == 1
        parts.append(
            f"{fmt.count(report.still_learning)} {'has' if is_one else 'have'} no sign-off yet,"
            f" which is fine: {'that person counts' if is_one else 'they count'} as still learning"
        )
    if report.stated:
        stated = (f"{name.replace('_', ' ')} {value}" for name, value in report.stated.items())
        found = fmt.plural(report.people_found, "person", "people")
        parts.append(f"the file itself says: {', '.join(stated)}; found: {found}")
    if looked_at > ROWS_SHOWN:
        parts.append(f"the first {ROWS_SHOWN} of {fmt.count(looked_at)} rows are listed")
    return " · ".join(parts)


def problem_rows(problems: tuple[Problem, ...]) -> pd.DataFrame:
    """Row, What, Value, What we do: one line per row, or per problem of the whole file."""
    found = [
        (row.line if row else None, problem.says, row.text if row else "", problem.severity)
        for problem in problems
        if problem.severity not in ("refused", "held")
        for row in (problem.rows or (None,))
    ]
    table = pd.DataFrame(found, columns=["Row", "What", "Value", "What we do"])
    table["Row"] = table["Row"].astype("Int64")
    table["What we do"] = table["What we do"].map(_WHAT_WE_DO)
    return table


# questions a file leaves open ---------------------------------------------------------------------


def _question(file: _Dropped, report: Report, given: Answers) -> None:
    """The widgets of every question this file has asked so far; an answer reads it again."""
    asked: set[str] = st.session_state.setdefault("asked", {}).setdefault(file.key, set())
    if report.question:
        asked.add(report.question)
    answered: dict[str, Any] = {}
    if "kind" in asked:
        answered["kind"] = st.selectbox(
            "What is in this file?",
            KINDS_OF_FILE,
            index=KINDS_OF_FILE.index(given.kind) if given.kind else None,
            format_func=KINDS.__getitem__,
            placeholder="Choose a kind",
            key=f"kind-{file.key}",
            width=420,
        )
    if "date_order" in asked:
        answered["date_order"] = st.selectbox(
            "How are dates written in it?",
            list(_DATE_ORDERS),
            index=None,
            format_func=_DATE_ORDERS.__getitem__,
            placeholder="Choose an order",
            key=f"order-{file.key}",
            width=420,
        )
    if "timezone" in asked:
        answered["timezone"] = (
            st.selectbox(
                "In which time zone does its clock run?",
                sorted(available_timezones()),
                index=None,
                placeholder="Choose a zone, such as Europe/Berlin",
                key=f"zone-{file.key}",
                width=420,
            )
            or ""
        )
    if "session_date" in asked:
        day = st.date_input(
            "On which day was the session?",
            value=None,
            format="YYYY-MM-DD",
            key=f"day-{file.key}",
            width=420,
        )
        answered["session_date"] = day if isinstance(day, date) else None
    if given.kind and ("mapping" in asked or given.mapping):
        answered["mapping"] = _mapping(file, report, given)
    # An answer that takes back nothing and adds nothing must not read the file once more.
    new = replace(given, **answered)
    if new != given:
        st.session_state["answers"][file.key] = new
        st.rerun()


def _mapping(file: _Dropped, report: Report, given: Answers) -> Mapping[str, str]:
    """Field → header of the file, from an editable table; kept until a button says it is done."""
    columns = [
        (header, example)
        for header, example in zip(report.headers, report.examples, strict=True)
        if header.strip()
    ]
    fields = {_in_words(field): field for field in labels(str(given.kind))}
    held = {header: _in_words(field) for field, header in given.mapping.items()}
    st.markdown("**Which column is which?**")
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Your column": [header for header, _ in columns],
                "Example": [example for _, example in columns],
                "It holds": [held.get(header) for header, _ in columns],
            }
        ),
        hide_index=True,
        disabled=["Your column", "Example"],
        column_config={"It holds": st.column_config.SelectboxColumn(options=list(fields))},
        key=f"columns-{file.key}",
        alt=f"Which column of {report.file} holds what",
    )
    st.caption("Saved for next time: a file with the same header is read without a word.")
    if not st.button("Read it with these columns", key=f"read-{file.key}"):
        return given.mapping
    return chosen_columns(fields, edited)


def _in_words(field: str) -> str:
    return field.replace("_", " ").capitalize()


def chosen_columns(fields: Mapping[str, str], edited: pd.DataFrame) -> dict[str, str]:
    """Field → header for the columns that were given a field; the first column of a field wins."""
    chosen: dict[str, str] = {}
    for header, words in zip(edited["Your column"], edited["It holds"], strict=True):
        if pd.notna(words) and words:
            chosen.setdefault(fields[words], str(header))
    return chosen


# landing ------------------------------------------------------------------------------------------


@st.cache_resource(show_spinner=False, max_entries=20, scope="session", ttl="1h")
def _made_of(
    workspace: str, version: int, _store: Store, files: list[str], _reports: list[Report]
) -> list[str]:
    return meetings_made(_store, _reports)


def _forget_uploads() -> None:
    """Let go of what was dropped, read and said: it has landed."""
    _checked.clear()
    _made_of.clear()
    st.session_state["upload-round"] += 1
    for key in ("answers", "asked", "replaced"):
        st.session_state[key] = {}
    st.session_state["seen-files"] = set()
    # A new key lets go of the session's copy; the server keeps its own until the session ends.
    if context := get_script_run_ctx():
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _use(store: Store, dropped: list[_Dropped], reports: list[Report]) -> None:
    ready = [f for f, r in zip(dropped, reports, strict=True) if r.state in ("ready", "already")]
    waiting = len(dropped) - len(ready)
    for remark in _made_of(
        store.name, store.version(), store, [r.file_id for r in reports], reports
    ):
        st.markdown(f":material/link: {md(remark)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            "Use these files", type="primary", icon=":material/check:", disabled=not ready
        )
        if waiting:
            st.caption(f"Not ready, so left out for now: {fmt.plural(waiting, 'file')}.")
    if not pressed:
        return
    answers = {file.name: st.session_state["answers"].get(file.key, Answers()) for file in ready}
    sizes = {file.name: len(file.data) for file in ready}
    try:
        with steps(f"Landing {fmt.plural(len(ready), 'file')}") as show:
            told = progress.Reading(sizes, show)
            files = [(file.name, file.data) for file in ready]
            landed = land(
                store, files, answers,
                on_read=told.file, told=told.rows, on_settled=told.settled,
            )  # fmt: skip
            audit.note_loaded(store.folder, landed, reader().who)
            st.session_state["landed"] = [report.describe() for report in landed]
            _forget_uploads()
    except StoreError as error:
        st.error(md(str(error)), icon=":material/error:")
        return
    workspace.see_sample(False)
    st.rerun()
