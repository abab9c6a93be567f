"""The bad-export doctor: every trouble in the landed files, and which number it moves by how much.

The effect is not guessed: where a trouble can be put right in more than one way, the questions are
asked again in a trial of the store with it put right, and the two answers stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics import fmt
from analytics.asking import ask
from analytics.findings import Finding
from analytics.problems import Row
from analytics.review import Unmatched, unmatched
from analytics.settle import settle
from analytics.store import Store, Trial

Severity = Literal["moves", "may-move", "harmless"]
Fix = Literal["review", "data", ""]

_ORDER: dict[Severity, int] = {"moves": 0, "may-move": 1, "harmless": 2}
_SURE_ENOUGH = 90.0


@dataclass(frozen=True)
class Effect:
    """A number as it is, and as it would be with the trouble put right the likeliest way."""

    label: str
    now: str
    then: str

    @property
    def moves(self) -> bool:
        return self.now != self.then

    def describe(self) -> str:
        if not self.moves:
            return f"{self.label} stays {self.now}"
        return f"{self.label}: {self.now} → {self.then}"


@dataclass(frozen=True)
class Trouble:
    """One trouble: rows say where (file name, row); fix names where it can be put right."""

    code: str
    severity: Severity
    says: str
    effects: tuple[Effect, ...]
    rows: tuple[tuple[str, Row], ...] = ()
    fix: Fix = ""

    def effect(self) -> str:
        """Which number it moves and by how much, in one sentence."""
        moved = [effect.describe() for effect in self.effects if effect.moves]
        if moved:
            return "; ".join(moved)
        if self.effects:
            return "; ".join(effect.describe() for effect in self.effects)
        return "No number moves"


def examine(store: Store) -> tuple[Trouble, ...]:
    """Every trouble, those that move a number first."""
    found: list[Trouble] = []
    for look in (
        _unmatched_people,
        _contradicting_dates,
        _people_without_hire_date,
        _sessions_without_export,
        _sessions_without_invitations,
        _left_out_rows,
        _noted_rows,
    ):
        found += look(store)
    return tuple(sorted(found, key=lambda trouble: _ORDER[trouble.severity]))


def left_out_rows(store: Store) -> pd.DataFrame:
    """Every left-out row of every file: file, line, why, the row as found."""
    return store.ask(
        "select f.name as file, l.line, l.says as why, l.found as row_as_found from left_out_row l"
        " join source_file f on f.file_id = l.file_id order by f.landing, f.name, l.line"
    )


# the looks ----------------------------------------------------------------------------------------


def _unmatched_people(store: Store) -> list[Trouble]:
    found = []
    for someone in unmatched(store):
        if someone.decision is not None:
            continue
        best = next((s for s in someone.suggestions if s.likeness >= _SURE_ENOUGH), None)
        questions = _touched_questions(someone)
        effects: tuple[Effect, ...] = ()
        if best:
            effects = _compared(store, questions, _joining(someone.alias_id, best.alias_id))
        who = someone.name or someone.email
        why = {
            "ambiguous": "fits more than one person in the people list",
            "device": "is a device or a room, not a person",
            "phone": "is a phone number",
            "outside": "has an address from outside the organisation",
            "unknown": "is not in the people list",
        }[someone.why]
        found.append(
            Trouble(
                code=f"unmatched-{someone.why}",
                severity=_severity(effects, "may-move" if best is None else "harmless"),
                says=f"“{who}” {why}: {_listed(someone)}"
                + (f"; likeliest {best.name}" if best else ""),
                effects=effects,
                fix="review",
            )
        )
    return found


def _touched_questions(someone: Unmatched) -> tuple[str, ...]:
    names = {
        "attendance": "participation",
        "invitations": "participation",
        "competency": "time-to-competency",
        "survey": "feedback",
    }
    return tuple(dict.fromkeys(names[what] for what in someone.touches))


def _listed(someone: Unmatched) -> str:
    nouns = {
        "attendance": "session",
        "invitations": "invitation",
        "competency": "sign-off",
        "survey": "survey response",
    }
    return ", ".join(fmt.plural(n, nouns[what]) for what, n in someone.touches.items())


def _joining(alias_id: int, same_as: int) -> Callable[[Trial], None]:
    def change(trial: Trial) -> None:
        trial.writer.run(
            "insert into identity_decision values ($alias, 'same', $same_as, 999999999)",
            {"alias": alias_id, "same_as": same_as},
        )

    return change


def _contradicting_dates(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        select f.name as file, l.line, l.competent_on, p.hire_date
        from landed_competency l
        join source_file f on f.file_id = l.file_id
        join identity i on i.alias_id = l.alias_id
        join person p on p.person_id = i.person_id
        where l.competent_on < p.hire_date
        order by f.landing, l.line
        """
    )
    if rows.empty:
        return []

    def as_learning(trial: Trial) -> None:
        trial.writer.run(
            """
            update landed_competency set competent_on = null, status = 'learning'
            where alias_id in (
                select i.alias_id from identity i
                join person p on p.person_id = i.person_id
                where landed_competency.competent_on < p.hire_date
            )
            """
        )

    effects = _compared(store, ("time-to-competency",), as_learning)
    return [
        Trouble(
            code="competent-before-hire",
            severity=_severity(effects, "harmless"),
            says=f"{fmt.plural(len(rows), 'competent date')} before the hire date; the people are"
            " left out. Beside it: how it would be if they counted as still learning",
            effects=effects,
            rows=tuple(
                (
                    r.file,
                    Row(int(r.line), f"{r.competent_on.date()} before {r.hire_date.date()}"),
                )
                for r in rows.itertuples(index=False)
            ),
            fix="data",
        )
    ]


