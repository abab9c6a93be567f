"""Findings made by hand: the numbers of the design's pictures, for tests of what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from analytics.findings import (
    Answer,
    Calendar,
    Cohort,
    Curve,
    CurveStep,
    Distribution,
    Estimate,
    Finding,
    Funnel,
    Item,
    Month,
    Point,
    Quote,
    Quotes,
    Step,
    Table,
    TooFew,
    Trend,
    Verdict,
)
from analytics.stats.survival import DayGrid, kaplan_meier

HOSTILE = "<img src=x onerror=alert(1)> ![x](https://example.org/p.png) **b** $x^2$ & “ok” <b>h</b>"
TOO_CLOSE = Verdict("target", "open", "Target: too close to call", "open")
MET = Verdict("target", "met", "Target met", "good")
GAIN = Verdict("no_change", "faster-open", "Clear gain", "good")
TOO_LITTLE = Verdict("target", "not-enough", "Too little data", "quiet")


def finding(answer: Answer, **words: object) -> Finding:
    """A finding with the given words, the others filled in."""
    known = {
        "question": "participation",
        "label": "Participation",
        "title": "Participation is too close to its target to call",
        "subtitle": "Share of invited people who attended, by week",
        "headline": "61%",
        "verdicts": (TOO_CLOSE,),
        "caption": ("Target 60% · 95% CI 56–65%", "1,185 invitations, 96 people"),
        "paragraphs": (),
        "footnote": "1,185 invitations to 96 people · band = 95% Wilson interval at the effective"
        " sample size · Source: attendance export, 12 Apr 2026",
        "alt": "Line chart of participation by week, between 49% and 73%, target 60%, last 57%.",
        "is_sample": True,
    }
    return Finding(answer=answer, **{**known, **words})  # type: ignore[arg-type]


def participation() -> Finding:
    first = date(2026, 1, 12)
    values = (0.605, 0.52, 0.593, 0.634, 0.558, None, 0.495, 0.628, 0.577, 0.692, 0.734, 0.68, 0.57)
    points = tuple(
        Point(
            first + timedelta(weeks=week),
            Estimate(value, value - 0.11, value + 0.1),
            92,
            round(92 * value),
            80,
        )
        for week, value in enumerate(values)
        if value is not None
    )
    return finding(
        Trend(
            estimate=Estimate(0.61, 0.56, 0.65),
            unit="share",
            n={"people": 96, "invitations": 1185, "sessions": 15},
            target=0.6,
            table=Table(
                ("week", "invited", "attended", "share", "low", "high"),
                tuple(
                    (p.start, p.invited, p.attended, p.share.value, p.share.low, p.share.high)
                    for p in points
                    if p.share
                ),
            ),
            points=points,
            gaps=(date(2026, 2, 16),),
        )
    )


def funnel() -> Finding:
    counts = (("Invited", 1185), ("Accepted", 907), ("Attended", 721), ("Stayed for 75%", 652))
    steps = tuple(
        Step(name, count, count / 1185, (counts[i - 1][1] - count) if i else 0)
        for i, (name, count) in enumerate(counts)
    )
    return finding(
        Funnel(
            estimate=Estimate(0.61),
            unit="share",
            n={"people": 96},
            target=None,
            table=Table(
                ("step", "count", "share"), tuple((s.name, s.count, s.share) for s in steps)
            ),
            steps=steps,
        ),
        question="funnel",
        label="From invitation to the end",
        title="The largest loss is before the session: 23% do not accept",
        subtitle="From invitation to staying for at least 75% of the session",
        verdicts=(),
        footnote="1,185 invitations · Source: attendance export",
        alt="Bars: 1,185 invited, 907 accepted, 721 attended, 652 stayed.",
    )


def cadence(last: date = date(2026, 4, 12)) -> Finding:
    first = date(2026, 1, 12)
    held = [(1, 13), (1, 21), (1, 27), (1, 28), (2, 3), (2, 12), (2, 26), (3, 3), (3, 11), (3, 17)]
    days = {date(2026, m, d): 1 for m, d in [*held, (3, 19), (3, 26), (4, 1), (4, 7)]}
    days[date(2026, 3, 11)] = 2
    months = (
        Month(date(2026, 1, 1), 4, False, None),
        Month(date(2026, 2, 1), 3, True, False),
        Month(date(2026, 3, 1), 6, True, True),
        Month(date(2026, 4, 1), 2, False, None),
    )
    return finding(
        Calendar(
            estimate=Estimate(4.3),
            unit="per_month",
            n={"sessions": 15, "people": 96},
            target=4,
            table=Table(("month", "held"), tuple((m.start, m.held) for m in months)),
            days=days,
            months=months,
            first_day=first,
            last_day=last,
        ),
        question="sessions-per-month",
        label="Sessions per month",
        title="Cadence was kept in 1 of 2 full months",
        subtitle="Sessions held per day; month totals against the target of 4",
        headline="4.3",
        verdicts=(MET,),
        caption=("Target 4 · a count, so no interval", "Feb 3, Mar 6 · 44 min on average"),
        footnote="15 sessions, average 44 minutes · Source: attendance export",
        alt="Calendar of sessions: February 3, March 6 of a target of 4 a month.",
    )


def _cohort(n: int, scale: float, followed: int, seed: int) -> Cohort:
    rng = np.random.default_rng(seed)
    days = np.ceil(scale * rng.weibull(2.6, n)).astype(int) + 3
    seen = rng.integers(max(8, followed // 6), followed + 1, n)
    is_event = days <= seen
    curve = kaplan_meier(DayGrid.from_times(np.minimum(days, seen), is_event))
    median = curve.median
    return Cohort(
        n=n,
        competent=int(is_event.sum()),
        still_learning=int((~is_event).sum()),
        left=0,
        longest=curve.longest,
        median=(median.value, median.low, median.high),
        share_by={30: Estimate(0.1, 0.05, 0.2), 60: None, 90: None},
        curve=tuple(
            CurveStep(int(d), float(s), float(lo), float(hi), int(r))
            for d, s, lo, hi, r in zip(
                curve.day, curve.share, curve.low, curve.high, curve.at_risk, strict=True
            )
        ),
    )


def competency() -> Finding:
    before, during = _cohort(118, 72, 300, 3), _cohort(84, 55, 88, 5)
    return finding(
        Curve(
            estimate=Estimate(0.23, 0.07, 0.37),
            unit="faster",
            n={"people": 202, "before": 118, "during": 84},
            target=0.2,
            table=Table(
                ("cohort", "day", "competent", "at_risk"),
                tuple(("before", s.day, s.share, s.at_risk) for s in before.curve),
            ),
            before=before,
            during=during,
            z=3.4,
            critical=(-1.96, 1.96),
            p=0.0004,
            is_interim=False,
            detectable=0.18,
        ),
        question="time-to-competency",
        label="Time to competency",
        title="New hires reach competency 23% faster",
        subtitle="Share of new hires signed off as competent, by days since start",
        headline="23% faster",
        verdicts=(GAIN, TOO_CLOSE),
        caption=("Target 20% · 95% CI 7% to 37% faster", "Median 61 → 47 days, 118 vs 84 hires"),
        paragraphs=(
            ("What we can say.", "New hires are faster: very unlikely to be chance (p < 0.001)."),
            ("What we cannot say yet.", "At least 20% faster is not yet shown: 7% to 37%."),
            ("Other explanations.", "This compares two periods, not two random groups."),
        ),
        footnote="n = 118 before, 84 during (38 still learning) · bands are 95% log-log intervals"
        " · log-rank p < 0.001 · Source: onboarding export, 12 Apr 2026",
        alt="Kaplan–Meier curves before and during the pilot; medians 61 and 47 days.",
    )


STATEMENTS = (
    ("The session was relevant to my work", (2, 13, 34, 98, 65)),
    ("I got useful help from a peer", (7, 10, 30, 79, 86)),
    ("I can apply what I learned", (13, 10, 34, 95, 60)),
    ("The time was well spent", (14, 20, 48, 75, 55)),
    ("I feel comfortable teaching others, in front of a group as well", (21, 46, 47, 71, 27)),
)
AGREEMENT = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


def statements() -> Finding:
    items = tuple(
        Item(text, AGREEMENT, counts, Estimate(sum(counts[3:]) / sum(counts)), sum(counts), 90)
        for text, counts in STATEMENTS
    )
    return finding(
        Distribution(
            estimate=Estimate(0.76, 0.7, 0.82),
            unit="share",
            n={"people": 90, "responses": 212, "sessions": 15},
            target=0.7,
            table=Table(("statement", "agree"), tuple((i.text, i.share.value) for i in items)),
            items=items,
            lead="I got useful help from a peer",
        ),
        question="feedback",
        label="Got useful help from a peer",
        title="77% say the sessions are relevant; 46% feel ready to teach",
        subtitle="Agreement with five statements",
        headline="76%",
        verdicts=(MET,),
        caption=("Target 70% · 95% CI 70–82%", "212 responses, 41% response rate"),
        footnote="212 responses to the pulse survey (response rate 41%) · Source: survey export",
        alt="Stacked bars of five statements; agreement from 46% to 77%.",
    )


def score() -> Finding:
    labels, counts = ("Detractors 0–6", "Passives 7–8", "Promoters 9–10"), (42, 89, 81)
    return finding(
        Distribution(
            estimate=Estimate(18, 8, 28),
            unit="score",
            n={"people": 90, "responses": 212, "sessions": 15},
            target=None,
            table=Table(("group", "count"), tuple(zip(labels, counts, strict=True))),
            items=(Item("Would you recommend it?", labels, counts, Estimate(18, 8, 28), 212, 90),),
            lead="Would you recommend it?",
        ),
        question="nps",
        label="Net promoter score",
        title="More people would recommend the sessions than would not: +18 (±10)",
        subtitle="“How likely are you to recommend these sessions to a colleague?” 0–10",
        headline="+18",
        verdicts=(),
        caption=("95% CI +8 to +28",),
        footnote="n = 212. The ± is a 95% margin: a change smaller than that is noise.",
        alt="One bar: 20% detractors, 42% passives, 38% promoters.",
    )


def comments() -> Finding:
    quotes = (
        Quote("The problem clinic saved me a day of searching.", 5),
        Quote("More time for questions, please.", 3),
        Quote("I asked [name] and got an answer in five minutes.", None),
    )
    return finding(
        Quotes(
            estimate=None,
            unit="count",
            n={"people": 40, "comments": 48},
            target=None,
            table=Table(("comment", "rating"), tuple((q.text, q.rating) for q in quotes)),
            quotes=quotes,
        ),
        question="comments",
        label="Comments",
        title="48 comments",
        subtitle="In people's own words, names masked",
        headline="48",
        verdicts=(),
        caption=("48 comments by 40 people",),
        footnote="Names, e-mail addresses and numbers are masked · Source: survey export",
        alt="",
    )


def too_few() -> Finding:
    return finding(
        TooFew(
            estimate=None,
            unit="share",
            n={"people": 0},
            target=None,
            table=Table((), ()),
            reason="no-data",
            missing="Nothing to show yet: no survey export is loaded.",
            enough_when="A survey file needs a date and at least one rating question.",
        ),
        question="feedback",
        label="Feedback",
        title="How did people find the sessions?",
        subtitle="",
        headline="—",
        verdicts=(TOO_LITTLE,),
        caption=(),
        footnote="",
        alt="",
    )


def drawn() -> tuple[Finding, ...]:
    """One finding of each shape that has a figure."""
    return (participation(), funnel(), cadence(), competency(), statements(), score())


def hostile() -> Finding:
    """Statements whose texts are not meant well."""
    made = statements()
    assert isinstance(made.answer, Distribution)
    items = tuple(replace(item, text=HOSTILE, labels=(HOSTILE,) * 5) for item in made.answer.items)
    return replace(
        made,
        title=HOSTILE,
        label=HOSTILE,
        subtitle=HOSTILE,
        footnote=HOSTILE,
        caption=(HOSTILE,),
        alt=HOSTILE,
        answer=replace(
            made.answer, items=items, table=Table((HOSTILE,), tuple((HOSTILE,) for _ in items))
        ),
    )
