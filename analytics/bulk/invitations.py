"""Lists of invitations by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

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
    line_of,
    meaning_of,
    spelling,
    texts_of,
)
from analytics.bulk.plain import Places
from analytics.document import Document, Line
from analytics.ids import meeting_id
from analytics.ledger import Ledger
from analytics.problems import Refused
from analytics.records import Identity, Session
from analytics.registrations import response_of
from analytics.rolls import VOCABULARY
from analytics.sources import Answers
from analytics.sources.invitation_list import (
    PERSON_FIELDS,
    SESSION_FIELDS,
    TIME_FIELDS,
    Reader,
    find_lists,
    invited_person,
)
from analytics.store import Writer
from analytics.tables import Table, bare


class InvitationLane:
    """Invitations of people to sessions, each row by itself."""

    table = "landed_invitation"

    def __init__(self, writer: Writer, beside: Writer, head: Head, elsewhere: Elsewhere) -> None:
        self.ledger = Ledger(head.document)
        self._writer, self._beside = writer, beside
        self._file, self._answers = head.file_id, head.answers
        self._table = head.table
        self._who = columns_at(head.table, PERSON_FIELDS)
        self._session = columns_at(head.table, SESSION_FIELDS)
        answered = "response" if "response" in head.table.columns else "present"
        self._answer = columns_at(head.table, (answered,))
        clock, self.order, _ = file_clock(head, TIME_FIELDS, elsewhere, self.ledger)
        self._reader = Reader(clock, head.answers, self.ledger)
        self._plain = PlainPeople([*self._who])
        self._held: dict[tuple[str, ...], Session | None] = {}
        self._people = Known(
            beside, "bulk_person", [*self._who.values()],
            {**SPELLING, "is_plain": "boolean", "words": "bigint"},
        )  # fmt: skip
        self._sessions = Known(
            beside, "bulk_meeting", [*self._session.values()],
            {"session_id": "bigint", "title": "varchar", "started_at": "timestamp",
             "ended_at": "timestamp", "meeting_key": "varchar", "is_plain": "boolean",
             "words": "bigint"},
        )  # fmt: skip
        self._said = Known(
            beside, "bulk_said", [*self._answer.values()],
            {"response": "varchar", "is_plain": "boolean", "words": "bigint"},
        )  # fmt: skip

    @property
    def wanted(self) -> Sequence[int]:
        columns = {**self._who, **self._session, **self._answer}
        return sorted(set(columns.values()))

    @staticmethod
    def tables(document: Document, answers: Answers) -> Sequence[Table]:
        return find_lists(document, answers)

    # what texts mean --------------------------------------------------------------------------

    def _person(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        words = header_words(texts, VOCABULARY)
        person = self._plain.identity(texts) or invited_person(
            self._table, line_of(self._who.values(), texts, line)
        )
        return (*spelling(person, self._writer.key), person != Identity(), words)

    def _meeting(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        words = header_words(texts, VOCABULARY)
        said = dict(zip(self._session, texts, strict=True))
        title = said.pop("title", "")
        rest = tuple(said.values())
        held = meaning_of(rest, self._held, self._when)
        if held is None:
            return (None, None, None, None, None, False, words)
        title = " ".join(bare(title).split()) or self._reader.title
        number = meeting_id(self._file, title, held.started_at, held.key)
        return (number, title, held.started_at, held.ended_at, held.key, True, words)

    def _when(self, texts: tuple[str, ...]) -> Session | None:
        """A session, whatever its title; None for what the reader leaves out or asks about."""
        columns = [at for name, at in self._session.items() if name != "title"]
        if is_moved(texts, self._reader.clock):
            return None
        try:
            line = line_of(columns, texts, self._table.header.number)
            return self._reader.session(self._table, line)
        except Refused:
            return None

    def _response(self, texts: tuple[str, ...], line: int) -> tuple[object, ...]:
        response = response_of(self._table.cell(line_of(self._answer.values(), texts, line),
                                                next(iter(self._answer), "")))  # fmt: skip
        return (response, response is not None, header_words(texts, VOCABULARY))

    # rows -------------------------------------------------------------------------------------

    def take(self) -> Places:
        self._people.learn(self._person)
        self._sessions.learn(self._meeting)
        self._said.learn(self._response)
        seats = every_row(
            self._beside,
            f"""
            select
                s.line, p.alias_id, m.session_id as landed_session_id, r.response,
                p.is_plain and m.is_plain and r.is_plain and p.words + m.words + r.words < 2
                    as is_plain
            from slice s
            {self._people.joined("p")}
            {self._sessions.joined("m")}
            {self._said.joined("r")}
            """,  # noqa: S608
        )
        with self._writer.shown("seats", seats):
            self._writer.run(
                """
                insert into landed_invitation by name
                select $file as file_id, line, landed_session_id, alias_id, response,
                    'invitation' as basis
                from seats
                where is_plain
                """,
                {"file": self._file},
            )
        return seats.column("line").to_numpy()[~seats.column("is_plain").to_numpy()]

    def company(self, odd: Sequence[Line], others: Places) -> Places:
        """The other lines themselves, and all of sessions whose rows differ in when they end: of
        these the first row counts that is used, and only the reader knows which that is."""
        for line in odd:
            texts = texts_of(line, self._session)
            self._sessions.add([(*texts, line.number, *self._meeting(texts, line.number))])
        unlike = self._beside.arrow(_ENDS_UNLIKE)
        if not len(others) and not len(unlike):
            return others
        ours = """
            where file_id = $file and (line in (select line from odd_line)
                or landed_session_id in (select session_id from unlike))
            """
        file = {"file": self._file}
        with self._writer.shown("odd_line", _lines(others)), self._writer.shown("unlike", unlike):
            found = self._writer.frame(f"select line from {self.table} {ours}", file)  # noqa: S608
            self._writer.run(f"delete from {self.table} {ours}", file)  # noqa: S608
        return found["line"].to_numpy(np.int64)

    def settle(self) -> None:
        land_aliases(self._writer, self._beside, self.table, self._file)
        with self._writer.shown("told", self._beside.arrow(_TOLD)):
            self._writer.run(_SESSIONS, {"file": self._file})


def _lines(lines: Places) -> pd.DataFrame:
    return pd.DataFrame({"line": lines}, dtype="int64")


_ENDS_UNLIKE = """
    select session_id
    from bulk_meeting
    where session_id is not null
    group by session_id
    having count(distinct coalesce(ended_at, timestamp '1970-01-01')) > 1
    """
_TOLD = """
    select
        session_id as landed_session_id, arg_min(title, first_line) as title,
        arg_min(started_at, first_line) as started_at,
        arg_min_null(ended_at, first_line) as ended_at,
        arg_min(meeting_key, first_line) as meeting_key
    from bulk_meeting
    where is_plain
    group by session_id
    """
_SESSIONS = """
    insert into landed_session by name
    select $file as file_id, t.*, 'calendar' as kind, false as is_cancelled
    from told t
    where t.landed_session_id in (
        select landed_session_id from landed_invitation where file_id = $file
    )
    """
