"""What an archive that somebody else made would unpack to, told before anything is unpacked."""

from __future__ import annotations

from collections.abc import Collection
from zipfile import ZipInfo

UNPACKED_BYTES = 200_000_000
COMPRESSION_RATIO = 200
PARTS = 2000


def beyond(parts: Collection[ZipInfo], size: int) -> str:
    """What is too much about an archive of `size` bytes, "" where it is within the limits.

    The sizes are those that the archive states; zipfile reads no further than they say.
    """
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS or unpacked > UNPACKED_BYTES:
        return f"unpacked it has {len(parts)} parts of {unpacked:,} bytes"
    if unpacked > COMPRESSION_RATIO * max(size, 1):
        return f"it unpacks to {unpacked // max(size, 1)} times its size"
    return ""
