"""Landed rows → what they mean: people, sessions, who was where for how long, and the sums of it.

Everything here is derived inside the landing's transaction. `settle_files` brings it up to date
with the files that came or went and with what was decided about names: only what these touch is
made anew, and the result is the one of `settle`, which makes everything anew. So taking a file
back or reading it again leaves no trace of a former reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pandas as pd

from analytics import identity, meetings
from analytics.formats import title_formats, words_digest
from analytics.pilots import Pilot
from analytics.store import Writer
from analytics.turnout_rule import FIRST, LAST, Rule, params_of_sums, piece_end, rule_of
from analytics.union_of_stays import united_seconds

_PER_SESSION = ("invitation", "person_session", "session")


def settle(writer: Writer) -> None:
    """Make every derived table anew: for landed rows that changed in another way than with their
    file."""
    for table in ("identity", "session_member", "settled"):
        writer.run(f"delete from {table}")  # noqa: S608
    writer.run(_UNSETTLED)
    writer.run("insert into unsettled select session_id from session")
    _settle(writer, has_people=True, has_decided=True)
    count_turnout(writer)


def settle_files(writer: Writer) -> None:
    """Bring every derived table up to date with the files that landed or were taken back since
    the last time, and with decisions about names."""
    writer.run(_UNSETTLED)
    now, before = (
        set(writer.rows(sql)) for sql in (_IN_THE_WORKSPACE, "select what, change from settled")
    )
    changed = {what for what, _ in now ^ before} - {_words()}
    if changed:
        kinds = {what.split()[0] for what in changed}
        has_people = not kinds <= {"attendance", "invitations", "decision"}
        days = _settle(writer, has_people, has_decided="decision" in kinds)
        count_turnout(writer, days)


def _settle(writer: Writer, has_people: bool, has_decided: bool) -> set[date]:
    """Settle what is in `unsettled` and what landed rows show to be new, gone or otherwise, but
    for the sums of the roll: of pieces that begin on the days returned these are to be made."""
    is_another = False
    if has_decided or writer.rows(_OTHER_SPELLINGS):
        is_another = _settle_identity(writer)
        has_people = has_people or is_another
    _settle_meetings(writer, is_another or bool(writer.rows(_GONE_SESSIONS)))
    if has_people:
        _settle_people(writer)
    else:
        writer.run("create or replace temp table to_call as select * from unsettled")
    touched = _days_to_call(writer)
    for table in (*_PER_SESSION, "roll_call"):
        _forget(writer, table, "to_call" if table == "roll_call" else "unsettled")
    _meet(writer)
    writer.fill("session")
    _keep_formats(writer)
    writer.run("delete from settled where what not like 'words %'")
    writer.run(f"insert into settled {_IN_THE_WORKSPACE}")
    _call_the_roll(writer)
    return touched | _days_to_call(writer)


def make_sums(writer: Writer) -> None:
    """All that questions read besides people, competencies, sessions, invitations and stays, from
    these as they are."""
    writer.run("create or replace temp table to_call as select session_id from session")
    writer.run("delete from roll_call")
    _call_the_roll(writer)
    _keep_formats(writer)
    count_turnout(writer)


_UNSETTLED = "create or replace temp table unsettled (session_id bigint not null)"
# What the derived tables depend on besides the rows of a file, which never change.
_IN_THE_WORKSPACE = """
    select concat(kind, ' ', file_id) as what, landing as change from source_file
    union all
    select 'decision' as what, max(change) as change from identity_decision
    having max(change) is not null
"""


def _forget(writer: Writer, table: str, sessions: str) -> None:
    """Delete the rows of these sessions; without looking for them where they are all."""
    [(others,)] = writer.rows(
        f"select count(*) from (select session_id from session"  # noqa: S608
        f" except select session_id from {sessions})"
    )
    some = f" where session_id in (select session_id from {sessions})" if others else ""  # noqa: S608
    writer.run(f"delete from {table}{some}")  # noqa: S608


# people -------------------------------------------------------------------------------------------


def _settle_identity(writer: Writer) -> bool:
    """Who is who; notes the sessions of spellings that are somebody else now. Whether any is."""
    rows = writer.frame("select alias_id, name, email, upn, employee_id from person_alias")
    # As text: beside a NULL the ids would come as floats, which round 63 bits.
    said = writer.rows(
        "select alias_id, coalesce(cast(same_as as varchar), '') from identity_decision"
        " order by change"
    )
    decided = {int(alias): int(same_as) if same_as else None for alias, same_as in said}
    with writer.shown("matched", identity.match_columns(rows, decided)):
        writer.run(_CHANGED_ALIAS)
        writer.run("delete from identity where alias_id in (select alias_id from changed_alias)")
        writer.run(
            "insert into identity by name select * from matched"
            " where alias_id in (select alias_id from changed_alias)"
        )
    [(is_another,)] = writer.rows("select count(was) from changed_alias")
    if is_another:
        writer.run(_SESSIONS_OF_CHANGED)
    return bool(is_another)


_OTHER_SPELLINGS = """
    (select alias_id from person_alias except select alias_id from identity)
    union all
    (select alias_id from identity except select alias_id from person_alias)
    limit 1
