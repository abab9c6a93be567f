"""The sample pilot: the same seed gives the same bytes, and its truth is what its files say.

The files are read here by short, naive readers of their own, so that neither the generator nor
the product's intake vouches for itself.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
import recurring_ical_events

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
EXPORTS = SAMPLE / "exports"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = TRUTH["sessions"]
PILOT_START = date(2026, 1, 12)
AS_OF = date(2026, 4, 12)

Stays = dict[tuple[str, str], list[tuple[datetime, datetime]]]


def generate(out: Path, *options: str) -> None:
    script = str(SAMPLE / "generate.py")
    subprocess.run([sys.executable, script, "--out", str(out), *options], check=True)


def contents(folder: Path) -> dict[str, bytes]:
    files = [folder / "pilot.toml", folder / "truth.json", *(folder / "exports").iterdir()]
    return {path.name: path.read_bytes() for path in files}


def test_the_same_seed_gives_the_committed_bytes(tmp_path: Path) -> None:
    generate(tmp_path)
    assert contents(tmp_path) == contents(SAMPLE)


def test_another_seed_gives_other_people_under_the_same_file_names(tmp_path: Path) -> None:
    generate(tmp_path, "--seed", "265")
    other, committed = contents(tmp_path), contents(SAMPLE)
    assert other.keys() == committed.keys()
    assert {name for name in other if other[name] == committed[name]} == {"pilot.toml"}


def test_the_exports_are_small_and_can_be_named_so_on_every_system() -> None:
    paths = list(EXPORTS.iterdir())
    assert sum(path.stat().st_size for path in paths) < 1_500_000
    assert not [path.name for path in paths if re.search(r'[<>:"/\\|?*]', path.name)]
    assert Counter(path.suffix for path in paths) == {".csv": 17, ".ics": 1, ".tsv": 1, ".xlsx": 1}


def test_the_pilot_card() -> None:
    card = tomllib.loads((SAMPLE / "pilot.toml").read_text(encoding="utf-8"))
    assert card == {
        "pilot": {
            "name": "Peer learning, spring",
            "starts_on": PILOT_START,
            "ends_on": AS_OF,
            "departments": [],
            "comparison_departments": [],
            "baseline_from": date(2025, 5, 1),
            "invited_by": "invitations",
        },
        "targets": {"participation": 0.6, "sessions_per_month": 4, "percent_faster": 0.2},
        "attended": {"minutes": 5, "share_of_session": 0.5},
    }


# Attendance -----------------------------------------------------------------------------------


def teams_rows(name: str) -> list[list[str]]:
    raw = (EXPORTS / name).read_bytes()
    assert raw.startswith(b"\xff\xfe")
    text = raw.decode("utf-16")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.reader(text.splitlines(keepends=True), delimiter="\t", strict=True))


def section(rows: list[list[str]], number: int) -> list[list[str]]:
    """The rows below a section's column names."""
    start = next(i for i, row in enumerate(rows) if row and row[0].startswith(f"{number}. "))
    end = next((i for i in range(start, len(rows)) if not rows[i]), len(rows))
    return rows[start + 2 : end]


def moment(text: str) -> datetime:
    us = "%m/%d/%y, %I:%M:%S %p"
    return datetime.strptime(text, "%d.%m.%y, %H:%M:%S" if "." in text else us)


def stays_in(name: str) -> Stays:
    """Every stay by (name, e-mail); people that section 3 leaves out come from section 2."""
    rows = teams_rows(name)
    stays: Stays = {}
    for person, joined, gone, _, email, _ in section(rows, 3):
        key = (person.strip(), email.lower())
        stays.setdefault(key, []).append((moment(joined), moment(gone)))
    for row in section(rows, 2):
        key = (row[0].strip(), row[4].lower())
        if key not in stays and row[1]:
            stays[key] = [(moment(row[1]), moment(row[2]))]
    return stays


def seconds_present(stays: list[tuple[datetime, datetime]]) -> set[datetime]:
    """The naive union: every second of every stay, once."""
    second = timedelta(seconds=1)
    return {a + n * second for a, b in stays for n in range(int((b - a).total_seconds()))}


