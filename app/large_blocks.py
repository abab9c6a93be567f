"""Large blocks of memory go back to the system as soon as they are let go of.

glibc takes a large block from the system by itself and hands it back when it is freed, but each one
that is freed raises the size that counts as large, up to 32 MB. After the first upload the copies
of the next lie among small blocks, and their room stays with the server. Other systems' libraries
have no such rule.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

LARGE = 4 << 20
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h; once it is set, it is no longer raised


def give_back() -> None:
    """From now on, in the whole process; nothing where the C library is not glibc."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # musl knows no such setting
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE)
