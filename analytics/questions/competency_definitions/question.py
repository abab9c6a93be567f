"""Does the answer depend on how time to competency is defined?

Percent faster is worked out again under every sane definition, all of them at once: the clock runs
in calendar days since the hire date, in working days (Monday to Friday), or in calendar days since
the first session attended; competent is any competency that at least ten hires have a date for, at
most four of them; people hired before the pilot and still learning at its start are counted up to
that day, or followed past it; people who left are counted up to leaving, or followed to the end as
never competent. A definition agrees when its verdict against no change points the same way as that
of the definition in use: a clear gain, a clear loss, or neither. The clock of first sessions is
there where at least ten hires of each period came to one before they were competent; whoever did
not is left out of it. With more than 24 definitions leavers are counted up to leaving in all of
them. The definitions look at the same people, so that many agree does not make the answer more
certain; it says that the answer does not hang on one choice.

Every definition is read as time to competency itself is: at the same confidence, with both periods
at one rhythm of sign-offs, under the same caps. Critical values of small cohorts come from 999
permutations instead of 4,999, which the estimate does not depend on; for the definition in use they
are those of time to competency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analytics.cohorts.compare import FEWEST_PEOPLE, Comparison, as_row, compare
from analytics.cohorts.flags import Beside, flags_of
from analytics.cohorts.hires import Hires, Integers
from analytics.cohorts.reading import Reading, read_cohorts
from analytics.cohorts.rhythm import Read, read_alike
from analytics.findings import Defined, Strip, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.verdicts.rule import outcome_of, way_of

MOST_DEFINITIONS = 24
PERMUTATIONS = 999


@dataclass(frozen=True)
class Definition:
    """A choice of everything that varies, in the codes of query.sql; competency is a name from the
    files."""

    clock: str
    competency: str
    straddlers: str = "to-start"
    leavers: str = "to-leaving"

    @property
    def choices(self) -> tuple[tuple[str, str | float], ...]:
        return (
            ("clock", self.clock),
            ("competent", self.competency),
            ("straddlers", self.straddlers),
            ("leavers", self.leavers),
        )


def answer(rows: pd.DataFrame, context: Context) -> Strip | TooFew:
    """rows: the counted hires once for every definition, and people beside them, of query.sql."""
    in_use = Definition("calendar", context.competency)
    by_session = Definition("first-session", context.competency)
    counted = rows[rows["scope"] == "hire"]
    hires = _by_definition(counted)
    usual = hires.get(in_use, counted[:0])
    reading = read_cohorts(pd.concat([usual, rows[rows["scope"] != "hire"]]), context)
    if isinstance(reading, TooFew):
        return reading
    sides = ("pilot",) if reading.comparison.did is None else ("pilot", "comparison")
    has_sessions = _has_enough(hires.get(by_session, counted[:0]), sides)
    chosen = definitions(context.competency, _competencies(counted), has_sessions)
    as_of = context.as_of.date() if context.as_of is not None else reading.offered.last_day
    found = [_defined(in_use, reading.comparison, reading.read, reading, is_default=True)]
    for one in chosen[1:]:
        if one in hires:
            read = _compared(hires[one], one, reading, as_of)
            found.append(_defined(one, *read, reading, is_default=False))
    way = way_of(found[0].outcome)
    listed = tuple(replace(row, agrees=way_of(row.outcome) == way) for row in found)
    if not has_sessions:
        listed += (Defined(by_session.choices, False, None, "", False, 0, "no-first-session"),)
    strip = Strip(
        estimate=listed[0].estimate,
        unit="faster",
        n=reading.n,
        target=reading.pilot.percent_faster,
        rows=listed,
        table=Table((), ()),
    )
    machine = [_machine(row, listed[0]) for row in listed]
    return replace(
        strip,
        table=Table(tuple(machine[0]), tuple(tuple(row.values()) for row in machine)),
        details={"definitions": machine, "agree": strip.agree, "of": strip.of,
                 "confidence": reading.confidence},
    )  # fmt: skip


def definitions(in_use: str, competencies: Sequence[str], has_sessions: bool) -> list[Definition]:
    """Every combination of what is available, the one in use first; leavers are not varied where
    that would make more than 24. in_use: the competency that counts; has_sessions: the clock can
    start with the first session."""
    clocks = ("calendar", "working", "first-session") if has_sessions else ("calendar", "working")
    names = [in_use, *(name for name in competencies if name != in_use)]
    leavers: tuple[str, ...] = ("to-leaving", "never")
    if len(clocks) * len(names) * 4 > MOST_DEFINITIONS:
        leavers = leavers[:1]
    every = product(clocks, names, ("to-start", "whole"), leavers)
    return [Definition(*choice) for choice in every]


def _by_definition(counted: pd.DataFrame) -> dict[Definition, pd.DataFrame]:
    keys = ["clock", "competency", "straddlers", "leavers"]
    return {Definition(*key): found for key, found in counted.groupby(keys, sort=False)}


def _competencies(counted: pd.DataFrame) -> list[str]:
    """Those there are, in the order of the query."""
    by_place = counted.drop_duplicates("competency").sort_values("competency_place")
    return list(by_place["competency"])


def _has_enough(counted: pd.DataFrame, sides: Sequence[str]) -> bool:
    """Whether ten hires are known in each period, of the pilot or also of the comparison group."""
    people = counted.groupby(["side", "cohort"])["people"].sum()
    periods = product(sides, ("before", "during"))
    return all(people.get(period, 0) >= FEWEST_PEOPLE for period in periods)


def _compared(
    counted: pd.DataFrame, definition: Definition, reading: Reading, as_of: date
) -> tuple[Comparison | None, Read]:
    """These hires at one rhythm of sign-offs, then on the clock of the definition, compared."""
    hires = Hires.from_rows(counted)
    limits = hires.limits(reading.pilot, as_of)
    if definition.straddlers == "whole":
        limits = np.full_like(limits, (as_of - date(1970, 1, 1)).days)
    read = read_alike(hires, limits)
    waited = _passed(
        definition.clock, hires.hired_on + hires.days, read.hires.hired_on + read.hires.days
    )
    # A watch that ends at an appointment before the clock has started has not begun.
    days = np.maximum(counted["days_on_clock"].to_numpy(np.int64) + waited, 0)
    timed = replace(read.hires, days=days)
    if reading.comparison.did is None:
        read = replace(read, hires=timed.pilot)
        return compare(timed.pilot, reading.confidence, permutations=PERMUTATIONS), read
    found = compare(timed, reading.confidence, permutations=PERMUTATIONS)
    # Without enough of the comparison group it would be another comparison, not another definition.
    return found if found is not None and found.did else None, replace(read, hires=timed)


def _passed(clock: str, since: Integers, until: Integers) -> Integers:
    """What passes on a clock between two days (since 1970)."""
    if clock != "working":
        return until - since
    passed = np.busday_count(since.astype("datetime64[D]"), until.astype("datetime64[D]"))
    return passed.astype(np.int64)


def _defined(
    definition: Definition, found: Comparison | None, read: Read, reading: Reading, *,
    is_default: bool,
) -> Defined:  # fmt: skip
    pilot = read.hires.pilot
    row = as_row("", read.hires, found, reading.confidence)
    is_capped = found is not None and row.z > row.critical[1] and _is_capped(read, found, reading)
    return Defined(
        choices=definition.choices,
        is_default=is_default,
        estimate=row.estimate,
        outcome=outcome_of(row, reading.pilot.percent_faster, is_capped),
        agrees=is_default,
        fewest=min(pilot.before.n, pilot.during.n),
    )


def _is_capped(read: Read, found: Comparison, reading: Reading) -> bool:
    """A list without leavers is one under every definition; the rhythm of sign-offs, and whether
    things were changing before, are the definition's own."""
    own = flags_of(read, found, Beside(0, 0, 0, 0), reading.looks, has_leavers=True)
    shared = [flag for flag in reading.flags if flag.code == "nobody-left"]
    return any(flag.caps for flag in (*own, *shared))