@pytest.mark.parametrize("session", SESSIONS, ids=lambda s: s["planned_start"])
def test_seconds_and_who_attended_follow_from_the_report(session: dict[str, Any]) -> None:
    present = {key: seconds_present(stays) for key, stays in stays_in(session["file"]).items()}
    people = {(p["name"], p["email"]): p for p in session["people"]}
    found = {key: len(seconds) for key, seconds in present.items()}
    assert found == {key: p["seconds"] for key, p in people.items() if p["seconds"] is not None}
    together = Counter(second for seconds in present.values() for second in seconds)
    shared = [second for second, count in together.items() if count >= 2]
    actual = int((max(shared) - min(shared)).total_seconds()) + 1
    assert actual == session["actual_seconds"]
    needed = max(300, actual / 2)
    for key, person in people.items():
        assert person["attended"] == (found.get(key, 0) >= needed)
        # Nobody stands so close to the line that another reading of "length" would move them.
        assert abs(found.get(key, 0) - needed) > 60


@pytest.mark.parametrize("session", SESSIONS, ids=lambda s: s["planned_start"])
def test_the_summary_of_a_report_agrees_with_its_rows(session: dict[str, Any]) -> None:
    rows = teams_rows(session["file"])
    assert " ".join(rows[1][1].split()) == session["title"]
    assert int(rows[2][1]) == len(section(rows, 2)) == session["stated_participants"]
    joined = [a for stays in stays_in(session["file"]).values() for a, _ in stays]
    assert moment(rows[3][1]) == min(joined) == datetime.fromisoformat(session["first_join"])


def test_the_odd_people_are_there() -> None:
    kinds = Counter(p["kind"] for s in SESSIONS for p in s["people"])
    assert {"walk_in", "organiser", "external", "unverified", "dial_in", "listed"} < set(kinds)
    twice = [s for s in SESSIONS if sum(p["name"] == "Anna Schmidt" for p in s["people"]) == 2]
    assert len(twice) == 2
    overlaps = gaps = 0
    for session in SESSIONS:
        for stays in stays_in(session["file"]).values():
            ordered = sorted(stays)
            overlaps += any(b[0] < a[1] for a, b in pairwise(ordered))
            gaps += any(b[0] > a[1] for a, b in pairwise(ordered))
    assert overlaps > 10
    assert gaps > 10


# Invitations ----------------------------------------------------------------------------------


def hr_list() -> dict[str, dict[str, str]]:
    lines = (EXPORTS / "workday_worker_report.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Worker Report - as of 04/12/2026"
    assert lines[1] == ""
    rows = list(csv.DictReader(lines[2:-1], delimiter="\t"))
    assert lines[-1].split("\t")[0] == "Total"
    assert int(lines[-1].split("\t")[-1]) == len(rows) == TRUTH["people"]["rows"]
    return {row["Employee ID"]: row for row in rows}


def us_date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y").date()
    except ValueError:
        return None


def test_invitations_are_those_of_the_calendar() -> None:
    raw = (EXPORTS / "peer-learning-spring.ics").read_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(raw)
    left = {
        row["Email - Work"]: us_date(row["Termination Date"])
        for row in hr_list().values()
        if row["Termination Date"]
    }
    words = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
    found = {}
    cancelled = 0
    for event in recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2026, 6, 1)):
        start = event["DTSTART"].dt
        assert str(start.tzinfo) == "Europe/Berlin"
        if event["STATUS"] == "CANCELLED":
            cancelled += 1
            continue
        responses = {}
        for attendee in event["ATTENDEE"]:
            email = str(attendee).removeprefix("mailto:")
            gone = left.get(email)
            if (
                str(attendee) != str(event["ORGANIZER"])
                and attendee.params["CUTYPE"] == "INDIVIDUAL"
                and not (gone is not None and gone < start.date())
            ):
                responses[email] = words.get(attendee.params["PARTSTAT"], "none")
        found[str(event["SUMMARY"]), start.replace(tzinfo=None).isoformat()] = responses
    assert found == {(s["title"], s["planned_start"]): s["responses"] for s in SESSIONS}
    assert cancelled == TRUTH["cadence"]["cancelled"] == 1


