"""What a correct reading of the sample's files must find, worked out from the world itself."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from data.sample import words
from data.sample.outcomes import HOURS, METRIC, RATIO, STILL
from data.sample.people import TIME_RATIO
from data.sample.vendor_files import teams_file_name, union_seconds
from data.sample.world import (
    AS_OF,
    ATTENDED_MINUTES,
    ATTENDED_SHARE,
    BASELINE_FROM,
    PILOT_END,
    PILOT_NAME,
    PILOT_START,
    HeldSession,
    Presence,
    Worker,
    World,
)

Json = dict[str, Any]
STAYED_SHARE = 0.75


def truth(world: World) -> Json:
    """The expected figures, as plain JSON: dates ISO, shares as fractions, times in seconds."""
    sessions = [_session(s) for s in world.sessions]
    return {
        "seed": world.seed,
        "as_of": AS_OF.isoformat(),
        "pilot": {
            "name": PILOT_NAME,
            "starts_on": PILOT_START.isoformat(),
            "ends_on": PILOT_END.isoformat(),
            "baseline_from": BASELINE_FROM.isoformat(),
        },
        "participation": _participation(sessions),
        "cadence": _cadence(sessions),
        "people": _people(world),
        "competency": _competency(world),
        "survey": _survey(world),
        "outcomes": _outcomes(world),
        "sessions": sessions,
    }


def two_person_span(presences: tuple[Presence, ...]) -> tuple[datetime, datetime]:
    """From the moment two people are present to the last moment at which two are present."""
    edges: list[tuple[datetime, int]] = []
    for person in presences:
        for start, end in _united(person.stays):
            edges += [(start, 1), (end, -1)]
    here, moments = 0, []
    for moment, step in sorted(edges, key=lambda edge: (edge[0], edge[1])):
        before, here = here, here + step
        if (before < 2) != (here < 2):
            moments.append(moment)
    return moments[0], moments[-1]


def _united(
    stays: tuple[tuple[datetime, datetime], ...],
) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stays):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _session(session: HeldSession) -> Json:
    plan = session.plan
    opens, closes = two_person_span(session.presences)
    actual = int((closes - opens).total_seconds())
    needed = max(60 * ATTENDED_MINUTES, ATTENDED_SHARE * actual)
    responses = {i.worker.email: i.response for i in session.invitations if i.counts}
    people: list[Json] = []
    for person in session.presences:
        seconds = union_seconds(person.stays) if person.stays else None
        people.append(
            {
                "name": person.name.strip(),
                "email": person.email,
                "kind": person.kind,
                "role": person.role,
                "seconds": seconds,
                "rows": len(person.stays),
                "attended": seconds is not None and seconds >= needed,
                "stayed": seconds is not None and seconds >= STAYED_SHARE * actual,
            }
        )
    invited = [p for p in people if p["email"] in responses]
    return {
        "file": teams_file_name(plan),
        "title": plan.title,
        "layout": plan.layout,
        "planned_start": plan.starts_at.isoformat(),
        "planned_minutes": plan.minutes,
        "first_join": min(a for p in session.presences for a, _ in p.stays).isoformat(),
        "last_leave": max(b for p in session.presences for _, b in p.stays).isoformat(),
        "actual_seconds": actual,
        "needed_seconds": needed,
        "host": session.host.email,
        "stated_participants": len(people),
        "is_held": sum(p["attended"] for p in people) >= 2,
        "invited": len(responses),
        "accepted": sum(r == "accepted" for r in responses.values()),
        "attended": sum(p["attended"] for p in invited),
        "stayed": sum(p["stayed"] for p in invited),
        "not_invited_but_attended": sum(p["attended"] and p["kind"] == "walk_in" for p in people),
        "left_before": sorted(i.worker.email for i in session.invitations if not i.counts),
        "responses": responses,
        "people": people,
    }


def _participation(sessions: list[Json]) -> Json:
    totals = {
        name: sum(s[name] for s in sessions)
        for name in ("invited", "accepted", "attended", "stayed", "not_invited_but_attended")
    }
    weeks: dict[str, Json] = {}
    for session in sessions:
        day = date.fromisoformat(session["planned_start"][:10])
        monday = (day - timedelta(days=day.weekday())).isoformat()
        week = weeks.setdefault(monday, {"invited": 0, "attended": 0})
        week["invited"] += session["invited"]
        week["attended"] += session["attended"]
    return {
        "rule": f"present >= max({ATTENDED_MINUTES} min, {ATTENDED_SHARE:g} of the actual length)",
        **totals,
        "people_invited": len({email for s in sessions for email in s["responses"]}),
        "share": totals["attended"] / totals["invited"],
        "by_week": weeks,
    }


def _cadence(sessions: list[Json]) -> Json:
    held = [s for s in sessions if s["is_held"]]
    return {
        "held": len(held),
        "cancelled": 1,
        "held_by_month": dict(sorted(Counter(s["planned_start"][:7] for s in held).items())),
        "mean_actual_minutes": sum(s["actual_seconds"] for s in held) / 60 / len(held),
        "mean_planned_minutes": sum(s["planned_minutes"] for s in held) / len(held),
    }


def _people(world: World) -> Json:
    readable = [w for w in world.workers if w.hire_date_typed is None]
    before = [w for w in readable if w.group == "before"]
    during = [w for w in readable if w.group == "during"]
    return {
        "rows": len(world.workers),
        "hired_before": len(before),
        "hired_during": len(during),
        "hired_before_baseline": sum(w.group == "staff" for w in readable),
        "missing_hire_date": [w.employee_id for w in world.workers if w.hire_date_typed == ""],
        "unreadable_hire_date": [w.employee_id for w in world.workers if w.hire_date_typed],
        "rehired": [w.employee_id for w in readable if w.original_hired != w.hired],
        "left_before": sum(w.left is not None for w in before),
        "left_during": sum(w.left is not None for w in during),
        "shared_name": [w.employee_id for w in readable if w.is_namesake],
        "departments": dict(Counter(w.department for w in world.workers)),
    }


def _competency(world: World) -> Json:
    """Rule C: hired before and not yet competent at pilot start = censored at pilot start.

    Left out of the comparison: unreadable hire dates, and sign-offs dated before the hire date.
    """
    fates = Counter(row.fate for row in world.sign_offs)
    left_out = {row.about for row in world.sign_offs if row.fate == "before_hire"}
    hires = [
        _hire(w)
        for w in world.workers
        if w.group != "staff" and w.hire_date_typed is None and w.employee_id not in left_out
    ]
    cohorts: Json = {}
    for cohort in ("before", "during"):
        rows = [h for h in hires if h["cohort"] == cohort]
        ends = Counter(h["ended_by"] for h in rows)
        cohorts[cohort] = {
            "n": len(rows),
            "competent": ends["competent"],
            "still_learning": ends["pilot_start"] + ends["export"],
            "left": ends["left"],
            "straddlers": ends["pilot_start"],
            "day_grid": _day_grid(rows),
        }
    return {
        "true_effect": {"time_ratio": TIME_RATIO, "percent_faster": round(1 - TIME_RATIO, 10)},
        "sign_off_rows": {"read": len(world.sign_offs), **dict(sorted(fates.items()))},
        "left_out_hires": {"competent_before_hire_date": sorted(left_out)},
        "cohorts": cohorts,
        "hires": hires,
    }


def _hire(worker: Worker) -> Json:
    """One row of the comparison: days from hire to the first of competent, left and the end."""
    end, ended_by = (PILOT_START, "pilot_start") if worker.group == "before" else (AS_OF, "export")
    if worker.left is not None and worker.left < end:
        end, ended_by = worker.left, "left"
    if worker.competent_on is not None and worker.competent_on <= end:
        end, ended_by = worker.competent_on, "competent"
    return {
        "employee_id": worker.employee_id,
        "department": worker.department,
        "cohort": worker.group,
        "hire_date": worker.hired.isoformat(),
        "days": (end - worker.hired).days,
        "is_event": ended_by == "competent",
        "ended_by": ended_by,
    }


def _day_grid(rows: list[Json]) -> list[list[int]]:
    """[day, competent, censored] for every day on which somebody ends."""
    days = sorted({row["days"] for row in rows})
    return [
        [
            day,
            sum(row["is_event"] for row in rows if row["days"] == day),
            sum(not row["is_event"] for row in rows if row["days"] == day),
        ]
        for day in days
    ]


def _survey(world: World) -> Json:
    statements: Json = {}
    for place, statement in enumerate(words.STATEMENTS):
        values = Counter(form.agreement[place] for form in world.responses)
        valid = sum(count for value, count in values.items() if value is not None)
        statements[statement] = {
            "counts": {str(value): values[value] for value in (5, 4, 3, 2, 1)},
            "missing": values[None],
            "n": valid,
            "agree": (values[5] + values[4]) / valid,
        }
    scores = [form.recommend for form in world.responses if form.recommend is not None]
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    return {
        "responses": len(world.responses),
        "anonymous": sum(form.email == "anonymous" for form in world.responses),
        "comments": sum(form.comment != "" for form in world.responses),
        "statements": statements,
        "recommend": {
            "question": words.RECOMMEND,
            "counts": {str(score): scores.count(score) for score in range(10, -1, -1)},
            "n": len(scores),
            "promoters": promoters,
            "passives": len(scores) - promoters - detractors,
            "detractors": detractors,
            "nps": 100 * (promoters - detractors) / len(scores),
        },
        "wanted_formats": dict(
            sorted(Counter(name for form in world.responses for name in form.formats).items())
        ),
    }


def _outcomes(world: World) -> Json:
    weeks = sorted({row.starts_on for row in world.outcomes})
    return {
        "rows": len(world.outcomes),
        "weeks_before": sum(week < PILOT_START for week in weeks),
        "weeks_since": sum(week >= PILOT_START for week in weeks),
        "true_change": {METRIC: HOURS * (RATIO - 1), STILL: 0.0},
    }


def to_json(value: Any, indent: int = 0) -> str:
    """JSON with a line per record: objects and lists of plain values stay on one line."""
    if isinstance(value, dict) and any(isinstance(v, dict | list) for v in value.values()):
        inner = [
            f"{' ' * (indent + 1)}{json.dumps(key)}: {to_json(item, indent + 1)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(inner) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        inner = [" " * (indent + 1) + to_json(item, indent + 1) for item in value]
        return "[\n" + ",\n".join(inner) + "\n" + " " * indent + "]"
    return json.dumps(value, ensure_ascii=False)
