"""Findings and the shapes an answer can have.

A question answers with one of the shapes below: numbers only, no words. A `Finding` is that
answer with its words (from verdicts/), after privacy.py has seen it; every way out — screen,
slide, report, csv, json — renders a Finding and nothing else. "Cannot answer" is a shape of its
own, `TooFew`: never NaN, never p = 1, never an empty chart.

Units: shares and percent faster are fractions (0.23), days are days, scores run −100..100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from analytics.intent import Design, Intent

Unit = Literal["share", "per_month", "faster", "score", "count"]
Against = Literal["target", "no_change"]
Rated = Literal["high", "middle", "low", "unrated"]
RATED: tuple[Rated, ...] = ("high", "middle", "low", "unrated")
Grain = Literal["week", "month", "session"]
# Why an answer that is there is not shown to a reader.
Hiding = Literal["small-group", "for-analysts", "not-offered"]


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
    """How much the evidence carries: "A" (best) to "E". design: "lot", "comparison",
    "before-after" or "chosen" (people chose what is compared); faults: what lowered it; next_step:
    the cheapest thing that would raise it, "" when nothing would."""

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
    """One period of a trend; share is None where too few people stand behind it.

    start: its first day; title: of a session, "" for weeks and months; is_full: the exports and
    the chosen dates cover it to its end, else it is marked and never judged.
    """

    start: date
    share: Estimate | None
    invited: int
    attended: int
    people: int
    title: str = ""
    is_full: bool = True


@dataclass(frozen=True)
class Periods:
    """The same invitations by week, by month and by session, each in order of time. fewest: people
    behind any session, where it is known without looking at each."""

    weeks: Sequence[Point] = ()
    months: Sequence[Point] = ()
    sessions: Sequence[Point] = ()
    fewest: int | None = None

    def by(self, grain: Grain) -> Sequence[Point]:
        return {"week": self.weeks, "month": self.months, "session": self.sessions}[grain]


@dataclass(frozen=True, kw_only=True)
class Trend(Answer):
    """A share over time, shown by `grain`: `points` are its periods in order of time, `gaps` those
    within the span without a session. periods: the same invitations by every grain."""

    points: Sequence[Point]
    gaps: tuple[date, ...]
    grain: Grain = "week"
    periods: Periods = Periods()


@dataclass(frozen=True)
class Step:
    """One step of a funnel: how many are left, as a share of the first step.

    lost: how many of the step before are not in this one, and loss: why, as a code with words in
    verdicts/turnout.py; joined: how many are in this one and not in the step before.
    """

    name: str
    count: int
    share: float
    lost: int
    loss: str = ""
    joined: int = 0


@dataclass(frozen=True, kw_only=True)
class Funnel(Answer):
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ShareRow:
    """One part of a whole beside others: a format, a department.

    share: of `count` in `of`, with limits where it is an estimate and without where everybody is
    counted; people: who stand behind it; sessions: how many, None where it is not about sessions;
    parts: their places among the sessions of `Shares.periods`; effective: as many independent
    invitations would say as much, 0 for what is not to be drawn together with others; drawn: the
    share after that, None where it is its own.
    """

    name: str
    share: Estimate
    count: int
    of: int
    people: int
    sessions: int | None = None
    parts: tuple[int, ...] = ()
    effective: float = 0.0
    drawn: Estimate | None = None


@dataclass(frozen=True, kw_only=True)
class Shares(Answer):
    """The same share in parts side by side; never a ranking, for parts are not alike. `estimate`
    is that of the whole. levels: of everybody, who came once, again, regularly; periods: what the
    trend of the same invitations shows, from which no hidden part may follow; fewest: people of
    the smallest of the parts that another answer shows and this one adds up, None for none."""

    rows: tuple[ShareRow, ...]
    levels: tuple[Step, ...] = ()
    periods: Periods = Periods()
    fewest: int | None = None


@dataclass(frozen=True, kw_only=True)
class Grid(Answer):
    """Who came in which week, one row per person without a name, who came most first.

    weeks: first days; people: invited in each of them; rows: of people spread evenly over all, per
    week True for came, False for invited and absent, None for not invited.
    """

    weeks: tuple[date, ...]
    people: tuple[int, ...]
    rows: tuple[tuple[bool | None, ...], ...]


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
    day if nobody left; of_hired_by: of everybody hired, leavers counted as never competent.
    longest: the last day on which anybody was watched; followed: how long the first of them could
    have been, None = as long as that."""

    n: int
    competent: int
    still_learning: int
    left: int
    longest: int
    median: tuple[float | None, float | None, float | None]
    share_by: Mapping[int, Estimate | None]
    curve: tuple[CurveStep, ...]
    of_hired_by: Mapping[int, Estimate | None] = field(default_factory=dict)
    followed: int | None = None


