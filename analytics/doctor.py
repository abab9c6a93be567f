"""The bad-export doctor: every trouble in the landed files, and which number it moves by how much.

The effect is not guessed: where a trouble can be put right in more than one way, the questions are
asked again in a trial of the store with it put right, and the two answers stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics import fmt
from analytics.asking import context_of
from analytics.meetings import joined
from analytics.problems import MAY_BE_INCOMPLETE, NEVER_MISSED, Row
from analytics.questions import question
from analytics.records import KINDS
from analytics.review import Suggestion, Unmatched, keep_decision, unmatched
from analytics.scope import EVERYBODY, Scope
from analytics.settle import make_sums, settle, settle_files
from analytics.store import Store, Writer
from analytics.trials import MOST_TRIALS, Effect, Trials, competent

Severity = Literal["moves", "may-move", "harmless"]
Fix = Literal["review", "data", ""]

_ORDER: dict[Severity, int] = {"moves": 0, "may-move": 1, "harmless": 2}
_SURE_ENOUGH = 90.0
# What is asked of each kind of file, and the tables its rows land in.
_ASKED = {
    "attendance": ("participation",),
    "invitations": ("participation",),
    "people": ("participation", "time-to-competency"),
    "competency": ("time-to-competency",),
    "survey": ("feedback",),
    "outcome": ("outcome-change",),
}
_TABLES = (
    "attendance_interval", "landed_invitation", "landed_person", "landed_competency",
    "survey_answer", "landed_outcome",
)  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """One trouble: rows say where (file name, row); fix names where it can be put right.

    effects: the numbers it moves, or () where the sentence says all there is to say.
    """

    code: str
    severity: Severity
    says: str
    effects: tuple[Effect, ...]
    rows: tuple[tuple[str, Row], ...] = ()
    fix: Fix = ""

    def effect(self) -> str:
        """Which number it moves and by how much, in one sentence."""
        moved = [effect.describe() for effect in self.effects if effect.moves]
        told = moved or [effect.describe() for effect in self.effects]
        if told:
            return "; ".join(told)
        return "No number moves" if self.severity == "harmless" else "How much is not known"


def examine(store: Store, scope: Scope = EVERYBODY) -> tuple[Trouble, ...]:
    """Every trouble, those that move a number first. scope: of whoever reads the numbers."""
    trials = Trials(store, scope)
    found: list[Trouble] = []
    for look in (
        _unmatched_people,
        _contradicting_dates,
        _people_without_hire_date,
        _sessions_without_export,
        _sessions_without_invitations,
        _left_out_rows,
        _repaired_rows,
        _noted_rows,
        _joined_meetings,
    ):
        trials.left = MOST_TRIALS  # of each kind of trouble those with the most rows are tried
        found += look(store, trials)
    return tuple(sorted(found, key=lambda trouble: _ORDER[trouble.severity]))


def headline(found: Sequence[Trouble]) -> str:
    """The state of the exports in one sentence."""
    moving = sum(trouble.severity == "moves" for trouble in found)
    open_ones = sum(trouble.severity == "may-move" for trouble in found)
    if moving:
        return f"{fmt.plural(moving, 'trouble')} in the exports move{'s' * (moving == 1)} a number"
    if open_ones:
        return f"{fmt.plural(open_ones, 'trouble')} in the exports may move a number"
    return "Nothing in the exports moves a number"


def left_out_rows(store: Store, kinds: Collection[str] = KINDS) -> pd.DataFrame:
    """Every left-out row of every file of these kinds: file, line, why, the row as found."""
    rows = store.ask(
        "select f.name as file, l.line, l.says as why, l.found as row_as_found, f.kind"
        " from left_out_row l join source_file f on f.file_id = l.file_id"
        " order by f.landing, f.name, l.line"
    )
    return rows[rows["kind"].isin(kinds)].drop(columns="kind").reset_index(drop=True)


# people -------------------------------------------------------------------------------------------


def _unmatched_people(store: Store, trials: Trials) -> list[Trouble]:
    found = []
    for someone in unmatched(store):
        if someone.decision is not None:
            continue
        likely = [s for s in someone.suggestions if s.likeness >= _SURE_ENOUGH]
        tried = tuple(effect for best in likely for effect in _if_it_is(someone, best, trials))
        effects = tried or _at_most(someone, trials)
        who = f", perhaps {_or([best.describe() for best in likely])}" if likely else ""
        found.append(
            Trouble(
                code=f"unmatched-{someone.why}",
                severity=_severity(effects, "moves" if tried and len(likely) == 1 else "may-move"),
                says=f"{someone.describe()}; say on the review list who it is{who}",
                effects=effects,
                rows=tuple((file, Row(line, someone.spelling)) for file, line in someone.places),
                fix="review",
            )
        )
    return found


def _if_it_is(someone: Unmatched, best: Suggestion, trials: Trials) -> tuple[Effect, ...]:
    """The numbers with `someone` decided to be `best`. Answers to surveys count whoever gave
    them, so a survey response moves none."""

    def say_so(writer: Writer) -> None:
        keep_decision(writer, someone.alias_id, best.alias_id)
        settle_files(writer)

    asked = [name for kind in someone.touches if kind != "survey" for name in _ASKED[kind]]
    return trials.after(list(dict.fromkeys(asked)), say_so, f"if it is {best.describe()}")


def _at_most(someone: Unmatched, trials: Trials) -> tuple[Effect, ...]:
    """How far somebody nobody is like can move the numbers; who is invited by that very spelling
    has a seat of their own and counts already."""
    effects = []
    came = someone.touches.get("attendance", 0)
    if came and "invitations" not in someone.touches:
        finding = trials.now("participation")
        n = finding.answer.n
        if finding.is_answered:
            attended = min(n["attended"] + came, n["invitations"])
            effects.append(
                Effect(
                    "Invitations that were attended",
                    f"{fmt.count(n['attended'])} of {fmt.count(n['invitations'])}",
                    f"up to {fmt.count(attended)} of {fmt.count(n['invitations'])}",
                )
            )
    signed_off = someone.touches.get("competency", 0)
    if signed_off:
        finding = trials.now("time-to-competency")
        if finding.is_answered:
            known = competent(finding)
            effects.append(
                Effect("New hires competent", fmt.count(known), f"up to {fmt.count(known + 1)}")
            )
    return tuple(effects)


def _contradicting_dates(store: Store, trials: Trials) -> list[Trouble]:
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

    def let_them_learn(writer: Writer) -> None:
        writer.run(
            """
            update landed_competency set competent_on = null, status = 'learning'
            where alias_id in (
                select i.alias_id from identity i
                join person p on p.person_id = i.person_id
                where landed_competency.competent_on < p.hire_date
            )
            """
        )
        settle(writer)

    effects = trials.after(("time-to-competency",), let_them_learn, "if they count as learning")
    many = len(rows) > 1
    return [
        Trouble(
            code="competent-before-hire",
            severity=_severity(effects, "moves"),
            says=f"{fmt.plural(len(rows), 'sign-off is', 'sign-offs are')} dated before the"
            f" {'people were' if many else 'person was'} hired, which leaves"
            f" {'them' if many else 'the person'} out of the comparison; correct whichever date"
            " is wrong and load the file again",
            effects=effects,
            rows=tuple(
                (
                    r.file,
                    Row(
                        int(r.line),
                        f"competent on {fmt.day(r.competent_on.date())}, hired on"
                        f" {fmt.day(r.hire_date.date())}",
                    ),
                )
                for r in rows.itertuples(index=False)
            ),
            fix="data",
        )
    ]


def _people_without_hire_date(store: Store, trials: Trials) -> list[Trouble]:
    rows = store.ask(
        """
        select f.name as file, l.line, p.person_id
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
    people = rows["person_id"].nunique()
    hires = trials.now("time-to-competency").answer.n.get("people", 0)
    return [
        Trouble(
            code="no-hire-date",
            severity="may-move",
            says=f"{fmt.plural(people, 'person has', 'people have')} no hire date that can be read"
            " and cannot be among the new hires compared; add the date in the HR system and"
            " export the list again",
            effects=(
                Effect(
                    "New hires compared", fmt.count(hires), f"up to {fmt.count(hires + people)}"
                ),
            ),
            rows=tuple((r.file, Row(int(r.line), "")) for r in rows.itertuples(index=False)),
            fix="data",
        )
    ]


