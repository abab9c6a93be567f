"""Findings made by hand: the numbers of the design's pictures, for tests of what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from made_dose import made_dose
from made_effects import made_returns, made_series
from made_forests import FASTER, FLAT, LEANING, made_counts, made_forest, made_row
from made_plan import made_plan
from made_strips import made_rules, made_strip
from made_survey import made_responses, made_themes
from made_turnout import made_formats, made_grid, made_reach

from analytics.findings import (
    Answer,
    Calendar,
    Cohort,
    Curve,
    CurveStep,
    Distribution,
    DotCohort,
    Dots,
    Estimate,
    Finding,
    Funnel,
    Group,
    Hosting,
    Item,
    Level,
    Month,
    Point,
    Quote,
    Quotes,
    Ready,
    Step,
    Table,
    TooFew,
    Trend,
    Verdict,
)
from analytics.peers import OTHER, bubbles, matrix, rotation
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
    counts = (
        ("Invited", 1185, 0, "", 0),
        ("Accepted", 907, 278, "not-accepted", 0),
        ("Attended", 721, 246, "accepted-absent", 60),
        ("Stayed for 75%", 652, 69, "left-early", 0),
    )
    steps = tuple(Step(name, n, n / 1185, *more) for name, n, *more in counts)
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


THEMES = (
    ("Materials and technology", (5, 2, 3, 0)),
    ("Length", (1, 2, 4, 1)),
    ("Help from colleagues", (6, 1, 0, 0)),
)


def themes_found() -> Finding:
    return finding(
        made_themes(THEMES, others=12),
        question="themes",
        label="Themes",
        title="Most spoken of: “Materials and technology”, in 10 of 37 comments",
        subtitle="Comments by theme and by how high the same response rated",
        headline="3",
        verdicts=(),
        caption=("37 comments from 37 people",),
        footnote="12 comments fit no theme · counts, so no interval · Source: survey export",
        alt="Stacked bars of comments per theme: Materials and technology 10, Length 8.",
    )


def response_rate() -> Finding:
    return finding(
        made_responses([(30, 12), (24, 14), (40, 30)], possible=61),
        question="response-rate",
        label="Response rate",
        title="At least 60% of the people who came have answered",
        subtitle="Who answered the survey, by department",
        headline="60% or more",
        verdicts=(),
        caption=("56 of 94 people who came",),
        footnote="61 responses name nobody · Source: survey and attendance exports",
        alt="Bars of the share who answered: everybody asked 60% or more.",
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
            enough_when="As soon as it is there.",
            needs=("survey",),
        ),
        question="feedback",
        label="Feedback",
        title="How did people find the sessions?",
        subtitle="",
        headline="—",
        verdicts=(TOO_LITTLE,),
        caption=(),
        paragraphs=(
            ("Nothing to show yet:", "no survey export is loaded."),
            ("What is needed.", "A survey file needs at least one rating question."),
        ),
        footnote="",
        alt="",
    )


def days_per_hire() -> Finding:
    before = DotCohort(60, tuple((30 + day, day % 3 > 0, 2) for day in range(30)), (45, 61, 88))
    during = DotCohort(30, tuple((20 + day, day % 2 > 0, 1) for day in range(30)), (39, 47, None))
    return finding(
        Dots(
            estimate=None,
            unit="count",
            n={"people": 90, "before": 60, "during": 30},
            target=None,
            table=Table(("cohort", "days", "is_competent", "people"), (("before", 30, True, 2),)),
            before=before,
            during=during,
        ),
        question="days-per-hire",
        label="Days per new hire",
        title="The middle half finishes between day 45 and 88 before the pilot, from day 39 on"
        " during it",
        subtitle="Days to competency of each new hire; hollow = still learning when last seen",
        headline="47 days",
        verdicts=(),
        caption=("60 vs 30 hires",),
        footnote="bars are Kaplan–Meier quartiles, so people still learning are counted",
        alt="One dot per new hire by days since hire, median 61 days before and 47 days during.",
    )


def planned() -> Finding:
    return finding(
        made_plan(),
        question="pilot-plan",
        label="Pilot plan",
        title="With 120 hires before and 30 during, only a gain of 26% could be shown; the target"
        " is 20%",
        subtitle="Smallest gain that each design could show, in fewer days to competency",
        headline="26%",
        verdicts=(),
        caption=("smallest gain that could be shown", "target 20%"),
        footnote="n = 180 hires in 18 months",
        alt="Smallest gain that each design could show. Target 20%.",
    )


def attendance() -> Finding:
    return finding(
        made_dose(0.5),
        question="attendance-and-competency",
        label="Attendance and competency",
        title="A link between coming more often and time to competency is not shown",
        subtitle="Share competent since day 28 after hire, by sessions attended up to that day",
        headline="Not shown",
        verdicts=(),
        caption=("95% CI 50% slower to 50% faster, from day 28 on", "34 came at least twice"),
        paragraphs=(("What is not shown here.", "Counts up to the day of being competent."),),
        footnote="n = 34 and 27 · Source: attendance exports",
        alt="Bars of the share competent: 65% of those who came twice, 58% of the others.",
    )


def definitions() -> Finding:
    return finding(
        made_strip(["faster-open"] * 9 + ["promising"] * 3),
        question="competency-definitions",
        label="Time to competency by definition",
        title="The answer depends on the definition: 9 of 12 definitions agree",
        subtitle="Change in time to competency under every sane definition, one dot each",
        headline="9 of 12 agree",
        verdicts=(),
        footnote="12 definitions · Source: people list and competency dates",
        alt="Strip of dots, percent faster under 12 definitions.",
    )


def rules() -> Finding:
    shares = [Estimate(0.61, 0.57, 0.65), Estimate(0.63, 0.59, 0.67), Estimate(0.39, 0.35, 0.43)]
    return finding(
        made_rules(shares),
        question="attended-rules",
        label="Participation by rule",
        title="Participation is 39–63% whatever counts as attended",
        subtitle="Participation under every rule of what counts as attended, one dot each",
        headline="2 of 3 agree",
        footnote="3 rules · Source: attendance exports and invitations",
        alt="Strip of dots, participation under 3 rules.",
    )


def departments() -> Finding:
    return finding(
        made_forest(
            made_row("Customer Support", **LEANING, before=31, during=25),
            made_row("Sales", **FASTER, before=30, during=23),
            made_row("Operations", **FLAT, before=31, during=20),
            made_counts("Finance and Controlling, Northern Europe", 12, 7),
        ),
        question="competency-by-department",
        label="Time to competency by department",
        title="New hires in Sales reach competency faster; no clear change in 2 others, too few"
        " people in 1",
        subtitle="Percent faster by department, with the hires before → during",
        headline="1 of 3 departments",
        caption=("with a clear change, after Holm over 3 departments",),
        verdicts=(GAIN, TOO_CLOSE),
        footnote="n = 118 before, 84 during · Holm over 3 departments · grey = no clear change",
        alt="Forest plot of percent faster for 4 departments and all together, target 20%.",
    )


def teaching(departments: int = 4) -> Finding:
    """Who taught whom: 3 · row + column + 1 in the cells, the last department is the merged one."""
    names = ("Customer Support", "Engineering", "Sales", "Legal", *"ABCDEFGH")[: departments - 1]
    groups = [Group(name, 30 - i, 30 - i) for i, name in enumerate((*names, OTHER))]
    moments = {
        (one.name, other.name): 3 * row + column + 1
        for row, one in enumerate(groups)
        for column, other in enumerate(groups)
    }
    n = {
        "people": 100, "teaching_moments": sum(moments.values()), "sessions": 12, "pairs": 90,
        "mutual_pairs": 9, "sessions_without_host": 1,
    }  # fmt: skip
    answer = matrix(groups, moments, n, {"reciprocity": 0.1})
    return finding(answer, question="teaching-matrix", label="Who teaches whom", verdicts=())


def both() -> Finding:
    """Who teaches and learns: three levels of leading."""
    levels = [
        Level(0, 0, ((1, 20), (2, 9), (4, 1))),
        Level(1, 1, ((0, 2), (3, 4))),
        Level(2, 5, ((2, 5),)),
    ]
    n = {
        "people": 41, "both": 9, "teach_only": 2, "learn_only": 30, "sessions": 12,
        "sessions_without_host": 0,
    }  # fmt: skip
    answer = bubbles(levels, n, {"both": 9})
    return finding(answer, question="teach-and-learn", label="Teach and learn", verdicts=())


def hosting() -> Finding:
    """How hosting rotates: 10 sessions of 5 hosts, of whom two led half."""
    ready = [Ready("Customer Support", 30, 12), Ready(OTHER, 9, 0)]
    n = {
        "people": 39, "sessions": 10, "hosts": 5, "could_lead": 12, "sessions_without_host": 0,
    }  # fmt: skip
    answer = rotation(Hosting((3, 3, 2, 1, 1), 100 / 24, 0.24, 0.3, 2), ready, 3, n)
    return finding(answer, question="host-rotation", label="Host rotation", verdicts=())


def formats() -> Finding:
    return finding(
        made_formats(),
        question="participation-by-format",
        label="Participation by format",
        title="Between 49% and 68% came, by format",
        subtitle="Share of invited people who attended, by format of the session",
        verdicts=(),
        caption=("61% over all formats", "1,185 invitations, 15 sessions"),
        footnote="15 sessions · formats were not assigned at random · Source: attendance exports",
        alt="Dots with 95% intervals by format, from 49% to 68%. Target 60%.",
    )


def reached() -> Finding:
    return finding(
        made_reach(),
        question="reach",
        label="Reach",
        title="58 of 68 invited people came at least once; 21 come regularly",
        subtitle="Invited people who came to any session; by department",
        headline="85%",
        verdicts=(),
        caption=("76% of those who came have come again", "10 never came"),
        footnote="10 never came · a count of everybody, so no interval",
        alt="Bars of how many of 68 invited people came.",
    )


def weeks_grid() -> Finding:
    return finding(
        made_grid(),
        question="attendance-grid",
        label="Person by week",
        title="31 of 96 people came in most of the weeks they were invited to",
        subtitle="One row per person (24 of 96 shown), one column per week",
        headline="31 of 96",
        verdicts=(),
        caption=("96 people, 12 weeks",),
        footnote="96 people; names are off",
        alt="Grid of 24 people without names by 12 weeks.",
    )


def outcomes_moved() -> Finding:
    return finding(
        made_series(),
        question="outcome-change",
        label="Outcomes",
        title="With the pilot, “Bug turnaround” improved: 6.0 lower than its trend",
        subtitle="Bug turnaround: mean by week, beside where its trend before was going",
        headline="6 lower",
        verdicts=(Verdict("no_change", "gain", "Clear gain", "good"),),
        caption=("95% CI 4.1 to 7.9 lower", "20 weeks before, 10 since"),
        footnote="n = 360 values · dashed: the trend before",
        alt="Line of “Bug turnaround” by week, with the start of the pilot on 12 Jan 2026.",
    )


def paid_back() -> Finding:
    return finding(
        made_returns(),
        question="seat-time",
        label="Seat time",
        title="114 hours invested; breaks even at 2.5 days a hire; the gain of 4 to 16 days sooner"
        " is proven and worth more",
        subtitle="Hours invested in sessions and preparation, beside what the days saved are worth",
        headline="114 hours",
        verdicts=(Verdict("no_change", "worth-it", "Worth more than it took", "good"),),
        caption=("breaks even at 2.5 days a hire", "4 to 16 days sooner a hire"),
        footnote="n = 40 people in sessions · 20 hires during",
        alt="Bars: invested 6,000 EUR; saved 24,000 EUR, interval 9,600 EUR to 38,400 EUR.",
    )


def drawn() -> tuple[Finding, ...]:
    """One finding of each shape that has a figure."""
    return (
        participation(), funnel(), cadence(), competency(), attendance(), days_per_hire(),
        planned(),
        statements(), score(),
        themes_found(), response_rate(), definitions(), rules(), departments(),
        teaching(), teaching(9), both(), hosting(), formats(), reached(), weeks_grid(),
        outcomes_moved(), paid_back(),
    )  # fmt: skip


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
