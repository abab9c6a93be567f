"""Verbs about who teaches and learns with whom: who could lead next, matching, templates."""

from __future__ import annotations

import argparse
import dataclasses

from analytics.cli.common import opened, scope_here
from analytics.exports import json
from analytics.filters import Filters
from analytics.next_hosts import next_hosts
from analytics.verdicts.named import NOBODY_NEXT, next_host_line


def hosts(arguments: argparse.Namespace) -> int:
    filters = Filters(departments=tuple(arguments.department))
    with opened(arguments) as store:
        found = next_hosts(store, scope_here(), filters)
    if arguments.json:
        print(json.write([dataclasses.asdict(one) for one in found]))
        return 0
    for one in found:
        print(next_host_line(one))
    if not found:
        print(NOBODY_NEXT)
    return 0
