"""Outcomes from the file to the verdict: read, held against their trend, never overstated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import landed, read, somebody
from made_effects import CONTEXT, PILOT, START, made_series, weekly

from analytics.asking import ask
from analytics.filters import Filters
from analytics.findings import Estimate, TooFew
from analytics.intake import check
from analytics.landing import land, take_back
from analytics.pilots import Better, read_card
from analytics.privacy import protect
from analytics.questions import question
from analytics.records import Identity, Outcome, Person
from analytics.scope import EVERYBODY, Scope
from analytics.series import better_way, read_series
from analytics.shapes import Series
from analytics.sources import Answers
from analytics.store import Store
from analytics.verdicts import find
from analytics.verdicts.outcomes import series_outcome

GAIN_WORDS = ("improved", "gain", "better", "sooner", "faster")
ASKED = question("outcome-change")
assert ASKED is not None


# files --------------------------------------------------------------------------------------------


def outcomes_in(text: str, answers: Answers | None = None) -> list[tuple[str, str, date, float]]:
    report = check("o.csv", text.encode(), answers or Answers())
    assert report.state == "ready", report.describe()
    assert report.kind == "outcome"
    found = [record for record in report.records if isinstance(record, Outcome)]
    return [(one.team or one.person.name, one.metric, one.measured_on, one.value) for one in found]


def test_a_long_file_names_the_metric_in_a_column() -> None:
    text = (
        "Date,Team,Metric,Value\n"
        "2026-01-05,Sales,Bug turnaround,2 d 4 h\n"
        "2026-01-12,Sales,Bug turnaround,1:30:00\n"
        "2026-01-12,Sales,Close rate,61 %\n"
        "2026-01-12,Sales,Tickets,0\n"
    )
    assert outcomes_in(text) == [
        ("Sales", "Bug turnaround, hours", date(2026, 1, 5), 52.0),
        ("Sales", "Bug turnaround, hours", date(2026, 1, 12), 1.5),
        ("Sales", "Close rate, %", date(2026, 1, 12), 61.0),
        ("Sales", "Tickets", date(2026, 1, 12), 0.0),
    ]


def test_a_wide_file_has_a_column_for_each_metric() -> None:
    text = (
        "Woche;Abteilung;Durchlaufzeit;Tickets\n"
        "05.01.2026;Vertrieb;3,5;12\n"
        "19.01.2026;Vertrieb;n/a;1.234\n"
    )
    assert outcomes_in(text) == [
        ("Vertrieb", "Durchlaufzeit", date(2026, 1, 5), 3.5),
        ("Vertrieb", "Tickets", date(2026, 1, 5), 12.0),
        ("Vertrieb", "Tickets", date(2026, 1, 19), 1.234),
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Semaine du,Équipe,Indicateur,Valeur", "19/01/2026,Ventes,Délai,4"),
        ("Fecha,Equipo,Indicador,Valor", "19/01/2026,Ventes,Délai,4"),
        ("Datum,Team,Kennzahl,Wert", "19.01.2026,Ventes,Délai,4"),
        ("Week,Team,KPI,Value", "2026-W04,Ventes,Délai,4"),
    ],
)
def test_headers_of_four_languages(header: str, row: str) -> None:
    assert outcomes_in(f"{header}\n{row}\n") == [("Ventes", "Délai", date(2026, 1, 19), 4.0)]


def test_what_cannot_be_read_is_left_out_with_its_row() -> None:
    text = (
        "Date,Name,Metric,Value\n2026-01-05,Ana,T,3\n2026-01-06,,T,4\nnone,Ana,T,5\n"
        "2026-01-07,Ana,T,\n2026-01-08,Ana,T,4\n2026-01-09,Ana,T,4\n2026-01-10,Ana,T,4\n"
    )
    report = check("o.csv", text.encode())
    assert (report.rows.read, report.rows.usable, report.rows.left_out) == (7, 4, 3)
    assert {p.code for p in report.problems} == {"no-person", "unreadable-date", "no-value"}


def test_a_file_of_another_kind_is_not_taken() -> None:
    for text in (
        "Name,Hire date,Department,Score\nAna Ruiz,2026-01-05,Sales,3\n",
        "Date,Name,Join,Leave\n2026-01-05,Ana,10:00,10:30\n",
        "Name,Course,Completed on\nAna,Basics,2026-01-05\n",
        "Date,Team,Remark,Value of it\n2026-01-05,Sales,well,3\n",
    ):
        assert check("x.csv", text.encode()).kind != "outcome"


def test_nobodys_header_is_read_as_it_is_mapped() -> None:
    answers = Answers(
        kind="outcome", mapping={"measured_on": "Gün", "team": "Ekip", "value": "Süre"}
    )
    text = "Gün,Ekip,Süre\n2026-01-05,Sales,3\n"
    assert outcomes_in(text, answers) == [("Sales", "Süre", date(2026, 1, 5), 3.0)]


# landing ------------------------------------------------------------------------------------------


def of(number: int, day: date, value: float) -> Outcome:
    return Outcome(2, somebody(number), "", day, "Turnaround", value)


def test_the_newest_export_counts_and_taking_it_back_brings_the_older_again() -> None:
    first = [of(1, START, 4.0), of(1, START, 6.0), of(2, START, 1.0)]
    store = landed(read(first, "first.csv", data_until=START))
    again = read([of(1, START, 5.0)], "again.csv", data_until=START + timedelta(days=1))
    landed(again, store=store)
    values = "select value from outcome order by value"
    assert list(store.ask(values)["value"]) == [1.0, 5.0]
    take_back(store, again.file_id)
    assert list(store.ask(values)["value"]) == [1.0, 4.0, 6.0]
    store.close()


# which way is better ------------------------------------------------------------------------------


LOWER = (
    "Bug turnaround (hours)", "Lead time (days)",
    "Bug turnaround, hours", "Error rate", "Lead time", "Cycle time", "Time to resolve",
    "Mean resolution time, hours", "Average handling time", "Backlog", "Open tickets per week",
    "Customer complaints", "Number of complaints", "Defect rate, %", "Churn", "Absence rate (%)",
    "Durchlaufzeit", "Fehlerquote", "Anzahl Beschwerden pro Woche", "Délai de résolution",
    "Taux d'erreur", "Tiempo de respuesta medio", "Quejas",
)  # fmt: skip
HIGHER = (
    "Close rate, %", "Win rate", "Conversion rate", "Customer satisfaction", "CSAT", "NPS",
    "Revenue", "Output per person", "Tickets solved", "Tickets closed per week", "Abschlussquote",
    "Umsatz", "Gelöste Tickets", "Taux de conversion", "Chiffre d'affaires",
    "Satisfacción del cliente", "Tickets resueltos",
)  # fmt: skip
NEITHER = (
    "Bug turnaround (saved)",
    "On-time delivery rate", "No-show rate", "Error-free orders", "Bugs fixed", "Bug fix rate",
    "Defect detection rate", "Mean time between failures", "Days without accident", "Time saved",
    "Cost savings", "Escalations avoided", "Hours of training", "Widgets", "Score", "Rate", "Quote",
    "Tickets a week", "Non-complaints", "No complaints", "Complaints resolved", "Errors caught",
    "Churn prevented", "Error rate reduction", "Lost revenue", "Revenue churn", "Backlog cleared",
    "Complaints, solved", "Missed conversion rate", "Satisfaction complaints", "Uptime", "Time",
    "Fehlerfreie Lieferungen", "Fehler behoben", "Vermiedene Beschwerden", "Tage ohne Unfall",
    "Eingesparte Zeit", "Kosteneinsparung", "Quote", "Pünktlichkeitsquote",
    "Temps gagné", "Jours sans accident", "Erreurs évitées", "Taux", "Plaintes résolues",
    "Tiempo ahorrado", "Días sin accidentes", "Errores corregidos", "Tasa", "Quejas evitadas",
)  # fmt: skip


def test_only_a_plain_name_says_which_way_is_better() -> None:
    found = {name: better_way(name) for name in (*LOWER, *HIGHER, *NEITHER)}
    wanted = dict.fromkeys(LOWER, "lower") | dict.fromkeys(HIGHER, "higher")
    assert found == wanted | dict.fromkeys(NEITHER, "")


@pytest.mark.parametrize(("better", "outcome"), [("higher", "loss"), ("lower", "gain")])
def test_the_card_says_which_way_of_the_metric_that_decides_is_better(
    better: Better, outcome: str
) -> None:
    card = replace(PILOT, metric="on-time delivery rate", better=better)
    names = ("On-time delivery rate, %", "No-show rate")
    rows = [
        weekly(-6.0 * (side == "pilot"), metric=name, side=side, seed=seed)
        for name in names
        for seed, side in ((1, "pilot"), (3, "comparison"))
    ]
    for pilot, outcomes in ((card, [outcome, "changed"]), (PILOT, ["changed", "changed"])):
        answer = read_series(pd.concat(rows), replace(CONTEXT, pilot=pilot))
        assert isinstance(answer, Series)
        assert [series_outcome(answer, one) for one in sorted(
            answer.rows, key=lambda one: names.index(one.name))] == outcomes  # fmt: skip
    assert better_way("Error rate", replace(card, metric="Error rate", better="higher")) == "higher"


# the answer ---------------------------------------------------------------------------------------


def test_a_step_beside_a_comparison_is_a_gain() -> None:
    answer = made_series(-6.0)
    first, other = answer.rows
    assert first.name == "Bug turnaround" and first.is_compared and not other.is_compared
    assert first.change and first.change.low and first.change.high
    assert first.change.low < -6 < first.change.high < 0
    assert (series_outcome(answer, first), series_outcome(answer, other)) == (
        "gain", "no-difference",
    )  # fmt: skip
    assert answer.grade and answer.grade.letter == "B"
    finding = find(ASKED, answer, CONTEXT)
    assert finding.title.startswith("With the pilot, “Bug turnaround” improved: ")
    assert finding.verdicts[0].label == "Clear gain"


def test_without_a_comparison_it_is_no_more_than_promising() -> None:
    answer = made_series(-6.0, is_compared=False)
    assert series_outcome(answer, answer.rows[0]) == "capped"
    assert answer.grade and answer.grade.letter == "C"
    finding = find(ASKED, answer, CONTEXT)
    assert "promising, not proven" in finding.title and finding.headline == "Not proven"


def test_before_the_planned_read_it_is_no_more_than_promising() -> None:
    early = replace(CONTEXT, pilot=replace(PILOT, read_on=date(2026, 6, 1)))
    rows = pd.concat([weekly(-6.0), weekly(side="comparison", seed=3)])
    answer = read_series(rows, early)
    assert isinstance(answer, Series) and answer.rows[0].is_compared
    assert series_outcome(answer, answer.rows[0]) == "capped"


def test_one_department_is_no_proof_even_where_it_was_drawn_by_lot() -> None:
    drawn = replace(
        CONTEXT, pilot=replace(PILOT, is_randomised=True), registered_on=date(2026, 1, 1)
    )
    for departments, letter, says in (
        (1, "B", "With the pilot, “Bug turnaround” improved: "),
        (2, "A", "The pilot improved “Bug turnaround”: "),
        (0, "A", "The pilot improved “Bug turnaround”: "),  # none is known
    ):
        rows = [weekly(-6.0, departments=departments), weekly(side="comparison", seed=3)]
        answer = read_series(pd.concat(rows), drawn)
        assert isinstance(answer, Series) and answer.grade and answer.grade.letter == letter
        assert ("one-team" in answer.grade.faults) == (departments == 1)
        finding = find(ASKED, answer, drawn)
        assert finding.title.startswith(says)
        is_said = "All those compared are of one department" in repr(finding.paragraphs)
        assert is_said == (departments == 1)


def test_no_comparison_is_advised_where_there_is_one() -> None:
    """One department and a card saved late: C, and what would raise it is not what is there."""
    rows = [weekly(-6.0, departments=1), weekly(side="comparison", seed=3)]
    answer = read_series(pd.concat(rows), CONTEXT)
    assert isinstance(answer, Series) and answer.grade
    assert (answer.grade.letter, answer.grade.next_step) == ("C", "register-next")
    assert find(ASKED, answer, CONTEXT).title.startswith("“Bug turnaround” improved: ")


@pytest.mark.parametrize(("later", "outcome"), [(21, "capped"), (0, "gain")])
def test_departments_that_begin_later_make_it_no_more_than_promising(
    later: int, outcome: str
) -> None:
    starts = (("Sales", START), ("Support", START + timedelta(days=later)))
    stepped = replace(CONTEXT, pilot=replace(PILOT, department_starts=starts))
    rows = [weekly(-6.0), weekly(side="comparison", seed=3)]
    answer = read_series(pd.concat(rows), stepped)
    assert isinstance(answer, Series)
    assert series_outcome(answer, answer.rows[0]) == outcome
    is_said = "1 department of the pilot began on another day" in repr(
        find(ASKED, answer, stepped).paragraphs
    )
    assert is_said == (outcome == "capped")


def test_the_footnote_counts_teams_where_values_are_of_teams() -> None:
    for teams, says in ((5, "5 teams of 245 people or more behind each week"),
                        (0, " values, 245 people or more behind each week")):  # fmt: skip
        answer = read_series(weekly(people=245, teams=teams), CONTEXT)
        assert isinstance(answer, Series)
        assert says in find(ASKED, answer, CONTEXT).footnote


def test_what_happened_to_everybody_is_no_gain() -> None:
    rows = pd.concat([weekly(news=-9.0), weekly(side="comparison", seed=3, news=-9.0)])
    answer = read_series(rows, CONTEXT)
    assert isinstance(answer, Series)
    assert series_outcome(answer, answer.rows[0]) == "no-difference"


def test_a_change_of_unknown_direction_is_neither_gain_nor_loss() -> None:
    rows = pd.concat(
        [weekly(-6.0, metric="Widgets"), weekly(metric="Widgets", side="comparison", seed=3)]
    )
    answer = read_series(rows, CONTEXT)
    assert isinstance(answer, Series)
    finding = find(ASKED, answer, CONTEXT)
    assert finding.verdicts[0].outcome == "changed"
    assert not any(word in finding.title for word in GAIN_WORDS if word != "better")


def test_several_metrics_share_the_error() -> None:
    """Holm over two: the second p has to be below 0.05, the first below 0.025."""
    answer = made_series(-6.0)
    first, other = answer.rows
    assert first.confidence == 0.975 and other.confidence == pytest.approx(0.95)
    assert first.adjusted == pytest.approx(2 * first.p) and other.adjusted == other.p
    for one in answer.rows:
        assert one.change and one.change.low is not None and one.change.high is not None
        assert (one.adjusted < 0.05) == (not one.change.low <= 0 <= one.change.high)


def test_too_short_a_series_says_what_it_has() -> None:
    answer = read_series(weekly(before=7, after=10), CONTEXT)
    assert isinstance(answer, TooFew)
    assert answer.missing.startswith("“Bug turnaround” has 7 weeks before the pilot and 10 since")


def test_months_where_there_are_no_weeks() -> None:
    days = pd.date_range("2025-02-01", "2026-07-01", freq="MS")
    means = 40 + np.random.default_rng(1).normal(size=len(days)) - 8 * (days >= "2026-01-01")
    rows = [
        (grain, "Bugs", "pilot", day, 6, mean * 6, 6, 0, 2)
        for grain in ("week", "month")
        for day, mean in zip(days, means, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(weekly().columns))
    answer = read_series(frame, CONTEXT)
    assert isinstance(answer, Series) and answer.grain == "month"
    # the month in which the pilot began counts as since
    assert (answer.rows[0].before, answer.rows[0].after) == (11, 7)


def test_a_week_of_few_people_is_one_without_values() -> None:
    rows = weekly(-6.0)
    rows.loc[5, ["people", "total"]] = [4, 9_999.0]
    answer = read_series(rows, CONTEXT)
    assert isinstance(answer, Series)
    point = answer.rows[0].points[5]
    assert point.value is None and answer.rows[0].fewest == 12
    assert "9999" not in repr(answer) and answer.n["fewest_people"] == 4
    many = weekly(-6.0)
    many.loc[5:9, "people"] = 4  # five of thirty: more than one in ten
    assert isinstance(read_series(many, CONTEXT), TooFew)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.booleans(), st.sampled_from(["Bug turnaround", "Close rate"]))
def test_a_title_never_says_more_than_its_interval(
    seed: int, is_compared: bool, metric: str
) -> None:
    """Flat data: whatever the noise does, a gain verb stands only where the interval leaves out
    none, beside a comparison, on the better side."""
    rows = [weekly(metric=metric, seed=seed)]
    if is_compared:
        rows.append(weekly(metric=metric, side="comparison", seed=seed + 1))
    answer = read_series(pd.concat(rows), CONTEXT)
    assert isinstance(answer, Series)
    one = answer.rows[0]
    assert one.change and one.change.low is not None and one.change.high is not None
    title = find(ASKED, answer, CONTEXT).title
    is_better = one.change.high < 0 if metric == "Bug turnaround" else one.change.low > 0
    if not (is_better and is_compared):
        assert not any(word in title for word in GAIN_WORDS)


def test_flat_data_are_seldom_called() -> None:
    """Of 200 flat series beside flat ones about 5% leave their trend, and no more than 8%."""
    called = 0
    for seed in range(0, 400, 2):
        rows = pd.concat([weekly(seed=seed), weekly(side="comparison", seed=seed + 1)])
        answer = read_series(rows, CONTEXT)
        assert isinstance(answer, Series)
        called += series_outcome(answer, answer.rows[0]) != "no-difference"
    assert called <= 16


# who may see it -----------------------------------------------------------------------------------


def test_small_groups_hide_a_metric_and_the_first_one_all() -> None:
    answer = made_series()
    assert protect(answer, EVERYBODY) == answer
    shown = protect(answer, Scope(smallest_group=12, smallest_comments=12, smallest_grid=12))
    assert isinstance(shown, Series) and [one.name for one in shown.rows] == ["Bug turnaround"]
    assert "Close rate" not in repr(shown)
    hidden = protect(answer, Scope(smallest_group=13, smallest_comments=13, smallest_grid=13))
    assert isinstance(hidden, TooFew) and hidden.reason == "small-group"


# from the file to the finding ---------------------------------------------------------------------

CARD = """[pilot]
name = "Made up"
starts_on = 2026-01-12
ends_on = 2026-04-12
departments = ["Sales"]
comparison_departments = ["Support"]
"""


def export(step: float, weeks_before: int = 30, weeks_since: int = 14) -> bytes:
    """8 people of Sales and 7 of Support, a row each a week; a season moves both."""
    rng = np.random.default_rng(4)
    lines = ["Week,Name,Email,Metric,Value"]
    for week in range(-weeks_before, weeks_since):
        day = START + timedelta(weeks=week)
        for number in range(15):
            person = somebody(number)
            value = 40 + 4 * np.sin(week / 4) + rng.normal(0, 3)
            value += step * (number < 8 and week >= 0)
            lines.append(f"{day},{person.name},{person.email},Bug turnaround,{value:.2f}")
    return "\n".join(lines).encode()


def store_with(step: float, people: int = 15) -> Store:
    store = landed(
        [
            Person(2, somebody(n), date(2024, 1, 1), department="Sales" if n < 8 else "Support")
            for n in range(people)
        ]
    )
    store.save_pilot(read_card(CARD))
    [report] = land(store, [("outcomes.csv", export(step))])
    assert report.state == "landed", report.describe()
    return store


@pytest.fixture(scope="module")
def moved() -> Iterator[Store]:
    store = store_with(-6.0)
    yield store
    store.close()


def test_a_known_step_is_found_through_the_file(moved: Store) -> None:
    finding = ask(moved, "outcome-change")
    assert isinstance(finding.answer, Series)
    estimate = finding.answer.estimate
    assert isinstance(estimate, Estimate) and estimate.low and estimate.high
    assert estimate.low < -6 < estimate.high < 0
    assert finding.verdicts[0].label == "Clear gain" and finding.grade
    assert finding.grade.letter == "C" and "one-team" in finding.grade.faults
    first = finding.answer.rows[0]
    assert (first.before, first.after, first.fewest) == (30, 14, 7)


def test_no_step_is_no_gain() -> None:
    store = store_with(0.0)
    finding = ask(store, "outcome-change")
    assert finding.title == "No clear change in “Bug turnaround”"
    store.close()


def test_whom_no_list_places_is_in_no_department() -> None:
    """Without Support on the list there is nothing to compare with, and 8 are left."""
    store = store_with(-6.0, people=8)
    finding = ask(store, "outcome-change")
    assert isinstance(finding.answer, Series) and not finding.answer.rows[0].is_compared
    store.close()


def test_teams_stand_for_the_people_of_their_department() -> None:
    people = [
        Person(2, somebody(n), date(2024, 1, 1), department="Sales" if n < 8 else "Small")
        for n in range(11)
    ]
    rng = np.random.default_rng(1)
    values = [
        Outcome(2, Identity(), team, START + timedelta(weeks=w), "Bugs", float(rng.normal(9, 1)))
        for w in range(-12, 8)
        for team in ("Sales", "Small")
    ]
    store = landed(people, values)
    store.save_pilot(read_card(CARD.replace('["Sales"]', "[]").replace('["Support"]', "[]")))
    whole = ask(store, "outcome-change").answer
    assert isinstance(whole, Series)
    assert (whole.rows[0].fewest, whole.rows[0].teams) == (11, 2)
    small = ask(store, "outcome-change", Filters(departments=("Small",))).answer
    assert isinstance(small, TooFew)
    sales = ask(store, "outcome-change", Filters(departments=("Sales",))).answer
    assert isinstance(sales, TooFew) and sales.reason == "small-group"  # the rest would be three
    store.close()
