"""Verbs about numbers: the card and the themes they follow, one asked for, all written out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from analytics import audit, claims, fmt
from analytics.asking import ask, question, questions
from analytics.briefing import Briefing, brief
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
from analytics.findings import Finding, Plan
from analytics.pilots import CardError, read_card, write_card
from analytics.portfolio import keep_all_said, portfolio
from analytics.store import Store
from analytics.themes import ThemesError, read_themes, write_themes
from analytics.verdicts.promise import promise_line, promise_sentences, put_away_sentence
from analytics.verdicts.said import dotted

T = TypeVar("T")


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
            store.save_pilot(card, store.chosen)
        if arguments.list:
            return _list_pilots(store, as_json=arguments.json)
        found = store.chosen_pilot()
        if found is None and (arguments.lock or arguments.put_away):
            print(_no_pilot(store), file=sys.stderr)
            return 1
        if found and arguments.put_away:
            store.put_away(found.number)
            print(f"{found.card.name} is put away. Saving its card again brings it back.")
            return 0
        if found and arguments.lock:
            found = store.lock_pilot(found.number)
        missing = "" if found else _no_pilot(store)
    if arguments.json:
        print(json.write(json.pilot_object(found) if found else None))
    elif found:
        print(write_card(found.card), end="")
        print("".join(f"# {says}\n" for says in promise_sentences(found)), end="")
    else:
        print(missing)
    return 0


def _no_pilot(store: Store) -> str:
    if store.put_away_pilots():
        return "All pilots are put away: impact pilot --file pilot.toml brings one back"
    return "This workspace has no pilot card yet: impact pilot --file pilot.toml"


def _list_pilots(store: Store, *, as_json: bool) -> int:
    kept = store.pilots()
    if as_json:
        print(json.write([json.pilot_object(one) for one in kept]))
        return 0
    if not kept:
        print(_no_pilot(store))
    for one in kept:
        span = fmt.span(one.card.starts_on, one.card.ends_on)
        print(dotted([one.card.name, span, promise_line(one)]))
    if note := put_away_sentence(store.put_away_pilots()):
        print(note)
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
    tried = {
        name: value
        for name in ("months", "target", "follow_up", "design")
        if (value := getattr(arguments, name)) is not None
    }
    if tried and "intent" not in asked.filters:
        raise Usage(f"another pilot can be tried of pilot-plan only, not of {asked.name}")
    scope = scope_here()
    if tried and not scope.sees_individuals:
        raise Usage("only analysts can try another pilot")
    with opened(arguments) as store:
        _know_departments(store, filters)
        finding = ask(store, asked.name, filters, scope)
        if tried and isinstance(finding.answer, Plan):
            intent = replace(finding.answer.intent, **tried)
            finding = ask(store, asked.name, replace(filters, intent=intent), scope)
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
    if suffix:
        _written(arguments, ways.OF_PILOT[suffix], found, style)
    else:
        _written_pictures(arguments.out, found, style)
    print(f"{found.title}\nWritten to {arguments.out}")
    return 0


def side_by_side(arguments: argparse.Namespace) -> int:
    suffix = arguments.out.suffix.casefold().removeprefix(".") if arguments.out else ""
    if arguments.out and suffix not in ways.OF_PORTFOLIO:
        known = ", ".join(f".{name}" for name in ways.OF_PORTFOLIO)
        raise Usage(f"{arguments.out.name}: the pilots side by side end in {known}")
    style = ways.Style(template=_template(arguments.template))
    with opened(arguments) as store:
        found = portfolio(store, scope_here())
        if arguments.out:
            audit.note(store.folder, "gave out figures", reason=arguments.out.name)
            keep_all_said(store, found, scope_here(), arguments.out.name)
    if arguments.out:
        _written(arguments, ways.OF_PORTFOLIO[suffix], found, style)
    if arguments.json:
        print(json.write(json.portfolio_object(found)))
        return 0
    print(found.title)
    for row in found.rows:
        print(f"\n{dotted([row.name, row.about])}")
        for score in row.scores:
            print("  " + dotted([f"{score.measure}: {score.result}", score.interval, score.says]))
    print("".join(f"\n{note}" for note in found.notes), end="\n" if found.notes else "")
    return 0


def _written(
    arguments: argparse.Namespace,
    way: Callable[[T, ways.Style], bytes],
    found: T,
    style: ways.Style,
) -> None:
    """Errors: Usage for a template or a place that cannot be used."""
    try:
        write_whole(arguments.out, way(found, style))
    except UnusableTemplate as error:
        raise Usage(f"{arguments.template.name}: {error}") from error
    except OSError as error:
        raise Usage(f"{arguments.out} cannot be written: {error.strerror}") from error


def _written_pictures(folder: Path, found: Briefing, style: ways.Style) -> None:
    """Errors: Usage for a folder that cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in ways.pictures(found, style):
            write_whole(folder / name, data)
    except OSError as error:
        raise Usage(f"{folder} cannot be written: {error.strerror}") from error


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