"""
_CHANGED_ALIAS = """
    create or replace temp table changed_alias as
    select
        coalesce(n.alias_id, o.alias_id) as alias_id,
        case when n.person_id <> o.person_id then o.person_id end as was
    from matched n
    full outer join identity o on o.alias_id = n.alias_id
    where n.person_id is distinct from o.person_id or n.matched_by is distinct from o.matched_by
"""
_SESSIONS_OF_CHANGED = """
    insert into unsettled
    select m.session_id
    from session_member m
    join (
        select landed_session_id, alias_id from attendance_interval
        union all select landed_session_id, alias_id from landed_invitation
    ) l on l.landed_session_id = m.landed_session_id
    join changed_alias c on c.alias_id = l.alias_id and c.was is not null
    group by m.session_id
"""


def _settle_people(writer: Writer) -> None:
    """People, their competencies and outcomes; to_call: the unsettled sessions and those of people
    of whom the roll says something else now."""
    writer.run("create or replace temp table person_before as select * from person")
    for table in ("person", "competency", "outcome"):
        writer.run(f"delete from {table}")  # noqa: S608
        writer.fill(table)
    writer.run(
        """
        create or replace temp table changed_person as
        select coalesce(p.person_id, b.person_id) as person_id
        from person p
        full outer join person_before b on b.person_id = p.person_id
        where p.person_id is null or b.person_id is null
            or p.department is distinct from b.department
            or p.hire_date is distinct from b.hire_date
            or p.left_date is distinct from b.left_date
        """
    )
    writer.run(
        """
        create or replace temp table to_call as
        select session_id from unsettled
        union
        select session_id from invitation
        where person_id in (select person_id from changed_person)
        union
        select session_id from person_session
        where person_id in (select person_id from changed_person)
        """
    )


# sessions -----------------------------------------------------------------------------------------


def _settle_meetings(writer: Writer, is_everything: bool) -> None:
    """Which landed sessions are one; notes every session with another part than before. Unless
    everything is asked, only the new ones and those near them in time are looked at."""
    rows = writer.frame(
        "select landed_session_id, kind, title, started_at, ended_at, meeting_key"
        " from landed_session"
        if is_everything
        else _NEAR_NEW_SESSIONS
    )

    def shared(parts: pd.DataFrame) -> pd.DataFrame:
        with writer.shown("part", parts):
            return writer.frame(_SHARED_PEOPLE)

    with writer.shown("member", meetings.session_members(rows, shared)):
        writer.run(
            """
            create or replace temp table changed_member as
            select
                coalesce(n.landed_session_id, o.landed_session_id) as landed_session_id,
                n.session_id, o.session_id as was
            from member n
            full outer join session_member o on o.landed_session_id = n.landed_session_id
            where n.session_id is distinct from o.session_id
                and (n.session_id is not null or $is_everything)
            """,
            {"is_everything": is_everything},
        )
        writer.run(
            "delete from session_member"
            " where landed_session_id in (select landed_session_id from changed_member)"
        )
        writer.run(
            "insert into session_member select landed_session_id, session_id from changed_member"
            " where session_id is not null"
        )
    writer.run(
        """
        create or replace temp table unsettled as
        select session_id from unsettled
        union select session_id from changed_member where session_id is not null
        union select was from changed_member where was is not null
        """
    )


_GONE_SESSIONS = """
    select landed_session_id from session_member
    except select landed_session_id from landed_session
    limit 1
