"""Microsoft Teams attendance reports: the layout of 2021, that of 2022, and the later one with
engagement columns, in any language whose words are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from analytics.clock import DateOrder, parse_duration
from analytics.document import Document, Line, Sheet
from analytics.layout import is_blank, section_of
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.problems import Refused
from analytics.records import Attendance, Identity, Invitation, Session, union_seconds
from analytics.registrations import (
    has_registrations,
    is_registered,
    registrations,
    whole_numbers,
)
from analytics.sources import Answers, Reading, Source
from analytics.stays import (
    Stay,
    by_total,
    gather,
    mend,
    note_anonymous,
    note_invalid_emails,
    note_markers,
    person_key,
    plain_name,
    role_of,
    title_from_name,
    valid_email,
)
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import normal, words
from analytics.wall_clock import local_clock

# A person's summary (2022 on), one stay (any layout), a person without times (a policy).
_NEEDS = (
    frozenset({"name", "first_join", "last_leave"}),
    frozenset({"name", "join", "leave"}),
    frozenset({"name", "upn", "role"}),
)
# One report covers one meeting, at most over a night.
_SPAN = timedelta(days=2)
# Stays and their stated sum may differ by what rounding does to a few of them.
_SHORT_SECONDS = 120


@dataclass(frozen=True)
class _Layout:
    """The parts of one report: its summary's values by field, and its two tables."""

    sheet: Sheet
    summary: dict[str, str]
    participants: Table | None
    activities: Table | None

    @property
    def tables(self) -> list[Table]:
        return [table for table in (self.participants, self.activities) if table is not None]


def _layout(document: Document) -> _Layout | None:
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", _NEEDS)
        activities = next((t for t in tables if _is_activities(t)), None)
        participants = next(
            (t for t in tables if t is not activities and not _is_engagement(t)), None
        )
        if activities or participants:
            return _Layout(sheet, _summary(sheet), participants, activities)
    return None


def _is_activities(table: Table) -> bool:
    return {"join", "leave"} <= table.columns.keys() and "first_join" not in table.columns


def _is_engagement(table: Table) -> bool:
    return section_of((table.title,)) == "engagement"


def _summary(sheet: Sheet) -> dict[str, str]:
    """Field of the summary -> its value as written; the first label of a field keeps it."""
    known = words("meeting")
    found: dict[str, str] = {}
    for label, value in key_values(sheet).items():
        if label in known:
            found.setdefault(known[label], value)
    return found


def _recognises(document: Document, answers: Answers) -> float:
    layout = _layout(document)
    if layout is None:
        return 0.0
    has_summary = len(layout.summary.keys() & {"title", "participants", "start", "end"}) >= 2
    has_upn = any("upn" in table.columns for table in layout.tables)
    if any("first_join" in table.columns for table in layout.tables):
        return 0.95 if has_summary else 0.85 if has_upn else 0.0
    # The layout of 2021 and the one without times share words with other lists.
    return 0.9 if has_summary and has_upn else 0.4 if has_summary else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    layout = _layout(document)
    ledger = Ledger(document)
    if layout is None:
        raise ledger.refusal("no-table", "there is no list of participants in this report")
    if not any(table.lines for table in layout.tables):
        raise header_only(ledger, layout.tables[0].header)
    stated = _stated(layout)
    _refuse_missing_people(layout, stated, ledger)
    order = _order(document, layout, answers, ledger)
    reader = _Reader(layout, order, answers, ledger)
    session = reader.session(document.name)
    stays = reader.stays(session)
    attended = gather(stays, session, ledger)
    registered = reader.registrations(session)
    _compare(stated, layout, len(attended), ledger)
    reader.compare_durations(attended)
    days = [session.started_at.date(), *(left.date() for r in attended for _, left in r.intervals)]
    return Reading(
        kind="attendance",
        records=(*attended, *registered),
        problems=ledger.problems(),
        rows=ledger.rows(reader.read),
        stated=stated,
        date_order=order,
        data_until=latest_day(days),
        timezone=session.timezone,
    )


def _stated(layout: _Layout) -> dict[str, int | str]:
    fields = ("participants", "registered")
    return whole_numbers({field: layout.summary.get(field, "") for field in fields})


def _refuse_missing_people(layout: _Layout, stated: dict[str, int | str], ledger: Ledger) -> None:
    """A download that was cut has fewer rows than people, and nothing after them."""
    last = layout.tables[-1]
    is_last_people = layout.activities is None or layout.participants is None
    for field, noun in (("participants", "participants"), ("registered", "registered people")):
        expected = stated.get(field)
        if isinstance(expected, int) and is_last_people and len(last.lines) < expected:
            raise _cut(
                f"the report states {expected} {noun}, but the list ends after {len(last.lines)}",
                last.lines[-1] if last.lines else last.header,
                ledger,
            )
    _refuse_missing_stays(layout, ledger)


