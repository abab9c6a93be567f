"""Cox regression for the analyst's fold: hazard ratios with few covariates, also start-stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from analytics.stats.critical import normal_critical
from analytics.stats.survival import Floats

Ties = Literal["efron", "breslow"]

_MOST_STEPS = 40
_CONVERGED = 1e-10
# So little information left, of that without covariates, means the answer runs off to infinity.
_FADED = 1e-7
# The logarithm of a ratio or limit that a float cannot hold.
_LARGEST_LOG = 700.0


@dataclass(frozen=True, eq=False)
class Cox:
    """Log hazard ratios per covariate, and what follows from them. Arrays have shape (P,).

    ratio: hazard ratio per unit of the covariate; above 1 = sooner competent. p: two-sided (Wald).
    log_likelihood: partial, without covariates and fitted. score, score_p: score test of all
    covariates with P degrees of freedom; for one yes/no covariate without ties the log-rank test.
    """

    coefficient: Floats
    se: Floats
    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    log_likelihood: tuple[float, float]
    score: float
    score_p: float
    confidence: float


def cox(
    days: npt.ArrayLike,
    is_event: npt.ArrayLike,
    covariates: npt.ArrayLike,
    *,
    start: npt.ArrayLike | None = None,
    ties: Ties = "efron",
    confidence: float = 0.95,
) -> Cox | None:
    """Proportional hazards regression, as R's `coxph`.

    days, is_event: one value per row. covariates: shape (rows,) or (rows, P); centre or code them
    beforehand. start: a row is at risk on the days after it up to and including `days`, so that
    people enter late or change a covariate over time (several rows each, not overlapping).
    Newton's method on the partial likelihood, halving steps that do not raise it. A hazard ratio
    is not a time ratio: with faster onboarding by 20% it may be 1.3 or 2.

    None when there is no finite answer: no event, a covariate that does not vary where there are
    events, covariates that repeat each other, or one that separates the events completely.
    Raises ValueError for unequal lengths, missing values, or a row that ends before it starts.
    Source: Cox (1972), JRSS B 34, 187-220; Efron (1977), JASA 72, 557-565.
    """
    stop, reached = np.asarray(days, dtype=np.float64), np.asarray(is_event, dtype=bool)
    x = np.asarray(covariates, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    begun = np.full(stop.shape, -np.inf) if start is None else np.asarray(start, dtype=np.float64)
    if not stop.shape == reached.shape == begun.shape == x.shape[:1] or stop.ndim != 1:
        raise ValueError("days, is_event, covariates and start must have the same length")
    if not (np.all(np.isfinite(stop)) and np.all(np.isfinite(x)) and np.all(begun < stop)):
        raise ValueError("values are missing, or a row does not end after its start")
    if not reached.any():
        return None
    unit = x.std(axis=0)
    if np.any(unit <= 1e-12 * np.abs(x).max(axis=0)):
        return None
    partial = _Partial(begun, stop, reached, (x - x.mean(axis=0)) / unit, ties)

    beta = np.zeros(x.shape[1])
    first = current = partial.at(beta)
    score = _quadratic(first.gradient, first.information)
    if score is None:
        return None
    least = _FADED * np.diag(first.information)
    for _ in range(_MOST_STEPS):
        if np.any(np.diag(current.information) < least):
            return None
        if _quadratic(current.gradient, current.information) is None:
            return None
        step = np.linalg.solve(current.information, current.gradient)
        following = partial.at(beta + step)
        while not following.value >= current.value - 1e-9 and np.abs(step).max() > 1e-12:
            step = step / 2
            following = partial.at(beta + step)
        gain, beta, current = following.value - current.value, beta + step, following
        if abs(gain) <= _CONVERGED * (1 + abs(current.value)) and np.abs(step).max() <= 1e-7 * (
            1 + np.abs(beta).max()
        ):
            break
    else:
        return None
    if np.any(np.diag(current.information) < least):
        return None
    beta, se = beta / unit, np.sqrt(np.diag(np.linalg.inv(current.information))) / unit
    reach = normal_critical(confidence) * se
    if np.any(np.abs(beta) + reach > _LARGEST_LOG):  # as good as separated
        return None
    return Cox(
        beta,
        se,
        np.exp(beta),
        np.exp(beta - reach),
        np.exp(beta + reach),
        2 * special.ndtr(-np.abs(beta / se)),
        (first.value, current.value),
        score,
        float(special.chdtrc(len(beta), score)),
        confidence,
    )


@dataclass(frozen=True, eq=False)
class _Step:
    value: float
    gradient: Floats
    information: Floats


class _Partial:
    """The partial likelihood of one data set, at any coefficients."""

    def __init__(
        self, start: Floats, stop: Floats, event: npt.NDArray[np.bool_], x: Floats, ties: Ties
    ) -> None:
        self.x, self.event = x, event
        day, place = np.unique(stop[event], return_inverse=True)
        self.place, self.deaths = place, np.bincount(place)
        self.by_stop, self.by_start = np.argsort(stop), np.argsort(start)
        self.from_stop = np.searchsorted(stop[self.by_stop], day, side="left")
        self.from_start = np.searchsorted(start[self.by_start], day, side="left")
        # Efron: the l-th of d tied events meets a risk set from which l/d of the tied are gone.
        self.term = np.repeat(np.arange(len(day)), self.deaths)
        first = np.repeat(np.cumsum(self.deaths) - self.deaths, self.deaths)
        gone = (np.arange(len(self.term)) - first) / self.deaths[self.term]
        self.gone = gone if ties == "efron" else np.zeros_like(gone)

    def at(self, beta: Floats) -> _Step:
        linear = self.x @ beta
        shift = float(linear.max())
        weight = np.exp(linear - shift)
        risk = [self._at_risk(values) for values in self._moments(weight, self.x)]
        tied = [
            self._tied(values) for values in self._moments(weight[self.event], self.x[self.event])
        ]
        gone = self.gone
        s0 = risk[0][self.term] - gone * tied[0][self.term]
        s1 = risk[1][self.term] - gone[:, None] * tied[1][self.term]
        s2 = risk[2][self.term] - gone[:, None, None] * tied[2][self.term]
        mean = s1 / s0[:, None]
        value = float(linear[self.event].sum() - (np.log(s0) + shift).sum())
        gradient = self.x[self.event].sum(axis=0) - mean.sum(axis=0)
        information = (s2 / s0[:, None, None]).sum(axis=0) - mean.T @ mean
        return _Step(value, gradient, information)

    @staticmethod
    def _moments(weight: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
        first = weight[:, None] * x
        return weight, first, first[:, :, None] * x[:, None, :]

    def _at_risk(self, values: Floats) -> Floats:
        """Sum over rows with start < day <= stop, for each day with an event."""
        return (
            _from(values[self.by_stop])[self.from_stop]
            - _from(values[self.by_start])[self.from_start]
        )

    def _tied(self, values: Floats) -> Floats:
        total = np.zeros((len(self.deaths), *values.shape[1:]))
        np.add.at(total, self.place, values)
        return total


def _from(values: Floats) -> Floats:
    """Sum of the values from each place to the end; one more place, with nothing, at the end."""
    sums = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate([sums, np.zeros((1, *values.shape[1:]))])


def _quadratic(gradient: Floats, information: Floats) -> float | None:
    """gradient' information^-1 gradient; None where the information cannot be inverted."""
    if not np.all(np.isfinite(information)):
        return None
    scale = np.sqrt(np.maximum(np.diag(information), 0))
    if np.any(scale < 1e-8):
        return None
    if float(np.linalg.eigvalsh(information / np.outer(scale, scale)).min()) < 1e-9:
        return None
    return float(gradient @ np.linalg.solve(information, gradient))
