"""Does participation depend on what counts as attended?

Participation is worked out again under every rule that an organisation might choose: present for at
least 1, 5, 10, 15 or 30 minutes, and for at least none, half, three quarters or nine tenths of the
session, and under the rule of the pilot card, which is the one in use. Everything else stays as it
is: the same sessions, the same invited people, the same denominator. A rule agrees when its verdict
against the target is that of the rule in use. Who stands in an export that lists names and no times
counts as attended under every rule, and how many do is said.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analytics.findings import Defined, Estimate, Strip, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.proportion import ClusterTotals, wilson_clustered
from analytics.verdicts.rule import FEWEST_INVITATIONS, target_outcome


def answer(rows: pd.DataFrame, context: Context) -> Strip | TooFew:
    """rows: the sums of participation once for every rule, of query.sql."""
    target = context.pilot.participation if context.pilot else None
    if rows.empty:
        return TooFew(
            estimate=None, unit="share", n={}, target=target, table=Table((), ()),
            reason="no-data",
            missing="nobody who was invited has a session with an attendance export here",
        )  # fmt: skip
    ordered = rows.sort_values("is_default", ascending=False, kind="stable")
    in_use, *others = ordered.to_dict(orient="records")
    shares = [_share(rule) for rule in (in_use, *others)]
    is_enough = in_use["invited"] >= FEWEST_INVITATIONS
    outcomes = [_outcome(share, target) if is_enough else "not-enough" for share in shares]
    strip = Strip(
        estimate=shares[0],
        unit="share",
        n={
            "people": int(in_use["people"]),
            "invitations": int(in_use["invited"]),
            "attended": int(in_use["attended"]),
            "untimed": int(in_use["untimed"]),
        },
        target=target,
        rows=tuple(
            Defined(
                choices=(
                    ("minutes", float(rule["attended_seconds"]) / 60),
                    ("share_of_session", float(rule["attended_share"])),
                ),
                is_default=rule is in_use,
                estimate=share,
                outcome=outcome,
                agrees=outcome == outcomes[0],
                fewest=int(rule["people"]),
            )
            for rule, share, outcome in zip((in_use, *others), shares, outcomes, strict=True)
        ),
        table=Table((), ()),
    )
    listed = [_machine(row) for row in strip.rows]
    return replace(
        strip,
        table=Table(tuple(listed[0]), tuple(tuple(row.values()) for row in listed)),
        details={"definitions": listed, "agree": strip.agree, "of": strip.of},
    )


def _share(sums: Mapping[Hashable, Any]) -> Estimate:
    share = wilson_clustered(
        ClusterTotals(
            int(sums["people"]),
            int(sums["invited"]),
            int(sums["attended"]),
            int(sums["attended_squared"]),
            int(sums["attended_by_invited"]),
            int(sums["invited_squared"]),
        )
    )
    return Estimate(share.value, share.low, share.high)


def _outcome(share: Estimate, target: float | None) -> str:
    return "" if target is None else target_outcome(share, target)


def _machine(row: Defined) -> dict[str, Any]:
    """A rule as the table and the JSON of `impact ask` give it."""
    assert row.estimate is not None
    return {
        **dict(row.choices),
        "share": row.estimate.value,
        "low": row.estimate.low,
        "high": row.estimate.high,
        "verdict": row.outcome or None,
        "agrees": row.agrees if row.outcome and row.is_judged else None,
        "in_use": row.is_default,
    }


QUESTION = Question(
    name="attended-rules",
    place=13,
    label="Participation by rule",
    nouns=Nouns(
        subject="what counts as attended",
        measure="Participation under every rule of what counts as attended, one dot each; hollow:"
        " another verdict than under the rule in use",
        source="attendance exports and invitations",
    ),
    formula="attended person-sessions / invited person-sessions once for every rule: at least 1, 5,"
    " 10, 15 or 30 minutes × at least 0, 50, 75 or 90 % of the session, and the pilot card's own;"
    " intervals as in participation",
    literature="Steegen, Tuerlinckx, Gelman & Vanpaemel (2016) on analysing under every sane choice"
    " at once; the interval as in participation",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
