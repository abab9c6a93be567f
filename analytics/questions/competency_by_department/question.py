"""Which departments become competent sooner?

Each department of the pilot by itself, counted and compared as in time to competency, beside all
of its hires together. Several departments are several chances to be wrong, so a department counts
as changed only after Holm's correction over all that can be compared (Benjamini–Hochberg where
there are more than ten), and its interval is drawn at the confidence at which its own test was
decided. Departments with fewer than 10 people or 10 competent before or during the pilot, or not
followed as long as half of those before needed, are shown with their counts only. With a
comparison group each change is relative to that group's. What caps the verdict of the whole caps
that of every department; so does a rhythm of sign-offs that changed in the department itself, or
a change there that began before the pilot.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.cohorts.compare import Comparison, as_row, compare, lack_of
from analytics.cohorts.flags import own_caps
from analytics.cohorts.reading import Reading, detectable, read_cohorts, too_few
from analytics.cohorts.rhythm import Read, read_alike
from analytics.findings import Compared, Estimate, Forest, Grade, Slice, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.multiplicity import Correction, adjusted_p, decided_at

# More departments than these are an exploration: of those called, one in twenty may be false.
MOST_FOR_HOLM = 10


def answer(rows: pd.DataFrame, context: Context) -> Forest | TooFew:
    """rows: the counted hires and what stands beside them, of query.sql."""
    reading = read_cohorts(rows, context)
    if isinstance(reading, TooFew):
        return reading
    found, hires = reading.comparison, reading.read.hires
    whole = as_row("", hires, found)
    if lack_of(whole):
        missing = "too few people are competent yet, or followed long enough, to compare anybody"
        return too_few(reading.n, reading.pilot, missing)
    own = {name: _own(reading, name) for name in _departments(reading)}
    compared = _compared(reading, own)
    correction: Correction = "holm" if len(compared) <= MOST_FOR_HOLM else "benjamini-hochberg"
    slices = _slices(own, compared, correction, _alpha(reading.confidence))
    return Forest(
        estimate=Estimate(found.estimate, found.low, found.high),
        unit="faster",
        n=reading.n | {"departments": len(slices)},
        target=reading.pilot.percent_faster,
        whole=whole,
        slices=slices,
        tests=len(compared),
        correction=correction,
        flags=reading.flags,
        grade=_grade(reading, slices),
        table=_table(whole, slices),
        details={
            "whole": _machine(whole, None),
            "departments": [
                {"department": one.found.name}
                | _machine(one.found, one.adjusted)
                | {"flags": [flag.code for flag in one.flags]}
                for one in slices
            ],
            "correction": correction,
            "tests": len(compared),
            "is_relative": found.did is not None,
            "is_everybody_in_a_department": "" not in hires.pilot.department,
            "flags": [{"code": f.code, "n": f.n, "caps": f.caps} for f in reading.flags],
            "competency": context.competency,
            "as_of": None if context.as_of is None else context.as_of.date(),
        },
    )


def _alpha(confidence: float) -> float:
    """The error that all departments share: 1 − confidence without its rounding error, by which
    a p of exactly 0.05 would be below it."""
    return float(f"{1 - confidence:.12g}")


def _departments(reading: Reading) -> list[str]:
    """The departments of the pilot that are known, most people first."""
    people = reading.read.hires.pilot.counts("department")
    return sorted(filter(None, people), key=lambda name: (-people[name], name))


def _own(reading: Reading, name: str) -> Read:
    """The hires of one department and of the comparison group, at the department's own rhythm."""
    hires = reading.read.hires
    chosen = hires.is_compared | (hires.department == name)
    return read_alike(hires.where(chosen), reading.limits[chosen])


def _compared(reading: Reading, own: dict[str, Read]) -> dict[str, Comparison]:
    """The departments that can be compared: enough people, and in the same way as the whole,
    relative to the comparison group or not. At the confidence of all if none were rejected."""
    enough = {name: read for name, read in own.items() if not lack_of(as_row(name, read.hires))}
    confidence = 1 - _alpha(reading.confidence) / max(len(enough), 1)
    found = {name: compare(read.hires, confidence) for name, read in enough.items()}
    is_relative = reading.comparison.did is not None
    return {
        name: comparison
        for name, comparison in found.items()
        if comparison is not None and (comparison.did is not None) == is_relative
    }


