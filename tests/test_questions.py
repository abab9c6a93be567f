"""Walks the question folders: what each must say, its SQL, its worked example, its answers.

A new folder under analytics/questions is found by itself.
"""

from __future__ import annotations

import json as standard_json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
from examples import QUESTIONS, as_text, expected, filled_store, read_table, store_of

from analytics.asking import ask, context_of, rows_of
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import (
    Answer,
    Calendar,
    Curve,
    Distribution,
    Finding,
    Funnel,
    Quotes,
    TooFew,
    Trend,
)
from analytics.pilots import Pilot
from analytics.questions import Question, question, questions
from analytics.records import KINDS
from analytics.store import Store, compose, settle_step, shared_steps

ALL = questions()
each_question = pytest.mark.parametrize("asked", ALL, ids=lambda asked: asked.name)

# What `impact ask --json` promises; the last four are documented extras.
KEYS = {
    "question", "title", "subtitle", "estimate", "unit", "interval", "n", "target", "verdicts",
    "details", "footnote", "table", "is_sample", "grade", "filters", "data_until",
}  # fmt: skip
CURVE_KEYS = {"before", "during", "logrank", "percent_faster", "mde", "naive", "flags"}
CURVE_EXTRAS = {
    "competency", "baseline_from", "as_of", "is_interim_look", "registered_on", "early", "rhythm",
    "mix", "nothing_held_equal", "comparison_group", "analyst",
}  # fmt: skip
COHORT_KEYS = {
    "n", "competent", "still_learning", "left", "median", "median_interval", "share_by", "curve",
    "share_of_hired_by",
}  # fmt: skip


# what a folder says -------------------------------------------------------------------------------


def test_every_folder_holds_a_question() -> None:
    folders = {path.parent.name for path in QUESTIONS.glob("*/__init__.py")}
    assert {asked.folder for asked in ALL} == folders
    assert len({asked.place for asked in ALL}) == len(ALL)


@each_question
def test_a_question_says_what_it_is(asked: Question) -> None:
    first, _, rest = asked.about.partition("\n")
    assert first.endswith("?"), "the docstring begins with the question itself"
    assert len(rest.split()) >= 15, "the docstring goes on to define its words"
    assert asked.label and asked.formula and asked.literature
    assert asked.nouns.subject and asked.nouns.measure and asked.nouns.source
    assert asked.needs and set(asked.needs) <= set(KINDS)
    assert set(asked.filters) <= {"departments", "dates", "by", "intent"}
    assert question(asked.name) is asked
    assert question(asked.folder) is asked


# its SQL ------------------------------------------------------------------------------------------


