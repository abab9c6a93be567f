"""The pilot card: what was promised, for whom, when, and what the words mean."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

InvitedBy = Literal["invitations", "registrations", "roster"]
Better = Literal["", "lower", "higher"]


class CardError(ValueError):
    """The card cannot be used; the message is one sentence that says what to change."""


@dataclass(frozen=True)
class Pilot:
    """One peer-learning pilot.

    goal: what it is for, in a sentence; metric: the number that decides, a question's name or that
    of a series of outcomes; better: which way of that series is better, "" where nobody said it.
    participation and percent_faster are fractions; sessions_per_month a count per calendar month.
    Attended = present at least `attended_minutes` and at least `attended_share` of the session.
    departments empty = everyone. competency empty = the competency most people have a date for.
    timezone empty = the clock of the files themselves. read_on: the day the result is to be read,
    None = the last day. department_starts: departments that began on a day of their own.
    is_randomised: which departments are in the pilot was drawn by lot. has_leavers: the people list
    is known to hold those who left, so that nobody having left is believed. cost_hour: of anybody
    in a session, with everything the employer pays; cost_day: of one day until somebody is
    competent; preparation_hours: of a host for a session; cost_other: paid beside; all in
    `currency`, costs None where nobody said them.
    """

    name: str
    starts_on: date
    ends_on: date
    departments: tuple[str, ...] = ()
    comparison_departments: tuple[str, ...] = ()
    baseline_from: date | None = None
    read_on: date | None = None
    department_starts: tuple[tuple[str, date], ...] = ()
    is_randomised: bool = False
    has_leavers: bool = False
    invited_by: InvitedBy = "invitations"
    timezone: str = ""
    participation: float = 0.6
    sessions_per_month: float = 4
    percent_faster: float = 0.2
    attended_minutes: float = 5
    attended_share: float = 0.5
    competency: str = ""
    goal: str = ""
    metric: str = "time-to-competency"
    better: Better = ""
    cost_hour: float | None = None
    cost_day: float | None = None
    preparation_hours: float = 1.0
    cost_other: float = 0.0
    currency: str = ""

    @property
    def baseline_start(self) -> date:
        """First hire date of the cohort before: the card's, else one year before the start."""
        return self.baseline_from or self.starts_on - timedelta(days=365)

    @property
    def planned_read(self) -> date:
        """The day the result is to be read: the card's, else the pilot's last day."""
        return self.read_on or self.ends_on


# section and key of pilot.toml -> (field of Pilot, kind of value)
_KEYS: dict[tuple[str, str], tuple[str, str]] = {
    ("pilot", "name"): ("name", "text"),
    ("pilot", "goal"): ("goal", "text"),
    ("pilot", "metric"): ("metric", "text"),
    ("pilot", "better"): ("better", "text"),
    ("pilot", "starts_on"): ("starts_on", "day"),
    ("pilot", "ends_on"): ("ends_on", "day"),
    ("pilot", "departments"): ("departments", "names"),
    ("pilot", "comparison_departments"): ("comparison_departments", "names"),
    ("pilot", "baseline_from"): ("baseline_from", "day"),
    ("pilot", "read_on"): ("read_on", "day"),
    ("pilot", "department_starts"): ("department_starts", "days"),
    ("pilot", "randomised"): ("is_randomised", "yes"),
    ("pilot", "people_list_has_leavers"): ("has_leavers", "yes"),
    ("pilot", "invited_by"): ("invited_by", "text"),
    ("pilot", "timezone"): ("timezone", "text"),
    ("targets", "participation"): ("participation", "share"),
    ("targets", "sessions_per_month"): ("sessions_per_month", "number"),
    ("targets", "percent_faster"): ("percent_faster", "share"),
    ("attended", "minutes"): ("attended_minutes", "number"),
    ("attended", "share_of_session"): ("attended_share", "share"),
    ("competent", "competency"): ("competency", "text"),
    ("costs", "hour"): ("cost_hour", "number"),
    ("costs", "day"): ("cost_day", "number"),
    ("costs", "preparation_hours"): ("preparation_hours", "number"),
    ("costs", "other"): ("cost_other", "number"),
    ("costs", "currency"): ("currency", "text"),
}


