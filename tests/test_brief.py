"""The words of a pilot as a whole, and titles written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_curves import EVERY_OUTCOME
from made_forests import FASTER, made_forest, made_row
from test_verdicts import TOO_STRONG
from test_weekly import cadence, change, found, turnout

from analytics.briefing import MAIN, Briefing, brief
from analytics.filters import Filters
from analytics.findings import Finding, Flag, Grade, Month, Table, TooFew
from analytics.questions import questions
from analytics.store import Store
from analytics.verdicts.brief import (
    cannot_say,
    looks_sentence,
    next_steps,
    scorecard,
    scorecard_title,
)
from analytics.verdicts.edited import MOST_LETTERS, says_more, titled
from analytics.verdicts.weekly import News, Week


@pytest.fixture(scope="module")
def briefing(sample: Store) -> Briefing:
    return brief(sample)


def months(*held: int, target: int = 4) -> Finding:
    return cadence(
        [date(2026, 1, 12)],
        tuple(
            Month(date(2026, number, 1), count, True, count >= target)
            for number, count in enumerate(held, start=1)
        ),
    )


def missing(name: str, *needs: str) -> Finding:
    return found(
        name,
        TooFew(
            estimate=None, unit="share", n={}, target=0.6, table=Table((), ()), reason="no-data",
            missing="add a people list", needs=needs,
        ),
    )  # fmt: skip


# the pilot as a whole -----------------------------------------------------------------------------


def test_the_sample_in_a_scorecard(briefing: Briefing) -> None:
    rows = {row.question: row for row in briefing.scorecard}
    assert tuple(rows) == MAIN
    came = rows["participation"]
    assert (came.target, came.result, came.interval) == ("60%", "61%", "57–65%")
    assert (came.last_period, came.percent_of_plan) == ("58% (week of 6 Apr)", "102% (95–108%)")
    held = rows["sessions-per-month"]
    assert (held.target, held.result, held.percent_of_plan) == ("4 a month", "1 of 2 months", "50%")
    assert (held.interval, held.last_period) == ("a count", "6 (Mar)")
    assert rows["feedback"].target == rows["feedback"].percent_of_plan == "—"
    assert briefing.scorecard_title == "Of 3 targets, 1 is missed and 2 are too close to call"
    assert briefing.finding("nps").question == "nps"
    assert [found.question for found in briefing.findings] == [q.name for q in questions()]


def test_of_plan_by_hand() -> None:
    [row] = scorecard([turnout(0.66, 0.78)])  # 72% of a target of 60%
    assert row.percent_of_plan == "120% (110–130%)"


@pytest.mark.parametrize("outcome", EVERY_OUTCOME)
def test_no_share_of_the_plan_without_a_clear_gain(outcome: str) -> None:
    finding = change(outcome)
    [row] = scorecard([finding])
    is_gain = any(v.against == "no_change" and v.tone == "good" for v in finding.verdicts)
    assert (row.percent_of_plan != "—") == is_gain
    assert "%" not in row.interval or outcome != "not-enough"


@pytest.mark.parametrize("outcome", EVERY_OUTCOME)
def test_no_row_says_faster_without_a_clear_gain(outcome: str) -> None:
    [row] = scorecard([change(outcome)])
    is_clear = outcome.startswith("faster") or outcome == "slower"
    assert ("faster" in row.result or "slower" in row.result) == is_clear


def wider(*flags: Flag, looks: int = 1) -> Finding:
    curve = replace(EVERY_OUTCOME["faster-open"], confidence=0.9917, flags=flags,
                    details={"early": {"looks": looks}})  # fmt: skip
    return found("time-to-competency", curve)


def test_wider_limits_say_why() -> None:
    """Repeated reading widens them, and so do departments that a reader picked out."""
    [row] = scorecard([wider(Flag("looks", n=7))])
    assert row.interval.endswith("(CI for repeated reading)")
    [row] = scorecard([wider()])
    assert row.interval.endswith("(99.17% CI)")


def test_titles_count_targets_and_nothing_else() -> None:
    assert scorecard_title([]) == "No target can be judged yet"
    assert scorecard_title([turnout(0.62, 0.7)]) == "The one target that is set is met"
    assert scorecard_title([turnout(0.62, 0.7), change("faster-met")]) == "Both targets are met"
    title = scorecard_title([turnout(0.62, 0.7), change("no-difference"), change("not-enough")])
    assert title == "Of 3 targets, 1 is met, 1 is missed and 1 is not judged yet"


def test_what_is_open_and_what_is_missing_is_said() -> None:
    said = cannot_say([turnout(0.55, 0.65), change("inconclusive"), missing("reach", "people")])
    assert [lead for lead, _ in said] == ["Participation", "Time to competency", "Reach"]
    assert said[0][1] == "Whether the 60% target is met: it lies inside the interval 55–65%."
    assert said[2][1] == "Add a people list."


def test_next_steps_are_few_and_each_once() -> None:
    graded = replace(EVERY_OUTCOME["faster-open"],
                     grade=Grade("C", "before-after", (), "comparison-group"))  # fmt: skip
    steps = next_steps([missing("reach", "people"), missing("funnel", "people"),
                        found("time-to-competency", graded)])  # fmt: skip
    assert steps[0] == "Add a people list." and steps.count("Add a people list.") == 1
    assert "To raise the evidence of “Time to competency” (C): name departments" in steps[1]
    many = [missing(q.name, "people") for q in questions()]
    assert len(next_steps(many)) == 1


def test_looks_are_counted(briefing: Briefing) -> None:
    assert briefing.looks.startswith("Time to competency could have been read 1 time so far;")
    assert briefing.looks.endswith("its limits are those of a single reading.")
    assert looks_sentence(turnout(0.5, 0.6)) == ""
    says = looks_sentence(wider(Flag("looks", n=7), looks=7))
    assert "could have been read 7 times" in says and says.endswith("widened for that.")
    assert looks_sentence(wider()).endswith("those of a single reading.")


def test_watch_outs_come_before_what_raises_the_evidence() -> None:
    held = News("watch-out", "Mar had 3 sessions", "The target is 4.")
    week = Week(date(2026, 3, 30), date(2026, 4, 5), (held,), "")
    steps = next_steps([wider(), missing("reach", "people")], week)
    assert steps[:2] == (
        "Add a people list.",
        "Look into this: Mar had 3 sessions. The target is 4.",
    )


def test_a_report_of_an_earlier_day_says_so(sample: Store) -> None:
    told = brief(sample, Filters(as_of=date(2026, 3, 22)))
    assert told.as_of == date(2026, 3, 22) and "week 10 of 13" in told.caption
    assert told.about == "As of 22 Mar 2026 · Sample data"
    assert any("Data until 22 Mar 2026" in line for line in told.foot)
    assert not any("12 Apr" in line for line in told.foot)
    assert told.week and told.week.before == "As of 15 Mar"
    assert {label for label, *_ in told.week.changes} == {
        "Participation", "Sessions per month", "Time to competency"
    }  # fmt: skip


def test_the_foot_holds_n_evidence_and_source(briefing: Briefing) -> None:
    text = "\n".join(briefing.foot)
    for says in ("1,185 invitations, 96 people", "118 vs 84 hires · Evidence C", "people list",
                 "survey export", "Sample data", "Data until 12 Apr 2026"):  # fmt: skip
        assert says in text, says


def test_what_cannot_be_said_stands_by_itself(briefing: Briefing) -> None:
    for outcome in EVERY_OUTCOME:
        for _, says in cannot_say([change(outcome)]):
            assert not re.search(r"\bthat range\b|\babove\b", says), says


def test_months_that_miss_are_no_plan_reached() -> None:
    [row] = scorecard([months(3, 6, 9)])  # 6 a month on average, and one month missed
    assert row.percent_of_plan == "67%" and row.verdicts[0].outcome == "missed"


def test_no_word_is_too_strong(briefing: Briefing) -> None:
    words = [briefing.title, briefing.scorecard_title, briefing.looks, *briefing.next_steps]
    words += [says for _, says in briefing.cannot_say]
    assert not [says for says in words if TOO_STRONG.search(says)]


def test_filters_are_told(sample: Store) -> None:
    chosen = brief(sample, Filters(departments=("Sales",)))
    assert chosen.filters == "Sales" and chosen.is_sample
    assert all(f.filters in ("", "Sales") for f in chosen.findings)
    assert chosen.finding("participation").filters == "Sales"


def test_an_empty_store_is_briefed_too() -> None:
    store = Store.open(":memory:")
    found_ = brief(store)
    assert found_.week is None and found_.scorecard_title == "No target can be judged yet"
    assert len(found_.cannot_say) >= 3 and found_.next_steps
    store.close()


# titles by hand -----------------------------------------------------------------------------------


CLEAR, FLAT = change("faster-open"), change("no-difference")
GRADED = {
    letter: found(
        "time-to-competency",
        replace(EVERY_OUTCOME["faster-open"],
                grade=Grade(letter, "lot" if letter == "A" else "before-after", (), "")),
    )
    for letter in "ABCDE"
}  # fmt: skip


@pytest.mark.parametrize("text", [None, "", "  ", "\n", CLEAR.title, f" {CLEAR.title.upper()} "])
def test_the_own_title_bears_no_mark(text: str | None) -> None:
    title = titled(CLEAR, text)
    assert title.mark == "" and title.text == CLEAR.title


def test_every_other_title_is_marked() -> None:
    assert titled(CLEAR, "Onboarding, spring").mark == "Title edited by hand"


@pytest.mark.parametrize(
    ("finding", "text", "more"),
    [
        (CLEAR, "The pilot made new hires competent sooner", True),  # cause needs A
        (GRADED["A"], "The pilot made new hires competent sooner", False),
        (GRADED["B"], "The pilot made new hires competent sooner", True),
        (CLEAR, "New hires get there sooner", False),
        (GRADED["D"], "New hires get there sooner", True),
        (GRADED["D"], "New hires appear to get there sooner", False),
        (FLAT, "New hires get there sooner", True),
        (FLAT, "New hires are not faster", False),
        (FLAT, "No doubt left: new hires get there sooner", True),
        (FLAT, "A change in time to competency", False),
        (CLEAR, "Target met", True),
        (change("faster-met"), "Target met", False),
        (turnout(0.55, 0.65), "Participation is above its 60% target", True),
        (turnout(0.62, 0.7), "Participation exceeds its 60% target", False),
        (CLEAR, "New hires get there 99% sooner", True),  # a number of its own
        (turnout(0.55, 0.65), "Participation is close to its 60% target", False),
        (CLEAR, "New hires get there 45% sooner", True),  # a limit of the interval
        (CLEAR, "New hires get there 20% sooner", True),  # the target
        (FLAT, "The pilot halved time to competency", True),
        (FLAT, "New hires are twice as fast", True),
        (turnout(0.55, 0.65), "Participation is on target", True),
    ],
)
def test_stronger_words_than_the_evidence(finding: Finding, text: str, more: bool) -> None:
    assert says_more(finding, text) is more
    assert ("says more than the evidence" in titled(finding, text).mark) is more


def test_a_long_title_of_its_own_is_not_edited() -> None:
    long = replace(CLEAR, title="It is said at length that " * 10)
    assert titled(long, long.title).mark == "" and titled(long, long.title).text == long.title


@given(st.text())
def test_a_title_is_one_line_of_text(text: str) -> None:
    title = titled(CLEAR, text)
    assert title.text and len(title.text) <= max(MOST_LETTERS, len(CLEAR.title))
    assert not re.search(r"[\x00-\x1f]", title.text)
    assert title.text == CLEAR.title or title.mark


def test_departments_name_their_limits_like_the_whole() -> None:
    """Wider for a department that a reader picked out is not "for repeated reading"."""
    forest = made_forest(made_row("Sales", **FASTER))
    for flags, says in (((), "99.17% CI"), ((Flag("looks", n=7),), "CI for repeated reading")):
        whole = replace(forest.whole, confidence=0.9917)
        said = found("competency-by-department", replace(forest, whole=whole, flags=flags))
        assert says in said.caption[1]