def bare(sql: str) -> str:
    """SQL without comments and with its texts emptied."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", sql))


def calls(sql: str, name: str) -> Iterator[str]:
    """The arguments of every call of a function, as text."""
    for found in re.finditer(rf"\b{name}\s*\(", sql):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[found.end() : end - 1]


# Constructs that other engines do not know, or that silently mean something else there.
NOT_PORTABLE = {
    "filter on an aggregate": r"\bfilter\s*\(",
    ":: instead of cast": r"::",
    "using instead of on": r"\busing\b",
    "group by all": r"\bgroup\s+by\s+all\b",
    "order by all": r"\border\s+by\s+all\b",
    "qualify": r"\bqualify\b",
    "arg_min, arg_max": r"\barg_m(in|ax)\b",
    "unnest": r"\bunnest\b",
    "a list or a struct": r"[\[\]{}]",
    "whole-number division": r"//",
    "a division that 0 would break": r"(?<!/)/(?!/|\s*nullif\s*\()",
    "a number in scientific notation": r"\b\d+e-?\d+\b",
    "a parameter without a name": r"\?|\$\d",
    "a statement that does not read": r"\b(insert|update|delete|create|drop|copy|attach|pragma)\b",
    "more than one statement": r";",
}


def breaks(sql: str) -> list[str]:
    """Which rules of the portable subset a statement breaks."""
    text = bare(sql)
    found = [what for what, pattern in NOT_PORTABLE.items() if re.search(pattern, text)]
    if text != text.lower():
        found.append("capital letters")
    for arguments in calls(bare(sql), "date_diff"):
        if re.search(r"\w_at\b", arguments):
            found.append("date_diff of a time: cast it to a date, or count seconds")
    if re.search(r"date_diff\s*\(\s*'(?!day')", sql):
        found.append("date_diff in another unit than days")
    for window in calls(text, "over"):
        if "order by" in window and "row_number" not in text and "rows " not in window:
            found.append("a window without its frame")
    return found


@pytest.mark.parametrize(
    "bad",
    [
        "select sum(x) filter (where x > 0) from hire",
        "select x::date from hire",
        "select a.x from hire a join seat b using (person_id)",
        "select x, count(*) from hire group by all",
        "select x from hire order by all",
        "select x from hire qualify row_number() over (order by x) = 1",
        "select arg_max(x, y) from hire",
        "select unnest($names)",
        "select [x] from hire",
        "select x // 2 from hire",
        "select x / y from hire",
        "select x * 1e9 from hire",
        "select x from hire where y = ?",
        "delete from hire",
        "select 1; select 2",
        "SELECT x from hire",
        "select date_diff('day', a.joined_at, b.left_at) from hire",
        "select date_diff('week', hire_date, left_date) from hire",
        "select sum(x) over (order by day) from hire",
    ],
)
def test_a_rule_sees_what_breaks_it(bad: str) -> None:
    assert len(breaks(bad)) == 1


def test_the_rules_leave_the_rest_alone() -> None:
    good = (
        "-- Hires / all; [a] FILTER in words\nwith a as (select 1 as x)\n"
        "select sum(case when x = 'A/B' then 1 else 0 end) / nullif(count(*), 0) as share,\n"
        "    date_diff('day', hire_date, cast($as_of as date)) as days_watched,\n"
        "    max(x) over (order by x rows unbounded preceding) as top from a"
    )
    assert breaks(good) == []


def reads(sql: str) -> set[str]:
    return set(re.findall(r"\b(?:from|join)\s+([a-z_]\w*)", bare(sql)))


def steps(sql: str) -> list[str]:
    return re.findall(r"\b([a-z_]\w*) as \(", bare(sql))


def canonical_tables() -> set[str]:
    """Tables that hold what rows mean, not as they landed."""
    folder = resources.files("analytics") / "schema" / "settle"
    names = {entry.name.removesuffix(".sql") for entry in folder.iterdir()}
    assert all(settle_step(name) for name in names)
    return names | {"title_format"}  # which settle.py fills, by the words of titles


@each_question
def test_its_sql_is_one_portable_select(asked: Question) -> None:
    assert breaks(asked.sql) == []
    store = Store.open(":memory:")
    rows_of(store, asked, context_of(store, asked))  # Store.ask refuses all but one SELECT
    store.close()


@each_question
def test_its_sql_reads_from_known_names_alone(asked: Question) -> None:
    own = steps(asked.sql)
    assert reads(asked.sql) <= set(own) | set(shared_steps()) | canonical_tables()
    assert not set(own) & (set(shared_steps()) | canonical_tables()), "a step shadows a known name"
    assert asked.sql.lstrip().startswith("-- "), "the first line says what the rows are"


@each_question
def test_its_sql_says_last_where_its_rows_come_from(asked: Question) -> None:
    """The last select reads from the last step, so that a reader can follow it downwards."""
    own = steps(asked.sql)
    if own:
        last = bare(asked.sql).rpartition("select")[2]
        assert own[-1] in reads(f"select {last}")


@pytest.mark.parametrize("name", shared_steps())
def test_a_shared_step_is_portable(name: str) -> None:
    sql = shared_steps()[name]
    assert breaks(sql) == []
    own = steps(sql)
    assert own[-1] == name
    assert reads(sql) <= set(own) | set(shared_steps()) | canonical_tables() | {
        "survey_answer",
        "identity",
        "source_file",
    }
    # Each is a whole statement together with the steps that it needs.
    with_all = compose(f"select count(*) as n from {name}")  # noqa: S608
    assert re.search(rf"\b{name} as \(", with_all)


# its worked example -------------------------------------------------------------------------------


@each_question
def test_the_worked_example(asked: Question) -> None:
    store = store_of(asked)
    rows = rows_of(store, asked, context_of(store, asked))
    assert as_text(rows) == expected(asked)


def answer_to(name: str) -> Answer:
    """The answer to a question's own example, before privacy.py would hide its few people."""
    asked = question(name)
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked)
    return asked.answer(rows_of(store, asked, context), context)


def test_participation_on_its_example() -> None:
    answer = answer_to("participation")
    assert isinstance(answer, Trend) and answer.estimate
    assert answer.n == {
        "people": 6, "invitations": 16, "attended": 9, "sessions": 4, "walk_ins": 3,
        "unmatched_attended": 2, "unmatched_names": 2,
    }  # fmt: skip
    assert answer.estimate.value == 9 / 16
    assert answer.gaps == (date(2026, 1, 19),)
    assert [(p.start, p.attended, p.invited) for p in answer.points] == [
        (date(2026, 1, 12), 5, 8),
        (date(2026, 1, 26), 2, 4),
        (date(2026, 2, 2), 2, 4),
    ]


