"""Words that name people, for analysts: who could lead a session next, who learns with whom."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.matching import Matched, Pair, Peer, Pod
from analytics.peers import NextHost
from analytics.verdicts.said import dotted, listed

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


def more_hosts(shown: int, of: int) -> str:
    """ "10 of 53; --all lists everybody."."""
    return f"{fmt.count(shown)} of {fmt.count(of)}; --all lists everybody."


# who learns with whom -----------------------------------------------------------------------------


def pairs_title(matched: Matched) -> str:
    """ "12 pairs; in 9 of them each teaches the other"."""
    if not matched.pairs:
        return "Nobody offers what somebody else wants"
    mutual = sum(pair.is_mutual for pair in matched.pairs)
    return (
        f"{fmt.plural(len(matched.pairs), 'pair')}; in {fmt.count(mutual)} of them each teaches the"
        " other"
    )


def pods_title(made: Sequence[Pod]) -> str:
    """ "5 pods of 4 or 5 people"."""
    sizes = sorted({len(pod.peers) for pod in made})
    least, most = sizes[0], sizes[-1]
    of = fmt.count(least)
    if most > least:
        of += f" {'or' if most == least + 1 else 'to'} {fmt.count(most)}"
    many = "person" if sizes == [1] else "people"
    return f"{fmt.plural(len(made), 'pod')} of {of} {many}"


def match_notes(
    matched: Matched | None, made: Sequence[Pod], gone: Sequence[Peer], people: Sequence[Peer]
) -> tuple[str, ...]:
    """What a reader must know of a matching, one sentence each. people: all who were matched."""
    said = []
    if gone:
        said.append(
            "Not matched, for the people list says that they have left or are about to:"
            f" {_names(gone)}."
        )
    if matched and matched.left:
        said.append(f"Nobody was found for {_names(matched.left)}.")
    again = sum(pair.is_again for pair in matched.pairs) if matched else sum(p.again for p in made)
    if again:
        who = fmt.plural(again, "pair")
        said.append(f"{who} {'has' if again == 1 else 'have'} been together in a small session.")
    alone = [pod for pod in made if len(pod.peers) == 1]
    if alone:
        said.append(
            f"The only one of their role, so alone: {_names([pod.peers[0] for pod in alone])}."
        )
    nameless = [one for one in people if not one.email]
    if nameless:
        who = fmt.plural(len(nameless), "person has", "people have")
        said.append(f"{who} no e-mail address in the list, so the invitations do not reach them.")
    return tuple(said)


def _names(people: Sequence[Peer]) -> str:
    return listed([one.name for one in people])


def pair_line(pair: Pair) -> str:
    """ "Ana Ruiz · Ben Ode: Ana Ruiz teaches Excel and SQL; Ben Ode teaches Pitching"."""
    taught = [f"{who} teaches {listed(skills)}" for who, skills in _teaching(pair)]
    return f"{dotted([pair.first.name, pair.second.name])}: {'; '.join(taught)}"


def _teaching(pair: Pair) -> list[tuple[str, tuple[str, ...]]]:
    """Who of the two teaches the other, and what."""
    both = ((pair.first.name, pair.teaches), (pair.second.name, pair.learns))
    return [(who, skills) for who, skills in both if skills]


def pair_invitation(pair: Pair) -> tuple[str, str]:
    """Title and text of a pair's invitation; the title names the format, so that the session is
    known by it when it comes back."""
    one, other = pair.first.name, pair.second.name
    lines = [f"{who} shows: {', '.join(skills)}." for who, skills in _teaching(pair)]
    about = "\n".join([*lines, "Bring one real piece of work. Swap roles half-way."])
    return f"Skill swap: {one} and {other}", about


def pod_invitation(number: int, pod: Pod) -> tuple[str, str]:
    role = f" ({pod.role})" if pod.role else ""
    return (
        f"Learning pod {number}{role}",
        "One question each, ten minutes a person. Somebody else leads every time.",
    )
