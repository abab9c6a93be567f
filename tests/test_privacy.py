"""Privacy: small groups, what could be worked out from the rest, and names in comments.

The last part drives both ways out, JSON and the command line, with a department of four.
"""

from __future__ import annotations

import json as stdlib_json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import came, landed, moment

from analytics.asking import ask, questions
from analytics.cli import main
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import (
    Answer,
    Calendar,
    Cohort,
    Curve,
    Distribution,
    Estimate,
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
)
from analytics.pilots import Pilot
from analytics.privacy import Scope, mask, protect
from analytics.records import (
    Competency,
    Identity,
    Invitation,
    Outcome,
    Person,
    Session,
    SurveyAnswer,
)
from analytics.store import Store

HALF = Estimate(0.5, 0.4, 0.6)
MONDAY = date(2026, 1, 12)


def trend(weeks: list[int], people: int) -> Trend:
    points = tuple(
        Point(MONDAY + timedelta(weeks=number), HALF, 2 * count, count, count)
        for number, count in enumerate(weeks)
    )
    return Trend(
        estimate=HALF,
        unit="share",
        n={"people": people},
        target=0.6,
        points=points,
        gaps=(),
        table=Table(("week_start", "people"), tuple((p.start, p.people) for p in points)),
        details={"weeks": [{"week_start": p.start, "people": p.people} for p in points]},
    )


def cohort(people: int) -> Cohort:
    return Cohort(people, people, 0, 0, 90, (40, 30, 50), {30: HALF}, ())


def curve(before: int, during: int) -> Curve:
    return Curve(
        estimate=HALF,
        unit="faster",
        n={"people": before + during, "before": before, "during": during},
        target=0.2,
        before=cohort(before),
        during=cohort(during),
        z=1.0,
        critical=(-1.96, 1.96),
        p=0.3,
        detectable=0.2,
        table=Table((), ()),
    )


def distribution(items: dict[str, int], people: int, lead: str = "") -> Distribution:
    found = tuple(Item(text, ("no", "yes"), (0, n), HALF, n, n) for text, n in items.items())
    return Distribution(
        estimate=HALF,
        unit="share",
        n={"people": people, "statements": len(items)},
        target=None,
        items=found,
        lead=lead or next(iter(items)),
        table=Table(("statement", "answers"), tuple(items.items())),
        details={"statements": [{"statement": text, "answers": n} for text, n in items.items()]},
    )


def funnel(people: int) -> Funnel:
    return Funnel(
        estimate=None,
        unit="count",
        n={"people": people},
        target=None,
        steps=(Step("Invited", people, 1.0, 0),),
        table=Table(("step",), (("Invited",),)),
    )


def quotes(people: int) -> Quotes:
    return Quotes(
        estimate=None,
        unit="count",
        n={"people": people},
        target=None,
        quotes=(Quote("Good", 9),),
        table=Table(("comment",), (("Good",),)),
    )


def calendar() -> Calendar:
    return Calendar(
        estimate=Estimate(4.0),
        unit="per_month",
        n={"sessions": 4},
        target=4,
        days={MONDAY: 4},
        months=(Month(MONDAY, 4, True, True),),
        first_day=MONDAY,
        last_day=MONDAY,
        table=Table((), ()),
    )


def is_hidden(answer: Answer) -> bool:
    """Nothing but the unit and the target, which are on the pilot card, is left."""
    return answer == TooFew(
        estimate=None,
        unit=answer.unit,
        n={},
        target=answer.target,
        table=Table((), ()),
        reason="small-group",
        missing=getattr(answer, "missing", ""),
        enough_when=getattr(answer, "enough_when", ""),
    )


# Shapes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        trend([4, 4], 4),
        funnel(4),
        curve(4, 50),
        curve(50, 4),
        distribution({"Useful": 4}, 4),
        distribution({"Useful": 4, "Relevant": 40}, 40),
        quotes(9),
        quotes(4),
    ],
    ids=lambda answer: f"{type(answer).__name__}-{answer.n['people']}",
)
def test_a_group_of_four_is_not_shown(answer: Answer) -> None:
    assert is_hidden(protect(answer))


