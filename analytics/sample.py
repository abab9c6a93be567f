"""The sample pilot: the files of data/sample, landed through the same intake as any upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analytics.intake import Report
from analytics.landing import land
from analytics.pilots import read_card
from analytics.store import Store

FOLDER = Path(__file__).resolve().parent.parent / "data" / "sample"


def sample_files() -> list[tuple[str, bytes]]:
    """(name, bytes) of every sample export, by name."""
    return [(path.name, path.read_bytes()) for path in sorted((FOLDER / "exports").iterdir())]


def land_sample(store: Store, on_read: Callable[[Report], None] | None = None) -> list[Report]:
    """Land the sample pilot and its card, marked as sample data; a second time changes nothing.

    on_read: told of each file once it is read.
    Errors: StoreError when the workspace holds files of one's own.
    """
    card = read_card((FOLDER / "pilot.toml").read_text("utf-8"))
    reports = land(store, sample_files(), origin="sample", on_read=on_read)
    if store.pilot() != card:
        store.save_pilot(card)
    return reports
