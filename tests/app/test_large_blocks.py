"""What is large is handed back to the system when it is freed, the second time as the first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# By how much what lies in blocks by themselves grows with a second block of 20 MB.
TWO_BLOCKS = """
import ctypes

class Found(ctypes.Structure):  # struct mallinfo
    _fields_ = [(name, ctypes.c_int) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd",
        "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]

mallinfo = ctypes.CDLL(None).mallinfo
mallinfo.restype = Found
{first}
block = bytes(20 << 20)
del block
before = mallinfo().hblkhd
block = bytes(20 << 20)
print(mallinfo().hblkhd - before)
"""


def is_glibc() -> bool:
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, OSError, ValueError):
        return False


def by_itself(first: str) -> int:
    """How many bytes of the second block lie by themselves, in a process that begins so."""
    done = subprocess.run(
        [sys.executable, "-c", TWO_BLOCKS.format(first=first)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout)


@pytest.mark.skipif(not is_glibc(), reason="what glibc does")
def test_the_second_large_block_of_a_server_lies_by_itself_too() -> None:
    assert by_itself("import streamlit_app  # as the server does") >= 20 << 20
    assert by_itself("") == 0