def _machine(row: Defined, in_use: Defined) -> dict[str, Any]:
    """A definition as the table and the JSON of `impact ask` give it; no numbers where there is too
    little for a verdict."""
    estimate = row.estimate if row.is_judged else None
    return {
        **dict(row.choices),
        "percent_faster": estimate.value if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "verdict": row.missing or row.outcome,
        "agrees": row.agrees if row.is_judged and in_use.is_judged else None,
        "in_use": row.is_default,
    }


QUESTION = Question(
    name="competency-definitions",
    place=14,
    label="Time to competency by definition",
    nouns=Nouns(
        subject="how time to competency is defined",
        measure="Change in time to competency under every sane definition, one dot each;"
        " hollow: another verdict than under the definition in use",
        source="people list, competency dates and attendance exports",
    ),
    formula="percent faster = 1 − θ by inverting the log-rank test, as in time to competency, once"
    " for every definition: clock × competency × straddlers × leavers. Working days = 5 for every"
    " whole week since a Monday and at most 5 of the rest, of the end less those of the hire date",
    literature="Steegen, Tuerlinckx, Gelman & Vanpaemel (2016) on analysing under every sane choice"
    " at once; the estimate as in time to competency",
    needs=("people", "competency"),
    needs_pilot=True,
    filters=("departments",),
    answer=answer,
)
