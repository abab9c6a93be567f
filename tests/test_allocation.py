"""A draw by hand, and what must hold for any names."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation import allocate, lot_of, starts


def test_a_lot_can_be_checked_without_this_program() -> None:
    """printf '2026:Sales 1' | sha256sum"""
    assert lot_of("Sales 1", "2026") == hashlib.sha256(b"2026:Sales 1").hexdigest()
    assert lot_of("", "2026").startswith(hashlib.sha256(b"2026:").hexdigest()[:8])


def test_names_are_dealt_in_the_order_of_their_lots() -> None:
    names = dict.fromkeys(["Ana", "Ben", "Cem", "Dee"], "Sales")
    made = allocate(names, "7")
    order = sorted(names, key=lambda name: lot_of(name, "7"))
    assert [one.name for one in made.drawn] == order
    first, second = [one.group for one in made.drawn[:2]]
    assert [one.group for one in made.drawn] == [first, second, first, second]
    assert set(made.of("now")) | set(made.of("later")) == set(names)


def test_another_seed_is_another_draw_and_another_digest() -> None:
    names = {f"P{at}": "Sales" for at in range(20)}
    assert len({allocate(names, str(seed)).of("now") for seed in range(10)}) == 10
    assert allocate(names, "1").digest != allocate(names, "2").digest


def test_too_few_names_or_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="1 names cannot be dealt to 2 groups"):
        allocate({"Ana": ""}, "1")
    with pytest.raises(ValueError, match="two groups or more"):
        allocate({"Ana": "", "Ben": ""}, "1", ("now",))
    with pytest.raises(ValueError, match="2 teams cannot begin on 3 days"):
        starts(["A", "B"], "1", date(2026, 1, 5), 3, 4)


@given(
    st.dictionaries(st.text(min_size=1), st.sampled_from("ABCD"), min_size=3), st.text(),
    st.sampled_from([("now", "later"), ("now", "in spring", "in summer")]),
)  # fmt: skip
def test_groups_are_even_in_each_stratum_and_in_all(
    names: dict[str, str], seed: str, groups: tuple[str, ...]
) -> None:
    made = allocate(names, seed, groups)
    assert {one.name: one.stratum for one in made.drawn} == names
    for stratum in ("", *set(names.values())):
        counted = Counter(one.group for one in made.drawn if not stratum or one.stratum == stratum)
        sizes = [counted[group] for group in groups]
        assert max(sizes) - min(sizes) <= 1
    turned = dict(reversed(names.items()))
    assert allocate(turned, seed, groups) == made


def test_in_many_draws_everybody_is_in_each_group_about_as_often() -> None:
    """Of 400 draws, half within four standard errors (2.5% each): about 40 to 60%."""
    names = {f"P{at}": "AB"[at % 2] for at in range(9)}
    often = Counter(name for seed in range(400) for name in allocate(names, str(seed)).of("now"))
    assert all(160 <= often[name] <= 240 for name in names)


def test_teams_begin_on_even_steps() -> None:
    found = starts([f"T{at}" for at in range(8)], "1", date(2026, 1, 5), 4, 2)
    assert Counter(day for _, day in found) == {
        date(2026, 1, 5): 2, date(2026, 1, 19): 2, date(2026, 2, 2): 2, date(2026, 2, 16): 2,
    }  # fmt: skip
