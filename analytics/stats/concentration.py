"""How evenly something is shared out: sessions over the people who led them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def effective_number(counts: Sequence[int]) -> float:
    """How many equal parts would be as varied as these: 1 / Σ p², p each part's share.

    From 1 (one part has all) to their number (all are equal). Raises ValueError as `gini`.
    Source: Simpson (1949), Nature 163, 688; Laakso & Taagepera (1979), Comparative Political
    Studies 12, 3-27; the Hill number of order 2.
    """
    total = _total(counts)
    return total**2 / sum(count**2 for count in counts)


def gini(counts: Sequence[int]) -> float:
    """Gini coefficient of the parts among those who have one: 0 all equal, 1 − 1/n one has all.

    2 Σ i·x_i / (n Σ x) − (n + 1)/n with x in ascending order, as R's ineq::Gini: the parts are all
    there are, no sample, so without the factor n/(n − 1).
    Raises ValueError where there are no parts, or one that is not above 0.
    Source: Gini (1912), Variabilità e mutabilità.
    """
    total, n = _total(counts), len(counts)
    ranked = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return max(0.0, 2 * ranked / (n * total) - (n + 1) / n)


def fewest_for_half(counts: Sequence[int]) -> int:
    """The fewest parts that together make half of the whole or more ("bus factor").

    Raises ValueError as `gini`.
    Source: the truck factor of Avelino et al. (2016), ICPC, with half of the files.
    """
    total = _total(counts)
    reached = accumulate(sorted(counts, reverse=True))
    return next(n for n, so_far in enumerate(reached, start=1) if 2 * so_far >= total)


def _total(counts: Sequence[int]) -> int:
    if not counts or min(counts) <= 0:
        raise ValueError("every part must be above 0, and there must be one")
    return sum(counts)
