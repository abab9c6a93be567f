"""Names that match nobody for sure: the review list, with suggestions and what was decided.

Nothing is merged silently. A person decides that a spelling is the same as somebody in the people
list, or somebody else; the decision is remembered and every number follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz, process

from analytics import fmt
from analytics.identity import name_key
from analytics.noting import note_decision
from analytics.settle import settle_files
from analytics.store import Store, StoreError, Writer
from analytics.vocabulary import normal, words

Why = Literal["ambiguous", "device", "phone", "outside", "unknown"]
Decision = Literal["same", "apart"]

_WHY: Mapping[Why, str] = {
    "ambiguous": "fits more than one person in the people list",
    "device": "is a device, a room or a shared account",
    "phone": "is a phone number",
    "outside": "has an address from outside the organisation",
    "unknown": "is not in the people list",
}
_TOUCHES = {
    "attendance": "attended {}",
    "invitations": "was invited to {}",
    "competency": "has {}",
    "survey": "gave {}",
    "outcome": "has {}",
}
_NOUNS = {
    "attendance": "session",
    "invitations": "session",
    "competency": "sign-off",
    "survey": "survey response",
    "outcome": "outcome value",
}
_LIKELY = 80.0
_LONGEST_WORD = 3
MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Suggestion:
    """Somebody in the people list who may be meant; likeness 0–100 (rapidfuzz token ratio)."""

    alias_id: int
    name: str
    department: str
    likeness: float

    def describe(self) -> str:
        return f"{self.name} ({self.department})" if self.department else self.name


@dataclass(frozen=True)
class Unmatched:
    """One spelling that stands for nobody in the people list, or about which was decided.

    spelling: its name, else its e-mail address or id; touches: sessions, sign-offs and responses
    it brings, by kind of file; decision: None while nobody has looked at it; same_as: who it then
    is; places: where it stands, as (file, line).
    """

    alias_id: int
    name: str
    email: str
    spelling: str
    why: Why
    touches: dict[str, int]
    suggestions: tuple[Suggestion, ...]
    decision: Decision | None = None
    same_as: str = ""
    places: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    @property
    def rows(self) -> int:
        return sum(self.touches.values())

    def describe(self) -> str:
        """What it brings and why it is on the list: "“Casey” attended 2 sessions and is not …"."""
        brings = ", ".join(
            _TOUCHES[kind].format(fmt.plural(count, _NOUNS[kind]))
            for kind, count in self.touches.items()
        )
        return f"“{self.spelling}” {brings} and {_WHY[self.why]}"


_TOUCHED = """
    with touched as (
        select 'attendance' as kind, alias_id, file_id, line, landed_session_id as thing
        from attendance_interval
        union
        select 'invitations', alias_id, file_id, line, landed_session_id from landed_invitation
        union
        select 'competency', alias_id, file_id, line, line from landed_competency
        union
        select 'survey', alias_id, file_id, min(line), min(line) from survey_answer
        where alias_id is not null group by alias_id, file_id, response_id
        union
        select 'outcome', alias_id, file_id, line, line from landed_outcome
        where alias_id is not null
    )
    select
        t.kind, a.alias_id, a.name, a.email,
        coalesce(nullif(a.name, ''), nullif(a.email, ''), nullif(a.upn, ''), a.employee_id)
            as spelling,
        f.name as file, t.line, t.thing, i.matched_by
    from touched t
    join person_alias a on a.alias_id = t.alias_id
    join source_file f on f.file_id = t.file_id
    join identity i on i.alias_id = t.alias_id
    left join person p on p.person_id = i.person_id
    where p.person_id is null or a.alias_id in (select alias_id from identity_decision)
    order by f.landing, f.name, t.line
"""
_LISTED = """
    select distinct a.alias_id, a.name, a.email, i.person_id, p.department
    from landed_person l
    join person_alias a on a.alias_id = l.alias_id
    join identity i on i.alias_id = a.alias_id
    join person p on p.person_id = i.person_id
    order by a.alias_id
"""
# The newest word on each spelling; one that names a spelling that is gone rests.
_DECIDED = """
    with numbered as (
        select *, row_number() over (partition by alias_id order by change desc) as newest
        from identity_decision
    )
    select d.alias_id, d.decision, s.name, s.email
    from numbered d
    left join person_alias s on s.alias_id = d.same_as
    where d.newest = 1 and (d.decision = 'apart' or s.alias_id is not null)