def read_card(text: str) -> Pilot:
    """A pilot card from the text of a pilot.toml.

    Errors: CardError with one sentence (not TOML, unknown key, wrong kind of value, dates that
    contradict each other).
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"pilot.toml is not valid TOML: {error}.") from error
    values: dict[str, Any] = {}
    for section, entries in sections.items():
        if not isinstance(entries, Mapping):
            raise CardError(f"“{section}” stands outside a section; put it under [pilot].")
        for key, value in entries.items():
            if (section, key) not in _KEYS:
                known = ", ".join(k for s, k in _KEYS if s == section) or "no such section"
                raise CardError(f"[{section}] {key} is not known (known there: {known}).")
            values[_KEYS[section, key][0]] = value
    return make_card(values)


def make_card(values: Mapping[str, Any]) -> Pilot:
    """A checked Pilot from field values (a form's, or a file's); None means not given.

    Errors: CardError.
    """
    where = {name: (f"[{section}] {key}", kind) for (section, key), (name, kind) in _KEYS.items()}
    checked = {
        name: _value(where[name][0], value, where[name][1])
        for name, value in values.items()
        if value is not None
    }
    for name in ("name", "starts_on", "ends_on"):
        if not checked.get(name):
            raise CardError(f"The pilot card needs {name} under [pilot].")
    if not checked.get("metric", True):
        del checked["metric"]
    card = Pilot(**checked)
    if card.ends_on < card.starts_on:
        raise CardError("The pilot ends before it starts: check starts_on and ends_on.")
    if card.baseline_from and card.baseline_from >= card.starts_on:
        raise CardError("baseline_from must lie before starts_on.")
    if card.read_on and card.read_on < card.starts_on:
        raise CardError("read_on lies before starts_on: there is nothing to read yet.")
    for name, start in card.department_starts:
        if not card.starts_on <= start <= card.ends_on:
            raise CardError(f"{name} cannot start on {start}, outside the pilot's dates.")
        if card.departments and name not in card.departments:
            raise CardError(f"{name} has a start of its own but is not among the departments.")
    if card.invited_by not in get_args(InvitedBy):
        raise CardError(f"invited_by is one of {', '.join(get_args(InvitedBy))}.")
    if card.better not in get_args(Better):
        raise CardError(f"better is “lower”, “higher” or empty; found “{card.better}”.")
    if card.timezone and card.timezone not in available_timezones():
        raise CardError(f"timezone “{card.timezone}” is not an IANA name such as Europe/Berlin.")
    if (card.cost_hour is None) != (card.cost_day is None) or card.cost_day == 0:
        raise CardError("[costs] needs both hour and day, and a day worth more than nothing.")
    both = sorted(set(card.departments) & set(card.comparison_departments))
    if both:
        raise CardError(f"{', '.join(both)} cannot be in the pilot and in the comparison.")
    return card


def _value(where: str, value: Any, kind: str) -> Any:
    if kind == "day" and isinstance(value, date):
        # a TOML date-time is a date too; only its day counts here
        return date(value.year, value.month, value.day)
    if kind == "days":
        entries = [*value.items()] if isinstance(value, Mapping) else value
        if isinstance(entries, list | tuple) and all(_is_start(entry) for entry in entries):
            return tuple((name.strip(), _value(where, day, "day")) for name, day in entries)
    if kind == "yes" and isinstance(value, bool):
        return value
    if kind == "text" and isinstance(value, str):
        return value.strip()
    if (
        kind == "names"
        and isinstance(value, list | tuple)
        and all(isinstance(v, str) for v in value)
    ):
        return tuple(v.strip() for v in value if v.strip())
    if (
        kind in ("number", "share")
        and isinstance(value, int | float)
        and not isinstance(value, bool)
    ):
        if kind == "share" and not 0 < value <= 1:
            raise CardError(f"{where} is a share between 0 and 1, such as 0.6; found {value}.")
        if not 0 <= value < math.inf:
            raise CardError(f"{where} is a number of 0 or more; found {value}.")
        return value
    wants = {
        "day": "a date such as 2026-01-12 (without quotes)",
        "days": "names with dates such as { Sales = 2026-02-02 }",
        "yes": "true or false",
        "text": "text in quotes",
        "names": 'a list such as ["Sales", "Support"]',
        "number": "a number",
        "share": "a share such as 0.6",
    }[kind]
    raise CardError(f"{where} should be {wants}; found {value!r}.")


def _is_start(entry: Any) -> bool:
    """A department with its first day."""
    return (
        isinstance(entry, list | tuple)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], date)
    )


def write_card(card: Pilot) -> str:
    """The card as the text of a pilot.toml, every key written; read_card reads it back equal."""
    lines: list[str] = []
    section = ""
    for (where, key), (name, kind) in _KEYS.items():
        value = getattr(card, name)
        if value is None:
            continue
        if where != section:
            lines += ["", f"[{where}]"] if lines else [f"[{where}]"]
            section = where
        lines.append(f"{key} = {_toml(value, kind)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any, kind: str) -> str:
    if kind == "text":
        return _quoted(value)
    if kind == "names":
        return "[" + ", ".join(_quoted(name) for name in value) + "]"
    if kind == "days":
        pairs = (f"{_quoted(name)} = {day.isoformat()}" for name, day in value)
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if kind == "yes":
        return "true" if value else "false"
    return value.isoformat() if kind == "day" else repr(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda c: f"\\u{ord(c[0]):04x}", escaped) + '"'
