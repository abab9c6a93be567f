"""One number under many definitions made by hand, for tests of counts, words and figures."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.findings import Defined, Estimate, Strip, Table
from analytics.questions.competency_definitions.question import definitions
from analytics.verdicts.rule import target_outcome, way_of

# An estimate that has each outcome of the verdict rule against a target of 20%.
ESTIMATES = {
    "faster-met": Estimate(0.33, 0.24, 0.41),
    "faster-open": Estimate(0.3, 0.05, 0.45),
    "faster-missed": Estimate(0.11, 0.04, 0.17),
    "capped": Estimate(0.3, 0.05, 0.45),
    "promising": Estimate(0.17, -0.04, 0.34),
    "inconclusive": Estimate(0.06, -0.15, 0.23),
    "no-difference": Estimate(0.03, -0.12, 0.17),
    "slower": Estimate(-0.22, -0.41, -0.06),
    "not-enough": Estimate(0.1, -0.3, 0.4),
}


def made_strip(outcomes: Sequence[str], competent: str = "A") -> Strip:
    """Definitions with these outcomes, the first in use; competent: the competency in use."""
    chosen = definitions(competent, [competent, "B"], has_sessions=True)
    rows = tuple(
        Defined(one.choices, n == 0, ESTIMATES[outcome], outcome,
                way_of(outcome) == way_of(outcomes[0]), 30)
        for n, (one, outcome) in enumerate(zip(chosen, outcomes, strict=False))
    )  # fmt: skip
    return Strip(
        estimate=rows[0].estimate, unit="faster", n={"people": 90, "before": 60, "during": 30},
        target=0.2, table=Table(("n",), tuple((n,) for n, _ in enumerate(rows))), rows=rows,
        details={"definitions": [{"n": n} for n, _ in enumerate(rows)], "agree": 0, "of": 0},
    )  # fmt: skip


def made_rules(shares: Sequence[Estimate], target: float = 0.6) -> Strip:
    """Participation under as many rules of attended, the first in use."""
    outcomes = [target_outcome(share, target) for share in shares]
    rows = tuple(
        Defined((("minutes", float(n)), ("share_of_session", 0.5)), n == 0, share, outcome,
                outcome == outcomes[0], 20)
        for n, (share, outcome) in enumerate(zip(shares, outcomes, strict=True))
    )  # fmt: skip
    return Strip(
        estimate=shares[0], unit="share", n={"people": 20, "invitations": 80}, target=target,
        table=Table(("n",), tuple((n,) for n, _ in enumerate(rows))), rows=rows,
    )  # fmt: skip
