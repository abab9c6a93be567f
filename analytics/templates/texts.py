"""The words of the templates, as texts.toml holds them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Kind = Literal["likely", "agree", "text", "name", "email", "day", "choice"]
# From best to worst, as scales are worded everywhere.
AGREEMENT = (
    "Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree",
)  # fmt: skip
LIKELY = tuple(map(str, range(11)))


@dataclass(frozen=True)
class Step:
    minutes: int
    what: str
    how: str


@dataclass(frozen=True)
class Agenda:
    """One session of a format. format: its key in formats.toml; calendar: the title of its
    invitation."""

    format: str
    name: str
    people: str
    purpose: str
    calendar: str
    before: tuple[str, ...]
    steps: tuple[Step, ...]
    after: str

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Guide:
    """parts: (heading, sentences)."""

    title: str
    purpose: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Asked:
    """One question of a form, with what can be answered where that is given."""

    kind: Kind
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """signed: lines to write on, under the questions of the printed form."""

    key: str
    name: str
    purpose: str
    use: str
    questions: tuple[Asked, ...]
    signed: tuple[str, ...] = ()

    @property
    def is_feedback(self) -> bool:
        return self.key.startswith("feedback")


@dataclass(frozen=True)
class SkillsSheet:
    name: str
    purpose: str
    columns: tuple[str, ...]


@cache
def agendas() -> tuple[Agenda, ...]:
    """In the order of the file, which is that of formats.toml."""
    return tuple(
        Agenda(
            **{
                **found,
                "before": tuple(found["before"]),
                "steps": tuple(Step(*step) for step in found["steps"]),
            }
        )
        for found in _texts()["agenda"]
    )


@cache
def guide() -> Guide:
    found = _texts()["guide"]
    parts = tuple((part["name"], tuple(part["says"])) for part in found["part"])
    return Guide(found["title"], found["purpose"], parts)


@cache
def forms() -> tuple[Form, ...]:
    return tuple(
        Form(
            found["key"],
            found["name"],
            found["purpose"],
            found["use"],
            tuple(_asked(question) for question in found["questions"]),
            tuple(found.get("signed", ())),
        )
        for found in _texts()["form"]
    )


@cache
def skills_sheet() -> SkillsSheet:
    found = _texts()["skills"]
    return SkillsSheet(found["name"], found["purpose"], tuple(found["columns"]))


def _asked(found: dict[str, Any]) -> Asked:
    usual = {"likely": LIKELY, "agree": AGREEMENT}.get(found["kind"], ())
    return Asked(found["kind"], found["text"], tuple(found.get("options", usual)))


@cache
def _texts() -> dict[str, Any]:
    with (resources.files(__package__) / "texts.toml").open("rb") as file:
        return tomllib.load(file)
