"""What landed rows mean: time present, how long a meeting lasted, which record is the newest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import Stay, came, landed, meeting, moment, read, somebody

from analytics.records import (
    Competency,
    Identity,
    Invitation,
    Person,
    Response,
    Session,
    SurveyAnswer,
    union_seconds,
)
from analytics.store import Store

START = datetime(2026, 3, 10, 9)
CLINIC = Session("Clinic", START, START + timedelta(hours=1))
ADA, BEN, CHI, DEE = (somebody(number) for number in range(4))


def stay(first: str, last: str) -> Stay:
    return moment(f"03-10 {first}"), moment(f"03-10 {last}")


def present(store: Store) -> dict[str, int]:
    """Seconds present by name."""
    rows = store.ask(
        "select a.name, ps.seconds_present from person_session ps"
        " join person_alias a on a.alias_id = ps.person_id"
    )
    return dict(zip(rows["name"], rows["seconds_present"], strict=True))


def one(store: Store, sql: str) -> dict[str, Any]:
    """The only row."""
    [row] = store.ask(sql).to_dict("records")
    return row


# Time present -------------------------------------------------------------------------------------

seconds = st.integers(0, 120)
stays_of_one = st.lists(st.tuples(seconds, seconds).map(lambda pair: sorted(pair)), max_size=7)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(stays_of_one, stays_of_one), min_size=1, max_size=4))
def test_time_present_is_the_seconds_in_any_stay(
    people: list[tuple[list[list[int]], list[list[int]]]],
) -> None:
    """The SQL, `union_seconds` and a walk over every second agree, over two exports."""
    files: list[list[Any]] = [[], []]
    expected = {}
    for number, by_file in enumerate(people):
        person = somebody(number)
        in_any = [pair for pairs in by_file for pair in pairs]
        stays = [(START + timedelta(0, a), START + timedelta(0, b)) for a, b in in_any]
        for file, pairs in zip(files, by_file, strict=True):
            some = [(START + timedelta(0, a), START + timedelta(0, b)) for a, b in pairs]
            file += [came(CLINIC, person, some)] if some else []
        if stays:
            walked = {s for a, b in in_any for s in range(a, b)}
            assert union_seconds(stays) == len(walked)
            expected[person.name] = len(walked)
    assert present(landed(*(file for file in files if file))) == expected


def test_overlapping_exports_of_one_meeting_unite() -> None:
    teams = [came(CLINIC, ADA, [stay("09:00", "09:30")]), came(CLINIC, BEN)]
    again = Session("clinic", START + timedelta(minutes=10), START + timedelta(minutes=70))
    zoom = [came(again, ADA, [stay("09:20", "09:50"), stay("09:55", "10:10")])]
    store = landed(teams, zoom)
    assert present(store) == {ADA.name: 65 * 60, BEN.name: 60 * 60}
    assert one(store, "select count(*) as n from session")["n"] == 1


def test_a_stated_duration_counts_only_where_there_are_no_times() -> None:
    unknown = came(CLINIC, CHI, stays=())
    stated = came(CLINIC, BEN, stays=(), seconds=1200)
    both = [came(CLINIC, ADA, stays=(), seconds=3000), came(CLINIC, ADA, [stay("09:00", "09:10")])]
    store = landed([unknown, stated, *both])
    found = present(store)
    assert {name: found[name] for name in (ADA.name, BEN.name)} == {ADA.name: 600, BEN.name: 1200}
    nobody_timed = one(
        store, "select count(*) as n from person_session where seconds_present is null"
    )
    assert nobody_timed["n"] == 1


def test_a_host_in_any_export_is_a_host() -> None:
    store = landed([came(CLINIC, ADA, role="host"), came(CLINIC, ADA), came(CLINIC, BEN)])
    rows = store.ask("select is_host, stays from person_session order by stays desc")
    assert rows.to_numpy().tolist() == [[True, 2], [False, 1]]


# Length of a meeting ------------------------------------------------------------------------------


def test_a_meeting_lasts_from_the_second_arrival_to_the_second_to_last_departure() -> None:
    store = landed(
        [
            came(CLINIC, ADA, [stay("08:40", "09:55")], role="host"),
            came(CLINIC, BEN, [stay("09:02", "09:50")]),
            came(CLINIC, CHI, [stay("09:05", "09:20"), stay("09:25", "10:30")]),
        ]
    )
    assert one(store, "select meeting_seconds from session")["meeting_seconds"] == 53 * 60


@pytest.mark.parametrize(
    "stays",
    [
        [stay("09:00", "10:00")],  # alone
        [stay("09:00", "09:20"), stay("09:30", "10:00")],  # never at the same time
    ],
)
def test_without_two_people_together_the_stated_times_count(stays: list[Stay]) -> None:
    people = [came(CLINIC, person, [one]) for person, one in zip((ADA, BEN), stays, strict=False)]
    assert one(landed(people), "select meeting_seconds from session")["meeting_seconds"] == 3600


def test_a_plan_gives_the_planned_length_and_nothing_else() -> None:
    held = meeting("Clinic", "03-10 09:03", 50)
    planned = meeting("Problem clinic", "03-10 09:00", 45)
    calendar = [Invitation(1, planned, person) for person in (ADA, BEN)]
    store = landed([came(held, ADA), came(held, BEN)], calendar)
    row = one(store, "select * from session")
    assert row["title"] == "Clinic"
    assert row["started_at"] == held.started_at
    assert (row["planned_seconds"], row["meeting_seconds"]) == (45 * 60, 50 * 60)
    assert row["has_attendance"] and not row["is_cancelled"]


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_calendar_alone_makes_a_planned_session(is_cancelled: bool) -> None:
    planned = meeting("Clinic", "03-10 09:00", is_cancelled=is_cancelled)
    row = one(landed([Invitation(1, planned, ADA)]), "select * from session")
    assert not row["has_attendance"]
    assert row["is_cancelled"] is is_cancelled


def test_a_session_of_which_nobody_is_known_lands_too() -> None:
    """An invitation whose people were all left out still leaves the others' sessions whole."""
    store = landed([came(CLINIC, ADA), came(CLINIC, BEN)])
    with store.writing() as writer:
        writer.run(
            "insert into landed_session"
            " select 'f', 1, 'calendar', 'Other', started_at + interval 3 hour, null, '', false"
            " from landed_session"
        )
    landed([came(meeting("Swap", "03-11 09:00"), ADA)], store=store)
    assert one(store, "select count(*) as n from session")["n"] == 3


