"""Verbs that keep the data safe: backup, restore, rebuild, publish."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics import audit, fmt, recovery
from analytics.cli.common import Usage, end_of_steps, folder_of, opened, shown_step
from analytics.store import DATABASE, InUseError


def backup(arguments: argparse.Namespace) -> int:
    target = _outside(arguments)
    try:
        with opened(arguments) as store:
            assert store.keeping is not None
            if target:
                store.keeping.copy_to(target)
            made = target or store.keeping.snapshot()
            files = fmt.plural(len(store.source_files()), "file")
    except InUseError:
        if target is None:
            raise
        found = recovery.copy_snapshot(folder_of(arguments), target)
        print(f"{target} is {found.says}", file=sys.stderr if found.lacks else sys.stdout)
        return 1 if found.lacks else 0
    print(f"{files} backed up to {made}, and counted there")
    return 0


def _outside(arguments: argparse.Namespace) -> Path | None:
    """Where a copy goes to, which may be anything but the workspace's own database."""
    target: Path | None = arguments.file
    if target and target.resolve() == (folder_of(arguments) / DATABASE).resolve():
        raise Usage(f"{target} is the database itself; name another file for the copy")
    return target


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
    target = _outside(arguments) or folder_of(arguments) / recovery.PUBLISHED
    with opened(arguments) as store:
        assert store.keeping is not None
        version = store.keeping.copy_to(target)
    print(f"Published as {target}, version {fmt.count(version)}")
    return 0
