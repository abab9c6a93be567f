"""`impact`: the same functions as the pages, without a browser.

Exit codes: 0 done; 1 some file was refused or held back, each with its reason, or the workspace
cannot be used; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

from analytics.asking import ask, question, questions
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.intake import Report, check_all
from analytics.landing import land
from analytics.pilots import CardError, read_card, write_card
from analytics.records import KINDS
from analytics.sample import land_sample
from analytics.sources import Answers, DateOrder
from analytics.store import Store, StoreError, default_workspace


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows would not know “−”
            stream.reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except _Usage as error:
        print(f"impact: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _Usage(Exception):
    """The command line asks for something that cannot be; one sentence."""


# verbs --------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    reports = check_all(_files(arguments.files), _answers(arguments))
    _print_reports(reports, arguments.json, with_records=arguments.rows)
    return _exit_code(reports)


def _ingest(arguments: argparse.Namespace) -> int:
    files = _files(arguments.files)
    with _opened(arguments) as store:
        reports = land(store, files, _answers(arguments))
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


def _pilot(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        if arguments.file:
            try:
                card = read_card(arguments.file.read_text("utf-8-sig"))
            except (CardError, UnicodeDecodeError) as error:
                print(f"{arguments.file.name}: {error}", file=sys.stderr)
                return 1
            except OSError as error:
                raise _Usage(f"{arguments.file} cannot be read: {error.strerror}") from error
            store.save_pilot(card)
        found = store.pilot()
    if arguments.json:
        print(json.write(json.card_object(found) if found else None))
    elif found:
        print(write_card(found), end="")
    else:
        print("This workspace has no pilot card yet: impact pilot --file pilot.toml")
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    asked = question(arguments.question)
    if asked is None:
        known = ", ".join(q.name for q in questions())
        raise _Usage(f"there is no question “{arguments.question}”; there are: {known}")
    filters = Filters(
        departments=tuple(arguments.department),
        first_day=arguments.first_day,
        last_day=arguments.last_day,
        as_of=arguments.as_of,
    )
    if filters.first_day and filters.last_day and filters.first_day > filters.last_day:
        raise _Usage("--from lies after --to")
    with _opened(arguments) as store:
        known_departments = store.departments()
        unknown = [name for name in filters.departments if name not in known_departments]
        if unknown and known_departments:
            raise _Usage(
                f"there is no department “{unknown[0]}”; there are: {', '.join(known_departments)}"
            )
        finding = ask(store, asked.name, filters)
    print(json.write(json.finding_object(finding)) if arguments.json else _in_words(finding))
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        reports = land_sample(store)
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


# what they share ----------------------------------------------------------------------------------


class _opened:
    """The workspace of the command line, closed again afterwards."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._path = arguments.workspace or default_workspace()

    def __enter__(self) -> Store:
        self._store = Store.open(self._path)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _files(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """(name, bytes) of every file named; a folder stands for the files in it."""
    found: list[tuple[str, bytes]] = []
    for path in paths:
        inside = _visible_files(path) if path.is_dir() else [path]
        for file in inside:
            try:
                found.append((file.name, file.read_bytes()))
            except OSError as error:
                raise _Usage(f"{file} cannot be read: {error.strerror}") from error
    return found


def _visible_files(folder: Path) -> list[Path]:
    """Without .DS_Store and the like, which no one put there."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _answers(arguments: argparse.Namespace) -> Answers:
    zone = arguments.timezone or ""
    if zone and zone not in available_timezones():
        raise _Usage(f"--timezone {zone} is not an IANA name such as Europe/Berlin")
    return Answers(
        date_order=arguments.date_order,
        timezone=zone,
        session_date=arguments.session_date,
        kind=arguments.kind,
        mapping=_mapping(arguments.mapping) if arguments.mapping else {},
    )


def _mapping(path: Path) -> dict[str, str]:
    """A mapping file: TOML with one line per field, `hire_date = "Column header"`."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _Usage(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _Usage(f'{path} is not a TOML file of field = "Column header": {error}') from error
    if not all(isinstance(value, str) for value in found.values()):
        raise _Usage(f'{path}: every line is field = "Column header"')
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


def _in_words(finding: Finding) -> str:
    lines = [finding.title, finding.subtitle, ""]
    lines += [f"{finding.label}: {finding.headline}"] if finding.is_answered else []
    lines += [" · ".join(verdict.label for verdict in finding.verdicts)] if finding.verdicts else []
    lines += list(finding.caption)
    lines += [f"{lead} {sentence}" for lead, sentence in finding.paragraphs]
    return "\n".join([*lines, "", finding.footnote])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-04-12") from error


def parser() -> argparse.ArgumentParser:
    """Every verb and option, each with its help."""
    impact = argparse.ArgumentParser(
        prog="impact",
        description="Reads the exports of a peer-learning pilot and says whether it works.",
    )
    verbs = impact.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, says: str, run: object) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=says, description=says)
        sub.set_defaults(run=run)
        return sub

    def add_files(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "files", nargs="+", type=Path, metavar="FILE",
            help="an export as downloaded, a pilot.toml, or a folder of them",
        )  # fmt: skip

    def add_workspace(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--workspace", type=Path, metavar="DIR",
            help="folder of the database (default: a per-user data folder)",
        )  # fmt: skip

    def add_json(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--json", action="store_true", help="machine-readable, unrounded")

    def add_answers(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--date-order", choices=get_args(DateOrder), help="how the file writes its dates"
        )
        sub.add_argument("--timezone", metavar="ZONE", help="zone of the file's clock")
        sub.add_argument(
            "--session-date", type=_day, metavar="DATE", help="day of a session without a date"
        )
        sub.add_argument("--kind", choices=KINDS, help="what the file holds")
        sub.add_argument(
            "--mapping", type=Path, metavar="FILE",
            help='TOML file of field = "Column header" for a file nobody recognises',
        )  # fmt: skip

    checking = verb("check", "Say what each file is and what is wrong in it; land nothing.", _check)
    add_files(checking)
    checking.add_argument("--rows", action="store_true", help="with --json: the records too")
    add_json(checking)
    add_answers(checking)

    ingesting = verb("ingest", "Land files in the workspace.", _ingest)
    add_files(ingesting)
    add_workspace(ingesting)
    add_json(ingesting)
    add_answers(ingesting)

    card = verb("pilot", "Set or print the pilot card.", _pilot)
    card.add_argument("--file", type=Path, metavar="pilot.toml", help="the card to set")
    add_workspace(card)
    add_json(card)

    asking = verb("ask", "Answer one question.", _ask)
    asking.add_argument("question", metavar="QUESTION", help=", ".join(q.name for q in questions()))
    add_workspace(asking)
    asking.add_argument(
        "--department", action="append", default=[], metavar="D", help="may be repeated"
    )
    asking.add_argument(
        "--from", dest="first_day", type=_day, metavar="DATE", help="first day of the sessions"
    )
    asking.add_argument(
        "--to", dest="last_day", type=_day, metavar="DATE", help="last day of the sessions"
    )
    asking.add_argument(
        "--as-of", type=_day, metavar="DATE", help="read the data as if exported on that day"
    )
    add_json(asking)

    sampling = verb("sample", "Land the sample pilot, marked as sample data.", _sample)
    add_workspace(sampling)
    add_json(sampling)
    return impact


if __name__ == "__main__":
    sys.exit(main())
