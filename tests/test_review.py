"""Names that match nobody for sure: why they are listed, who may be meant, and what was decided."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from made import came, landed, meeting, read

from analytics.asking import ask
from analytics.intake import Report
from analytics.landing import land_reports, take_back
from analytics.pilots import Pilot
from analytics.records import Attendance, Competency, Identity, Invitation, Person, SurveyAnswer
from analytics.review import MOST_SUGGESTIONS, Unmatched, decide, unmatched
from analytics.store import Store, StoreError

CLINIC, SWAP = meeting("Clinic", "03-10 09:00"), meeting("Skill swap", "03-17 09:00")
ADA = Identity("Ada Nova", "ada.nova@example.com")
JO, OTHER_JO = Identity("Jo Blogs", "jo@example.com"), Identity("Jo Blogs", "jo2@example.com")


def listed(*people: Identity, name: str = "people.csv") -> Report:
    departments = ("Sales", "Support", "")
    return read(
        [
            Person(n + 1, who, date(2026, 1, 1), department=departments[n % 3])
            for n, who in enumerate(people)
        ],
        name,
    )


def attended(*names: Identity) -> list[Attendance]:
    return [came(CLINIC, who) for who in names]


def only(store: Store) -> Unmatched:
    [found] = unmatched(store)
    return found


def alias_of(store: Store, who: Identity) -> int:
    found = store.ask(
        "select alias_id from person_alias where name = $name and email = $email",
        {"name": who.name, "email": who.email},
    )
    return int(found["alias_id"][0])


def person_of(store: Store, who: Identity) -> int:
    found = store.ask(
        "select person_id from identity where alias_id = $alias",
        {"alias": alias_of(store, who)},
    )
    return int(found["person_id"][0])


# Who is on the list -------------------------------------------------------------------------------


def test_without_a_people_list_there_is_nobody_to_match() -> None:
    assert unmatched(Store.open(":memory:")) == ()
    assert unmatched(landed(attended(Identity("Casey")))) == ()


def test_who_is_matched_is_not_on_the_list() -> None:
    store = landed(listed(ADA), attended(ADA, Identity("Nova, Ada"), Identity("A", ADA.email)))
    assert unmatched(store) == ()


WHY = {
    Identity("Casey"): "unknown",
    Identity("Casey Jones", "casey@example.com"): "unknown",
    Identity("Jo Blogs"): "ambiguous",
    Identity("Ada's iPad"): "device",
    Identity("iPhone von Ada"): "device",
    Identity("Konferenzraum 3", "room3@example.com"): "device",
    Identity("Zoom Room Berlin"): "device",
    Identity("Guest 12"): "device",
    Identity("Empfang"): "device",
    Identity("Sales crew", "info@example.com"): "device",
    Identity("+49 30 1234567"): "phone",
    Identity("15550100123"): "phone",
    Identity("Grace Okonkwo", "grace@partner.example.org"): "outside",
    Identity("Sam Guest"): "unknown",
    Identity("Ada Nova-Berg", "4711@example.com"): "unknown",
    Identity(employee_id="4711"): "unknown",
}


def test_why_somebody_is_on_the_list() -> None:
    found = unmatched(landed(listed(ADA, JO, OTHER_JO), attended(*WHY)))
    assert {(s.name, s.email): s.why for s in found} == {
        (who.name, who.email): why for who, why in WHY.items()
    }
    assert {s.spelling for s in found} == {who.name or who.employee_id for who in WHY}
    assert all(s.decision is None and s.rows == 1 for s in found)


def test_what_a_name_touches_is_counted_and_where_it_stands_is_said() -> None:
    casey = Identity("Casey")
    twice = [came(CLINIC, casey), came(CLINIC, casey), came(SWAP, casey)]
    responses = [
        SurveyAnswer(line, f"r{line}", question, "agreement_5", 4, "Agree", casey)
        for line in (2, 3)
        for question in ("Good?", "Useful?")
    ]
    store = landed(
        listed(ADA),
        read(twice, "roll.csv"),
        read([Invitation(7, CLINIC, casey)], "calendar.ics"),
        read([Competency(5, casey, "Signed off", date(2026, 2, 1), "competent")], "done.csv"),
        read(responses, "survey.csv"),
    )
    found = only(store)
    assert found.touches == {"attendance": 2, "competency": 1, "invitations": 1, "survey": 2}
    assert found.rows == 6
    assert found.places == (
        ("roll.csv", 1),
        ("calendar.ics", 7),
        ("done.csv", 5),
        ("survey.csv", 2),
        ("survey.csv", 3),
    )
    assert found.describe() == (
        "“Casey” attended 2 sessions, has 1 sign-off, was invited to 1 session, gave 2 survey"
        " responses and is not in the people list"
    )


def test_those_who_move_most_rows_come_first() -> None:
    casey, robin = Identity("Casey"), Identity("Robin")
    store = landed(listed(ADA), [came(CLINIC, robin), came(CLINIC, casey), came(SWAP, casey)])
    assert [someone.name for someone in unmatched(store)] == ["Casey", "Robin"]


# Who may be meant ---------------------------------------------------------------------------------


ALIKE = ("Ada Nóva-Berg", "Nova Ada", "Ada Novva", "Ada’s iPad", "ADA")
UNLIKE = ("Casey", "iPad", "+49 30 1234567")


def test_who_is_alike_is_suggested() -> None:
    people = [ADA, Identity("Ravi Vos", "ravi@example.com"), Identity("Li Na", "li@example.com")]
    # Another of her name, so that "Nova, Ada" is not matched by it.
    partner = Identity("Ada Nova", "ada.nova@partner.example.org")
    store = landed(listed(*people), attended(*map(Identity, ALIKE + UNLIKE), partner))
    found = {someone.name: someone.suggestions for someone in unmatched(store)}
    for name in ALIKE:
        [best] = found[name]
        assert (best.alias_id, best.department) == (alias_of(store, ADA), "Sales")
        assert 80 <= best.likeness <= 100 and best.describe() == "Ada Nova (Sales)"
    assert [found[name] for name in UNLIKE] == [(), (), ()]


def test_of_two_of_one_name_both_are_suggested() -> None:
    store = landed(listed(JO, OTHER_JO), attended(Identity("Jo Blogs")))
    found = only(store).suggestions
    assert {s.alias_id for s in found} == {alias_of(store, JO), alias_of(store, OTHER_JO)}
    assert {s.describe() for s in found} == {"Jo Blogs (Sales)", "Jo Blogs (Support)"}


def test_one_person_with_two_spellings_is_suggested_once_and_not_too_many_are() -> None:
    adas = [Identity(f"Ada {name}", f"{name}@example.com") for name in ("Berg", "Vos", "Li", "Ek")]
    store = landed(
        listed(*adas), listed(Identity("Berg, Ada", "berg@example.com"), name="older.csv"),
        attended(Identity("Ada")),
    )  # fmt: skip
    found = only(store).suggestions
    known = store.ask("select alias_id, person_id from identity").set_index("alias_id")["person_id"]
    assert len({known[s.alias_id] for s in found}) == len(found) == MOST_SUGGESTIONS


# What was decided ---------------------------------------------------------------------------------


def test_a_decision_moves_the_name_and_can_be_taken_back() -> None:
    casey = Identity("Casey")
    store = landed(listed(ADA), attended(casey))
    ids = alias_of(store, casey), alias_of(store, ADA)
    before = store.version()
    decide(store, *ids)
    assert store.version() > before
    assert person_of(store, casey) == person_of(store, ADA)
    found = only(store)
    assert (found.decision, found.same_as, found.name) == ("same", "Ada Nova", "Casey")
    decide(store, ids[0], None)
    assert person_of(store, casey) != person_of(store, ADA)
    assert (only(store).decision, only(store).same_as) == ("apart", "")
    decide(store, *ids)
    assert only(store).decision == "same"


def test_the_undecided_come_before_the_decided() -> None:
    casey, robin = Identity("Casey"), Identity("Robin")
    store = landed(listed(ADA), [came(CLINIC, robin), came(CLINIC, casey), came(SWAP, casey)])
    decide(store, alias_of(store, casey), None)
    assert [(s.name, s.decision) for s in unmatched(store)] == [("Robin", None), ("Casey", "apart")]


def test_somebody_else_is_not_joined_by_name() -> None:
    bare = Identity("Nova, Ada")
    store = landed(listed(ADA), attended(bare))
    assert person_of(store, bare) == person_of(store, ADA)
    decide(store, alias_of(store, bare), None)
    assert person_of(store, bare) != person_of(store, ADA)
    assert only(store).decision == "apart"


def test_large_numbers_of_names_stay_exact_beside_those_that_are_somebody_else() -> None:
    """An id of 63 bits does not survive as a float, which a column with a NULL would make it."""
    names = [Identity(f"Casey {letter}") for letter in "BCDE"]
    store = landed(listed(ADA), attended(*names))
    for name in names[:2]:
        decide(store, alias_of(store, name), alias_of(store, ADA))
    decide(store, alias_of(store, names[2]), None)
    assert {person_of(store, name) for name in names[:2]} == {person_of(store, ADA)}


def test_anonymous_answers_beside_named_ones_leave_every_number_exact() -> None:
    answers = [
        SurveyAnswer(line, f"r{line}", "Good?", "agreement_5", 4, "Agree", who)
        for line, who in enumerate([ADA, Identity(), JO])
    ]
    store = landed(listed(ADA, JO), answers)
    known = store.ask(
        "select count(i.person_id) as people from survey_answer a"
        " join identity i on i.alias_id = a.alias_id join person p on p.person_id = i.person_id"
    )
    assert known["people"][0] == 2


FILES = {
    "people": listed(ADA, JO),
    "roll": read(attended(ADA, Identity("Casey"))),
    "later": read([came(SWAP, Identity("Casey")), came(SWAP, Identity("Jo Blogs"))], "later.csv"),
}


@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations(FILES)), ids="-".join)
def test_a_decision_holds_for_later_files_in_any_order(order: tuple[str, ...]) -> None:
    first = landed(FILES["people"], FILES["roll"])
    ids = alias_of(first, Identity("Casey")), alias_of(first, ADA)
    land_reports(first, [FILES["later"]])
    decide(first, *ids)
    store = landed(*(FILES[name] for name in order))
    decide(store, *ids)
    for name in order:  # each goes and comes again, which changes the order once more
        take_back(store, FILES[name].file_id)
        land_reports(store, [FILES[name]])
    rows = "select * from identity order by alias_id"
    assert store.ask(rows).equals(first.ask(rows))
    assert person_of(store, Identity("Casey")) == person_of(store, ADA)


def test_a_decision_rests_while_the_person_is_gone() -> None:
    store = landed(FILES["people"], FILES["roll"], listed(OTHER_JO, name="newer.csv"))
    decide(store, alias_of(store, Identity("Casey")), alias_of(store, JO))
    take_back(store, FILES["people"].file_id)
    found = {someone.name: someone.decision for someone in unmatched(store)}
    assert found == {"Casey": None, "Ada Nova": None}
    land_reports(store, [FILES["people"]])
    assert person_of(store, Identity("Casey")) == person_of(store, JO)


def test_a_number_follows_the_decision() -> None:
    people = [Identity(f"Person {chr(65 + n)}", f"{n}@example.com") for n in range(6)]
    store = landed(
        listed(*people),
        [Invitation(1, CLINIC, who) for who in people],
        attended(*people[:4], Identity("Casey")),
    )
    store.save_pilot(Pilot("Spring", date(2026, 3, 1), date(2026, 3, 31)))

    def counts() -> tuple[int, int, int]:
        n = ask(store, "participation").answer.n
        return n["attended"], n["walk_ins"], n["unmatched_attended"]

    assert counts() == (4, 1, 1)
    decide(store, alias_of(store, Identity("Casey")), alias_of(store, people[5]))
    assert counts() == (5, 0, 0)
    decide(store, alias_of(store, Identity("Casey")), None)
    assert counts() == (4, 1, 1)


def test_nonsense_is_refused_and_changes_nothing() -> None:
    store = landed(listed(ADA), attended(Identity("Casey")))
    casey = alias_of(store, Identity("Casey"))
    before = store.version()
    for ids in ((1, None), (casey, 1), (1, casey)):
        with pytest.raises(StoreError, match="No name in the workspace has the id 1"):
            decide(store, *ids)
    with pytest.raises(StoreError, match="the same as itself"):
        decide(store, casey, casey)
    assert store.version() == before
    assert only(store).decision is None
