"""`impact`: the same functions as the pages, without a browser.

Exit codes: 0 done; 1 some file was refused or held back, each with its reason, the workspace cannot
be used, or a backup lacks what came last; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from analytics import audit, doctor, erasure, fmt, progress, recovery, review, settings, subject
from analytics.asking import ask, question, questions
from analytics.briefing import brief
from analytics.bulk import LARGE, OnDisk, Upload
from analytics.cli_options import parser
from analytics.exports import csv, json, ways
from analytics.exports.slide import UnusableTemplate
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.intake import Report, check_all
from analytics.landing import land, large_files, take_back
from analytics.pilots import CardError, read_card, write_card
from analytics.problems import where
from analytics.sample import land_sample
from analytics.scope import AccessError, Scope, access_of, scope_of
from analytics.sources import Answers
from analytics.store import DATABASE, InUseError, Store, StoreError, default_workspace
from analytics.themes import ThemesError, read_themes, write_themes


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows would not know “−”
            stream.reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        settings.check()
        code = _VERBS[arguments.verb](arguments)
        sys.stdout.flush()
        return code
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except (_Usage, settings.SettingsError) as error:
        print(f"impact: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped; nothing was changed.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _Usage(Exception):
    """The command line asks for something that cannot be; one sentence."""


# verbs --------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    with large_files() as way:
        reports = check_all(_read(arguments.files), _answers(arguments), by_column=way)
    _print_reports(reports, arguments.json, with_records=arguments.rows)
    return _exit_code(reports)


def _ingest(arguments: argparse.Namespace) -> int:
    files = _read(arguments.files)
    told = progress.Reading({name: len(data) for name, data in files}, _shown_step())
    with _opened(arguments) as store:
        reports = land(store, files, _answers(arguments), on_read=told.file, told=told.rows)
        audit.note_loaded(store.folder, reports)
    _end_of_steps()
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


def _shown_step() -> Callable[[progress.Step], None]:
    """Tells a person at a terminal how far the work is, on one line; nobody else."""
    if not sys.stderr.isatty():
        return lambda step: None
    return lambda step: print(f"\r\x1b[K{step.says}", end="", file=sys.stderr, flush=True)


def _end_of_steps() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


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


def _themes(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        if arguments.file:
            try:
                store.save_themes(read_themes(arguments.file.read_text("utf-8-sig")))
            except (ThemesError, UnicodeDecodeError) as error:
                print(f"{arguments.file.name}: {error}", file=sys.stderr)
                return 1
            except OSError as error:
                raise _Usage(f"{arguments.file} cannot be read: {error.strerror}") from error
        elif arguments.usual:
            store.save_themes(())
        found = store.themes()
    print(json.write(json.themes_object(found)) if arguments.json else write_themes(found).rstrip())
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
        by=arguments.by,
    )
    if filters.first_day and filters.last_day and filters.first_day > filters.last_day:
        raise _Usage("--from lies after --to")
    with _opened(arguments) as store:
        _know_departments(store, filters)
        finding = ask(store, asked.name, filters, _scope())
    print(json.write(json.finding_object(finding)) if arguments.json else _in_words(finding))
    return 0


def _report(arguments: argparse.Namespace) -> int:
    suffix = arguments.out.suffix.casefold().removeprefix(".")
    if arguments.out.is_dir():
        suffix = ""  # a folder, whatever its name
    if arguments.template and suffix != "pptx":
        raise _Usage("--template is for a .pptx")
    if arguments.dark and suffix not in ("", "pdf"):
        raise _Usage("--dark is for pictures: a folder or a .pdf")
    if suffix and suffix not in ways.OF_PILOT:
        known = ", ".join(f".{name}" for name in ways.OF_PILOT)
        raise _Usage(f"{arguments.out.name}: a report ends in {known}, or is a folder")
    sunday = None
    if arguments.week:
        sunday = arguments.week + timedelta(days=6 - arguments.week.weekday())
    filters = Filters(departments=tuple(arguments.department), as_of=sunday or arguments.as_of)
    style = ways.Style(template=_template(arguments.template), is_dark=arguments.dark)
    with _opened(arguments) as store:
        if store.source_files().empty:
            print("Nothing has landed in this workspace yet: impact ingest", file=sys.stderr)
            return 1
        _know_departments(store, filters)
        found = brief(store, filters, _scope(), told=_shown_step())
    _end_of_steps()
    try:
        if suffix:
            _write_whole(arguments.out, ways.OF_PILOT[suffix](found, style))
        else:
            arguments.out.mkdir(parents=True, exist_ok=True)
            for name, data in ways.pictures(found, style):
                _write_whole(arguments.out / name, data)
    except UnusableTemplate as error:
        raise _Usage(f"{arguments.template.name}: {error}") from error
    except OSError as error:
        raise _Usage(f"{arguments.out} cannot be written: {error.strerror}") from error
    print(f"{found.title}\nWritten to {arguments.out}")
    return 0


def _template(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise _Usage(f"{path} cannot be read: {error.strerror}") from error


def _write_whole(path: Path, data: bytes) -> None:
    """Whoever looks at the file sees the old one or the new one, never half of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _know_departments(store: Store, filters: Filters) -> None:
    known = store.departments()
    unknown = [name for name in filters.departments if name not in known]
    if unknown and known:
        raise _Usage(f"there is no department “{unknown[0]}”; there are: {', '.join(known)}")