def _refuse_missing_stays(layout: _Layout, ledger: Ledger) -> None:
    """Both tables list people in the same order: stays that end the file while the last people
    of the participants have none were cut."""
    end = next((ln for ln in reversed(layout.sheet.lines) if not is_blank(ln.cells)), None)
    participants, activities = layout.participants, layout.activities
    if participants is None or end is None:
        return
    if section_of(end.cells) == "activities":
        raise _cut("it announces the stays and lists none", end, ledger)
    if activities is None or end not in (*activities.lines[-1:], activities.header):
        return
    acted = {_key(activities, line) for line in activities.lines}
    timed = [
        _key(participants, line)
        for line in participants.lines
        if participants.cell(line, "first_join") and participants.cell(line, "email")
    ]
    missing = [key for key in timed if key not in acted]
    are_last = timed[: len(timed) - len(missing)] == [key for key in timed if key in acted]
    if missing and are_last and (len(missing) < len(timed) or not acted):
        raise _cut(f"its last {len(missing)} participants have no stay in the list", end, ledger)


def _key(table: Table, line: Line) -> str:
    email = valid_email(table.cell(line, "email"))
    return email or normal(plain_name(table.cell(line, "name"))[0])


def _cut(found: str, line: Line, ledger: Ledger) -> Refused:
    return ledger.refusal(
        "truncated", f"{found}: it was not downloaded completely; download it again", line
    )


def _order(
    document: Document, layout: _Layout, answers: Answers, ledger: Ledger
) -> DateOrder | None:
    texts = [layout.summary[field] for field in ("start", "end") if field in layout.summary]
    texts += [
        table.cell(line, field)
        for table in layout.tables
        for line in table.lines
        for field in ("first_join", "last_leave", "join", "leave")
    ]
    return order_of_dates(ledger, answers, texts, layout.sheet.lines, span=_SPAN)


