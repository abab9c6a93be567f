"""The ids of people are made under the workspace's own key: with another key they are others.

Tables that questions read hold ids alone; names and addresses stand in `person_alias`. Whoever
gets hold of the first without the key cannot tell whose rows they are, not even by trying every
name in the organisation.
"""

from __future__ import annotations

import hashlib

import pandas as pd

from analytics import settle
from analytics.ids import alias_id
from analytics.records import Identity
from analytics.store import Writer

# Where the id of a spelling stands, besides what is derived from these.
LANDED = (
    ("landed_person", "alias_id"), ("attendance_interval", "alias_id"),
    ("landed_invitation", "alias_id"), ("landed_competency", "alias_id"),
    ("survey_answer", "alias_id"), ("landed_outcome", "alias_id"),
    ("identity_decision", "alias_id"),
    ("identity_decision", "same_as"), ("person_alias", "alias_id"),
)  # fmt: skip


def keep_key_in_force(writer: Writer) -> None:
    """Makes every id of a person anew where the workspace has another key than they were made
    under."""
    if not writer.rows(_HAS_MARK):
        return  # of a schema from before there were keys
    mark = hashlib.sha256(writer.key).hexdigest() if writer.key else ""
    found = writer.rows("select mark from people_key")
    if found == [(mark,)] or not (found or mark):
        return
    _renumber(writer)
    writer.run("delete from people_key")
    writer.run("insert into people_key values ($mark)", {"mark": mark})


_HAS_MARK = "select 1 from information_schema.tables where table_name = 'people_key'"


def _renumber(writer: Writer) -> None:
    spelled = writer.rows("select alias_id, name, email, upn, employee_id from person_alias")
    if not spelled:
        return
    numbers = pd.DataFrame(
        [(was, alias_id(Identity(*texts), writer.key)) for was, *texts in spelled],
        columns=["was", "number"],
    )
    with writer.shown("renumbered", numbers):
        for table, column in LANDED:
            writer.run(
                f"update {table} set {column} = r.number from renumbered r"  # noqa: S608
                f" where {table}.{column} = r.was"
            )
    settle.settle(writer)
    writer.changed("ids of people under another key")
