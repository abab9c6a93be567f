"""The sample pilot's people list and sign-offs as they would be exported again, weeks later."""

from __future__ import annotations

from datetime import date, datetime, time

import numpy as np

from analytics.sample import sample_files
from data.sample import vendor_files
from data.sample.generate import build
from data.sample.people import MEDIAN_DAYS_BEFORE, SIGMA_LOG_DAYS, TIME_RATIO
from data.sample.world import AS_OF, DEFAULT_SEED, SignOff, Worker

PEOPLE = "workday_worker_report.tsv"


def later_sample(until: date, ratio: float = TIME_RATIO) -> list[tuple[str, bytes]]:
    """Both files as of `until`. Who was still learning on the sample's last day is signed off when
    they become competent by then: days as in the sample, for those hired during the pilot times
    `ratio` (1: the pilot changed nothing), known to be longer than those they had been watched."""
    world = build(DEFAULT_SEED)
    rng = np.random.default_rng(20260712)
    learning = [
        w for w in world.workers if w.group == "during" and not w.competent_on and not w.left
    ]
    rows = [*world.sign_offs]
    for worker in learning:
        day = _competent_on(rng, worker, ratio)
        if day <= until:
            rows.append(_signed_off(worker, day))
    old = dict(sample_files())[PEOPLE]
    return [
        (PEOPLE, old.replace(b"as of 04/12/2026", f"as of {until:%m/%d/%Y}".encode())),
        ("New hire sign-off (Responses) - Form Responses 1.csv", vendor_files.sign_off_form(rows)),
    ]


def _competent_on(rng: np.random.Generator, worker: Worker, ratio: float) -> date:
    while True:
        days = MEDIAN_DAYS_BEFORE * ratio * np.exp(rng.normal(0.0, SIGMA_LOG_DAYS))
        day = date.fromordinal(worker.hired.toordinal() + round(days))
        if day > AS_OF:
            return day


def _signed_off(worker: Worker, day: date) -> SignOff:
    return SignOff(
        submitted_at=datetime.combine(day, time(10, 30)),
        manager_email=worker.manager_email,
        name=worker.name,
        email=worker.email,
        works_alone_since=day,
        confidence=(4, 4),
        comment="",
        about=worker.employee_id,
        fate="counts",
    )
