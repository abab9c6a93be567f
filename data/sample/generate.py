"""Writes the sample pilot: its exports as the vendors write them, its card and its truth.

    uv run python data/sample/generate.py [--out DIR] [--seed N]

The same seed gives the same bytes. Without --out the committed sample is written again.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# Run as a script, Python puts this folder on its path and not the checkout's root.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.sample.outcomes import build_outcomes
from data.sample.people import build_workers
from data.sample.sessions import build_sessions
from data.sample.sign_offs import build_sign_offs
from data.sample.survey import build_responses
from data.sample.timetable import CANCELLED_PLAN
from data.sample.truth import to_json, truth
from data.sample.vendor_files import export_files
from data.sample.world import (
    ATTENDED_MINUTES,
    ATTENDED_SHARE,
    BASELINE_FROM,
    DEFAULT_SEED,
    PILOT_END,
    PILOT_NAME,
    PILOT_START,
    World,
)

PILOT_CARD = f"""\
[pilot]
name = "{PILOT_NAME}"
starts_on = {PILOT_START}
ends_on = {PILOT_END}
departments = []              # empty: everyone
comparison_departments = []
baseline_from = {BASELINE_FROM}    # optional
invited_by = "invitations"    # or "registrations", "roster"
[targets]
participation = 0.6
sessions_per_month = 4
percent_faster = 0.2
[attended]
minutes = {ATTENDED_MINUTES}
share_of_session = {ATTENDED_SHARE}
"""


def build(seed: int) -> World:
    """The whole sample world for one seed; the same seed gives the same world."""
    workers, owner = build_workers(seed)
    sessions = build_sessions(seed, workers, owner)
    return World(
        seed=seed,
        workers=workers,
        owner=owner,
        sessions=sessions,
        cancelled=CANCELLED_PLAN,
        sign_offs=build_sign_offs(seed, workers),
        responses=build_responses(seed, workers, sessions),
        outcomes=build_outcomes(seed),
    )


def write(out: Path, seed: int) -> None:
    """Write exports/, pilot.toml and truth.json into `out`."""
    world = build(seed)
    files = {f"exports/{name}": body for name, body in export_files(world).items()}
    files["pilot.toml"] = PILOT_CARD.encode()
    files["truth.json"] = (to_json(truth(world)) + "\n").encode()
    (out / "exports").mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (out / name).write_bytes(body)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write the sample pilot's exports.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    options = parser.parse_args(arguments)
    write(options.out, options.seed)


if __name__ == "__main__":
    main()
