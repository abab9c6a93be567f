"""The verb that draws by lot."""

from __future__ import annotations

import argparse
import sys

from analytics.allocation import Allocation, allocate, in_steps, stepped
from analytics.cli.common import Usage, write_whole
from analytics.exports import sign_off
from analytics.name_lists import NamesError, read_names
from analytics.verdicts.draw import card_lines, draw_sentence, group_name, sheet

_SHEETS = {".csv": sign_off.as_csv, ".docx": sign_off.as_document}


def draw(arguments: argparse.Namespace) -> int:
    out = arguments.out
    if out and out.suffix.casefold() not in _SHEETS:
        raise Usage(f"{out.name}: the sheet to sign ends in {' or '.join(_SHEETS)}")
    if (arguments.steps is None) != (arguments.first is None):
        raise Usage("--steps and --first DATE belong together")
    try:
        names = read_names(arguments.names.name, arguments.names.read_bytes())
    except NamesError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        raise Usage(f"{arguments.names} cannot be read: {error.strerror}") from error
    made = _drawn(arguments, names)
    for begins, *rest in sheet(made).rows:
        print("\t".join([group_name(begins), *rest]))
    print(f"\n{draw_sentence(made)}\nSeed {made.seed}\nDigest {made.digest}")
    if arguments.steps or not any(names.values()):
        whose = "For" if arguments.steps else "If these are departments, for"
        print(f"\n{whose} the pilot card, under [pilot]:\n{card_lines(made)}")
    if out:
        try:
            write_whole(out, _SHEETS[out.suffix.casefold()](made))
        except OSError as error:
            raise Usage(f"{out} cannot be written: {error.strerror}") from error
        print(f"Written to {out}")
    return 0


def _drawn(arguments: argparse.Namespace, names: dict[str, str]) -> Allocation:
    try:
        if arguments.steps is None:
            return allocate(names, arguments.seed, arguments.groups)
        return stepped(
            in_steps(names), arguments.seed, arguments.first, arguments.steps, arguments.weeks
        )
    except ValueError as error:
        raise Usage(str(error)) from error
