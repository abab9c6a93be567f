"""How far a long piece of work is, in one sentence with an estimate of the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analytics import fmt
from analytics.intake import Report

# Sooner than this after the start no estimate is worth its words, in seconds.
_SOON = 1.0


@dataclass(frozen=True)
class Step:
    """says: how far it is; share: done of all, from 0 to 1."""

    says: str
    share: float


class Reading:
    """Files on their way into a workspace. show is told of every step, and may raise to stop.

    sizes: bytes by the names of the files; clock: seconds that only grow.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        show: Callable[[Step], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sizes, self._show, self._clock = dict(sizes), show, clock
        self._total = max(sum(sizes.values()), 1)
        self._files = len(sizes)
        self._done = self._bytes = self._rows = 0
        self._started = clock()

    def rows(self, name: str, rows: int, of: int) -> None:
        """So many rows of a large file, of as many."""
        share = rows / max(of, 1)
        said = f"{fmt.plural(self._rows + rows, 'row')} read, of {name} {fmt.percent(share)}"
        self._tell(said, (self._bytes + self._sizes.get(name, 0) * share) / self._total)

    def file(self, report: Report) -> None:
        """A file is read."""
        self._done += 1
        self._bytes += self._sizes.get(report.file, 0)
        self._rows += report.rows.read
        files = f"{fmt.count(self._done)} of {fmt.plural(self._files, 'file')} read"
        rows = fmt.plural(self._rows, "row")
        if self._done < self._files:
            self._tell(f"{files} · {rows}", self._bytes / self._total)
        else:
            self._show(Step(f"{files} · {rows} · working out who was where", 1.0))

    def settled(self) -> None:
        """All is worked out, and not yet kept."""
        self._show(Step(f"{fmt.plural(self._rows, 'row')} read", 1.0))

    def _tell(self, says: str, share: float) -> None:
        self._show(Step(f"{says}{left(self._clock() - self._started, share)}", share))


def left(seconds: float, share: float) -> str:
    """ ", about 12 s left" after so many seconds for a share of the work; "" too soon to say."""
    if seconds < _SOON or not 0 < share < 1:
        return ""
    rest = seconds * (1 - share) / share
    return f", about {rest:.0f} s left" if rest < 100 else f", about {rest / 60:.0f} min left"