# sessions -----------------------------------------------------------------------------------------

_WITHOUT_EXPORT = """
    select session_id from session
    where not has_attendance and not is_cancelled
        and started_at <= (select max(ended_at) from session where has_attendance)
"""


def _sessions_without_export(store: Store, trials: Trials) -> list[Trouble]:
    rows = store.ask(
        f"""
        select s.title, s.started_at, min(f.name) as file, min(i.line) as line
        from session s
        join session_member m on m.session_id = s.session_id
        join landed_session l on l.landed_session_id = m.landed_session_id
        join source_file f on f.file_id = l.file_id
        left join landed_invitation i on i.landed_session_id = l.landed_session_id
        where s.session_id in ({_WITHOUT_EXPORT})
        group by s.session_id, s.title, s.started_at
        order by s.started_at, s.title
        """  # noqa: S608
    )
    if rows.empty:
        return []

    def let_them_take_place(writer: Writer) -> None:
        writer.run(
            f"update session set has_attendance = true where session_id in ({_WITHOUT_EXPORT})"  # noqa: S608
        )
        make_sums(writer)

    effects = trials.after(
        ("sessions-per-month", "participation"),
        let_them_take_place,
        "if they took place and nobody came",
    )
    return [
        Trouble(
            code="no-attendance-export",
            severity=_severity(effects, "may-move"),
            says=f"{_sessions(rows)} in the calendar without an attendance export; add the export,"
            " or cancel in the calendar what did not take place",
            effects=effects,
            rows=_session_rows(rows),
            fix="data",
        )
    ]


