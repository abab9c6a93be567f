"""Taking an upload back: what it alone brought goes, everything else stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import came, landed, meeting, read, somebody

from analytics import memory, review
from analytics.asking import ask
from analytics.exports import json
from analytics.intake import Report, check_all
from analytics.landing import land, land_reports, take_back
from analytics.pilots import read_card
from analytics.questions import questions
from analytics.records import Competency, Identity, Invitation, Person, SurveyAnswer
from analytics.sample import FOLDER, sample_files
from analytics.sources import Answers
from analytics.store import Store, StoreError

CARD = read_card((FOLDER / "pilot.toml").read_text("utf-8"))
FILES = [name for name, _ in sample_files()]
# One file of each kind; the other attendance reports are like the first.
OF_EACH_KIND = [FILES[0], *(name for name in FILES if "Attendance report" not in name)]
# How often something was changed and in which order files came is not what the files say.
_ROWS = """
    select columns(lambda c: c not in ('landing', 'landed_at', 'change', 'saved_at'))::varchar
    from {} order by all
"""


def tables(store: Store) -> dict[str, str]:
    """Every row of every table but for the numbers and times of changes, in a fixed order."""
    names = store.ask("select table_name as name from information_schema.tables")["name"]
    return {
        name: store.ask(_ROWS.format(name)).to_csv()
        for name in sorted(set(names) - {"change", "schema_version"})
    }


def answers(store: Store) -> dict[str, str]:
    return {q.name: json.write(json.finding_object(ask(store, q.name))) for q in questions()}


def number_of(store: Store, name: str) -> str:
    files = store.source_files()
    [found] = files[files["name"] == name]["file_id"]
    return str(found)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return check_all(sample_files())


@pytest.fixture(scope="module")
def full(reports: list[Report]) -> Store:
    return with_card(reports)


@pytest.fixture(scope="module")
def before(full: Store) -> tuple[dict[str, str], ...]:
    return tables(full), answers(full)


def with_card(reports: Sequence[Report]) -> Store:
    store = Store.open(":memory:")
    store.save_pilot(CARD)
    land_reports(store, reports)
    return store


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_without_a_file_of_the_sample_all_is_as_if_it_had_never_landed(
    full: Store, reports: list[Report], before: tuple[dict[str, str], ...], name: str
) -> None:
    never = with_card([report for report in reports if report.file != name])
    assert take_back(full, number_of(full, name)) == name
    assert tables(full) == tables(never) != before[0]
    assert answers(full) == answers(never) != before[1]
    land_reports(full, [report for report in reports if report.file == name])
    assert (tables(full), answers(full)) == before


def test_each_attendance_report_of_the_sample_goes_as_it_came(reports: list[Report]) -> None:
    store = with_card([report for report in reports if report.file in OF_EACH_KIND])
    never = tables(store)
    for report in reports:
        if report.file not in OF_EACH_KIND:
            land_reports(store, [report])
            take_back(store, report.file_id)
            assert tables(store) == never, report.file


def test_without_its_last_file_a_workspace_is_empty(reports: list[Report]) -> None:
    of_each = [report for report in reports if report.file in OF_EACH_KIND]
    store, empty = with_card(of_each), with_card([])
    for report in of_each:
        take_back(store, report.file_id)
    assert tables(store) == tables(empty)
    assert land(store, sample_files()[:1], origin="sample")[0].state == "landed"


def test_a_file_taken_back_is_no_longer_known_and_can_land_again() -> None:
    report = read([came(meeting("Clinic", "03-10 09:00"), somebody(1))])
    store = landed(report)
    before = store.version()
    take_back(store, report.file_id)
    assert store.version() > before
    assert land_reports(store, [report])[0].state == "landed"
    assert land_reports(store, [report])[0].state == "already"


def test_what_is_not_there_cannot_be_taken_back() -> None:
    store = landed([came(meeting("Clinic", "03-10 09:00"), somebody(1))])
    before = tables(store), store.version()
    with pytest.raises(StoreError, match="not in the workspace"):
        take_back(store, "0" * 64)
    assert (tables(store), store.version()) == before


def test_of_two_exports_of_one_meeting_the_other_keeps_what_both_had() -> None:
    clinic, both, one = meeting("Clinic", "03-10 09:00"), somebody(1), somebody(2)
    first, second = read([came(clinic, both), came(clinic, one)]), read([came(clinic, both)], "b")
    store = landed(first, second)
    take_back(store, first.file_id)
    assert tables(store) == tables(landed(second))
    assert len(store.ask("select 1 as one from person_alias")) == 1


def test_a_spelling_that_another_file_uses_stays() -> None:
    someone = somebody(1)
    people = read([Person(1, someone, date(2026, 1, 1))])
    for record in (
        came(meeting("Clinic", "03-10 09:00"), someone),
        Invitation(1, meeting("Clinic", "03-10 09:00"), someone),
        Competency(1, someone, "Signed off", date(2026, 2, 1), "competent"),
        SurveyAnswer(1, "r1", "Was it good?", "agreement_5", 4, "Agree", someone),
    ):
        other = read([record])
        store = landed(people, other)
        take_back(store, people.file_id)
        assert tables(store) == tables(landed(other))


def test_an_older_export_counts_again_once_the_newer_is_taken_back() -> None:
    someone = somebody(1)
    older = read([Person(1, someone, date(2026, 1, 5))], data_until=date(2026, 2, 1))
    newer = read([Person(1, someone, date(2026, 1, 12))], data_until=date(2026, 3, 1))
    store = landed(older, newer)
    assert store.ask("select hire_date from person")["hire_date"][0] == pd.Timestamp("2026-01-12")
    take_back(store, newer.file_id)
    assert store.ask("select hire_date from person")["hire_date"][0] == pd.Timestamp("2026-01-05")


# What a person said is no part of an upload -------------------------------------------------------


def test_a_remembered_answer_survives() -> None:
    store = Store.open(":memory:")
    text = "Wer,Code,Los\nAda Nova,007,2026-01-19\n"
    mapped = Answers(kind="people", mapping={"name": "Wer", "hire_date": "Los"})
    [report] = land(store, [("staff.csv", text.encode())], mapped)
    take_back(store, report.file_id)
    assert memory.load(store).answers
    [again] = land(store, [("staff.csv", text.encode())])
    assert (again.state, again.records) == ("landed", report.records)


def test_a_decision_survives_and_rests_while_its_names_are_gone() -> None:
    listed, device = somebody(1), Identity("Ada's iPad")
    people = read([Person(1, listed, date(2026, 1, 1))])
    roll = read([came(meeting("Clinic", "03-10 09:00"), device)])
    store = landed(people, roll)
    [someone] = review.unmatched(store)
    [ada] = store.ask("select alias_id from person_alias where email <> ''")["alias_id"]
    review.decide(store, someone.alias_id, int(ada))
    decided = tables(store)
    for file in (people, roll):
        take_back(store, file.file_id)
        others = store.ask("select person_id from identity")["person_id"]
        assert others.is_unique
        land_reports(store, [file])
        assert tables(store) == decided


def test_the_pilot_card_stays() -> None:
    report = read([Person(1, somebody(1), date(2026, 1, 1))])
    store = landed(report)
    store.save_pilot(replace(CARD, name="Autumn"))
    take_back(store, report.file_id)
    assert store.pilot() == replace(CARD, name="Autumn")


# Any files, in any order --------------------------------------------------------------------------

people_seen = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
any_file = st.one_of(
    st.tuples(st.just("attendance"), st.integers(0, 2), people_seen),
    st.tuples(st.just("invitations"), st.integers(0, 2), people_seen),
    st.tuples(st.just("people"), st.integers(0, 2), people_seen),
)


def made_file(kind: str, day: int, numbers: list[int]) -> Report:
    session = meeting("Clinic", f"03-{10 + day} 09:00")
    hired = date(2026, 1, 1 + day)
    records: list[Any] = [
        came(session, somebody(n))
        if kind == "attendance"
        else Invitation(1, session, somebody(n))
        if kind == "invitations"
        else Person(1, somebody(n), hired)
        for n in numbers
    ]
    return read(records, f"{kind}-{day}-{numbers}.csv", data_until=hired)


@settings(max_examples=8, deadline=None)
@given(st.lists(any_file, min_size=1, max_size=3, unique_by=repr), st.randoms())
def test_any_file_of_any_upload_can_be_taken_back(
    files: list[tuple[str, int, list[int]]], random: Random
) -> None:
    reports = [made_file(*file) for file in files]
    gone = random.choice(reports)
    store = landed(*reports)
    take_back(store, gone.file_id)
    assert tables(store) == tables(landed(*(report for report in reports if report != gone)))
