"""Long runs: a folder for them that is gone afterwards, and how far they are, on the terminal."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Step = tuple[str, int]


@contextmanager
def scratch(where: Path | None, needed: int) -> Iterator[Path]:
    """A folder in `where` (else where the system keeps such) that is gone afterwards, whether the
    run ends by itself, fails or is stopped; needed: bytes, said beforehand.

    Errors: SystemExit when there is not so much room, and after Ctrl-C.
    """
    where = where or Path(tempfile.gettempdir())
    free = shutil.disk_usage(where).free
    says = f"up to {_size(needed)} of disk in {where}, where {_size(free)} are free"
    if needed > free:
        sys.exit(f"This takes {says}; name another folder with --folder.")
    print(f"This takes {says}; Ctrl-C stops it and leaves nothing.", file=sys.stderr)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(dir=where, prefix="impact-bench-") as folder:
            yield Path(folder)
    except KeyboardInterrupt:
        print("\nStopped; nothing is left behind.", file=sys.stderr)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGTERM, before)


def _size(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e8 else f"{size / 1e6:,.0f} MB"


class Progress:
    """What runs, for how many rows, and how long the rest may take.

    todo: what is still to be done, as (name, rows), in order; the same may come several times.
    """

    def __init__(self, todo: Iterable[Step]) -> None:
        self.todo = list(todo)
        self.taken: dict[Step, float] = {}
        self._is_live = sys.stderr.isatty()

    @contextmanager
    def step(self, name: str, rows: int, shown: str = "") -> Iterator[None]:
        """One of those to be done, while it runs; shown: instead of its name."""
        left = _left(time_left(self.taken, self.todo))
        self._tell(f"{rows:,} rows · {shown or name}{left}")
        self.todo.remove((name, rows))
        started = time.perf_counter()
        yield
        self.taken[name, rows] = time.perf_counter() - started
        if self._is_live and not self.todo:
            print(file=sys.stderr)

    def drop(self, name: str, rows: int) -> None:
        """It will not be done at all."""
        self.todo = [step for step in self.todo if step != (name, rows)]

    def written(self, rows: int) -> None:
        """Rows of a file so far; only where a line can be written over."""
        if self._is_live:
            self._tell(f"{rows:,} rows written{_left(time_left(self.taken, self.todo))}")

    def _tell(self, says: str) -> None:
        begin, end = ("\r\x1b[K", "") if self._is_live else ("", "\n")
        print(f"{begin}{says}", end=end, file=sys.stderr, flush=True)


def time_left(taken: Mapping[Step, float], todo: Iterable[Step]) -> float | None:
    """Seconds that the rest takes: each step as long as it took before, at fewer rows by as much
    less; None where one of them has not been done at any size."""
    whole = 0.0
    for name, rows in todo:
        sizes = [size for known, size in taken if known == name and size <= rows]
        if not sizes:
            return None
        whole += taken[name, max(sizes)] * rows / max(sizes)
    return whole


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f" · about {seconds / 60:.0f} min left" if seconds >= 90 else f" · {seconds:.0f} s left"
