"""Verbs for the rights of the people in the data: what is kept, erasing, ageing, the log."""

from __future__ import annotations

import argparse
from datetime import date

from analytics import audit, erasure, fmt, recovery, subject
from analytics.cli.common import Usage, folder_of, opened, write_whole
from analytics.exports import json


def person(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = subject.everything_about(store, subject.find(store, arguments.who))
        if arguments.out:
            audit.note(store.folder, "gave out a person")
            try:
                write_whole(arguments.out, json.write(dict(found)).encode())
            except OSError as error:
                raise Usage(f"{arguments.out} cannot be written: {error.strerror}") from error
    for table, rows in found.items():
        print(f"{table}: {fmt.plural(len(rows), 'row')}")
    if arguments.out:
        print(f"Written to {arguments.out}")
    return 0


def erase(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        whom = subject.find(store, arguments.who)
        if not arguments.yes:
            rows = sum(map(len, subject.everything_about(store, whom).values()))
            print(
                f"{whom.name} is in {fmt.plural(rows, 'row')}. To erase them for good, with every"
                " kept upload and snapshot of the workspace, say it again with --yes."
            )
            return 1
        receipt = erasure.erase(store, whom)
    recovery.rewrite(folder_of(arguments))
    audit.forget(folder_of(arguments), whom.texts)
    audit.note(folder_of(arguments), "erased")
    print(f"{receipt.says}\n{erasure.BEYOND}")
    return 0


def retire(arguments: argparse.Namespace) -> int:
    before = arguments.before or erasure.oldest_kept(date.today())
    if before is None:
        raise Usage("say --before DATE, or set IMPACT_RETAIN_MONTHS")
    with opened(arguments) as store:
        names = [name for _, name in erasure.too_old(store, before)]
        if not names:
            print(f"Every landed file knows of {fmt.day(before)} or later.")
            return 0
        print("\n".join(names))
        if not arguments.yes:
            print("To take these back for good, say it again with --yes.")
            return 1
        erasure.retire(store, before)
    recovery.rewrite(folder_of(arguments))
    audit.note(folder_of(arguments), "retired", count=len(names))
    print(f"{fmt.plural(len(names), 'file')} taken back and gone\n{erasure.BEYOND}")
    return 0


def list_deeds(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        deeds = audit.read(store.folder)
    for deed in deeds:
        print(f"{fmt.day(deed.at.date())}, {deed.at:%H:%M} UTC · {deed.who} · {deed.says}")
    if not deeds:
        print("Nothing has been noted yet.")
    return 0
