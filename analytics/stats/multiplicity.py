"""Several tests at once: adjusted p-values for departments and other slices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.stats.survival import Floats


def holm(p: npt.ArrayLike) -> tuple[float, ...]:
    """Adjusted p-values, same order: below 0.05 keeps the chance of any false call at 5%.

    The k-th smallest of m is multiplied by m - k + 1, then none may be below a smaller one.
    As R's p.adjust. Raises ValueError for values outside 0 to 1 or missing.
    Source: Holm (1979), Scand J Stat 6, 65-70.
    """
    values = _p_values(p)
    m, order = len(values), np.argsort(values, kind="stable")
    return _back(order, np.maximum.accumulate(values[order] * (m - np.arange(m))))


def benjamini_hochberg(p: npt.ArrayLike) -> tuple[float, ...]:
    """Adjusted p-values, same order: of the slices below 0.05, about 5% at most are false calls.

    The k-th smallest of m is multiplied by m/k, then none may be above a larger one; for
    independent or positively dependent tests. As R's p.adjust. Errors as in `holm`.
    Source: Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    return _step_up(_p_values(p), 1.0)


def benjamini_yekutieli(p: npt.ArrayLike) -> tuple[float, ...]:
    """`benjamini_hochberg` for any dependence: times 1 + 1/2 + ... + 1/m.

    Source: Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165-1188.
    """
    values = _p_values(p)
    return _step_up(values, float((1 / np.arange(1, len(values) + 1)).sum()))


def _step_up(values: Floats, factor: float) -> tuple[float, ...]:
    m, order = len(values), np.argsort(-values, kind="stable")
    scaled = values[order] * factor * m / np.arange(m, 0, -1)
    return _back(order, np.minimum.accumulate(scaled))


def _back(order: npt.NDArray[np.intp], adjusted: Floats) -> tuple[float, ...]:
    result = np.empty(len(order))
    result[order] = np.minimum(adjusted, 1.0)
    return tuple(float(value) for value in result)


def _p_values(p: npt.ArrayLike) -> Floats:
    values = np.asarray(p, dtype=np.float64)
    if values.ndim != 1 or not np.all((values >= 0) & (values <= 1)):
        raise ValueError("p-values must lie between 0 and 1")
    return values
