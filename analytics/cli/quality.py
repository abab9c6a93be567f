"""Verbs about what is doubtful: troubles in the exports, and names that match nobody."""

from __future__ import annotations

import argparse

from analytics import audit, doctor, fmt, review
from analytics.cli.common import NOTHING_LANDED, Usage, opened, scope_here
from analytics.exports import csv, json
from analytics.problems import where
from analytics.store import StoreError


def examine(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = doctor.examine(store, scope_here())
        left_out = doctor.left_out_rows(store)
        is_empty = store.source_files().empty
        if arguments.left_out:
            audit.note(store.folder, "gave out rows")
    if arguments.left_out:
        try:
            arguments.left_out.write_bytes(csv.write_frame(left_out))
        except OSError as error:
            raise Usage(f"{arguments.left_out} cannot be written: {error.strerror}") from error
    if arguments.json:
        troubles = [json.trouble_object(trouble) for trouble in found]
        print(json.write({"headline": doctor.headline(found), "troubles": troubles}))
        return 0
    print(NOTHING_LANDED if is_empty else doctor.headline(found))
    for severity, heading in _SEVERITIES.items():
        of_severity = [trouble for trouble in found if trouble.severity == severity]
        if of_severity:
            print(f"\n{heading}")
        for trouble in of_severity:
            print("\n    ".join([f"  {trouble.says}.", trouble.effect(), *_places(trouble)]))
    if arguments.left_out:
        print(f"\n{fmt.plural(len(left_out), 'left-out row')} written to {arguments.left_out}")
    return 0


def list_unmatched(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
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


def decide(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        try:
            review.decide(store, arguments.alias, arguments.same_as)
        except StoreError as error:
            raise Usage(str(error)) from error
        name = review.spelling(store, arguments.alias)
        who = "" if arguments.apart else f"“{review.spelling(store, arguments.same_as)}”"
    print(f"“{name}” is {who or 'somebody else'} from now on; every number follows it")
    return 0


_SEVERITIES: dict[doctor.Severity, str] = {
    "moves": "Moves a number",
    "may-move": "May move a number",
    "harmless": "Moves no number",
}


def _places(trouble: doctor.Trouble) -> list[str]:
    """Where a trouble is, a line of text for each file."""
    lines: dict[str, list[int]] = {}
    for file, row in trouble.rows:
        lines.setdefault(file, []).extend([row.line] if row.line else [])
    return [f"{file}{where(sorted(set(numbers)))}" for file, numbers in lines.items()]
