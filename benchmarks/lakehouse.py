"""A made-up company's workspace of any size, made inside the database, with the truth beside it.

    uv run python -m benchmarks.lakehouse FOLDER [--rows N]

For what begins where the exports have landed: no file is written or read. Every kind of export is
in it, so that each question has an answer: attendance as stays (somebody who came may have left
and come back, or used two devices at once), invitations, hires with a known effect, a survey, and
a series of outcomes. The more rows the more people and sessions, over the same weeks, and nobody
is asked more often. Chances are hashes of what they are about: the same size is the same company.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from analytics.pilots import Pilot
from analytics.settle import make_sums
from analytics.store import Store, Writer
from benchmarks.company import (
    AS_OF,
    DEPARTMENTS,
    ENDS_ON,
    FASTER,
    PEOPLE_PER_SESSION,
    SHOW_UP,
    Truth,
)

WEEKS, BASELINE = 52, timedelta(days=364)
STARTS_ON = ENDS_ON + timedelta(days=1 - 7 * WEEKS)
ROWS_PER_PERSON, FEWEST_PEOPLE = 50, 2_000
COMPETENCY = "Ready to work alone"
CARD = Pilot(
    "Made-up company", STARTS_ON, ENDS_ON, baseline_from=STARTS_ON - BASELINE, read_on=AS_OF,
    competency=COMPETENCY, metric="Bug turnaround (hours)",
)  # fmt: skip
FORMATS = (
    "Problem clinic", "Skill swap", "Micro-lesson", "Lunch-and-learn", "Training", "Mentoring",
)  # fmt: skip
KINDS = ("people", "competency", "invitations", "attendance", "survey", "outcome")
# Bytes of disk that the workspace takes for each attendance row, and while it is made.
BYTES_PER_ROW = 200
_ROWS_PER_SESSION = 30
_SESSIONS_AT_ONCE = 25_000
_SURE = 2  # the first of a session always come and stay; the very first leads it


def make(folder: Path, rows: int, told: Callable[[int], None] | None = None) -> Truth:
    """A workspace with nearly so many attendance rows and a pilot card, and what is true of it.
    Attended is who was there for at least half of the session. told: of the rows so far."""
    store = Store.open(folder, keeps=False)
    try:
        store.save_pilot(CARD)
        with store.writing() as writer:
            truth = _fill(writer, rows, told)
            writer.changed("made up")
    finally:
        store.close()
    return truth


def _fill(writer: Writer, rows: int, told: Callable[[int], None] | None) -> Truth:
    sessions = max(round(rows / _ROWS_PER_SESSION), 2 * WEEKS)
    people = max(rows // ROWS_PER_PERSON, FEWEST_PEOPLE)
    writer.insert("source_file", pd.DataFrame(map(_file, KINDS)))
    for macro in _MACROS:
        writer.run(macro)
    writer.run(_PERSON, {"people": people, "baseline": CARD.baseline_start})
    for statement in _OF_PEOPLE:
        writer.run(statement)
    writer.run(_COMPETENCY, {"as_of": AS_OF, "starts_on": STARTS_ON, "named": COMPETENCY})
    writer.run(_OUTCOME, {"first": CARD.baseline_start, "starts_on": STARTS_ON, "until": AS_OF})
    made = attended = 0
    for first in range(0, sessions, _SESSIONS_AT_ONCE):
        here = range(first, min(first + _SESSIONS_AT_ONCE, sessions))
        writer.run(
            _MEETING,
            {"first": here.start, "last": here.stop - 1, "sessions": sessions,
             "hours": 5 * 9 * WEEKS, "starts_on": STARTS_ON},
        )  # fmt: skip
        writer.run(_SEAT, {"people": people, "seats": PEOPLE_PER_SESSION, "sure": _SURE,
                           "show_up": SHOW_UP})  # fmt: skip
        for statement in _OF_SESSIONS:
            writer.run(statement)
        writer.fill("person_session")
        writer.run("create or replace temp table unsettled as select session_id from meeting")
        writer.fill("session")
        [(more, stayed)] = writer.rows(_COUNTED)
        made, attended = made + more, attended + stayed
        if told:
            told(made)
    writer.run(_SURVEY)
    make_sums(writer)
    return Truth(made, people, sessions, attended, sessions * PEOPLE_PER_SESSION, FASTER)


def _file(kind: str) -> dict[str, object]:
    return {
        "file_id": kind, "landing": 1, "name": f"{kind}.csv", "kind": kind,
        "recognised_as": "Made up", "encoding": "utf-8", "delimiter": ",", "rows_read": 0,
        "rows_usable": 0, "rows_left_out": 0, "rows_repaired": 0, "origin": "upload",
        "landed_at": datetime(AS_OF.year, AS_OF.month, AS_OF.day, 9), "data_until": AS_OF,
    }  # fmt: skip


# Chances from 0 to 1, and whole numbers from 0 to one less than `most`. Hashed twice: of two hashes
# together one bit says something of another.
_MACROS = (
    "create or replace temp macro chance(of_what, which) as"
    " cast(hash(hash(of_what, which)) as double) / 18446744073709551616.0",
    "create or replace temp macro below(of_what, which, most) as"
    " cast(hash(hash(of_what, which)) % most as bigint)",
    "create or replace temp macro made_id(of_what, which) as"
    " cast(hash(hash(of_what, which)) >> 1 as bigint)",
    "create or replace temp macro one_of(texts, which) as"
    " list_extract(string_split(texts, '|'), 1 + which)",
)

# people -------------------------------------------------------------------------------------------

# Half hired before the baseline, the others evenly until the pilot's end.
_PERSON = f"""
create or replace temp table somebody as
select
    n as number, made_id(n, 'person') as person_id,
    cast($baseline as date) + cast(
        case when n % 2 = 0 then -1 - below(n, 'hired', 2000)
        else below(n, 'hired', {(ENDS_ON - STARTS_ON + BASELINE).days + 1}) end as integer
    ) as hire_date,
    one_of('{"|".join(DEPARTMENTS)}', below(n, 'department', {len(DEPARTMENTS)})) as department
