"""Findings and the shapes an answer can have.

A question answers with one of the shapes below: numbers only, no words. A `Finding` is that
answer with its words (from verdicts/), after privacy.py has seen it; every way out — screen,
slide, report, csv, json — renders a Finding and nothing else. "Cannot answer" is a shape of its
own, `TooFew`: never NaN, never p = 1, never an empty chart.

Units: shares and percent faster are fractions (0.23), days are days, scores run −100..100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Unit = Literal["share", "per_month", "faster", "score", "count"]
Against = Literal["target", "no_change"]


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; a limit is None where the data set none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """The numbers of a finding, row by row, as every way out can list them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What all shapes have. n: named counts, the head count under "people"."""

    estimate: Estimate | None
    unit: Unit
    n: Mapping[str, int]
    target: float | None
    table: Table
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """One period of a trend; share is None where too few people stand behind it."""

    start: date
    share: Estimate | None
    invited: int
    attended: int
    people: int


@dataclass(frozen=True, kw_only=True)
class Trend(Answer):
    """A share over weeks, in order of time; `gaps` are weeks within the span without a session."""

    points: tuple[Point, ...]
    gaps: tuple[date, ...]


@dataclass(frozen=True)
class Step:
    """One step of a funnel: how many are left, as a share of the first step."""

    name: str
    count: int
    share: float
    lost: int


@dataclass(frozen=True, kw_only=True)
class Funnel(Answer):
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Month:
    """A calendar month of the pilot. is_full: it lies wholly inside the pilot and the data;
    only then `is_on_target` is True or False, else None (a running month is never judged)."""

    start: date
    held: int
    is_full: bool
    is_on_target: bool | None


@dataclass(frozen=True, kw_only=True)
class Calendar(Answer):
    """Sessions held by day and by month."""

    days: Mapping[date, int]
    months: tuple[Month, ...]
    first_day: date
    last_day: date


@dataclass(frozen=True)
class CurveStep:
    """Kaplan–Meier step: share competent by `day`, its log-log band, people at risk before it.
    low/high are None where the band is not defined (nobody or everybody competent)."""

    day: int
    share: float
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True)
class Cohort:
    """People hired in one period. median.value None = not reached yet."""

    n: int
    competent: int
    still_learning: int
    left: int
    longest: int
    median: tuple[float | None, float | None, float | None]
    share_by: Mapping[int, Estimate | None]
    curve: tuple[CurveStep, ...]


@dataclass(frozen=True, kw_only=True)
class Curve(Answer):
    """Time to competency before and during the pilot; `estimate` is percent faster.

    z and critical come from the same log-rank test as the estimate and its interval.
    """

    before: Cohort
    during: Cohort
    z: float
    critical: tuple[float, float]
    p: float
    is_interim: bool
    detectable: float | None


@dataclass(frozen=True)
class Item:
    """One statement (or score) and how its answers fall, worst category first.

    share: of the best answers (top two of five, promoters − detractors for a score); n: answers;
    people: distinct respondents."""

    text: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    share: Estimate
    n: int
    people: int


@dataclass(frozen=True, kw_only=True)
class Distribution(Answer):
    """Statements side by side, best first; or one score split into its groups. `estimate` is
    the share of the statement `lead`."""

    items: tuple[Item, ...]
    lead: str


@dataclass(frozen=True)
class Quote:
    """A comment with names, e-mails and numbers masked, and the rating of the same response."""

    text: str
    rating: int | None


@dataclass(frozen=True, kw_only=True)
class Quotes(Answer):
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, kw_only=True)
class TooFew(Answer):
    """Cannot be answered: what is missing, what to do, and when it will be enough ("" unknown).

    reason: "no-data" (nothing was loaded), "few" (too little for the method), "small-group"
    (fewer people than may be shown)."""

    reason: Literal["no-data", "few", "small-group"]
    missing: str
    enough_when: str = ""


@dataclass(frozen=True)
class Verdict:
    """against: what was compared; outcome: the rule's own name; label: the badge."""

    against: Against
    outcome: str
    label: str
    tone: Literal["good", "bad", "open", "quiet"]


@dataclass(frozen=True)
class Finding:
    """One answered question in numbers and words.

    label: the name of the number ("Participation"); headline: the number as a person reads it
    ("61%", "23% faster"); caption: the short lines under it (target, interval, n);
    paragraphs: (lead, sentence) pairs: what we can say, what we cannot say yet, other
    explanations; footnote: n, interval, method, filters, source and date; alt: the chart in words.
    """

    question: str
    label: str
    title: str
    subtitle: str
    headline: str
    answer: Answer
    verdicts: tuple[Verdict, ...]
    caption: tuple[str, ...]
    paragraphs: tuple[tuple[str, str], ...]
    footnote: str
    alt: str
    is_sample: bool = False

    @property
    def estimate(self) -> float | None:
        return self.answer.estimate.value if self.answer.estimate else None

    @property
    def interval(self) -> tuple[float | None, float | None] | None:
        estimate = self.answer.estimate
        if estimate is None or (estimate.low is None and estimate.high is None):
            return None
        return (estimate.low, estimate.high)

    @property
    def is_answered(self) -> bool:
        return not isinstance(self.answer, TooFew)
