"""Verbs about who teaches and learns with whom: who could lead next, matching, templates."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pandas as pd

from analytics import fmt
from analytics.calendar_series import calendar
from analytics.cli.common import Usage, opened, scope_here, write_whole
from analytics.exports import csv, json
from analytics.filters import Filters
from analytics.matched import Match, Meeting, Way, match
from analytics.matching import SMALLEST_POD
from analytics.next_hosts import next_hosts
from analytics.problems import Refused
from analytics.skills_list import read_skills
from analytics.templates import series_of, templates
from analytics.templates.texts import agendas
from analytics.together import Known, known_of
from analytics.verdicts.named import NOBODY_NEXT, more_hosts, next_host_line, pair_line

FIRST_HOSTS = 10  # named, unless all are asked for


def hosts(arguments: argparse.Namespace) -> int:
    filters = Filters(departments=tuple(arguments.department))
    with opened(arguments) as store:
        found = next_hosts(store, scope_here(), filters)
    if arguments.json:
        print(json.write([dataclasses.asdict(one) for one in found]))
        return 0
    shown = found if arguments.all else found[:FIRST_HOSTS]
    for one in shown:
        print(next_host_line(one))
    if len(shown) < len(found):
        print(more_hosts(len(shown), len(found)))
    if not found:
        print(NOBODY_NEXT)
    return 0


def pair_or_pod(arguments: argparse.Namespace) -> int:
    if arguments.size < SMALLEST_POD:
        raise Usage(f"--size {arguments.size}: a pod has {SMALLEST_POD} people or more")
    meeting = _meeting(arguments)
    way: Way = "pods" if arguments.pods else "pairs"
    try:
        found = read_skills(arguments.list.name, arguments.list.read_bytes())
        with opened(arguments) as store:
            known = known_of(store, scope_here(), found.peers)
        if arguments.again:
            known = Known(left=known.left)
        made = match(found, arguments.list.name, way, arguments.size, arguments.seed, known)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        raise Usage(f"{arguments.list} cannot be read: {error.strerror}") from error
    if arguments.out:
        _write(arguments.out, csv.write_frame(pd.DataFrame(made.rows)))
    if arguments.ics and meeting:
        _write(arguments.ics, calendar(made.series(meeting), datetime.now(UTC)))
    print(_as_json(made) if arguments.json else _in_words(made))
    return 0


def write_templates(arguments: argparse.Namespace) -> int:
    meeting = _when(arguments) if arguments.starts else None
    files = {
        f"{template.key}.{suffix}": write
        for template in templates()
        for suffix, write in template.files.items()
    }
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Usage(f"{arguments.out} cannot be made: {error.strerror}") from error
    for name, write in files.items():
        _write(arguments.out / name, write())
    print(f"{fmt.plural(len(files), 'file')} written to {arguments.out}")
    if meeting is None:
        print("For a calendar series of each format too, say when the first session is: --starts")
        return 0
    for agenda in agendas():
        series = series_of(agenda, replace(meeting, minutes=agenda.minutes))
        name = f"series-{agenda.format}.ics"
        _write(arguments.out / name, calendar([series], datetime.now(UTC)))
    print(f"{fmt.plural(len(agendas()), 'calendar series', 'calendar series')} beside them")
    return 0


def _meeting(arguments: argparse.Namespace) -> Meeting | None:
    """When they meet, where invitations are asked for."""
    if not arguments.ics:
        return None
    if arguments.starts is None:
        raise Usage("--ics needs --starts, the first date and time: 2026-05-04T12:00")
    return _when(arguments)


def _when(arguments: argparse.Namespace) -> Meeting:
    if arguments.zone not in available_timezones():
        raise Usage(f"--zone {arguments.zone} is not an IANA name such as Europe/Berlin")
    if min(arguments.minutes, arguments.times, arguments.every) < 1:
        raise Usage("--minutes, --times and --every are 1 or more")
    return Meeting(
        arguments.starts, arguments.minutes, arguments.times, arguments.zone, arguments.every
    )


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}") from error


def _as_json(made: Match) -> str:
    return json.write({"title": made.title, "notes": list(made.notes), "rows": list(made.rows)})


def _in_words(made: Match) -> str:
    """The title, a line per pair or pod, and what must be known."""
    lines = [made.title]
    if made.matched:
        lines += [f"  {pair_line(pair)}" for pair in made.matched.pairs]
    for number, pod in enumerate(made.pods, start=1):
        role = f"{pod.role}: " if pod.role else ""
        lines.append(f"  {number}. {role}{', '.join(peer.name for peer in pod.peers)}")
    return "\n".join([*lines, *made.notes])