# The newest counts --------------------------------------------------------------------------------


def people_list(department: str, until: date | None, name: str = "") -> Any:
    rows = [Person(n, person, date(2026, 1, 5), department=department)
            for n, person in enumerate((ADA, BEN))]  # fmt: skip
    return read(rows, name, data_until=until)


def test_the_people_list_with_the_newest_date_wins_in_any_order_of_landing() -> None:
    files = [
        people_list("Old", date(2026, 1, 1), "a.csv"),
        people_list("New", date(2026, 4, 1), "b.csv"),
        people_list("Undated", None, "c.csv"),
    ]
    for order in permutations(files):
        store = landed(*order)
        assert store.departments() == ["New"]
        assert one(store, "select count(*) as n from person")["n"] == 2


def test_of_two_lists_without_a_date_the_one_landed_last_wins() -> None:
    first, second = people_list("First", None, "a.csv"), people_list("Second", None, "b.csv")
    assert landed(first, second).departments() == ["Second"]


def sign_off(line: int, on: str | None, at: str = "", competency: str = "Tickets") -> Competency:
    day = date.fromisoformat(on) if on else None
    status = "competent" if on else "learning"
    recorded = moment(at) if at else None
    return Competency(line, ADA, competency, day, status, recorded)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("records", "on"),
    [
        ([sign_off(2, "2026-03-01", "03-01 10:00"), sign_off(3, "2026-03-09", "03-10 10:00")],
         "2026-03-09"),
        ([sign_off(2, "2026-03-09", "03-10 10:00"), sign_off(3, "2026-03-01", "03-01 10:00")],
         "2026-03-09"),
        ([sign_off(2, "2026-03-01"), sign_off(3, "2026-03-09")], "2026-03-09"),
        ([sign_off(2, "2026-03-01", "03-01 10:00"), sign_off(3, None, "03-10 10:00")], None),
    ],
)  # fmt: skip
def test_the_latest_record_of_a_competency_corrects_the_earlier_ones(
    records: list[Competency], on: str | None
) -> None:
    row = one(
        landed(records), "select cast(competent_on as varchar) as day, status from competency"
    )
    assert (row["day"] if on else row["status"]) == (on or "learning")


