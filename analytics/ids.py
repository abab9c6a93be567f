"""Numbers that stand for a person's spelling or a file's meeting, the same in every workspace."""

from __future__ import annotations

import hashlib
from datetime import datetime

from analytics.kept_texts import looked_up
from analytics.records import Identity


@looked_up(65536)
def number_of(*parts: str) -> int:
    """A stable id of 63 bits from texts."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def alias_id(person: Identity) -> int:
    """The id of one spelling of a person."""
    return number_of(person.name, person.email, person.upn, person.employee_id)


def meeting_id(file_id: str, title: str, started_at: datetime, key: str) -> int:
    """The id of a meeting as one file has it."""
    return number_of(file_id, title, started_at.isoformat(), key)
