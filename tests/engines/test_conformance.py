"""The same finding from every engine: of each workspace, exported, loaded there and asked."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from made_tricky import tricky
from pandas.testing import assert_frame_equal

from analytics import canonical_files
from analytics.asking import ask, context_of, rows_of
from analytics.engines import Address, opened, read_address
from analytics.engines.load import load
from analytics.questions import Question, questions
from analytics.sample import land_sample
from analytics.store import Store
from analytics.store.elsewhere import Elsewhere
from benchmarks import lakehouse

MANY = 200_000
NOW = datetime(2026, 11, 26, 12)
each_question = pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)


def made(name: str, folder: Path) -> Store:
    if name == "many":
        lakehouse.make(folder, MANY)
        return Store.open(folder, keeps=False)
    store = tricky() if name == "tiny" else Store.open(":memory:")
    if name == "sample":
        land_sample(store)
    return store


def put_there(store: Store, address: Address, folder: Path) -> Elsewhere:
    """The workspace exported, loaded into the engine, and opened there."""
    exported = canonical_files.write(store, folder, NOW)
    with closing(opened(address, writes=True)) as engine:
        load(engine, exported, NOW)
        engine.commit()
    found = Store.elsewhere(address)
    assert isinstance(found, Elsewhere)
    return found


@pytest.fixture(scope="module", params=["sample", "empty", "tiny", "many"])
def both(
    request: pytest.FixtureRequest, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Elsewhere]]:
    """A workspace, and the same in the engine."""
    folder = tmp_path_factory.mktemp(request.param)
    with closing(made(request.param, folder / "w")) as own:
        address = read_address(f"{server}/same_{request.param}")
        with closing(put_there(own, address, folder / "canonical")) as there:
            yield own, there


def differs(a: Any, b: Any, at: str = "") -> list[str]:
    """Where two answers are not the same: numbers by more than a billionth, all else at all."""
    if isinstance(a, float) and isinstance(b, float):
        alike = math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) or (a != a and b != b)
        return [] if alike else [f"{at}: {a!r} and {b!r}"]
    if type(a) is not type(b):
        return [f"{at}: {a!r} and {b!r}"]
    if dataclasses.is_dataclass(a):
        names = [field.name for field in dataclasses.fields(a)]
        return [
            found
            for name in names
            for found in differs(getattr(a, name), getattr(b, name), f"{at}.{name}")
        ]
    if isinstance(a, Mapping):
        if list(a) != list(b):
            return [f"{at}: {list(a)} and {list(b)}"]
        return [found for key in a for found in differs(a[key], b[key], f"{at}[{key!r}]")]
    if isinstance(a, tuple | list):
        if len(a) != len(b):
            return [f"{at}: {len(a)} and {len(b)} of them"]
        return [
            found
            for n, (one, other) in enumerate(zip(a, b, strict=True))
            for found in differs(one, other, f"{at}[{n}]")
        ]
    return [] if a == b else [f"{at}: {a!r} and {b!r}"]


def test_a_difference_is_seen() -> None:
    assert differs({"a": (1.0, "x")}, {"a": (1.0 + 1e-12, "x")}) == []
    assert differs({"a": (1.0, "x")}, {"a": (1.0 + 1e-7, "x")}) == ["['a'][0]: 1.0 and 1.0000001"]
    assert differs((1, 2), (1, 2.0)) and differs(("x",), ("y",)) and differs((1,), (1, 2))


# What is wanted are the texts themselves, who gave how many so that they can be quoted, and the
# names that they are cleared of.
QUOTES = ("comments", "themes")
_DEFINITIONS = 20  # of competency, clock, straddlers and leavers
_PARTS = 2_000  # weeks, departments, rules, people of the grid × weeks
_SIZES = """
    select (select count(*) from session) as sessions,
        (select count(*) from person where hire_date is not null) as hires,
        (select count(*) from attendance_interval) as stays,
        (select count(*) from survey_answer where scale = 'text') as texts,
        (select count(*) from person_alias) as names
"""


def check_crossed(own: Store, asked: Question, crossed: int) -> None:
    """No person and no stay crosses the wire: sums by session, week, department and day of hire do,
    however many rows they are made of."""
    [(sessions, hires, stays, texts, names)] = own.ask(_SIZES).itertuples(index=False, name=None)
    if asked.name in QUOTES:
        assert crossed <= texts + names + _PARTS
        return
    assert crossed <= sessions + _DEFINITIONS * hires + _PARTS
    if stays > 100_000:
        assert crossed < stays / 4


@each_question
def test_a_question_has_the_same_finding(both: tuple[Store, Elsewhere], asked: Question) -> None:
    own, there = both
    before = there.rows_read
    assert differs(ask(own, asked.name), ask(there, asked.name)) == []
    check_crossed(own, asked, there.rows_read - before)


@each_question
def test_it_has_the_same_rows_in_the_same_types(
    both: tuple[Store, Elsewhere], asked: Question
) -> None:
    own, there = both
    context = context_of(own, asked)
    found, expected = rows_of(there, asked, context), rows_of(own, asked, context)
    assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)
    assert not [name for name in found.columns if name.endswith("_id")]
