"""Lists of attendance by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.attendances import (
    PERSON_FIELDS,
    PLAIN,
    STAY_FIELDS,
    TIME_FIELDS,
    Reader,
    seconds_of,
)
from analytics.bulk.known import Known
from analytics.bulk.lane import (
    SPELLING,
    Elsewhere,
    Head,
    PlainPeople,
    columns_at,
    every_row,
    file_clock,
    header_words,
    is_moved,
    land_aliases,
    meaning_of,
    moment_sql,
    spelling,
    texts_of,
    title_in,
)
from analytics.bulk.plain import NotPlain, Places
from analytics.document import Document, Line
from analytics.ids import meeting_id
from analytics.ledger import Ledger
from analytics.rolls import MEETING_FIELDS, NOTHING, VOCABULARY, find_rolls, says_present
from analytics.sources import Answers
from analytics.stays import is_anonymous, person_key, role_of
from analytics.store import Writer
from analytics.tables import Table, bare

_SESSION = {
    "session_id": "bigint", "title": "varchar", "started_at": "timestamp", "meeting_key": "varchar",
    "said_end": "varchar", "said_minutes": "varchar",
}  # fmt: skip
_NO_SESSION = (None,) * len(_SESSION)
_NOBODY = (None,) * len(SPELLING)


class AttendanceLane:
    """Stays of people in sessions whose start is said; in each session nobody has the same stay
    twice, is spelled in two ways or plays two roles. Everything else is for the reader."""

    table = "attendance_interval"

    def __init__(self, writer: Writer, beside: Writer, head: Head, elsewhere: Elsewhere) -> None:
        self.ledger = Ledger(head.document)
        self._writer, self._beside = writer, beside
        self._file, self._answers = head.file_id, head.answers
        (self._roll,) = find_rolls(head.document, head.answers)
        times = columns_at(head.table, ("join", "leave"))
        stated = columns_at(head.table, ("duration", "minutes"))
        if "leave" in times and "join" not in times:
            raise NotPlain
        self._times, self._is_timed = times, "join" in times
        if self._is_timed and "leave" not in times and not stated:
            raise NotPlain
        self._who = columns_at(head.table, PERSON_FIELDS)
        self._meeting = columns_at(head.table, MEETING_FIELDS)
        self._rest = {
            name: at
            for name, at in columns_at(head.table, STAY_FIELDS).items()
            if name not in times
        }
        clock, self.order, moments = file_clock(head, TIME_FIELDS, elsewhere, self.ledger)
        self._reader = Reader(clock, head.answers, self.ledger, PLAIN)
        self._plain = PlainPeople([] if self._roll.said else [*self._who])
        self._title = title_in(self._roll.said.get("title", "")) or self._reader.title
        self._held: dict[tuple[str, ...], tuple[datetime, str, str, str] | None] = {}
        self._people = Known(
            beside, "bulk_person", [*self._who.values()],
            {**SPELLING, "person_key": "bigint", "is_host": "boolean", "is_plain": "boolean",
             "words": "bigint"},
        )  # fmt: skip
        self._meetings = Known(
            beside, "bulk_meeting", [*self._meeting.values()],
            {**_SESSION, "is_plain": "boolean", "words": "bigint"},
        )  # fmt: skip
        self._said = Known(
            beside, "bulk_said", [*self._rest.values()],
            {"seconds": "bigint", "role": "varchar", "is_plain": "boolean", "words": "bigint"},
        )  # fmt: skip
        self._moments = bool(moments)
        beside.run("create or replace temp table bulk_moment (text varchar, moment timestamp)")
        if moments:
            found = pd.DataFrame(list(moments.items()), columns=["text", "moment"])
            beside.insert("bulk_moment", found.astype({"moment": "datetime64[us]"}))
        self._stays: list[npt.NDArray[np.uint64]] = []

    @property
    def wanted(self) -> Sequence[int]:
        columns = {**self._who, **self._meeting, **self._rest, **self._times}
        return sorted(set(columns.values()))

    @staticmethod
    def tables(document: Document, answers: Answers) -> Sequence[Table]:
        return [roll.table for roll in find_rolls(document, answers)]

    # what texts mean --------------------------------------------------------------------------

    def _person(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        words = header_words(texts, VOCABULARY)
        if person := self._plain.identity(texts):
            known = spelling(person, self._writer.key)
            return (*known, hash(person_key(person)), False, True, words)
        who = self._reader.identified(dict(self._roll.said) | _said(self._who, texts))
        if who.person is None:
            return (*_NOBODY, None, False, False, words)
        is_plain = not (who.marks or who.is_email_odd or is_anonymous(who.person))
        key = hash(person_key(who.person))
        return (*spelling(who.person, self._writer.key), key, who.is_host, is_plain, words)

    def _session(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        words = header_words(texts, VOCABULARY)
        said = dict(zip(self._meeting, texts, strict=True))
        title = said.pop("title", "")
        rest = tuple(said.values())
        held = meaning_of(rest, self._held, self._when)
        if held is None:
            return (*_NO_SESSION, False, words)
        start, key, end, minutes = held
        title = title_in(title) or self._title
        number = meeting_id(self._file, title, start, key)
        is_plain = self._is_timed or not (end or minutes)
        return (number, title, start, key, end, minutes, is_plain, words)

    def _when(self, texts: tuple[str, ...]) -> tuple[datetime, str, str, str] | None:
        """(start, key, end as written, minutes as written) of a session, whatever its title."""
        columns = {name: at for name, at in self._meeting.items() if name != "title"}
        said = dict(self._roll.said) | _said(columns, texts)
        if not said.keys() & {"date", "start"} or is_moved(texts, self._reader.clock):
            return None
        meeting = self._reader.told(said, "", self._roll, self._roll.table.header)
        if meeting is None or meeting.start is None:
            return None
        return meeting.start, meeting.key, said.get("end", ""), said.get("planned_minutes", "")

    def _stay(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        words = header_words(texts, VOCABULARY)
        said = _said(self._rest, texts)
        seconds = seconds_of(said.get("minutes", ""), said.get("duration", ""))
        has_flag = "present" in self._rest
        flag = said.get("present", "")
        is_there = says_present(flag) if flag else (not has_flag or self._is_timed or bool(seconds))
        waits = says_present(said["waiting"]) if "waiting" in said else False
        role = role_of(said["role"]) if "role" in said else self._roll.role
        return (seconds, role, bool(is_there) and not waits, words)

    # rows -------------------------------------------------------------------------------------

    def take(self) -> Places:
        self._people.learn(self._person)
        self._meetings.learn(self._session)
        self._said.learn(self._stay)
        # No temporary table: what is dropped is let go of only when the transaction ends.
        stays = every_row(self._beside, self._stays_sql())
        with self._writer.shown("stays", stays):
            self._writer.run(
                """
                insert into attendance_interval by name
                select $file as file_id, line, session_id as landed_session_id, alias_id,
                    joined_at, left_at, case when joined_at is null then seconds end
                        as stated_seconds, role
                from stays
                where is_plain
                """,
                {"file": self._file},
            )
        is_plain = stays.column("is_plain").to_numpy()
        self._stays.append(stays.column("stay").to_numpy()[is_plain])
        return stays.column("line").to_numpy()[~is_plain]

    def _stays_sql(self) -> str:
        joins = [self._people.joined("p"), self._meetings.joined("m"), self._said.joined("r")]
        times = {"join": _NO_TIME, "leave": _NO_TIME}
        for name, at in self._times.items():
            known = f"at_{name}" if self._moments else ""
            times[name] = moment_sql(f"s.c{at}", known)
            if known:
                joins.append(f"left join bulk_moment {known} on {known}.text = s.c{at}")
        left_at = "left_at" if "leave" in self._times else "joined_at + to_seconds(seconds)"
        return f"""
            with told as (
                select
                    s.line, p.alias_id, p.person_key, m.session_id, r.seconds,
                    case when p.is_host then 'host' else r.role end as role,
                    {times["join"]} as joined_at, {times["leave"]} as left_at,
                    p.is_plain and m.is_plain and r.is_plain and p.words + m.words + r.words < 2
                        as is_settled
                from slice s {" ".join(joins)}
            ),
            timed as (
                select line, alias_id, person_key, session_id, seconds, role, is_settled,
                    joined_at, {left_at} as left_at
                from told
            )
            select
                line, alias_id, session_id, seconds, role, joined_at, left_at,
                hash(session_id, person_key, joined_at, left_at) as stay,
                coalesce(is_settled and {_IS_TIMELY if self._is_timed else "true"}, false)
                    as is_plain
            from timed
            """  # noqa: S608

    # sessions that are for the reader ---------------------------------------------------------

    def company(self, odd: Sequence[Line], others: Places) -> Places:
        """All rows of the sessions in which one of these lines is, or a row that repeats another.
        None of them stays landed."""
        sessions = {self._session_of(line) for line in odd} - {None}
        self._writer.run("create or replace temp table bulk_odd (session_id bigint)")
        for name, rows, sql in (
            ("odd_session", [*sessions], "select item from odd_session"),
            ("odd_line", others, _OF_LINES),
            ("repeated", self._repeated(), _REPEATED),
        ):
            if len(rows):
                kind = "uint64" if name == "repeated" else "int64"
                frame = pd.DataFrame({"item": np.asarray(rows, dtype=kind)})
                with self._writer.shown(name, frame):
                    self._add_odd(sql)
        unlike = self._beside.arrow(_ENDS_UNLIKE)
        if len(unlike):
            with self._writer.shown("unlike", unlike):
                self._add_odd("select session_id from unlike")
        if self._finds("select 1 from bulk_person where is_plain group by person_key"
                       " having min(alias_id) <> max(alias_id)"):  # fmt: skip
            self._add_odd(_SPELLED_IN_TWO_WAYS)
        if self._finds("select 1 from bulk_said where role <> $role", role=self._roll.role) or (
            self._finds("select 1 from bulk_person where is_host")
        ):
            self._add_odd(_IN_TWO_ROLES)
        of_odd = "where file_id = $file and landed_session_id in (select session_id from bulk_odd)"
        file = {"file": self._file}
        found = self._writer.frame(f"select line from {self.table} {of_odd}", file)  # noqa: S608
        if len(found):
            self._writer.run(f"delete from {self.table} {of_odd}", file)  # noqa: S608
        return found["line"].to_numpy(np.int64)

    def _session_of(self, line: Line) -> object:
        return self._session(texts_of(line, self._meeting), line.number)[0]

    def _repeated(self) -> npt.NDArray[np.uint64]:
        """The stays, by their hashes, that stand in more than one row."""
        together = np.concatenate([np.array([], dtype=np.uint64), *self._stays])
        self._stays.clear()
        together.sort()
        return np.unique(together[1:][together[1:] == together[:-1]])

    def _add_odd(self, sql: str) -> None:
        params = {"file": self._file} if "$file" in sql else {}
        if "bulk_person" not in sql:
            self._writer.run(f"insert into bulk_odd {sql}", params)
            return
        people = self._beside.arrow(
            "select alias_id, person_key, min(alias_id) over (partition by person_key)"
            " <> max(alias_id) over (partition by person_key) as is_unlike"
            " from bulk_person where is_plain group by alias_id, person_key"
        )
        with self._writer.shown("bulk_person", people):
            self._writer.run(f"insert into bulk_odd {sql}", params)

    def _finds(self, sql: str, **params: str) -> bool:
        return bool(len(self._beside.frame(sql, params)))

    # sessions ---------------------------------------------------------------------------------

    def settle(self) -> None:
        land_aliases(self._writer, self._beside, self.table, self._file)
        told = self._beside.arrow(
            "select session_id, min(title) as title, min(started_at) as started_at,"
            " min(meeting_key) as meeting_key from bulk_meeting where is_plain group by session_id"
        )
        writer = self._writer
        with writer.shown("told", told), writer.shown("said_end", self._said_ends()):
            writer.run(_SESSIONS, {"file": self._file})

    def _said_ends(self) -> pd.DataFrame:
        """When sessions end whose rows say so, by their first rows: (session_id, ended_at)."""
        said = self._beside.rows(
            "select session_id, started_at, arg_min(said_end, first_line),"
            " arg_min(said_minutes, first_line) from bulk_meeting"
            " where is_plain group by session_id, started_at"
            " having arg_min(said_end, first_line) <> '' or arg_min(said_minutes, first_line) <> ''"
        )
        found = [(at, self._reader.said_end(start, end, long)) for at, start, end, long in said]
        frame = pd.DataFrame(found, columns=["session_id", "ended_at"])
        return frame.astype({"session_id": "int64", "ended_at": "datetime64[us]"})


def _said(columns: Mapping[str, int], texts: Sequence[str]) -> dict[str, str]:
    """Field -> text, without what stands for nothing."""
    pairs = zip(columns, map(bare, texts), strict=True)
    return {name: text for name, text in pairs if text not in NOTHING}


_NO_TIME = "cast(null as timestamp)"
# As stays.mend leaves a stay as it is, in a year that wall_clock believes.
_IS_TIMELY = """
    joined_at is not null and left_at is not null and joined_at <= left_at
    and left_at <= joined_at + interval 24 hour
    and year(joined_at) between 1990 and 2100 and year(left_at) between 1990 and 2100
    and (seconds is null
        or abs(abs(seconds - date_diff('second', joined_at, left_at)) - 3600) > 120)
    """
_OF_LINES = """
    select landed_session_id from attendance_interval
    where file_id = $file and line in (select item from odd_line)
    """
_OF_PEOPLE = """
    from attendance_interval a
    join bulk_person p on p.alias_id = a.alias_id
    where a.file_id = $file
    """
_REPEATED = f"""
    select a.landed_session_id {_OF_PEOPLE}
        and hash(a.landed_session_id, p.person_key, a.joined_at, a.left_at)
            in (select item from repeated)
    """  # noqa: S608
_SPELLED_IN_TWO_WAYS = f"""
    select a.landed_session_id {_OF_PEOPLE}
        and p.is_unlike
    group by a.landed_session_id, p.person_key
    having min(a.alias_id) <> max(a.alias_id)
    """
_IN_TWO_ROLES = f"""
    select a.landed_session_id {_OF_PEOPLE}
    group by a.landed_session_id, p.person_key
    having min(a.role) <> max(a.role)
    """
# The first row that counts says when a session ends, and only the reader knows which that is.
_ENDS_UNLIKE = """
    select session_id
    from bulk_meeting
    where is_plain
    group by session_id
    having min(said_end) <> max(said_end) or min(said_minutes) <> max(said_minutes)
    """
_SESSIONS = """
    insert into landed_session by name
    with held as (
        select landed_session_id, max(left_at) as left_at
        from attendance_interval
        where file_id = $file
        group by landed_session_id
    )
    select
        $file as file_id, h.landed_session_id, 'attendance' as kind, t.title, t.started_at,
        case when coalesce(e.ended_at, h.left_at) > t.started_at
            then coalesce(e.ended_at, h.left_at) end as ended_at,
        t.meeting_key, false as is_cancelled
    from held h
    join told t on t.session_id = h.landed_session_id
    left join said_end e on e.session_id = h.landed_session_id
    """