def _people_without_hire_date(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        select f.name as file, l.line
        from landed_person l
        join source_file f on f.file_id = l.file_id
        join identity i on i.alias_id = l.alias_id
        join person p on p.person_id = i.person_id
        where l.hire_date is null and p.hire_date is null
        order by f.landing, l.line
        """
    )
    if rows.empty:
        return []
    hires = ask(store, "time-to-competency").answer.n.get("people", 0)
    effect = Effect(
        "New hires compared", fmt.count(hires), f"up to {fmt.count(hires + len(rows))}"
    )
    return [
        Trouble(
            code="no-hire-date",
            severity="may-move",
            says=f"{fmt.plural(len(rows), 'person', 'people')} without a readable hire date: not in"
            " the comparison of new hires",
            effects=(effect,),
            rows=tuple((r.file, Row(int(r.line), "")) for r in rows.itertuples(index=False)),
            fix="data",
        )
    ]


def _sessions_without_export(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        with known as (
            select max(ended_at) as until_when from session where has_attendance
        )
        select s.session_id, s.title, s.started_at, count(i.person_id) as invited
        from session s
        cross join known k
        left join invitation i on i.session_id = s.session_id and i.response <> 'cancelled'
        where not s.has_attendance and not s.is_cancelled and s.started_at <= k.until_when
        group by s.session_id, s.title, s.started_at
        order by s.started_at
        """
    )
    return [
        Trouble(
            code="no-attendance-export",
            severity="may-move",
            says=f"“{r.title}” on {fmt.day(r.started_at.date())} is in the calendar and has no"
            " attendance export: add it, or it did not take place",
            effects=(
                Effect(
                    "Invitations that do not count yet",
                    "0",
                    fmt.count(int(r.invited)),
                ),
            ),
            fix="data",
        )
        for r in rows.itertuples(index=False)
    ]


