"""What was read → rows in the workspace, and back out again.

Every file that can be used lands in one transaction; what landed is counted against what was
read, and what it means is settled. The same content again changes nothing. An upload can be taken
back: what it alone brought goes, everything else stays exactly as it was, because everything
derived is made anew from the landed rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from analytics import kept_texts, memory
from analytics.bulk import LARGE, ByColumn, Told, Upload
from analytics.ids import alias_id, meeting_id
from analytics.intake import NO_ANSWERS, Report, answers_for, check_all, check_card, is_card
from analytics.meetings import joined
from analytics.noting import note_landing
from analytics.pilots import Pilot
from analytics.problems import Row
from analytics.records import (
    Attendance,
    Competency,
    Identity,
    Invitation,
    Outcome,
    Person,
    Session,
    SurveyAnswer,
)
from analytics.settle import settle_files
from analytics.sources import Answers
from analytics.store import Store, StoreError, Writer

Origin = Literal["upload", "sample"]


def land(
    store: Store,
    files: Iterable[tuple[str, Upload]],
    answers: Answers | Mapping[str, Answers] = NO_ANSWERS,
    origin: Origin = "upload",
    on_read: Callable[[Report], None] | None = None,
    told: Told | None = None,
    on_settled: Callable[[], None] | None = None,
) -> list[Report]:
    """Land every usable file in one transaction; one report per file, in their order.

    answers: for all files, or by file name; on_read: told of each file once it is read; told: of
    the rows of large files meanwhile; on_settled: called before all of it is kept. Each may raise,
    and then nothing is kept. A pilot card among the files counts for the others.
    Errors: StoreError when one's own files would mix with the sample pilot, or when what landed
    is not what was read (nothing lands then).
    """
    _never_mix(store, origin)
    files, said = list(files), answers
    cards = [check_card(name, data[:]).card for name, data in files if is_card(name)]
    card = next((found for found in reversed(cards) if found), store.pilot())
    if card and card.timezone:
        answers = _in_zone(answers, [name for name, _ in files], card.timezone)
    known = memory.load(store)
    days = calendar_days(store)
    before = store.pilot()
    is_any_large = any(len(data) >= LARGE for _, data in files)
    try:
        reports = [] if is_any_large else check_all(files, answers, known, days, on_read)
        with store.writing() as writer:
            if is_any_large:
                by_column = ByColumn(writer, told, large=LARGE)
                reports = check_all(files, answers, known, days, on_read, by_column)
            _settled(writer, _land(writer, reports, before, origin))
            if on_settled:
                on_settled()
            if any(report.state == "landed" for report in reports):
                note_landing(store, writer, files, reports, said, origin)
    finally:
        kept_texts.let_go()
    return reports


@contextmanager
def large_files(store: Store | None = None) -> Iterator[ByColumn]:
    """The way of large files, for `check`: into a trial of the workspace, or of an empty one, of
    which nothing stays."""
    place = store or Store.open(":memory:")
    try:
        with place.trial() as trial:
            yield ByColumn(trial.writer, large=LARGE)
    finally:
        if store is None:
            place.close()


def land_reports(
    store: Store, reports: Iterable[Report], origin: Origin = "upload"
) -> list[Report]:
    """Land what has been read row by row: `land` without the reading. Same errors."""
    _never_mix(store, origin)
    known_card = store.pilot()
    with store.writing() as writer:
        return _settled(writer, _land(writer, list(reports), known_card, origin))


def _land(
    writer: Writer, reports: list[Report], known_card: Pilot | None, origin: str
) -> list[Report]:
    known = set(writer.frame("select file_id from source_file")["file_id"])
    for index, report in enumerate(reports):
        is_known = report.card == known_card if report.card else report.file_id in known
        if is_known and report.state in ("ready", "held"):
            settled = tuple(p for p in report.problems if p.severity != "held")
            reports[index] = replace(report, state="already", problems=settled)
        elif report.state == "ready":
            if report.card:
                writer.keep_card(report.card)
                known_card = report.card
            else:
                _land_one(writer, report, origin)
                known.add(report.file_id)
            reports[index] = replace(report, state="landed")
    return reports


def _settled(writer: Writer, reports: list[Report]) -> list[Report]:
    if any(report.state == "landed" and not report.card for report in reports):
        settle_files(writer)
    return reports


def meetings_made(store: Store, reports: Iterable[Report]) -> list[str]:
    """What landing these would make of their meetings, in sentences: which exports are one
    meeting, and which place in the calendar was taken for it. Nothing lands."""
    known = set(store.source_files()["file_id"])
    new = [
        r
        for r in reports
        if r.state == "ready" and not (r.card or r.columns) and r.file_id not in known
    ]
    if not any(report.kind in ("attendance", "invitations") for report in new):
        return []
    said = {remark for meeting in joined(store) for remark in meeting.remarks}
    with store.trial() as trial:
        for report in {report.file_id: report for report in new}.values():
            _land_one(trial.writer, report, "upload")
        settle_files(trial.writer)
        found = [remark for meeting in joined(trial) for remark in meeting.remarks]
    return [remark for remark in found if remark not in said]


def take_back(store: Store, file_id: str) -> str:
    """Take one landed file out again; returns its name.

    Errors: StoreError when no such file has landed.
    """
    with store.writing() as writer:
        found = writer.frame(
            "select name from source_file where file_id = $file", {"file": file_id}
        )
        if found.empty:
            raise StoreError(
                "This file is not in the workspace; it may have been taken back already."
            )
        name = str(found["name"][0])
        forget_file(writer, file_id)
        remove_orphans(writer)
        writer.note("undo", file_id=file_id)
        writer.changed(f"took back {name}")
        settle_files(writer)
    return name


def forget_file(writer: Writer, file_id: str) -> None:
    """Deletes the rows of one landed file; what is derived from them is still to be settled."""
    for table in ("source_file", "left_out_row", "noted_row", *_COLUMNS):
        writer.run(f"delete from {table} where file_id = $file", {"file": file_id})  # noqa: S608


def remove_orphans(writer: Writer) -> None:
    """Deletes the spellings of people that no landed row uses any more."""
    writer.run(_ORPHANS)


# Spellings that no landed row uses any more.
_ORPHANS = """
    delete from person_alias where alias_id not in (
        select alias_id from landed_person
        union select alias_id from attendance_interval
        union select alias_id from landed_invitation
        union select alias_id from landed_competency
        union select alias_id from survey_answer where alias_id is not null
        union select alias_id from landed_outcome where alias_id is not null
    )
