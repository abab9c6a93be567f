"""`impact`: the same functions as the pages, without a browser.

Exit codes: 0 done; 1 some file was refused or held back, each with its reason, the workspace cannot
be used, or a backup lacks what came last; 2 wrong usage; 3 something needs somebody (watch).
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from analytics import settings
from analytics.cli import (
    drawing,
    elsewhere,
    files,
    numbers,
    peers,
    quality,
    rights,
    upkeep,
    watching,
)
from analytics.cli.common import Usage, folder_of
from analytics.cli.options import parser
from analytics.store import TO_REWRITE, StoreError

__all__ = ["main", "parser"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows would not know “−”
            stream.reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        settings.check()
        _check_place(arguments.verb)
        code = _VERBS[arguments.verb](arguments)
        sys.stdout.flush()
        return code
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except (Usage, settings.SettingsError) as error:
        print(f"impact: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nStopped; {_what_stays(arguments)}.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _check_place(verb: str) -> None:
    """What changes a workspace, or is about the files behind it, has nothing to do in an engine."""
    if verb in _OF_A_WORKSPACE and (engine := settings.value("IMPACT_ENGINE")):
        raise Usage(
            f"{verb} works on a workspace, and IMPACT_ENGINE names {engine}, which is only read:"
            " leave that out, and use impact load to change it"
        )


_OF_A_WORKSPACE = (
    "ingest", "sample", "undo", "doctor", "review", "decide", "match", "backup", "restore",
    "rebuild", "person", "erase", "retire", "audit", "publish",
)  # fmt: skip


def _what_stays(arguments: argparse.Namespace) -> str:
    if "workspace" in arguments and (folder_of(arguments) / TO_REWRITE).exists():
        return "what was erased is not out of every file: opening the workspace again ends that"
    return "nothing was changed"


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": files.check,
    "ingest": files.ingest,
    "files": files.list_files,
    "undo": files.undo,
    "doctor": quality.examine,
    "review": quality.list_unmatched,
    "decide": quality.decide,
    "pilot": numbers.pilot,
    "themes": numbers.themes,
    "ask": numbers.answer,
    "report": numbers.report,
    "portfolio": numbers.side_by_side,
    "draw": drawing.draw,
    "hosts": peers.hosts,
    "match": peers.pair_or_pod,
    "templates": peers.write_templates,
    "second-look": watching.look_again,
    "watch": watching.watch,
    "sample": files.sample,
    "backup": upkeep.backup,
    "restore": upkeep.restore,
    "rebuild": upkeep.rebuild,
    "person": rights.person,
    "erase": rights.erase,
    "retire": rights.retire,
    "audit": rights.list_deeds,
    "publish": upkeep.publish,
    "export": elsewhere.export,
    "load": elsewhere.load_there,
    "schema": elsewhere.print_schema,
}
