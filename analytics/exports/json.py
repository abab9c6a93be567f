"""JSON: findings and reading reports for machines, unrounded.

Shares and percent faster are fractions (0.23), days are days, dates ISO; a number that does not
exist is null, never NaN.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from analytics.alerts import Alert, Unwatched
from analytics.briefing import Briefing
from analytics.claims import SecondLook
from analytics.doctor import Trouble
from analytics.findings import Finding, TooFew
from analytics.intake import Report
from analytics.kept_pilots import KeptPilot
from analytics.later import Later
from analytics.pilots import Pilot
from analytics.portfolio import Portfolio
from analytics.records import (
    Attendance,
    Competency,
    Identity,
    Invitation,
    Outcome,
    Person,
    Record,
    Session,
    SurveyAnswer,
    union_seconds,
)
from analytics.review import Unmatched
from analytics.store import as_day
from analytics.themes import Theme
from analytics.verdicts.alerts import tell, tell_unwatched
from analytics.verdicts.second_look import look_sentence


def write(value: Any) -> str:
    """Any object of this module as JSON text."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def finding_object(finding: Finding) -> dict[str, Any]:
    """A Finding as `impact ask --json` prints it."""
    answer = finding.answer
    found: dict[str, Any] = {
        "question": finding.question,
        "title": finding.title,
        "subtitle": finding.subtitle,
        "estimate": finding.estimate,
        "unit": answer.unit,
        "interval": finding.interval,
        "n": answer.n,
        "target": answer.target,
        "verdicts": [
            {"against": verdict.against, "label": verdict.label} for verdict in finding.verdicts
        ],
        "grade": dataclasses.asdict(finding.grade) if finding.grade else None,
        "details": answer.details,
        "filters": finding.filters or None,
        "data_until": finding.known_until,
        "footnote": finding.footnote,
        "table": {"columns": answer.table.columns, "rows": answer.table.rows},
        "is_sample": finding.is_sample,
    }
    if isinstance(answer, TooFew):
        found["too_few"] = {
            "reason": answer.reason,
            "missing": answer.missing,
            "enough_when": answer.enough_when,
        }
    return found


def briefing_object(briefing: Briefing) -> dict[str, Any]:
    """A pilot as `impact report --out X.json` writes it."""
    return {
        "pilot": briefing.name,
        "title": briefing.title,
        "caption": briefing.caption,
        "filters": briefing.filters or None,
        "data_until": briefing.as_of,
        "is_sample": briefing.is_sample,
        "scorecard": {
            "title": briefing.scorecard_title,
            "rows": [
                dataclasses.asdict(row)
                | {"verdicts": [{"against": v.against, "label": v.label} for v in row.verdicts]}
                for row in briefing.scorecard
            ],
        },
        "week": dataclasses.asdict(briefing.week) if briefing.week else None,
        "alerts": [dataclasses.asdict(told) for told in briefing.alerts],
        "looks": briefing.looks or None,
        "promised": briefing.promised,
        "amended": [dataclasses.asdict(one) for one in briefing.amended],
        "second_looks": [{"standing": s.lead, "says": s.says} for s in briefing.second_looks],
        "cannot_say": [{"about": lead, "says": says} for lead, says in briefing.cannot_say],
        "next_steps": briefing.next_steps,
        "findings": [finding_object(finding) for finding in briefing.findings],
    }


def alert_object(alert: Alert) -> dict[str, Any]:
    """An alert as `impact watch --json` prints it."""
    return dataclasses.asdict(tell(alert)) | {"details": dataclasses.asdict(alert)}


def unwatched_object(why: Unwatched) -> dict[str, Any]:
    """Why there is no alert, in the place of one."""
    return dataclasses.asdict(tell_unwatched(why)) | {"details": dataclasses.asdict(why)}


def second_look_object(look: SecondLook) -> dict[str, Any]:
    """A claim and its readings, as `impact second-look --json` prints them."""
    return {
        "standing": look.last.standing if look.last else "due",
        "says": look_sentence(look),
        "claim": {
            name: value
            for name, value in dataclasses.asdict(look.claim).items()
            if name not in ("card", "pilot")
        },
        "again": [dataclasses.asdict(again) for again in look.again],
        "due_on": look.due_on,
    }


def report_object(report: Report, with_records: bool = False) -> dict[str, Any]:
    """What one file was taken for, as `impact check --json` prints it."""
    found: dict[str, Any] = {
        "file": report.file,
        "state": report.state,
        "recognised_as": report.recognised_as or None,
        "kind": report.kind or None,
        "encoding": report.encoding or None,
        "delimiter": report.delimiter or None,
        "date_order": report.date_order,
        "rows": dataclasses.asdict(report.rows),
        "stated": report.stated or {},
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "lines": problem.lines,
                "says": problem.says,
                "question": problem.question,
            }
            for problem in report.problems
        ],
    }
    if report.card:
        found["pilot"] = card_object(report.card)
    if report.tentative_order:
        found["tentative_order"] = report.tentative_order
    if with_records:
        found["records"] = [_record(record) for record in report.records]
    return found