"""
# Meetings that can be one, or one the plan of the other, overlap when each is taken half an hour
# longer before and two hours after (meetings.py): in time, those between two gaps stand alone.
_NEAR_NEW_SESSIONS = """
    with spanned as (
        select
            l.landed_session_id, l.kind, l.title, l.started_at, l.ended_at, l.meeting_key,
            l.started_at - interval 30 minute as opens,
            greatest(coalesce(l.ended_at, l.started_at + interval 1 hour), l.started_at)
                + interval 2 hour as closes,
            case when m.session_id is null then 1 else 0 end as is_new
        from landed_session l
        left join session_member m on m.landed_session_id = l.landed_session_id
    ),
    parted as (
        select
            *, case when opens > max(closes) over (
                order by opens, landed_session_id rows between unbounded preceding and 1 preceding
            ) then 1 else 0 end as is_apart
        from spanned
    ),
    grouped as (
        select
            *, sum(is_apart) over (
                order by opens, landed_session_id rows unbounded preceding
            ) as stretch
        from parted
    )
    select landed_session_id, kind, title, started_at, ended_at, meeting_key
    from grouped
    where stretch in (select stretch from grouped where is_new = 1)
"""
_SHARED_PEOPLE = """
    with attended_or_asked as (
        select landed_session_id, alias_id from attendance_interval
        union all select landed_session_id, alias_id from landed_invitation
    ),
    who as (
        select p.pair, p.is_plan, i.person_id
        from part p
        join attended_or_asked a on a.landed_session_id = p.landed_session_id
        join identity i on i.alias_id = a.alias_id
        group by p.pair, p.is_plan, i.person_id
    )
    select c.pair, count(*) as came, count(p.person_id) as both
    from who c
    left join who p on p.pair = c.pair and p.person_id = c.person_id and p.is_plan
    where not c.is_plan
    group by c.pair
"""


def _meet(writer: Writer) -> None:
    """Who was asked to the unsettled sessions and who came, in order of time, as many sessions at
    once as memory holds."""
    [(rows, sessions, unsettled)] = writer.rows(
        "select (select count(*) from attendance_interval)"
        " + (select count(*) from landed_invitation),"
        " (select count(distinct session_id) from session_member),"
        " (select count(*) from unsettled)"
    )
    slices = _slices(rows, unsettled, sessions)
    writer.run(
        """
        create or replace temp table meeting_turn as
        with opened as (
            select m.session_id, min(l.started_at) as started_at
            from session_member m
            join unsettled u on u.session_id = m.session_id
            join landed_session l on l.landed_session_id = m.landed_session_id
            group by m.session_id
        )
        select session_id, ntile($slices) over (order by started_at, session_id) as turn
        from opened
        """,
        {"slices": slices},
    )
    for _ in _in_turns(writer, "meeting", slices):
        for table in ("invitation", "person_session"):
            writer.fill(table)
        _unite_many_stays(writer)


def _unite_many_stays(writer: Writer) -> None:
    """Seconds present of those with more than two stays in a session that is met."""
    stays = writer.frame(
        """
        select dense_rank() over (order by p.session_id, p.person_id) as whose, p.session_id,
            p.person_id, cast(floor(epoch(a.joined_at)) as bigint) as joined,
            cast(floor(epoch(a.left_at)) as bigint) as gone
        from person_session p
        join meeting g on g.session_id = p.session_id
        join session_member m on m.session_id = p.session_id
        join attendance_interval a on a.landed_session_id = m.landed_session_id
        join identity i on i.alias_id = a.alias_id and i.person_id = p.person_id
        where p.stays > 2 and a.joined_at is not null
        """
    )
    if stays.empty:
        return
    stays["whose"] -= 1
    united = stays.groupby("whose", as_index=False)[["session_id", "person_id"]].first()
    united["seconds"] = united_seconds(*(stays[c].to_numpy() for c in ("whose", "joined", "gone")))
    with writer.shown("united", united):
        writer.run(
            """
            update person_session set seconds_present = u.seconds
            from united u
            where u.session_id = person_session.session_id
                and u.person_id = person_session.person_id
            """
        )


def keep_formats_in_force(writer: Writer) -> None:
    """The format of every title anew, where the words of the formats are others than they were."""
    kept = writer.rows("select what from settled where what like 'words %'")
    if kept not in ([], [(_words(),)]):
        writer.run("delete from title_format")
        _keep_formats(writer)


def _keep_formats(writer: Writer) -> None:
    """The format of every session's title."""
    writer.run("delete from title_format where title not in (select title from session)")
    titles = writer.frame(
        "select title from session where title not in (select title from title_format)"
        " group by title"
    )["title"]
    writer.insert("title_format", title_formats(titles))
    writer.run("delete from settled where what like 'words %'")
    writer.run(
        "insert into settled select $words, 0 where exists (select 1 from title_format)",
        {"words": _words()},
    )


