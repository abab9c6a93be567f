"""What was found out about texts of a file, kept while files are read and let go of afterwards.

A cell of a file comes again and again, so what it means is looked up once. The look-ups hold the
texts themselves, which are people's names and words: they do not outlive the reading.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
_LET_GO: list[Callable[[], None]] = []


def looked_up(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """For a function of texts of a file: its answers are kept until `let_go`, at most so many."""

    def keeping(function: Callable[..., T]) -> Callable[..., T]:
        cached = lru_cache(maxsize=most)(function)
        _LET_GO.append(cached.cache_clear)
        return cached

    return keeping


def let_go() -> None:
    """Once files have been read: none of their texts stays behind."""
    for clear in _LET_GO:
        clear()