def test_totals_are_the_sums_of_the_sessions() -> None:
    totals = TRUTH["participation"]
    invited = sum(len(s["responses"]) for s in SESSIONS)
    attended = sum(p["attended"] for s in SESSIONS for p in s["people"] if p["kind"] == "invited")
    assert (invited, attended) == (totals["invited"], totals["attended"]) == (1185, 723)
    assert totals["share"] == attended / invited
    assert len({email for s in SESSIONS for email in s["responses"]}) == 96
    assert any(s["left_before"] for s in SESSIONS)
    accepted = [
        s["responses"][p["email"]] == "accepted"
        for s in SESSIONS
        for p in s["people"]
        if p["kind"] == "invited" and p["attended"]
    ]
    assert sum(accepted) / len(accepted) > 0.75
    months = Counter(s["planned_start"][:7] for s in SESSIONS)
    held = {"2026-01": 4, "2026-02": 3, "2026-03": 6, "2026-04": 2}
    assert TRUTH["cadence"]["held_by_month"] == dict(months) == held
    days = {date.fromisoformat(s["planned_start"][:10]) for s in SESSIONS}
    weeks = {(day - PILOT_START).days // 7 for day in days}
    assert sorted(set(range(13)) - weeks) == [5]  # the week of 16 February
    assert {day.weekday() for day in days} == {1, 2, 3}


# Time to competency ---------------------------------------------------------------------------


def latest_sign_offs() -> dict[str, date]:
    """The last sign-off per e-mail; a name alone counts if exactly one person has it."""
    names: dict[str, list[str]] = {}
    for person in hr_list().values():
        full = f"{person['Legal Name - First Name']} {person['Legal Name - Last Name']}"
        names.setdefault(full, []).append(person["Email - Work"])
    found: dict[str, date] = {}
    lines = next(EXPORTS.glob("New hire sign-off*")).read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, strict=True))
    assert len(rows) == TRUTH["competency"]["sign_off_rows"]["read"]
    stamps = [re.sub(r" GMT\+\d$", "", row["Timestamp"]) for row in rows]
    times = [datetime.strptime(stamp, "%Y/%m/%d %I:%M:%S %p") for stamp in stamps]
    assert times == sorted(times)
    for row in rows:
        competent_on = us_date(row["Works independently since"])
        assert competent_on is not None
        assert competent_on <= AS_OF
        if row["New hire e-mail"]:
            found[row["New hire e-mail"]] = competent_on
        elif len(names.get(row["New hire (name)"], [])) == 1:
            found[names[row["New hire (name)"]][0]] = competent_on
    return found


def test_the_cohorts_follow_from_the_hr_list_and_the_form() -> None:
    competent = latest_sign_offs()
    hires = {}
    backwards = []
    for employee_id, person in hr_list().items():
        hired = us_date(person["Hire Date"])
        if hired is None or hired < date(2025, 5, 1):
            continue
        cohort = "during" if hired >= PILOT_START else "before"
        ends = [(AS_OF if cohort == "during" else PILOT_START, 2, "censored")]
        left = us_date(person["Termination Date"])
        if left is not None:
            ends.append((left, 1, "left"))
        done = competent.get(person["Email - Work"])
        if done is not None:
            ends.append((done, 0, "competent"))
            if done < hired:
                backwards.append(employee_id)
                continue
        end, _, why = min(ends)
        hires[employee_id] = (cohort, (end - hired).days, why)
    truth = TRUTH["competency"]
    ended_by = {"pilot_start": "censored", "export": "censored"}
    assert hires == {
        h["employee_id"]: (h["cohort"], h["days"], ended_by.get(h["ended_by"], h["ended_by"]))
        for h in truth["hires"]
    }
    assert backwards == truth["left_out_hires"]["competent_before_hire_date"]
    for cohort, expected in truth["cohorts"].items():
        rows = [(days, why) for group, days, why in hires.values() if group == cohort]
        counts = Counter(why for _, why in rows)
        assert (counts["competent"], counts["left"], counts["censored"]) == (
            expected["competent"],
            expected["left"],
            expected["still_learning"],
        )
        grid = [
            [day, rows.count((day, "competent")), sum(d == day for d, _ in rows)]
            for day in sorted({day for day, _ in rows})
        ]
        assert grid == [[day, done, done + lost] for day, done, lost in expected["day_grid"]]
    assert (truth["cohorts"]["before"]["n"], truth["cohorts"]["during"]["n"]) == (118, 84)


