"""From the counted hires of a question to two cohorts that can be compared, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.cohorts.compare import Comparison, compare
from analytics.cohorts.early import too_early
from analytics.cohorts.flags import Beside, flags_of
from analytics.cohorts.grade import grade_of
from analytics.cohorts.hires import Hires, Integers
from analytics.cohorts.looks import Looks, confidence_of, is_interim
from analytics.cohorts.rhythm import Read, read_alike
from analytics.findings import Early, Flag, Grade, Table, TooFew
from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.stats.power import detectable_effect
from analytics.stats.survival import kaplan_meier


@dataclass(frozen=True)
class Reading:
    """The pilot's two cohorts, compared at the confidence of this look.

    offered: the hires as counted; limits: per row the last day it could have been watched to (days
    since 1970); read: the hires with both cohorts at one rhythm of sign-offs; comparison, flags: of
    all of the pilot's hires.
    """

    pilot: Pilot
    offered: Hires
    limits: Integers
    read: Read
    early: Early
    looks: Looks
    comparison: Comparison
    flags: tuple[Flag, ...]
    is_registered: bool

    @property
    def n(self) -> dict[str, int]:
        """Named counts of the pilot's hires, the head count under "people"."""
        return _counts(self.offered)

    @property
    def confidence(self) -> float:
        return self.comparison.confidence

    def grade(self, fewest_competent: int, detectable: float | None) -> Grade:
        """The grade of a claim from these hires; both numbers as in `grade_of`."""
        design = "before-after"
        if self.comparison.did is not None:
            design = "lot" if self.pilot.is_randomised else "comparison"
        return grade_of(
            design=design,
            flags=self.flags,
            fewest_competent=fewest_competent,
            detectable=detectable,
            target=self.pilot.percent_faster,
            share_learning=self.early.learning / max(self.early.people, 1),
            is_registered=self.is_registered,
        )


def read_cohorts(rows: pd.DataFrame, context: Context) -> Reading | TooFew:
    """rows: as the shared step counted_hire gives them: the counted hires (scope "hire", columns
    of `Hires.from_rows`) and people beside them (scopes "unmatched", "listed", "gone").

    TooFew when a period has nobody, or when nothing can be compared at this look yet.
    """
    pilot = context.pilot
    assert pilot is not None  # needs_pilot
    hires = Hires.from_rows(rows[rows["scope"] == "hire"])
    n = _counts(hires)
    missing = [name for name in ("before", "during") if not n[name]]
    if missing:
        return too_few(n, pilot, f"nobody hired {' or '.join(missing)} the pilot is in the data")
    as_of = context.as_of.date() if context.as_of is not None else hires.last_day
    limits = hires.limits(pilot, as_of)
    read = read_alike(hires, limits)
    before, during = read.hires.pilot.before, read.hires.pilot.during
    early = too_early(during, kaplan_meier(before.grid), pilot, as_of)
    looks = Looks(context.looks, context.as_of is not None and is_interim(pilot, as_of))
    confidence = confidence_of(looks, early.information, context.slices)
    found = None if confidence is None else compare(read.hires, confidence)
    if found is None:
        missing_sign_offs = "too few people are competent yet to compare the two periods"
        competent = {
            "before": hires.pilot.before.count("competent"),
            "during": hires.pilot.during.count("competent"),
        }
        return too_few(n, pilot, missing_sign_offs, competent, early.read_on)
    flags = flags_of(read, found, _beside(rows), looks, has_leavers=pilot.has_leavers)
    since = context.registered_on
    is_registered = since is not None and since <= pilot.starts_on
    return Reading(pilot, hires, limits, read, early, looks, found, flags, is_registered)


def too_few(
    n: Mapping[str, int],
    pilot: Pilot,
    missing: str,
    competent: Mapping[str, int] | None = None,
    read_on: date | None = None,
) -> TooFew:
    """No comparison: what is missing, and what one needs. n: as `Reading.n`; competent: people
    before and during; read_on: as in `Early`."""
    so_far = {
        "hired": {"before": n["before"], "during": n["during"]},
        "competent": competent,
        "read_on": read_on.isoformat() if read_on else None,
    }
    return TooFew(
        estimate=None, unit="faster", n=n, target=pilot.percent_faster, table=Table((), ()),
        reason="few", missing=missing,
        enough_when="A comparison needs 10 people and 10 sign-offs on each side.",
        details={"so_far": so_far},
    )  # fmt: skip


def detectable(low: float | None, high: float | None, confidence: float) -> float | None:
    """The gain that would be shown with 80% power, as one look at 95% would have it; low, high:
    limits of percent faster at this confidence."""
    if low is None or high is None or high >= 1:
        return None
    return detectable_effect(1 - high, 1 - low, confidence)


def _counts(hires: Hires) -> dict[str, int]:
    offered = hires.pilot
    return {"people": offered.n, "before": offered.before.n, "during": offered.during.n}


def _beside(rows: pd.DataFrame) -> Beside:
    def people(scope: str) -> int:
        return int(rows.loc[rows["scope"] == scope, "people"].sum())

    contradicting = rows["outcome"] == "contradicting"
    return Beside(
        without_hire=people("unmatched"),
        contradicting=int(rows.loc[contradicting, "people"].sum()),
        listed=people("listed"),
        gone=people("gone"),
    )
