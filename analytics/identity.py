"""Who is who across systems: e-mail first, then UPN, employee id, and only then a unique name.

Nothing is merged on a guess. A spelling that carries an address or an id stands for itself; a
bare name joins a person only when exactly one person bears it. Two people of one name stay two,
and a bare name that fits both of them stays apart ("ambiguous").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.keys import Ints, key_codes
from analytics.vocabulary import normal

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Texts of which the key is the lower case, and names that are only turned round as well.
_PLAIN_ADDRESS = r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+"
_PLAIN_ID = r"[A-Za-z-]*[0-9][0-9A-Za-z-]*"
_PLAIN_WORDS = r"[A-Za-z]+(?: [A-Za-z0-9]+)*"
_PLAIN_NAME = rf"{_PLAIN_WORDS}(?:, {_PLAIN_WORDS})?"
# Words that stand in an address or id column and are not a key (formats.md pitfall 4).
_NOT_A_KEY = {"", "email", "e mail", "anonymous", "anonym", "n a", "na", "none", "null", "unknown"}


def address_key(text: str) -> str:
    """An e-mail address or UPN as a key, "" if it is none ("EMAIL", "n/a", "anonymous")."""
    text = text.strip().casefold()
    return text if _ADDRESS.fullmatch(text) else ""


def id_key(text: str) -> str:
    """An employee id as a key: text as it is ("001201" stays), "" if it is none."""
    text = text.strip().lstrip("'")
    return "" if normal(text) in _NOT_A_KEY else text.casefold()


def name_key(name: str) -> str:
    """A name as a key: "Doe, Jane" and "Jane Doe" are one; "" for phone numbers and nothing."""
    last, comma, first = name.partition(",")
    key = normal(f"{first} {last}" if comma and first.strip() else name)
    return key if any(map(str.isalpha, key)) else ""


def _plain_name_key(names: pd.Series) -> pd.Series:
    return names.str.replace("^([^,]+), ([^,]+)$", r"\2 \1", regex=True).str.lower()


_HOW = ("key", "name", "decided", "alone", "ambiguous")
_KEY, _NAME, _DECIDED, _ALONE, _AMBIGUOUS = range(len(_HOW))


def match_columns(
    aliases: pd.DataFrame, decided: Mapping[int, int | None] = MappingProxyType({})
) -> pd.DataFrame:
    """Every alias with the person it stands for, in order of alias_id: alias_id, person_id (the
    smallest alias id of the person) and matched_by ("key" for an address or id, "name" for a
    unique one, "decided", "alone" or "ambiguous").

    aliases: alias_id (no two alike), name, email, upn, employee_id, no nulls.
    decided: what people said about aliases: the alias of the person it is, or None for somebody
    else, who then is never joined by name. A decision is about that one spelling, wins over its
    name, and rests while an alias it names is gone. The result depends on the set of aliases and
    decisions only, not on the order in which files came.
    """
    aliases = aliases.sort_values("alias_id", ignore_index=True)
    ids = aliases["alias_id"].to_numpy(dtype=np.int64)
    # From here on an alias is its place in that order, and a person the first place that is theirs.
    places = np.arange(len(ids))
    addresses = pd.concat([aliases["email"], aliases["upn"]])
    address = key_codes(addresses, address_key, _PLAIN_ADDRESS)
    employee = key_codes(aliases["employee_id"], id_key, _PLAIN_ID)
    name = key_codes(aliases["name"], name_key, _PLAIN_NAME, _plain_name_key)
    has_address = (address.reshape(2, -1) >= 0).any(axis=0)
    has_id = employee >= 0
    keyed = has_address | has_id
    same, apart = _decisions(ids, decided)
    person = _join(places, *_holders(address, np.tile(places, 2)))
    person = _join(person, *_holders(employee, places))
    person = _join(person, *same)

    named = keyed & (name >= 0)
    of, who = _borne(name[named], person[named])
    pairs = _lists_without_addresses(
        of,
        who,
        has_id=_marked(person[has_id], len(ids)),
        has_address=_marked(person[has_address], len(ids)),
        apart=person[apart],
    )
    person = _join(person, *pairs)
    by_name = keyed & _marked(pairs[0], len(ids))[person]
    how = np.where(by_name, _NAME, np.where(keyed, _KEY, _DECIDED))
    how[same[0]] = _DECIDED

    of, who = _borne(of, person[who])
    no_name = name.max(initial=-1) + 1
    bearers = np.bincount(of, minlength=no_name + 1)  # -1 finds the last: nobody bears no name
    sole = np.zeros(no_name, dtype=np.int64)
    sole[of] = who
    undecided = ~keyed
    undecided[same[0]] = undecided[apart] = False
    bare = np.flatnonzero(undecided)
    fits = bearers[name[bare]]
    how[bare] = np.select([fits == 1, fits > 1], [_NAME, _AMBIGUOUS], _ALONE)
    known, alone = bare[fits == 1], bare[fits != 1]
    word, nameless = name[alone], name[alone] < 0
    word[nameless] = no_name + pd.factorize(aliases["name"].iloc[alone[nameless]])[0]
    person = _join(person, known, sole[name[known]])
    person = _join(person, *_holders(word, alone))
    matched_by = pd.array(_HOW, dtype="str").take(how)
    return pd.DataFrame({"alias_id": ids, "person_id": ids[person], "matched_by": matched_by})


def _decisions(ids: Ints, decided: Mapping[int, int | None]) -> tuple[tuple[Ints, Ints], Ints]:
    """The decisions that count, in places: (spellings, whose they are), and those who are apart."""
    said = np.array([(a, a if b is None else b) for a, b in decided.items()], dtype=np.int64)
    said = said.reshape(-1, 2)
    is_apart = np.array([b is None for b in decided.values()], dtype=bool)
    at = pd.Index(ids).get_indexer(said.ravel()).reshape(-1, 2)
    counts = (at >= 0).all(axis=1)
    same = at[counts & ~is_apart]
    return (same[:, 0], same[:, 1]), at[counts & is_apart, 0]


def _holders(keys: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Places that have a key (not -1), and for each the first place that has the same one."""
    keys, places = keys[keys >= 0], places[keys >= 0]
    first = np.empty(keys.max(initial=-1) + 1, dtype=np.int64)
    first[keys[::-1]] = places[::-1]
    return places, first[keys]


