"""Who registered for a meeting: invitations on the basis of a registration.

Webinar reports list registered people who came beside those who did not; registration reports
list them alone. Registered counts as accepted, cancelled and denied registrations keep their row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from analytics.clock import (
    DateOrder,
    day_in_name,
    has_clock,
    parse_clock,
    parse_duration,
)
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Identity, Invitation, Response, Session
from analytics.sources import Answers, Reading
from analytics.stays import person_key, plain_name, title_from_name, valid_email
from analytics.tables import Table
from analytics.vocabulary import field_of
from analytics.wall_clock import WallClock, local_clock

FIELDS = frozenset({"registration_email", "registration_time", "registration_status"})
_TIMES = ("registration_time", "join", "leave")
_NO_TEXT = ("", "-", "--", "–")
_RESPONSES: dict[str, Response] = {
    "accepted": "accepted",
    "tentative": "tentative",
    "declined": "declined",
    "none": "none",
    "cancelled": "cancelled",
}


def response_of(text: str, otherwise: Response = "none") -> Response | None:
    """What a word says somebody answered; `otherwise` for no word, None for an unknown one."""
    if text.strip() in _NO_TEXT:
        return otherwise
    found = field_of(text, "responses")
    return None if found is None else _RESPONSES[found]


def has_registrations(table: Table) -> bool:
    """Whether a table has columns that say who registered."""
    return bool(FIELDS & table.columns.keys())


def registered_person(table: Table, line: Line) -> Identity:
    """Who registered, by the columns of the registration before those of the meeting."""
    first, last = table.cell(line, "first_name"), table.cell(line, "last_name")
    name, _ = plain_name(f"{first} {last}".strip() or table.cell(line, "name"))
    email = valid_email(table.cell(line, "registration_email"))
    email = email or valid_email(table.cell(line, "email"))
    return Identity(name if name not in _NO_TEXT else "", email)


def registrations(
    table: Table, session: Session, ledger: Ledger, *, lines: Iterable[Line] | None = None
) -> list[Invitation]:
    """One invitation per registered person of a table, or of some of its lines.

    A person with several lines has the answer of the last one that is not cancelled.
    """
    found: dict[str, Invitation] = {}
    for line in table.lines if lines is None else lines:
        invitation = _registration(table, line, session, ledger)
        if invitation is None:
            continue
        key = person_key(invitation.person)
        if key not in found or invitation.response != "cancelled":
            found[key] = invitation
    return list(found.values())


def is_registered(table: Table, line: Line) -> bool:
    """Whether a line of an attendance report is a registration too; the people of the others
    came without one."""
    return any(table.cell(line, field) not in _NO_TEXT for field in FIELDS)


def _registration(table: Table, line: Line, session: Session, ledger: Ledger) -> Invitation | None:
    person = registered_person(table, line)
    if person == Identity():
        ledger.leave_out("no-person", "the row names nobody; it was left out", line)
        return None
    text = table.cell(line, "registration_status")
    response = response_of(text, "accepted")
    if response is None:
        ledger.note(
            "status-unknown",
            f"“{text}” is no known status of a registration; these people count as registered",
            line,
        )
        response = "accepted"
    return Invitation(line.number, session, person, response, "registration")


def read_registrations(
    document: Document,
    answers: Answers,
    table: Table,
    said: Mapping[str, str],
    stated: Mapping[str, int | str],
) -> Reading:
    """A report of nothing but registrations.

    said: title, date, start, end, planned_minutes, meeting_key of the meeting, as far as the
    report has them; stated: how many registrations the report itself counts. Raises Refused where
    rows are missing, or with the question after the day if the report has none.
    """
    ledger = Ledger(document)
    if not table.lines:
        raise header_only(ledger, table.header)
    clock, order = clock_of(document, answers, [table], said, ledger)
    session = meeting_said(document, answers, said, clock, ledger, table.header)
    found = registrations(table, session, ledger)
    _refuse_missing(stated, len(table.lines), table, ledger)
    return Reading(
        kind="invitations",
        records=tuple(found),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated=stated,
        date_order=order,
        data_until=latest_day([session.started_at.date()]),
        timezone=clock.zone,
    )


def clock_of(
    document: Document,
    answers: Answers,
    tables: Sequence[Table],
    said: Mapping[str, str],
    ledger: Ledger,
) -> tuple[WallClock, DateOrder | None]:
    """(the clock of a report, the order of its dates).

    The order matters for the meeting's own day only; when people registered is not used, but
    those dates are evidence.
    """
    meeting = [said[field] for field in ("start", "end", "date") if said.get(field)]
    if not meeting:
        return local_clock(ledger, answers, None), None
    texts = [*meeting, *(text for t in tables for text in t.texts(*_TIMES))]
    lines = [line for table in tables for line in (table.header, *table.lines)]
    order = order_of_dates(ledger, answers, texts, lines)
    return local_clock(ledger, answers, order, meeting), order


def meeting_said(
    document: Document,
    answers: Answers,
    said: Mapping[str, str],
    clock: WallClock,
    ledger: Ledger,
    header: Line,
) -> Session:
    """The one meeting that a file is about, from what it says, its name, or an answer.

    A meeting of which only the day is known lasts that day. Raises Refused with the question.
    """
    start_text, end_text = said.get("start", ""), said.get("end", "")
    start = clock.moment(start_text) if start_text else None
    is_whole_day = start is not None and not has_clock(start_text)
    if start is None:
        day = _day(clock, said.get("date", "")) or answers.session_date
        day = day or day_in_name(document.name)
        if day is None:
            raise ledger.question(
                "no-date",
                "the file does not say when the meeting was; say its day with --session-date",
                "session_date",
                header,
            )
        is_whole_day = parse_clock(start_text) is None
        start = clock.on(day, start_text) or datetime.combine(day, time())
    end = clock.on(start.date(), end_text) if end_text else None
    minutes = said.get("planned_minutes", "")
    seconds = parse_duration(minutes, bare_unit=60)
    if end is None and seconds and seconds <= 24 * 3600:
        end = start + timedelta(seconds=seconds)
    if end is None and is_whole_day:
        end = start + timedelta(days=1)
    return Session(
        title=" ".join(said.get("title", "").split()) or title_from_name(document.name),
        started_at=start,
        ended_at=end if end is not None and end > start else None,
        timezone=clock.zone,
        key=said.get("meeting_key", "").replace(" ", ""),
    )


def _day(clock: WallClock, text: str) -> date | None:
    moment = clock.moment(text) if text else None
    return None if moment is None else moment.date()


def _refuse_missing(
    stated: Mapping[str, int | str], found: int, table: Table, ledger: Ledger
) -> None:
    """Raise Refused for fewer rows than registrations that were not cancelled."""
    expected, cancelled = stated.get("registered"), stated.get("cancelled", 0)
    if not isinstance(expected, int) or not isinstance(cancelled, int):
        return
    if found < expected - cancelled:
        raise ledger.refusal(
            "truncated",
            f"the report states {expected} registrations, but the list ends after {found}: it was "
            "not downloaded completely; download it again",
            table.lines[-1],
        )
    if found not in (expected, expected - cancelled, expected + cancelled):
        ledger.note(
            "count-differs",
            f"the report states {expected} registrations, and its rows give {found}",
            table.header,
        )


def whole_numbers(texts: Mapping[str, str]) -> dict[str, int | str]:
    """Those of some stated texts that are whole numbers."""
    return {
        field: int(text) for field, text in texts.items() if text.isdecimal() and len(text) < 10
    }


def stated_in(block: Table) -> dict[str, int | str]:
    """The counts that the block above a list states: registered, cancelled, viewers."""
    counts = said_in(block, "stated_registered", "stated_cancelled", "unique_viewers")
    return whole_numbers({field.removeprefix("stated_"): text for field, text in counts.items()})


def said_in(block: Table, *fields: str) -> dict[str, str]:
    """Field -> text of the first line of a block that describes the meeting."""
    if not block.lines:
        return {}
    found = {field: " ".join(block.cell(block.lines[0], field).split()) for field in fields}
    return {field: text for field, text in found.items() if text not in _NO_TEXT}


def meeting_in(block: Table) -> dict[str, str]:
    """What a block says about the meeting, by the fields of `meeting_said`. Its "Duration" is
    that of the meeting."""
    found = said_in(block, "title", "date", "start", "end", "planned_minutes", "meeting_key")
    found.setdefault("planned_minutes", block.cell(block.lines[0], "minutes"))
    return found
