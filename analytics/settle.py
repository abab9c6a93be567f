"""Landed rows → what they mean: people, sessions, who was where for how long.

Everything here is derived and made anew inside the landing's transaction, so that taking a file
back or reading it again leaves no trace of a former reading.
"""

from __future__ import annotations

import pandas as pd

from analytics import identity, meetings
from analytics.store import Writer, settle_step


def settle(writer: Writer) -> None:
    """Rebuild every derived table from the landed rows."""
    _settle_identity(writer)
    _settle_meetings(writer)
    for table in ("person", "competency", "invitation", "person_session", "session"):
        writer.run(f"delete from {table}")  # noqa: S608
        writer.run(f"insert into {table} by name {settle_step(table)}")


def _settle_identity(writer: Writer) -> None:
    rows = writer.frame("select alias_id, name, email, upn, employee_id from person_alias")
    # As text: beside a NULL the ids would come as floats, which round 63 bits.
    said = writer.frame(
        "select alias_id, coalesce(cast(same_as as varchar), '') as same_as from identity_decision"
        " order by change"
    )
    decided = {
        int(row.alias_id): int(row.same_as) if row.same_as else None
        for row in said.itertuples(index=False)
    }
    aliases = [identity.Alias(*row) for row in rows.itertuples(index=False)]
    matches = identity.match(aliases, decided)
    writer.run("delete from identity")
    writer.insert(
        "identity", pd.DataFrame(matches, columns=["alias_id", "person_id", "matched_by"])
    )


def _settle_meetings(writer: Writer) -> None:
    rows = writer.frame(
        """
        with in_meeting as (
            select landed_session_id, alias_id from attendance_interval
            union select landed_session_id, alias_id from landed_invitation
        ),
        people as (
            select m.landed_session_id, list(distinct i.person_id) as people
            from in_meeting m
            join identity i on i.alias_id = m.alias_id
            group by m.landed_session_id
        )
        select s.landed_session_id, s.kind, s.title, s.started_at, s.ended_at, s.meeting_key,
               coalesce(p.people, []) as people
        from landed_session s
        left join people p on p.landed_session_id = s.landed_session_id
        """
    )
    landed = [
        meetings.Landed(
            row.landed_session_id,
            row.kind,
            row.title,
            row.started_at.to_pydatetime(),
            None if pd.isna(row.ended_at) else row.ended_at.to_pydatetime(),
            row.meeting_key,
            frozenset(row.people),
        )
        for row in rows.itertuples(index=False)
    ]
    pairs = meetings.same_meeting(landed)
    writer.run("delete from session_member")
    writer.insert(
        "session_member",
        pd.DataFrame(list(pairs.items()), columns=["landed_session_id", "session_id"]),
    )