def _sessions_without_invitations(store: Store, trials: Trials) -> list[Trouble]:
    asked = question("participation")
    assert asked is not None
    basis = context_of(store, asked).invited_by
    rows = store.ask(
        """
        select s.session_id, s.title, s.started_at, min(f.name) as file, min(a.line) as line
        from session s
        join session_member m on m.session_id = s.session_id
        join attendance_interval a on a.landed_session_id = m.landed_session_id
        join source_file f on f.file_id = a.file_id
        where s.session_id not in (select session_id from invitation where basis = $basis)
            and exists (select 1 from invitation where basis = $basis)
        group by s.session_id, s.title, s.started_at
        order by s.started_at, s.title
        """,
        {"basis": basis},
    )
    if rows.empty:
        return []

    def invite_who_came(writer: Writer) -> None:
        writer.run(
            """
            insert into invitation
            select p.session_id, p.person_id, $basis, 'none' from person_session p
            where not p.is_host
                and p.session_id not in (select session_id from invitation where basis = $basis)
            """,
            {"basis": basis},
        )
        make_sums(writer)

    effects = trials.after(
        ("participation",), invite_who_came, "if just those who came had been invited"
    )
    return [
        Trouble(
            code="no-invitations",
            severity=_severity(effects, "may-move"),
            says=f"{_sessions(rows)} among the attendance exports without invitations, and those"
            " who came count as walk-ins; add the calendar file that has the meeting",
            effects=effects,
            rows=_session_rows(rows),
            fix="data",
        )
    ]


def _sessions(rows: pd.DataFrame) -> str:
    """ "“X” on 3 Feb 2026 is", "6 sessions are"."""
    if len(rows) == 1:
        return f"“{rows['title'][0]}” on {fmt.day(rows['started_at'][0].date())} is"
    return f"{fmt.count(len(rows))} sessions are"


def _session_rows(rows: pd.DataFrame) -> tuple[tuple[str, Row], ...]:
    return tuple(
        (
            r.file,
            Row(
                0 if pd.isna(r.line) else int(r.line),
                f"{r.title}, {fmt.day(r.started_at.date())}",
            ),
        )
        for r in rows.itertuples(index=False)
    )


def _joined_meetings(store: Store, trials: Trials) -> list[Trouble]:
    return [
        Trouble(
            code="joined-meeting",
            severity="harmless",
            says=sentence,
            effects=(),
            rows=tuple((file, Row(0, "")) for file in meeting.files),
        )
        for meeting in joined(store)
        for sentence in meeting.remarks
    ]


# rows ---------------------------------------------------------------------------------------------


