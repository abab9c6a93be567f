"""Verbs that come back to a pilot: what needs somebody now, and what was said, read again."""

from __future__ import annotations

import argparse
import sys

from analytics import fmt
from analytics.alerts import alerts, unwatched
from analytics.cli.common import NOTHING_LANDED, opened, scope_here
from analytics.exports import json
from analytics.filters import Filters
from analytics.second_look import AFTER, second_looks
from analytics.verdicts.alerts import NOTHING, tell, tell_unwatched
from analytics.verdicts.second_look import TITLE, look_sentence, shown

ALERT = 3  # the exit code for at least one


def watch(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        if store.source_files().empty:
            print(NOTHING_LANDED, file=sys.stderr)
            return 1
        if store.pilot() is None:
            print("There is no pilot to watch yet: impact pilot --file pilot.toml", file=sys.stderr)
            return 1
        asked = Filters(as_of=arguments.as_of), scope_here()
        found, why = alerts(store, *asked), unwatched(store, *asked)
    if arguments.json:
        said = [json.alert_object(alert) for alert in found]
        print(json.write(said if why is None else [json.unwatched_object(why)]))
    elif why:
        print(f"{tell_unwatched(why).fact}.")
    else:
        for told in map(tell, found):
            print(f"{told.fact}.\n    {told.clause}\n    To do: {told.do}")
        if not found:
            print(NOTHING)
    return ALERT if found else 0


def look_again(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = second_looks(store, scope_here(), arguments.as_of)
    if arguments.json:
        print(json.write([json.second_look_object(look) for look in found]))
        return 0
    for look in found:
        print(f"{shown(look).lead}. {look_sentence(look)}")
    if not found:
        days = " and ".join(map(fmt.count, AFTER))
        print(
            f"{TITLE}: no report has said anything of time to competency yet. What one says is"
            f" kept, and read again {days} days later."
        )
    return 0