"""


def unmatched(store: Store) -> tuple[Unmatched, ...]:
    """Spellings outside the people list, those that move most rows first, and after them those
    about which was decided. Empty without a people list."""
    listed = store.ask(_LISTED)
    if listed.empty:
        return ()
    known = _Known(
        [
            (normal(row.name), int(row.person_id), int(row.alias_id), row.name, row.department)
            for row in listed.itertuples(index=False)
            if row.name
        ]
    )
    own_domains = {email.rpartition("@")[2] for email in listed["email"] if email}
    decided = {
        int(row.alias_id): (row.decision, row.name or row.email if row.decision == "same" else "")
        for row in store.ask(_DECIDED).itertuples(index=False)
    }
    found = []
    for alias_id, rows in store.ask(_TOUCHED).groupby("alias_id", sort=False):
        first = rows.iloc[0]
        decision, same_as = decided.get(int(alias_id), (None, ""))
        found.append(
            Unmatched(
                alias_id=int(alias_id),
                name=first["name"],
                email=first["email"],
                spelling=first["spelling"],
                why=_why(first["name"], first["email"], first["matched_by"], own_domains),
                touches={
                    str(kind): int(of_kind[["file", "thing"]].drop_duplicates().shape[0])
                    for kind, of_kind in rows.groupby("kind", sort=True)
                },
                suggestions=known.like(first["name"]),
                decision=decision,
                same_as=same_as,
                places=tuple(dict.fromkeys(zip(rows["file"], map(int, rows["line"]), strict=True))),
            )
        )
    return tuple(sorted(found, key=lambda u: (u.decision is not None, -u.rows, u.name, u.alias_id)))


def decide(store: Store, alias_id: int, same_as: int | None) -> None:
    """Say that a spelling is the person of alias `same_as`, or (None) somebody else; remembered.

    A later word on the same spelling counts instead. Errors: StoreError when an id is of no
    spelling here, or both are the same.
    """
    with store.writing() as writer:
        known = set(writer.frame("select alias_id from person_alias")["alias_id"])
        for wanted in (alias_id, same_as):
            if wanted is not None and wanted not in known:
                raise StoreError(
                    f"No name in the workspace has the id {wanted}; impact review lists the names"
                    " that can be decided about, with their ids."
                )
        if alias_id == same_as:
            raise StoreError("A name is the same as itself already; name another one.")
        note_decision(writer, alias_id, same_as)
        keep_decision(writer, alias_id, same_as)
        settle_files(writer)


def spelling(store: Store, alias_id: int) -> str:
    """The name of an alias, else its e-mail address or id."""
    found = store.ask(
        "select name, email, upn, employee_id from person_alias where alias_id = $alias",
        {"alias": alias_id},
    )
    return next(text for text in found.iloc[0] if text)


def keep_decision(writer: Writer, alias_id: int, same_as: int | None) -> None:
    """Keep what was decided; it counts once the data are settled again."""
    writer.run(
        "insert into identity_decision values ($alias, $decision, $same_as, $change)",
        {
            "alias": alias_id,
            "decision": "apart" if same_as is None else "same",
            "same_as": same_as,
            "change": writer.changed("identity decision"),
        },
    )


class _Known:
    """The names of the people list, to look up who is like them."""

    def __init__(self, people: Sequence[tuple[str, int, int, str, object]]) -> None:
        self._people = people
        self._names = [name for name, *_ in people]

    def like(self, name: str) -> tuple[Suggestion, ...]:
        """The people whose names are most alike; "Ada's iPad" is looked up as "Ada"."""
        bare = _without_devices(name)
        if not bare:
            return ()
        best = process.extract(
            bare, self._names, scorer=fuzz.token_set_ratio, score_cutoff=_LIKELY, limit=None
        )
        found: dict[int, Suggestion] = {}
        for _, score, at in best:
            _, person_id, alias_id, known_as, department = self._people[at]
            belongs_to = department if isinstance(department, str) else ""
            found.setdefault(person_id, Suggestion(alias_id, known_as, belongs_to, float(score)))
            if len(found) == MOST_SUGGESTIONS:
                break
        return tuple(found.values())


def _why(name: str, email: str, matched_by: str, own_domains: set[str]) -> Why:
    if matched_by == "ambiguous":
        return "ambiguous"
    parts = {what for _, what in _parts(name)}
    account = {what for _, what in _parts(email.partition("@")[0])}
    is_shared = {"shared"} in (parts - {"number"}, account)
    if "device" in parts or is_shared:
        return "device"
    if name and not name_key(name):
        return "phone"
    if email and own_domains and email.rpartition("@")[2] not in own_domains:
        return "outside"
    return "unknown"


def _without_devices(name: str) -> str:
    return " ".join(word for word, what in _parts(name) if what != "device")


def _parts(name: str) -> list[tuple[str, str]]:
    """The words of a name with what each stands for: "device", "shared", "number", or ""."""
    pieces = normal(name.replace("’s ", " ").replace("'s ", " ")).split()
    known = words("no_person")
    found = []
    while pieces:
        for length in range(min(_LONGEST_WORD, len(pieces)), 0, -1):
            word = " ".join(pieces[:length])
            if word in known or length == 1:
                found.append((word, known.get(word, "number" if word.isdecimal() else "")))
                del pieces[:length]
                break
    return found
