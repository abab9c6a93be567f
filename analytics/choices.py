"""Which departments a reader may choose: no two choices differ by a group that is too small.

Departments that are too small are offered only together. An analyst may choose several, and what
is left over must be enough people again, on the list and behind the number. Whoever may not see
single people chooses one at a time, and a number is shown for a department only where it is whole
there, in every larger one, and in all that is left over: then whatever is added and subtracted is
made of groups that are large enough (docs/decisions/0012-who-may-choose-what.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analytics.filters import marked
from analytics.findings import Answer, Quotes, Themes, TooFew
from analytics.pilot_choices import is_first
from analytics.privacy import not_shown, protect
from analytics.scope import Scope
from analytics.store import Store

OTHERS = "Other departments"
# People without a department are chosen by this name: it is nobody else's.
NO_DEPARTMENT = ""


@dataclass(frozen=True)
class Choice:
    """One thing to choose. departments: what it stands for; people: on the people list."""

    name: str
    departments: tuple[str, ...]
    people: int


def offered(store: Store, scope: Scope) -> tuple[Choice, ...]:
    """What may be chosen, by name and OTHERS last; nothing where it would be one, nor, by whoever
    may not see single people, of another pilot than the one everybody is shown."""
    if not (scope.sees_individuals or is_first(store)):
        return ()
    found = store.ask(
        "select coalesce(department, '') as department, count(*) as people"
        " from person group by department"
    )
    sizes = zip(found["department"], found["people"], strict=True)
    return grouped({str(name): int(people) for name, people in sizes}, scope.smallest_group)


def grouped(sizes: Mapping[str, int], smallest: int) -> tuple[Choice, ...]:
    """Departments of these sizes as choices of at least `smallest` people each: small ones go
    together, and with the next larger one until they are enough."""
    by_size = sorted(sizes, key=lambda name: (sizes[name], name))
    small = [name for name in by_size if sizes[name] < smallest]
    rest = [name for name in by_size if sizes[name] >= smallest and name != NO_DEPARTMENT]
    while small and rest and sum(sizes[name] for name in small) < smallest:
        small.append(rest.pop(0))
    choices = [Choice(name, (name,), sizes[name]) for name in sorted(rest)]
    together = sum(sizes[name] for name in small)
    if set(small) - {NO_DEPARTMENT} and together >= smallest:
        choices.append(Choice(_free_name(sizes), tuple(sorted(small)), together))
    return tuple(choices) if len(choices) > 1 else ()


def _free_name(taken: Mapping[str, int]) -> str:
    name = OTHERS
    while name in taken:
        name += " together"
    return name


def others(store: Store, departments: Sequence[str]) -> tuple[str, ...]:
    """Everybody but these departments, those without one included."""
    rest = [name for name in (*store.departments(), NO_DEPARTMENT) if name not in departments]
    return tuple(rest)


Answered = Callable[[tuple[str, ...]], Answer]


def left_enough(answer: Answer, rest: Answer, left: int, scope: Scope) -> Answer:
    """The answer for some departments, or TooFew where those left over are too few to be told.

    rest: the answer for everybody else, as it is; left: how many of them are on the people list.
    """
    smallest = _smallest(answer, scope)
    # A week of a series may have fewer people than all of it.
    counted = rest.n.get("fewest_people", rest.n.get("people", 0))
    if not (0 < left < smallest or 0 < counted < smallest):
        return answer
    return not_shown(
        answer,
        "small-group",
        f"those left over would be fewer than {smallest} people, and everybody’s number less this"
        " one would be theirs",
        "Choose everyone, or fewer departments.",
    )


def shown_for(
    choices: Sequence[Choice], everybody: tuple[str, ...], scope: Scope, answered: Answered
) -> frozenset[str]:
    """The names of the choices for which an answer may be shown: the largest ones, as far as each
    of them and all that is left over is whole. everybody: all departments; answered: the answer
    for some of them, as it is.

    Every question hides the smallest first, so that what two questions show together is what one
    of them shows.
    """
    order = sorted(choices, key=lambda choice: (-choice.people, choice.name))
    kept: list[Choice] = []
    for choice in order:
        if not is_whole(answered(choice.departments), scope):
            break
        kept.append(choice)
    while kept:
        taken = {name for choice in kept for name in choice.departments}
        rest = tuple(name for name in everybody if name not in taken)
        left = answered(rest)
        if _is_of_nobody(left) or is_whole(left, scope):
            break
        kept.pop()
    return frozenset(choice.name for choice in kept)


def not_offered(answer: Answer, chosen: Choice | None) -> TooFew:
    """In place of an answer for a choice that this reader may not make, or not here."""
    if chosen is None:
        return not_shown(
            answer,
            "not-offered",
            "this choice is not one that can be made here",
            "Choose one of the departments and pilots that are offered, or everyone.",
        )
    return not_shown(
        answer,
        "not-offered",
        f"in {chosen.name}, in a larger department or in what is left over, too few people stand"
        " behind a part of it",
        "Choose a larger department, or everyone.",
    )


def is_whole(answer: Answer, scope: Scope) -> bool:
    """Whether nothing of an answer has to be hidden, and it is of somebody."""
    if _is_of_nobody(answer):
        return True
    if 0 < answer.n.get("fewest_people", 0) < scope.smallest_group:
        return False
    return not isinstance(answer, TooFew) and protect(answer, scope) == answer


def _is_of_nobody(answer: Answer) -> bool:
    return not any(count for name, count in answer.n.items() if "people" in name) and isinstance(
        answer, TooFew
    )


def _smallest(answer: Answer, scope: Scope) -> int:
    is_comments = isinstance(answer, Quotes | Themes)
    return scope.smallest_comments if is_comments else scope.smallest_group


def head_count(store: Store, departments: tuple[str, ...]) -> int:
    """People of these departments on the list."""
    found = store.ask(
        "select count(*) as people from person"
        " where strpos($departments, concat(chr(31), department, chr(31))) > 0",
        {"departments": marked(departments)},
    )
    return int(found["people"][0])
