"""What could be worked out from sums that are shown, and the answers without it.

Sums over sessions are shown by week, by month, by session, by format and in all. Each is a line of
zeros and ones over the sessions; whatever adding and subtracting shown sums can give is what their
lines span. A group that is too small is given away when its own line is among that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from analytics.findings import Grain, Grid, Periods, Point, Shares, Trend

_ZERO = 1e-9
_GRAINS: tuple[Grain, ...] = ("week", "month", "session")

Cells = tuple[bool | None, ...]


def without_small_periods(trend: Trend, smallest: int) -> Trend:
    """The trend with the periods blanked, of every grain, that may not be shown."""
    periods = trend.periods if trend.periods.weeks else Periods(weeks=trend.points)
    kept = kept_periods(periods, smallest)
    if kept is periods:
        return trend
    details = dict(trend.details)
    for grain in _GRAINS:
        is_shown = [point.share is not None for point in kept.by(grain)]
        listed = details.get(f"{grain}s", [])
        details[f"{grain}s"] = [one for one, shown in zip(listed, is_shown, strict=True) if shown]
        details[f"{grain}s_hidden"] = is_shown.count(False)
    points = kept.by(trend.grain)
    rows = zip(trend.table.rows, points, strict=True)
    return replace(
        trend,
        points=points,
        periods=kept if trend.periods.weeks else trend.periods,
        table=replace(trend.table, rows=tuple(row for row, point in rows if point.share)),
        details=details,
    )


def without_small_parts(shares: Shares, smallest: int) -> Shares:
    """The parts that may be shown beside the whole and, where they are of sessions, beside the
    trend of the same invitations; and no count of walk-ins who are too few."""
    if 0 < shares.n.get("walk_in_people", 0) < smallest:
        n = {key: count for key, count in shares.n.items() if not key.startswith("walk_in")}
        shares = replace(shares, n=n)
    sizes = [row.people for row in shares.rows]
    if shares.periods.sessions:
        kept = kept_parts([row.parts for row in shares.rows], sizes, shares.periods, smallest)
    else:
        kept = kept_groups(sizes, shares.n["people"], smallest)
    hidden = len(sizes) - len(kept)
    if not hidden:
        return shares
    [name] = [key for key, listed in shares.details.items() if isinstance(listed, list)]
    return replace(
        shares,
        rows=tuple(row for place, row in enumerate(shares.rows) if place in kept),
        table=replace(
            shares.table,
            rows=tuple(row for place, row in enumerate(shares.table.rows) if place in kept),
        ),
        details=dict(shares.details)
        | {
            name: [one for place, one in enumerate(shares.details[name]) if place in kept],
            f"{name}_hidden": hidden,
        },
    )


def without_small_weeks(grid: Grid, smallest: int) -> Grid:
    """The grid without the weeks that the trend does not show either; what is left is put in
    order anew, so that the order does not speak of the weeks that are gone."""
    gone = with_company(grid.people, smallest)
    if not gone:
        return grid
    kept = [place for place in range(len(grid.weeks)) if place not in gone]
    rows = [tuple(row[place] for place in kept) for row in grid.rows]
    rows = in_order([row for row in rows if any(cell is not None for cell in row)])
    weeks = tuple(grid.weeks[place] for place in kept)
    return replace(
        grid,
        weeks=weeks,
        people=tuple(grid.people[place] for place in kept),
        rows=tuple(rows),
        table=replace(
            grid.table,
            columns=("participant", *(week.isoformat() for week in weeks)),
            rows=table_rows(rows),
        ),
        details=dict(grid.details) | {"weeks_hidden": len(gone), "people_shown": len(rows)},
    )


def in_order(rows: Sequence[Cells]) -> list[Cells]:
    """Who came in most weeks first, then by the weeks themselves: what is drawn decides the order,
    and nothing else."""
    rank = {True: 0, False: 1, None: 2}
    return sorted(rows, key=lambda row: (-row.count(True), [rank[cell] for cell in row]))


def table_rows(rows: Sequence[Cells]) -> tuple[tuple[int | str | None, ...], ...]:
    """Numbered rows with a word for each cell: came, absent, or nothing for not invited."""
    words = {True: "came", False: "absent", None: None}
    return tuple(
        (number, *(words[cell] for cell in row)) for number, row in enumerate(rows, start=1)
    )


class Sums:
    """Sums over numbered parts that may be shown together; `small` are the parts behind which too
    few people stand.

    A sum over small parts alone may be of the same few people, however many parts there are. So
    such a sum may follow from what is shown only where it is one that is shown as such, with people
    enough, or several of those together: they share no part.
    """

    def __init__(self, small: Collection[int]) -> None:
        self._small = frozenset(small)
        self._lines: list[tuple[int, dict[int, float]]] = []
        self._place: dict[int, int] = {}  # of a pivot's line among them
        self._alone: list[Collection[int]] = []

    def add(self, group: Collection[int]) -> bool:
        """Whether the sum over these parts may be shown; then it counts as shown.

        What the lines shown so far explain is taken away from the new one by Gaussian elimination.
        Its pivot is a large part where one is left; where none is, a sum over small parts alone
        would follow, and each line with a large pivot adds no such sum.
        """
        line = self._reduced(dict.fromkeys(group, 1.0))
        left = [part for part, value in line.items() if abs(value) > _ZERO]
        if not left:
            return True  # it says nothing new
        large = [part for part in left if part not in self._small]
        is_alone = self._small.issuperset(group) and not any(
            set(group) & set(other) for other in self._alone
        )
        if not large and not is_alone:
            return False
        if not large:
            self._alone.append(group)
        # The last of equals: parts come one by one, and those before it then stay short lines.
        pivot = max(large or left, key=lambda part: (abs(line[part]), part))
        self._place[pivot] = len(self._lines)
        self._lines.append((pivot, {part: value / line[pivot] for part, value in line.items()}))
        return True

    def _reduced(self, line: dict[int, float]) -> dict[int, float]:
        """What is left of a line, with a value per part, without what the lines shown explain: of
        these, in the order they came, those whose pivot it has. None has an earlier's pivot."""
        places = [self._place[part] for part in line if part in self._place]
        heapify(places)
        while places:
            pivot, shown = self._lines[heappop(places)]
            factor = line.pop(pivot, 0.0)
            for part, value in shown.items() if factor else ():
                if part == pivot:
                    continue
                if part in self._place and part not in line:
                    heappush(places, self._place[part])
                line[part] = line.get(part, 0.0) - factor * value
        return line


