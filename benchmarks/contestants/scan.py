"""The floor: every byte of the exports is looked at, once for line ends and once for commas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

_CHUNK = 1 << 18  # fits a core's own cache


def run(folder: Path) -> dict[str, Any]:
    lines = commas = 0
    chunk = bytearray(_CHUNK)
    for path in sorted(folder.glob("*.csv")):
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(chunk):
                seen = np.frombuffer(chunk, dtype=np.uint8, count=size)
                lines += int(np.count_nonzero(seen == ord("\n")))
                commas += int(np.count_nonzero(seen == ord(",")))
    return {"lines": lines, "commas": commas}