def test_the_newest_export_of_sign_offs_wins_in_any_order_of_landing() -> None:
    old = read([sign_off(2, None)], "old.csv", data_until=date(2026, 2, 1))
    new = read([sign_off(2, "2026-03-01")], "new.csv", data_until=date(2026, 3, 15))
    for order in ((old, new), (new, old)):
        assert one(landed(*order), "select status from competency")["status"] == "competent"


def test_every_competency_of_a_person_stands_by_itself() -> None:
    records = [sign_off(2, "2026-03-01"), sign_off(3, "2026-03-09", competency="Billing")]
    assert one(landed(records), "select count(*) as n from competency")["n"] == 2


def invitation(response: Response, line: int = 1) -> Invitation:
    return Invitation(line, CLINIC, ADA, response)


def test_the_response_of_the_newest_calendar_counts_in_any_order_of_landing() -> None:
    old = read([invitation("none")], "old.ics", data_until=date(2026, 2, 1))
    new = read([invitation("accepted")], "new.ics", data_until=date(2026, 3, 1))
    for order in ((old, new), (new, old)):
        row = one(landed(*order), "select response from invitation")
        assert row["response"] == "accepted"


# Surveys ------------------------------------------------------------------------------------------


def answer(response: str, person: Identity, at: str = "", score: int = 4) -> SurveyAnswer:
    submitted = moment(at) if at else None
    return SurveyAnswer(2, response, "Useful?", "agreement_5", score, "", person, submitted)


def scores(*files: Any) -> list[int]:
    """Every score that counts, as the shared step `answer` has them."""
    everything = {"first_answer_day": date.min, "last_answer_day": date.max, "departments": ""}
    rows = landed(*files).ask("select score from answer order by score", everything)
    return list(rows["score"])


def test_a_form_exported_again_counts_each_response_once_in_any_order_of_landing() -> None:
    early = [answer("1", ADA, "03-10 09:00", 2), answer("2", Identity(), "03-10 09:05", 3)]
    late = [answer("1", ADA, "03-10 09:00", 5), *early[1:], answer("3", BEN, "03-11 09:00", 4)]
    old = read(early, "old.xlsx", data_until=date(2026, 3, 10))
    new = read(late, "new.xlsx", data_until=date(2026, 3, 11))
    for order in ((old, new), (new, old)):
        assert scores(*order) == [3, 4, 5]


def test_responses_that_nothing_shows_to_be_the_same_all_count() -> None:
    without_time = [answer("1", Identity(), score=1)]
    other_time = [answer("1", Identity(), "03-10 09:00", 2)]
    again = [answer("1", Identity(), "03-17 09:00", 3)]
    somebody_else = [answer("1", ADA, "03-10 09:00", 5)]
    other_survey = read([*without_time], "another.csv")
    assert scores(without_time, other_time, again, somebody_else, other_survey) == [1, 1, 2, 3, 5]


def test_a_statement_asked_twice_in_one_form_keeps_both_answers() -> None:
    twice = [answer("1", ADA, "03-10 09:00", 2), answer("1", ADA, "03-10 09:00", 5)]
    assert scores(twice) == [2, 5]


def test_anonymous_answers_stay_without_a_person() -> None:
    store = landed([answer("1", Identity()), answer("2", Identity()), answer("3", ADA)])
    rows = store.ask("select alias_id from survey_answer")["alias_id"]
    assert (rows.isna().sum(), len(rows)) == (2, 3)
    assert one(store, "select count(*) as n from identity")["n"] == 1
