"""One person's rights: what is kept about them, taking them out, and what is past its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from json import loads
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from made import came, landed, meeting, moment

from analytics import audit, recovery
from analytics.asking import ask
from analytics.cli import main
from analytics.erasure import ERASED, erase, oldest_kept, retire, too_old
from analytics.exports import json
from analytics.ids import alias_id
from analytics.inventory import inventory
from analytics.landing import land
from analytics.questions import questions
from analytics.records import Competency, Identity, Invitation, Outcome, Person, SurveyAnswer
from analytics.review import decide
from analytics.sample import land_sample
from analytics.store import DATABASE, TO_REWRITE, Store, StoreError, compose
from analytics.store.key_file import NAME, own_key
from analytics.subject import everything_about, find, text_columns

ADA = Identity("Ada Löwe", "ada.loewe@example.org", employee_id="40017")
ADA_IN_TEAMS = Identity("Löwe, Ada", "ADA.Loewe@example.org")
BEN = Identity("Ben Ode", "ben@example.org", employee_id="40018")
NAMESAKE = Identity("Ada Löwe", "ada.loewe2@example.org", employee_id="40019")
CLINIC = meeting("Clinic with Ada Löwe", "02-03 10:00")
SWAP = meeting("Skill swap", "02-10 10:00")


def records(*people: Identity) -> list[Any]:
    """A people list, invitations, a sign-off, attendance, an answer and an outcome of each."""
    found: list[Any] = []
    for line, who in enumerate(people, start=2):
        found.append(Person(line, who, date(2026, 1, line), department="Sales", manager="Ada Löwe"))
        found.append(Competency(line, who, "Sign-off", date(2026, 2, line), "completed"))
        found += [Invitation(line, at, who, "accepted", "invitation") for at in (CLINIC, SWAP)]
        stay = (moment("02-03 10:00"), moment("02-03 10:40"))
        # As the meeting tool spells her; a namesake is told from her by the address.
        spelled = ADA_IN_TEAMS if who == ADA else who
        found.append(came(CLINIC, spelled, [stay]))
        found.append(
            SurveyAnswer(line, str(line), "Anything else?", "comment", None,
                         "Ada Löwe helped me; so did Ada Löwens", who, moment("02-04 09:00"))
        )  # fmt: skip
        found.append(Outcome(line, who, "", date(2026, 2, line), "Turnaround", 1.5))
    return found


def filled(made: list[Any]) -> Store:
    """A workspace with a file of each kind."""
    return landed(
        *([r for r in made if isinstance(r, kind)] for kind in dict.fromkeys(map(type, made)))
    )


@pytest.fixture
def store() -> Iterator[Store]:
    opened = filled(records(ADA, BEN, NAMESAKE))
    yield opened
    opened.close()


_ROWS = "select * from {}"


def rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    return sorted(store.ask(_ROWS.format(table)).itertuples(index=False, name=None), key=repr)


# Finding somebody ---------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["ada.loewe@example.org", " ADA.LOEWE@EXAMPLE.ORG ", "40017"])
def test_a_person_is_found_with_every_spelling(store: Store, wanted: str) -> None:
    found = find(store, wanted)
    assert set(found.aliases) == {alias_id(ADA, store.key), alias_id(ADA_IN_TEAMS, store.key)}
    assert found.texts[0] == "ada.loewe@example.org" and "40017" in found.texts


def test_whom_a_name_does_not_tell_apart_is_asked_for(store: Store) -> None:
    with pytest.raises(StoreError, match="“ada löwe” is the name of 2 people: ask for the e-mail"):
        find(store, "ada löwe")
    with pytest.raises(StoreError, match="Nobody in the workspace"):
        find(store, "")


def test_everything_about_a_person_is_in_every_table_that_has_them(store: Store) -> None:
    subject = find(store, "40017")
    found = everything_about(store, subject)
    having = {
        str(name)
        for name in store.ask(
            "select distinct table_name as name from information_schema.columns"
            " where column_name in ('alias_id', 'person_id')"
        )["name"]
    }
    assert having - {"identity_decision"} <= set(found)
    assert len(found["attendance_interval"]) == 1 and len(found["landed_invitation"]) == 2
    # Of others: a comment and a manager that name her.
    assert len(found["survey_answer: answer names the person"]) == 2
    assert len(found["landed_person: manager names the person"]) == 2
    assert "ada.loewe2@example.org" not in json.write(dict(found))


# Erasing ------------------------------------------------------------------------------------------


def test_everything_is_as_if_they_had_never_been_there(store: Store) -> None:
    receipt = erase(store, find(store, "40017"))
    others = filled(records(ADA, BEN, NAMESAKE)[7:])  # seven records are hers
    for table in ("identity", "person", "competency", "outcome", "person_turnout"):
        assert rows(store, table) == rows(others, table)
    # The ids of meetings come from their files, which are others.
    for table in ("session", "invitation", "person_session", "roll_call", "session_turnout"):
        assert sorted(row[1:] for row in rows(store, table) if table != "session") == sorted(
            row[1:] for row in rows(others, table) if table != "session"
        )
        assert len(rows(store, table)) == len(rows(others, table))
    others.close()
    assert receipt.rows == {
        "landed_person": 1, "attendance_interval": 1, "landed_invitation": 2,
        "landed_competency": 1, "survey_answer": 1, "landed_outcome": 1, "person_alias": 2,
    }  # fmt: skip
    assert receipt.total == 9 and len(receipt.files) >= 1


def test_their_name_goes_out_of_every_text_and_no_other_word_does(store: Store) -> None:
    erase(store, find(store, "40017"))
    answers = store.ask("select answer from survey_answer")["answer"]
    assert set(answers) == {f"{ERASED} helped me; so did Ada Löwens"}
    assert set(store.ask("select title from landed_session")["title"]) == {
        f"Clinic with {ERASED}", "Skill swap",
    }  # fmt: skip
    assert set(store.ask("select manager from landed_person")["manager"]) == {ERASED}
    # Who is called the same is still who they are.
    assert find(store, "ada.loewe2@example.org").name == "Ada Löwe"
    with pytest.raises(StoreError):
        find(store, "40017")


def test_what_was_decided_about_them_goes_too(store: Store) -> None:
    decide(store, alias_id(BEN, store.key), alias_id(ADA, store.key))
    decide(store, alias_id(BEN, store.key), None)
    erase(store, find(store, "40017"))
    assert rows(store, "identity_decision")[0][:2] == (alias_id(BEN, store.key), "apart")
    assert len(rows(store, "identity_decision")) == 1


def test_no_text_of_the_sample_names_who_was_erased(own_sample: Store) -> None:
    address = str(
        own_sample.ask("select min(email) as email from person_alias where email <> ''")["email"][0]
    )
    subject = find(own_sample, address)
    erase(own_sample, subject)
    for table, column in text_columns(own_sample):
        for text in own_sample.ask(_ROWS.format(table))[column].dropna():
            assert not any(said.lower() in str(text).lower() for said in subject.texts[:2])
    for question in questions():
        ask(own_sample, question.name)  # every question still has an answer, or says what it lacks


SESSION = b"""Session,Date,Start time,Name,Email,Join time,Leave time
Clinic,2026-01-13,10:00,Ana Ruiz,ana.ruiz@example.org,2026-01-13 10:00,2026-01-13 10:45
Clinic,2026-01-13,10:00,Ben Ode,ben@example.org,2026-01-13 10:01,2026-01-13 10:45
Clinic,2026-31-13,10:00,Ana Ruiz,ana.ruiz@example.org,2026-01-13 10:00,2026-01-13 10:45
"""
PEOPLE = b"""Employee ID,Name,Email,Hire Date,Department,Manager
400171,Ana Ruiz,ana.ruiz@example.org,2026-01-15,Sales,
400172,Ben Ode,ben@example.org,2025-11-03,Sales,Ana Ruiz
"""
ANSWERS = b"""Timestamp,The session helped me,Comments
2026-01-13 11:00,Agree,Thanks to Ana Ruiz
2026-01-13 11:05,Strongly agree,Fine
"""


def impact(*words: str, workspace: Path) -> int:
    return main([*words, "--workspace", str(workspace)])


def test_no_byte_of_them_is_left_in_any_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(tmp_path)
    land(store, [("Ana Ruiz.csv", SESSION), ("people.csv", PEOPLE), ("survey.csv", ANSWERS)])
    store.close()
    assert impact("backup", workspace=tmp_path) == 0
    marks = (b"Ana Ruiz", b"ana.ruiz@", b"400171")
    assert all(any(mark in data for data in bytes_of(tmp_path)) for mark in marks)
    assert impact("erase", "ana.ruiz@example.org", workspace=tmp_path) == 1
    assert "say it again with --yes" in capsys.readouterr().out
    assert impact("erase", "ana.ruiz@example.org", "--yes", workspace=tmp_path) == 0
    said = capsys.readouterr().out
    assert "erased" in said and "remove those yourself" in said and "Ruiz" not in said
    assert not any(mark.lower() in data.lower() for data in bytes_of(tmp_path) for mark in marks)
    store = Store.open(tmp_path)
    assert list(store.source_files()["name"]) == [f"{ERASED}.csv", "people.csv", "survey.csv"]
    assert [r.state for r in land(store, [("again.csv", SESSION)])] == ["already"]
    store.close()
    assert not any(mark in data for data in bytes_of(tmp_path) for mark in marks[1:])
    assert impact("rebuild", workspace=tmp_path) == 0
    assert [deed.did for deed in audit.read(tmp_path)] == ["erased", "rebuilt"]


def bytes_of(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_everything_about_a_person_is_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, out = tmp_path / "here", tmp_path / "ana.json"
    store = Store.open(workspace)
    land(store, [("session.csv", SESSION), ("people.csv", PEOPLE)])
    store.close()
    assert impact("person", "ana ruiz", "--out", str(out), workspace=workspace) == 0
    found = loads(out.read_text("utf-8"))
    assert found["landed_person"][0]["hire_date"].startswith("2026-01-15")
    assert found["left_out_row: found names the person"][0]["line"] == 4
    assert "person_alias: 2 rows" in capsys.readouterr().out
    assert impact("audit", workspace=workspace) == 0
    assert "wrote out what is kept about a person" in capsys.readouterr().out


# What is past its time ----------------------------------------------------------------------------


def test_files_that_know_nothing_newer_are_taken_back(own_sample: Store) -> None:
    files = own_sample.source_files()
    newest = files["data_until"].max().date()
    old = set(files[files["data_until"].dt.date < newest]["name"])
    assert old and {name for _, name in too_old(own_sample, newest)} == old
    assert set(retire(own_sample, newest)) == old
    assert set(own_sample.source_files()["name"]) == set(files["name"]) - old
    assert retire(own_sample, newest) == []


def test_what_is_past_its_time_is_named_before_it_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert impact("sample", workspace=tmp_path) == 0
    capsys.readouterr()
    before = ("retire", "--before", "2026-04-01")
    assert impact(*before, workspace=tmp_path) == 1
    named = capsys.readouterr().out
    assert impact(*before, "--yes", workspace=tmp_path) == 0
    store = Store.open(tmp_path)
    left = set(store.source_files()["name"])
    store.close()
    assert left and not any(name in named for name in left)
    assert impact(*before, workspace=tmp_path) == 0


def test_what_is_past_its_time_is_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert oldest_kept(date(2026, 3, 31)) is None
    assert impact("retire", workspace=tmp_path) == 2
    assert "IMPACT_RETAIN_MONTHS" in capsys.readouterr().err
    monkeypatch.setenv("IMPACT_RETAIN_MONTHS", "13")
    assert oldest_kept(date(2026, 3, 31)) == date(2025, 2, 28)
    listed = b"Name,Hire date\nAna Ruiz,2019-03-04\nBen Ode,2019-05-06\n"
    store = Store.open(tmp_path)
    land(store, [("long ago.csv", listed)])
    store.close()
    capsys.readouterr()
    assert impact("retire", workspace=tmp_path) == 1
    assert capsys.readouterr().out.startswith("long ago.csv\n")
    assert impact("retire", "--yes", workspace=tmp_path) == 0
    store = Store.open(tmp_path)
    assert store.source_files().empty
    store.close()


# Ids under a key ----------------------------------------------------------------------------------


def told(store: Store) -> dict[str, str]:
    """Every answer; of the grid, whose people stand in the order of their ids, the title."""
    found = {q.name: ask(store, q.name) for q in questions()}
    grid = found.pop("attendance-grid").title
    return {"grid": grid} | {
        name: json.write(json.finding_object(said)) for name, said in found.items()
    }


def test_ids_are_the_workspaces_own_and_the_answers_are_not(tmp_path: Path) -> None:
    ids, answers = [], []
    for name in ("one", "other"):
        store = Store.open(tmp_path / name)
        land_sample(store)
        ids.append(set(store.ask("select person_id from person")["person_id"]))
        answers.append(told(store))
        store.close()
    assert not ids[0] & ids[1]
    assert answers[0] == answers[1]
    assert (tmp_path / "one" / NAME).stat().st_mode & 0o777 == 0o600


def test_another_key_makes_every_id_anew(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    land_sample(store)
    aliases = sorted(store.ask("select alias_id from person_alias")["alias_id"])
    decide(store, int(aliases[0]), int(aliases[1]))
    before, answers = set(store.ask("select person_id from person")["person_id"]), told(store)
    store.close()
    (tmp_path / NAME).unlink()
    store = Store.open(tmp_path)
    assert not before & set(store.ask("select person_id from person")["person_id"])
    spelled = {
        alias_id(Identity(r.name, r.email, r.upn, r.employee_id), store.key)
        for r in store.ask("select * from person_alias").itertuples(index=False)
    }
    assert spelled == set(store.ask("select alias_id from person_alias")["alias_id"])
    assert set(store.ask("select same_as from identity_decision")["same_as"]) <= spelled
    assert told(store) == answers
    store.close()


def test_a_key_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"half")
    assert len(own_key(tmp_path)) == 32
    assert own_key(tmp_path) == own_key(tmp_path)


def test_no_question_reads_a_name() -> None:
    for question in questions():
        assert "person_alias" not in compose(question.sql)


# What is said of it -------------------------------------------------------------------------------


def test_the_register_counts_what_is_there(store: Store) -> None:
    counts = {held.what: held.rows for held in inventory(store)}
    assert counts["Names and addresses"] == 4
    assert counts["Survey answers"] == 3


def test_deeds_are_kept_in_order_and_half_a_line_is_none(tmp_path: Path) -> None:
    audit.note(tmp_path, "loaded", "ana@example.org", count=3)
    audit.note(tmp_path, "erased", "ana@example.org", reason="asked us to")
    with (tmp_path / audit.NAME).open("a") as file:
        file.write('{"at": "2026-')
    found = audit.read(tmp_path)
    assert [(deed.did, deed.who, deed.count, deed.reason) for deed in found] == [
        ("loaded", "ana@example.org", 3, ""), ("erased", "ana@example.org", 0, "asked us to"),
    ]  # fmt: skip
    audit.note(None, "loaded")
    assert audit.read(None) == ()


def test_no_deed_is_lost_while_reasons_are_forgotten(tmp_path: Path) -> None:
    audit.note(tmp_path, "saw people", "ana@example.org", reason="Bo asked")
    is_over = Event()

    def note() -> None:
        for number in range(100):
            audit.note(tmp_path, "gave out figures", reason=f"{number}, Bo")
        is_over.set()

    other = Thread(target=note)
    other.start()
    while not is_over.is_set():
        audit.forget(tmp_path, ["bo"])
    other.join()
    audit.forget(tmp_path, ["bo"])
    assert [deed.reason for deed in audit.read(tmp_path)] == [""] * 101


def test_stopping_while_somebody_is_erased_says_what_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(folder: Path) -> None:
        raise KeyboardInterrupt

    store = Store.open(tmp_path)
    land(store, [("people.csv", PEOPLE)])
    store.close()
    with monkeypatch.context() as patched:
        patched.setattr(recovery, "rewrite", stopped)
        assert impact("erase", "400171", "--yes", workspace=tmp_path) == 130
    assert "opening the workspace again ends that" in capsys.readouterr().err
    Store.open(tmp_path).close()
    assert not (tmp_path / TO_REWRITE).exists()


# What goes wrong meanwhile ------------------------------------------------------------------------


def test_an_erasing_that_was_broken_off_ends_when_the_workspace_is_opened(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    land(store, [("session.csv", SESSION), ("people.csv", PEOPLE)])
    erase(store, find(store, "400171"))
    store.close()  # as if the process had ended here
    assert any(b"ana.ruiz@" in data for data in bytes_of(tmp_path))
    Store.open(tmp_path).close()
    assert not any(b"ana.ruiz@" in data for data in bytes_of(tmp_path))
    assert not (tmp_path / TO_REWRITE).exists()
    store = Store.open(tmp_path)
    assert len(store.ask("select * from person")) == 1
    store.close()


def test_nobody_opens_the_workspace_while_it_is_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what they loaded would go into the file that is on its way out."""
    store = Store.open(tmp_path)
    land(store, [("session.csv", SESSION), ("people.csv", PEOPLE)])
    erase(store, find(store, "400171"))
    store.close()
    asked, opened = Event(), Event()
    replace_database = recovery.replace_database

    def another_session() -> None:
        asked.set()
        other = Store.open(tmp_path)
        opened.set()
        land(other, [("survey.csv", ANSWERS)])
        other.close()

    thread = Thread(target=another_session)

    def replace(*arguments: Any) -> Path:
        thread.start()
        assert asked.wait(30) and not opened.wait(0.2)
        return replace_database(*arguments)

    monkeypatch.setattr(recovery, "replace_database", replace)
    recovery.rewrite(tmp_path)
    thread.join(60)
    store = Store.open(tmp_path)
    assert "survey.csv" in set(store.source_files()["name"])
    store.close()