def _words() -> str:
    return f"words {words_digest()}"


# what questions read ------------------------------------------------------------------------------


def _call_the_roll(writer: Writer) -> None:
    """Fill roll_call for sessions to call, in order of time, as many at once as memory holds."""
    [(rows, sessions, to_call)] = writer.rows(
        "select (select count(*) from invitation) + (select count(*) from person_session),"
        " (select count(*) from session), (select count(*) from to_call)"
    )
    slices = _slices(rows, to_call, sessions)
    writer.run(
        """
        create or replace temp table calling_turn as
        with timed as (
            select p.session_id, count(p.seconds_present) as people
            from person_session p
            join to_call c on c.session_id = p.session_id
            group by p.session_id
        )
        select
            s.session_id, coalesce(t.people, 0) = 0 as is_untimed,
            ntile($slices) over (order by s.started_at, s.session_id) as turn
        from session s
        join to_call c on c.session_id = s.session_id
        left join timed t on t.session_id = s.session_id
        """,
        {"slices": slices},
    )
    for _ in _in_turns(writer, "calling", slices):
        writer.fill("roll_call")


_ROWS_AT_ONCE = 8_000_000


def _in_turns(writer: Writer, name: str, slices: int) -> Iterator[None]:
    """Fills the table of this name with the sessions of one turn after another."""
    for turn in range(1, slices + 1):
        writer.run(
            f"create or replace temp table {name} as"  # noqa: S608
            f" select * exclude (turn) from {name}_turn where turn = $turn",
            {"turn": turn},
        )
        yield


def _slices(rows: int, sessions: int, all_sessions: int) -> int:
    """In how many turns these sessions are looked at, when all have so many rows."""
    return 1 + rows * sessions // max(all_sessions, 1) // _ROWS_AT_ONCE


def count_turnout(writer: Writer, days: Iterable[date] | None = None) -> None:
    """Keep the sums of the roll that pieces with one of these days have, None for all; all too
    when the rule is another than it was."""
    rule = _rule(writer)
    kept = [Rule(*row) for row in writer.rows("select * from turnout_rule")]
    is_empty = not writer.rows("select 1 from roll_call limit 1")
    if kept != [rule] or is_empty:
        writer.run("delete from turnout_rule")
        writer.run(
            "insert into turnout_rule select $invited_by, $seconds, $share"
            " where exists (select 1 from roll_call)",
            {
                "invited_by": rule.invited_by,
                "seconds": rule.attended_seconds,
                "share": rule.attended_share,
            },
        )
        days = None
    for first, last in [(FIRST, LAST)] if days is None else _spans(days):
        span = {"first": first, "last": last}
        writer.run("delete from person_turnout where piece_start between $first and $last", span)
        writer.run("delete from session_turnout where session_date between $first and $last", span)
        if rule.invited_by == "roster":
            continue  # everybody times every session: only ever counted for what is asked
        params = params_of_sums(rule, first, last)
        writer.fill("person_turnout", params)
        writer.fill("session_turnout", params)


def _rule(writer: Writer) -> Rule:
    kept = writer.pilots()
    pilot: Pilot | None = kept[0].card if kept else None
    writer.run("delete from invited_by")
    writer.run("insert into invited_by select basis, count(*) from invitation group by basis")
    return rule_of(pilot, {basis for (basis,) in writer.rows("select basis from invited_by")})


def _days_to_call(writer: Writer) -> set[date]:
    """The first days of the pieces in which sessions to call are on the roll."""
    found = writer.rows(
        "select distinct greatest(week_start, month_start) from roll_call"
        " where session_id in (select session_id from to_call)"
    )
    return {day for (day,) in found}


def _spans(starts: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Pieces, by their first days, as spans of days; those less than a month apart as one."""
    span: tuple[date, date] | None = None
    for start in sorted(starts):
        if span and (start - span[1]).days < 31:
            span = span[0], piece_end(start)
            continue
        if span:
            yield span
        span = start, piece_end(start)
    if span:
        yield span
