"""Verbs about numbers: the card and the themes they follow, one asked for, all written out."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from analytics import audit, claims
from analytics.asking import ask, question, questions
from analytics.briefing import brief
from analytics.cli.common import (
    Usage,
    end_of_steps,
    opened,
    scope_here,
    shown_step,
    write_whole,
)
from analytics.exports import json, ways
from analytics.exports.slide import UnusableTemplate
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.pilots import CardError, read_card, write_card
from analytics.store import Store
from analytics.themes import ThemesError, read_themes, write_themes


def pilot(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        if arguments.file:
            try:
                card = read_card(arguments.file.read_text("utf-8-sig"))
            except (CardError, UnicodeDecodeError) as error:
                print(f"{arguments.file.name}: {error}", file=sys.stderr)
                return 1
            except OSError as error:
                raise Usage(f"{arguments.file} cannot be read: {error.strerror}") from error
            store.save_pilot(card)
        found = store.pilot()
    if arguments.json:
        print(json.write(json.card_object(found) if found else None))
    elif found:
        print(write_card(found), end="")
    else:
        print("This workspace has no pilot card yet: impact pilot --file pilot.toml")
    return 0


def themes(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        if arguments.file:
            try:
                store.save_themes(read_themes(arguments.file.read_text("utf-8-sig")))
            except (ThemesError, UnicodeDecodeError) as error:
                print(f"{arguments.file.name}: {error}", file=sys.stderr)
                return 1
            except OSError as error:
                raise Usage(f"{arguments.file} cannot be read: {error.strerror}") from error
        elif arguments.usual:
            store.save_themes(())
        found = store.themes()
    print(json.write(json.themes_object(found)) if arguments.json else write_themes(found).rstrip())
    return 0


def answer(arguments: argparse.Namespace) -> int:
    asked = question(arguments.question)
    if asked is None:
        known = ", ".join(q.name for q in questions())
        raise Usage(f"there is no question “{arguments.question}”; there are: {known}")
    filters = Filters(
        departments=tuple(arguments.department),
        first_day=arguments.first_day,
        last_day=arguments.last_day,
        as_of=arguments.as_of,
        by=arguments.by,
    )
    if filters.first_day and filters.last_day and filters.first_day > filters.last_day:
        raise Usage("--from lies after --to")
    with opened(arguments) as store:
        _know_departments(store, filters)
        finding = ask(store, asked.name, filters, scope_here())
    print(json.write(json.finding_object(finding)) if arguments.json else _in_words(finding))
    return 0


def report(arguments: argparse.Namespace) -> int:
    suffix = arguments.out.suffix.casefold().removeprefix(".")
    if arguments.out.is_dir():
        suffix = ""  # a folder, whatever its name
    if arguments.template and suffix != "pptx":
        raise Usage("--template is for a .pptx")
    if arguments.dark and suffix not in ("", "pdf"):
        raise Usage("--dark is for pictures: a folder or a .pdf")
    if suffix and suffix not in ways.OF_PILOT:
        known = ", ".join(f".{name}" for name in ways.OF_PILOT)
        raise Usage(f"{arguments.out.name}: a report ends in {known}, or is a folder")
    sunday = None
    if arguments.week:
        sunday = arguments.week + timedelta(days=6 - arguments.week.weekday())
    filters = Filters(departments=tuple(arguments.department), as_of=sunday or arguments.as_of)
    style = ways.Style(template=_template(arguments.template), is_dark=arguments.dark)
    with opened(arguments) as store:
        if store.source_files().empty:
            print("Nothing has landed in this workspace yet: impact ingest", file=sys.stderr)
            return 1
        _know_departments(store, filters)
        found = brief(store, filters, scope_here(), told=shown_step())
        audit.note(store.folder, "gave out figures", reason=arguments.out.name)
        said = found.finding(claims.QUESTION)
        claims.keep_said(store, said, filters, scope_here(), arguments.out.name)
    end_of_steps()
    try:
        if suffix:
            write_whole(arguments.out, ways.OF_PILOT[suffix](found, style))
        else:
            arguments.out.mkdir(parents=True, exist_ok=True)
            for name, data in ways.pictures(found, style):
                write_whole(arguments.out / name, data)
    except UnusableTemplate as error:
        raise Usage(f"{arguments.template.name}: {error}") from error
    except OSError as error:
        raise Usage(f"{arguments.out} cannot be written: {error.strerror}") from error
    print(f"{found.title}\nWritten to {arguments.out}")
    return 0


def _template(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error


def _know_departments(store: Store, filters: Filters) -> None:
    known = store.departments()
    unknown = [name for name in filters.departments if name not in known]
    if unknown and known:
        raise Usage(f"there is no department “{unknown[0]}”; there are: {', '.join(known)}")


def _in_words(finding: Finding) -> str:
    lines = [finding.title, finding.subtitle, ""]
    lines += [f"{finding.label}: {finding.headline}"] if finding.is_answered else []
    lines += [" · ".join(verdict.label for verdict in finding.verdicts)] if finding.verdicts else []
    lines += list(finding.caption)
    lines += [f"{lead} {sentence}" for lead, sentence in finding.paragraphs]
    return "\n".join([*lines, "", finding.footnote])
