"""Taking one person out of the data, everywhere, or everything that has become too old.

What is deleted in a table stays in the file as bytes until the file is written anew, and the
workspace keeps uploads and snapshots beside its database that still hold it. So either way ends
with `recovery.rewrite`, once the workspace is closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics import fmt, settle
from analytics.landing import forget_file, remove_orphans
from analytics.recovery import promise_to_rewrite
from analytics.settings import value
from analytics.store import Store, Writer
from analytics.subject import Subject, naming, text_columns

ERASED = "[erased]"
BEYOND = (
    "Backups and published copies elsewhere, slides and downloads still hold what they held:"
    " remove those yourself. A new export that lists the same people brings them back."
)
_LANDED = ("landed_person", "attendance_interval", "landed_invitation", "landed_competency",
           "survey_answer", "landed_outcome", "person_alias")  # fmt: skip
# What may stand before and after a name for it to be that name, and not part of another word.
_EDGE = r"[^\pL\pN]"


@dataclass(frozen=True)
class Receipt:
    """What an erasure took away, without saying whose it was. rows: table → rows deleted; texts:
    texts in which the person was named; files: ids of the landed files that had rows of theirs."""

    rows: Mapping[str, int]
    texts: int
    files: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    @property
    def says(self) -> str:
        named = f", and their name out of {fmt.plural(self.texts, 'text')}" if self.texts else ""
        return f"{fmt.plural(self.total, 'row')} erased{named}; every figure is made without them."


def erase(store: Store, subject: Subject) -> Receipt:
    """Takes a person out: their rows, their answers, what was decided about their name, and their
    name, address and ids in every text. Figures are made anew without them, and stay so when a
    file that has landed comes again; a new export that lists them brings them back."""
    if store.folder:
        promise_to_rewrite(store.folder)
    with store.writing() as writer:
        receipt = _erased(writer, subject, text_columns(store))
        writer.changed("erased a person")
        settle.settle(writer)
    return receipt


def _erased(writer: Writer, subject: Subject, texts: list[tuple[str, str]]) -> Receipt:
    aliases = {"ids": list(subject.aliases)}
    where = "where list_contains($ids, alias_id)"
    files: set[str] = set()
    rows: dict[str, int] = {}
    for table in _LANDED:
        if table != "person_alias":
            files |= {
                file
                for (file,) in writer.rows(
                    f"select distinct file_id from {table} {where}",  # noqa: S608
                    aliases,
                )
            }
        [(rows[table],)] = writer.rows(
            f"select count(*) from {table} {where}",  # noqa: S608
            aliases,
        )
        writer.run(f"delete from {table} {where}", aliases)  # noqa: S608
    writer.run(
        "delete from identity_decision"
        " where list_contains($ids, alias_id) or list_contains($ids, same_as)",
        aliases,
    )
    named = sum(_unnamed(writer, table, column, subject) for table, column in texts)
    return Receipt(rows, named, tuple(sorted(files)))


def _unnamed(writer: Writer, table: str, column: str, subject: Subject) -> int:
    """Takes the person's name out of the texts of a column; returns in how many it stood. Somebody
    else who is called the same keeps their name."""
    if table == "person_alias":
        return 0
    names, named = naming(table, column, subject)
    where = f"where {names}"
    [(count,)] = writer.rows(f"select count(*) from {table} {where}", named)  # noqa: S608
    if count and "cells" in named:  # a row as it stands in a file is theirs as a whole
        writer.run(f"update {table} set {column} = $instead {where}", named | {"instead": ERASED})  # noqa: S608
    elif count:
        pattern = "|".join(re.escape(text) for text in subject.texts)
        change = f"regexp_replace({column}, $pattern, $instead, 'gi')"
        for _ in range(2):  # of two names with one sign between them the first hides the second
            writer.run(
                f"update {table} set {column} = {change} {where}",  # noqa: S608
                named
                | {
                    "pattern": f"(^|{_EDGE})(?:{pattern})($|{_EDGE})",
                    "instead": rf"\1{ERASED}\2",
                },
            )
    return int(count)


def oldest_kept(today: date) -> date | None:
    """The day before which everything is past its time by IMPACT_RETAIN_MONTHS; None where that
    is not set."""
    months = value("IMPACT_RETAIN_MONTHS")
    return (pd.Timestamp(today) - pd.DateOffset(months=months)).date() if months else None


def too_old(store: Store, before: date) -> list[tuple[str, str]]:
    """(id, name) of the landed files that know nothing of this day or later."""
    found = store.ask(
        "select file_id, name from source_file where data_until < $before order by landing, name",
        {"before": before},
    )
    return list(found.itertuples(index=False, name=None))


def retire(store: Store, before: date) -> list[str]:
    """Takes back every file that knows nothing of this day or later; returns their names."""
    files = too_old(store, before)
    if not files:
        return []
    if store.folder:
        promise_to_rewrite(store.folder)
    with store.writing() as writer:
        for file_id, _ in files:
            forget_file(writer, file_id)
        remove_orphans(writer)
        writer.changed("took back files past their time")
        settle.settle_files(writer)
    return [name for _, name in files]