@pytest.mark.parametrize(
    "answer",
    [
        trend([5, 5], 5),
        funnel(5),
        curve(5, 5),
        distribution({"Useful": 5}, 5),
        quotes(10),
        calendar(),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_a_group_of_five_is_shown_as_it_is(answer: Answer) -> None:
    assert protect(answer) == answer
    assert protect(answer, chosen=200) == answer
    assert is_hidden(protect(answer, chosen=4))
    assert is_hidden(protect(answer, Scope(11, 11), chosen=10))


@pytest.mark.parametrize(("group", "comments"), [(2, 10), (5, 2), (0, 0)])
def test_fewer_than_three_may_never_be_asked_for(group: int, comments: int) -> None:
    with pytest.raises(ValueError, match="fewer than 3"):
        Scope(group, comments)


@pytest.mark.parametrize(
    ("n", "kept"),
    [
        ({"people": 3, "before": 1, "during": 2}, False),
        ({"people": 9, "before": 2, "during": 7}, False),
        ({"people": 12, "before": 5, "during": 7}, True),
        ({"people": 0, "sessions": 2}, True),
        ({"sessions": 2}, True),
    ],
)
def test_a_question_without_an_answer_counts_no_small_group(n: dict[str, int], kept: bool) -> None:
    answer = TooFew(
        estimate=None, unit="faster", n=n, target=None, table=Table((), ()), reason="few",
        missing="too few",
    )  # fmt: skip
    assert protect(answer).n == (n if kept else {})


# Parts --------------------------------------------------------------------------------------------


def shown(answer: Answer) -> list[int]:
    """Head counts of the weeks that are shown, the same in points, table and details."""
    assert isinstance(answer, Trend)
    counts = [point.people for point in answer.points if point.share]
    assert counts == [row[1] for row in answer.table.rows]
    assert counts == [week["people"] for week in answer.details["weeks"]]
    return counts


def test_a_small_week_takes_the_next_smallest_with_it() -> None:
    protected = protect(trend([20, 4, 30, 12], 40))
    assert shown(protected) == [20, 30]
    assert isinstance(protected, Trend)
    assert [point.start for point in protected.points] == [
        MONDAY + timedelta(weeks=n) for n in range(4)
    ]
    hidden = [point for point in protected.points if point.share is None]
    assert {(p.invited, p.attended, p.people) for p in hidden} == {(0, 0, 0)}
    assert protected.details["weeks_hidden"] == 2


def test_the_same_four_in_two_weeks_are_still_four() -> None:
    assert shown(protect(trend([4, 20, 4, 30], 40))) == [30]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_what_the_whole_less_the_rest_gives_is_a_group_of_five(weeks: list[int]) -> None:
    protected = protect(trend(weeks, 40))
    assert isinstance(protected, Trend)
    kept = shown(protected)
    assert all(count >= 5 for count in kept)
    gone = [week for week, p in zip(weeks, protected.points, strict=True) if p.share is None]
    # Whoever came in the largest hidden week is in the hidden whole.
    assert not gone or max(gone) >= 5 or len(gone) == len(weeks)


def test_a_statement_of_four_goes_and_the_others_stay() -> None:
    answer = protect(distribution({"Useful": 30, "Relevant": 4, "Fun": 25}, 30))
    assert isinstance(answer, Distribution)
    assert [item.text for item in answer.items] == ["Useful", "Fun"]
    assert answer.table.rows == (("Useful", 30), ("Fun", 25))
    assert answer.details["statements"] == [
        {"statement": "Useful", "answers": 30},
        {"statement": "Fun", "answers": 25},
    ]
    assert (answer.n["statements"], answer.details["statements_hidden"]) == (2, 1)


# Comments -----------------------------------------------------------------------------------------

NAMES = ["Ada Nova", "May Lindqvist", "Zoë O'Connor-Müller", "JO BLOGS", "Blogs, Jo", "Li Na"]
NAMES += ["李娜", "山田 太郎"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ada Nova helped me", "[name] helped me"),
        ("ada nova and li na", "[name] and [name]"),
        ("Thanks Ada! Ada's tips, Nova’s too", "Thanks [name]! [name]'s tips, [name]’s too"),
        ("We may meet in May", "We may meet in [name]"),
        ("Müller and O'Connor", "[name] and [name]"),
        ("Blogs knows, so does BLOGS", "[name] knows, so does [name]"),
        ("the blogs are useful", "the blogs are useful"),
        ("谢谢李娜老师", "谢谢[name]老师"),
        ("山田さん、ありがとう", "[name]さん、ありがとう"),
        ("Novaline and Adamant stay", "Novaline and Adamant stay"),
        ("write to ada.nova@example.co.uk, please", "write to [e-mail], please"),
        ("<ADA@EXAMPLE.COM>.", "<[e-mail]>."),
        ("call +49 (30) 123 45-67 now", "call [number] now"),
        ("id 20260412001", "id [number]"),
        ("10 of 12 in 2026", "10 of 12 in 2026"),
        ("", ""),
    ],
)
def test_what_could_name_a_person_is_masked(text: str, masked: str) -> None:
    assert mask([text], NAMES) == [masked]


def test_nothing_is_masked_where_nobody_is_known() -> None:
    assert mask(["Ada likes it", "a@b.example"], []) == ["Ada likes it", "[e-mail]"]


@given(st.sampled_from(NAMES), st.sampled_from(["{}", "so {}.", "({}) is\n{}", "\u00a0{}!"]))
def test_no_full_name_is_left(name: str, frame: str) -> None:
    [masked] = mask([frame.replace("{}", name)], NAMES)
    assert name.casefold() not in masked.casefold()


# Ways out -----------------------------------------------------------------------------------------

SMALL = "Skunkworks"
CARD = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), sessions_per_month=3)


