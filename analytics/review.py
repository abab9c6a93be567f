"""Names that match nobody for sure: the review list, with suggestions and what was decided.

Nothing is merged silently. A person decides that a spelling is the same as somebody in the people
list, or somebody else; the decision is remembered and every number follows it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from analytics.identity import name_key
from analytics.settle import settle
from analytics.store import Store
from analytics.vocabulary import normal

Why = Literal["ambiguous", "device", "phone", "outside", "unknown"]

_DEVICE = re.compile(
    r"\b(ipad|iphone|phone|android|galaxy|pixel|macbook|laptop|desktop|surface|tablet|conference"
    r"|meeting room|room|raum|salle|sala|zoom rooms?|mtr)\b"
)
_LIKELY = 80.0
MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Suggestion:
    """Somebody in the people list who may be meant; likeness 0–100 (rapidfuzz token ratio)."""

    alias_id: int
    name: str
    department: str
    likeness: float


@dataclass(frozen=True)
class Unmatched:
    """One spelling that stands for nobody in the people list.

    touches: rows it brings to each table; decision: None while nobody has looked at it.
    """

    alias_id: int
    name: str
    email: str
    why: Why
    touches: dict[str, int]
    suggestions: tuple[Suggestion, ...]
    decision: str | None = None

    @property
    def rows(self) -> int:
        return sum(self.touches.values())


_TOUCHED = """
    with touched as (
        select 'attendance' as what, alias_id, count(distinct landed_session_id) as rows_touched
        from attendance_interval group by alias_id
        union all
        select 'invitations', alias_id, count(*) from landed_invitation group by alias_id
        union all
        select 'competency', alias_id, count(*) from landed_competency group by alias_id
        union all
        select 'survey', alias_id, count(distinct response_id) from survey_answer
        where alias_id is not null group by alias_id
    )
    select
        a.alias_id, a.name, a.email, t.what, t.rows_touched, i.person_id, i.matched_by,
        p.person_id is not null as is_listed
    from touched t
    join person_alias a on a.alias_id = t.alias_id
    join identity i on i.alias_id = t.alias_id
    left join person p on p.person_id = i.person_id
"""
_LISTED = """
    select min(a.alias_id) as alias_id, max(a.name) as name, max(p.department) as department
    from landed_person l
    join person_alias a on a.alias_id = l.alias_id
    join identity i on i.alias_id = a.alias_id
    join person p on p.person_id = i.person_id
    where a.name <> ''
    group by i.person_id
"""


def unmatched(store: Store) -> tuple[Unmatched, ...]:
    """Spellings outside the people list, those that move most rows first. Empty without a list."""
    listed = store.ask(_LISTED)
    if listed.empty:
        return ()
    names = list(listed["name"])
    people = [
        (int(row.alias_id), row.name, row.department if isinstance(row.department, str) else "")
        for row in listed.itertuples(index=False)
    ]
    own_domains = _domains(store)
    decided = decisions(store)
    touched = store.ask(_TOUCHED)
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    spelling: dict[int, tuple[str, str, str]] = {}
    for row in touched[~touched["is_listed"]].itertuples(index=False):
        rows[row.alias_id][row.what] = int(row.rows_touched)
        spelling[row.alias_id] = (row.name, row.email, row.matched_by)
    found = [
        Unmatched(
            alias_id=alias_id,
            name=name,
            email=email,
            why=_why(name, email, matched_by, own_domains),
            touches=rows[alias_id],
            suggestions=_suggestions(name, names, people),
            decision=decided.get(alias_id),
        )
        for alias_id, (name, email, matched_by) in spelling.items()
    ]
    return tuple(sorted(found, key=lambda u: (u.decision is not None, -u.rows, u.name, u.alias_id)))


def decide(store: Store, alias_id: int, same_as: int | None) -> None:
    """Say that a spelling is the person of alias `same_as`, or (None) somebody else; remembered."""
    with store.writing() as writer:
        change = writer.changed("identity decision")
        writer.run(
            "insert into identity_decision values ($alias, $decision, $same_as, $change)",
            {
                "alias": alias_id,
                "decision": "apart" if same_as is None else "same",
                "same_as": same_as,
                "change": change,
            },
        )
        settle(writer)


def decisions(store: Store) -> dict[int, str]:
    """alias -> what was last decided about it."""
    rows = store.ask("select alias_id, decision from identity_decision order by change")
    return {int(row.alias_id): row.decision for row in rows.itertuples(index=False)}


def _why(name: str, email: str, matched_by: str, own_domains: frozenset[str]) -> Why:
    if matched_by == "ambiguous":
        return "ambiguous"
    if _DEVICE.search(normal(name)):
        return "device"
    if not name_key(name) and not email:
        return "phone"
    if email and own_domains and email.rpartition("@")[2] not in own_domains:
        return "outside"
    return "unknown"


def _domains(store: Store) -> frozenset[str]:
    found = store.ask(
        "select distinct a.email as email from landed_person l"
        " join person_alias a on a.alias_id = l.alias_id where a.email <> ''"
    )
    return frozenset(email.rpartition("@")[2] for email in found["email"])


def _suggestions(
    name: str, names: Sequence[str], people: Sequence[tuple[int, str, str]]
) -> tuple[Suggestion, ...]:
    """The most alike names of the people list; "Ada's iPad" is looked up as "Ada"."""
    bare = re.sub(r"[’']s\b", "", _DEVICE.sub(" ", normal(name.replace("’", "'")))).strip()
    if not bare:
        return ()
    best = process.extract(
        bare,
        [normal(known) for known in names],
        scorer=fuzz.token_set_ratio,
        score_cutoff=_LIKELY,
        limit=MOST_SUGGESTIONS,
    )
    return tuple(
        Suggestion(people[at][0], people[at][1], people[at][2], float(score))
        for _, score, at in best
    )