from range($people) as numbered (n)
"""  # noqa: S608
_OF_PEOPLE = (
    """
    insert into person by name
    select
        person_id, hire_date, department, one_of('Dublin|Berlin|Remote', below(number, 'at', 3))
        as location, one_of('Agent|Analyst', below(number, 'title', 2)) as title,
        'active' as status
    from somebody
    """,
    # Many people share a name, as they do in a large company.
    """
    insert into person_alias by name
    select
        person_id as alias_id,
        concat('Given', below(number, 'given', 200), ' Family', below(number, 'family', 100))
        as name, concat('p', number, '@example.org') as email, '' as upn,
        cast(100000 + number as varchar) as employee_id
    from somebody
    """,
    "insert into identity by name"
    " select person_id as alias_id, person_id, 'key' as matched_by from somebody",
)
# A fifth quicker for those hired during; who is not done by the export's day is learning.
_COMPETENCY = f"""
insert into competency by name
with took as (
    select
        person_id, number, hire_date,
        45 * case when hire_date >= $starts_on then {1 - FASTER} else 1 end * exp(
            0.45 * sqrt(-2 * ln(1 - chance(number, 'took')))
                * cos(2 * pi() * chance(number, 'turn'))
        ) as days
    from somebody
),
step as (
    select person_id, hire_date, $named as competency, days from took
    union all
    select person_id, hire_date, 'First tickets' as competency, 0.6 * days as days from took
),
signed as (
    select
        person_id, competency,
        hire_date + cast(greatest(round(days), 1) as integer) as competent_on
    from step
)
select
    person_id, competency,
    case when competent_on <= $as_of then competent_on end as competent_on,
    case when competent_on <= $as_of then 'competent' else 'learning' end as status
from signed
"""  # noqa: S608
# Every twentieth person is measured every week; it falls a little, and by more from the start on.
_OUTCOME = """
insert into outcome by name
select
    s.person_id, w.day as measured_on, 'Bug turnaround (hours)' as metric,
    40 + 8 * (chance(s.number, w.place) - 0.5) - 0.02 * w.place
        - case when w.day >= $starts_on then 3 else 0 end as value
