"""One folder per question: question.py says it and computes it, query.sql gathers its rows.

A question module declares `QUESTION = Question(...)`; its docstring is the question as a reader
meets it on the Method page. This package walks the folders, so that adding one touches one place.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.findings import Answer, Curve, Grain, Responses
from analytics.intent import Intent
from analytics.kept_pilots import KeptPilot
from analytics.pilots import Pilot
from analytics.themes import Theme

if TYPE_CHECKING:
    from analytics.claims import SecondLook

Filter = Literal["departments", "dates", "by", "intent"]


@dataclass(frozen=True)
class Nouns:
    """What the words of a finding are about: verdicts puts them into its sentences."""

    subject: str
    measure: str
    source: str


@dataclass(frozen=True)
class Context:
    """What an answer may know besides its rows.

    invited_by: the basis of the denominator in use; as_of: the last day the exports know about;
    first_day/last_day: the sessions a reader chose to look at, None where nothing was chosen;
    looks: how often the result could have been read so far; slices: of how many departments a
    reader picked out one or some, 1 where none was picked; registered_on: the day the pilot card
    in force was first saved as it is; themes: the list of themes of comments; responded: who
    answered the survey, where that is known and may be shown; by: the periods in which a share
    over time is shown; kept: the pilot with all versions of its card, and what was promised;
    intent: of a plan, the pilot that somebody has in mind, whose card is then `pilot`; withdrawn:
    what was said before, read again, and does not stand any more; gain: what time to competency
    says under the same filters, where it may be shown.
    """

    pilot: Pilot | None
    invited_by: str
    competency: str
    as_of: pd.Timestamp | None
    known_names: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    looks: int = 1
    slices: int = 1
    registered_on: date | None = None
    themes: tuple[Theme, ...] = ()
    responded: Responses | None = None
    by: Grain = "week"
    kept: KeptPilot | None = None
    intent: Intent | None = None
    withdrawn: tuple[SecondLook, ...] = ()
    gain: Curve | None = None


@dataclass(frozen=True)
class Question:
    """A question that is asked of the data.

    place: its order among the questions; label: the name of the number; formula and literature
    document it; needs: the kinds of export it cannot do without; filters: which filters it
    honours; answer: rows → Answer, pure.
    """

    name: str
    place: int
    label: str
    nouns: Nouns
    formula: str
    literature: str
    needs: tuple[str, ...]
    needs_pilot: bool
    filters: tuple[Filter, ...]
    answer: Callable[[pd.DataFrame, Context], Answer]

    @property
    def folder(self) -> str:
        return self.name.replace("-", "_")

    @cached_property
    def about(self) -> str:
        """The question in words: the docstring of its module."""
        return inspect.getdoc(importlib.import_module(f"{__name__}.{self.folder}.question")) or ""

    @cached_property
    def sql(self) -> str:
        """The question's own steps; store.compose puts the shared ones before them."""
        return (resources.files(__name__) / self.folder / "query.sql").read_text("utf-8")


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the order of the pages."""
    found = [
        importlib.import_module(f"{__name__}.{info.name}.question").QUESTION
        for info in pkgutil.iter_modules(__path__)
    ]
    return tuple(sorted(found, key=lambda question: question.place))


def question(name: str) -> Question | None:
    """By name; "time_to_competency" is understood too. None when there is no such question."""
    wanted = name.strip().casefold().replace("_", "-")
    return next((q for q in questions() if q.name == wanted), None)