def test_the_dirty_rows_are_there() -> None:
    people = TRUTH["people"]
    rows = hr_list()
    assert [k for k, row in rows.items() if row["Hire Date"] == ""] == people["missing_hire_date"]
    unreadable = [k for k, row in rows.items() if row["Hire Date"] == "31/31/2025"]
    assert unreadable == people["unreadable_hire_date"]
    rehired = [k for k, row in rows.items() if row["Original Hire Date"] != row["Hire Date"]]
    assert rehired == people["rehired"]
    assert [k for k, row in rows.items() if f"({k})" in row["Worker"]] == people["shared_name"]
    left = [row for row in rows.values() if row["Termination Date"]]
    assert len(left) == people["left_before"] + people["left_during"]
    assert {row["Active Status"] for row in left} == {"No"}
    fates = TRUTH["competency"]["sign_off_rows"]
    assert fates["read"] == sum(count for fate, count in fates.items() if fate != "read")
    assert {fates[odd] for odd in ("ambiguous", "unknown", "before_hire")} == {1}


# Survey ---------------------------------------------------------------------------------------


def test_the_survey_counts_are_those_of_the_workbook() -> None:
    book = openpyxl.load_workbook(next(EXPORTS.glob("*.xlsx")))
    header, *rows = book.active.iter_rows(values_only=True)
    answers = [dict(zip(header, row, strict=True)) for row in rows]
    survey = TRUTH["survey"]
    assert [a["ID"] for a in answers] == list(range(1, survey["responses"] + 1))
    assert sum(a["Email"] == "anonymous" and not a["Name"] for a in answers) == survey["anonymous"]
    scale = {
        "Strongly agree": "5",
        "Agree": "4",
        "Neither agree nor disagree": "3",
        "Disagree": "2",
        "Strongly disagree": "1",
    }
    for statement, expected in survey["statements"].items():
        texts = Counter(a[statement] for a in answers)
        assert {scale[text]: texts[text] for text in scale} == expected["counts"]
        assert texts["Prefer not to say"] + texts[None] == expected["missing"]
        agree = texts["Strongly agree"] + texts["Agree"]
        assert expected["agree"] == agree / (len(answers) - expected["missing"])
    recommend = survey["recommend"]
    scores = [a[recommend["question"]] for a in answers if a[recommend["question"]] is not None]
    assert {str(n): scores.count(n) for n in range(10, -1, -1)} == recommend["counts"]
    promoters, detractors = sum(n >= 9 for n in scores), sum(n <= 6 for n in scores)
    assert recommend["nps"] == 100 * (promoters - detractors) / len(scores)
    wanted = [a["Which formats would you like more of?"] for a in answers]
    assert all(text.endswith(";") for text in wanted if text)
    ticks = Counter(name for text in wanted if text for name in text.split(";") if name)
    assert ticks == survey["wanted_formats"]


# Outcomes -------------------------------------------------------------------------------------


def test_the_outcomes_have_a_row_for_each_team_and_week() -> None:
    text = (EXPORTS / "team_metrics_weekly.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), strict=True))
    truth = TRUTH["outcomes"]
    weeks = sorted({date.fromisoformat(row["Week starting"]) for row in rows})
    assert len(rows) == truth["rows"] == 5 * len(weeks)
    assert all(after - before == timedelta(weeks=1) for before, after in pairwise(weeks))
    before = [week for week in weeks if week < PILOT_START]
    assert (len(before), len(weeks) - len(before)) == (truth["weeks_before"], truth["weeks_since"])
    metric, still = truth["true_change"]
    assert truth["true_change"][metric] == pytest.approx(-3.2) and not truth["true_change"][still]

    def mean(column: str, weeks: list[date]) -> float:
        found = [
            float(row[column].rstrip("%"))
            for row in rows
            if date.fromisoformat(row["Week starting"]) in weeks
        ]
        return sum(found) / len(found)

    since = [week for week in weeks if week >= PILOT_START]
    assert mean(metric, since) - mean(metric, before) == pytest.approx(-3.2, abs=1)
    assert mean(still, since) - mean(still, before) == pytest.approx(0, abs=1)
