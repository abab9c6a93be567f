"""The themes of comments: how words find them, which patterns are refused, and the list itself."""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod
from typing import Any

import pytest
from examples import filled_store, store_of
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_comments import LABELLED
from made import landed, moment
from made_survey import made_themes
from test_verdicts import TOO_STRONG

from analytics import store as room
from analytics.asking import ask, context_of, rows_of
from analytics.findings import Quotes, Themes, TooFew
from analytics.patterns import (
    LONGEST,
    MOST_LOOKED_AT,
    MOST_WAYS,
    PatternError,
    _Ways,
    check,
    is_found,
)
from analytics.questions import Question, question
from analytics.records import Identity, SurveyAnswer
from analytics.store import Store
from analytics.themes import (
    MOST_THEMES,
    MOST_WORDS,
    Theme,
    ThemesError,
    make_themes,
    read_themes,
    says_nothing,
    themes_in,
    usual_themes,
    write_themes,
)
from analytics.verdicts import find

# words and patterns -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("slide", "The Slide was blue", True),
        ("slide", "Landslide, slides", False),
        ("slide*", "Two slides", True),
        ("slide*", "Landslides", False),
        ("too long", "Far too\n  long!", True),
        ("too long", "too longwinded", False),
        ("Übung", "mehr ÜBUNG", True),
        ("Übung", "mehr U\u0308bung", True),  # an umlaut of two signs
        ("m'a aidé", "Il m’a aidé", True),  # a typographic apostrophe
        ("c++ (basics)", "We did C++ (basics) today", True),  # no sign means anything
        ("例", "いい例でした", True),  # a script that does not part its words
        ("/\\b\\d+ ?min/", "another 30min", True),
        ("/\\b\\d+ ?min/", "a minute", False),
        ("/GOOD|great/", "Great", True),
    ],
)
def test_how_a_word_is_found(word: str, text: str, found: bool) -> None:
    assert is_found([word], text) == found


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert is_found(["end"], "x " * (MOST_LOOKED_AT // 2 - 2) + "end")
    assert not is_found(["end"], "x " * (MOST_LOOKED_AT // 2) + "end")


SLOW = [
    "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)*x", "(x+x+)+y", ".*.*=", "(?:a?){30}a{30}",
    "a?" * 40 + "a" * 40, "(a|b|ab)*c", "(|a)+b", "a{,}b{,}c", "((a{0,9}){0,9}){0,9}b",
    "[ab]*[ab]*c", "(\\w+\\s?)*!", "(a|b){15}", "(.{0,200}){200}x", "(a|b|c|d)(a|b|c|d)" * 8,
]  # fmt: skip
UNKNOWN = ["(a)\\1", "(?=a+)b", "(?!a)b", "(?<=a)b", "(?i)a", "(?P<n>a)", "a*+b", "[[a]", "[a--b]",
           "\\Aa", "\\x41", "(?>a)"]  # fmt: skip
BROKEN = ["(a", "a)", "[a", "*a", "a{2,1}", "a**", "a{99999999999}", "\\"]
EVERYWHERE = ["a?", "a*", "(a|)", "^", "$", "x{0,3}"]
FINE = ["too .{0,30}(long|short)", "\\b(10|15|30) ?min(ute)?s?\\b", ".*x", ".{0,40}a.{0,40}b",
        "x{}", "[]a]+b", "[^]]x", "(very )*long", "(a{1000}){1000}", "(ab|cd){3}", "a+?b",
        "\\(\\*\\)", "größ(er|te)", "a{2}", "[+*?]{2,3}x"]  # fmt: skip


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_with_too_many_ways_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="could take very long"):
        check(f"/{pattern}/")


@pytest.mark.parametrize("pattern", UNKNOWN)
def test_what_cannot_be_counted_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="not understood here"):
        check(f"/{pattern}/")


@pytest.mark.parametrize("pattern", BROKEN)
def test_what_is_no_regular_expression_is_one_sentence(pattern: str) -> None:
    with pytest.raises(PatternError, match="no regular expression") as said:
        check(f"/{pattern}/")
    assert str(said.value).endswith(".") and "\n" not in str(said.value)


@pytest.mark.parametrize("pattern", EVERYWHERE)
def test_what_would_be_found_in_every_comment_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="every comment"):
        check(f"/{pattern}/")


@pytest.mark.parametrize("pattern", FINE)
def test_a_pattern_with_few_ways_may_be_used(pattern: str) -> None:
    check(f"/{pattern}/")
    is_found([f"/{pattern}/"], "a" * MOST_LOOKED_AT)  # the worst of texts, and it ends


@pytest.mark.parametrize("word", ["", "*", "…", "--", "x" * (LONGEST + 1), "/" + "x" * LONGEST])
def test_a_word_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(PatternError):
        check(word)


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "\\w", "[^a-c]", "\\."])
REPEATS = st.sampled_from(["", "?", "*", "+", "{2}", "{0,3}", "{2,}", "{,4}", "??", "*?", "+?"])


def grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.builds(lambda a, r: a + r, ATOMS | inner.map("({})".format), REPEATS)
    several = st.lists(one, min_size=1, max_size=3).map("".join)
    return st.lists(several, min_size=1, max_size=3).map("|".join)


def naive_ways(tree: Any) -> int:
    """The same count on the tree of Python's own parser, which joins alternatives where it can."""
    return prod(naive_ways_of(name, found) for name, found in tree)


def naive_ways_of(name: Any, found: Any) -> int:
    match str(name):
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = found
            ways, most = naive_ways(inner), min(int(most), 12)
            return sum(ways**times for times in range(int(least), most + 1))
        case "SUBPATTERN":
            return naive_ways(found[-1])
        case "BRANCH":
            return sum(naive_ways(branch) for branch in found[1])
    return 1


@given(st.recursive(ATOMS, grouped, max_leaves=8))
def test_the_ways_are_never_fewer_than_those_of_pythons_own_parser(pattern: str) -> None:
    tree = re._parser.parse(pattern)  # type: ignore[attr-defined]
    counted = _Ways(pattern)
    assert not counted.unknown
    assert counted.count >= min(naive_ways(tree), MOST_WAYS + 1)


@given(st.text(alphabet="ab(|)[]{}*+?.\\^$-,1", max_size=20))
def test_whatever_is_written_is_refused_in_a_sentence_or_can_be_used(text: str) -> None:
    try:
        check(f"/{text}/")
    except PatternError as error:
        assert str(error).endswith(".")
    else:
        is_found([f"/{text}/"], "ab" * 40)


# the usual list -----------------------------------------------------------------------------------


def test_the_usual_list_finds_what_people_see_in_comments() -> None:
    right = wrong = missed = 0
    for text, labels in LABELLED:
        found = set(themes_in(text, usual_themes()))
        right += len(found & labels)
        wrong += len(found - labels)
        missed += len(labels - found)
    assert len(LABELLED) >= 30
    assert {name for _, labels in LABELLED for name in labels} == {t.name for t in usual_themes()}
    assert right / (right + wrong) >= 0.95  # precision
    assert right / (right + missed) >= 0.9  # recall


def test_the_usual_list_has_nine_themes() -> None:
    assert len(usual_themes()) == 9
    assert read_themes(write_themes(usual_themes())) == usual_themes()


@pytest.mark.parametrize("text", ["", "-", "…", "N/A", "none", "Nothing.", "keine", "RAS", "nada"])
def test_what_only_fills_the_field_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Thanks!", "all good", "None of it was new", "no time for it"])
def test_a_word_of_thanks_is_a_comment(text: str) -> None:
    assert not says_nothing(text)


# a list of one's own ------------------------------------------------------------------------------


def test_blank_words_and_themes_go_and_a_word_counts_once() -> None:
    made = make_themes([("  Food ", ["tea", " ", "tea", " cake "]), ("", ["", "  "])])
    assert made == (Theme("Food", ("tea", "cake")),)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ([], "at least one theme"),
        ([("", ["tea"])], "the word “tea” has no name"),
        ([("Food", [])], "no words"),
        ([("Food", ["tea"]), ("food", ["cake"])], "Two themes"),
        ([("Food", ["/(a+)+/"])], "“Food”: .*very long"),
        ([("Food", ["/[/"])], "“Food”: .*no regular expression"),
        ([("F" * 61, ["tea"])], "longer than"),
        ([("Food", ["te\x07a"])], "cannot be printed"),
        ([("Food", [f"w{n}" for n in range(MOST_WORDS + 1)])], "is the most"),
        ([(f"T{n}", ["tea"]) for n in range(MOST_THEMES + 1)], "at most"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_sentence(
    found: list[tuple[str, list[str]]], says: str
) -> None:
    with pytest.raises(ThemesError, match=says) as error:
        make_themes(found)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "[[theme]",
        'name = "x"',
        '[[theme]]\nname = "A"\n',
        '[[theme]]\nname = "A"\nwords = "b"\n',
        '[[theme]]\nname = 1\nwords = ["b"]\n',
        '[[theme]]\nname = "A"\nwords = [1]\n',
        '[[theme]]\nname = "A"\nwords = ["b"]\ncolour = "red"\n',
        '[theme]\nname = "A"\nwords = ["b"]\n',
        "",
    ],
)
def test_a_file_that_is_no_list_is_one_sentence(text: str) -> None:
    with pytest.raises(ThemesError) as error:
        read_themes(text)
    assert str(error.value).endswith(".")


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1)


