"""Which files describe one meeting: duplicate exports, restarts, and the place in the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import naive_meetings
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import came, landed, meeting, moment, read, somebody
from naive_meetings import Landed

from analytics.meetings import Joined, joined, session_members
from analytics.records import Attendance, Invitation, Session


def export(
    number: int,
    title: str,
    start: str,
    minutes: float | None = 60,
    key: str = "",
    people: str = "",
) -> Landed:
    return _landed(number, "attendance", title, start, minutes, key, people)


def slot(
    number: int, title: str, start: str, minutes: float = 60, key: str = "", people: str = ""
) -> Landed:
    return _landed(number, "calendar", title, start, minutes, key, people)


def _landed(
    number: int, kind: str, title: str, start: str, minutes: float | None, key: str, people: str
) -> Landed:
    begins = moment(start)
    ends = None if minutes is None else begins + timedelta(minutes=minutes)
    return Landed(number, kind, title, begins, ends, key, frozenset(map(ord, people)))


def same_meeting(landed: list[Landed]) -> dict[int, int]:
    columns = ["landed_session_id", "kind", "title", "started_at", "ended_at", "meeting_key"]
    rows = [(m.landed_id, m.kind, m.title, m.started_at, m.ended_at, m.key) for m in landed]
    people = {m.landed_id: m.people for m in landed}
    asked = []

    def shared(parts: pd.DataFrame) -> pd.DataFrame:
        asked.append(parts)
        found = []
        for pair, of_pair in parts.groupby("pair"):
            who: dict[bool, set[int]] = {False: set(), True: set()}
            for row in of_pair.itertuples():
                who[bool(row.is_plan)] |= people[row.landed_session_id]
            found.append((pair, len(who[False]), len(who[False] & who[True])))
        return pd.DataFrame(found[::-1], columns=["pair", "came", "both"])

    found = session_members(pd.DataFrame(rows, columns=columns), shared)
    assert len(asked) <= 1
    return dict(zip(found["landed_session_id"], found["session_id"], strict=True))


def meetings(*landed: Landed) -> list[set[int]]:
    """Numbers that are one session, the same whatever the order of the files."""
    found = same_meeting(list(landed))
    for order in list(permutations(landed))[:24]:
        assert same_meeting(list(order)) == found
    groups: dict[int, set[int]] = {}
    for number, session in found.items():
        groups.setdefault(session, set()).add(number)
    return sorted(groups.values(), key=min)


# Exports of one meeting ---------------------------------------------------------------------------


def test_two_exports_of_one_meeting_are_one() -> None:
    english = export(1, "Problem clinic: bring a stuck case", "03-10 09:01", 58)
    german = export(2, "Problem Clinic – bring a stuck case", "03-10 09:02", 57)
    assert meetings(english, german) == [{1, 2}]


def test_an_export_without_a_title_is_the_meeting_it_overlaps() -> None:
    assert meetings(export(1, "", "03-10 09:05"), export(2, "Clinic", "03-10 09:00")) == [{1, 2}]


def test_an_export_without_an_end_lasts_an_hour_at_most() -> None:
    open_end = export(1, "Clinic", "03-10 09:00", None)
    assert meetings(open_end, export(2, "Clinic", "03-10 09:59")) == [{1, 2}]
    assert meetings(open_end, export(2, "Clinic", "03-10 10:00")) == [{1}, {2}]


def test_two_meetings_at_the_same_time_with_different_titles_stay_two() -> None:
    assert meetings(export(1, "Clinic", "03-10 09:00"), export(2, "Skill swap", "03-10 09:00")) == [
        {1},
        {2},
    ]


def test_the_same_title_one_after_the_other_is_two_meetings() -> None:
    assert meetings(export(1, "Clinic", "03-10 09:00"), export(2, "Clinic", "03-10 10:00")) == [
        {1},
        {2},
    ]


@pytest.mark.parametrize(("start", "sessions"), [("10:15", [{1, 2}]), ("10:16", [{1}, {2}])])
def test_a_restart_within_a_quarter_of_an_hour_keeps_its_meeting(
    start: str, sessions: list[set[int]]
) -> None:
    first = export(1, "Clinic", "03-10 09:00", key="812 3456 7890")
    again = export(2, "Clinic", f"03-10 {start}", key="812 3456 7890")
    assert meetings(first, again) == sessions


def test_a_restart_without_an_id_is_not_guessed() -> None:
    assert meetings(export(1, "Clinic", "03-10 09:00"), export(2, "Clinic", "03-10 10:05")) == [
        {1},
        {2},
    ]


def test_a_recurring_id_on_other_days_is_another_meeting_each_day() -> None:
    series = [export(n, "Clinic", f"03-{10 + 7 * n} 09:00", key="812") for n in range(3)]
    assert meetings(*series) == [{0}, {1}, {2}]


# The place in the calendar ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("09:00", "10:00", True),
        ("08:00", "08:30", True),  # ended just half an hour before the slot
        ("08:00", "08:29", False),
        ("12:00", "12:30", True),  # began two hours after the slot's end
        ("12:01", "12:30", False),
    ],
)
def test_a_meeting_takes_the_slot_of_its_title_in_the_window(
    start: str, end: str, fits: bool
) -> None:
    minutes = (moment(f"03-10 {end}") - moment(f"03-10 {start}")).total_seconds() / 60
    held = export(1, "PROBLEM clinic", f"03-10 {start}", minutes)
    plan = slot(2, "Problem clinic", "03-10 09:00")
    assert meetings(held, plan) == ([{1, 2}] if fits else [{1}, {2}])


def test_a_session_is_numbered_by_its_attendance_not_by_its_plan() -> None:
    assert same_meeting([slot(1, "Clinic", "03-10 09:00"), export(7, "Clinic", "03-10 09:00")]) == {
        1: 7,
        7: 7,
    }


@pytest.mark.parametrize(
    ("came", "sessions"),
    [("abcd", [{1, 2}]), ("abxy", [{1, 2}]), ("axyz", [{1}, {2}]), ("", [{1}, {2}])],
)
def test_a_slot_of_another_title_fits_when_half_of_those_who_came_were_asked(
    came: str, sessions: list[set[int]]
) -> None:
    held = export(1, "Meeting in General", "03-10 09:02", people=came)
    assert meetings(held, slot(2, "Problem clinic", "03-10 09:00", people="abcdef")) == sessions


def test_between_two_slots_people_decide_nothing() -> None:
    held = export(1, "Meeting in General", "03-10 09:02", people="ab")
    one = slot(2, "Problem clinic", "03-10 09:00", people="ab")
    other = slot(3, "Skill swap", "03-10 10:00", people="cd")
    assert meetings(held, one, other) == [{1}, {2}, {3}]


def test_a_moved_occurrence_meets_at_its_new_time() -> None:
    series = [slot(n, "Clinic", f"03-{day} 09:00", key="uid") for n, day in ((1, "10"), (2, "17"))]
    moved = slot(3, "Clinic", "03-25 14:00", key="uid")
    held = export(4, "Clinic", "03-25 14:01")
    assert meetings(*series, moved, held) == [{1}, {2}, {3, 4}]


def test_two_exports_of_one_calendar_are_one_plan() -> None:
    plans = [slot(1, "Clinic", "03-10 09:00"), slot(2, "Clinic", "03-10 09:00")]
    assert meetings(*plans, export(3, "Clinic", "03-10 09:00")) == [{1, 2, 3}]


def test_each_slot_is_given_once_to_the_meeting_nearest_to_it() -> None:
    early = export(1, "Clinic", "03-10 08:20", 30)
    near = export(2, "Clinic", "03-10 09:03", 50)
    late = export(3, "Clinic", "03-10 11:00", 30)
    assert meetings(early, near, late, slot(4, "Clinic", "03-10 09:00")) == [{1}, {2, 4}, {3}]


def test_two_slots_of_one_title_on_a_day_each_get_their_own_meeting() -> None:
    plans = [slot(1, "Clinic", "03-10 09:00"), slot(2, "Clinic", "03-10 10:30")]
    held = [export(3, "Clinic", "03-10 09:10"), export(4, "Clinic", "03-10 10:40")]
    assert meetings(*plans, *held) == [{1, 3}, {2, 4}]


def test_a_title_is_surer_than_people() -> None:
    plan = slot(1, "Clinic", "03-10 09:00", people="ab")
    by_title = export(2, "Clinic", "03-10 10:30", people="xy")
    by_people = export(3, "Some meeting", "03-10 09:00", people="ab")
    assert meetings(plan, by_title, by_people) == [{1, 2}, {3}]


def test_a_meeting_after_midnight_finds_its_slot_of_the_evening() -> None:
    held = export(1, "Night shift", "2026-03-11 00:10", 30)
    assert meetings(held, slot(2, "Night shift", "2026-03-10 23:30", 30)) == [{1, 2}]


def test_a_slot_that_is_over_is_not_between_which_people_cannot_decide() -> None:
    all_day = slot(1, "Open day", "03-10 09:00", 480, people="ab")
    over = slot(2, "Skill swap", "03-10 09:30", 30, people="ab")
    held = export(3, "Meeting in General", "03-10 14:00", people="ab")
    assert meetings(all_day, over, held) == [{1, 3}, {2}]


@pytest.mark.parametrize(("day", "fits"), [("09", True), ("08", False)])
def test_a_slot_of_days_is_for_a_meeting_on_the_day_after_it_began_at_the_latest(
    day: str, fits: bool
) -> None:
    long = slot(1, "Clinic", f"03-{day} 09:00", 60 * 60)
    held = export(2, "Clinic", "03-10 09:00")
    assert meetings(long, held) == ([{1, 2}] if fits else [{1}, {2}])


def test_titles_are_one_when_their_words_are() -> None:
    one, other = export(1, "Skill  swap -", "03-10 09:00"), export(2, "skill-swap", "03-10 09:00")
    apart = export(3, "Skill_ swap", "03-10 09:00")  # two blanks between the words
    assert meetings(one, other, apart) == [{1, 2}, {3}]


# What is told about it ----------------------------------------------------------------------------


def rolls(session: Session, *numbers: int) -> list[Attendance]:
    return [came(session, somebody(n)) for n in numbers or (1, 2, 3)]


def only(*files: list[Attendance] | list[Invitation], names: str = "abcd") -> Joined:
    reports = [read(records, f"{names[n]}.csv") for n, records in enumerate(files)]
    [found] = joined(landed(*reports))
    return found


CLINIC = meeting("Clinic", "03-10 09:00", key="812")


def test_one_export_alone_is_nothing_to_tell() -> None:
    found = only(rolls(CLINIC))
    assert (found.title, found.files, found.slot_at) == ("Clinic", ("a.csv",), None)
    assert (found.started_at, found.remarks) == (moment("03-10 09:00"), ())


def test_two_exports_of_one_meeting_are_told() -> None:
    later = meeting("", "03-10 09:05", 50)
    found = only(rolls(CLINIC), rolls(later))
    assert (found.files, found.is_restarted) == (("a.csv", "b.csv"), False)
    assert found.remarks == ("Two exports of “Clinic” on 10 Mar 2026 are one meeting",)
    assert "Three exports" in only(rolls(CLINIC), rolls(later, 1), rolls(later, 2)).remarks[0]


def test_a_restart_is_told() -> None:
    again = meeting("Clinic", "03-10 10:10", key="812")
    remark = "“Clinic” on 10 Mar 2026 was left by all and started again: its parts are one meeting"
    for found in (only(rolls(CLINIC), rolls(again)), only([*rolls(CLINIC), *rolls(again)])):
        assert found.is_restarted and found.remarks == (remark,)


def test_a_place_in_the_calendar_is_told_where_it_is_not_plain() -> None:
    plain = [Invitation(1, meeting("clinic", "03-10 09:10"), somebody(n)) for n in (1, 2)]
    found = only(rolls(CLINIC), plain)
    assert (found.slot_title, found.slot_at) == ("clinic", moment("03-10 09:10"))
    assert found.remarks == ()
    other = [Invitation(1, meeting("Problem hour", "03-10 10:00"), somebody(n)) for n in (1, 2)]
    assert only(rolls(CLINIC), other).remarks == (
        "“Clinic” on 10 Mar 2026 is taken for “Problem hour” in the calendar, because half of those"
        " who came were invited to it",
        "“Clinic” on 10 Mar 2026 began at 09:00 and is taken for the meeting in the calendar at"
        " 10:00 on 10 Mar",
    )


def test_every_session_with_an_export_is_listed_in_order_of_time() -> None:
    store = landed(
        rolls(meeting("Later", "03-11 09:00")),
        rolls(CLINIC),
        [Invitation(1, meeting("Planned", "03-09 09:00"), somebody(1))],
    )
    assert [found.title for found in joined(store)] == ["Clinic", "Later"]


# What holds for any files -------------------------------------------------------------------------

START = datetime(2026, 3, 10, 8)

any_landed = st.lists(
    st.tuples(
        st.sampled_from(["attendance", "calendar"]),
        st.sampled_from(["", "Clinic", "Skill swap"]),
        st.integers(0, 40).map(lambda quarters: START + timedelta(minutes=15 * quarters)),
        st.none() | st.integers(1, 8),
        st.sampled_from(["", "812", "813"]),
        st.frozensets(st.integers(0, 3), max_size=3),
    ),
    max_size=8,
).map(
    lambda rows: [
        Landed(n, kind, title, start, length and start + timedelta(minutes=15 * length), key, who)
        for n, (kind, title, start, length, key, who) in enumerate(rows)
    ]
)


@settings(max_examples=200)
@given(any_landed, st.randoms())
def test_any_order_of_files_gives_the_same_sessions(landed: list[Landed], random: Random) -> None:
    shuffled = list(landed)
    random.shuffle(shuffled)
    assert same_meeting(shuffled) == same_meeting(landed)


@given(any_landed)
def test_a_session_has_one_plan_at_most(landed: list[Landed]) -> None:
    found = same_meeting(landed)
    by_number = {m.landed_id: m for m in landed}
    assert found.keys() == by_number.keys()
    for session in set(found.values()):
        members = [by_number[n] for n in found if found[n] == session]
        planned = {(m.started_at, m.title) for m in members if m.kind == "calendar"}
        assert len(planned) <= 1


# By columns and one by one ------------------------------------------------------------------------

# Days apart, lengths of days and none, ends before the start, and titles that are one or blank.
hostile = st.lists(
    st.tuples(
        st.sampled_from(["attendance", "calendar"]),
        st.sampled_from(
            [
                "",
                " - ",
                "Clinic",
                "CLINIC!",
                "Skill swap",
                "Skill_ swap",
                "Größe",
                "GROSSE",
                "Grosse",
            ]
        ),
        st.integers(0, 30) | st.integers(-200, 200),
        st.none() | st.integers(1, 8) | st.sampled_from([-2, -1, 0, 90, 96, 200, 300]),
        st.sampled_from(["", "812", "813", " "]),
        st.frozensets(st.integers(0, 3), max_size=3),
    ),
    max_size=12,
).flatmap(
    lambda rows: st.permutations(range(len(rows))).map(
        lambda order: [
            Landed(
                at,
                kind,
                title,
                START + timedelta(minutes=15 * quarter),
                None if length is None else START + timedelta(minutes=15 * (quarter + length)),
                key,
                who,
            )
            for at, (kind, title, quarter, length, key, who) in zip(order, rows, strict=True)
        ]
    )
)


@pytest.mark.slow
@settings(max_examples=500)
@given(any_landed | hostile)
def test_columns_agree_with_one_by_one(landed: list[Landed]) -> None:
    assert same_meeting(landed) == naive_meetings.same_meeting(landed)
