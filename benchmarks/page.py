"""docs/performance.md and docs/scale.md: each benchmark's part stands between marks of its own."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
PERFORMANCE, SCALE = DOCS / "performance.md", DOCS / "scale.md"


def keep(out: Path, name: str, part: str) -> None:
    """Writes a benchmark's part into the document and prints it."""
    print(part)
    old = out.read_text("utf-8") if out.exists() else ""
    out.write_text(placed(old, name, part), encoding="utf-8", newline="\n")


def placed(text: str, name: str, part: str) -> str:
    """The document with a benchmark's part in place of its last one, or at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    marked = f"{begin}\n{part}\n{end}"
    old = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    if old.search(text):
        return old.sub(lambda _: marked, text)
    return f"{text.rstrip() or '# Performance'}\n\n{marked}\n"


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def machine() -> str:
    """Cores and memory, and nothing else that could tell one machine from another."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores and {memory:.0f} GB"
