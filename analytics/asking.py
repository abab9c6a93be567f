"""A question's way from the rows to a Finding: ask, answer, protect, put into words."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from analytics import choices, verdicts
from analytics.choices import Choice
from analytics.cohorts.looks import count_looks
from analytics.filters import BEFORE_DATE, MARK, Filters, marked
from analytics.findings import Answer, Curve, Finding, Responses, Table, TooFew, Unit
from analytics.intent import as_card, intended
from analytics.pilot_choices import is_offered
from analytics.pilots import Pilot
from analytics.privacy import protect
from analytics.questions import Context, Question, question, questions
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store, as_day, composed
from analytics.teams import seen_by
from analytics.turnout_rule import FIRST, LAST, Rule, rule_of, whole_pieces

__all__ = [
    "answered", "as_of", "ask", "context_of", "honoured", "query_of", "question", "questions",
    "rows_of",
]  # fmt: skip

_NO_FILTERS = Filters()
_EXPORT_NAMES = {
    "attendance": "an attendance export",
    "invitations": "a calendar file (.ics) with the invitations",
    "people": "a people list with hire dates",
    "competency": "a file with the dates on which people were signed off as competent",
    "survey": "a survey export",
    "outcome": "an export of what the pilot is to move (a date, a person or team, a value)",
}
_ABOUT_COMMENTS = ("comments", "themes")
_SHOWN: WeakKeyDictionary[Store, dict[Hashable, frozenset[str]]] = WeakKeyDictionary()


def ask(
    store: Store,
    name: str,
    filters: Filters = _NO_FILTERS,
    scope: Scope = EVERYBODY,
) -> Finding:
    """The finding of one question, as `scope` may see it. Errors: KeyError when there is no
    question of that name."""
    asked = question(name)
    if asked is None:
        raise KeyError(name)
    store = seen_by(store, scope)
    filters = honoured(asked, filters)
    if not scope.sees_individuals:
        filters = replace(filters, intent=None)
    context, answer = answered(store, asked, filters, scope)
    if asked.name == "feedback":
        context = replace(context, responded=_responded(store, filters, scope))
    if asked.name == "time-to-competency":
        from analytics.second_look import withdrawn  # it asks through this room itself

        context = replace(context, withdrawn=withdrawn(store, filters, scope))
    return verdicts.find(
        asked,
        answer,
        context,
        filters=filters.describe(),
        source_date=as_day(context.as_of),
        is_sample=store.is_sample(),
    )


def answered(
    store: Store, asked: Question, filters: Filters, scope: Scope
) -> tuple[Context, Answer]:
    """What is known besides the rows, and the answer as `scope` may see it. store: as `scope` sees
    it."""
    files = store.source_files()
    context = context_of(store, asked, filters, files)
    answer = _missing(asked, context, set(files["kind"]), store)
    if answer is None:
        if asked.name == "seat-time":
            context = replace(context, gain=_gain(store, filters, scope))
        answer = _as_it_is(store, asked, filters, context)
        answer = protect(answer, scope, _people_in(store, filters.departments, scope))
        answer = _as_chosen(store, asked, filters, scope, answer)
    return context, answer


def _as_it_is(
    store: Store, asked: Question, filters: Filters, context: Context | None = None
) -> Answer:
    """The answer before anybody may see it."""
    context = context or context_of(store, asked, filters)
    return asked.answer(rows_of(store, asked, context, filters), context)


def _as_chosen(
    store: Store, asked: Question, filters: Filters, scope: Scope, answer: Answer
) -> Answer:
    """The answer, where this choice of departments and dates may be made beside every other one."""
    has_dates = bool(filters.first_day or filters.last_day)
    if not is_offered(store, scope):
        return choices.not_offered(answer, None)
    if scope.sees_individuals:
        if not filters.departments:
            return answer
        rest = choices.others(store, filters.departments)
        left = _as_it_is(store, asked, replace(filters, departments=rest))
        return choices.left_enough(answer, left, choices.head_count(store, rest), scope)
    if not (filters.departments or has_dates):
        return answer
    made = choices.offered(store, scope)
    chosen = next((one for one in made if one.departments == filters.departments), None)
    if has_dates or chosen is None:
        return choices.not_offered(answer, None)
    shown = _shown_for(store, asked, replace(filters, departments=(), by="week"), scope, made)
    return answer if chosen.name in shown else choices.not_offered(answer, chosen)


def _shown_for(
    store: Store, asked: Question, filters: Filters, scope: Scope, made: Sequence[Choice]
) -> frozenset[str]:
    """The choices for which a question may be shown, found out once for each version of the data.
    filters: without departments."""
    kept = _SHOWN.setdefault(store, {})
    key = (store.version(), asked.name, filters, scope)
    if key not in kept:
        kept[key] = choices.shown_for(
            made,
            choices.others(store, ()),
            scope,
            lambda departments: _as_it_is(store, asked, replace(filters, departments=departments)),
        )
    return kept[key]


def _responded(store: Store, filters: Filters, scope: Scope) -> Responses | None:
    """Who answered the survey, to be said beside what they answered; None where it is not known."""
    asked = question("response-rate")
    assert asked is not None
    _, answer = answered(store, asked, filters, scope)
    return answer if isinstance(answer, Responses) else None


def _gain(store: Store, filters: Filters, scope: Scope) -> Curve | None:
    """What time to competency says to `scope`, to be set against the hours; None where it says
    nothing."""
    asked = question("time-to-competency")
    assert asked is not None
    _, answer = answered(store, asked, filters, scope)
    return answer if isinstance(answer, Curve) else None


def _people_in(store: Store, departments: tuple[str, ...], scope: Scope) -> int | None:
    """Head count of the chosen departments, or of a manager's team; None for everybody."""
    if departments:
        return choices.head_count(store, departments)
    if scope.team is None:
        return None
    return int(store.ask("select count(*) as people from person")["people"][0])


