"""Words of exports in several languages, compared in one normal form."""

from __future__ import annotations

import pytest

from analytics.vocabulary import (
    FOLDER,
    columns_of,
    field_of,
    fields_of,
    labels,
    normal,
    words,
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
