"""The sample pilot as the vendors write it: Teams, Google Calendar, Workday and two forms.

Every function returns the bytes of one file; nothing in them depends on the clock, the machine
or the order of a hash.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openpyxl import Workbook
from openpyxl.cell import Cell

from data.sample import words
from data.sample.outcomes import METRIC, STILL
from data.sample.world import (
    AS_OF,
    HeldSession,
    Invitation,
    OutcomeWeek,
    Presence,
    SessionPlan,
    SignOff,
    SurveyResponse,
    Worker,
    World,
)

EXPORTED_AT = datetime(2026, 4, 12, 18, 0, 0)
CALENDAR_FILE = "peer-learning-spring.ics"
WORKERS_FILE = "workday_worker_report.tsv"
SIGN_OFF_FILE = "New hire sign-off (Responses) - Form Responses 1.csv"
SURVEY_FILE = "Peer learning pulse(1-212).xlsx"
OUTCOME_FILE = "team_metrics_weekly.csv"


def export_files(world: World) -> dict[str, bytes]:
    """Every export of the sample, by file name."""
    files = {teams_file_name(s.plan): teams_report(s) for s in world.sessions}
    files[CALENDAR_FILE] = calendar(world)
    files[WORKERS_FILE] = worker_report(world.workers)
    files[SIGN_OFF_FILE] = sign_off_form(world.sign_offs)
    files[SURVEY_FILE] = forms_workbook(world.responses)
    files[OUTCOME_FILE] = outcome_export(world.outcomes)
    return files


# Microsoft Teams ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Labels:
    summary: str
    title: str
    participants_stated: str
    start: str
    end: str
    duration: str
    average: str
    participants: str
    participant_columns: str
    activities: str
    activity_columns: str
    roles: dict[str, str]


ENGLISH = _Labels(
    summary="1. Summary",
    title="Meeting title",
    participants_stated="Attended participants",
    start="Start time",
    end="End time",
    duration="Meeting duration",
    average="Average attendance time",
    participants="2. Participants",
    participant_columns=(
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole"
    ),
    activities="3. In-Meeting Activities",
    activity_columns="Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
    roles={"host": "Organizer", "presenter": "Presenter", "attendee": "Attendee"},
)
GERMAN = _Labels(
    summary="1. Zusammenfassung",
    title="Besprechungstitel",
    participants_stated="Teilnehmer",
    start="Startzeit",
    end="Endzeit",
    duration="Besprechungsdauer",
    average="Durchschnittliche Teilnahmedauer",
    participants="2. Teilnehmer",
    participant_columns=(
        "Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail"
        "\tTeilnehmer-ID (UPN)\tRolle"
    ),
    activities="3. Aktivitäten in der Besprechung",
    activity_columns="Name\tBeitreten\tVerlassen\tDauer\tE-Mail\tRolle",
    roles={"host": "Organisator", "presenter": "Referent", "attendee": "Teilnehmer"},
)
ENGAGEMENT_COLUMNS = tuple(
    f"Engagement: {what}"
    for what in (
        "Reaction-Applause",
        "Reaction-Laugh",
        "Reaction-Like",
        "Reaction-Love",
        "Reaction-Surprised",
        "Camera On",
        "Raise Hands",
        "Unmute",
    )
)


def teams_file_name(plan: SessionPlan) -> str:
    """As a browser saves it: the date is month first, what Windows forbids becomes "_"."""
    title = re.sub(r'[<>:"/\\|?*]', "_", plan.title)
    day = plan.starts_at
    return f"{title} - Attendance report {day.month}-{day.day}-{day:%y}.csv"


def union_seconds(stays: Iterable[tuple[datetime, datetime]]) -> int:
    """Seconds covered by at least one of the stays."""
    total, reached = 0, datetime.min
    for start, end in sorted(stays):
        start = max(start, reached)
        if end > start:
            total += int((end - start).total_seconds())
            reached = end
    return total


def teams_report(session: HeldSession) -> bytes:
    """An attendance report: UTF-16LE with BOM, TAB, CRLF, local times without a zone."""
    plan = session.plan
    is_german = plan.layout == "teams_2022_de"
    has_engagement = plan.layout == "teams_engagement_en"
    labels = GERMAN if is_german else ENGLISH
    came = [p for p in session.presences if p.stays]
    first = min(start for p in came for start, _ in p.stays)
    last = max(end for p in came for _, end in p.stays)
    mean = round(sum(union_seconds(p.stays) for p in came) / len(came))

    def stamp(moment: datetime) -> str:
        if is_german:
            return f"{moment:%d.%m.%y, %H:%M:%S}"
        clock = f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'}"
        return f"{moment.month}/{moment.day}/{moment:%y}, {clock}"

    def lasted(seconds: int) -> str:
        return _duration(seconds, (" Std.", " Min.", " Sek.") if is_german else ("h", "m", "s"))

    title = plan.title
    if plan.title_break:
        title = f'"{title[: plan.title_break]}\r\n{title[plan.title_break :]}"'
    lines = [
        labels.summary,
        f"{labels.title}\t{title}",
        f"{labels.participants_stated}\t{len(session.presences)}",
        f"{labels.start}\t{stamp(first)}",
        f"{labels.end}\t{stamp(last)}",
        f"{labels.duration}\t{lasted(int((last - first).total_seconds()))}",
        f"{labels.average}\t{lasted(mean)}",
        "",
        labels.participants,
        "\t".join((labels.participant_columns, *(ENGAGEMENT_COLUMNS if has_engagement else ()))),
    ]
    for number, person in enumerate(session.presences):
        times = ("", "", "")
        if person.stays:
            joined = min(start for start, _ in person.stays)
            gone = max(end for _, end in person.stays)
            times = (stamp(joined), stamp(gone), lasted(union_seconds(person.stays)))
        email = _as_typed(person.email)
        cells = [_teams_name(person), *times, email, email, labels.roles[person.role]]
        if has_engagement:
            # A presenter who never joined gets a row that ends early.
            cells += _engagement(number, person) if person.stays else [""] * 4
        lines.append("\t".join(cells))
    lines += ["", labels.activities, labels.activity_columns]
    for person in came:
        if has_engagement and person.kind in ("external", "unverified", "dial_in"):
            continue  # newer reports name them among the participants only
        for start, end in person.stays:
            seconds = int((end - start).total_seconds())
            lines.append(
                "\t".join(
                    (
                        _teams_name(person),
                        stamp(start),
                        stamp(end),
                        lasted(seconds),
                        _as_typed(person.email),
                        labels.roles[person.role],
                    )
                )
            )
    if has_engagement:
        lines += ["", "4. Meeting Engagement", "Name\tEngagement Type\tTime"]
        lines += [
            f"{_teams_name(person)}\t{what}\t{stamp(moment)}"
            for person, what, moment in _engagement_events(session.presences)
        ]
    return b"\xff\xfe" + "".join(f"{line}\r\n" for line in lines).encode("utf-16-le")


def _duration(seconds: int, units: tuple[str, str, str]) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in zip((hours, minutes, left), units, strict=True) if n]
    return " ".join(parts) or f"0{units[2]}"


def _teams_name(person: Presence) -> str:
    return f'"{person.name}"' if person.kind == "dial_in" else person.name


def _as_typed(email: str) -> str:
    """Some accounts were created with capitals; an address is the same in any case."""
    if not email or sum(map(ord, email)) % 19:
        return email
    user, _, domain = email.partition("@")
    return f"{user.title()}@{domain}"


def _engagement(number: int, person: Presence) -> list[str]:
    counts = [""] * len(ENGAGEMENT_COLUMNS)
    if number % 5 == 0:
        counts[2] = str(1 + number % 3)
    if number % 4 == 1:
        counts[5] = "1"
    if person.role != "attendee" or number % 7 == 3:
        counts[7] = str(1 + number % 4)
    return counts


def _engagement_events(
    presences: Sequence[Presence],
) -> list[tuple[Presence, str, datetime]]:
    events = []
    for number, person in enumerate(presences):
        if not person.stays:
            continue
        start = person.stays[0][0]
        for column, count in zip(ENGAGEMENT_COLUMNS, _engagement(number, person), strict=True):
            for repeat in range(int(count or 0)):
                moment = start + timedelta(seconds=97 + 31 * number % 600 + 60 * repeat)
                events.append((person, column.removeprefix("Engagement: "), moment))
    return events


# Google Calendar ------------------------------------------------------------------------------

PARTSTAT = {
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "none": "NEEDS-ACTION",
}
ROOM = ("Hamburg 4.12 (24)", "room412@resource.calendar.example.com")
SERIES_UID = {"clinic": "7qk2clinic0spring26@google.com", "micro": "3mt9micro00spring26@google.com"}
SERIES_RULE = {
    "clinic": "FREQ=WEEKLY;INTERVAL=3;COUNT=4;BYDAY=TU",
    "micro": "FREQ=WEEKLY;INTERVAL=4;COUNT=3;BYDAY=WE",
}
BERLIN = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "X-LIC-LOCATION:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:GMT+2",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:GMT+1",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar(world: World) -> bytes:
    """The programme's calendar: two series with changed occurrences, the rest single events."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Peer learning\\, spring",
        "X-WR-TIMEZONE:Europe/Berlin",
        *BERLIN,
    ]
    started: dict[str, HeldSession] = {}
    for number, session in enumerate(world.sessions):
        plan = session.plan
        if not plan.series:
            uid = f"{number:02d}pl{plan.starts_at:%Y%m%d%H}spring26@google.com"
            lines += _event(world.owner, plan, session.invitations, uid)
        elif plan.series not in started:
            started[plan.series] = session
            rule = f"RRULE:{SERIES_RULE[plan.series]}"
            uid = SERIES_UID[plan.series]
            lines += _event(world.owner, plan, session.invitations, uid, rule=rule)
        elif _differs(session, started[plan.series]):
            uid = SERIES_UID[plan.series]
            at = plan.instead_of or plan.starts_at
            lines += _event(world.owner, plan, session.invitations, uid, replaces=at)
    off = world.cancelled
    lines += _event(
        world.owner,
        off,
        started[off.series].invitations,
        SERIES_UID[off.series],
        replaces=off.starts_at,
        status="CANCELLED",
    )
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _differs(session: HeldSession, first: HeldSession) -> bool:
    """Google writes an occurrence out only if something in it is not as in the series."""
    if session.plan.instead_of is not None:
        return True
    return [(i.worker, i.response) for i in session.invitations] != [
        (i.worker, i.response) for i in first.invitations
    ]


