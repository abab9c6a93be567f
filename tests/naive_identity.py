"""Who is who, one spelling after the other: what `identity.match_columns` does by columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from analytics.identity import address_key, id_key, name_key


@dataclass(frozen=True)
class Alias:
    """One spelling of a person, as landed."""

    alias_id: int
    name: str
    email: str
    upn: str
    employee_id: str


@dataclass(frozen=True)
class Match:
    """matched_by: "key" (address or id), "name" (unique), "decided", "alone" or "ambiguous"."""

    alias_id: int
    person_id: int
    matched_by: str


class _Groups:
    """Union-find over alias ids."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, item: int) -> int:
        root = item
        while (parent := self._parent.setdefault(root, root)) != root:
            root = parent
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def join(self, one: int, other: int) -> None:
        """The smaller id stays the root, so that the result does not depend on the order."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low


def match(
    aliases: Iterable[Alias], decided: Mapping[int, int | None] = MappingProxyType({})
) -> list[Match]:
    """Every alias with the person it stands for. person_id is the smallest alias id of a person.

    decided: what people said about aliases: the alias of the person it is, or None for somebody
    else, who then is never joined by name. A decision is about that one spelling, wins over its
    name, and rests while an alias it names is gone. The result depends on the set of aliases and
    decisions only, not on the order in which files came.
    """
    aliases = sorted(aliases, key=lambda alias: alias.alias_id)
    known = {alias.alias_id for alias in aliases}
    same = {a: b for a, b in decided.items() if b is not None and {a, b} <= known}
    apart = {a for a, b in decided.items() if b is None and a in known}
    groups = _Groups()
    holder: dict[tuple[str, str], int] = {}
    bare = [a for a in aliases if not _keys(a)]
    keyed = [a for a in aliases if _keys(a)]
    for alias in keyed:
        for held in _keys(alias):
            groups.join(holder.setdefault(held, alias.alias_id), alias.alias_id)
    for alias_id, same_as in same.items():
        groups.join(alias_id, same_as)
    by_name = _join_lists_without_addresses(keyed, groups, apart)

    bearers: dict[str, set[int]] = defaultdict(set)
    for alias in keyed:
        if key := name_key(alias.name):
            bearers[key].add(groups.find(alias.alias_id))
    how = dict.fromkeys((a.alias_id for a in keyed), "key") | dict.fromkeys(by_name, "name")
    alone: dict[str, int] = {}
    for alias in bare:
        if alias.alias_id in same or alias.alias_id in apart:
            how[alias.alias_id] = "decided"
            continue
        key = name_key(alias.name) or f"\0{alias.name}"
        found = bearers.get(key, set())
        if len(found) == 1:
            groups.join(alias.alias_id, next(iter(found)))
            how[alias.alias_id] = "name"
        else:
            groups.join(alone.setdefault(key, alias.alias_id), alias.alias_id)
            how[alias.alias_id] = "ambiguous" if found else "alone"
    how |= dict.fromkeys(same, "decided")
    return [Match(a.alias_id, groups.find(a.alias_id), how[a.alias_id]) for a in aliases]


def _keys(alias: Alias) -> list[tuple[str, str]]:
    keys = [("address", address_key(alias.email)), ("address", address_key(alias.upn))]
    keys.append(("id", id_key(alias.employee_id)))
    return [key for key in keys if key[1]]


def _join_lists_without_addresses(
    keyed: list[Alias], groups: _Groups, apart: Collection[int]
) -> set[int]:
    """A person known by id only and one known by address only, each the sole bearer of the same
    name on their side, are one person: a people list without e-mails meets an attendance file.
    Nobody of whom an alias is `apart` is joined. Returns the aliases joined that way."""
    has_id: set[int] = set()
    has_address: set[int] = set()
    names: dict[str, set[int]] = defaultdict(set)
    for alias in keyed:
        root = groups.find(alias.alias_id)
        if id_key(alias.employee_id):
            has_id.add(root)
        if address_key(alias.email) or address_key(alias.upn):
            has_address.add(root)
        if key := name_key(alias.name):
            names[key].add(root)
    pairs: set[tuple[int, int]] = set()
    for roots in names.values():
        by_id = [root for root in roots if root in has_id and root not in has_address]
        by_address = [root for root in roots if root in has_address and root not in has_id]
        if len(roots) == 2 and len(by_id) == 1 and len(by_address) == 1:
            pairs.add((by_id[0], by_address[0]))
    # Someone with two spellings may fit two others: then nobody can tell which, and all stay apart.
    fits = Counter(root for pair in pairs for root in pair)
    stay_apart = {groups.find(alias_id) for alias_id in apart}
    sure = [
        pair
        for pair in pairs
        if fits[pair[0]] == fits[pair[1]] == 1 and stay_apart.isdisjoint(pair)
    ]
    for one, other in sure:
        groups.join(one, other)
    joined = {groups.find(one) for one, _ in sure}
    return {a.alias_id for a in keyed if groups.find(a.alias_id) in joined}
