"""The pulse survey after sessions: totals are set, who said what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from data.sample import words
from data.sample.world import HeldSession, SurveyResponse, Worker

RESPONSES = 212
# Answers 5, 4, 3, 2, 1 per statement; the rest of the 212 gave no answer.
AGREEMENT_COUNTS = (
    (65, 96, 33, 13, 2),
    (86, 74, 31, 10, 9),
    (60, 92, 33, 10, 13),
    (54, 74, 46, 20, 15),
    (26, 68, 46, 45, 20),
)
# Answers 10, 9, ... 0 to the recommendation question: 79 promoters, 42 detractors of 209.
RECOMMEND_COUNTS = (33, 46, 52, 36, 18, 12, 5, 4, 2, 1, 0)
COMMENTS = 64


def build_responses(
    seed: int, workers: Sequence[Worker], sessions: Sequence[HeldSession]
) -> tuple[SurveyResponse, ...]:
    """212 filled-in forms with exact totals per answer; people in a good mood agree throughout."""
    rng = np.random.default_rng([seed, 4])
    by_email = {w.email: w for w in workers}
    pool = [
        (n, p)
        for n, session in enumerate(sessions)
        for p in session.presences
        if p.kind == "invited" and p.role != "host" and p.email in by_email
    ]
    chosen = sorted(rng.choice(len(pool), size=RESPONSES, replace=False))
    mood = rng.standard_normal(RESPONSES)
    agreement = [_ranked(rng, mood, counts, (5, 4, 3, 2, 1)) for counts in AGREEMENT_COUNTS]
    recommend = _ranked(rng, mood, RECOMMEND_COUNTS, tuple(range(10, -1, -1)))
    comments = _comments(rng, mood, workers)
    forms = []
    for place, index in enumerate(chosen):
        number, person = pool[index]
        closed = sessions[number].plan.ends_at
        hours = 0.0 if rng.random() < 0.6 else float(rng.exponential(7.0))
        started = closed + timedelta(seconds=int(60 + rng.integers(900) + 3600 * min(hours, 40.0)))
        finished = started + timedelta(seconds=int(rng.integers(45, 420)))
        values = tuple(column[place] for column in agreement)
        anonymous = rng.random() < 0.3
        wanted = [name for name in words.FORMATS if rng.random() < 0.3]
        if rng.random() < 0.04:
            wanted.append("Other: a reading group")
        forms.append(
            SurveyResponse(
                started_at=started,
                completed_at=finished,
                email="anonymous" if anonymous else person.email,
                name="" if anonymous else person.name,
                agreement=values,
                declined=tuple(v is None and rng.random() < 0.75 for v in values),
                recommend=recommend[place],
                formats=tuple(wanted),
                comment=comments[place],
            )
        )
    return tuple(sorted(forms, key=lambda form: form.completed_at))


def _ranked(
    rng: np.random.Generator,
    mood: np.ndarray,
    counts: Sequence[int],
    values: Sequence[int],
) -> list[int | None]:
    """One answer per response with exactly `counts` of each value, the glad ones on top."""
    feeling = mood + rng.normal(0.0, 0.9, len(mood))
    silent = set(rng.choice(len(mood), size=len(mood) - sum(counts), replace=False).tolist())
    order = [int(i) for i in np.argsort(-feeling, kind="stable") if int(i) not in silent]
    answers: list[int | None] = [None] * len(mood)
    given = [value for value, count in zip(values, counts, strict=True) for _ in range(count)]
    for place, value in zip(order, given, strict=True):
        answers[place] = value
    return answers


def _comments(rng: np.random.Generator, mood: np.ndarray, workers: Sequence[Worker]) -> list[str]:
    named = [w for w in workers if w.group == "staff" and w.name.isascii()]
    texts = [
        *rng.permutation(words.GLAD_COMMENTS),
        *rng.permutation(words.MIXED_COMMENTS),
        *rng.permutation(words.CRITICAL_COMMENTS),
    ]
    comments = [""] * len(mood)
    writers = rng.choice(len(mood), size=COMMENTS, replace=False)
    writers = writers[np.argsort(-mood[writers], kind="stable")]
    for place, text in zip(writers, texts, strict=False):
        peer = named[int(rng.integers(len(named)))]
        comments[place] = str(text).format(peer=peer.name, email=peer.email)
    for place in writers[len(texts) :]:
        comments[place] = str(rng.choice(words.SHORT_COMMENTS))
    return comments
