"""The SQL that questions share: steps put before a question's own, and those of settling."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from analytics.store import database

SCHEMA = resources.files("analytics") / "schema"


@cache
def shared_steps() -> dict[str, str]:
    """The shared CTEs by name, in the order they depend on each other, without comments."""
    folder = SCHEMA / "shared"
    return {name: (folder / f"{name}.sql").read_text("utf-8").strip() for name in _SHARED}


_SHARED = (
    "taken", "planned", "presence", "roll", "visit", "seat", "loose_person", "person_piece",
    "loose_session", "session_part", "led", "host", "learner", "turnout", "watched", "hire",
    "counted_hire", "given_answer", "answer", "free_comment",
)  # fmt: skip


def compose(sql: str) -> str:
    """A question's SQL with the shared CTEs it needs put before its own steps; SQL that holds
    them already stays as it is."""
    steps = shared_steps()
    if any(step in sql for step in steps.values()):
        return sql
    needed: set[str] = set()
    to_look_at = [sql]
    while to_look_at:
        text = to_look_at.pop()
        for name in _SHARED:
            if name not in needed and re.search(rf"\b(from|join)\s+{name}\b", text):
                needed.add(name)
                to_look_at.append(steps[name])
    if not needed:
        return sql
    before = ",\n".join(steps[name] for name in _SHARED if name in needed)
    head, own = re.split(r"(?im)^with\s", sql, maxsplit=1) if _starts_with(sql) else ("", "")
    if own:
        return f"{head}with {before},\n{own}"
    return f"with {before}\n{sql}"


def _starts_with(sql: str) -> bool:
    return re.search(r"(?im)^with\s", sql) is not None


@lru_cache(maxsize=256)
def composed(sql: str) -> tuple[str, tuple[str, ...]]:
    """One SELECT with the shared CTEs it needs, and the parameters that it names."""
    text = compose(sql)
    return text, database.parameters_of(text)


@cache
def settle_step(name: str) -> str:
    """The SQL that makes one derived table, by the table's name."""
    return (SCHEMA / "settle" / f"{name}.sql").read_text("utf-8")


@cache
def derived_step(name: str) -> str:
    """The SQL that makes one of the canonical tables where landing has no portable one."""
    return (SCHEMA / "derived" / f"{name}.sql").read_text("utf-8")