def card_object(card: Pilot) -> dict[str, Any]:
    return dataclasses.asdict(card)


def pilot_object(kept: KeptPilot) -> dict[str, Any]:
    """A pilot with its card and its lock, as `impact pilot --json` prints it."""
    lock = kept.lock
    return card_object(kept.card) | {
        "number": kept.number,
        "saved_at": kept.saved_at,
        "lock": {
            "locked_at": lock.at, "sha256": lock.digest, "is_whole": lock.is_whole,
            "card": card_object(lock.card),
            "changed_since": [dataclasses.asdict(one) for one in kept.amendments],
        } if lock else None,
    }  # fmt: skip


def portfolio_object(found: Portfolio) -> dict[str, Any]:
    """All pilots, as `impact portfolio --json` prints them."""
    return {
        "title": found.title,
        "notes": found.notes,
        "is_sample": found.is_sample,
        "pilots": [
            {
                "number": row.number, "name": row.name, "goal": row.goal or None,
                "about": row.about, "adjusted_p": row.adjusted,
                "drawn": dataclasses.asdict(row.drawn) if row.drawn else None,
                "findings": [finding_object(finding) for finding in row.findings],
            }
            for row in found.rows
        ],
    }  # fmt: skip


def themes_object(themes: Sequence[Theme]) -> list[dict[str, Any]]:
    """A list of themes, as `impact themes --json` prints it."""
    return [dataclasses.asdict(theme) for theme in themes]


def file_object(row: Mapping[Any, Any]) -> dict[str, Any]:
    """One row of `Store.source_files`, as `impact files --json` prints it."""
    return {
        "file": row["name"],
        "id": row["file_id"],
        "kind": row["kind"],
        "recognised_as": row["recognised_as"],
        "rows": {name: row[f"rows_{name}"] for name in ("read", "usable", "left_out", "repaired")},
        "data_until": as_day(row["data_until"]),
        "landed_at": row["landed_at"],
        "origin": row["origin"],
    }


def trouble_object(trouble: Trouble) -> dict[str, Any]:
    """What the doctor found, as `impact doctor --json` prints it."""
    return {
        "code": trouble.code,
        "severity": trouble.severity,
        "says": trouble.says,
        "effect": trouble.effect(),
        "effects": [
            {"label": e.label, "now": e.now, "then": e.then, "when": e.when or None}
            for e in trouble.effects
        ],
        "rows": [
            {"file": file, "line": row.line or None, "text": row.text} for file, row in trouble.rows
        ],
        "fix": trouble.fix or None,
    }


def unmatched_object(someone: Unmatched) -> dict[str, Any]:
    """A name of the review list, as `impact review --json` prints it. Ids are text: they are
    larger than the whole numbers that every reader of JSON keeps exact."""
    return {
        "alias_id": str(someone.alias_id),
        "name": someone.name,
        "email": someone.email,
        "why": someone.why,
        "says": someone.describe(),
        "touches": someone.touches,
        "places": [{"file": file, "line": line} for file, line in someone.places],
        "suggestions": [
            {"alias_id": str(s.alias_id), "name": s.name, "department": s.department or None,
             "likeness": s.likeness}
            for s in someone.suggestions
        ],
        "decision": someone.decision,
        "same_as": someone.same_as or None,
    }  # fmt: skip


def _record(record: Record) -> dict[str, Any]:
    match record:
        case Attendance():
            return {
                "session": _session(record.session),
                "person": _person(record.person),
                "seconds": union_seconds(record.intervals) if record.intervals else record.seconds,
                "intervals": record.intervals,
                "role": record.role,
            }
        case Invitation():
            return {
                "session": _session(record.session),
                "person": _person(record.person),
                "response": record.response,
            }
        case Person():
            return {
                "employee_id": record.person.employee_id,
                "name": record.person.name,
                "email": record.person.email,
                "hire_date": record.hire_date,
                "left_date": record.left_date,
                "department": record.department,
                "manager": record.manager,
                "location": record.location,
                "title": record.title,
                "status": record.status,
            }
        case Competency():
            return {
                "person": _person(record.person),
                "competency": record.competency,
                "competent_on": record.competent_on,
                "status": record.status,
            }
        case SurveyAnswer():
            return {
                "question": record.question,
                "scale": record.scale,
                "value": record.value,
                "text": record.text,
                "person": _person(record.person),
                "submitted_at": record.submitted_at,
            }
        case Outcome():
            return {
                "person": _person(record.person),
                "team": record.team,
                "measured_on": record.measured_on,
                "metric": record.metric,
                "value": record.value,
            }


def _session(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
    }


def _person(person: Identity) -> dict[str, Any]:
    return {"name": person.name, "email": person.email, "employee_id": person.employee_id}


def _plain(value: Any) -> Any:
    """Only what JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | Later):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
