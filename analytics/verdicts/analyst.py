"""The analyst's fold under time to competency: other methods, and what the headline's was."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics import fmt
from analytics.findings import Curve
from analytics.verdicts.said import listed

CAVEAT = (
    "None of these is held against the target: a hazard ratio is no time ratio, and restricted"
    " means end at a horizon."
)
_METHODS = {
    "asymptotic": "log-rank, normal critical values",
    "permutation": "log-rank, critical values by permutation (fewer than 30 sign-offs on a side)",
    "clustered": "log-rank, cluster-robust by hire date (t with classes − 2)",
}


def analyst_rows(answer: Curve) -> list[tuple[str, str]]:
    """(what, found) line by line."""
    details = answer.details
    test, plain, analyst = details["logrank"], details["nothing_held_equal"], details["analyst"]
    within = listed(test["within"]) if test["within"] else "nothing"
    rows = [
        ("Test", f"{_METHODS[test['method']]}; {fmt.p_value(test['p'])}"),
        ("Held equal", within),
        ("With nothing held equal", _faster(plain)),
        *(
            (f"Shift in the mix of {factor}s (standardised)", _shift(smd))
            for factor, smd in details["mix"].items()
        ),
        ("Smallest gain shown with 80% power", _percent(details["mde"])),
        ("Hazard ratio (Cox), during against before", _cox(analyst["cox"])),
        ("Early differences weighted more (Peto–Peto)", _peto(analyst["peto"])),
        (f"Mean days up to day {analyst['rmst']['horizon']}", _means(analyst["rmst"])),
    ]
    group = details["comparison_group"]
    if group:
        rows.insert(1, ("The pilot by itself", fmt.faster(group["pilot_estimate"])))
        rows.insert(2, ("The comparison group by itself", fmt.faster(group["estimate"])))
    return rows


def _faster(found: Mapping[str, Any]) -> str:
    if found["estimate"] is None:
        return fmt.NOT_KNOWN
    interval = fmt.faster_range(*found["interval"])
    return f"{fmt.faster(found['estimate'])} ({interval}; {fmt.p_value(found['p'])})"


def _shift(smd: float) -> str:
    return fmt.ratio(smd) if math.isfinite(smd) else "no category in common"


def _percent(share: float | None) -> str:
    return fmt.percent(share) if share is not None else fmt.NOT_KNOWN


def _cox(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "no finite answer, or too few sign-offs"
    low, high = found["interval"]
    limits = f"{fmt.ratio(low)}–{fmt.ratio(high)}"
    return f"{fmt.ratio(found['hazard_ratio'])} ({limits}; {fmt.p_value(found['p'])})"


def _peto(found: Mapping[str, Any] | None) -> str:
    return "too few sign-offs" if found is None else fmt.p_value(found["p"])


def _means(found: Mapping[str, Any]) -> str:
    if "refused" in found:
        return str(found["refused"])
    difference = f"difference {fmt.number(found['difference'])} days"
    low, high = found["interval"]
    return (
        f"{fmt.number(found['before'])} before, {fmt.number(found['during'])} during;"
        f" {difference} ({fmt.number(low)} to {fmt.number(high)}; {fmt.p_value(found['p'])})"
    )
