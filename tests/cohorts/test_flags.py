"""Every flag by its measured trigger: found where it is built in, silent where it is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from made_hires import START, drawn, hires, row

from analytics.cohorts.compare import compare
from analytics.cohorts.flags import Beside, flags_of, pre_trend
from analytics.cohorts.looks import Looks
from analytics.cohorts.rhythm import Pair, Read, Rhythm, read_alike
from analytics.findings import Flag

BESIDE = Beside(without_hire=0, contradicting=0, listed=200, gone=11)
ONE_LOOK = Looks(1, False)


def flags(
    rows: list[dict[str, Any]], beside: Beside = BESIDE, looks: Looks = ONE_LOOK,
    has_leavers: bool = False,
) -> dict[str, Flag]:  # fmt: skip
    made = hires(rows)
    read = read_alike(made, np.full(len(made.days), 30_000))
    found = compare(read.hires)
    assert found is not None
    told = flags_of(read, found, beside, looks, has_leavers=has_leavers)
    assert [flag.caps for flag in told] == sorted((flag.caps for flag in told), reverse=True)
    return {flag.code: flag for flag in told}


def plain(seed: int = 11, n: int = 60, **given: Any) -> list[dict[str, Any]]:
    """Nothing is the matter with these: three departments in one mix, all followed to the end."""
    rng = np.random.default_rng(seed)
    rows = drawn(rng, n, "before", **given) + drawn(rng, n, "during", **given)
    for place, one in enumerate(rows):
        one["department"] = ("Sales", "Ops", "Support")[place % 3]
    return rows


def test_nothing_is_the_matter() -> None:
    assert set(flags(plain())) == {"no-comparison-group"}


@pytest.mark.parametrize(
    ("beside", "has_leavers", "expected"),
    [
        (Beside(0, 0, 30, 0), False, True),
        (Beside(0, 0, 29, 0), False, False),  # a short list proves nothing
        (Beside(0, 0, 300, 1), False, False),
        (Beside(0, 0, 300, 0), True, False),  # the card says that leavers are in the list
    ],
)
def test_a_list_without_leavers_caps(beside: Beside, has_leavers: bool, expected: bool) -> None:
    found = flags(plain(), beside, has_leavers=has_leavers)
    assert ("nobody-left" in found) == expected
    if expected:
        assert found["nobody-left"].caps and found["nobody-left"].n == beside.listed


def test_a_changed_rhythm_caps() -> None:
    made = hires(plain())
    found = compare(made)
    assert found is not None
    read = Read(made, Pair(Rhythm("month", 0, 0.9), Rhythm("week", 4, 0.95), True))
    [flag] = [
        f for f in flags_of(read, found, BESIDE, ONE_LOOK, has_leavers=False) if f.caps
    ]  # fmt: skip
    assert (flag.code, flag.words, flag.holds) == ("sign-off-rhythm", ("month", "week"), True)


def test_a_change_that_began_before_caps() -> None:
    rng = np.random.default_rng(3)
    rows = drawn(rng, 60, "during", median=30)
    for one in drawn(rng, 120, "before"):
        if one["hire_date"].date() >= START - timedelta(days=90):
            one["days"] = one["whole_days"] = max(1, round(one["days"] * 0.6))
        rows.append(one)
    found = flags(rows)
    assert found["pre-trend"].caps and found["pre-trend"].value is not None
    assert found["pre-trend"].value < 0.05


def test_the_trend_before_is_taken_relative_to_the_comparison_group() -> None:
    """Both sides changed alike before the pilot: that is what the group is there for."""

    def changing(seed: int, **given: Any) -> list[dict[str, Any]]:
        made = drawn(np.random.default_rng(seed), 160, "before", **given)
        for one in made:
            if one["hire_date"].date() >= START - timedelta(days=90):
                one["days"] = one["whole_days"] = max(1, round(one["days"] * 0.6))
        return made

    pilot = hires(changing(4))
    others = hires(changing(5, side="comparison"))
    alone, relative = pre_trend(pilot), pre_trend(pilot, others)
    assert alone is not None and alone < 0.001
    assert relative is not None and relative > 0.05


def test_halves_that_are_too_small_are_said() -> None:
    rng = np.random.default_rng(6)
    rows = drawn(rng, 19, "before") + drawn(rng, 40, "during")
    found = flags(rows)
    assert "pre-trend-unknown" in found and not found["pre-trend-unknown"].caps


def test_the_check_of_the_trend_before_is_right_in_95_of_100() -> None:
    rng = np.random.default_rng(7)
    ps = [pre_trend(hires(drawn(rng, 80, "before"))) for _ in range(200)]
    alarms = sum(p is not None and p < 0.05 for p in ps)
    assert 2 <= alarms <= 22  # 10 expected; the bounds are 4 standard errors


def test_the_design_is_said() -> None:
    rng = np.random.default_rng(8)
    alone = drawn(rng, 40, "before") + drawn(rng, 40, "during")
    assert flags(alone)["one-team"].n == 40
    small = [*plain(), *drawn(rng, 5, "before", side="comparison", department="Legal")]
    found = flags(small)
    assert found["comparison-too-small"].n == 5 and "no-comparison-group" in found
    large = [
        *plain(),
        *drawn(rng, 40, "before", side="comparison", department="Legal"),
        *drawn(rng, 40, "during", side="comparison", department="Legal"),
    ]
    assert not {"comparison-too-small", "no-comparison-group"} & set(flags(large))


def test_mix_and_classes_are_said() -> None:
    rows = plain(n=90)
    for one in rows:
        if one["cohort"] == "during" and one["department"] == "Ops":
            one["department"] = "Sales"
    held = flags(rows)["mix-held-equal"]
    assert held.words == ("department",) and held.value is not None
    together = plain()
    for one in together:
        one["hire_date"] -= timedelta(days=one["hire_date"].day - 1)  # the first of the month
    assert "classes-robust" in flags(together)
    for one in together:
        if one["cohort"] == "during":
            one["hire_date"] = one["hire_date"].replace(year=2026, month=1)
    assert "classes-too-few" in flags(together)


def test_curves_that_pull_both_ways_are_said() -> None:
    """Half of those hired during are much quicker, half much slower; before all are alike."""
    before = [row(START - timedelta(days=9 + k), 40 + k % 20) for k in range(80)]
    during = [row(START + timedelta(days=k), 20 + k % 10 if k % 2 else 90 + k % 20)
              for k in range(80)]  # fmt: skip
    found = flags(before + during)["curves-differ"]
    assert found.words == ("sooner", "later")


def test_leavers_looks_and_what_is_left_out() -> None:
    rows = plain(n=40)
    for one in [r for r in rows if r["cohort"] == "during"][:5]:
        one["outcome"], one["is_signed_off"] = "left", 0
    found = flags(rows, Beside(3, 2, 200, 11), Looks(4, True))
    assert found["many-left"].n == 5  # of 40
    assert (found["looks"].n, found["looks"].holds) == (4, True)
    assert found["sign-offs-without-hire"].n == 3 and found["competent-before-hire"].n == 2
    for one in [r for r in rows if r["cohort"] == "during"][:1]:
        one["outcome"], one["is_signed_off"] = "competent", 1
    assert "many-left" not in flags(rows)  # 4 of 40 are not more than one in ten
    straddling = [row(START - timedelta(days=5), 5, "straddling", whole_days=44)]
    assert flags(plain() + straddling)["straddlers-censored"].n == 1