def _slices(
    own: dict[str, Read], compared: dict[str, Comparison], correction: Correction, alpha: float
) -> tuple[Slice, ...]:
    """Every department, those that were compared first, each at its own confidence."""
    p = [found.p for found in compared.values()]
    adjusted, confidences = adjusted_p(p, correction), decided_at(p, correction, alpha)
    slices = []
    for (name, found), own_p, confidence in zip(
        compared.items(), adjusted, confidences, strict=True
    ):
        hires = own[name].hires
        at_its_own = found if found.confidence == confidence else compare(hires, confidence)
        assert at_its_own is not None  # there was something to compare at another confidence
        row = as_row(name, hires, at_its_own)
        slices.append(Slice(row, own_p, own_caps(own[name], at_its_own)))
    counted = [Slice(as_row(name, own[name].hires), None) for name in own if name not in compared]
    return (*slices, *counted)


def _grade(reading: Reading, slices: tuple[Slice, ...]) -> Grade | None:
    """That of a claim about one department: of the one with the least behind it."""
    compared = [one.found for one in slices if one.found.estimate is not None]
    if not compared:
        return None
    gains = [_detectable(found) for found in compared]
    known = [gain for gain in gains if gain is not None]
    return reading.grade(
        min(min(found.competent_before, found.competent_during) for found in compared),
        max(known) if len(known) == len(gains) else None,
    )


def _detectable(found: Compared) -> float | None:
    assert found.estimate is not None
    return detectable(found.estimate.low, found.estimate.high, found.confidence)


def _machine(found: Compared, adjusted: float | None) -> dict[str, Any]:
    """A row as the JSON of `impact ask` gives it."""
    estimate = found.estimate
    return {
        "before": found.before,
        "during": found.during,
        "competent_before": found.competent_before,
        "competent_during": found.competent_during,
        "estimate": estimate.value if estimate else None,
        "interval": [estimate.low, estimate.high] if estimate else None,
        "confidence": found.confidence if estimate else None,
        "p": found.p if estimate else None,
        "p_adjusted": adjusted,
    }


def _table(whole: Compared, slices: tuple[Slice, ...]) -> Table:
    """The whole first, then every department."""
    columns = ("before", "during", "competent_before", "competent_during", "percent_faster",
               "low", "high", "confidence", "p", "p_adjusted")  # fmt: skip

    def row(name: str, found: Compared, adjusted: float | None) -> tuple[Any, ...]:
        numbers = _machine(found, adjusted)
        numbers["percent_faster"] = numbers["estimate"]
        numbers["low"], numbers["high"] = numbers["interval"] or (None, None)
        return (name, *(numbers[column] for column in columns))

    return Table(
        ("department", *columns),
        (row("all", whole, None), *(row(s.found.name, s.found, s.adjusted) for s in slices)),
    )


QUESTION = Question(
    name="competency-by-department",
    place=8,
    label="Time to competency by department",
    nouns=Nouns(
        subject="time to competency by department",
        measure="Percent faster by department, with the hires before → during the pilot",
        source="people list and competency dates",
    ),
    formula="percent faster of each department as in time to competency. Of k departments compared,"
    " with p in ascending order, Holm rejects the j-th while p < 0.05 / (k − j + 1); its interval"
    " is at 1 − 0.05 / (k − j + 1), that of all the others at the level of the first not rejected."
    " Above ten departments Benjamini–Hochberg: r are rejected, the largest r with"
    " p < 0.05 · r / k for the r-th; all intervals are at 1 − 0.05 · max(r, 1) / k. Read more than"
    " once, 0.05 is the error left at this look",
    literature="Holm (1979); Benjamini & Hochberg (1995); Benjamini & Yekutieli (2005) for the"
    " intervals; Wei & Gail (1983) for inverting the log-rank test",
    needs=("people", "competency"),
    needs_pilot=True,
    filters=(),
    answer=answer,
)