def _join(person: Ints, one: Ints, other: Ints) -> Ints:
    """The persons after joining each `one` with each `other`: the smallest of those joined."""
    person = person.copy()
    one, other = person[one], person[other]
    while len(apart := np.flatnonzero(one != other)):
        one, other = one[apart], other[apart]
        np.minimum.at(person, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(person, further := person[person]):
            person = further
        one, other = person[one], person[other]
    return person


def _marked(places: Ints, count: int) -> NDArray[np.bool_]:
    marks = np.zeros(count, dtype=bool)
    marks[places] = True
    return marks


def _borne(name: Ints, person: Ints) -> tuple[Ints, Ints]:
    """Every name with everybody who bears it, once, in the order of names and then of persons."""
    count = person.max(initial=0) + 1
    pairs = np.sort(name * count + person)
    return np.divmod(pairs[np.flatnonzero(np.diff(pairs, prepend=-1))], count)


def _lists_without_addresses(
    of: Ints,
    who: Ints,
    *,
    has_id: NDArray[np.bool_],
    has_address: NDArray[np.bool_],
    apart: Ints,
) -> tuple[Ints, Ints]:
    """A person known by id only and one known by address only, each the sole bearer of the same
    name on their side, are one person: a people list without e-mails meets an attendance file.
    Nobody who is `apart` is joined. Returns who is joined with whom, the smaller first.

    of, who: as `_borne` gives them; has_id, has_address: of every person."""
    pairs = who[np.bincount(of)[of] == 2].reshape(-1, 2)
    side = has_id.astype(np.int64) - has_address
    pairs = np.unique(pairs[side[pairs].prod(axis=1) == -1], axis=0)
    # Someone with two spellings may fit two others: then nobody can tell which, and all stay apart.
    fits = np.bincount(pairs.ravel(), minlength=len(side))
    fits[apart] = 0
    sure = pairs[(fits[pairs] == 1).all(axis=1)]
    return sure[:, 0], sure[:, 1]
