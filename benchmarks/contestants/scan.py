"""The floor: every byte of the exports is looked at once, for its line ends and its commas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

_CHUNK = 1 << 22


def run(folder: Path) -> dict[str, Any]:
    counts = np.zeros(256, dtype=np.int64)
    for path in sorted(folder.glob("*.csv")):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                counts += np.bincount(np.frombuffer(chunk, dtype=np.uint8), minlength=256)
    return {"lines": int(counts[ord("\n")]), "commas": int(counts[ord(",")])}