"""


def _never_mix(store: Store, origin: str) -> None:
    held = set(store.source_files()["origin"]) - {origin}
    if held:
        whose = {"sample": "the sample pilot", "upload": "files of your own"}
        raise StoreError(
            f"The workspace {store.name} holds {whose[held.pop()]}: use another folder for"
            f" {whose[origin]} (--workspace), so that the two never mix."
        )


def _in_zone(
    answers: Answers | Mapping[str, Answers], names: Sequence[str], zone: str
) -> Answers | Mapping[str, Answers]:
    """The same answers, for a pilot that names its time zone."""
    if isinstance(answers, Answers):
        return replace(answers, pilot_timezone=zone)
    return {name: replace(answers_for(name, answers), pilot_timezone=zone) for name in names}


def calendar_days(store: Store) -> list[date]:
    """The days on which the landed calendars have sessions."""
    found = store.ask(
        "select distinct cast(started_at as date) as session_day from landed_session"
        " where kind = 'calendar'"
    )
    return [day.date() for day in found["session_day"]]


def _land_one(writer: Writer, report: Report, origin: str) -> None:
    number = writer.changed(f"landed {report.file}")
    memory.remember(
        writer, number, report.headers, report.recognised_as, report.given, report.date_order
    )
    writer.insert("source_file", pd.DataFrame([_source_row(report, origin, number, writer.now)]))
    _insert_problems(writer, report)
    aliases: dict[int, Identity] = {}
    sessions: dict[int, Session] = {}
    rows = _rows_by_table(report, aliases, sessions, writer.key)
    _insert_aliases(writer, aliases)
    kind = "attendance" if report.kind == "attendance" else "calendar"
    held = {
        landed_id
        for (landed_id,) in writer.rows(
            "select landed_session_id from landed_session where file_id = $file",
            {"file": report.file_id},
        )
    }
    rows["landed_session"] = [
        (report.file_id, landed_id, kind, s.title, s.started_at, s.ended_at, s.key, s.is_cancelled)
        for landed_id, s in sessions.items()
        if landed_id not in held
    ]
    for table, found in rows.items():
        if not found:
            continue
        before = _landed(writer, table, report.file_id)
        writer.insert(table, _frame(found, _COLUMNS[table]))
        landed = _landed(writer, table, report.file_id) - before
        if landed != len(found):
            raise StoreError(
                f"{report.file}: {len(found)} rows were read and {landed} landed; nothing was"
                " changed. Try again, and report this if it comes back."
            )


def _landed(writer: Writer, table: str, file_id: str) -> int:
    """How many rows of a file are in a table."""
    [(count,)] = writer.rows(
        f"select count(*) from {table} where file_id = $file",  # noqa: S608
        {"file": file_id},
    )
    return int(count)


def _insert_problems(writer: Writer, report: Report) -> None:
    """Left-out rows with their text, and what was repaired or noted."""
    rows = [
        (report.file_id, row.line, problem.code, problem.severity, problem.says, row.text)
        for problem in report.problems
        for row in problem.rows or (Row(0, ""),)
    ]
    if not rows:
        return
    frame = _frame(rows, "file_id line code severity says found")
    is_left_out = frame["severity"] == "left_out"
    writer.insert("left_out_row", frame[is_left_out].drop(columns="severity"))
    writer.insert("noted_row", frame[~is_left_out])


def _source_row(report: Report, origin: str, number: int, now: datetime) -> dict[str, Any]:
    return {
        "file_id": report.file_id,
        "name": report.file,
        "kind": report.kind,
        "recognised_as": report.recognised_as,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "date_order": report.date_order,
        "rows_read": report.rows.read,
        "rows_usable": report.rows.usable,
        "rows_left_out": report.rows.left_out,
        "rows_repaired": report.rows.repaired,
        "data_until": pd.Timestamp(report.data_until) if report.data_until else pd.NaT,
        "origin": origin,
        "landed_at": now,
        "landing": number,
    }


_COLUMNS = {
    "landed_person": "file_id line alias_id hire_date left_date department manager location"
    " title status",
    "landed_session": "file_id landed_session_id kind title started_at ended_at meeting_key"
    " is_cancelled",
    "attendance_interval": "file_id line landed_session_id alias_id joined_at left_at"
    " stated_seconds role",
    "landed_invitation": "file_id line landed_session_id alias_id response basis",
    "landed_competency": "file_id line alias_id competency competent_on status recorded_at",
    "survey_answer": "file_id line response_id question question_order scale score answer"
    " alias_id submitted_at",
    "landed_outcome": "file_id line alias_id team measured_on metric value",
}
_TIMES = {
    "hire_date", "left_date", "started_at", "ended_at", "joined_at", "left_at", "competent_on",
    "recorded_at", "submitted_at", "measured_on",
}  # fmt: skip
_WHOLE = {"stated_seconds", "score", "alias_id"}


def _rows_by_table(
    report: Report, aliases: dict[int, Identity], sessions: dict[int, Session], key: bytes
) -> dict[str, list[tuple[Any, ...]]]:
    file = report.file_id
    rows: dict[str, list[tuple[Any, ...]]] = {
        table: [] for table in _COLUMNS if table != "landed_session"
    }
    questions: dict[str, int] = {}

    def who(person: Identity) -> int | None:
        if person == Identity():
            return None
        number = alias_id(person, key)
        aliases[number] = person
        return number

    def meeting(session: Session) -> int:
        landed_id = meeting_id(file, session.title, session.started_at, session.key)
        sessions.setdefault(landed_id, session)  # what its first row says
        return landed_id

    for r in report.records:
        match r:
            case Attendance():
                stays = r.intervals or ((None, None),)
                seconds = None if r.intervals else r.seconds
                lines = r.lines or (r.line,) * len(stays)
                for line, (joined, left) in zip(lines, stays, strict=True):
                    rows["attendance_interval"].append(
                        (file, line, meeting(r.session), who(r.person), joined, left, seconds,
                         r.role)
                    )  # fmt: skip
            case Invitation():
                rows["landed_invitation"].append(
                    (file, r.line, meeting(r.session), who(r.person), r.response, r.basis)
                )
            case Person():
                rows["landed_person"].append(
                    (file, r.line, who(r.person), r.hire_date, r.left_date, r.department,
                     r.manager, r.location, r.title, r.status)
                )  # fmt: skip
            case Competency():
                rows["landed_competency"].append(
                    (file, r.line, who(r.person), r.competency, r.competent_on, r.status,
                     r.recorded_at)
                )  # fmt: skip
            case SurveyAnswer():
                order = questions.setdefault(r.question, len(questions))
                rows["survey_answer"].append(
                    (file, r.line, r.response, r.question, order, r.scale, r.value, r.text,
                     who(r.person), r.submitted_at)
                )  # fmt: skip
            case Outcome():
                rows["landed_outcome"].append(
                    (file, r.line, who(r.person), r.team, r.measured_on, r.metric, r.value)
                )
    return rows


def _insert_aliases(writer: Writer, aliases: Mapping[int, Identity]) -> None:
    found = [(number, p.name, p.email, p.upn, p.employee_id) for number, p in aliases.items()]
    with writer.shown("spelling", _frame(found, "alias_id name email upn employee_id")):
        writer.run(
            "insert into person_alias by name select * from spelling"
            " where alias_id not in (select alias_id from person_alias)"
        )


def _frame(rows: list[tuple[Any, ...]], columns: str) -> pd.DataFrame:
    names = columns.split()
    frame = pd.DataFrame(rows, columns=names)
    for at, name in enumerate(names):
        if name in _TIMES:
            frame[name] = pd.to_datetime(frame[name])
        elif name in _WHOLE:
            # Not from the frame: beside a None it holds floats, which round an id of 63 bits.
            frame[name] = pd.array([row[at] for row in rows], dtype="Int64")
    return frame