def context_of(
    store: Store, asked: Question, filters: Filters = _NO_FILTERS, files: pd.DataFrame | None = None
) -> Context:
    """What the answer to a question may know besides its rows, from everything landed. files: the
    landed ones, where they are known already."""
    if files is None:
        files = store.source_files()
    kept = store.chosen_pilot()
    pilot = kept.card if kept else None
    known_until = _known_until(files, asked, filters)
    intent = None
    if "intent" in asked.filters:
        intent = filters.intent or intended(pilot, known_until)
        if intent is not None:
            pilot = as_card(intent, pilot, filters.departments, store.departments())
    return Context(
        pilot=pilot,
        invited_by=_rule(store, pilot).invited_by,
        competency=_competency(store, pilot),
        as_of=None if known_until is None else pd.Timestamp(known_until),
        known_names=_known_names(store) if asked.name in _ABOUT_COMMENTS else (),
        first_day=filters.first_day,
        last_day=filters.last_day,
        looks=_looks(files, pilot, filters) if pilot else 1,
        slices=_slices(store, pilot, filters),
        registered_on=kept.registered_on if kept else None,
        kept=kept,
        themes=store.themes() if asked.name in _ABOUT_COMMENTS else (),
        by=filters.by,
        intent=intent,
    )


def _looks(files: pd.DataFrame, pilot: Pilot, filters: Filters) -> int:
    """How often the comparison could have been read: each landing of people or sign-offs, once
    both are there, that brought a new last known day."""
    files = files[files["kind"].isin(["people", "competency"])]
    known_until = []
    for landing in sorted(set(files["landing"])):
        so_far = files[files["landing"] <= landing]
        known = _latest(so_far)
        if known is not None and set(so_far["kind"]) == set(files["kind"]):
            known_until.append(known)
    return count_looks(known_until, pilot, filters.as_of)


def _slices(store: Store, pilot: Pilot | None, filters: Filters) -> int:
    """The departments of the pilot, where a reader picked out some of them; else 1."""
    of_pilot = _pilot_departments(store, pilot) or tuple(store.departments())
    picked = set(filters.departments) & set(of_pilot)
    return len(of_pilot) if picked and picked < set(of_pilot) else 1


def rows_of(
    store: Store, asked: Question, context: Context, filters: Filters = _NO_FILTERS
) -> pd.DataFrame:
    """The rows of a question's query.sql."""
    return store.ask(asked.sql, _params(store, asked, context, filters))