from somebody s
cross join (
    select place, cast($first as date) + cast(7 * place as integer) as day
    from range(200) as weeks (place)
) w
where s.number % 20 = 0 and w.day <= $until
"""

# sessions -----------------------------------------------------------------------------------------

# In order of time, evenly over the hours of work from 8 to 16 on weekdays.
_MEETING = f"""
create or replace temp table meeting as
with timed as (
    select n as number, cast(n * $hours // $sessions as bigint) as hour
    from range($first, $last + 1) as numbered (n)
)
select
    number, made_id(number, 'session') as session_id,
    concat(
        one_of('{"|".join(FORMATS)}', below(number, 'format', {len(FORMATS)})), ': topic ',
        below(number, 'topic', 300)
    ) as title,
    cast($starts_on as timestamp) + to_hours(
        24 * ((hour // 9 // 5) * 7 + hour // 9 % 5) + 8 + hour % 9
    ) as started_at
from timed
"""  # noqa: S608
# One row per invited person: nobody twice to one session. stay: why they are there, as in
# benchmarks/company.py; seconds from the start, no second stay where again is NULL.
_SEAT = """
create or replace temp table seated as
with asked as (
    select
        m.number, m.session_id, m.started_at, k.place, below(m.number, 'first', $people) as first,
        1 + below(m.number, 'step', $people // $seats - 1) as step,
        hash(m.number, k.place) as seat
    from meeting m
    cross join range($seats) as k (place)
),
come as (
    select
        a.number, a.session_id, a.started_at, a.place, a.seat, p.person_id,
        case when place < $sure then 'stays'
             when chance(seat, 'came') >= $show_up then 'absent'
             when chance(seat, 'manner') < 0.15 then 'comes back'
             when chance(seat, 'manner') < 0.20 then 'on two devices'
             when chance(seat, 'manner') < 0.23 then 'briefly'
             when chance(seat, 'manner') < 0.25 then 'briefly on two'
             else 'stays' end as manner,
        below(seat, 'begin', 600) as begins
    from asked a
    join somebody p on p.number = (a.first + a.step * a.place) % $people
)
select
    number, session_id, started_at, place, person_id, manner, begins,
    case manner
        when 'comes back' then 2000 + below(seat, 'end', 401)
        when 'briefly' then begins + 400 + below(seat, 'end', 600)
        when 'briefly on two' then begins + 950 + below(seat, 'end', 50)
        else 3000 + below(seat, 'end', 601)
    end as ends,
    case manner
        when 'comes back' then 2500 + below(seat, 'again', 200)
        when 'on two devices' then begins + 10 + below(seat, 'again', 40)
        when 'briefly on two' then begins + 10 + below(seat, 'again', 40)
    end as again,
    case manner
        when 'comes back' then 3300 + below(seat, 'until', 301)
        when 'on two devices' then 2700 + below(seat, 'until', 300)
        when 'briefly on two' then begins + 1000 + below(seat, 'until', 190)
    end as until,
    one_of(
        'accepted|accepted|accepted|accepted|accepted|accepted|tentative|declined|none|none',
        below(seat, 'said', 10)
    ) as response
from come
"""
_OF_SESSIONS = (
    """
    insert into landed_session by name
    select
        'attendance' as file_id, session_id as landed_session_id, 'attendance' as kind, title,
        started_at, started_at + to_hours(1) as ended_at, '' as meeting_key, false as is_cancelled
    from meeting
    """,
    "insert into session_member by name"
    " select session_id as landed_session_id, session_id from meeting",
    "insert into invitation by name"
    " select session_id, person_id, 'invitation' as basis, response from seated",
    """
    insert into attendance_interval by name
    with stay as (
        select number, session_id, started_at, person_id, place, begins, ends
        from seated
        where manner <> 'absent'
        union all
        select number, session_id, started_at, person_id, place, again as begins, until as ends
        from seated
        where again is not null
    )
    select
        'attendance' as file_id, cast(1 + place as integer) as line,
        session_id as landed_session_id, person_id as alias_id,
        started_at + to_seconds(begins) as joined_at, started_at + to_seconds(ends) as left_at,
        case when place = 0 then 'host' else 'attendee' end as role
    from stay
    order by number
    """,
)
_COUNTED = """
select
    cast(sum(case when manner = 'absent' then 0 when again is null then 1 else 2 end) as bigint),
    cast(sum(case when manner in ('absent', 'briefly', 'briefly on two') then 0 else 1 end)
        as bigint)
from seated
"""

# survey -------------------------------------------------------------------------------------------

# Six in ten answer, once each; there are comments of 400 of them.
_SURVEY = """
insert into survey_answer by name
with responded as (
    select
        number, person_id, cast(1 + number as integer) as line,
        cast(number as varchar) as response_id,
        row_number() over (order by hash(number, 'comments')) as place,
        date '2026-01-12' + to_hours(9 + below(number, 'answered', 1900)) as submitted_at
    from somebody
    where chance(number, 'responds') < 0.6
),
stated as (
    select
        r.*, s.question_order, s.question,
        1 + below(r.number, s.question_order, 3) + below(r.number, s.question, 3) as score
    from responded r
    cross join (
        select 0 as question_order, 'I got useful help from a peer' as question
        union all select 1, 'I can apply what I learned'
        union all select 2, 'The time was well spent'
    ) s
)
select
    'survey' as file_id, line, response_id, question, question_order, 'agreement_5' as scale,
    cast(score as integer) as score,
    one_of('Strongly disagree|Disagree|Neither|Agree|Strongly agree', score - 1) as answer,
    person_id as alias_id, submitted_at
from stated
union all
select
    'survey', line, response_id, 'How likely are you to recommend these sessions?', 3, 'rating_10',
    cast(4 + below(number, 'rated', 7) as integer),
    cast(4 + below(number, 'rated', 7) as varchar), person_id, submitted_at
from responded
union all
select
    'survey', line, response_id, 'What should we keep or change?', 4, 'text', null,
    one_of(
        'A colleague helped me with my own case'
        || '|Too long, I would keep it shorter|I used it the same day at work'
        || '|More examples from our own cases|The calendar clashes with my shift'
        || '|Topics were relevant, more for beginners please',
        below(number, 'comment', 6)
    ), person_id, submitted_at
from responded
where place <= 400
"""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make a made-up company's workspace.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000, help="of attendance")
    options = parser.parse_args(arguments)
    print(make(options.folder, options.rows))


if __name__ == "__main__":
    main()
