"""What a number would be if something were otherwise: asked again in a trial of the store.

Nothing is estimated: the change is made, the data are settled, the question is asked, and all of
it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics import fmt
from analytics.asking import ask
from analytics.findings import Finding
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store, Writer

# A trial settles everything anew: many of one kind would keep a person waiting.
MOST_TRIALS = 12


@dataclass(frozen=True)
class Effect:
    """A number as it is, and as it would be; when: the case in which it would ("" goes without
    saying)."""

    label: str
    now: str
    then: str
    when: str = ""

    @property
    def moves(self) -> bool:
        return self.now != self.then

    def describe(self) -> str:
        case = f" {self.when}" if self.when else ""
        if not self.moves:
            return f"{self.label} stays {self.now}{case}"
        return f"{self.label}: {self.now} → {self.then}{case}"


class Trials:
    """Trials of one store, `left` more of them; what the numbers are now is asked once."""

    def __init__(self, store: Store, scope: Scope = EVERYBODY) -> None:
        self.store = store
        self.scope = scope
        self.left = MOST_TRIALS
        self._now: dict[str, Finding] = {}

    def now(self, question: str) -> Finding:
        """The finding of a question as things are."""
        if question not in self._now:
            self._now[question] = ask(self.store, question, scope=self.scope)
        return self._now[question]

    def after(
        self, questions: Sequence[str], change: Callable[[Writer], None], when: str = ""
    ) -> tuple[Effect, ...]:
        """Each question as it is and after `change`, which settles what it wants settled.

        () when no trial is left, or if there is no question.
        """
        if not questions or not self.left:
            return ()
        self.left -= 1
        with self.store.trial() as trial:
            change(trial.writer)
            then = [ask(trial, name, scope=self.scope) for name in questions]
        return tuple(
            Effect(before.label, number(before), number(after), when)
            for before, after in zip(map(self.now, questions), then, strict=True)
        )


def number(finding: Finding) -> str:
    """The number with what stands behind it, so that a change of one person shows."""
    n = finding.answer.n
    if not finding.is_answered:
        return fmt.NOT_KNOWN
    behind = {
        "participation": lambda: f"{fmt.count(n['attended'])} of {fmt.count(n['invitations'])}",
        "sessions-per-month": lambda: fmt.plural(n["sessions"], "session"),
        "time-to-competency": lambda: f"{fmt.count(competent(finding))} competent",
        "feedback": lambda: fmt.plural(n["answers"], "answer"),
    }.get(finding.question)
    return f"{finding.headline} ({behind()})" if behind else finding.headline


def competent(finding: Finding) -> int:
    """The people with a competent date in an answer to time to competency."""
    cohorts = (finding.answer.details[name] for name in ("before", "during"))
    return sum(cohort["competent"] for cohort in cohorts)