def query_of(store: Store, name: str, filters: Filters = _NO_FILTERS) -> tuple[str, dict[str, Any]]:
    """The whole SQL of a question, shared steps included, and its parameters under these filters.

    Errors: KeyError when there is no question of that name.
    """
    asked = question(name)
    if asked is None:
        raise KeyError(name)
    filters = honoured(asked, filters)
    sql, names = composed(asked.sql)
    params = _params(store, asked, context_of(store, asked, filters), filters)
    return sql, {name: params[name] for name in names}


def honoured(asked: Question, filters: Filters) -> Filters:
    """Of the filters those that the question knows; what it does not know changes nothing."""
    return Filters(
        departments=filters.departments if "departments" in asked.filters else (),
        first_day=filters.first_day if "dates" in asked.filters else None,
        last_day=filters.last_day if "dates" in asked.filters else None,
        as_of=filters.as_of,
        by=filters.by if "by" in asked.filters else "week",
        intent=filters.intent if "intent" in asked.filters else None,
    )


def as_of(store: Store) -> date | None:
    """The last day that any landed export knows about."""
    return _latest(store.source_files())


def _known_until(files: pd.DataFrame, asked: Question, filters: Filters) -> date | None:
    """How far the exports behind a question reach, or the earlier day they are read as of; a
    question about hires must not be read further than the newest people list or sign-off,
    whatever later attendance says."""
    latest = _latest(files[files["kind"] != "invitations"])
    if "competency" in asked.needs:
        latest = _latest(files[files["kind"].isin(["people", "competency"])]) or latest
    if "outcome" in asked.needs:
        latest = _latest(files[files["kind"] == "outcome"]) or latest
    if latest is None or filters.as_of is None:
        return latest or filters.as_of
    return min(latest, filters.as_of)


def _latest(files: pd.DataFrame) -> date | None:
    """The last day that files know about: no later than the day they were landed, whatever a
    mistyped date says; that day itself where no file has a date."""
    if files.empty:
        return None
    landed = as_day(files["landed_at"].max())
    known = as_day(files["data_until"].max())
    return landed if known is None or landed is None else min(known, landed)


def _rule(store: Store, pilot: Pilot | None) -> Rule:
    return rule_of(pilot, set(store.ask("select basis from invited_by")["basis"]))


def _competency(store: Store, pilot: Pilot | None) -> str:
    """The competency that counts: the card's, else the one most people have a date for."""
    if pilot and pilot.competency:
        return pilot.competency
    found = store.ask(
        "select competency, count(competent_on) as dated, count(*) as people from competency"
        " group by competency order by dated desc, people desc, competency limit 1"
    )
    return str(found["competency"][0]) if len(found) else ""


def _known_names(store: Store) -> tuple[str, ...]:
    return tuple(store.ask("select distinct name from person_alias where name <> ''")["name"])


def _missing(asked: Question, context: Context, kinds: set[str], store: Store) -> Answer | None:
    """Why the question cannot be asked at all, or None."""
    needed = [kind for kind in asked.needs if kind not in kinds]
    if "competency" in needed and context.competency:
        needed.remove("competency")  # a people list may bring the dates with it
    missing, needs = "", tuple(needed)
    if needed:
        missing = f"add {_joined([_EXPORT_NAMES[kind] for kind in needed])}"
    elif asked.needs_pilot and context.pilot is None:
        missing = "fill in the pilot card: without the pilot's dates there is no before and during"
        needs = ("pilot",)
    elif asked.name in _NEED_INVITED and not _has_invited(store, context):
        missing = (
            "add the calendar file (.ics) or a registration report, or say in the pilot card that"
            " everyone on the roster is invited: attendance exports do not hold those who did not"
            " come"
        )
        needs = ("invitations",)
    if not missing:
        return None
    units: dict[str, Unit] = {
        "participation": "share", "time-to-competency": "faster", "nps": "score",
        "sessions-per-month": "per_month", "attendance-and-competency": "faster",
        "attended-rules": "share", "competency-definitions": "faster",
        "competency-by-department": "faster", "response-rate": "share",
        "participation-by-format": "share", "reach": "share",
        "participation-by-approach": "share",
        "teaching-matrix": "share", "teach-and-learn": "share",
    }  # fmt: skip
    pilot = context.pilot
    targets = {
        "participation": pilot.participation if pilot else None,
        "sessions-per-month": pilot.sessions_per_month if pilot else None,
        "time-to-competency": pilot.percent_faster if pilot else None,
        "attended-rules": pilot.participation if pilot else None,
        "participation-by-format": pilot.participation if pilot else None,
        "participation-by-approach": pilot.participation if pilot else None,
        "competency-definitions": pilot.percent_faster if pilot else None,
        "competency-by-department": pilot.percent_faster if pilot else None,
    }
    return TooFew(
        estimate=None,
        unit=units.get(asked.name, "count"),
        n={},
        target=targets.get(asked.name),
        table=Table((), ()),
        reason="no-data",
        missing=missing,
        enough_when="As soon as it is there.",
        needs=needs,
    )