def test_the_funnel_on_its_example() -> None:
    answer = answer_to("funnel")
    assert isinstance(answer, Funnel)
    # One attended without times, so nobody can say how many stayed.
    assert [(s.name, s.count, s.lost, s.loss, s.joined) for s in answer.steps] == [
        ("Invited", 8, 0, "", 0),
        ("Accepted", 5, 3, "not-accepted", 0),
        ("Attended", 4, 3, "accepted-absent", 2),  # two came without having accepted
    ]
    for before, step in pairwise(answer.steps):
        assert step.count == before.count - step.lost + step.joined
    assert answer.n["attended_without_accepting"] == 2


def test_the_funnel_says_who_stayed_when_every_attendance_has_times() -> None:
    asked = question("funnel")
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked)
    answer = asked.answer(rows_of(store, asked, context).assign(untimed=0), context)
    assert isinstance(answer, Funnel)
    last = answer.steps[-1]
    assert (last.name, last.count, last.lost) == ("Stayed for 75% or more", 1, 3)
    assert last.loss == "left-early"


def test_sessions_per_month_on_its_example() -> None:
    answer = answer_to("sessions-per-month")
    assert isinstance(answer, Calendar) and answer.estimate
    assert [(m.start.month, m.held, m.is_full, m.is_on_target) for m in answer.months] == [
        (1, 2, True, True),
        (2, 1, True, False),
        (3, 1, False, None),  # a running month is never judged
    ]
    assert (answer.first_day, answer.last_day) == (date(2026, 1, 1), date(2026, 3, 20))
    assert answer.estimate.value == pytest.approx(4 / (79 / 30.4375))
    assert answer.n["exports"] == 6
    # Held on 1 Jan, 20 Jan, 28 Feb and 5 Mar.
    assert answer.details["longest_gap"] == {
        "days": 39, "from": date(2026, 1, 20), "to": date(2026, 2, 28),
    }  # fmt: skip
    # Whole weeks from Monday 5 Jan to Sunday 15 Mar; the one of 16 Mar is still running.
    assert [d.isoformat()[5:] for d in answer.details["weeks_without"]] == [
        "01-05", "01-12", "01-26", "02-02", "02-09", "02-16", "03-09",
    ]  # fmt: skip
    # Planned: all but the one at midnight, and 8 and 10, which have no export; not 11 and 12.
    assert answer.details["planned"] == {
        "sessions": 7, "held": 3, "called_off": 1, "without_export": 1,
    }  # fmt: skip
    # Held sessions with a known length: 3600, 1800 and 2400 s; planned 2700, 2700 and 3600 s.
    assert answer.details["average_minutes"] == pytest.approx(7800 / 3 / 60)
    assert answer.details["planned_minutes"] == pytest.approx(9000 / 3 / 60)


def test_time_to_competency_on_its_example() -> None:
    answer = answer_to("time-to-competency")
    assert isinstance(answer, Curve)
    before, during = answer.before, answer.during
    assert (before.n, before.competent, before.left, before.still_learning) == (9, 3, 2, 4)
    assert (during.n, during.competent, during.left, during.still_learning) == (8, 2, 3, 3)
    assert (before.longest, during.longest) == (60, 78)
    # Before: at risk on day 30 all but the one censored on day 12, 3 of 8 competent.
    assert before.share_by[30] and before.share_by[30].value == pytest.approx(3 / 8)
    assert during.share_by[30] and during.share_by[30].value == pytest.approx(2 / 7)
    assert before.median[0] is None and during.median[0] is None
    assert {flag["code"]: flag["n"] for flag in answer.details["flags"]} == {
        "pre-trend-unknown": 0,
        "comparison-too-small": 1,
        "no-comparison-group": 0,
        "one-team": 8,
        "straddlers-censored": 4,
        "competent-before-hire": 1,
        "sign-offs-without-hire": 2,
        "many-left": 3,
    }
    naive = answer.details["naive"]  # 30, 30, 30, 60 and 32 days against 30 and 30
    assert (naive["before_mean"], naive["during_mean"]) == (pytest.approx(36.4), 30)
    assert naive["percent_faster"] == pytest.approx(1 - 30 / 36.4)