def member(number: int) -> Identity:
    """The last four of 40 are the small department."""
    name = f"Quirin{chr(65 + number - 36)} Zebulon" if number >= 36 else f"Person Nr{number}"
    return Identity(name, f"{name.replace(' ', '.').casefold()}@example.com", "", f"E{number}")


def pilot_of_forty(store: Store) -> Store:
    """A whole pilot in which every question has an answer for everybody: half of those hired
    during it come from their fifth week on only."""
    people = [member(number) for number in range(40)]
    listed, signed, calendar, present, survey = [], [], [], [], []
    for number, person in enumerate(people):
        is_before = number % 2 == 0
        hired = date(2025, 6, 2) if is_before else date(2026, 1, 13)
        hired += timedelta(days=number % 20)
        department = SMALL if number >= 36 else "Support" if number >= 24 else "Operations"
        listed.append(Person(number, person, hired, department=department))
        learned = hired + timedelta(days=(60 if is_before else 40) + number % 9)
        signed.append(Competency(number, person, "Tickets", learned, "competent"))
        response = f"r{number}"
        said = [("Useful?", "agreement_5", 2 + number % 4, ""), ("Recommend?", "rating_10", 9, ""),
                ("Comments", "text", None, f"{person.name}: Zebulon helped me")]  # fmt: skip
        survey += [
            SurveyAnswer(number, response, asked, scale, value, text, person, moment("03-20 09:00"))
            for asked, scale, value, text in said
        ]  # type: ignore[arg-type]
    for week in range(12):
        start = moment("01-13 09:00") + timedelta(weeks=week)
        session = Session("Clinic", start, start + timedelta(hours=1))
        calendar += [Invitation(n, session, person, "accepted") for n, person in enumerate(people)]
        present += [
            came(session, person, role="host" if n == 2 * week + 2 else "attendee")
            for n, person in enumerate(people)
            if (n + week) % 3 and (n % 4 != 1 or week > 6)
        ]
    moved = [
        Outcome(n, person, "", date(2026, 1, 12) + timedelta(weeks=week), "Bug turnaround",
                20.0 + (7 * n + week * week) % 11)
        for week in range(-20, 12)
        for n, person in enumerate(people)
    ]  # fmt: skip
    landed(listed, signed, calendar, present, survey, moved, store=store)
    store.save_pilot(CARD)
    return store


@pytest.fixture(scope="module")
def forty() -> Store:
    return pilot_of_forty(Store.open(":memory:"))


def strings_and_numbers(value: Any) -> set[str | float]:
    if isinstance(value, dict):
        return set().union(*(strings_and_numbers(v) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(strings_and_numbers(v) for v in value))
    return {value} if isinstance(value, str | int | float) else set()


@pytest.mark.parametrize("question", [question.name for question in questions()])
def test_json_of_everybody_answers_without_a_name(forty: Store, question: str) -> None:
    text = json.write(json.finding_object(ask(forty, question)))
    assert '"too_few"' not in text
    assert not re.search(r"zebulon|quirin|person nr|@", text, re.IGNORECASE)


@pytest.mark.parametrize("question", [q.name for q in questions() if "departments" in q.filters])
def test_json_of_a_small_department_holds_nothing_of_it(forty: Store, question: str) -> None:
    finding = json.finding_object(ask(forty, question, Filters(departments=(SMALL,))))
    found = stdlib_json.loads(json.write(finding))
    assert found["too_few"]["reason"] == "small-group"
    assert found["estimate"] is None and found["interval"] is None
    assert found["n"] == {} and found["details"] == {}
    assert found["table"] == {"columns": [], "rows": []}
    numbers = {value for value in strings_and_numbers(found) if not isinstance(value, str)}
    assert numbers - {True, False} <= {found["target"]}
    texts = " ".join(v for v in strings_and_numbers(found) if isinstance(v, str))
    # The day of the export is that on which this runs: it may have any number, but as a date alone.
    undated = re.sub(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} [A-Z][a-z]{2} \d{4}\b", "", texts)
    digits = set(re.findall(r"\d+", undated))
    # The limit itself (5 or 10), the level of the funnel's last step, and dates without a year.
    assert digits <= {"0", "5", "10", "75", "2025", "2026", *map(str, range(10, 32))}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forty")
    pilot_of_forty(Store.open(folder)).close()
    return folder


@pytest.mark.parametrize("question", [q.name for q in questions() if "departments" in q.filters])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_the_command_line_holds_nothing_of_a_small_department(
    workspace: Path, capsys: pytest.CaptureFixture[str], question: str, more: list[str]
) -> None:
    command = ["ask", question, "--workspace", str(workspace), "--department", SMALL, *more]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Too few people to show" in said and "so it is not shown" in said
    assert not re.search(r"zebulon|quirin|@|\b4\b", said, re.IGNORECASE)
    assert "%" not in said.replace("75%", "").replace("20% target", "")
