"""The grade: the design sets the highest, faults lower it, and the next step truly raises it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.grade import _COSTS, _HIGHEST, _STEPS, _letter, grade_of
from analytics.findings import Flag, Grade

CLEAN: dict[str, Any] = {
    "design": "before-after", "flags": (), "fewest_competent": 60, "detectable": 0.18,
    "target": 0.2, "share_learning": 0.2, "is_registered": True,
}  # fmt: skip


def graded(**changes: Any) -> Grade:
    return grade_of(**CLEAN | changes)


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        ({}, "C"),
        ({"design": "comparison"}, "B"),
        ({"design": "lot"}, "A"),
        ({"design": "lot", "is_registered": False}, "B"),  # an A has no fault
        ({"is_registered": False}, "C"),  # one weakness is forgiven …
        ({"is_registered": False, "fewest_competent": 29}, "D"),  # … two are not
        ({"detectable": 0.31, "share_learning": 0.51}, "D"),
        ({"detectable": 0.29, "share_learning": 0.5}, "C"),
        ({"detectable": None, "is_registered": False}, "D"),
        ({"flags": (Flag("pre-trend", caps=True),)}, "D"),
        ({"flags": (Flag("pre-trend"), Flag("nobody-left"))}, "E"),
        ({"flags": (Flag("pre-trend"), Flag("nobody-left"), Flag("sign-off-rhythm"))}, "E"),
        ({"design": "comparison", "flags": (Flag("sign-off-rhythm"),)}, "C"),
        ({"flags": (Flag("no-comparison-group"), Flag("straddlers-censored", n=9))}, "C"),
    ],
)
def test_the_letter(changes: dict[str, Any], letter: str) -> None:
    assert graded(**changes).letter == letter


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({}, "comparison-group"),
        ({"flags": (Flag("nobody-left"),)}, "list-leavers"),
        ({"flags": (Flag("pre-trend-unknown"),), "fewest_competent": 12}, "longer-baseline"),
        ({"share_learning": 0.8, "is_registered": False}, "wait"),
        ({"flags": (Flag("sign-off-rhythm"),)}, "competent-dates"),
        ({"design": "comparison"}, "draw-lots-next"),
        ({"design": "lot"}, ""),
        ({"design": "lot", "is_registered": False}, "register-next"),
    ],
)
def test_the_cheapest_step(changes: dict[str, Any], step: str) -> None:
    assert graded(**changes).next_step == step


@given(
    st.sampled_from(sorted(_HIGHEST)),
    st.sets(st.sampled_from(sorted(set(_COSTS) - {"small", "still-learning", "not-registered"}))),
    st.integers(0, 100), st.none() | st.floats(0.05, 0.6), st.floats(0, 1), st.booleans(),
)  # fmt: skip
def test_a_grade_never_rises_with_a_fault_and_its_step_is_of_use(
    design: str, codes: set[str], fewest: int, detectable: float | None, learning: float,
    registered: bool,
) -> None:  # fmt: skip
    grade = graded(
        design=design, flags=tuple(Flag(code) for code in sorted(codes)), fewest_competent=fewest,
        detectable=detectable, share_learning=learning, is_registered=registered,
    )  # fmt: skip
    assert grade.letter >= "ABCDE"[_HIGHEST[design]]
    for fault in grade.faults:
        assert _letter(design, [f for f in grade.faults if f != fault]) <= grade.letter
    if grade.letter == "A":
        assert grade.next_step == "" and not grade.faults
    else:
        [(_, mends, made)] = [step for step in _STEPS if step[0] == grade.next_step]
        assert made or mends & set(grade.faults)


def test_every_step_mends_known_faults() -> None:
    for _, mends, made in _STEPS:
        assert mends <= set(_COSTS) and (made in _HIGHEST or not made)