@dataclass(frozen=True)
class Compared:
    """One comparison of hires before and during in short, as a row of many: of a department, or
    under one definition. estimate: percent faster, None where nothing can be compared (then z is 0
    and p is 1); median_before, followed_during (how long the first of them could be watched): in
    days; confidence: that of interval and test."""

    name: str
    before: int
    during: int
    competent_before: int
    competent_during: int
    median_before: float | None
    followed_during: int
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
        followed = during.longest if during.followed is None else during.followed
        return Compared(
            "", before.n, during.n, before.competent, during.competent, before.median[0], followed,
            self.estimate, self.z, self.critical, self.p, self.confidence,
        )  # fmt: skip


@dataclass(frozen=True)
class Slice:
    """One department by itself. found.estimate is None where it has counts only; adjusted: its p
    after the correction for several departments, None with counts only; flags: what caps its
    verdict beside what caps that of the whole."""

    found: Compared
    adjusted: float | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forest(Answer):
    """Percent faster of each department, and of all hires of the pilot (whole, `estimate`).

    tests: how many departments were compared; correction: "holm" or "benjamini-hochberg" over
    them. Interval, p and verdict of each belong to the confidence at which its own test was
    decided, so that none contradicts another. flags: of the whole, those that cap first.
    """

    whole: Compared
    slices: tuple[Slice, ...]
    tests: int
    correction: str
    flags: tuple[Flag, ...] = ()

    def is_capped(self, one: Slice) -> bool:
        """Whether something else could explain a gain of this department."""
        return any(flag.caps for flag in (*self.flags, *one.flags))


@dataclass(frozen=True)
class DoseGroup:
    """People still learning after the landmark day, by what they had attended until then. Days
    count from the landmark; median.value None = not reached yet."""

    n: int
    competent: int
    still_learning: int
    left: int
    longest: int
    median: tuple[float | None, float | None, float | None]
    share_by: Mapping[int, Estimate | None]


@dataclass(frozen=True, kw_only=True)
class Dose(Answer):
    """Time to competency of people who had attended at least `fewest_sessions` by `landmark_day`
    (more), and fewer; `estimate` is percent faster of the first, from the landmark on.

    left_out: people not followed beyond the landmark. z, critical, p and confidence come from the
    same test as the estimate; detectable: the difference that could be shown, None if unknown.
    """

    landmark_day: int
    fewest_sessions: int
    fewer: DoseGroup
    more: DoseGroup
    left_out: int
    z: float
    critical: tuple[float, float]
    p: float
    confidence: float
    detectable: float | None

    @property
    def days_shown(self) -> tuple[int, ...]:
        """Days after the landmark with a share that is known on either side; all where none is."""
        days = sorted(self.more.share_by)
        known = [day for day in days if self.more.share_by[day] or self.fewer.share_by[day]]
        return tuple(known or days)


