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
    """Remembered answers of one workspace: (about, shape) -> answer, the newest of each.

    about: "mapping" (kind and columns), "date_order", "timezone" (where the sessions of an export
    in UTC took place), "clock" (the zone of an export whose times say none, where the pilot has
    its own).
    """

    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def recall(
        self, question: str | None, headers: Sequence[str], source: str, given: Answers
    ) -> Answers | None:
        """`given`, completed by what was once said about such a file; None when nothing was.

        An answer that was given with the file is never replaced.
        """
        found = given
        if question in ("kind", "mapping"):
            found = self._mapped(headers, given)
        elif question == "timezone" and not given.timezone:
            found = replace(given, timezone=self.answers.get(("timezone", source), ""))
        elif question == "date_order" and not given.date_order:
            order = self.answers.get(("date_order", _dated(source, headers)))
            found = replace(given, date_order=order)  # type: ignore[arg-type]
        return None if found == given else found

    def recall_clock(self, source: str, given: Answers) -> Answers | None:
        """`given` with the zone of this export's clock, which no file of it asks after: its times
        could as well be the pilot's own. None when nothing was said."""
        zone = self.answers.get(("clock", source), "")
        if not zone or given.timezone or not given.pilot_timezone:
            return None
        return replace(given, timezone=zone)

    def _mapped(self, headers: Sequence[str], given: Answers) -> Answers:
        found = self.answers.get(("mapping", shape_of(headers)))
        if found is None or given.mapping:
            return given
        said = json.loads(found)
        if given.kind not in (None, said["kind"]):
            return given
        return replace(given, kind=said["kind"], mapping=said["mapping"])


NOTHING = Memory()


def shape_of(headers: Sequence[str]) -> str:
    """A header's shape: its words in order, whatever their case, accents and blanks, and without
    the empty cells that a spreadsheet adds at the end."""
    words = "\x1f".join(normal(header) for header in headers).rstrip("\x1f")
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _dated(source: str, headers: Sequence[str]) -> str:
    return f"{source}/{shape_of(headers)}"


def load(store: Store) -> Memory:
    rows = store.ask("select about, shape, answer from remembered order by change")
    return Memory({(row.about, row.shape): row.answer for row in rows.itertuples(index=False)})


def remember(
    writer: Writer,
    change: int,
    headers: Sequence[str],
    source: str,
    given: Answers,
    date_order: str | None,
) -> None:
    """Keep the answers that a person gave for a file that has landed, as far as they fit it: one
    command answers for many files, and a date order (`date_order`: the one it was read in) or
    columns that are not the file's say nothing about the next one like it."""
    said: list[tuple[str, str, str]] = []
    words = {normal(header) for header in headers}
    if (given.kind or given.mapping) and words.issuperset(map(normal, given.mapping.values())):
        kept = json.dumps({"kind": given.kind, "mapping": dict(given.mapping)}, sort_keys=True)
        said.append(("mapping", shape_of(headers), kept))
    if given.timezone:
        said.append(("clock" if given.pilot_timezone else "timezone", source, given.timezone))
    if given.date_order and given.date_order == date_order:
        said.append(("date_order", _dated(source, headers), given.date_order))
    for about, shape, answer in said:
        writer.run(
            "insert into remembered values ($about, $shape, $answer, $change)",
            {"about": about, "shape": shape, "answer": answer, "change": change},
        )