_NEED_INVITED = (
    "participation", "funnel", "attended-rules", "participation-by-format", "reach",
    "attendance-grid", "participation-by-approach",
)  # fmt: skip


def _has_invited(store: Store, context: Context) -> bool:
    if context.invited_by == "roster":
        return bool(store.ask("select count(*) as people from person")["people"][0])
    found = store.ask(
        "select basis from invited_by where basis = $invited_by",
        {"invited_by": context.invited_by},
    )
    return not found.empty


def _joined(parts: list[str]) -> str:
    return " and ".join(parts)


def _params(store: Store, asked: Question, context: Context, filters: Filters) -> dict[str, Any]:
    """Every parameter a shared CTE may name; the store passes on those that are named."""
    pilot = context.pilot
    known_until = as_day(context.as_of) or LAST
    first, last = filters.first_day or FIRST, filters.last_day or LAST
    first_session = max(first, pilot.starts_on) if pilot else first
    last_session = min(last, filters.as_of or LAST, pilot.ends_on if pilot else LAST)
    rule = replace(rule_of(pilot, ()), invited_by=context.invited_by)
    kept_from, kept_until = _kept(store, rule, first_session, last_session)
    return {
        **filters.params(),
        "comparison_departments": marked(pilot.comparison_departments if pilot else ()),
        "department_starts": _starts(pilot),
        "pilot_departments": marked(_pilot_departments(store, pilot)),
        "first_session_day": first_session,
        "last_session_day": last_session,
        "first_answer_day": first,
        "last_answer_day": min(last, filters.as_of or LAST),
        "attended_seconds": rule.attended_seconds,
        "attended_share": rule.attended_share,
        "invited_by": rule.invited_by,
        "kept_from": kept_from,
        "kept_until": kept_until,
        "competency": context.competency,
        "pilot_starts_on": pilot.starts_on if pilot else FIRST,
        "baseline_start": pilot.baseline_start if pilot else FIRST,
        "last_hire_day": min(known_until, pilot.ends_on) if pilot else known_until,
        "as_of": known_until,
    }


def _kept(store: Store, rule: Rule, first: date, last: date) -> tuple[date, date]:
    """The days of whole pieces between two days, where their sums are kept by this rule."""
    kept = store.ask("select invited_by, attended_seconds, attended_share from turnout_rule")
    if rule.invited_by == "roster" or list(kept.itertuples(index=False, name=None)) != [
        astuple(rule)
    ]:
        return LAST, FIRST
    return whole_pieces(first, last)


def _starts(pilot: Pilot | None) -> str:
    """Departments with a start of their own as one text: mark, name, separator, ISO date, …"""
    starts = pilot.department_starts if pilot else ()
    return "".join(f"{MARK}{name}{BEFORE_DATE}{day.isoformat()}" for name, day in starts)


def _pilot_departments(store: Store, pilot: Pilot | None) -> tuple[str, ...]:
    """The card's departments; everybody but the comparison where only that is named."""
    if pilot is None or pilot.departments or not pilot.comparison_departments:
        return pilot.departments if pilot else ()
    compared = set(pilot.comparison_departments)
    return tuple(name for name in store.departments() if name not in compared)
