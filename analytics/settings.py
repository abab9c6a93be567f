"""What the environment may say about this installation: every IMPACT_ name, its meaning and check.

A name that is not listed, or a value that cannot be, stops the start with one sentence: a setting
that is misspelt would otherwise be off without anybody knowing.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.engines import Address, read_address

PREFIX = "IMPACT_"


class SettingsError(Exception):
    """The program cannot start as it is set up; the message is one sentence per trouble."""


@dataclass(frozen=True)
class Setting:
    """name: in the environment; says: what it is for; read: its text → its value, raising
    ValueError with what it has to be; otherwise: the value where nothing is set; is_secret: what it
    is set to is never repeated."""

    name: str
    says: str
    read: Callable[[str], Any]
    otherwise: Any = None
    is_secret: bool = False


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from low to high."""

    def read(text: str) -> int:
        if not (re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    """One word of a list."""

    def read(text: str) -> str:
        found = text.casefold()
        if found not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return found

    return read


def words(text: str) -> str:
    """Any text."""
    return text


def size(text: str) -> str:
    """An amount of memory or disk."""
    if not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]i?B", text):
        raise ValueError("a size such as 4GB")
    return text


def place(text: str) -> Path:
    """The path of a file or folder, there or not yet."""
    if not text or "\0" in text:
        raise ValueError("the path of a file or folder")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # “~somebody” whom this computer does not know
        raise ValueError("the path of a file or folder") from None


def engine(text: str) -> Address | None:
    """Where another engine is, None for DuckDB."""
    return None if text.casefold() == "duckdb" else read_address(text)


# Each part of the program adds what it needs here, and asks for it with `value`.
SETTINGS = (
    Setting("IMPACT_WORKSPACE", "The folder of the workspace.", place),
    Setting(
        "IMPACT_MODE",
        "Who signs in: local (nobody, on this computer only), oidc (your identity provider) or"
        " proxy (a proxy in front that signs people in).",
        one_of("local", "oidc", "proxy"),
        "local",
    ),
    Setting(
        "IMPACT_MINIMUM_GROUP",
        "Of how many people a number has to be at least to be shown; never below 3.",
        whole(3, 1000),
        5,
    ),
    Setting(
        "IMPACT_MINIMUM_COMMENTS",
        "Of how many people comments have to be at least to be shown; never below the other.",
        whole(3, 1000),
    ),
    Setting(
        "IMPACT_ROLES",
        "Which group of the sign-in has which role, as group=role, group=role.",
        words,
        "",
    ),
    Setting(
        "IMPACT_UNKNOWN_GROUP",
        "What somebody is of whom no group has a role.",
        one_of("viewer", "refuse"),
        "refuse",
    ),
    Setting(
        "IMPACT_GROUPS_CLAIM", "The claim of the sign-in that holds the groups.", words, "groups"
    ),
    Setting(
        "IMPACT_PROXY_ELSEWHERE",
        "yes where the proxy runs on another computer, and only it reaches this one.",
        one_of("yes"),
    ),
    Setting("IMPACT_QUERY_SECONDS", "How long a question may take.", whole(1, 86_400), 20),
    Setting("IMPACT_MEMORY", "How much memory the database may use.", size, "2GB"),
    Setting("IMPACT_SPILL", "How much of the disk it may use meanwhile.", size, "20GB"),
    Setting("IMPACT_THREADS", "How many threads it may use.", whole(1, 1024)),
    Setting("IMPACT_KILLS", "How often the tests end a process without warning.", whole(1, 1000)),
    Setting(
        "IMPACT_KEEP_DAYS", "For how many days uploads and snapshots are kept.", whole(1, 3650), 30
    ),
    Setting(
        "IMPACT_RETAIN_MONTHS",
        "After how many months what a file knows is past its time; impact retire takes it back.",
        whole(1, 600),
    ),
    Setting(
        "IMPACT_PUBLISHED", "The read-only snapshot that is shown instead of a workspace.", place
    ),
    Setting(
        "IMPACT_ENGINE",
        "Where the data are asked: duckdb (the workspace), spark://host:15002/schema or"
        " postgres://user@host:5432/database/schema, which are only read.",
        engine,
        is_secret=True,
    ),
    Setting("IMPACT_PICTURES", "The folder that `make pictures` saves to.", place),
)


def value(name: str, environ: Mapping[str, str] | None = None) -> Any:
    """What a setting is set to. Raises SettingsError for a value that cannot be, KeyError for a
    name that is not listed."""
    setting = {setting.name: setting for setting in SETTINGS}[name]
    text = (os.environ if environ is None else environ).get(name, "").strip()
    if not text:
        return setting.otherwise
    try:
        return setting.read(text)
    except ValueError as error:
        found = "has" if setting.is_secret else f"is “{_short(text)}”, and has"
        raise SettingsError(f"{name} {found} to be {error}.") from None


def troubles(environ: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for every IMPACT_ name that is not known and every value that cannot be."""
    given = os.environ if environ is None else environ
    known = [setting.name for setting in SETTINGS]
    found = []
    for name in sorted(name for name in given if name.upper().startswith(PREFIX)):
        if name in known:
            try:
                value(name, given)
            except SettingsError as error:
                found.append(str(error))
            continue
        near = difflib.get_close_matches(name.upper(), known, n=1)
        meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
        found.append(f"{name} is set, and there is no setting of that name; {meant}")
    if not found and value("IMPACT_ENGINE", given) and value("IMPACT_PUBLISHED", given):
        found.append("IMPACT_ENGINE and IMPACT_PUBLISHED are both set; name one of them.")
    return found


def check(environ: Mapping[str, str] | None = None) -> None:
    """Raises SettingsError with every trouble, a sentence each."""
    if found := troubles(environ):
        raise SettingsError("\n".join(found))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