def with_company(sizes: Sequence[int], smallest: int) -> set[int]:
    """The places of parts with fewer than `smallest` people, and of the next larger one.

    The same few people may stand behind every small part: only one that is large enough makes the
    hidden parts together, which are the whole less the rest, a group that is large enough.
    """
    by_size = sorted(range(len(sizes)), key=lambda place: (sizes[place], place))
    small = sum(size < smallest for size in sizes)
    return set(by_size[: small + 1]) if small else set()


def kept_groups(sizes: Sequence[int], whole: int, smallest: int) -> set[int]:
    """The places of groups that may be shown beside the whole, all of them of different people:
    the small ones go, then the next larger ones until those left over are enough."""
    by_size = sorted(range(len(sizes)), key=lambda place: (sizes[place], place))
    kept = [place for place in by_size if sizes[place] >= smallest]
    while kept and 0 < whole - sum(sizes[place] for place in kept) < smallest:
        kept.pop(0)
    return set(kept)


def kept_periods(periods: Periods, smallest: int) -> Periods:
    """The periods with nothing in those that may not be shown: fewer than `smallest` people stand
    behind them, or behind what they and the others leave over."""
    if not _has_small(periods, smallest):
        return periods
    return _Shown(periods, smallest).periods


def kept_parts(
    parts: Sequence[Collection[int]], sizes: Sequence[int], periods: Periods, smallest: int
) -> set[int]:
    """The places of the parts (sessions by their places in periods.sessions) that may be shown
    beside the periods. sizes: people behind each part."""
    large = [place for place, size in enumerate(sizes) if size >= smallest]
    if len(large) == len(parts) and not _has_small(periods, smallest):
        return set(large)
    sums = _Shown(periods, smallest).sums
    order = sorted(large, key=lambda place: (-sizes[place], place))
    kept: set[int] = set()
    while more := {p for p in order if p not in kept and sums.add(parts[p])}:
        kept |= more  # what follows from a part that came later in the order may be shown now
    return kept


def _has_small(periods: Periods, smallest: int) -> bool:
    known = [periods.weeks, periods.months]
    if periods.fewest is None:
        known.append(periods.sessions)
    elif periods.fewest < smallest:
        return True
    return any(point.people < smallest for points in known for point in points)


class _Shown:
    """Which periods are shown beside the whole: weeks before months before sessions, as far as each
    may be."""

    def __init__(self, periods: Periods, smallest: int) -> None:
        # Made-up trends may hold weeks alone: those are then the parts.
        parts = periods.sessions or periods.weeks
        self.sums = Sums([n for n, p in enumerate(parts) if p.people < smallest])
        weeks = [_inside(parts, week, periods.weeks) for week in periods.weeks]
        gone = with_company([week.people for week in periods.weeks], smallest)
        # The whole is known: what the weeks leave over follows from it, and is large enough.
        self.sums.add({part for place in gone for part in weeks[place]})
        large = [place for place in range(len(weeks)) if place not in gone]
        shown_weeks = {place for place in large if self.sums.add(weeks[place])}
        months = [_inside(parts, month, periods.months) for month in periods.months]
        self.periods = Periods(
            _blanked(periods.weeks, shown_weeks),
            _blanked(periods.months, self._added(periods.months, months, smallest)),
            _blanked(
                periods.sessions,
                self._added(periods.sessions, [{n} for n in range(len(parts))], smallest),
            ),
        )

    def _added(
        self, points: Sequence[Point], groups: Sequence[Collection[int]], smallest: int
    ) -> set[int]:
        return {
            place
            for place, point in enumerate(points)
            if point.people >= smallest and self.sums.add(groups[place])
        }


def _inside(parts: Sequence[Point], period: Point, periods: Sequence[Point]) -> set[int]:
    """The places of the parts that lie in a period: from its start to that of the next one."""
    following = min((p.start for p in periods if p.start > period.start), default=None)
    return {
        place
        for place, part in enumerate(parts)
        if part.start >= period.start and (following is None or part.start < following)
    }


def _blanked(points: Sequence[Point], shown: set[int]) -> tuple[Point, ...]:
    return tuple(
        point if place in shown else Point(point.start, None, 0, 0, 0, is_full=point.is_full)
        for place, point in enumerate(points)
    )
