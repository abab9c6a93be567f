"""Words that name people, for analysts: who could lead a session next."""

from __future__ import annotations

from analytics import fmt
from analytics.peers import NextHost
from analytics.verdicts.said import dotted

NEXT_HOSTS = (
    "Learned in three sessions or more and led none; who has left is not listed. First those who"
    " come often, know several formats and are of a department that few hosts come from; each of"
    " the three counts a third."
)
NOBODY_NEXT = "Nobody in the people list has learned in three or more sessions and led none."


def next_host_line(one: NextHost) -> str:
    """ "Ana Ruiz (Sales) · learned in 7 sessions of 3 formats · 1 host from Sales so far"."""
    who = f"{one.name} ({one.department})" if one.department else one.name
    formats = f" of {fmt.plural(one.formats, 'format')}" if one.formats else ""
    parts = [who, f"learned in {fmt.plural(one.sessions, 'session')}{formats}"]
    if one.department:
        parts.append(f"{fmt.plural(one.hosts, 'host')} from {one.department} so far")
    return dotted(parts)
