"""docs/canonical.md: the canonical tables, and how to land them from pipelines of one's own.

`python -m analytics.canonical_page docs/canonical.md` writes it anew; a test compares it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from analytics.canonical import Kind, Table, of_kind
from analytics.engines import ddl
from analytics.store import settle_step
from analytics.store.steps import derived_step

_HEAD = """\
# The canonical tables

What the questions read, wherever the data are: in a workspace, or past one machine in Postgres or
Spark (`IMPACT_ENGINE`, see the [guide](guide.md#past-one-machine)). Written from
`analytics/canonical.py` by `uv run python -m analytics.canonical_page docs/canonical.md`; change
that, not this file.

## How they get there

**From a workspace.** `impact export --canonical DIR` writes the base tables, and what was kept
beside them, as Parquet: `stay` and `invitation` a folder for each month of the sessions, the others
a file each, and `manifest.json` with the rows of every file. The folder can be read by its owner
alone, since it holds names. The workspace is read while no other program has it open: close the
app, as for `impact publish`. `impact load DIR` puts them into the engine that `IMPACT_ENGINE`
names, in the place of what is there, and derives the rest in it. In Postgres all of it is one
transaction: who reads sees the tables as they were until it ends, and nothing changes where it
does not. Spark has none over several tables: `schema_version` is emptied first and filled last.
Whoever asks there meanwhile is told that the tables are being loaded, and an answer during which
that began or ended is not shown; where a load broke off it stays so until the next one has ended.
The version of the data, the last number in `change`, only ever grows, also then.

**Whose tables they are.** A load replaces all canonical tables of the schema. It does so only where
`schema_version` stands among them with its two columns, be it empty, or where none of their names
is there: tables called `session` or `person` that are somebody else's are left as they are, and the
load is refused. A table that has the columns of this version is emptied and filled, so that those
who may read it still may; one of another version is made anew.

**Texts** are loaded as they are but for the character NUL, which Postgres cannot hold: in every
engine � (U+FFFD) stands in its place.

**From pipelines of your own.** `impact schema spark` prints what makes the tables (`postgres`,
`trino`, `snowflake` and `bigquery` too; on those three we do not run). Fill the base tables, as
often as you like, and then run `impact load --derive-only`: it checks them, and makes the derived
ones by SQL in the engine itself. Only the titles of sessions are read back, to tell their formats;
no row of a person leaves the engine. It changes no base table, and drops none.

```sql
delete from pilot.schema_version;  -- in Spark: truncate table; readers are told to wait
-- … fill the base tables …
```

Then `impact load --derive-only` marks them as whole again. Without that first statement whoever
asks while you fill gets new rows beside sums of the old ones, and what was remembered of answers
stays until it has run. Where nobody may be kept waiting fill another schema, derive in it, and name
that one in `IMPACT_ENGINE`. A schema whose tables you made without `schema_version` is derived in
too, as long as none of the derived names is somebody else's.

- Fill what the questions that you ask need: `session` and `stay` for who came; `invitation` too for
  participation; `person` and `competency` for time to competency; `survey_answer` for feedback.
  The others may be empty.
- `source_file` needs a row for each kind that you fill, with the day until which the data are
  known: without it a question counts as not to be answered.
- `pilot_card` holds the text of a pilot card (`impact pilot --file pilot.toml` checks one); without
  it there is no before and during. The kept tables are made where they are missing.
- A column that may be NULL is marked so; in all others a missing value is refused, as is a second
  row of the same key, a column of another type, a word that is none of those listed (`one of`
  below), and a stay or an invitation whose session is not in `session`. People may be in no list.
- Times have no zone and are those of the place, as `timestamp` in Postgres and `timestamp_ntz` in
  Spark; one with a zone is refused. Give ids that stay the same. Columns of your own are passed
  over.
- Two people of one session who joined alike are two rows of `stay`; one person on two devices is
  two as well, and counts once.
"""
_KINDS: dict[Kind, tuple[str, str]] = {
    "base": ("Base tables", "Filled by `impact load`, or by pipelines of your own."),
    "kept": (
        "Kept tables",
        "What was said of the pilots in a workspace. Each may be empty, and is small.",
    ),
    "empty": ("Empty tables", "There because they are asked for; they stay empty."),
    "derived": (
        "Derived tables",
        "Made from the others by `impact load`; not to be filled by anybody else.",
    ),
    "version": ("The version", "Whether the tables are whole, and of which version."),
}
_STEPS = """\
## How the derived tables are made

The time present is the union of somebody's stays; the engine works it out in one pass. The roll is
called of all sessions, and summed by the rule of the pilot card (see the shared steps
`loose_person` and `loose_session` in [method.md](method.md)).
"""


def document() -> str:
    """All of it, as Markdown."""
    parts = [_HEAD]
    for kind, (title, says) in _KINDS.items():
        parts.append(f"## {title}\n\n{says}\n")
        parts += [_table(one) for one in of_kind(kind)]
    parts.append(_STEPS)
    parts += [
        _sql("stay", "Of a workspace, as it is exported", derived_step("stay")),
        _sql("person_session", "From `stay`", derived_step("person_session")),
        _sql("calling", "A step before `roll_call`", derived_step("calling")),
        _sql("roll_call", "From `invitation` and `person_session`", settle_step("roll_call")),
    ]
    return "\n".join(parts)


def _table(one: Table) -> str:
    lines = [f"### `{one.name}`", "", one.holds, ""]
    if one.key:
        lines += [f"Key: {', '.join(f'`{name}`' for name in one.key)}.", ""]
    lines += ["| column | type | holds |", "|---|---|---|"]
    columns = (*one.columns, ddl.MONTH) if one.by_month else one.columns
    for column in columns:
        may = "" if column.is_required else ", may be NULL"
        means = f"in Spark: {column.means}" if column is ddl.MONTH else column.means
        means = f"one of: {means}" if column.words else means
        lines.append(f"| `{column.name}` | {column.type}{may} | {means} |")
    return "\n".join(lines) + "\n"


def _sql(name: str, says: str, sql: str) -> str:
    return f"### Making `{name}`\n\n{says}:\n\n```sql\n{sql.strip()}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8", newline="\n")
