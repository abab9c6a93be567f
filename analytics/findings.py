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


@dataclass(frozen=True)
class Flag:
    """What a reader must know of a comparison; verdicts say it.

    n: the people (or times, days) concerned; caps: the verdict may be no more than promising;
    value, words: what was found; holds: whether what can be done about it was done.
    """

    code: str
    n: int = 0
    caps: bool = False
    value: float | None = None
    words: tuple[str, ...] = ()
    holds: bool = False


@dataclass(frozen=True)
class Grade:
    """How much the evidence carries: "A" (best) to "E". design: "lot", "comparison" or
    "before-after"; faults: what lowered it; next_step: the cheapest thing that would raise it, ""
    when nothing would."""

    letter: str
    design: str
    faults: tuple[str, ...]
    next_step: str


@dataclass(frozen=True)
class Early:
    """Is it too early? learning: of the `people` hired during, still learning; read_on: the first
    day on which a read is honest; spreadsheet_on: when leaving out those still learning no longer
    matters, both None when that cannot be foreseen; information: competent so far as a share of
    those planned, None while nobody is."""

    learning: int
    people: int
    read_on: date | None
    spreadsheet_on: date | None
    information: float | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What all shapes have. n: named counts, the head count under "people"; grade: of the
    evidence, where the answer claims a change."""

    estimate: Estimate | None
    unit: Unit
    n: Mapping[str, int]
    target: float | None
    table: Table
    details: Mapping[str, Any] = field(default_factory=dict)
    grade: Grade | None = None


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
    """People hired in one period. median.value None = not reached yet. share_by: competent by
    day if nobody left; of_hired_by: of everybody hired, leavers counted as never competent."""

    n: int
    competent: int
    still_learning: int
    left: int
    longest: int
    median: tuple[float | None, float | None, float | None]
    share_by: Mapping[int, Estimate | None]
    curve: tuple[CurveStep, ...]
    of_hired_by: Mapping[int, Estimate | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """One comparison of hires before and during in short, as a row of many: of a department, or
    under one definition. estimate: percent faster, None where nothing can be compared (then z is 0
    and p is 1); median_before, longest_during: in days; confidence: that of interval and test."""

    name: str
    before: int
    during: int
    competent_before: int
    competent_during: int
    median_before: float | None
    longest_during: int
    estimate: Estimate | None
    z: float
    critical: tuple[float, float]
    p: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Curve(Answer):
    """Time to competency before and during the pilot; `estimate` is percent faster.

    z, critical, p and confidence come from the same test as the estimate and its interval. With a
    comparison group all of them are of the pilot's change relative to the group's, `others` (before
    and during, percent faster) is the group's own. flags: those that cap the verdict first.
    """

    before: Cohort
    during: Cohort
    z: float
    critical: tuple[float, float]
    p: float
    detectable: float | None
    confidence: float = 0.95
    flags: tuple[Flag, ...] = ()
    early: Early | None = None
    others: tuple[Cohort, Cohort, float] | None = None

    @property
    def in_short(self) -> Compared:
        """What the verdict rule looks at."""
        before, during = self.before, self.during
        return Compared(
            "", before.n, during.n, before.competent, during.competent, before.median[0],
            during.longest, self.estimate, self.z, self.critical, self.p, self.confidence,
        )  # fmt: skip


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
    def grade(self) -> Grade | None:
        return self.answer.grade

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
