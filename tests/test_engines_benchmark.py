"""The benchmark of engines and of several web processes: that they measure the product's own
answers, and tell apart what differs. Nothing is timed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.asking import questions
from analytics.settings import value
from analytics.store import LimitError, Store
from benchmarks import engines, page, processes
from benchmarks.apart import Run, here, peak
from benchmarks.engines import Seam, Size, Told, differs, exponent
from benchmarks.processes import Load

NAMES = [asked.name for asked in questions()]


class Slow(Store):
    """Stands for an engine that does not answer one question, over another store."""

    def __init__(self, store: Store) -> None:
        self._store, self.name = store, "slow"

    def ask(self, sql: str, params: Any = None) -> Any:
        if "teacher_id" in sql:
            raise LimitError("This takes longer.")
        return self._store.ask(sql, params)


def test_every_question_is_asked_of_every_store_in_turns(sample: Store) -> None:
    found = engines.in_turns({"duckdb": sample, "postgres": Slow(sample)}, 2)
    assert list(found["duckdb"].taken) == NAMES and not found["duckdb"].trouble
    assert {len(taken) for taken in found["duckdb"].taken.values()} == {2}
    assert found["postgres"].trouble == {"teaching-matrix": "This takes longer."}
    assert list(found["postgres"].taken) == [one for one in NAMES if one != "teaching-matrix"]
    assert found["duckdb"].wire["funnel"] == found["postgres"].wire["funnel"] == 1


def test_the_seam_is_measured_on_the_questions_own_text(sample: Store) -> None:
    found = engines.seam(sample, 2)
    assert [one.name for one in found] == NAMES
    assert all(len(one.store) == len(one.cursor) == len(one.again) == 2 for one in found)
    part = engines.seam_table({"the sample pilot": found}, 2, "here")
    assert f"| the sample pilot | {len(NAMES)} |" in part


def test_what_the_seam_costs_is_told_beside_its_noise() -> None:
    near, far = (
        Seam("nps", (3.0, 5.0, 3.2), (2.0, 4.0, 2.9), (2.3, 1.0, 3.0)),
        Seam("funnel", (3.5, 3.5, 9.0), (2.0, 2.0, 2.0), (2.0, 2.0, 2.0)),
    )
    assert (near.cost, far.cost) == pytest.approx((1.0, 1.5))
    assert (near.noise, far.noise) == pytest.approx((0.1, 0.0))
    # by hand: mean 1.25, half the width 12.7062 x 0.35355 / sqrt(2)
    part = engines.seam_table({"x": [near, far]}, 3, "here")
    assert "| x | 2 | 2.5 | 1.25 (-1.93 to 4.43) | < 1, not met | 1.50 | 0.10 |" in part
    quick = [Seam("nps", (2.3,), (2.0,), (2.0,)), Seam("funnel", (2.4,), (2.0,), (2.0,))]
    assert "| < 1 |" in engines.seam_table({"x": quick}, 1, "here")
    with pytest.raises(ValueError, match="two values"):
        engines.interval([1.0])


def test_answers_are_the_same_or_they_are_not() -> None:
    ours = {"n": {"people": 3}, "estimate": 0.1 + 0.2, "rows": [1, None, "a"]}
    assert not differs(ours, {"n": {"people": 3}, "estimate": 0.3, "rows": [1, None, "a"]})
    for other in (
        {**ours, "estimate": 0.3 + 1e-8},
        {**ours, "estimate": None},
        {**ours, "n": {"people": 4}},
        {**ours, "rows": [1, None]},
        {**ours, "rows": [1, "", "a"]},
        {"n": ours["n"]},
        None,
    ):
        assert differs(ours, other) and differs(other, ours)


@given(
    power=st.floats(-1, 2),
    first=st.floats(0.001, 10),
    rows=st.sets(st.sampled_from([7**place for place in range(3, 10)]), min_size=2),
)
def test_the_exponent_of_a_power_is_that_power(power: float, first: float, rows: set[int]) -> None:
    sizes = sorted(rows)
    assert exponent(sizes, [first * one**power for one in sizes]) == pytest.approx(power, abs=1e-4)


def size(rows: int, seconds: float, title: str = "same") -> Size:
    run = Run(2.0, 100.0, {"bytes": 1_500_000, "rows": 7, "answers": {"nps": {"title": title}}})
    ours = Run(1.0, 90.0, {"rows": 0, "answers": {"nps": {"title": "same"}}})
    return Size(
        rows,
        run,
        {
            "duckdb": Told(None, {"nps": [1000 * seconds], "funnel": [1.0]}, {"nps": 5}, ours, {}),
            "spark": Told(
                run, {"nps": [3000 * seconds] * 3}, {"nps": 5}, run, {"funnel": "It broke."}
            ),
        },
    )


def test_what_differs_or_fails_is_said() -> None:
    part = engines.table(size(100, 1, "other"), 3, "here")
    assert "| nps | 1,000 | 3,000 | 5 |" in part and "| funnel | 1 | – | 0 |" in part
    assert "| DuckDB | – | – | 1.0 | 90 | – |" in part
    assert "| Spark | 2.0 | 100 | 2.0 | 100 | 7 |" in part
    assert "Spark has no answer to `funnel`: It broke." in part
    assert part.endswith("Answers of Spark that are not those of DuckDB: `nps`.")
    same = engines.table(size(100, 1), 3, "here")
    assert same.endswith("Answers of Spark that are not those of DuckDB: none.")


def test_rows_that_differ_are_told_where_answers_are_not_asked_for(sample: Store) -> None:
    class Other(Slow):
        def ask(self, sql: str, params: Any = None) -> Any:
            found = self._store.ask(sql, params)
            return found.iloc[:-1] if "nps" in sql or "rating_10" in sql else found

    found = engines.in_turns({"duckdb": sample, "spark": Other(sample)}, 0)
    assert {len(taken) for taken in found["duckdb"].taken.values()} == {1}
    assert "nps" in found["spark"].other and "funnel" not in found["spark"].other
    run = Run(2.0, 100.0, {"bytes": 1_500_000})
    ours = Told(None, {"nps": [1.0]}, {"nps": 5}, None, {})
    theirs = Told(run, {"nps": [2.0]}, {"nps": 5}, None, {}, ("nps",))
    part = engines.table(Size(9, run, {"duckdb": ours, "spark": theirs}), 0, "here")
    assert part.endswith("Rows of Spark that are not those of DuckDB: `nps`.")
    assert "asked once" in part and "| Spark | 2.0 | 100 | – | – | – |" in part


def test_an_engine_that_breaks_is_noted_and_the_others_go_on() -> None:
    failed: dict[str, str] = {}
    with engines._noted(failed, "spark"):
        raise RuntimeError("load_there failed:\nTraceback\nStoreError: no room")
    whole, part = size(100, 1), size(10_000, 10)
    part = Size(part.rows, part.export, {"duckdb": part.of["duckdb"]}, failed)
    assert "Spark broke: StoreError: no room" in engines.table(part, 3, "here")
    told = engines.growth_table({one.rows: engines.taken_by(one) for one in (whole, part)}, "here")
    assert "| DuckDB | all |" in told and "Spark" not in told


def test_growth_is_told_of_what_every_size_has_answered() -> None:
    sizes = {one.rows: engines.taken_by(one) for one in (size(10_000, 10), size(100, 1))}
    part = engines.growth_table(sizes, "here")
    assert "| Spark | all | 3.00 | 30.00 | 0.50 |" in part
    assert "| Spark | `nps` | 3.00 | 30.00 | 0.50 |" in part
    assert "| DuckDB | `nps` | 1.00 | 10.00 | 0.50 |" in part


def test_an_engine_is_named_for_as_long_as_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_QUERY_SECONDS", "7")
    monkeypatch.delenv("IMPACT_ENGINE", raising=False)
    with engines.asking("postgres://me@127.0.0.1:1/base/pilot"):
        assert str(value("IMPACT_ENGINE")).endswith("/pilot")
        assert value("IMPACT_QUERY_SECONDS") > 7
    assert value("IMPACT_ENGINE") is None and value("IMPACT_QUERY_SECONDS") == 7


def test_an_export_is_measured_with_its_bytes(tmp_path: Path) -> None:
    engines.lakehouse.make(tmp_path / "workspace", 2_000)
    run = here("benchmarks.engines", "export", tmp_path / "workspace", tmp_path / "export")
    assert run.found["bytes"] > 10_000 and run.peak == pytest.approx(peak(), rel=0.2)
    answers = engines.ask_all(tmp_path / "workspace")
    assert list(answers["answers"]) == NAMES and not answers["trouble"]
    assert answers["rows"] == 0  # nothing crosses a wire


def test_processes_are_told_by_their_number() -> None:
    found = [
        Load(1, 90, 10.0, (100.0, 300.0), 4.5, 250.0, ()),
        Load(2, 90, 5.0, (50.0, 150.0), 4.5, 260.0, ("TimeoutError: ",)),
    ]
    part = processes.table(found, 20, "here")
    assert "| 1 | 9.0 | 9.0 | 200 | 290 | 50 | 250 | 0 |" in part
    assert "| 2 | 18.0 | 9.0 | 100 | 145 | 50 | 260 | 1 |" in part


def test_the_document_holds_a_table_of_every_part() -> None:
    told = page.SCALE.read_text(encoding="utf-8")
    for name in ("processes", "seam", "engines", "growth"):
        assert told.count(f"<!-- {name} -->") == told.count(f"<!-- /{name} -->") == 1
        part = told.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
        assert "\n|---|" in part, name
