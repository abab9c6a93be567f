"""The analyst's fold: other methods on the same cohorts, against R, within their limits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from test_verdicts import CONTEXT, answer_of, demo

from analytics.cohorts.analyst import analyst_view
from analytics.findings import Curve
from analytics.verdicts.analyst import analyst_rows


def reference(shared: Path, name: str) -> list[float]:
    text = (shared / "reference" / "reference_values.json").read_text(encoding="utf-8")
    [value] = [e["value"] for e in json.loads(text)["entries"] if e["id"] == name]
    return [float(v) for v in value]


def test_the_values_of_r(shared: Path) -> None:
    view = demo(shared, "onboarding_demo.csv").details["analyst"]
    ratio, low, high, p = reference(shared, "demo.cox")
    assert [view["cox"]["hazard_ratio"], *view["cox"]["interval"], view["cox"]["p"]] == (
        pytest.approx([ratio, low, high, p], rel=1e-6)
    )
    difference, low, high, p = reference(shared, "demo.rmst60.diff")
    rmst = view["rmst"]
    assert [rmst["difference"], *rmst["interval"], rmst["p"]] == (
        pytest.approx([difference, low, high, p], rel=1e-6)
    )


def test_restricted_means_are_refused_where_they_are_unsafe() -> None:
    answer = answer_of([("before", 20 + k % 30, "competent") for k in range(60)]
                       + [("during", 20 + k % 25, "competent") for k in range(20)])  # fmt: skip
    assert isinstance(answer, Curve)
    assert "at least 30 people" in answer.details["analyst"]["rmst"]["refused"]
    assert any("at least 30 people" in found for _, found in analyst_rows(answer))


def test_every_line_is_said_for_any_answer(shared: Path) -> None:
    for answer in (demo(shared, "onboarding_demo.csv"), demo(shared, "null_demo.csv")):
        rows = analyst_rows(answer)
        assert len(rows) == len({what for what, _ in rows}) >= 8
        assert all(found and "None" not in found and "nan" not in found for _, found in rows)
    assert CONTEXT.pilot


def test_too_few_sign_offs_have_no_other_methods() -> None:
    from analytics.cohorts.hires import Hires

    def some(n: int) -> Hires:
        from datetime import date

        ones, texts = np.ones(n, dtype=np.int64), np.full(n, "", dtype=object)
        return Hires(
            ones == 0, ones == 0, texts, texts, ones * (date(2026, 1, 5) - date(1970, 1, 1)).days,
            np.full(n, "competent", dtype=object), np.arange(1, n + 1), np.arange(1, n + 1),
            ones == 1, ones,
        )  # fmt: skip

    view = analyst_view(some(40), some(9))
    assert view["cox"] is None and view["peto"] is None
