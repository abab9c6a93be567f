"""The managers' sign-offs, with the few wrong rows that every such form collects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np

from data.sample import words
from data.sample.world import AS_OF, SignOff, Worker


def build_sign_offs(seed: int, workers: Sequence[Worker]) -> tuple[SignOff, ...]:
    """The managers' form, oldest first, with its few wrong rows."""
    rng = np.random.default_rng([seed, 3])
    rows = [_sign_off(rng, w) for w in workers if w.competent_on is not None]
    by_id = {w.employee_id: w for w in workers}
    plain = [
        row
        for row in rows
        if by_id[row.about].group != "staff"
        and by_id[row.about].hire_date_typed is None
        and not by_id[row.about].is_namesake
        and row.works_alone_since <= AS_OF - timedelta(days=14)
    ]
    picks = [plain[i] for i in rng.choice(len(plain), size=2, replace=False)]
    for row in picks:
        # First typed five days late, then corrected with a second submission.
        wrong = row.works_alone_since + timedelta(days=5)
        rows.append(replace(row, works_alone_since=wrong, fate="superseded", comment=""))
        rows.remove(row)
        later = datetime.combine(wrong + timedelta(days=6), time(9, 15, 20))
        first = datetime.combine(wrong, time(16, 40, 3))
        rows[-1] = replace(rows[-1], submitted_at=first)
        rows.append(replace(row, submitted_at=later, comment="corrected date"))
    wrong_year = next(
        row
        for row in plain
        if row not in picks
        and by_id[row.about].group == "before"
        and date(2025, 6, 1) <= by_id[row.about].hired <= date(2025, 8, 31)
        and by_id[row.about].left is None
    )
    rows.remove(wrong_year)
    typed = wrong_year.works_alone_since
    typed = typed.replace(year=typed.year - 1)
    rows.append(replace(wrong_year, works_alone_since=typed, fate="before_hire"))
    newer = max((w for w in workers if w.is_namesake), key=lambda w: w.hired)
    named = next(row for row in rows if row.about == newer.employee_id)
    rows.append(
        replace(
            named,
            submitted_at=named.submitted_at - timedelta(minutes=47),
            email="",
            fate="ambiguous",
        )
    )
    rows.append(
        SignOff(
            submitted_at=datetime(2025, 11, 20, 11, 2, 44),
            manager_email=rows[0].manager_email,
            name="Robin Castellanos",
            email="",
            works_alone_since=date(2025, 11, 14),
            confidence=(4, 4),
            comment="came through the agency",
            about="",
            fate="unknown",
        )
    )
    return tuple(sorted(rows, key=lambda row: row.submitted_at))


def _sign_off(rng: np.random.Generator, worker: Worker) -> SignOff:
    assert worker.competent_on is not None
    day = worker.competent_on + timedelta(days=int(rng.choice((0, 0, 0, 1, 2, 5))))
    if day.weekday() >= 5 or day > AS_OF:
        day = worker.competent_on
    at = time(int(rng.integers(8, 18)), int(rng.integers(60)), int(rng.integers(60)))
    names_email = rng.random() < 0.65 or worker.is_namesake
    confidence = (int(rng.integers(3, 6)), int(rng.integers(3, 6)))
    comment = str(rng.choice(words.SIGN_OFF_COMMENTS))
    return SignOff(
        submitted_at=datetime.combine(day, at),
        manager_email=worker.manager_email,
        name=worker.name,
        email=worker.email if names_email else "",
        works_alone_since=worker.competent_on,
        confidence=confidence,
        comment=comment,
        about=worker.employee_id,
        fate="counts",
    )