def _event(
    owner: Worker,
    plan: SessionPlan,
    invitations: Sequence[Invitation],
    uid: str,
    rule: str = "",
    replaces: datetime | None = None,
    status: str = "CONFIRMED",
) -> list[str]:
    created = plan.starts_at - timedelta(days=12)
    lines = [
        "BEGIN:VEVENT",
        f"DTSTART;TZID=Europe/Berlin:{plan.starts_at:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Berlin:{plan.ends_at:%Y%m%dT%H%M%S}",
    ]
    lines += [rule] if rule else []
    lines += [
        f"DTSTAMP:{EXPORTED_AT:%Y%m%dT%H%M%SZ}",
        f"ORGANIZER;CN={owner.name}:mailto:{owner.email}",
        f"UID:{uid}",
        _attendee(owner.name, owner.email, "ACCEPTED", "INDIVIDUAL"),
    ]
    lines += [
        _attendee(i.worker.name, i.worker.email, PARTSTAT[i.response], "INDIVIDUAL")
        for i in invitations
    ]
    lines.append(_attendee(*ROOM, "ACCEPTED", "RESOURCE"))
    if replaces is not None:
        lines.append(f"RECURRENCE-ID;TZID=Europe/Berlin:{replaces:%Y%m%dT%H%M%S}")
    return [
        *lines,
        f"CREATED:{created:%Y%m%d}T081500Z",
        f"LAST-MODIFIED:{plan.starts_at:%Y%m%d}T060000Z",
        "LOCATION:Hamburg 4.12\\, Microsoft Teams meeting",
        f"SEQUENCE:{1 if replaces else 0}",
        f"STATUS:{status}",
        "SUMMARY:" + plan.title.replace(",", "\\,"),
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _attendee(name: str, email: str, partstat: str, cutype: str) -> str:
    rsvp = "" if cutype == "RESOURCE" else ";RSVP=TRUE"
    return (
        f"ATTENDEE;CUTYPE={cutype};ROLE=REQ-PARTICIPANT;PARTSTAT={partstat}{rsvp}"
        f";CN={name};X-NUM-GUESTS=0:mailto:{email}"
    )


def _folded(line: str) -> bytes:
    """RFC 5545 section 3.1: at most 75 octets a line, no character cut in two."""
    out, room = b"", 75
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            out += b"\r\n "
            room = 74
        out += octets
        room -= len(octets)
    return out + b"\r\n"


# Workday --------------------------------------------------------------------------------------

WORKDAY_COLUMNS = (
    "Employee ID",
    "Worker",
    "Legal Name - First Name",
    "Legal Name - Last Name",
    "Email - Work",
    "Business Title",
    "Supervisory Organization",
    "Cost Center",
    "Location",
    "Manager",
    "Original Hire Date",
    "Hire Date",
    "Continuous Service Date",
    "Termination Date",
    "Active Status",
    "Worker Type",
)


def worker_report(workers: Sequence[Worker]) -> bytes:
    """A worker list pasted as text: title line, blank, TAB header, rows, footer with the count."""
    names = [w.name for w in workers]
    lines = [f"Worker Report - as of {AS_OF:%m/%d/%Y}", "", "\t".join(WORKDAY_COLUMNS)]
    for w in workers:
        hired, original = _us_date(w.hired), _us_date(w.original_hired)
        if w.hire_date_typed is not None:
            hired = original = w.hire_date_typed
        is_shared = names.count(w.name) > 1
        lines.append(
            "\t".join(
                (
                    w.employee_id,
                    f"{w.name} ({w.employee_id})" if is_shared else w.name,
                    w.first,
                    w.last,
                    w.email,
                    w.job_title,
                    f"{w.department} ({w.manager})" if w.manager else w.department,
                    f"{words.COST_CENTRES[w.department]} {w.department}",
                    w.location,
                    w.manager,
                    original,
                    hired,
                    hired,
                    _us_date(w.left) if w.left else "",
                    "No" if w.left else "Yes",
                    w.worker_type,
                )
            )
        )
    lines.append("Total" + "\t" * (len(WORKDAY_COLUMNS) - 1) + str(len(workers)))
    return "".join(f"{line}\n" for line in lines).encode()


def _us_date(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


# Google Forms and Microsoft Forms -------------------------------------------------------------


def sign_off_form(rows: Sequence[SignOff]) -> bytes:
    """A Google Form as CSV; the zone label of its timestamps switches with summer time."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        (
            "Timestamp",
            "Email Address",
            "New hire (name)",
            "New hire e-mail",
            "Works independently since",
            "Confidence [Product knowledge]",
            "Confidence [Daily tasks]",
            "Comments",
        )
    )
    for row in rows:
        writer.writerow(
            (
                _google_stamp(row.submitted_at),
                row.manager_email,
                row.name,
                row.email,
                _us_date(row.works_alone_since),
                *row.confidence,
                row.comment,
            )
        )
    return out.getvalue().encode()


def _google_stamp(moment: datetime) -> str:
    is_winter = datetime(2025, 10, 26, 3) <= moment < datetime(2026, 3, 29, 2) or (
        moment < datetime(2025, 3, 30, 2)
    )
    clock = f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'}"
    return f"{moment:%Y/%m/%d} {clock} GMT+{1 if is_winter else 2}"


def outcome_export(rows: Sequence[OutcomeWeek]) -> bytes:
    """A dashboard's table as CSV: a row for each team and week, a column for each metric."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("Week starting", "Team", METRIC, STILL))
    for row in rows:
        share = f"{100 * row.close_rate:.1f}%"
        writer.writerow((row.starts_on.isoformat(), row.team, f"{row.turnaround:.1f}", share))
    return out.getvalue().encode()


def forms_workbook(responses: Sequence[SurveyResponse]) -> bytes:
    """A Microsoft Forms workbook; times of writing in it are fixed, so equal input, equal bytes."""
    book = Workbook()
    sheet = book.active
    sheet.append(
        (
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "Last modified time",
            *words.STATEMENTS,
            words.RECOMMEND,
            words.FORMATS_QUESTION,
            words.COMMENT_QUESTION,
        )
    )
    for number, form in enumerate(responses, 1):
        agreement = [
            words.AGREEMENT[value] if value else (words.NO_ANSWER if declined else None)
            for value, declined in zip(form.agreement, form.declined, strict=True)
        ]
        sheet.append(
            (
                number,
                form.started_at,
                form.completed_at,
                form.email,
                form.name or None,
                None,
                *agreement,
                form.recommend,
                "".join(f"{name};" for name in form.formats) or None,
                form.comment or None,
            )
        )
        for cell in sheet[sheet.max_row][1:3]:
            assert isinstance(cell, Cell)
            cell.number_format = "m/d/yy h:mm:ss"
    book.properties.creator = "Microsoft Forms"
    book.properties.created = EXPORTED_AT
    raw = io.BytesIO()
    book.save(raw)
    return _restamped(raw.getvalue())


def _restamped(workbook: bytes) -> bytes:
    """The same workbook with fixed times and no compression, whose bytes vary between machines."""
    out = io.BytesIO()
    stamp = f"{EXPORTED_AT:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            body = source.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
            entry = zipfile.ZipInfo(name, EXPORTED_AT.timetuple()[:6])
            entry.create_system = 0
            target.writestr(entry, body)
    return out.getvalue()
