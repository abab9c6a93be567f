"""One dot per hire, two rows, with the bar of each row's middle half."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics import fmt
from analytics.findings import DotCohort
from analytics.findings import Dots as Hires
from analytics.plots.plot import XY, Axis, Band, Dots, Line, RowLabel

# A cloud of dots in pixels of the screen: its height, from dot to dot, and how far a day's dots
# are set off so that those of neighbouring days do not hide.
CLOUD, STACK, SET_OFF = 92, 7, 1.6
# A row is 2 high: its cloud reaches so far from its middle, its bar so far below.
_MIDDLE, _REACH = 1.15, 0.62
_BAR = (0.15, 0.35)
_MEDIAN = (0.1, 0.4)
_DOT = 6.5


@dataclass(frozen=True)
class Placed:
    """People of one day who are alike, as one dot. offset: from the middle of the cloud, in pixels
    of the screen."""

    day: int
    is_competent: bool
    people: int
    offset: float


def dots(answer: Hires) -> XY:
    """Filled = competent, hollow = still learning; the bar runs from the first to the third
    quartile, its line is the median. Before stands above during, each row 2 high."""
    end = last_day(answer)
    rows = (("before", answer.before, 2.0), ("during", answer.during, 0.0))
    return XY(
        x=Axis(
            0.0,
            end * 1.02,
            tuple((float(day), fmt.count(day)) for day in ticks(end)),
            "Days since hire",
            has_grid=True,
        ),
        y=Axis(0.0, 4.0),
        bands=tuple(band for row in rows for band in _middle_half(*row, end)),
        lines=tuple(line for row in rows for line in _median(*row)),
        dots=tuple(some for row in rows for some in _cloud(*row, end)),
        labels=tuple(_label(*row) for row in rows),
    )


# choices that the screen makes too ----------------------------------------------------------------


def last_day(answer: Hires) -> int:
    """The last day drawn: the whole of the shorter row and nearly all of the longer one."""
    days = sorted(day for c in (answer.before, answer.during) for day, _, n in c.dots for _ in [n])
    usual = days[int(0.98 * (len(days) - 1))] if days else 0
    wanted = max(usual, *(q or 0 for c in (answer.before, answer.during) for q in c.quartiles), 10)
    return int(-(-wanted // 10) * 10)


def ticks(end: int) -> range:
    step = next((s for s in (10, 20, 30, 60, 90) if end / s <= 7), 180)
    return range(0, end + 1, step)


def cloud(some: Iterable[tuple[int, bool, int]], end: int) -> list[Placed]:
    """The dots of a day stand above each other, around the middle; several people of one day
    where a cloud would grow too high share a dot."""
    found = []
    stacked: dict[int, int] = defaultdict(int)
    for day, is_competent, people in some:
        if day > end:
            continue
        for _ in range(min(people, int(CLOUD / STACK))):
            level = stacked[day]
            stacked[day] += 1
            offset = (level + 1) // 2 * (1 if level % 2 else -1)
            # Neighbouring days are set off by a little, always the same, so that dots do not hide.
            set_off = (day * 37 % 23 - 11) * SET_OFF
            found.append(Placed(day, is_competent, people, offset * STACK + set_off))
    return found


def middle_half(cohort: DotCohort, end: int) -> tuple[float, float] | None:
    """From the first quartile to the third, or to the end where that is not reached."""
    first, _, third = cohort.quartiles
    return None if first is None else (first, min(third if third is not None else end, end))


# what is placed -----------------------------------------------------------------------------------


def _cloud(when: str, cohort: DotCohort, bottom: float, end: int) -> list[Dots]:
    placed = cloud(cohort.dots, end)
    scale = _REACH / max([CLOUD / 2, *(abs(one.offset) for one in placed)])
    looks = ((True, f"Competent, {when} pilot"), (False, f"Still learning, {when} pilot"))
    found = []
    for is_competent, name in looks:
        alike = [one for one in placed if one.is_competent == is_competent]
        if alike:
            x = tuple(float(one.day) for one in alike)
            y = tuple(bottom + _MIDDLE + scale * one.offset for one in alike)
            found.append(Dots(name, x, y, when, not is_competent, sizes=(_DOT,) * len(alike)))
    return found


def _middle_half(when: str, cohort: DotCohort, bottom: float, end: int) -> list[Band]:
    ends = middle_half(cohort, end)
    if ends is None:
        return []
    low, high = (bottom + at for at in _BAR)
    return [Band(f"Middle half, {when} pilot", ends, (low, low), (high, high), f"{when}_band")]


def _median(when: str, cohort: DotCohort, bottom: float) -> Sequence[Line]:
    median = cohort.quartiles[1]
    if median is None:
        return []
    low, high = (bottom + at for at in _MEDIAN)
    return [Line(f"Median {when} pilot", (median, median), (low, high), when, "bold")]


def _label(when: str, cohort: DotCohort, bottom: float) -> RowLabel:
    first, median, third = cohort.quartiles
    half = ""
    if first is not None and third is not None:
        half = f"middle half {fmt.number(first)}–{fmt.number(third)}"
    value = f"median {fmt.days(median)}"
    return RowLabel(
        bottom + _MIDDLE, f"{when.title()} pilot", fmt.plural(cohort.n, "hire"), value, half, True
    )