def _sample(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        reports = land_sample(store)
    _print_reports(reports, arguments.json)
    return _exit_code(reports)


def _files(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        files = store.source_files()
    if arguments.json:
        print(json.write([json.file_object(row) for row in files.to_dict(orient="records")]))
        return 0
    for row in files.itertuples(index=False):
        landed_at = f"{fmt.day(row.landed_at.date())}, {row.landed_at:%H:%M} UTC"
        rows = f"{fmt.count(row.rows_usable)} of {fmt.count(row.rows_read)} rows"
        print(f"{row.name} · {row.kind} · {rows} · landed {landed_at} · {_short(row.file_id)}")
    if files.empty:
        print(_NOTHING_LANDED)
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        name = take_back(store, _landed_file(store, arguments.file))
        audit.note(store.folder, "took back", count=1)
    print(f"{name}: taken back; what it alone had brought is gone")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        found = doctor.examine(store)
        left_out = doctor.left_out_rows(store)
        is_empty = store.source_files().empty
    if arguments.left_out:
        try:
            arguments.left_out.write_bytes(csv.write_frame(left_out))
        except OSError as error:
            raise _Usage(f"{arguments.left_out} cannot be written: {error.strerror}") from error
    if arguments.json:
        troubles = [json.trouble_object(trouble) for trouble in found]
        print(json.write({"headline": doctor.headline(found), "troubles": troubles}))
        return 0
    print(_NOTHING_LANDED if is_empty else doctor.headline(found))
    for severity, heading in _SEVERITIES.items():
        of_severity = [trouble for trouble in found if trouble.severity == severity]
        if of_severity:
            print(f"\n{heading}")
        for trouble in of_severity:
            print("\n    ".join([f"  {trouble.says}.", trouble.effect(), *_places(trouble)]))
    if arguments.left_out:
        print(f"\n{fmt.plural(len(left_out), 'left-out row')} written to {arguments.left_out}")
    return 0


def _review(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        found = review.unmatched(store)
    if arguments.json:
        print(json.write([json.unmatched_object(someone) for someone in found]))
        return 0
    for someone in found:
        print(f"{someone.describe()}. Id {someone.alias_id}")
        if someone.decision == "same":
            print(f"    decided: it is {someone.same_as}")
        elif someone.decision == "apart":
            print("    decided: somebody else")
        for best in someone.suggestions if someone.decision is None else ():
            alike = f"{round(best.likeness)}% alike"
            print(f"    perhaps {best.describe()}, {alike}. Id {best.alias_id}")
    if any(someone.decision is None for someone in found):
        print("Say who it is: impact decide ID --same-as ID, or impact decide ID --apart")
    else:
        print("Every name matches somebody in the people list, or was decided about.")
    return 0


def _decide(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        try:
            review.decide(store, arguments.alias, arguments.same_as)
        except StoreError as error:
            raise _Usage(str(error)) from error
        name = review.spelling(store, arguments.alias)
        who = "" if arguments.apart else f"“{review.spelling(store, arguments.same_as)}”"
    print(f"“{name}” is {who or 'somebody else'} from now on; every number follows it")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    target = _outside(arguments)
    try:
        with _opened(arguments) as store:
            assert store.keeping is not None
            if target:
                store.keeping.copy_to(target)
            made = target or store.keeping.snapshot()
            files = fmt.plural(len(store.source_files()), "file")
    except InUseError:
        if target is None:
            raise
        found = recovery.copy_snapshot(_folder(arguments), target)
        print(f"{target} is {found.says}", file=sys.stderr if found.lacks else sys.stdout)
        return 1 if found.lacks else 0
    print(f"{files} backed up to {made}, and counted there")
    return 0


def _outside(arguments: argparse.Namespace) -> Path | None:
    """Where a copy goes to, which may be anything but the workspace's own database."""
    target: Path | None = arguments.file
    if target and target.resolve() == (_folder(arguments) / DATABASE).resolve():
        raise _Usage(f"{target} is the database itself; name another file for the copy")
    return target


def _restore(arguments: argparse.Namespace) -> int:
    found = recovery.restore(_folder(arguments), arguments.file)
    audit.note(_folder(arguments), "restored")
    return _say_recovered(found)


def _rebuild(arguments: argparse.Namespace) -> int:
    found = recovery.rebuild(_folder(arguments), _shown_step())
    _end_of_steps()
    audit.note(_folder(arguments), "rebuilt")
    return _say_recovered(found)


def _say_recovered(found: recovery.Recovered) -> int:
    print(found.says)
    if found.aside:
        print(f"What was there before is set aside as {found.aside}")
    return 0


def _person(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        found = subject.everything_about(store, subject.find(store, arguments.who))
        if arguments.out:
            try:
                _write_whole(arguments.out, json.write(dict(found)).encode())
            except OSError as error:
                raise _Usage(f"{arguments.out} cannot be written: {error.strerror}") from error
            audit.note(store.folder, "gave out a person")
    for table, rows in found.items():
        print(f"{table}: {fmt.plural(len(rows), 'row')}")
    if arguments.out:
        print(f"Written to {arguments.out}")
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        whom = subject.find(store, arguments.who)
        if not arguments.yes:
            rows = sum(map(len, subject.everything_about(store, whom).values()))
            print(
                f"{whom.name} is in {fmt.plural(rows, 'row')}. To erase them for good, with every"
                " kept upload and snapshot of the workspace, say it again with --yes."
            )
            return 1
        receipt = erasure.erase(store, whom)
    recovery.rewrite(_folder(arguments))
    audit.forget(_folder(arguments), whom.texts)
    audit.note(_folder(arguments), "erased")
    print(f"{receipt.says}\n{erasure.BEYOND}")
    return 0


def _retire(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        names = [name for _, name in erasure.too_old(store, arguments.before)]
        if not names:
            print(f"Every landed file knows of {fmt.day(arguments.before)} or later.")
            return 0
        print("\n".join(names))
        if not arguments.yes:
            print("To take these back for good, say it again with --yes.")
            return 1
        erasure.retire(store, arguments.before)
    recovery.rewrite(_folder(arguments))
    audit.note(_folder(arguments), "retired", count=len(names))
    print(f"{fmt.plural(len(names), 'file')} taken back and gone\n{erasure.BEYOND}")
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        deeds = audit.read(store.folder)
    for deed in deeds:
        print(f"{fmt.day(deed.at.date())}, {deed.at:%H:%M} UTC · {deed.who} · {deed.says}")
    if not deeds:
        print("Nothing has been noted yet.")
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    target = _outside(arguments) or _folder(arguments) / recovery.PUBLISHED
    with _opened(arguments) as store:
        assert store.keeping is not None
        version = store.keeping.copy_to(target)
    print(f"Published as {target}, version {fmt.count(version)}")
    return 0


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "ingest": _ingest,
    "files": _files,
    "undo": _undo,
    "doctor": _doctor,
    "review": _review,
    "decide": _decide,
    "pilot": _pilot,
    "themes": _themes,
    "ask": _ask,
    "report": _report,
    "sample": _sample,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
    "person": _person,
    "erase": _erase,
    "retire": _retire,
    "audit": _audit,
    "publish": _publish,
}
_SEVERITIES: dict[doctor.Severity, str] = {
    "moves": "Moves a number",
    "may-move": "May move a number",
    "harmless": "Moves no number",
}
_NOTHING_LANDED = "Nothing has landed yet: impact ingest FILE"


# what they share ----------------------------------------------------------------------------------


class _opened:
    """The workspace of the command line, closed again afterwards."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._path = _folder(arguments)

    def __enter__(self) -> Store:
        self._store = Store.open(self._path)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _folder(arguments: argparse.Namespace) -> Path:
    return Path(arguments.workspace or default_workspace())


def _scope() -> Scope:
    """Who sits at the command line has the files themselves: an analyst, with the smallest groups
    of the settings, since what they write is read by others."""
    try:
        return scope_of({}, replace(access_of(os.environ), mode="local"))
    except AccessError as error:
        raise _Usage(str(error)) from error


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
                raise _Usage(f"{file} cannot be read: {error.strerror}") from error
    return found


def _visible_files(folder: Path) -> list[Path]:
    """Without .DS_Store and the like, which no one put there."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _landed_file(store: Store, wanted: str) -> str:
    """The id of the one landed file that is called so, by its name or (the start of) its id."""
    files = store.source_files()
    if files.empty:
        raise _Usage("nothing has landed yet, so nothing can be taken back")
    is_id = files["file_id"].str.startswith(wanted.lower()) & (len(wanted) >= _SHORT)
    found = files[is_id | (files["name"] == Path(wanted).name)]
    if len(found) == 1:
        return str(found["file_id"].iloc[0])
    known = ", ".join(
        f"{row.name} ({_short(row.file_id)})"
        for row in (files if found.empty else found).itertuples(index=False)
    )
    if found.empty:
        raise _Usage(f"no file “{wanted}” has landed; there are: {known}")
    raise _Usage(f"more than one file is called “{wanted}”; name it by its id: {known}")


_SHORT = 12


def _short(file_id: str) -> str:
    """As much of a file's id as tells it from others."""
    return file_id[:_SHORT]


def _places(trouble: doctor.Trouble) -> list[str]:
    """Where a trouble is, a line of text for each file."""
    lines: dict[str, list[int]] = {}
    for file, row in trouble.rows:
        lines.setdefault(file, []).extend([row.line] if row.line else [])
    return [f"{file}{where(sorted(set(numbers)))}" for file, numbers in lines.items()]


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
        skipped_lines=frozenset(arguments.skip_line),
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


if __name__ == "__main__":
    sys.exit(main())
