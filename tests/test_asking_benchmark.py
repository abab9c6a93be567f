"""The benchmarks of one more week and of asking, on small exports. Nothing is timed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.asking import ask
from analytics.store import Store
from benchmarks import asking, company, week
from benchmarks.apart import Run
from benchmarks.contestants import product

ROWS = 1_500


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("company")
    company.write(folder, ROWS)
    product.ingest(folder, folder / "workspace")
    opened = Store.open(folder / "workspace")
    yield opened
    opened.close()


def test_questions_without_their_exports_are_not_timed(store: Store) -> None:
    names = {question.name for question in asking.answerable(store)}
    assert {"participation", "reach", "time-to-competency"} <= names
    assert not names & {"nps", "comments", "feedback"}


def test_every_filter_is_another_and_changes_an_answer(store: Store) -> None:
    pilot = store.pilot()
    assert pilot
    chosen = asking.filters(pilot)
    assert len(chosen) == 5
    invited = [ask(store, "participation", one).answer.n["invitations"] for one in chosen[:4]]
    assert len(set(invited)) == 4 and max(invited) == invited[0]
    learned = [ask(store, "time-to-competency", chosen[i]).answer.table for i in (0, 4)]
    assert learned[0] != learned[1]


def test_the_largest_table_is_one_that_the_question_reads() -> None:
    sizes = {"person_session": 5, "person": 50, "session": 2, "landed_person": 500}
    sql = "select count(*) as n from visit"
    assert asking.largest(sql, sizes) == "person"
    assert asking.largest("select count(*) as n from session", sizes) == "session"


def test_the_cheapest_query_reads_every_row(store: Store) -> None:
    rows = asking.tables(store)
    assert rows["person"] > 0 and rows["invitation"] > rows["person"]
    for name, counted in rows.items():
        assert store.ask(asking.cheapest(store, name))["counted"][0] == counted
    assert "sum(session_id)" in asking.cheapest(store, "person_session")


def test_each_question_is_measured_under_every_filter(store: Store) -> None:
    asked = [
        question for question in asking.answerable(store) if question.name in ("reach", "funnel")
    ]
    found, bare = asking.measure(store, asked, 2, ROWS)
    assert [one.name for one in found] == ["funnel", "reach"]
    assert {one.reads for one in found} == {"roll_call"}
    assert all(len(one.query) == len(one.whole) == len(one.cheapest) == 10 for one in found)
    assert len(bare) == 20


def test_the_table_of_asking_tells_the_ratio() -> None:
    one = asking.Asked("reach", "person", 1200, (2.0, 2.0), (3.0, 3.0), (9.0, 9.0))
    text = asking.table([one], (0.2, 0.2), "Some company.")
    assert "| reach | person | 1,200 | 2.0 | 3.0 | 3.0 | 1.5 | 9.0 | 9.0 |" in text
    assert "`select 1`: p50 0.2, p95 0.2." in text


def test_a_week_is_added_to_its_history(tmp_path: Path) -> None:
    (turn,) = week.measure(ROWS, 1, tmp_path, weeks=5)
    assert turn.week_rows < turn.history_rows and turn.history.seconds > 0 < turn.week.seconds
    assert not (tmp_path / "workspace").exists()


def test_the_table_of_the_week_tells_its_share() -> None:
    turns = [week.Turn(1000, 10, Run(s, 300.0, {}), Run(s / 20, 200.0, {})) for s in (4, 8, 9)]
    text = week.table(turns, "2 cores and 24 GB")
    assert "| the whole history | 1,000 | 8.00 | 100.0% | 300 |" in text
    assert "| one more week | 10 | 0.40 | 5.0% | 200 |" in text
