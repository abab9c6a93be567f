"""One module per export format that is read.

A source module declares `SOURCE = Source(...)`; this package walks its modules, so that adding
a format touches one file. `recognises` says how sure the module is that a document is its own
(0 = not mine, 1 = certain) from header vocabulary and sections, never from line numbers; `read`
turns the document into canonical records and problems.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from analytics.document import Document
from analytics.problems import Problem
from analytics.records import Kind, Record

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True)
class Answers:
    """What a person said about a file that the file itself leaves open.

    mapping: our field name -> the file's column header, for a file nobody recognises;
    timezone: IANA name of the zone the file's clock runs in; pilot_timezone: the zone all times
    are turned into (from the pilot card), empty when the pilot names none; calendar_days: days on
    which the pilot's calendar has sessions, evidence for the date order of attendance files;
    skipped_lines: line numbers (1-based) of a text file to leave out unread.
    """

    date_order: DateOrder | None = None
    timezone: str = ""
    session_date: date | None = None
    kind: Kind | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    pilot_timezone: str = ""
    calendar_days: frozenset[date] = frozenset()
    skipped_lines: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rows:
    """Data rows of a file: read = usable + left_out; repaired ones are among the usable."""

    read: int
    usable: int
    left_out: int
    repaired: int


@dataclass(frozen=True)
class Reading:
    """What one source made of one document.

    stated: what the file itself claims ({"participants": 11}), compared with what was found;
    date_order: the order the file's dates were read in, None when every date is unambiguous by
    its own form (ISO, month names) or there are none; data_until: the last day the export knows
    about (its own "as of" date, else its latest event), None when it says nothing.
    """

    kind: Kind
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    rows: Rows
    stated: Mapping[str, int | str]
    date_order: DateOrder | None
    data_until: date | None
    timezone: str = ""


@dataclass(frozen=True)
class Source:
    """One export format: `name` is shown ("Teams attendance report"), `about` documents it."""

    name: str
    kind: Kind
    about: str
    recognises: Callable[[Document, Answers], float]
    read: Callable[[Document, Answers], Reading]


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source of this package, in the order of their module names."""
    modules = (
        importlib.import_module(f"{__name__}.{info.name}")
        for info in pkgutil.iter_modules(__path__)
    )
    return tuple(module.SOURCE for module in modules if hasattr(module, "SOURCE"))