def test_a_short_id_in_a_row_that_was_left_out_goes_with_the_row() -> None:
    people = b"Employee ID,Name,Email,Hire Date\n17,Ana Ruiz,ana@example.org,2026-01-15\n"
    dates = (
        b"Employee ID,Course,Completed on\n17,Onboarding,2026-02-30\n18,Onboarding,2026-02-31\n"
        b"17,Sign-off,2026-02-20\n18,Sign-off,2026-02-21\n"
    )
    store = Store.open(":memory:")
    land(store, [("people.csv", people), ("dates.csv", dates)])
    left_out = "select found from left_out_row order by line"
    assert [text[:2] for text in store.ask(left_out)["found"]] == ["17", "18"]
    erase(store, find(store, "17"))
    assert [text[:2] for text in store.ask(left_out)["found"]] == [ERASED[:2], "18"]
    store.close()


def test_reasons_that_name_who_was_erased_go(tmp_path: Path) -> None:
    audit.note(tmp_path, "saw people", "ana@example.org", reason="Ben Ode asked us to look")
    audit.note(tmp_path, "saw people", "ana@example.org", reason="Names are spelled twice")
    audit.forget(tmp_path, ("ben ode",))
    assert [deed.reason for deed in audit.read(tmp_path)] == ["", "Names are spelled twice"]


def test_half_a_line_swallows_no_deed(tmp_path: Path) -> None:
    audit.note(tmp_path, "loaded", "ana")
    with (tmp_path / audit.NAME).open("a") as file:
        file.write('{"at": "2026-')
    audit.note(tmp_path, "erased", "ana")
    assert [deed.did for deed in audit.read(tmp_path)] == ["loaded", "erased"]


def test_the_data_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "new")
    land(store, [("people.csv", PEOPLE)])
    store.close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / DATABASE).stat().st_mode & 0o077 == 0