def _left_out_rows(store: Store, trials: Trials) -> list[Trouble]:
    rows = store.ask(
        """
        select l.code, l.says, f.kind, f.file_id, f.name as file, l.line, l.found, f.rows_usable
        from left_out_row l
        join source_file f on f.file_id = l.file_id
        order by f.landing, f.name, l.line
        """
    )
    # Of two rows the other one is named by its line: "line 144 corrects it".
    rows["says"] = rows["says"].str.replace(_A_LINE, "another line", regex=True)
    found = []
    for (code, says, kind), group in rows.groupby(["code", "says", "kind"], sort=False):
        is_missed = code not in NEVER_MISSED
        used = int(group.drop_duplicates("file_id")["rows_usable"].sum())
        effect = Effect(
            f"Rows of {_NOUNS[str(kind)]} that count",
            fmt.count(used),
            f"up to {fmt.count(used + len(group))}",
        )
        found.append(
            Trouble(
                code=str(code),
                severity="may-move" if is_missed else "harmless",
                says=f"{fmt.plural(len(group), 'row')} left out: {says}",
                effects=(effect,) if is_missed else (),
                rows=_rows(group),
                fix="data" if is_missed else "",
            )
        )
    return found


_A_LINE = re.compile(r"\bline \d+\b")
_NOUNS = {
    "attendance": "attendance",
    "invitations": "invitations",
    "people": "the people list",
    "competency": "sign-offs",
    "survey": "survey answers",
    "outcome": "outcomes",
}


def _repaired_rows(store: Store, trials: Trials) -> list[Trouble]:
    """What was repaired in the same way, and the numbers without those rows."""
    rows = _noted(store, "repaired")
    found = []
    for (code, kind), group in rows.groupby(["code", "kind"], sort=False):
        effects = trials.after(_ASKED[str(kind)], _dropping(group), "without these rows")
        sentences = list(dict.fromkeys(group["says"]))
        more = f", and {len(sentences) - 1} more like it" if len(sentences) > 1 else ""
        found.append(
            Trouble(
                code=str(code),
                severity=_severity(effects, "may-move"),
                says=f"{fmt.plural(len(group), 'row')} repaired: {sentences[0]}{more}",
                effects=effects,
                rows=_rows(group),
            )
        )
    return found


def _dropping(rows: pd.DataFrame) -> Callable[[Writer], None]:
    """The change that takes these rows out of the data."""

    def change(writer: Writer) -> None:
        for file_id, of_file in rows.groupby("file_id"):
            for table in _TABLES:
                writer.run(
                    f"delete from {table} where file_id = $file"  # noqa: S608
                    " and line in (select unnest($lines))",
                    {"file": file_id, "lines": [int(line) for line in of_file["line"]]},
                )
        settle(writer)

    return change


def _noted_rows(store: Store, trials: Trials) -> list[Trouble]:
    rows = _noted(store, "note")
    found = []
    for (code, says), group in rows.groupby(["code", "says"], sort=False):
        if code in _SAID_ELSEWHERE:
            continue
        many = f"{fmt.plural(len(group), 'row')} noted" if group["line"].any() else "Noted"
        is_open = code in MAY_BE_INCOMPLETE
        found.append(
            Trouble(
                code=str(code),
                severity="may-move" if is_open else "harmless",
                says=f"{many}: {says}",
                effects=(),
                rows=_rows(group),
                fix="data" if is_open else "",
            )
        )
    return found


# Notes of files that the looks above say once for all files, with what they move.
_SAID_ELSEWHERE = frozenset({"no-hire-date", "competent-before-hired"})


def _noted(store: Store, severity: str) -> pd.DataFrame:
    return store.ask(
        """
        select n.code, n.says, f.kind, f.file_id, f.name as file, n.line, n.found
        from noted_row n
        join source_file f on f.file_id = n.file_id
        where n.severity = $severity
        order by f.landing, f.name, n.line
        """,
        {"severity": severity},
    )


def _rows(group: pd.DataFrame) -> tuple[tuple[str, Row], ...]:
    return tuple((r.file, Row(int(r.line), r.found)) for r in group.itertuples(index=False))


# effects ------------------------------------------------------------------------------------------


def _severity(effects: Sequence[Effect], if_any_moves: Severity) -> Severity:
    return if_any_moves if any(effect.moves for effect in effects) else "harmless"


def _or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
