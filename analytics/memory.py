"""What was asked once and is not asked again: columns of unknown files, zones, date orders.

A mapping is remembered under the shape of the header it was given for, a time zone under the
export format, a date order under both; each is used only where a file leaves the question open,
and the file's report says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analytics.sources import Answers
from analytics.store import Store, Writer
from analytics.vocabulary import normal


@dataclass(frozen=True)
class Memory:
    """Remembered answers of one workspace: (about, shape) -> answer, as landed."""

    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def recall(
        self, question: str | None, headers: Sequence[str], source: str, given: Answers
    ) -> Answers | None:
        """`given`, completed by what was once said about such a file; None when nothing was."""
        if question in ("kind", "mapping"):
            found = self.answers.get(("mapping", shape_of(headers)))
            if found and not given.mapping:
                said = json.loads(found)
                return replace(given, kind=said["kind"], mapping=said["mapping"])
        if question == "timezone" and (zone := self.answers.get(("timezone", source))):
            return replace(given, timezone=zone) if not given.timezone else None
        if question == "date_order":
            order = self.answers.get(("date_order", _dated(source, headers)))
            if order and not given.date_order:
                return replace(given, date_order=order)  # type: ignore[arg-type]
        return None


NOTHING = Memory()


def shape_of(headers: Sequence[str]) -> str:
    """A header's shape: its words in order, whatever their case, accents and blanks."""
    words = "\x1f".join(normal(header) for header in headers)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _dated(source: str, headers: Sequence[str]) -> str:
    return f"{source}/{shape_of(headers)}"


def load(store: Store) -> Memory:
    rows = store.ask("select about, shape, answer from remembered order by change")
    return Memory({(row.about, row.shape): row.answer for row in rows.itertuples(index=False)})


def remember(
    writer: Writer, change: int, headers: Sequence[str], source: str, given: Answers
) -> None:
    """Keep the answers that a person gave for a file that has landed."""
    said: list[tuple[str, str, str]] = []
    if given.mapping:
        kept = json.dumps({"kind": given.kind, "mapping": dict(given.mapping)}, sort_keys=True)
        said.append(("mapping", shape_of(headers), kept))
    if given.timezone:
        said.append(("timezone", source, given.timezone))
    if given.date_order:
        said.append(("date_order", _dated(source, headers), given.date_order))
    for about, shape, answer in said:
        writer.run(
            "insert into remembered values ($about, $shape, $answer, $change)",
            {"about": about, "shape": shape, "answer": answer, "change": change},
        )
