"""Who could lead next, by name: for analysts only, the most rounded first, nobody who has left."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from examples import filled_store

from analytics.cli import main
from analytics.filters import Filters
from analytics.formats import format_of
from analytics.next_hosts import next_hosts
from analytics.peers import NextHost, ranked
from analytics.scope import Scope
from analytics.store import Store
from analytics.verdicts.named import next_host_line

ANALYST = Scope()
TITLES = ("Clinic", "Skill swap", "Clinic", "Lightning talk")
PEOPLE = {1: "Ana Ruiz", 2: "Ben Ode", 3: "Cem Kaya", 4: "Dee Park", 5: "A guest"}


def pilot(left: dict[int, Any] | None = None) -> Store:
    """Four sessions that Ana leads; Ben comes to all, Cem to three and Dee to two."""
    there = {1: range(4), 2: range(4), 3: (0, 1, 3), 4: (0, 1), 5: range(4)}
    tables: dict[str, list[dict[str, Any]]] = {
        "source_file": [
            {"name": "a.csv", "kind": "attendance", "data_until": "2026-03-01"},
            {"name": "p.csv", "kind": "people", "data_until": "2026-03-01"},
        ],
        "person": [
            {"person_id": n, "department": "Sales" if n < 3 else "Support",
             "left_date": (left or {}).get(n)}
            for n in (1, 2, 3, 4)
        ],
        "person_alias": [
            {"alias_id": n, "name": name, "email": "", "upn": "", "employee_id": ""}
            for n, name in PEOPLE.items()
        ],
        "identity": [
            {"alias_id": n, "person_id": n, "matched_by": "email"} for n in PEOPLE
        ],
        "session": [
            {"session_id": at, "title": title, "started_at": f"2026-01-{13 + at} 10:00:00",
             "meeting_seconds": 3600, "has_attendance": True, "is_cancelled": False}
            for at, title in enumerate(TITLES)
        ],
        "title_format": [{"title": title, "format": format_of(title)} for title in set(TITLES)],
        "person_session": [
            {"session_id": at, "person_id": n, "seconds_present": 3600, "stays": 1,
             "is_host": n == 1}
            for n, sessions in there.items() for at in sessions
        ],
    }  # fmt: skip
    return filled_store(tables)


def test_who_has_learned_often_and_led_none_is_named() -> None:
    store = pilot()
    found = next_hosts(store, ANALYST)
    assert [(one.name, one.department, one.sessions, one.formats, one.hosts) for one in found] == [
        ("Cem Kaya", "Support", 3, 3, 0),  # 3/4 + 3/3 + 1 - 0/1
        ("Ben Ode", "Sales", 4, 3, 1),  # 4/4 + 3/3 + 1 - 1/1; the clinic twice is one format
    ]
    assert [one.rounded for one in found] == pytest.approx([2.75 / 3, 2 / 3])
    assert next_host_line(found[0]) == (
        "Cem Kaya (Support) · learned in 3 sessions of 3 formats · 0 hosts from Support so far"
    )
    only = next_hosts(store, ANALYST, Filters(departments=("Sales",)))
    assert [one.name for one in only] == ["Ben Ode"]
    store.close()


def test_who_has_left_is_not_asked() -> None:
    store = pilot(left={2: "2026-02-15"})
    assert [one.name for one in next_hosts(store, ANALYST)] == ["Cem Kaya"]
    store.close()


@pytest.mark.parametrize("scope", [Scope(role="viewer"), Scope(role="manager", team="a@b.org")])
def test_names_are_for_analysts(scope: Scope) -> None:
    store = pilot()
    with pytest.raises(PermissionError, match="for analysts"):
        next_hosts(store, scope)
    store.close()


def test_those_alike_stand_by_name() -> None:
    alike = [NextHost(name, "", 3, 0, 0) for name in ("Cem", "Ana", "Ben")]
    assert [one.name for one in ranked(alike)] == ["Ana", "Ben", "Cem"]
    assert ranked([]) == ()
    assert next_host_line(alike[0]) == "Cem · learned in 3 sessions"


def test_those_of_the_sample_are_those_of_its_truth(sample: Store) -> None:
    """Counted from the people of its sessions, by their address."""
    path = Path(__file__).resolve().parents[1] / "data" / "sample" / "truth.json"
    truth = json.loads(path.read_text(encoding="utf-8"))
    hosts = {session["host"] for session in truth["sessions"]}
    often = Counter(
        who["email"] or who["name"]
        for session in truth["sessions"] for who in session["people"]
        if who["attended"] and who["role"] != "host"
    )  # fmt: skip
    could = {who for who, times in often.items() if times >= 3 and who not in hosts}
    gone = sample.ask(
        "select a.email from person p join identity i on i.person_id = p.person_id"
        " join person_alias a on a.alias_id = i.alias_id"
        " where p.left_date is not null or p.status = 'left'"
    )
    listed = sample.ask(
        "select a.email from person p join identity i on i.person_id = p.person_id"
        " join person_alias a on a.alias_id = i.alias_id where a.email <> ''"
    )
    found = next_hosts(sample, ANALYST)
    assert len(found) == len((could & set(listed["email"])) - set(gone["email"])) > 50
    assert [one.rounded for one in found] == sorted((one.rounded for one in found), reverse=True)


def test_the_command_line_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hosts", "--workspace", str(tmp_path)]) == 0
    assert "Nobody in the people list" in capsys.readouterr().out
    assert main(["sample", "--workspace", str(tmp_path), "--json"]) == 0
    capsys.readouterr()
    sales = ["hosts", "--workspace", str(tmp_path), "--department", "Sales"]
    assert main(sales) == 0
    *first, more = capsys.readouterr().out.splitlines()
    assert main([*sales, "--all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert first == lines[:10] and more == f"10 of {len(lines)}; --all lists everybody."
    assert all("(Sales) · learned in" in line for line in lines)
    assert main([*sales, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert len(printed) == len(lines) and {one["department"] for one in printed} == {"Sales"}
    assert list(printed[0]) == ["name", "department", "sessions", "formats", "hosts", "rounded"]
