"""A piece of work in a process of its own: its seconds without imports and the memory it took.

    python -m benchmarks.apart MODULE FUNCTION [ARGUMENT ...]

calls the function with the arguments as paths and prints one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
# What programs say when memory is at its end, beside the system ending them.
_NO_MEMORY = ("MemoryError", "out of memory", "Out of Memory", "malloc of size", "allocation of")
_KILLED = (-9, 137)


class OutOfMemory(Exception):
    """The process was ended, or gave up, for want of memory."""


@dataclass(frozen=True)
class Run:
    """seconds without imports; peak: memory of the process in MB; found: what was answered."""

    seconds: float
    peak: float
    found: dict[str, Any]


def here(module: str, function: str, *arguments: Path) -> Run:
    work = getattr(importlib.import_module(module), function)
    started = time.perf_counter()
    found = work(*arguments)
    seconds = time.perf_counter() - started
    return Run(seconds, peak(), found)


def peak(process: int | str = "self") -> float:
    """The most memory that a process had, in MB."""
    told = Path(f"/proc/{process}/status")
    if told.exists():  # what the system says of itself counts the process that began this one too
        [most] = re.findall(r"VmHWM:\s+(\d+)", told.read_text("utf-8"))
        return int(most) / 2**10
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (2**20 if sys.platform == "darwin" else 2**10)


def apart(module: str, function: str, *arguments: Path) -> Run:
    """Errors: OutOfMemory; RuntimeError with what the process said, when it failed otherwise."""
    # What is imported where it is used would be compiled anew in every process.
    keeps_compiled = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-m", __name__, module, function, *map(str, arguments)],
        cwd=_ROOT, env=keeps_compiled, capture_output=True, text=True,
    )  # fmt: skip
    if ran.returncode in _KILLED or (ran.returncode and any(s in ran.stderr for s in _NO_MEMORY)):
        raise OutOfMemory(f"{module}.{function}")
    if ran.returncode:
        raise RuntimeError(f"{module}.{function} failed:\n{ran.stderr}")
    return Run(**json.loads(ran.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(vars(here(sys.argv[1], sys.argv[2], *map(Path, sys.argv[3:])))))