@dataclass(frozen=True)
class Defined:
    """A number under one definition.

    choices: (what varies, what was chosen) as codes, names from files and numbers; the words for
    them are in verdicts/strips.py. estimate: None where it cannot be computed; missing: the code
    that says why, "" where it can. outcome: of the verdict rule, "" without a target. agrees: it
    points the same way as the definition in use. fewest: people of the smaller side behind it.
    """

    choices: tuple[tuple[str, str | float], ...]
    is_default: bool
    estimate: Estimate | None
    outcome: str
    agrees: bool
    fewest: int
    missing: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether it counts among those that can agree: computed, from enough data."""
        return self.estimate is not None and self.outcome != "not-enough"


@dataclass(frozen=True, kw_only=True)
class Strip(Answer):
    """One number under every sane definition; rows: the one in use first, row by row as in table
    and details["definitions"]. `estimate` is that of the definition in use."""

    rows: tuple[Defined, ...]

    @property
    def default(self) -> Defined:
        """The definition in use."""
        return next(row for row in self.rows if row.is_default)

    @property
    def judged(self) -> tuple[Defined, ...]:
        """The definitions that count; none while the one in use has too little data itself."""
        if not self.default.is_judged:
            return ()
        return tuple(row for row in self.rows if row.is_judged)

    @property
    def of(self) -> int:
        """How many definitions count."""
        return len(self.judged)

    @property
    def agree(self) -> int:
        """How many of them point the same way as the one in use, that one included."""
        return sum(row.agrees for row in self.judged)


@dataclass(frozen=True)
class DotCohort:
    """The hires of one period as dots. dots: (days, is_competent, people) in order of days; who is
    not competent was still learning (or left) when last seen. quartiles: the days by which 25, 50
    and 75% are competent, None = not reached."""

    n: int
    dots: tuple[tuple[int, bool, int], ...]
    quartiles: tuple[float | None, float | None, float | None]


@dataclass(frozen=True, kw_only=True)
class Dots(Answer):
    """One dot per hire, before and during the pilot."""

    before: DotCohort
    during: DotCohort


@dataclass(frozen=True)
class Reach:
    """What one design of a pilot could show. before, during: people hired; seen: of these the share
    that will be competent by the reading; detectable: smallest gain shown with 80% power (fraction
    of days), None where nothing could be; needed: hires during that would show the target, None
    where none are enough; grade: the best that such a pilot can have; is_halved: the people are
    dealt into two groups."""

    design: Design
    before: int
    during: int
    seen: float
    detectable: float | None
    needed: int | None
    grade: str
    is_halved: bool = False


@dataclass(frozen=True)
class Help:
    """One thing that could be done ("baseline", "follow-up", "longer"), and what could be shown
    then."""

    code: str
    intent: Intent
    reach: Reach


@dataclass(frozen=True, kw_only=True)
class Plan(Answer):
    """What a pilot that is only intended could show. reaches: of every design, the intended one
    first; helps: most helpful first; months: how far back hires are known; median: days to
    competency of those, None = not reached; spread: standard deviation of the log days, is_usual:
    taken from elsewhere for want of a quartile; read_on: the first day on which a read is honest,
    None when that cannot be foreseen; has_begun: some of those hired during it are there already,
    and are not counted."""

    intent: Intent
    reaches: tuple[Reach, ...]
    helps: tuple[Help, ...]
    months: float
    median: float | None
    spread: float
    is_usual: bool
    read_on: date | None
    has_begun: bool = False

    @property
    def intended(self) -> Reach:
        return self.reaches[0]


@dataclass(frozen=True)
class Group:
    """A department among those who took part: its people, and how many of them learned (only of
    the departments that a reader chose)."""

    name: str
    people: int
    learners: int


@dataclass(frozen=True, kw_only=True)
class Matrix(Answer):
    """Teaching moments: `moments[i][j]` taught by people of teachers[i] to those of learners[j].
    `estimate` is the share of them across departments, as far as both are named."""

    teachers: tuple[Group, ...]
    learners: tuple[Group, ...]
    moments: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Level:
    """People who led `led_from` to `led_to` sessions. attended: (sessions that others led,
    people)."""

    led_from: int
    led_to: int
    attended: tuple[tuple[int, int], ...]

    @property
    def people(self) -> int:
        return sum(people for _, people in self.attended)


@dataclass(frozen=True, kw_only=True)
class Bubbles(Answer):
    """People by how many sessions they led (most first) and attended as learners; `estimate` is
    the share who did both."""

    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Alone:
    """What hangs on one person. what: "format", "title" or "department" (of hosts); of: those held
    more than once; alone: how many of them one person alone has led, in how many sessions."""

    what: Literal["format", "title", "department"]
    of: int
    alone: int
    sessions: int


@dataclass(frozen=True)
class Hosting:
    """Sessions per host, most first, and how even that is: effective number of hosts, Gini,
    busiest (share of the sessions), half (fewest hosts who led half). alone: what hangs on one
    person, as far as anything was held more than once."""

    led: tuple[int, ...]
    effective: float
    gini: float
    busiest: float
    half: int
    alone: tuple[Alone, ...] = ()


@dataclass(frozen=True)
class Ready:
    """Learners of a department, and those of them who could lead: often there, never led."""

    name: str
    learners: int
    could_lead: int


@dataclass(frozen=True, kw_only=True)
class Rotation(Answer):
    """Who leads the sessions; hosting is None where the hosts are too few to show."""

    hosting: Hosting | None
    ready: tuple[Ready, ...]
    fewest_sessions: int


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
    """A comment with names, e-mails and numbers masked, and the rating of the same response.

    rated: how high that is (schema/shared/free_comment.sql); themes: those it speaks of."""

    text: str
    rating: int | None
    rated: Rated = "unrated"
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Quotes(Answer):
    """theme_people: by how many people each theme is spoken of."""

    quotes: tuple[Quote, ...]
    theme_people: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ThemeCount:
    """What comments speak of: how many by how many people, by the rating in the order of RATED,
    and a few of them."""

    name: str
    comments: int
    people: int
    by_rating: tuple[int, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, kw_only=True)
class Themes(Answer):
    """Themes of the comments, most spoken of first; one comment may speak of several.

    told: (themes, rating) of every comment that says something; nothing_said: those that do not.
    """

    themes: tuple[ThemeCount, ...]
    told: tuple[tuple[tuple[str, ...], Rated], ...]
    nothing_said: int

    @property
    def others(self) -> tuple[int, ...]:
        """Comments that speak of none of `themes`, in the order of RATED."""
        ratings = [rated for themes, rated in self.told if not themes]
        return tuple(ratings.count(rated) for rated in RATED)


@dataclass(frozen=True)
class Asked:
    """People who were asked, and those of them known to have answered. parts: of how many
    departments (more than one: small ones together); share.high is None where anybody of the
    others may have answered without a name."""

    name: str
    people: int
    answered: int
    share: Estimate
    parts: int = 1


@dataclass(frozen=True, kw_only=True)
class Responses(Answer):
    """Who answered, of those asked; `estimate` is the share of `whole`, `rows` its departments.

    unnamed: responses that name nobody; possible: how many more of those asked may have answered,
    at most; is_nameless: no response has a name, so `answered` counts responses.
    """

    whole: Asked
    rows: tuple[Asked, ...]
    responses: int
    unnamed: int
    possible: int
    is_nameless: bool = False

    @property
    def is_least(self) -> bool:
        """Whether the share is the least it can be."""
        return self.possible > 0 and self.whole.answered < self.whole.people


@dataclass(frozen=True, kw_only=True)
class TooFew(Answer):
    """Cannot be answered: what is missing, what to do, and when it will be enough ("" unknown).

    reason: "no-data" (nothing was loaded), "few" (too little for the method), "small-group"
    (fewer people than may be shown), "for-analysts" (it shows single people), "not-offered" (this
    reader may not choose these departments or dates, or not here); needs: the kinds of export that
    are not there ("survey"), or "pilot" for the card."""

    reason: Literal["no-data", "few"] | Hiding
    missing: str
    enough_when: str = ""
    needs: tuple[str, ...] = ()


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
    explanations; footnote: n, interval, method, filters, source and date; alt: the chart in words;
    filters: what was chosen, in words; known_until: the last day the exports behind it know of.
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
    filters: str = ""
    known_until: date | None = None

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