def test_feedback_on_its_example() -> None:
    answer = answer_to("feedback")
    assert isinstance(answer, Distribution)
    assert [(item.text, item.n, item.people, item.counts) for item in answer.items] == [
        ("Time well spent", 1, 1, (0, 0, 0, 1, 0)),
        ("I can use it", 3, 3, (0, 0, 0, 0, 1, 1, 1)),
        ("It was relevant", 5, 4, (0, 1, 1, 1, 2)),
    ]
    assert [item.share.value for item in answer.items] == [1, 2 / 3, 3 / 5]
    assert answer.lead == "It was relevant"  # most answers


def test_nps_on_its_example() -> None:
    answer = answer_to("nps")
    assert isinstance(answer, Distribution) and answer.estimate
    assert answer.lead == "Would you recommend it?"
    assert answer.items[0].counts == (3, 2, 2)  # detractors, passives, promoters
    assert answer.estimate.value == pytest.approx(100 * (2 - 3) / 7)
    assert answer.n == {"people": 6, "answers": 7}


def test_comments_on_their_example() -> None:
    answer = answer_to("comments")
    assert isinstance(answer, Quotes)
    assert [(quote.text, quote.rating) for quote in answer.quotes] == [
        ("Ask [name]", 9),
        ("I may come again", None),
        ("Write to [e-mail]", 4),
    ]


# filters ------------------------------------------------------------------------------------------


def filtered(name: str, filters: Filters) -> Answer:
    asked = question(name)
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked, filters)
    return asked.answer(rows_of(store, asked, context, filters), context)


def test_departments_cut_participation_to_the_people_in_them() -> None:
    answer = filtered("participation", Filters(departments=("Support",)))
    # 3: 1/4 and 4: 2/3; of the walk-ins only 5 is in Support
    assert (answer.n["attended"], answer.n["invitations"], answer.n["walk_ins"]) == (3, 7, 1)


def test_without_a_people_list_nobody_can_be_missing_from_it() -> None:
    asked = question("participation")
    assert asked is not None
    folder = QUESTIONS / asked.folder / "example"
    tables = {path.stem: read_table(path) for path in folder.glob("*.csv")}
    store = filled_store(tables | {"person": []}, (folder / "pilot.toml").read_text("utf-8"))
    context = context_of(store, asked)
    answer = asked.answer(rows_of(store, asked, context), context)
    assert (answer.n["attended"], answer.n["unmatched_attended"]) == (9, 0)


def test_dates_cut_participation_to_the_sessions_between_them() -> None:
    answer = filtered(
        "participation", Filters(first_day=date(2026, 1, 13), last_day=date(2026, 1, 28))
    )
    # session 3: 1 and 10 of 1, 3, 4, 10; session 4: 3 and 4 of 1, 3, 4, 10
    assert (answer.n["attended"], answer.n["invitations"], answer.n["sessions"]) == (4, 8, 2)


def test_a_month_that_the_dates_cut_is_not_judged() -> None:
    answer = filtered("sessions-per-month", Filters(first_day=date(2026, 1, 20)))
    assert isinstance(answer, Calendar) and answer.estimate
    assert [(m.start.month, m.held, m.is_on_target) for m in answer.months] == [
        (1, 1, None),
        (2, 1, False),
        (3, 1, None),
    ]
    assert answer.estimate.value == pytest.approx(3 / (60 / 30.4375))


def test_as_of_reads_the_hires_as_if_exported_on_that_day() -> None:
    answer = filtered("time-to-competency", Filters(as_of=date(2026, 2, 11)))
    assert isinstance(answer, Curve)
    # Hired by then: 10 (competent that day), 11, 12, 13, 20 and 21, who are still learning.
    assert (answer.during.n, answer.during.competent, answer.during.still_learning) == (6, 1, 5)


def test_as_of_cannot_know_more_than_the_exports() -> None:
    later = filtered("time-to-competency", Filters(as_of=date(2027, 1, 1)))
    assert later == answer_to("time-to-competency")


