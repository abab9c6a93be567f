"""The made-up workspaces of the engines' benchmark: they are what they claim, and every question
has an answer there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.asking import ask
from analytics.findings import Curve, TooFew
from analytics.questions import Question, questions
from analytics.store import Store
from benchmarks import lakehouse
from benchmarks.company import FASTER, Truth

ROWS = 20_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Truth]]:
    folder = tmp_path_factory.mktemp("lakehouse")
    told: list[int] = []
    truth = lakehouse.make(folder, ROWS, told.append)
    assert told == [truth.rows]  # so few sessions are made at once
    store = Store.open(folder, keeps=False)
    yield store, truth
    store.close()


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
def test_every_question_has_an_answer(made: tuple[Store, Truth], asked: Question) -> None:
    assert not isinstance(ask(made[0], asked.name).answer, TooFew)


@pytest.mark.slow
def test_the_truth_is_what_the_stays_say(made: tuple[Store, Truth]) -> None:
    """Second by second, and by no table that the product derives."""
    store, truth = made
    stays = store.ask(
        "select landed_session_id as session, alias_id as person, joined_at, left_at"
        " from attendance_interval"
    )
    assert len(stays) == truth.rows and abs(truth.rows - ROWS) < 0.05 * ROWS
    there: dict[tuple[int, int], set[int]] = defaultdict(set)
    starts = stays.groupby("session")["joined_at"].min().dt.floor("h")
    assert len(starts) == truth.sessions
    for row in stays.itertuples(index=False):
        begin, end = (
            int((moment - starts[row.session]).total_seconds())
            for moment in (row.joined_at, row.left_at)
        )
        there[row.session, row.person] |= set(range(begin, end))
    assert sum(len(seconds) >= 1800 for seconds in there.values()) == truth.attended < len(there)
    came = ask(store, "participation").answer.n
    truth.check("participation", {"invited": came["invitations"], **came})


def test_nobody_is_invited_twice_or_has_more_than_two_stays(made: tuple[Store, Truth]) -> None:
    store, truth = made
    invited = store.ask("select session_id, person_id from invitation")
    assert len(invited) == truth.invited and not invited.duplicated().any()
    stays = store.ask("select min(stays) as fewest, max(stays) as most from person_session")
    assert (stays["fewest"][0], stays["most"][0]) == (1, 2)


def test_who_was_hired_during_the_pilot_took_a_fifth_less(made: tuple[Store, Truth]) -> None:
    curve = ask(made[0], "time-to-competency").answer
    assert isinstance(curve, Curve)
    change = 1 - curve.during.median[0] / curve.before.median[0]
    assert change == pytest.approx(FASTER, abs=0.1)


def test_the_same_size_is_the_same_company(made: tuple[Store, Truth], tmp_path: Path) -> None:
    again = lakehouse.make(tmp_path, ROWS)
    assert again == made[1]
    store = Store.open(tmp_path, keeps=False)
    for table in ("attendance_interval", "invitation", "person", "competency", "survey_answer"):
        digest = f"select bit_xor(hash(t)) as digest from {table} t"  # noqa: S608
        assert store.ask(digest).equals(made[0].ask(digest))
    store.close()
