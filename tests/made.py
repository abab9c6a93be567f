"""Made-up records, landed as if a file had held them: for tests of what comes after reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from analytics.intake import Report
from analytics.landing import land_reports
from analytics.records import (
    Attendance,
    Competency,
    Identity,
    Invitation,
    Kind,
    Outcome,
    Person,
    Record,
    Role,
    Session,
    SurveyAnswer,
)
from analytics.sources import Rows
from analytics.store import Store

Stay = tuple[datetime, datetime]

_KINDS: dict[type, Kind] = {
    Attendance: "attendance",
    Invitation: "invitations",
    Person: "people",
    Competency: "competency",
    SurveyAnswer: "survey",
    Outcome: "outcome",
}


def moment(text: str) -> datetime:
    """ "03-10 09:30" → that time in 2026; a full ISO time is that time."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}")


def somebody(number: int) -> Identity:
    return Identity(f"Person {chr(65 + number % 26)}{number}", f"p{number}@example.com")


def meeting(
    title: str, start: str, minutes: float = 60, key: str = "", is_cancelled: bool = False
) -> Session:
    begins = moment(start)
    ends = begins + timedelta(minutes=minutes)
    return Session(title, begins, ends, key=key, is_cancelled=is_cancelled)


def came(
    session: Session,
    person: Identity,
    stays: Sequence[Stay] | None = None,
    seconds: int | None = None,
    role: Role = "attendee",
) -> Attendance:
    """Present from start to end unless `stays` (may be empty) says otherwise."""
    if stays is None:
        stays = [(session.started_at, session.ended_at or session.started_at)]
    return Attendance(1, session, person, tuple(stays), seconds, role)


def read(
    records: Sequence[Record],
    name: str = "",
    kind: Kind | None = None,
    data_until: date | None = None,
) -> Report:
    """A file that was read and holds these records."""
    kind = kind or _KINDS[type(records[0])]
    text = repr((name, data_until, records))
    count = len(records)
    return Report(
        file=name or f"{kind}.csv",
        file_id=hashlib.sha256(text.encode()).hexdigest(),
        state="ready",
        recognised_as="made for a test",
        kind=kind,
        encoding="utf-8",
        delimiter=",",
        data_until=data_until,
        rows=Rows(count, count, 0, 0),
        records=tuple(records),
    )


def landed(*files: Sequence[Record] | Report, store: Store | None = None) -> Store:
    """A workspace in memory (or `store`) with these files landed, each in an upload of its own."""
    store = store or Store.open(":memory:")
    for file in files:
        land_reports(store, [file if isinstance(file, Report) else read(file)])
    return store


def landed_together(*files: Sequence[Record] | Report) -> Store:
    """The same in one upload, which takes less time."""
    store = Store.open(":memory:")
    land_reports(store, [file if isinstance(file, Report) else read(file) for file in files])
    return store
