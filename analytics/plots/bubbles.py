"""People by how often they led and how often they learned, as dots of their number."""

from __future__ import annotations

import math
from collections import Counter

from analytics import fmt
from analytics.findings import Bubbles, Level
from analytics.plots.canvas import WIDTH_PT
from analytics.plots.plot import XY, Axis, Dots, RowLabel

MOST_PLACES = 40
LARGEST, SMALLEST = 34.0, 7.0
DIGIT, ROUND = 6.0, 6.0  # of a number inside, and of the dot around it
_NAMED, _NAMED_SPANS = 20, 10  # places with a number, or with the span of several sessions


def bubbles(answer: Bubbles) -> XY:
    """One row per level of leading, who led most on top (y counts rows from the bottom); sessions
    attended run to the right. A dot's area is its number of people, and it is filled where they
    both teach and learn."""
    places, each = places_of(answer, MOST_PLACES)
    height = len(answer.levels) - 1
    rows = [(float(height - n), level) for n, level in enumerate(answer.levels)]
    every = math.ceil(places / (_NAMED if each == 1 else _NAMED_SPANS))
    return XY(
        x=Axis(
            -0.8,
            places - 0.2,
            tuple((float(place), attended(place, each)) for place in range(0, places, every)),
            "Sessions attended as a learner",
        ),
        y=Axis(-0.6, height + 0.6, tuple((y, "") for y, _ in rows), has_grid=True),
        dots=_dots(rows, places, each),
        labels=tuple(
            RowLabel(y, led(level), value=fmt.plural(level.people, "person", "people"))
            for y, level in rows
        ),
    )


# choices that the screen makes too ----------------------------------------------------------------


def places_of(answer: Bubbles, most: int) -> tuple[int, int]:
    """(places on the axis, sessions that share a place): no session, then at most `most` more."""
    sessions = max((s for level in answer.levels for s, _ in level.attended), default=0)
    each = max(1, math.ceil(sessions / most))
    return 1 + math.ceil(sessions / each), each


def by_place(level: Level, each: int) -> dict[int, int]:
    """People by their place on the axis: 0 for no session, then `each` sessions per place."""
    people: Counter[int] = Counter()
    for sessions, count in level.attended:
        people[math.ceil(sessions / each)] += count
    return dict(people)


def diameter(people: int, largest: int, room: float) -> float:
    """Of a dot whose area is its people; room: that of the `largest` number."""
    return max(SMALLEST, room * math.sqrt(people / largest))


def is_both(level: Level, place: int) -> bool:
    """Whether people at this place both teach and learn."""
    return level.led_from > 0 and place > 0


def number(people: int, size: float) -> str:
    """What stands inside a dot: its people, where there are several and they fit."""
    says = fmt.count(people)
    return says if people > 1 and size >= DIGIT * len(says) + ROUND else ""


def led(level: Level) -> str:
    """ "Led 2–5 sessions"."""
    if not level.led_to:
        return "Led none yet"
    sessions = "session" if level.led_from == level.led_to == 1 else "sessions"
    return f"Led {counts(level.led_from, level.led_to)} {sessions}"


def attended(place: int, each: int) -> str:
    """The sessions that share a place."""
    return counts(max(0, each * (place - 1) + 1), each * place)


def counts(first: int, last: int) -> str:
    """ "2–5", or "2"."""
    return fmt.count(first) if first == last else f"{fmt.count(first)}–{fmt.count(last)}"


# what is placed -----------------------------------------------------------------------------------


def _dots(rows: list[tuple[float, Level]], places: int, each: int) -> tuple[Dots, ...]:
    placed = [
        (float(place), y, people, is_both(level, place))
        for y, level in rows
        for place, people in by_place(level, each).items()
    ]
    largest = max((people for _, _, people, _ in placed), default=1)
    room = min(LARGEST, WIDTH_PT / places)
    found = []
    for name, both in (("Teach and learn", True), ("Only teach or only learn", False)):
        alike = [(x, y, people) for x, y, people, is_one in placed if is_one == both]
        if alike:
            x, y, people = zip(*alike, strict=True)
            sizes = tuple(diameter(n, largest, room) for n in people)
            labels = tuple(number(n, size) for n, size in zip(people, sizes, strict=True))
            found.append(Dots(name, x, y, "during", not both, sizes=sizes, labels=labels))
    return tuple(found)