def test_everyone_on_the_roster_is_invited_from_their_hire_to_their_leaving() -> None:
    asked = question("participation")
    assert asked is not None
    folder = QUESTIONS / asked.folder / "example"
    tables = {path.stem: read_table(path) for path in folder.glob("*.csv")}
    by_id = {row["person_id"]: row for row in tables["person"]}
    by_id["8"]["hire_date"] = "2026-01-15"  # on the day of session 3
    by_id["9"]["hire_date"] = None  # not known: the person is on the roster all the same
    card = (folder / "pilot.toml").read_text("utf-8") + 'invited_by = "roster"\n'
    store = filled_store(tables, card)
    context = context_of(store, asked)
    assert context.invited_by == "roster"
    answer = asked.answer(rows_of(store, asked, context), context)
    # 1, 3, 4, 5, 6 and 9 to sessions 2–5, 2 to session 2, 8 to sessions 3–5, 7 to none.
    assert answer.n["invitations"] == 6 * 4 + 1 + 3
    # Session 2: 1, 2, 4, 5, 6, 9; session 3: 1; session 4: 3, 4; session 5: 1, 6.
    assert answer.n["attended"] == 11
    # 10 and 11, who stand in no people list, came to sessions 3 and 4.
    assert answer.n["walk_ins"] == answer.n["unmatched_attended"] == 2


# no data and too little of it ---------------------------------------------------------------------

CARD = '[pilot]\nname = "Empty"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'


@each_question
@pytest.mark.parametrize("card", ["", CARD], ids=["no card", "with a card"])
def test_an_empty_store_says_what_is_missing(asked: Question, card: str) -> None:
    finding = ask(filled_store({}, card), asked.name)
    assert isinstance(finding.answer, TooFew)
    assert finding.answer.reason == "no-data"
    assert finding.answer.missing
    check_json(finding)


@each_question
def test_no_rows_is_too_few(asked: Question) -> None:
    store = filled_store({}, CARD)
    context = context_of(store, asked)
    assert isinstance(asked.answer(rows_of(store, asked, context), context), TooFew)


@each_question
@pytest.mark.parametrize("first_rows", [1, 2, 4, 7])
def test_however_little_there_is_it_is_answered_or_too_few(
    asked: Question, first_rows: int
) -> None:
    store = store_of(asked, first_rows)
    context = context_of(store, asked)
    answer = asked.answer(rows_of(store, asked, context), context)
    assert isinstance(answer, Answer)
    assert list(not_numbers(answer)) == []
    finding = ask(store, asked.name)
    check_json(finding)
    assert finding.is_answered == (finding.headline != "—") or finding.verdicts


@each_question
def test_the_example_as_json(asked: Question) -> None:
    store = store_of(asked)
    check_json(ask(store, asked.name))


def test_a_curve_as_json() -> None:
    asked = question("time-to-competency")
    assert asked is not None
    found = written(ask(store_of(asked), asked.name))
    details = found["details"]
    assert set(details) == CURVE_KEYS | CURVE_EXTRAS
    for cohort in ("before", "during"):
        assert set(details[cohort]) == COHORT_KEYS | {"share_by_interval"}
        assert set(details[cohort]["share_by"]) == {"30", "60", "90"}
        curve = details[cohort]["curve"]
        assert set(curve) == {"day", "share", "low", "high", "at_risk"}
        assert len({len(values) for values in curve.values()}) == 1
        assert all(isinstance(share, float) for share in curve["share"])
    assert set(details["logrank"]) == {
        "z", "chi2", "p", "method", "critical", "within", "classes"
    }  # fmt: skip
    assert set(details["percent_faster"]) == {"estimate", "interval", "confidence", "p"}
    assert found["grade"]["letter"] in "ABCDE"
    assert set(details["naive"]) == {"before_mean", "during_mean", "percent_faster", "p"}
    assert details["percent_faster"]["estimate"] == found["estimate"]


def check_json(finding: Finding) -> None:
    """The promised keys and no others; no NaN anywhere, and null only for what does not exist."""
    found = written(finding)
    extras = set() if finding.is_answered else {"too_few"}
    assert set(found) == KEYS | extras
    assert list(not_numbers(finding.answer)) == []
    assert all(isinstance(count, int) for count in found["n"].values())
    for row in found["table"]["rows"]:
        assert len(row) == len(found["table"]["columns"])
    if not finding.is_answered:
        assert found["estimate"] is None and found["interval"] is None
        assert set(found["too_few"]) == {"reason", "missing", "enough_when"}
    elif found["unit"] != "count":
        assert isinstance(found["estimate"], float)
    for verdict in found["verdicts"]:
        assert verdict["against"] in ("target", "no_change") and verdict["label"]


def written(finding: Finding) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    text = json.write(json.finding_object(finding))
    found = standard_json.loads(text, parse_constant=refuse)
    assert isinstance(found, dict)
    return found


def not_numbers(value: Any) -> Iterator[Any]:
    """Every NaN and infinity inside an answer."""
    if isinstance(value, float) and not math.isfinite(value):
        yield value
    elif isinstance(value, Pilot):
        return
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from not_numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from not_numbers(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from not_numbers(getattr(value, field.name))