class _Reader:
    """Rows of one report → stays of people."""

    def __init__(
        self, layout: _Layout, order: DateOrder | None, answers: Answers, ledger: Ledger
    ) -> None:
        self.layout = layout
        self.ledger = ledger
        self.clock = local_clock(ledger, answers, order)
        self.read = 0
        self.stated: dict[str, Stay] = {}
        self.marked: list[tuple[Line, tuple[str, ...]]] = []
        self.odd_emails: list[Line] = []

    def session(self, file_name: str) -> Session:
        summary = self.layout.summary
        start = self.clock.moment(summary.get("start", ""))
        end = self.clock.moment(summary.get("end", ""))
        if start is None:
            moments = [
                moment
                for table in self.layout.tables
                for line in table.lines
                for field in ("first_join", "join")
                if (moment := self.clock.moment(table.cell(line, field))) is not None
            ]
            if not moments:
                raise self.ledger.question(
                    "no-date",
                    "the report says neither when the meeting started nor when anybody joined; "
                    "say its day with --session-date",
                    "session_date",
                )
            start = min(moments)
        return Session(
            title=summary.get("title", "") or title_from_name(file_name),
            started_at=start,
            ended_at=end if end is not None and end >= start else None,
            timezone=self.clock.zone,
            key=summary.get("key", ""),
        )

    def stays(self, session: Session) -> list[Stay]:
        """Every usable stay, people of the summary table without one included."""
        people = self._participants()
        self.stated = {person_key(stay.person): stay for stay in people}
        stays = self._activities(session, people)
        with_stay = {person_key(stay.person) for stay in stays}
        without = [p for p in people if person_key(p.person) not in with_stay]
        self.read += len(without)
        stays += [stay for p in without if (stay := self._summarised(p, session)) is not None]
        note_markers(self.marked, self.ledger)
        note_invalid_emails(self.odd_emails, self.ledger)
        note_anonymous(stays, self.ledger)
        return stays

    def registrations(self, session: Session) -> list[Invitation]:
        """Who registered for a webinar, whether they came or not."""
        table = self.layout.participants
        if table is None or not has_registrations(table):
            return []
        lines = [line for line in table.lines if is_registered(table, line)]
        found = registrations(table, session, self.ledger, lines=lines)
        if found:
            self.ledger.note(
                "registrations",
                f"the report also says that {len(found)} people registered; they count as invited "
                "where the pilot goes by registrations",
                table.header,
            )
        return found

    def compare_durations(self, attended: Sequence[Attendance]) -> None:
        """Say whose stays are shorter together than the time the report states for them."""
        short = [
            stay.line
            for record in attended
            if (stay := self.stated.get(person_key(record.person))) is not None
            and stay.seconds is not None
            and record.intervals
            and union_seconds(record.intervals) < stay.seconds - _SHORT_SECONDS
        ]
        if short:
            self.ledger.note(
                "stays-shorter",
                "these people's stays are shorter together than the time the report states for "
                "them; the stays were used. If the download was cut, download it again",
                *short,
            )

    def _participants(self) -> list[Stay]:
        """The people of the summary table, with first join, last leave and stated duration."""
        table = self.layout.participants
        if table is None:
            return []
        people = []
        for line in table.lines:
            person = self._person(table, line)
            if person is None:
                continue
            people.append(
                Stay(
                    line=line,
                    person=person,
                    role=role_of(table.cell(line, "role")),
                    joined=self.clock.moment(table.cell(line, "first_join")),
                    left=self.clock.moment(table.cell(line, "last_leave")),
                    seconds=parse_duration(table.cell(line, "duration")),
                )
            )
        return people

    def _person(self, table: Table, line: Line) -> Identity | None:
        """Who the row is about; None for a row about nobody, which is then left out."""
        name, marks = plain_name(table.cell(line, "name"))
        text, upn = table.cell(line, "email"), table.cell(line, "upn")
        email = valid_email(text)
        if is_registered(table, line):
            if not (name or email or upn):
                # Who registered and did not come has the registration's name only.
                self.read += 1
                return None
            email = valid_email(table.cell(line, "registration_email")) or email
        if not (name or email or upn):
            self.read += 1
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            return None
        if text and not email:
            self.odd_emails.append(line)
        self.marked.append((line, marks))
        return Identity(name=name, email=email, upn=upn)

    def _activities(self, session: Session, people: Sequence[Stay]) -> list[Stay]:
        table = self.layout.activities
        if table is None:
            return []
        known = _Known(people)
        stays = []
        for line in table.lines:
            person = self._person(table, line)
            if person is None:
                continue
            self.read += 1
            join_text, leave_text = table.cell(line, "join"), table.cell(line, "leave")
            joined, left = self.clock.moment(join_text), self.clock.moment(leave_text)
            if (join_text and joined is None) or (leave_text and left is None):
                self.ledger.leave_out(
                    "time-unreadable",
                    "the join or leave time cannot be read as a date and time; correct it",
                    line,
                )
                continue
            stay = Stay(
                line=line,
                person=known.same(person),
                role=role_of(table.cell(line, "role")),
                joined=joined,
                left=left,
                seconds=parse_duration(table.cell(line, "duration")),
            )
            mended = mend(stay, session, self.ledger)
            if mended is not None:
                stays.append(mended)
        return stays

    def _summarised(self, person: Stay, session: Session) -> Stay | None:
        """Somebody whose stays are not listed: from first join to last leave, unless the stated
        duration is shorter; then only the duration is known."""
        if person.joined is None and person.left is None:
            self.ledger.note(
                "no-times",
                "the report has no times for these people; they count as present without a "
                "duration",
                person.line,
            )
            return person
        stay = mend(person, session, self.ledger)
        if stay is None or stay.joined is None or stay.left is None:
            return stay
        stay = by_total(stay, self.ledger)
        if self.layout.activities is not None and stay.joined is not None:
            self.ledger.repair(
                "no-stays",
                "the report does not list these people's stays; first join to last leave was used",
                person.line,
            )
        return stay


class _Known:
    """The people of the summary table, to tell whose stays the activities are."""

    def __init__(self, people: Iterable[Stay]) -> None:
        self.by_email: dict[str, Identity] = {}
        self.by_name: dict[str, list[Identity]] = {}
        for stay in people:
            for address in filter(None, (stay.person.email, valid_email(stay.person.upn))):
                self.by_email.setdefault(address, stay.person)
            named = self.by_name.setdefault(normal(stay.person.name), [])
            if stay.person not in named:
                named.append(stay.person)

    def same(self, person: Identity) -> Identity:
        """The person of the summary table that an activity's row means, else the row's own.

        Told by e-mail; a row without one means the person of that name, if there is only one
        without an e-mail, or only one at all.
        """
        if person.email:
            return self.by_email.get(person.email, person)
        named = self.by_name.get(normal(person.name), [])
        without_email = [one for one in named if not one.email]
        if len(without_email) == 1:
            return without_email[0]
        return named[0] if len(named) == 1 else person


def _compare(stated: dict[str, int | str], layout: _Layout, found: int, ledger: Ledger) -> None:
    expected = stated.get("participants")
    if isinstance(expected, int) and expected != found:
        ledger.note(
            "count-differs",
            f"the report states {expected} participants, and its rows give {found}; Teams counts "
            "devices and late joins differently, so compare with the meeting if it matters",
            layout.tables[0].header,
        )


SOURCE = Source(
    name="Teams attendance report",
    kind="attendance",
    about=(
        "The attendance report of a Microsoft Teams meeting: a summary, the participants, their "
        "stays, and in newer ones their engagement. UTF-16, tabs, local time without a zone."
    ),
    recognises=_recognises,
    read=_read,
)