@given(st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_list_is_read_back_as_it_was_written(entries: dict[str, list[str]]) -> None:
    try:
        made = make_themes(entries.items())
    except ThemesError:
        return
    assert read_themes(write_themes(made)) == made


FOOD = (Theme("Food", ("tea", "/cakes?/")),)


def test_a_workspace_keeps_its_own_list_and_can_go_back() -> None:
    store = Store.open(":memory:")
    assert store.themes() == usual_themes()
    before = store.version()
    store.save_themes(FOOD)
    assert store.themes() == FOOD and store.version() == before + 1
    store.save_themes(())
    assert store.themes() == usual_themes()
    assert len(store.ask("select * from theme_list")) == 2  # earlier versions stay


def test_a_workspace_from_before_the_themes_has_the_usual_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    own = room._migrations()
    monkeypatch.setattr(room, "_migrations", lambda: {n: own[n] for n in (1, 2)})
    Store.open(tmp_path).close()
    monkeypatch.setattr(room, "_migrations", lambda: own)
    store = Store.open(tmp_path)
    assert store.themes() == usual_themes()
    store.save_themes(FOOD)
    store.close()
    assert Store.open(tmp_path).themes() == FOOD


# what leaves --------------------------------------------------------------------------------------


def surveyed(comments: list[tuple[int, str]]) -> Store:
    """A store in which each of these people wrote these comments, one response each."""
    answers = [
        {"file_id": "f", "line": line, "response_id": f"r{line}", "question": "What helped?",
         "question_order": 1, "scale": "text", "answer": text, "alias_id": person}
        for line, (person, text) in enumerate(comments)
    ]  # fmt: skip
    people = [{"alias_id": n, "person_id": n, "matched_by": "key"} for n in range(15)]
    file = {"name": "f", "kind": "survey"}
    return filled_store({"survey_answer": answers, "identity": people, "source_file": [file]})


OWN = (Theme("Tea", ("tea",)), Theme("Cake", ("cake",)))


FEW = st.sets(st.integers(0, 13), max_size=7)


@settings(max_examples=25)  # each has a store of its own
@given(st.integers(8, 14), FEW, FEW, st.booleans())
def test_a_theme_of_fewer_than_five_people_never_leaves(
    many: int, tea: set[int], cake: set[int], is_apart: bool
) -> None:
    """Of `many` people some write of tea, some of cake, in two comments or in one."""
    comments = []
    for person in range(many):
        words = [word for word, who in (("tea", tea), ("cake", cake)) if person in who]
        said = words if is_apart else [" and ".join(words)] if words else []
        comments += [(person, text) for text in said or ["hello"]]
    store = surveyed(comments)
    store.save_themes(OWN)
    people = {
        theme.name: {person for person, text in comments if theme.words[0] in text.split()}
        for theme in OWN
    }
    shown = {name for name, found in people.items() if len(found) >= 5}
    hidden = {theme.name for theme in OWN} - shown
    writers = {person for person, _ in comments}
    finding, quotes = ask(store, "themes"), ask(store, "comments").answer
    themes = finding.answer
    if len(writers) < 10:
        assert isinstance(themes, TooFew) and isinstance(quotes, TooFew)
        assert not any(theme.name in repr((themes, quotes)) for theme in OWN)
        return
    assert isinstance(quotes, Quotes)
    assert set(quotes.theme_people) == shown
    assert not any(name in repr((finding, quotes)) for name in hidden)
    if not shown:
        assert isinstance(themes, TooFew) and themes.reason == "small-group" and not themes.n
        return
    assert isinstance(themes, Themes)
    assert {t.name: t.people for t in themes.themes} == {n: len(people[n]) for n in shown}
    # Nothing of a hidden theme is left as the whole less the rest: it is among those of no theme.
    words = {name.lower() for name in shown}
    none_shown = [text for _, text in comments if words.isdisjoint(text.split())]
    assert sum(themes.others) == themes.details["in_no_theme"] == len(none_shown)
    assert sum(t.comments for t in themes.themes) == sum(
        name.lower() in text.split() for _, text in comments for name in shown
    )


def test_quotes_are_of_every_rating_by_different_people_and_masked() -> None:
    said = [
        ("Ada Nova", 9, "Ada Nova brought tea"),
        ("Ada Nova", 8, "tea again"),
        ("Ben Ode", 10, "tea from ben@example.com"),
        ("Cleo Li", 7, "Thanks Ben for the tea"),
        ("Dora Fi", 3, "tea was cold, call +49 30 123456"),
        ("Emil Gu", 2, "no tea"),
        *((f"Person P{n}", 9, "something else") for n in range(5)),
    ]
    rows = []
    for line, (name, score, text) in enumerate(said):
        who = Identity(name, f"{name.replace(' ', '.').lower()}@example.com")
        at = moment("03-20 09:00")
        rows += [
            SurveyAnswer(line, f"r{line}", "Like it?", "rating_10", score, str(score), who, at),
            SurveyAnswer(line, f"r{line}", "Why?", "text", None, text, who, at),
        ]
    store = landed(rows)
    store.save_themes(OWN)
    finding = ask(store, "themes")
    assert isinstance(finding.answer, Themes)
    [tea] = finding.answer.themes
    assert (tea.comments, tea.people, tea.by_rating) == (6, 5, (2, 2, 2, 0))
    assert [(quote.text, quote.rating) for quote in tea.quotes] == [
        ("[name] brought tea", 9),  # high
        ("Thanks [name] for the tea", 7),  # in the middle; Ada has been quoted already
        ("tea was cold, call [number]", 3),  # low
    ]
    assert finding.title == "Most spoken of: “Tea”, in 6 of 11 comments"
    assert "5 comments (45%) fit no theme" in finding.footnote
    assert finding.alt.startswith("Stacked bars of comments per theme") and "Tea 6 (" in finding.alt


def test_without_a_survey_there_is_nothing_to_read() -> None:
    finding = ask(filled_store({}), "themes")
    assert isinstance(finding.answer, TooFew) and finding.answer.reason == "no-data"


def test_themes_on_their_example() -> None:
    themes = asked("themes")
    store = store_of(themes)
    context = context_of(store, themes)
    answer = themes.answer(rows_of(store, themes, context), context)  # before privacy.py
    assert isinstance(answer, Themes)
    assert answer.n == {"people": 7, "comments": 8, "themes": 4}
    assert [(t.name, t.comments, t.people, t.by_rating) for t in answer.themes] == [
        ("Materials and technology", 4, 4, (2, 1, 1, 0)),
        ("Length", 2, 2, (1, 0, 1, 0)),
        ("Help from colleagues", 1, 1, (1, 0, 0, 0)),
        ("Scheduling and workload", 1, 1, (0, 0, 1, 0)),
    ]
    assert (answer.others, answer.nothing_said) == ((0, 1, 0, 1), 1)
    assert [(q.text, q.rating) for q in answer.themes[0].quotes] == [
        ("[name] showed me the slides", 9),
        ("Slides", 7),
        ("Slides were missing", None),
    ]
    assert "Lindqvist" not in repr(answer)


@pytest.mark.parametrize("others", [0, 1, 12])
@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_the_words_of_themes_are_calm(others: int, hidden: int) -> None:
    made = made_themes([("Tea", (5, 1, 0, 0)), ("Cake", (0, 2, 4, 0))], others)
    made = replace(made, details={"themes_hidden": hidden})
    finding = find(asked("themes"), made, context_of(filled_store({}), asked("themes")))
    assert finding.title.startswith("Most spoken of: “Tea” and “Cake”, each in 6 of ")
    said = " ".join((finding.title, finding.subtitle, finding.footnote, finding.alt))
    assert not TOO_STRONG.search(said) and "None" not in said and "{" not in said
    assert ("not shown" in finding.footnote) == (hidden > 0)
    assert ("no theme shown here" in finding.footnote) == (hidden > 0 and others > 0)
    assert ("1 comment (" in finding.footnote) == (others == 1)


def asked(name: str) -> Question:
    found = question(name)
    assert found is not None
    return found


def test_what_says_nothing_comes_last_in_the_list_of_comments() -> None:
    store = surveyed([(0, "-"), *((n, f"tea {n}") for n in range(1, 11)), (11, "none")])
    store.save_themes(OWN)
    quotes = ask(store, "comments").answer
    assert isinstance(quotes, Quotes)
    assert [quote.text for quote in quotes.quotes][-2:] == ["-", "none"]
    assert quotes.n == {"people": 12, "comments": 12}
    themes = ask(store, "themes").answer
    assert isinstance(themes, Themes)
    assert (themes.n["comments"], themes.nothing_said) == (10, 2)
