"""Verbs about files: checked, landed, listed, taken back."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import available_timezones

from analytics import audit, fmt, progress
from analytics.bulk import LARGE, OnDisk, Upload
from analytics.cli.common import (
    NOTHING_LANDED,
    SHORT,
    Usage,
    end_of_steps,
    opened,
    short_id,
    shown_step,
)
from analytics.exports import json
from analytics.intake import Report, check_all
from analytics.landing import land, large_files, take_back
from analytics.sample import land_sample
from analytics.sources import Answers
from analytics.store import Store


def check(arguments: argparse.Namespace) -> int:
    with large_files() as way:
        reports = check_all(_read(arguments.files), _answers(arguments), by_column=way)
    _print_reports(reports, arguments.json, with_records=arguments.rows)
    return _exit_code(reports)


def ingest(arguments: argparse.Namespace) -> int:
    files = _read(arguments.files)
    told = progress.Reading({name: len(data) for name, data in files}, shown_step())
    with opened(arguments) as store:
        reports = land(store, files, _answers(arguments), on_read=told.file, told=told.rows)
        audit.note_loaded(store.folder, reports)
    end_of_steps()
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


def sample(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        reports = land_sample(store)
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


def list_files(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        files = store.source_files()
    if arguments.json:
        print(json.write([json.file_object(row) for row in files.to_dict(orient="records")]))
        return 0
    for row in files.itertuples(index=False):
        landed_at = f"{fmt.day(row.landed_at.date())}, {row.landed_at:%H:%M} UTC"
        rows = f"{fmt.count(row.rows_usable)} of {fmt.count(row.rows_read)} rows"
        print(f"{row.name} · {row.kind} · {rows} · landed {landed_at} · {short_id(row.file_id)}")
    if files.empty:
        print(NOTHING_LANDED)
    return 0


def undo(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        name = take_back(store, _landed_file(store, arguments.file))
        audit.note(store.folder, "took back", count=1)
    print(f"{name}: taken back; what it alone had brought is gone")
    return 0


def _read(paths: Sequence[Path]) -> list[tuple[str, Upload]]:
    """(name, bytes) of every file named; a folder stands for the files in it. The bytes of large
    files stay on the disk until they are read."""
    found: list[tuple[str, Upload]] = []
    for path in paths:
        inside = _visible_files(path) if path.is_dir() else [path]
        for file in inside:
            try:
                is_large = file.stat().st_size >= LARGE
                data = OnDisk(file) if is_large else file.read_bytes()
                found.append((file.name, data))
            except OSError as error:
                raise Usage(f"{file} cannot be read: {error.strerror}") from error
    return found


def _visible_files(folder: Path) -> list[Path]:
    """Without .DS_Store and the like, which no one put there."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _landed_file(store: Store, wanted: str) -> str:
    """The id of the one landed file that is called so, by its name or (the start of) its id."""
    files = store.source_files()
    if files.empty:
        raise Usage("nothing has landed yet, so nothing can be taken back")
    is_id = files["file_id"].str.startswith(wanted.lower()) & (len(wanted) >= SHORT)
    found = files[is_id | (files["name"] == Path(wanted).name)]
    if len(found) == 1:
        return str(found["file_id"].iloc[0])
    known = ", ".join(
        f"{row.name} ({short_id(row.file_id)})"
        for row in (files if found.empty else found).itertuples(index=False)
    )
    if found.empty:
        raise Usage(f"no file “{wanted}” has landed; there are: {known}")
    raise Usage(f"more than one file is called “{wanted}”; name it by its id: {known}")


def _answers(arguments: argparse.Namespace) -> Answers:
    zone = arguments.timezone or ""
    if zone and zone not in available_timezones():
        raise Usage(f"--timezone {zone} is not an IANA name such as Europe/Berlin")
    return Answers(
        date_order=arguments.date_order,
        timezone=zone,
        session_date=arguments.session_date,
        kind=arguments.kind,
        mapping=_mapping(arguments.mapping) if arguments.mapping else {},
        skipped_lines=frozenset(arguments.skip_line),
    )


def _mapping(path: Path) -> dict[str, str]:
    """A mapping file: TOML with one line per field, `hire_date = "Column header"`."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Usage(f'{path} is not a TOML file of field = "Column header": {error}') from error
    if not all(isinstance(value, str) for value in found.values()):
        raise Usage(f'{path}: every line is field = "Column header"')
    return found


def _print_reports(reports: Sequence[Report], as_json: bool, with_records: bool = False) -> None:
    if as_json:
        print(json.write([json.report_object(report, with_records) for report in reports]))
        return
    for report in reports:
        print(report.describe())
        for problem in report.problems:
            if problem.severity in ("left_out", "repaired", "note"):
                print(f"  {problem.describe()}")


def _exit_code(reports: Sequence[Report]) -> int:
    return 1 if any(report.state in ("refused", "held") for report in reports) else 0
