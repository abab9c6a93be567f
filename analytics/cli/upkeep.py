"""Verbs that keep the data safe: backup, restore, rebuild, publish."""

from __future__ import annotations

import argparse

from analytics import audit, fmt, recovery
from analytics.cli.common import end_of_steps, folder_of, opened, shown_step


def backup(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        assert store.keeping is not None
        if arguments.file:
            store.keeping.copy_to(arguments.file)
        made = arguments.file or store.keeping.snapshot()
        files = fmt.plural(len(store.source_files()), "file")
    print(f"{files} backed up to {made}, and counted there")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    found = recovery.restore(folder_of(arguments), arguments.file)
    audit.note(folder_of(arguments), "restored")
    return _say_recovered(found)


def rebuild(arguments: argparse.Namespace) -> int:
    found = recovery.rebuild(folder_of(arguments), shown_step())
    end_of_steps()
    audit.note(folder_of(arguments), "rebuilt")
    return _say_recovered(found)


def _say_recovered(found: recovery.Recovered) -> int:
    print(found.says)
    if found.aside:
        print(f"What was there before is set aside as {found.aside}")
    return 0


def publish(arguments: argparse.Namespace) -> int:
    target = arguments.file or folder_of(arguments) / recovery.PUBLISHED
    with opened(arguments) as store:
        assert store.keeping is not None
        version = store.keeping.copy_to(target)
    print(f"Published as {target}, version {fmt.count(version)}")
    return 0
