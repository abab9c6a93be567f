"""Numbers that stand for a person's spelling or a file's meeting."""

from __future__ import annotations

import hashlib
from datetime import datetime

from analytics.kept_texts import looked_up
from analytics.records import Identity


@looked_up(65536)
def number_of(*parts: str, key: bytes = b"") -> int:
    """A stable id of 63 bits from texts; with a key (at most 64 bytes) nobody without it can tell
    whose it is by trying names. BLAKE2b in its keyed mode, RFC 7693."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest) >> 1


def alias_id(person: Identity, key: bytes) -> int:
    """The id of one spelling of a person under the key of a workspace."""
    return number_of(person.name, person.email, person.upn, person.employee_id, key=key)


def meeting_id(file_id: str, title: str, started_at: datetime, key: str) -> int:
    """The id of a meeting as one file has it, the same in every workspace."""
    return number_of(file_id, title, started_at.isoformat(), key)
