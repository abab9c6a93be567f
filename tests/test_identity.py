"""Who is who: worked examples, and what holds for any set of spellings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random

import naive_identity
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from naive_identity import Alias, Match

from analytics.identity import address_key, id_key, match_columns, name_key


def alias(number: int, name: str = "", email: str = "", upn: str = "", id: str = "") -> Alias:
    return Alias(number, name, email, upn, id)


def frame_of(aliases: list[Alias]) -> pd.DataFrame:
    return pd.DataFrame(aliases, columns=["alias_id", "name", "email", "upn", "employee_id"])


def match(aliases: list[Alias], decided: Mapping[int, int | None] | None = None) -> list[Match]:
    found = match_columns(frame_of(aliases), decided or {})
    return [Match(*row) for row in found.itertuples(index=False)]


def people(*aliases: Alias, decided: Mapping[int, int | None] | None = None) -> list[set[int]]:
    """The alias ids of each person."""
    groups: dict[int, set[int]] = {}
    for found in match(list(aliases), decided):
        groups.setdefault(found.person_id, set()).add(found.alias_id)
    return sorted(groups.values(), key=min)


def matched_by(*aliases: Alias) -> list[str]:
    return [found.matched_by for found in match(list(aliases))]


# Keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ada.Nova@Example.COM ", "ada.nova@example.com"),
        ("ada@sub.example.co.uk", "ada@sub.example.co.uk"),
        ("EMAIL", ""),
        ("n/a", ""),
        ("anonymous", ""),
        ("Anonym", ""),
        ("ada@localhost", ""),
        ("ada nova@example.com", ""),
        ("a@b@example.com", ""),
        ("", ""),
    ],
)
def test_only_an_address_is_an_address_key(text: str, key: str) -> None:
    assert address_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("001201", "001201"),
        ("'001201", "001201"),
        (" E-17 ", "e-17"),
        ("N/A", ""),
        ("none", ""),
        ("Anonymous", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_an_id_stays_the_text_it_is(text: str, key: str) -> None:
    assert id_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Jane Doe", "jane doe"),
        ("Doe, Jane", "jane doe"),
        ("  JANE   doe ", "jane doe"),
        ("Doe,", "doe"),
        ("Zoë O’Connor-Müller", "zoe o connor muller"),
        ("李娜", "李娜"),
        ("+49 30 1234567", ""),
        ("", ""),
    ],
)
def test_a_name_key_has_letters_and_one_order(text: str, key: str) -> None:
    assert name_key(text) == key


# Examples -----------------------------------------------------------------------------------------

JO = alias(1, "Jo Blogs", "jo.blogs@example.com")
OTHER_JO = alias(2, "Jo Blogs", "jo.blogs2@example.com")


def test_two_people_of_one_name_stay_two() -> None:
    assert people(JO, OTHER_JO) == [{1}, {2}]


def test_a_bare_name_joins_the_only_person_who_bears_it() -> None:
    bare = alias(3, "blogs, jo")
    assert people(JO, bare) == [{1, 3}]
    assert matched_by(JO, bare) == ["key", "name"]


def test_a_bare_name_that_fits_two_people_joins_neither() -> None:
    bare, again = alias(3, "Jo Blogs"), alias(4, "JO BLOGS")
    assert people(JO, OTHER_JO, bare, again) == [{1}, {2}, {3, 4}]
    assert matched_by(JO, OTHER_JO, bare, again) == ["key", "key", "ambiguous", "ambiguous"]


def test_bare_names_of_two_files_are_one_person() -> None:
    one, other, phone = alias(1, "Sam Guest"), alias(2, "Guest, Sam"), alias(3, "+49 30 1234567")
    assert people(one, other, phone) == [{1, 2}, {3}]
    assert matched_by(one, other, phone) == ["alone", "alone", "alone"]


@pytest.mark.parametrize("nothing", ["EMAIL", "n/a", "anonymous", "-", ""])
def test_words_that_stand_for_nothing_join_nobody(nothing: str) -> None:
    rows = [alias(n, f"Person {'ABC'[n]}", nothing, nothing, nothing) for n in range(3)]
    assert people(*rows) == [{0}, {1}, {2}]


def test_the_same_person_by_upn_in_one_tool_and_by_address_in_the_other() -> None:
    teams = alias(1, "Rita Rejoin", "rita.rejoin@example.com", "rrejoin@corp.example.com")
    by_upn = alias(2, "Rita", upn="RREJOIN@corp.example.com")
    as_address = alias(3, "Rejoin (External)", email="rrejoin@corp.example.com")
    zoom = alias(4, "Rita R", "Rita.Rejoin@example.com")
    assert people(teams, by_upn, as_address, zoom) == [{1, 2, 3, 4}]


def test_a_row_with_id_and_address_links_what_others_know_by_one_of_them() -> None:
    hris = alias(1, "Ada Nova", "ada@example.com", id="001201")
    sign_off = alias(2, "A. Nova", id="'001201")
    attendance = alias(3, "ada n", "ADA@example.com")
    assert people(hris, sign_off, attendance) == [{1, 2, 3}]


def test_a_people_list_without_addresses_meets_the_attendance_by_name() -> None:
    listed = alias(1, "Nova, Ada", id="1201")
    came = alias(2, "Ada Nova", "ada@example.com")
    assert people(listed, came) == [{1, 2}]
    assert matched_by(listed, came) == ["name", "name"]


def test_a_people_list_without_addresses_does_not_choose_between_two() -> None:
    listed = alias(3, "Jo Blogs", id="1104")
    assert people(JO, OTHER_JO, listed) == [{1}, {2}, {3}]


def test_two_ids_of_one_name_do_not_share_the_one_address() -> None:
    one, other = alias(1, "Jo Blogs", id="1104"), alias(2, "Jo Blogs", id="1105")
    came = alias(3, "Jo Blogs", "jo.blogs@example.com")
    assert people(one, other, came) == [{1}, {2}, {3}]


def test_one_id_with_two_spellings_does_not_make_two_addresses_one_person() -> None:
    listed = [alias(1, "Jo Blogs", id="1104"), alias(2, "Joanna Blogs", id="1104")]
    came = [alias(3, "Jo Blogs", "jo@example.com"), alias(4, "Joanna Blogs", "joanna@example.com")]
    assert people(*listed, *came) == [{1, 2}, {3}, {4}]


# Decisions ----------------------------------------------------------------------------------------

DEVICE, BARE_JO = alias(3, "Ada's iPad"), alias(3, "Jo Blogs")


def test_a_spelling_is_who_somebody_said_it_is() -> None:
    ada = alias(1, "Ada Nova", "ada@example.com")
    assert people(ada, DEVICE) == [{1}, {3}]
    assert people(ada, DEVICE, decided={3: 1}) == [{1, 3}]
    assert [m.matched_by for m in match([ada, DEVICE], {3: 1})] == ["key", "decided"]


def test_a_decision_chooses_between_two_of_one_name() -> None:
    assert people(JO, OTHER_JO, BARE_JO, decided={3: 2}) == [{1}, {2, 3}]


def test_a_decision_wins_over_the_name_and_merges_nobody_else() -> None:
    ada = alias(2, "Ada Nova", "ada@example.com")
    assert people(JO, ada, BARE_JO) == [{1, 3}, {2}]
    assert people(JO, ada, BARE_JO, decided={3: 2}) == [{1}, {2, 3}]


def test_a_decision_is_about_one_spelling() -> None:
    guest, same_words = alias(2, "Sam Guest"), alias(3, "Guest, Sam")
    assert people(JO, guest, same_words) == [{1}, {2, 3}]
    assert people(JO, guest, same_words, decided={2: 1}) == [{1, 2}, {3}]


def test_somebody_else_is_never_joined_by_name() -> None:
    assert people(JO, BARE_JO, decided={3: None}) == [{1}, {3}]
    assert [m.matched_by for m in match([JO, BARE_JO], {3: None})] == ["key", "decided"]
    guest, same_words = alias(2, "Sam Guest"), alias(3, "Guest, Sam")
    assert people(guest, same_words, decided={2: None}) == [{2}, {3}]


def test_somebody_else_of_an_address_is_not_joined_to_an_id_of_the_name() -> None:
    listed, came = alias(1, "Jo Blogs", id="1104"), alias(2, "Jo Blogs", "jo@example.com")
    again = alias(3, "Blogs, Jo", "JO@example.com")
    assert people(listed, came, again) == [{1, 2, 3}]
    for apart in (1, 2, 3):
        assert people(listed, came, again, decided={apart: None}) == [{1}, {2, 3}]


def test_a_key_is_stronger_than_somebody_else() -> None:
    same_address = alias(2, "Joe", "JO.BLOGS@example.com")
    assert people(JO, same_address, decided={2: None}) == [{1, 2}]


@pytest.mark.parametrize("decided", [{9: 1}, {3: 9}, {9: None}, {8: 9}])
def test_a_decision_about_a_spelling_that_is_gone_does_nothing(
    decided: dict[int, int | None],
) -> None:
    assert people(JO, OTHER_JO, BARE_JO, decided=decided) == [{1}, {2}, {3}]
    assert match([JO, BARE_JO], decided) == match([JO, BARE_JO])


def test_two_who_are_the_same_as_a_third_are_one_person() -> None:
    ada = alias(1, "Ada Nova", "ada@example.com")
    phone = alias(4, "+49 30 1234567")
    assert people(ada, DEVICE, phone, decided={4: 3, 3: 1}) == [{1, 3, 4}]


# What holds for any spellings ---------------------------------------------------------------------

NAMES = ["", "Jo Blogs", "Blogs, Jo", "Joanna Blogs", "Ada Nova", "+49 30 1234567"]
EMAILS = ["", "n/a", "a@example.com", "A@example.com", "b@example.com", "c@example.com"]
UPNS = ["", "a@example.com", "u@example.com", "v@example.com"]
IDS = ["", "n/a", "1", "'1", "2", "3"]

spellings = st.lists(
    st.tuples(*(st.sampled_from(choices) for choices in (NAMES, EMAILS, UPNS, IDS))),
    unique=True,
    max_size=9,
).map(lambda rows: [Alias(number, *row) for number, row in enumerate(rows)])


def linked_by_rows(aliases: list[Alias]) -> list[set[str]]:
    """Keys that rows put together, by the naive closure: join what overlaps until nothing does."""
    groups = [
        {f"@{address_key(a.email)}", f"@{address_key(a.upn)}", f"#{id_key(a.employee_id)}"}
        - {"@", "#"}
        for a in aliases
    ]
    while pair := next(((a, b) for a, b in combinations(groups, 2) if a & b), None):
        groups = [g for g in groups if g is not pair[0] and g is not pair[1]]
        groups.append(pair[0] | pair[1])
    return [group for group in groups if group]


decisions = st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 8), max_size=4)


@given(spellings, decisions, st.randoms())
def test_the_order_of_spellings_and_decisions_does_not_matter(
    aliases: list[Alias], decided: dict[int, int | None], random: Random
) -> None:
    shuffled, said = list(aliases), list(decided.items())
    random.shuffle(shuffled)
    random.shuffle(said)
    assert match(shuffled, dict(said)) == match(aliases, decided)


@given(spellings, decisions, st.permutations(range(9)))
def test_the_numbers_of_the_spellings_do_not_matter(
    aliases: list[Alias], decided: dict[int, int | None], order: list[int]
) -> None:
    renumbered = [Alias(order[a.alias_id], a.name, a.email, a.upn, a.employee_id) for a in aliases]
    as_before = [{order[n] for n in person} for person in people(*aliases, decided=decided)]
    said = {order[a]: None if b is None else order[b] for a, b in decided.items()}
    assert sorted(as_before, key=min) == people(*renumbered, decided=said)


@given(spellings, decisions)
def test_a_decision_that_counts_is_followed(
    aliases: list[Alias], decided: dict[int, int | None]
) -> None:
    person_of = {m.alias_id: m.person_id for m in match(aliases, decided)}
    for alias_id, same_as in decided.items():
        if alias_id in person_of and same_as in person_of:
            assert person_of[alias_id] == person_of[same_as]


@given(spellings)
def test_every_spelling_has_one_person_who_is_its_smallest_number(aliases: list[Alias]) -> None:
    found = match(aliases)
    assert [m.alias_id for m in found] == [a.alias_id for a in aliases]
    for person in people(*aliases):
        assert {m.person_id for m in found if m.alias_id in person} == {min(person)}


@given(spellings)
def test_two_addresses_or_two_ids_are_one_person_only_where_rows_link_them(
    aliases: list[Alias],
) -> None:
    linked = linked_by_rows(aliases)
    for person in people(*aliases):
        members = [a for a in aliases if a.alias_id in person]
        addresses = {address_key(text) for a in members for text in (a.email, a.upn)} - {""}
        ids = {id_key(a.employee_id) for a in members} - {""}
        assert len(addresses) <= 1 or any({f"@{a}" for a in addresses} <= keys for keys in linked)
        assert len(ids) <= 1 or any({f"#{i}" for i in ids} <= keys for keys in linked)


@given(spellings)
def test_rows_that_share_a_key_are_one_person(aliases: list[Alias]) -> None:
    person_of = {m.alias_id: m.person_id for m in match(aliases)}
    for keys in linked_by_rows(aliases):
        holders = {
            person_of[a.alias_id]
            for a in aliases
            if {f"@{address_key(a.email)}", f"@{address_key(a.upn)}", f"#{id_key(a.employee_id)}"}
            & keys
        }
        assert len(holders) == 1


# By columns and one by one ------------------------------------------------------------------------

WORDS = [
    "Jo",
    "jo",
    "Doe",
    "Groß",
    "GROSS",
    "İpek",
    "i̇pek",
    "ıpek",
    "Zoë",
    "Zoe\u0308",
    "李娜",
    "7",
]
BETWEEN = [" ", ", ", ",", "  ", "_", " _-", "\n", "\xa0", "\x1f", "\x00", "-", "²", "\u00ad"]
NOTHING = st.just("")
some_names = st.lists(st.sampled_from(WORDS) | st.sampled_from(BETWEEN), max_size=4).map("".join)
some_addresses = st.sampled_from(EMAILS) | st.builds(
    "{}{}@{}{}".format,
    st.sampled_from(["", " ", "\n", "\u2003"]),
    st.sampled_from(["a", "A", "ß", "ss", "SS", "İ", "i̇", "a b", "'a", "a@b", "a\x1f"]),
    st.sampled_from(["x.de", "X.DE", "x", "ß.de", "ss.DE", "x..de", ".de"]),
    st.sampled_from(["", " ", "\n", "\x1f"]),
)
NO_IDS = ["", "n/a", "N/A", "'N/A", "None", "unknown", "e mail", "E-Mail", "-", "--", "'"]
ODD_IDS = ["01", "E-1", "e-1", " E-1", "-1", "\uff11", "''1", "\n1", "E\x001", "NA1", "na 1"]
some_ids = st.sampled_from([*IDS, *NO_IDS, *ODD_IDS, "a", "A", "ß", "ss", "ı", "İ"])
hostile = st.lists(
    st.tuples(
        some_names | st.sampled_from(NAMES),
        some_addresses,
        NOTHING | some_addresses,
        NOTHING | some_ids,
    )
    | st.tuples(some_names | st.sampled_from(NAMES), NOTHING, NOTHING, NOTHING | some_ids),
    max_size=12,
).flatmap(
    lambda rows: st.permutations(range(len(rows))).map(
        lambda order: [Alias(at, *row) for at, row in zip(order, rows, strict=True)]
    )
)


@settings(max_examples=500)
@given(spellings | hostile, decisions)
@example([alias(0, "Jo", "a@b@x.de"), alias(1, "Jo", "a@x.de@")], {})
@example([alias(0, "Doe, Jo\n", "a@x.de\n"), alias(1, "jo doe")], {})
@example([alias(0, "²"), alias(1, "²"), alias(2, "\n"), alias(3, "")], {})
def test_columns_agree_with_one_by_one(
    aliases: list[Alias], decided: dict[int, int | None]
) -> None:
    assert match(aliases, decided) == naive_identity.match(aliases, decided)


def test_a_long_chain_of_keys_is_one_person() -> None:
    """Every alias shares an address with the next, in an order that joins far ends first."""
    order = Random(7).sample(range(500), 500)
    chain = [
        alias(at, f"Name{at}", f"a{n}@example.com", f"a{n + 1}@example.com")
        for n, at in enumerate(order)
    ]
    assert people(*chain) == [set(range(500))]
