"""The bad-export doctor: each trouble, its rows, and which number it moves by how much.

Where the doctor says what a number would be, the same is done for good on another workspace and
the number asked there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from made import came, landed_together, meeting, read

import analytics
from analytics import fmt, trials
from analytics.asking import ask
from analytics.doctor import Trouble, examine, headline, left_out_rows
from analytics.intake import Report
from analytics.pilots import Pilot
from analytics.problems import MAY_BE_INCOMPLETE, NEVER_MISSED, Problem, Row
from analytics.records import Competency, Identity, Invitation, Person, Record
from analytics.review import decide, unmatched
from analytics.scope import Scope
from analytics.settle import settle
from analytics.sources import Rows
from analytics.store import Store
from analytics.trials import Effect, number

PILOT = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), percent_faster=0.2)
PEOPLE = [Identity(f"Person {chr(65 + n)}", f"p{n}@example.com") for n in range(8)]
CLINIC, SWAP = meeting("Clinic", "03-10 09:00"), meeting("Skill swap", "03-17 09:00")


def listed(people: Sequence[Identity] = PEOPLE, hired: date | None = date(2026, 1, 5)) -> Report:
    return read([Person(n + 2, who, hired) for n, who in enumerate(people)], "people.csv")


def asked(*sessions: object, people: Sequence[Identity] = PEOPLE) -> list[Record]:
    return [Invitation(4, session, who) for session in sessions for who in people]  # type: ignore[arg-type]


def workspace(*files: Sequence[Record] | Report) -> Store:
    store = landed_together(*files)
    store.save_pilot(PILOT)
    return store


def only(store: Store, code: str) -> Trouble:
    [found] = [trouble for trouble in examine(store) if trouble.code == code]
    return found


def codes(store: Store) -> list[str]:
    return [trouble.code for trouble in examine(store)]


def troubled(problem: Problem, records: Sequence[Record], usable: int = 8) -> Report:
    """A file that was read with one problem."""
    report = read(records, problem.file)
    left_out = len(problem.rows) if problem.severity == "left_out" else 0
    rows = Rows(usable + left_out, usable, left_out, 0)
    return replace(report, problems=(problem,), rows=rows)


@pytest.fixture(scope="module")
def found(sample: Store) -> tuple[Trouble, ...]:
    return examine(sample)


# In general ---------------------------------------------------------------------------------------


def test_an_empty_workspace_has_no_trouble() -> None:
    store = Store.open(":memory:")
    assert examine(store) == ()
    assert left_out_rows(store).empty
    assert headline(()) == "Nothing in the exports moves a number"


def test_without_a_trouble_there_is_none() -> None:
    store = workspace(listed(), asked(CLINIC), [came(CLINIC, who) for who in PEOPLE])
    assert examine(store) == ()


def test_an_examination_changes_nothing(sample: Store, found: tuple[Trouble, ...]) -> None:
    def state() -> tuple[int, list[str]]:
        names = sample.ask("select table_name as name from information_schema.tables")["name"]
        return sample.version(), [sample.ask(f"select * from {n}").to_csv() for n in sorted(names)]  # noqa: S608

    before = state()
    assert examine(sample) == found
    assert state() == before


def test_what_moves_is_told_as_its_reader_may_see_it(
    sample: Store, found: tuple[Trouble, ...]
) -> None:
    of_few = examine(sample, Scope(1000, 1000, 1000))
    assert [trouble.says for trouble in of_few if trouble.effects]
    numbers = {effect.now for trouble in of_few for effect in trouble.effects}
    assert numbers <= {fmt.NOT_KNOWN, "0"}
    assert {effect.now for trouble in found for effect in trouble.effects} != numbers


def test_the_weightiest_troubles_come_first(found: tuple[Trouble, ...]) -> None:
    order = [["moves", "may-move", "harmless"].index(trouble.severity) for trouble in found]
    assert order == sorted(order) and set(order) == {0, 1, 2}
    assert headline(found) == "1 trouble in the exports moves a number"
    assert headline(found[:1] * 2) == "2 troubles in the exports move a number"
    assert headline([t for t in found if t.severity == "may-move"][:2]) == (
        "2 troubles in the exports may move a number"
    )


def test_what_is_said_is_one_sentence_with_its_effect(found: tuple[Trouble, ...]) -> None:
    for trouble in found:
        assert trouble.says and "\n" not in trouble.says and not trouble.says.endswith(".")
        assert trouble.effect()
        assert trouble.rows, "every trouble says where"
        moves = any(effect.moves for effect in trouble.effects)
        assert (trouble.severity == "harmless") == (not moves)


def test_the_troubles_of_the_sample(found: tuple[Trouble, ...]) -> None:
    """As data/sample/generate.py put them in."""
    kinds = [trouble.code for trouble in found if trouble.severity != "harmless"]
    assert kinds == [
        "competent-before-hire",
        "unmatched-unknown",  # Casey
        "unmatched-outside",
        "unmatched-phone",
        "unmatched-unknown",  # Robin Castellanos
        "no-hire-date",
    ]
    ambiguous = next(trouble for trouble in found if trouble.code == "unmatched-ambiguous")
    assert "Anna Schmidt (Sales) or Anna Schmidt (Operations)" in ambiguous.says


def test_an_effect_in_words() -> None:
    effect = Effect("Participation", "61%", "63%", "if it is Ada")
    assert effect.describe() == "Participation: 61% → 63% if it is Ada"
    assert replace(effect, then="61%").describe() == "Participation stays 61% if it is Ada"
    trouble = Trouble("x", "moves", "", (effect, replace(effect, label="Other", then="61%")))
    assert trouble.effect() == effect.describe()  # what stays goes without saying beside a change
    assert Trouble("x", "harmless", "", ()).effect() == "No number moves"
    assert Trouble("x", "may-move", "", ()).effect() == "How much is not known"


# People -------------------------------------------------------------------------------------------


def with_casey(*more: Sequence[Record] | Report) -> Store:
    """Somebody came as "Person H's iPad", and person H is missing."""
    rolls = [came(CLINIC, who) for who in (*PEOPLE[:7], Identity("Person H's iPad"))]
    return workspace(listed(), asked(CLINIC), rolls, *more)


def test_the_effect_of_a_name_is_that_of_the_decision() -> None:
    store = with_casey()
    trouble = only(store, "unmatched-device")
    assert (trouble.severity, trouble.fix) == ("moves", "review")
    assert trouble.says == (
        "“Person H's iPad” attended 1 session and is a device, a room or a shared account; say on"
        " the review list who it is, perhaps Person H"
    )
    assert trouble.rows == (("attendance.csv", Row(1, "Person H's iPad")),)
    [effect] = trouble.effects
    assert effect == Effect("Participation", "88% (7 of 8)", "100% (8 of 8)", "if it is Person H")
    [someone] = unmatched(store)
    decide(store, someone.alias_id, someone.suggestions[0].alias_id)
    assert number(ask(store, "participation")) == effect.then
    assert codes(store) == []


def test_two_who_may_be_meant_are_both_tried() -> None:
    jos = [Identity("Jo Blogs", f"jo{n}@example.com") for n in range(2)]
    bare = Identity("Jo Blogs")
    files = [
        listed([*PEOPLE, *jos]),
        asked(CLINIC, people=[*PEOPLE, *jos]),
        [came(CLINIC, who) for who in (*PEOPLE, jos[0], bare)],
    ]
    trouble = only(workspace(*files), "unmatched-ambiguous")
    assert trouble.severity == "may-move" and len(trouble.effects) == 2
    for at, effect in enumerate(trouble.effects):
        store = workspace(*files)
        [someone] = unmatched(store)
        decide(store, someone.alias_id, someone.suggestions[at].alias_id)
        assert number(ask(store, "participation")) == effect.then
    assert {effect.then for effect in trouble.effects} == {"90% (9 of 10)", "100% (10 of 10)"}


def test_a_name_like_nobodys_moves_a_number_so_far_at_most() -> None:
    rolls = [came(CLINIC, who) for who in (*PEOPLE[:6], Identity("Casey"))]
    rolls += [came(SWAP, who) for who in (*PEOPLE, Identity("Casey"))]
    trouble = only(workspace(listed(), asked(CLINIC, SWAP), rolls), "unmatched-unknown")
    assert trouble.effect() == "Invitations that were attended: 14 of 16 → up to 16 of 16"
    assert trouble.severity == "may-move"


def test_who_has_a_seat_of_the_same_spelling_counts_already() -> None:
    guest = Identity("Grace Okonkwo", "grace@partner.example.org")
    everybody = [*PEOPLE, guest]
    store = workspace(
        listed(), asked(CLINIC, people=everybody), [came(CLINIC, who) for who in everybody]
    )
    trouble = only(store, "unmatched-outside")
    assert (trouble.severity, trouble.effect()) == ("harmless", "No number moves")


def test_who_was_decided_about_is_no_trouble_any_more() -> None:
    store = with_casey()
    [someone] = unmatched(store)
    decide(store, someone.alias_id, None)
    assert codes(store) == []


def test_of_many_names_only_some_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_TRIALS", 1)
    monkeypatch.setattr("analytics.doctor.MOST_TRIALS", 1)
    devices = [Identity(f"Person {letter}'s iPad") for letter in "FGH"]
    rolls = [came(CLINIC, who) for who in (*PEOPLE[:5], *devices)]
    store = workspace(listed(), asked(CLINIC), rolls)
    found = examine(store)
    told = [trouble.effect() for trouble in found]
    assert [trouble.severity for trouble in found] == ["moves", "may-move", "may-move"]
    assert "if it is" in told[0]
    assert told.count("Invitations that were attended: 5 of 8 → up to 6 of 8") == 2


def hires(*, competent: date) -> list[Record]:
    """Twelve hired before and twelve during the pilot, one of them competent on `competent`."""
    people: list[Record] = []
    for n in range(24):
        who = Identity(f"Hire {chr(65 + n)}", f"h{n}@example.com")
        hired = date(2025, 9, 1) if n < 12 else date(2026, 1, 19)
        done = hired + timedelta(days=40 + 4 * n if n < 12 else 20 + 5 * (n - 12))
        done = competent if n == 23 else done
        people.append(Person(n + 2, who, hired))
        people.append(Competency(n + 2, who, "Signed off", done, "competent"))
    return people


def test_the_effect_of_contradicting_dates_is_that_of_learning_on() -> None:
    records = hires(competent=date(2025, 12, 1))
    store = workspace(read(records, "people.csv", "people", data_until=date(2026, 4, 12)))
    trouble = only(store, "competent-before-hire")
    assert trouble.severity == "moves" and trouble.fix == "data"
    assert trouble.says.startswith("1 sign-off is dated before the person was hired")
    assert trouble.rows == (
        ("people.csv", Row(25, "competent on 1 Dec 2025, hired on 19 Jan 2026")),
    )
    mended = [
        replace(record, competent_on=None, status="learning")
        if isinstance(record, Competency) and record.line == 25
        else record
        for record in records
    ]
    other = workspace(read(mended, "people.csv", "people", data_until=date(2026, 4, 12)))
    [effect] = trouble.effects
    assert effect.now == number(ask(store, "time-to-competency"))
    assert effect.then == number(ask(other, "time-to-competency")) != effect.now


def test_people_without_a_hire_date_are_counted_once() -> None:
    records = hires(competent=date(2026, 3, 9))
    nobody = Identity("Nobody", "nobody@example.com")
    without: list[Record] = [Person(40, nobody, None), Person(41, nobody, None)]
    before = read(records, "people.csv", "people", data_until=date(2026, 4, 12))
    trouble = only(workspace(before, without), "no-hire-date")
    assert trouble.says.startswith("1 person has no hire date that can be read")
    assert [row.line for _, row in trouble.rows] == [40, 41]
    assert trouble.effect() == "New hires compared: 24 → up to 25"
    dated = [Person(40, nobody, date(2026, 2, 2))]
    n = ask(workspace(before, dated), "time-to-competency").answer.n
    assert n["people"] == 25


# Sessions -----------------------------------------------------------------------------------------


def test_the_effect_of_a_missing_export_is_that_of_a_session_nobody_came_to() -> None:
    early = meeting("Intro", "03-03 09:00")
    files = [listed(), asked(early, CLINIC), [came(CLINIC, who) for who in PEOPLE[:7]]]
    trouble = only(workspace(*files), "no-attendance-export")
    assert trouble.severity == "may-move"
    assert trouble.says == (
        "“Intro” on 3 Mar 2026 is in the calendar without an attendance export; add the export,"
        " or cancel in the calendar what did not take place"
    )
    assert trouble.rows == (("invitations.csv", Row(4, "Intro, 3 Mar 2026")),)
    stranger = Identity("Trainer", "trainer@example.com")
    other = workspace(*files, [came(early, stranger, role="host")])
    by_label = {effect.label: effect.then for effect in trouble.effects}
    assert by_label["Participation"] == number(ask(other, "participation")) == "44% (7 of 16)"
    assert by_label["Sessions per month"] == number(ask(other, "sessions-per-month"))


@pytest.mark.parametrize(
    "calendar",
    [
        asked(CLINIC, SWAP),  # after the last export: it may still come
        asked(CLINIC, replace(meeting("Intro", "03-03 09:00"), is_cancelled=True)),
    ],
    ids=["to come", "cancelled"],
)
def test_a_session_to_come_or_cancelled_needs_no_export(calendar: list[Record]) -> None:
    assert codes(workspace(listed(), calendar, [came(CLINIC, who) for who in PEOPLE])) == []


def test_the_effect_of_missing_invitations_is_that_of_inviting_who_came() -> None:
    rolls = [came(CLINIC, who) for who in PEOPLE[:6]] + [came(SWAP, who) for who in PEOPLE[:5]]
    files = [listed(), rolls]
    trouble = only(workspace(*files, asked(CLINIC)), "no-invitations")
    assert trouble.says.startswith("“Skill swap” on 17 Mar 2026 is among the attendance exports")
    assert trouble.severity == "may-move"
    [effect] = trouble.effects
    other = workspace(*files, asked(CLINIC), asked(SWAP, people=PEOPLE[:5]))
    assert effect.then == number(ask(other, "participation")) == "85% (11 of 13)"
    assert "no-invitations" not in codes(workspace(*files))  # nobody is known to be invited at all


def test_two_sessions_without_an_export_are_one_trouble() -> None:
    early = [meeting("Intro", "03-03 09:00"), meeting("Intro", "03-04 09:00")]
    store = workspace(listed(), asked(*early, CLINIC), [came(CLINIC, who) for who in PEOPLE])
    trouble = only(store, "no-attendance-export")
    assert trouble.says.startswith("2 sessions are in the calendar without an attendance export")
    assert [row.text for _, row in trouble.rows] == ["Intro, 3 Mar 2026", "Intro, 4 Mar 2026"]


def test_a_session_outside_the_pilot_moves_nothing() -> None:
    early = meeting("Intro", "2025-11-03 09:00")
    store = workspace(listed(), asked(early, CLINIC), [came(CLINIC, who) for who in PEOPLE])
    trouble = only(store, "no-attendance-export")
    assert trouble.severity == "harmless"
    assert "Participation stays 100% (8 of 8)" in trouble.effect()


# Rows ---------------------------------------------------------------------------------------------

ROWS = (Row(3, "=1+1;Ada"), Row(9, "x"))
ROLL = [came(CLINIC, who) for who in PEOPLE]


def test_left_out_rows_may_be_missed() -> None:
    problem = Problem("date-unreadable", "left_out", "roll.csv", "the date cannot be read", ROWS)
    store = workspace(listed(), asked(CLINIC), troubled(problem, ROLL))
    trouble = only(store, "date-unreadable")
    assert (trouble.severity, trouble.fix) == ("may-move", "data")
    assert trouble.says == "2 rows left out: the date cannot be read"
    assert trouble.effect() == "Rows of attendance that count: 8 → up to 10"
    assert trouble.rows == (("roll.csv", ROWS[0]), ("roll.csv", ROWS[1]))
    rows = left_out_rows(store)
    assert list(rows.columns) == ["file", "line", "why", "row_as_found"]
    assert list(rows.itertuples(index=False, name=None)) == [
        ("roll.csv", 3, "the date cannot be read", "=1+1;Ada"),
        ("roll.csv", 9, "the date cannot be read", "x"),
    ]


def test_two_files_of_one_name_are_two_files() -> None:
    one = Problem("date-unreadable", "left_out", "roll.csv", "it cannot be read", ROWS[:1])
    store = workspace(troubled(one, ROLL), troubled(one, ROLL[:5], usable=5))
    assert only(store, "date-unreadable").effect() == (
        "Rows of attendance that count: 13 → up to 15"
    )


@pytest.mark.parametrize("code", sorted(NEVER_MISSED))
def test_rows_that_nobody_misses_are_harmless(code: str) -> None:
    said = [
        Problem(code, "left_out", f"{n}.csv", f"a later answer: line {n} counts", (Row(n, "x"),))
        for n in (12, 144)
    ]
    reports = [troubled(problem, ROLL[: n + 4]) for n, problem in enumerate(said)]
    trouble = only(workspace(listed(), asked(CLINIC), *reports), code)
    assert (trouble.severity, trouble.effect(), trouble.fix) == ("harmless", "No number moves", "")
    assert trouble.says == "2 rows left out: a later answer: another line counts"


def test_what_decides_is_the_code_and_not_the_words() -> None:
    says = "the later answer is superseded"
    problem = Problem("unreadable-date", "left_out", "roll.csv", says, ROWS)
    assert only(workspace(troubled(problem, ROLL)), "unreadable-date").severity == "may-move"


@pytest.mark.parametrize("code", sorted(NEVER_MISSED | MAY_BE_INCOMPLETE))
def test_every_code_is_one_that_some_reader_says(code: str) -> None:
    sources = Path(analytics.__file__).parent
    said = [path for path in sources.rglob("*.py") if f'"{code}"' in path.read_text("utf-8")]
    assert len(said) > 1, "only problems.py knows it"


def test_repaired_rows_stand_beside_the_number_without_them() -> None:
    rows = (Row(7, "as found"),)
    problem = Problem("open-stay", "repaired", "roll.csv", "there is no leave time", rows)
    roll = [*ROLL[:5], replace(ROLL[5], line=7)]
    store = workspace(listed(), asked(CLINIC), troubled(problem, roll))
    trouble = only(store, "open-stay")
    assert (trouble.severity, trouble.says) == (
        "may-move",
        "1 row repaired: there is no leave time",
    )
    [effect] = trouble.effects
    other = workspace(listed(), asked(CLINIC), ROLL[:5])
    assert effect.now == number(ask(store, "participation")) == "75% (6 of 8)"
    assert effect.then == number(ask(other, "participation")) == "62% (5 of 8)"


def test_repairs_of_one_kind_are_one_trouble() -> None:
    said = [
        Problem(
            "damaged-id", "repaired", "people.csv", f"the id “{n}E+5” is rounded", (Row(n, ""),)
        )
        for n in (2, 3)
    ]
    report = replace(listed(), problems=tuple(said))
    trouble = only(workspace(report), "damaged-id")
    assert trouble.says == "2 rows repaired: the id “2E+5” is rounded, and 1 more like it"


def test_notes_move_nothing_unless_a_part_may_be_missing() -> None:
    notes = (
        Problem("duplicate-rows", "note", "roll.csv", "these rows repeat earlier ones", ROWS),
        Problem("count-differs", "note", "roll.csv", "it states 11, its rows give 8"),
    )
    store = workspace(listed(), asked(CLINIC), replace(read(ROLL, "roll.csv"), problems=notes))
    repeated, differs = only(store, "duplicate-rows"), only(store, "count-differs")
    assert (repeated.severity, repeated.effect()) == ("harmless", "No number moves")
    assert repeated.says == "2 rows noted: these rows repeat earlier ones"
    assert (differs.severity, differs.effect()) == ("may-move", "How much is not known")
    assert differs.says == "Noted: it states 11, its rows give 8"
    assert differs.rows == (("roll.csv", Row(0, "")),)


# Meetings -----------------------------------------------------------------------------------------


def test_exports_taken_as_one_meeting_are_told() -> None:
    again = read(ROLL[:7], "copy.csv")
    trouble = only(workspace(listed(), asked(CLINIC), ROLL, again), "joined-meeting")
    assert (trouble.severity, trouble.effect()) == ("harmless", "No number moves")
    assert trouble.says == "Two exports of “Clinic” on 10 Mar 2026 are one meeting"
    assert trouble.rows == (("attendance.csv", Row(0, "")), ("copy.csv", Row(0, "")))


def test_doing_to_the_sample_what_was_tried_gives_the_number_that_was_told(
    sample: Store, own_sample: Store, found: tuple[Trouble, ...]
) -> None:
    [trouble] = [trouble for trouble in found if trouble.severity == "moves"]
    [(file, row)] = trouble.rows
    with own_sample.writing() as writer:
        writer.run(
            "update landed_competency set competent_on = null, status = 'learning'"
            " where line = $line"
            " and file_id in (select file_id from source_file where name = $file)",
            {"line": row.line, "file": file},
        )
        settle(writer)
    [effect] = trouble.effects
    assert effect.now == number(ask(sample, "time-to-competency"))
    assert effect.then == number(ask(own_sample, "time-to-competency")) != effect.now
