"""Words of exports in several languages, compared in one normal form."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.vocabulary import (
    FOLDER,
    columns_of,
    field_of,
    fields_of,
    labels,
    normal,
    words,
    words_among,
)

VOCABULARIES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Participant ID (UPN)", "participant id upn"),
        ("Pierwsze dołączenie", "pierwsze dolaczenie"),
        ("Straße ÆRØ ıđ", "strasse aero id"),
        ("Durée\u00a0de la\u202fréunion", "duree de la reunion"),
        ("E-Mail", "e mail"),
        ("参加者 ID\uff08UPN\uff09", "参加者 id upn"),
        ("in_meeting\u200b Duration", "in meeting duration"),
        ("Employee #", "employee #"),
        ("  ", ""),
    ],
)
def test_normal_form(text: str, expected: str) -> None:
    assert normal(text) == expected


ODD = (
    "aZ09 _-#%@.,;:'\"\t\n\x1c\x85\xa0ßÄñłŁøİı½²Ⅷ\u017f\ufb01\uff15\uff3f\uff08\uff09\uff0d"
    "\u0301\u0308\u200b\u3099\u309aタが年"
)


def _normal_letter_by_letter(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold()
        plain = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "ı": "i", "æ": "ae",
                 "œ": "oe", "þ": "th"}  # fmt: skip
        letters = unicodedata.normalize("NFKD", "".join(plain.get(c, c) for c in text))
        kept = [
            letter
            for letter in letters
            if letter in "\u3099\u309a" or unicodedata.category(letter) not in ("Mn", "Cf")
        ]
        text = unicodedata.normalize("NFC", "".join(kept))
    return re.sub(r"[^\w#%]+|_+", " ", text.casefold()).strip()


@given(st.text() | st.text(st.sampled_from(ODD)) | st.text(st.characters(max_codepoint=127)))
def test_the_normal_form_is_that_of_the_letters_one_by_one(text: str) -> None:
    assert normal(text) == _normal_letter_by_letter(text)


WORDS = sorted(words("attendance")) + [w for v in labels("people").values() for w in v]


@given(
    st.text(st.sampled_from(ODD))
    | st.sampled_from(WORDS)
    | st.builds("{0}{1}{2}".format, st.text(ODD, max_size=2), st.sampled_from(WORDS),
                st.text(ODD, max_size=2))
)  # fmt: skip
def test_a_word_is_told_by_its_normal_form(text: str) -> None:
    known = words("attendance")
    found = words_among(["", text, "no word of it"], "attendance")
    assert found == ({text} if normal(text) in known else set())


def test_japanese_voicing_marks_stay() -> None:
    assert normal("タイトル") != normal("ダイドル")


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_field_has_words_and_no_word_is_blank(name: str) -> None:
    assert labels(name)
    for field, spellings in labels(name).items():
        assert spellings, field
        assert all(spelling.strip() for spelling in spellings), field


OWN = [
    "actions", "attendance", "durations", "footers", "markers", "meeting", "months", "presence",
    "roles", "sections",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_no_word_names_two_fields(name: str) -> None:
    for field, spellings in labels(name).items():
        for spelling in spellings:
            assert words(name)[normal(spelling)] == field, spelling


@pytest.mark.parametrize(
    "header",
    [
        ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email",
         "Participant ID (UPN)", "Role"],
        ["Name", "Erster Beitritt", "Letztes Verlassen", "Dauer der Besprechung", "E-Mail",
         "Teilnehmer-ID (UPN)", "Rolle"],
        ["Imię i nazwisko", "Pierwsze dołączenie", "Ostatnie wyjście", "Czas udziału w spotkaniu",
         "Adres e-mail", "Identyfikator uczestnika (UPN)", "Rola"],
        ["名前", "初めての参加", "最終退出", "会議の長さ", "メール", "参加者 ID (UPN)", "役割"],
        ["Nome", "Primeira Entrada", "Última Saída", "Duração da Reunião", "Email",
         "ID do participante (UPN)", "Função"],
    ],
)  # fmt: skip
def test_one_header_in_five_languages(header: list[str]) -> None:
    assert fields_of(header, "attendance") == {
        "name": 0, "first_join": 1, "last_leave": 2, "duration": 3, "email": 4, "upn": 5, "role": 6
    }  # fmt: skip


def test_duplicate_columns_are_kept_apart() -> None:
    header = ["User Email", "Name (Original Name)", "User Email", "unknown"]
    assert columns_of(header, "attendance") == {"email": (0, 2), "name": (1,)}
    assert fields_of(header, "attendance") == {"email": 0, "name": 1}


def test_words_of_a_value() -> None:
    assert field_of("Osoba prowadząca", "roles") == "presenter"
    assert field_of("Std.", "durations") == "hours"
    assert field_of("nonsense", "roles") is None
