"""From an upload to landed rows: decode → recognise → read → check → land.

`check` reads a file and lands nothing. `land` puts every file that can be used into one
transaction, counts what it put in, and settles what it means; the same content again changes
nothing. A file with an open question is held back, never guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

import pandas as pd

from analytics.document import Document
from analytics.pilots import CardError, Pilot, read_card
from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import (
    Attendance,
    Competency,
    Identity,
    Invitation,
    Person,
    Record,
    Session,
    SurveyAnswer,
)
from analytics.settle import settle
from analytics.sources import Answers, DateOrder, Reading, Rows
from analytics.store import Store, StoreError, Writer

State = Literal["ready", "held", "refused", "landed", "already"]
NO_ANSWERS = Answers()
_NO_ROWS = Rows(0, 0, 0, 0)
_PREVIEW_ORDERS: tuple[DateOrder, ...] = ("mdy", "dmy", "ymd")


@dataclass(frozen=True)
class Report:
    """What became of one file. file_id: hash of its normalised content, "" when unreadable.

    tentative_order: of a file held back for its date order, the order in which `records` were
    read for a preview; they do not land.
    """

    file: str
    file_id: str
    state: State
    recognised_as: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    date_order: str | None = None
    data_until: date | None = None
    rows: Rows = _NO_ROWS
    stated: Mapping[str, int | str] | None = None
    problems: tuple[Problem, ...] = ()
    records: tuple[Record, ...] = ()
    tentative_order: DateOrder | None = None
    card: Pilot | None = None
    headers: tuple[str, ...] = ()

    @property
    def question(self) -> str | None:
        """What has to be answered before the file can land, None when nothing has."""
        asked = (p.question for p in self.problems if p.severity == "held")
        return next((question for question in asked if question), None)

    def describe(self) -> str:
        """One line for a person."""
        known = " · already loaded, nothing changed" if self.state == "already" else ""
        if self.card:
            return f"{self.file}: pilot card “{self.card.name}”{known}"
        if self.state in ("refused", "held"):
            stopping = [p for p in self.problems if p.severity in ("refused", "held")]
            return "\n".join(problem.describe() for problem in stopping)
        rows = f"{self.rows.usable} of {self.rows.read} rows usable"
        left = f", {self.rows.left_out} left out" if self.rows.left_out else ""
        return f"{self.file}: {self.recognised_as} · {rows}{left}{known}"


def check(name: str, data: bytes, answers: Answers = NO_ANSWERS) -> Report:
    """Read one file and say everything there is to say about it; lands nothing, never raises."""
    if _is_card(name):
        return _check_card(name, data)
    document, source, reading, problems = read_file(name, data, answers)
    if reading is None or source is None or document is None:
        stopped = _state(problems)
        order, preview = _previewed(name, data, answers, problems)
        return Report(
            file=name,
            file_id=content_id(document) if document else "",
            state=stopped,
            recognised_as=source.name if source else "",
            kind=source.kind if source else "",
            encoding=document.encoding if document else "",
            delimiter=document.delimiter if document else "",
            rows=preview.rows if preview else _NO_ROWS,
            stated=preview.stated if preview else None,
            problems=tuple(problems),
            records=preview.records if preview else (),
            tentative_order=order,
            headers=_widest_line(document) if document else (),
        )
    return Report(
        file=name,
        file_id=content_id(document),
        state=_state(problems),
        recognised_as=source.name,
        kind=reading.kind,
        encoding=document.encoding,
        delimiter=document.delimiter,
        date_order=reading.date_order,
        data_until=reading.data_until,
        rows=reading.rows,
        stated=reading.stated,
        problems=tuple(problems),
        records=reading.records,
    )


def check_all(
    files: Sequence[tuple[str, bytes]],
    answers: Answers | Mapping[str, Answers] = NO_ANSWERS,
    calendar_days: Iterable[date] = (),
) -> list[Report]:
    """`check` for files that come together, in their order. answers: for all, or by file name.

    A file whose dates are open in themselves is read again beside the days on which the calendar
    (of the same upload, or given as calendar_days) has sessions: they are evidence.
    """

    def given(name: str) -> Answers:
        return answers.get(name, NO_ANSWERS) if isinstance(answers, Mapping) else answers

    reports = [check(name, data, given(name)) for name, data in files]
    days = set(calendar_days) | {
        record.session.started_at.date()
        for report in reports
        for record in report.records
        if isinstance(record, Invitation) and report.state == "ready"
    }
    if days:
        for index, (name, data) in enumerate(files):
            if reports[index].question == "date_order":
                beside = replace(given(name), calendar_days=frozenset(days))
                reports[index] = check(name, data, beside)
    return reports


def land(
    store: Store,
    files: Iterable[tuple[str, bytes]],
    answers: Answers | Mapping[str, Answers] = NO_ANSWERS,
    origin: Literal["upload", "sample"] = "upload",
) -> list[Report]:
    """Land every usable file in one transaction; one report per file, in their order.

    answers: for all files, or by file name. A pilot card among the files counts for the others.
    Errors: StoreError when one's own files would mix with the sample pilot, or when what landed
    is not what was read (nothing lands then).
    """
    _never_mix(store, origin)
    files = list(files)
    cards = [_check_card(name, data).card for name, data in files if _is_card(name)]
    card = next((found for found in reversed(cards) if found), store.pilot())
    if card and card.timezone:
        answers = _in_zone(answers, [name for name, _ in files], card.timezone)
    return land_reports(store, check_all(files, answers, _calendar_days(store)), origin)


def land_reports(
    store: Store, reports: Iterable[Report], origin: Literal["upload", "sample"] = "upload"
) -> list[Report]:
    """Land what has been read: `land` without the reading. Same errors."""
    _never_mix(store, origin)
    reports = list(reports)
    known_card = store.pilot()
    with store.writing() as writer:
        known = set(writer.frame("select file_id from source_file")["file_id"])
        before = len(known)
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
        if len(known) > before:
            settle(writer)
    return reports


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
    return {name: replace(answers.get(name, NO_ANSWERS), pilot_timezone=zone) for name in names}


def _calendar_days(store: Store) -> list[date]:
    found = store.ask(
        "select distinct cast(started_at as date) as session_day from landed_session"
        " where kind = 'calendar'"
    )
    return [day.date() for day in found["session_day"]]


def content_id(document: Document) -> str:
    """Hash of what the file says, not of its bytes: an Excel re-save that changes encoding,
    delimiter or blank lines is still the same content."""
    digest = hashlib.sha256(document.form.encode())
    if document.form == "calendar":
        for text in document.text.splitlines():
            if not text.startswith("DTSTAMP"):  # the moment of the export, new every time
                digest.update(text.encode() + b"\n")
    for sheet in document.sheets:
        for line in sheet.lines:
            cells = "\x1f".join(cell.strip() for cell in line.cells).rstrip("\x1f")
            if cells:
                digest.update(cells.encode() + b"\n")
    return digest.hexdigest()


def _is_card(name: str) -> bool:
    return name.casefold().endswith(".toml")


def _check_card(name: str, data: bytes) -> Report:
    try:
        card = read_card(data.decode("utf-8-sig"))
    except (CardError, UnicodeDecodeError) as error:
        says = str(error) if isinstance(error, CardError) else "The pilot card is not UTF-8 text."
        problem = Problem("pilot-card", "refused", name, says)
        return Report(name, "", "refused", "Pilot card", problems=(problem,))
    return Report(name, "", "ready", "Pilot card", encoding="utf-8", card=card)


def _state(problems: Sequence[Problem]) -> State:
    severities = {problem.severity for problem in problems}
    return "refused" if "refused" in severities else "held" if "held" in severities else "ready"


def _previewed(
    name: str, data: bytes, answers: Answers, problems: Sequence[Problem]
) -> tuple[DateOrder | None, Reading | None]:
    """A file held back only for its date order, read in the first order that fits, for a
    preview of everything but the dates."""
    if not any(problem.question == "date_order" for problem in problems):
        return None, None
    for order in _PREVIEW_ORDERS:
        *_, reading, _ = read_file(name, data, replace(answers, date_order=order))
        if reading:
            return order, reading
    return None, None


def _widest_line(document: Document) -> tuple[str, ...]:
    lines = [line.cells for sheet in document.sheets for line in sheet.lines[:50]]
    return max(lines, key=lambda cells: sum(bool(c.strip()) for c in cells), default=())


# landing ------------------------------------------------------------------------------------------


def _land_one(writer: Writer, report: Report, origin: str) -> None:
    number = writer.changed(f"landed {report.file}")
    writer.insert("source_file", pd.DataFrame([_source_row(report, origin, number)]))
    left_out = [
        (report.file_id, row.line, problem.code, problem.says, row.text)
        for problem in report.problems
        if problem.severity == "left_out"
        for row in problem.rows
    ]
    writer.insert(
        "left_out_row",
        _frame(left_out, ["file_id", "line", "code", "says", "found"]),
    )
    aliases: dict[int, Identity] = {}
    sessions: dict[int, Session] = {}
    rows = _rows_by_table(report, aliases, sessions)
    _insert_aliases(writer, aliases)
    kind = "attendance" if report.kind == "attendance" else "calendar"
    rows["landed_session"] = [
        (report.file_id, landed_id, kind, s.title, s.started_at, s.ended_at, s.key, s.is_cancelled)
        for landed_id, s in sessions.items()
    ]
    for table, found in rows.items():
        writer.insert(table, _frame(found, _COLUMNS[table]))
        counted = writer.frame(
            f"select count(*) as landed from {table} where file_id = $file",  # noqa: S608
            {"file": report.file_id},
        )
        if int(counted["landed"][0]) != len(found):
            raise StoreError(
                f"{report.file}: {len(found)} rows were read and {counted['landed'][0]} landed;"
                " nothing was changed. Try again, and report this if it comes back."
            )


def _source_row(report: Report, origin: str, number: int) -> dict[str, Any]:
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
        "landed_at": datetime.now(UTC).replace(tzinfo=None),
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
}
_TIMES = {
    "hire_date", "left_date", "started_at", "ended_at", "joined_at", "left_at", "competent_on",
    "recorded_at", "submitted_at",
}  # fmt: skip
_WHOLE = {"stated_seconds", "score", "alias_id"}


def _rows_by_table(
    report: Report, aliases: dict[int, Identity], sessions: dict[int, Session]
) -> dict[str, list[tuple[Any, ...]]]:
    file = report.file_id
    rows: dict[str, list[tuple[Any, ...]]] = {
        table: [] for table in _COLUMNS if table != "landed_session"
    }
    questions: dict[str, int] = {}

    def who(person: Identity) -> int | None:
        if person == Identity():
            return None
        alias_id = _number(person.name, person.email, person.upn, person.employee_id)
        aliases[alias_id] = person
        return alias_id

    def meeting(session: Session) -> int:
        landed_id = _number(file, session.title, session.started_at.isoformat(), session.key)
        sessions[landed_id] = session
        return landed_id

    for r in report.records:
        match r:
            case Attendance():
                stays = r.intervals or ((None, None),)
                seconds = None if r.intervals else r.seconds
                for joined, left in stays:
                    rows["attendance_interval"].append(
                        (file, r.line, meeting(r.session), who(r.person), joined, left, seconds,
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
    return rows


def _number(*parts: str) -> int:
    """A stable 63-bit id from text, the same in every workspace."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _insert_aliases(writer: Writer, aliases: Mapping[int, Identity]) -> None:
    known = set(writer.frame("select alias_id from person_alias")["alias_id"])
    new = [
        (alias_id, p.name, p.email, p.upn, p.employee_id)
        for alias_id, p in aliases.items()
        if alias_id not in known
    ]
    writer.insert("person_alias", _frame(new, ["alias_id", "name", "email", "upn", "employee_id"]))


def _frame(rows: list[tuple[Any, ...]], columns: str | list[str]) -> pd.DataFrame:
    names = columns.split() if isinstance(columns, str) else columns
    frame = pd.DataFrame(rows, columns=names)
    for name in names:
        if name in _TIMES:
            frame[name] = pd.to_datetime(frame[name])
        elif name in _WHOLE:
            frame[name] = frame[name].astype("Int64")
    return frame
