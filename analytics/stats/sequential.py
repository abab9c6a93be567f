"""Looking more than once: how far out Z must be when a pilot is read while it runs.

Information is the share of the planned events (people competent) that are there, 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import special

from analytics.stats.survival import Floats

Spending = Literal["obrien-fleming", "pocock"]

# A look at which less than this may be spent cannot be won.
_NOTHING_TO_SPEND = 1e-13
# Gauss-Legendre nodes over what is still open; the smooth integrands are exact to 1e-10 with them.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)
# Nobody gets farther than this many standard deviations.
_FAR = 9.0


def any_look_critical(information: float, confidence: float = 0.95) -> float:
    """Critical |Z| at this information whatever the number of looks: 2.2414 / sqrt(t).

    With c from 4 * (1 - Phi(c)) = 1 - confidence: a Brownian path leaves +-c before t = 1 with at
    most that chance (reflection), so looks may be as many and whenever. Simulated with 15 weekly
    looks: 2.5-3.7% false calls (5% allowed), plain |Z| > 1.96 has 16-21%. Information above 1
    counts as 1.
    Raises ValueError unless information is above 0.
    Source: O'Brien & Fleming (1979), Biometrics 35, 549-556, as a continuous boundary.
    """
    if not information > 0:
        raise ValueError(f"a look needs information above 0, not {information}")
    outer = float(special.ndtri(1 - (1 - confidence) / 4))
    return outer / math.sqrt(min(1.0, information))


def any_look_confidence(information: float, confidence: float = 0.95) -> float:
    """Confidence of a single look with `any_look_critical` as its normal critical value.

    Given to `logrank_test(..., confidence=)`, test and interval are widened as one, with the normal
    curve or with permutations: p, estimate and interval still cannot contradict each other.
    """
    outside = 2 * float(special.ndtr(-any_look_critical(information, confidence)))
    return min(1 - outside, math.nextafter(1, 0))


def obrien_fleming(looks: int, confidence: float = 0.95) -> tuple[float, ...]:
    """Critical |Z| of each of so many equally spaced looks, c * sqrt(looks / k).

    Less wide than `any_look_critical`, but the number of looks must be fixed beforehand.
    Raises ValueError without a look. Source: O'Brien & Fleming (1979).
    """
    return _constant(looks, confidence, lambda k: math.sqrt(looks / k))


def pocock(looks: int, confidence: float = 0.95) -> tuple[float, ...]:
    """The same critical |Z| at each of so many equally spaced looks.

    Raises ValueError without a look. Source: Pocock (1977), Biometrika 64, 191-199.
    """
    return _constant(looks, confidence, lambda _: 1.0)


def lan_demets(
    information: Sequence[float], spending: Spending = "obrien-fleming", confidence: float = 0.95
) -> tuple[float | None, ...]:
    """Critical |Z| of each look when looks come at any information, chosen without looking at Z.

    Two-sided error spent up to t, a = 1 - confidence in all: "obrien-fleming"
    4 * (1 - Phi(z(1 - a/4) / sqrt(t))), "pocock" a * ln(1 + (e - 1) t). None at a look so early
    that nothing can be spent. As R's rpact with asOF and asP.
    Raises ValueError unless information ascends within 0 to 1.
    Source: Lan & DeMets (1983), Biometrika 70, 659-663.
    """
    times, alpha = list(information), 1 - confidence
    if not times or any(a >= b for a, b in pairwise([0.0, *times])) or times[-1] > 1:
        raise ValueError("information must ascend within 0 to 1")
    critical: list[float | None] = []
    spent, density = 0.0, None
    for k, t in enumerate(times):
        if spending == "pocock":
            until = alpha * math.log1p((math.e - 1) * t)
        else:
            until = 4 * float(special.ndtr(-special.ndtri(1 - alpha / 4) / math.sqrt(t)))
        here = until - spent
        step = t - (times[k - 1] if k else 0.0)
        bound = None
        if here > _NOTHING_TO_SPEND:
            edge = _where_it_falls_to(here, partial(_leaving, density, step), _FAR * math.sqrt(t))
            bound = edge / math.sqrt(t)
            spent = until
        critical.append(bound)
        density = _staying(density, (_FAR if bound is None else bound) * math.sqrt(t), step)
    return tuple(critical)


def chance_of_crossing(critical: Sequence[float], information: Sequence[float]) -> float:
    """Chance that |Z| exceeds its critical value at any of the looks when nothing has changed.

    By recursive numerical integration over the looks. With 1.96 at each of five equal looks: 14%.
    Raises ValueError for unequal lengths or information that does not ascend.
    Source: Armitage, McPherson & Rowe (1969), JRSS A 132, 235-244.
    """
    times = [0.0, *information]
    if len(critical) != len(information) or any(a >= b for a, b in pairwise(times)):
        raise ValueError("every look needs a critical value and more information than the last")
    crossed, density = 0.0, None
    for z, t, step in zip(critical, information, np.diff(times), strict=True):
        edge = min(z, _FAR) * math.sqrt(t)
        crossed += _leaving(density, float(step), edge)
        density = _staying(density, edge, float(step))
    return crossed


# Where the path is among those still inside: nodes, and the chance that belongs to each.
_Density = tuple[Floats, Floats]


def _leaving(density: _Density | None, step: float, edge: float) -> float:
    """Chance to be beyond +-edge after this step, having stayed inside until now."""
    where, chance = density or (np.zeros(1), np.ones(1))
    scale = math.sqrt(step)
    outside = special.ndtr((-edge - where) / scale) + special.ndtr((where - edge) / scale)
    return float(chance @ outside)


def _staying(density: _Density | None, edge: float, step: float) -> _Density:
    """The density inside +-edge after this step."""
    where, chance = density or (np.zeros(1), np.ones(1))
    nodes = edge * _NODES
    kernel = np.exp(-((nodes[:, None] - where) ** 2) / (2 * step)) / math.sqrt(2 * math.pi * step)
    return nodes, edge * _WEIGHTS * (kernel @ chance)


def _constant(looks: int, confidence: float, shape: Callable[[int], float]) -> tuple[float, ...]:
    if looks < 1:
        raise ValueError("there must be at least one look")
    times = [k / looks for k in range(1, looks + 1)]

    def crossing(c: float) -> float:
        return chance_of_crossing([c * shape(k) for k in range(1, looks + 1)], times)

    c = _where_it_falls_to(1 - confidence, crossing, _FAR)
    return tuple(c * shape(k) for k in range(1, looks + 1))


def _where_it_falls_to(value: float, chance: Callable[[float], float], high: float) -> float:
    """Bisection of a falling function on 0 to high, to the last digits that matter."""
    low = 0.0
    while high - low > 1e-11:
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) > value else (low, middle)
    return (low + high) / 2