def _sessions_without_invitations(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        select s.session_id, s.title, s.started_at, count(distinct p.person_id) as came
        from session s
        join person_session p on p.session_id = s.session_id and not p.is_host
        left join invitation i on i.session_id = s.session_id
        where s.has_attendance and i.session_id is null
        group by s.session_id, s.title, s.started_at
        order by s.started_at
        """
    )
    has_any = not store.ask("select 1 as one from invitation limit 1").empty
    if not has_any:
        return []
    return [
        Trouble(
            code="no-invitations",
            severity="may-move",
            says=f"“{r.title}” on {fmt.day(r.started_at.date())} has an attendance export and no"
            " invitations: those who came count as walk-ins",
            effects=(Effect("Attendances outside the rate", "0", fmt.count(int(r.came))),),
            fix="data",
        )
        for r in rows.itertuples(index=False)
    ]


def _left_out_rows(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        select l.code, l.says, f.kind, f.name as file, l.line, l.found, f.rows_usable
        from left_out_row l
        join source_file f on f.file_id = l.file_id
        order by f.landing, f.name, l.line
        """
    )
    found = []
    for (code, says, kind), group in rows.groupby(["code", "says", "kind"], sort=False):
        used = int(group.drop_duplicates("file")["rows_usable"].sum())
        is_replaced = "superseded" in str(code) or "later" in str(says)
        effect = Effect(
            f"Rows of {_NOUNS[str(kind)]} that count",
            fmt.count(used),
            fmt.count(used) if is_replaced else f"up to {fmt.count(used + len(group))}",
        )
        found.append(
            Trouble(
                code=str(code),
                severity="harmless" if is_replaced else "may-move",
                says=f"{fmt.plural(len(group), 'row')} left out: {says}",
                effects=(effect,),
                rows=tuple(
                    (r.file, Row(int(r.line), r.found)) for r in group.itertuples(index=False)
                ),
                fix="" if is_replaced else "data",
            )
        )
    return found


_NOUNS = {
    "attendance": "attendance",
    "invitations": "invitations",
    "people": "people",
    "competency": "sign-offs",
    "survey": "survey answers",
}


def _noted_rows(store: Store) -> list[Trouble]:
    rows = store.ask(
        """
        select n.code, n.says, n.severity, f.name as file, n.line, n.found
        from noted_row n
        join source_file f on f.file_id = n.file_id
        order by f.landing, f.name, n.line
        """
    )
    return [
        Trouble(
            code=str(code),
            severity="harmless",
            says=f"{'Repaired' if severity == 'repaired' else 'Noted'}: {says}",
            effects=(),
            rows=tuple((r.file, Row(int(r.line), r.found)) for r in group.itertuples(index=False)),
        )
        for (code, says, severity), group in rows.groupby(["code", "says", "severity"], sort=False)
    ]


# the trial ----------------------------------------------------------------------------------------


def _compared(
    store: Store, questions: Sequence[str], change: Callable[[Trial], None]
) -> tuple[Effect, ...]:
    """Each question as it is and after `change`, settled anew."""
    now = [ask(store, name) for name in questions]
    with store.trial() as trial:
        change(trial)
        settle(trial.writer)
        then = [ask(trial, name) for name in questions]
    return tuple(
        Effect(before.label, _number(before), _number(after))
        for before, after in zip(now, then, strict=True)
    )


def _number(finding: Finding) -> str:
    """The number with what stands behind it, so that a change of one person shows."""
    n = finding.answer.n
    if not finding.is_answered or finding.estimate is None:
        return fmt.NOT_KNOWN
    if finding.question == "participation":
        return f"{finding.headline} ({fmt.count(n['attended'])} of {fmt.count(n['invitations'])})"
    if finding.question == "time-to-competency":
        competent = sum(
            finding.answer.details[cohort]["competent"] for cohort in ("before", "during")
        )
        return f"{fmt.faster(finding.estimate)} ({fmt.count(competent)} competent)"
    return f"{finding.headline} ({fmt.plural(n.get('answers', 0), 'answer')})"


def _severity(effects: Sequence[Effect], otherwise: Severity) -> Severity:
    return "moves" if any(effect.moves for effect in effects) else otherwise
