"""Seconds covered by any of somebody's stays: several devices at once count once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def united_seconds(whose: Ints, joined: Ints, left: Ints) -> Ints:
    """Per number 0, 1, 2 … in `whose` the seconds in the union of its stays.

    whose, joined, left: one entry per stay, in any order; seconds since any moment, left not
    before joined. A stay adds what the stays that began before it had not covered, whose latest
    end a running maximum holds; each owner's stays are moved behind those of the one before.
    """
    if not len(whose):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((left, joined, whose))
    start = int(joined.min())
    apart = int(left.max()) - start + 1
    begin = (joined - start + whose * apart)[order]
    end = (left - start + whose * apart)[order]
    covered = np.maximum.accumulate(end)
    begin[1:] = np.maximum(begin[1:], covered[:-1])
    seconds = np.maximum(end - begin, 0)
    return np.bincount(whose[order], weights=seconds).astype(np.int64)
