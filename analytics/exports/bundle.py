"""A replay bundle: what it takes to reproduce a number from the workspace, and nothing of anybody.

A zip with the finding as it was, the SQL it came from with its parameters, the files it was read
from by their hashes, and a script that asks the workspace again and says whether it is the same.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict
from typing import Any

from analytics.asking import query_of
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store

# The date of every entry, so that the same finding gives the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)

_README = """\
{title}

finding.json     the number, its interval and its words, as they were
query.sql        the SQL that gathers its rows, shared steps included
parameters.json  the values of the names with a dollar sign in it
filters.json     what was chosen
scope.json       how small the groups are that may be shown
files.json       the exports it was read from, with their SHA-256 hashes
replay.py        runs that SQL in the workspace, asks again, and compares

    python replay.py FOLDER-OF-THE-WORKSPACE

The script needs Pilot Impact in the Python that runs it. It changes nothing in the workspace.
"""

_REPLAY = '''\
"""Reproduces a number of Pilot Impact from its workspace: python replay.py FOLDER"""

import json
import sys
from datetime import date
from pathlib import Path

from analytics.asking import ask, query_of
from analytics.exports.json import finding_object, write
from analytics.filters import Filters
from analytics.intent import Intent
from analytics.scope import Scope
from analytics.store import DATABASE, Store, StoreError

here = Path(__file__).resolve().parent


def read(name):
    return json.loads((here / name).read_text(encoding="utf-8"))


def day(text):
    return date.fromisoformat(text) if text else None


def intent(said):
    return Intent(**{**said, "starts_on": day(said["starts_on"])}) if said else None


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    if not (folder / DATABASE).exists():
        raise SystemExit(f"There is no workspace in {folder}.")
    then, chosen = read("finding.json"), read("filters.json")
    filters = Filters(
        departments=tuple(chosen["departments"]),
        first_day=day(chosen["first_day"]),
        last_day=day(chosen["last_day"]),
        as_of=day(chosen["as_of"]),
        by=chosen["by"],
        intent=intent(chosen["intent"]),
    )
    scope = Scope(**read("scope.json"))
    try:
        store = Store.open(folder)
    except StoreError as error:
        raise SystemExit(str(error)) from error
    try:
        landed = set(store.source_files()["file_id"])
        sql, params = query_of(store, then["question"], filters)
        kept = (here / "query.sql").read_text(encoding="utf-8")
        is_same_sql = store.ask(kept, read("parameters.json")).equals(store.ask(sql, params))
        now = json.loads(write(finding_object(ask(store, then["question"], filters, scope))))
    finally:
        store.close()
    for name in ("title", "estimate", "interval"):
        print(f"{name}: {then[name]}")
    if now == then and is_same_sql:
        print("The same number comes out of the workspace, from the rows that query.sql finds.")
        return 0
    print(f"Now it is: {now['title']} ({now['estimate']}, {now['interval']})")
    if not is_same_sql:
        print("query.sql and parameters.json find other rows than this version of the program.")
    missing = [file["name"] for file in read("files.json") if file["sha256"] not in landed]
    if missing:
        print("No longer in the workspace: " + ", ".join(missing))
    new = landed - {file["sha256"] for file in read("files.json")}
    if new:
        print(f"{len(new)} files have landed since.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
'''


def write(store: Store, finding: Finding, filters: Filters, scope: Scope = EVERYBODY) -> bytes:
    """The bundle of a finding that this store gave an analyst under these filters, as a zip."""
    sql, params = query_of(store, finding.question, filters)
    entries = {
        "README.txt": _README.format(title=finding.title),
        "finding.json": json.write(json.finding_object(finding)),
        "query.sql": sql,
        "parameters.json": json.write(params),
        "filters.json": json.write(asdict(filters)),
        "scope.json": json.write(asdict(scope)),
        "files.json": json.write(_files(store)),
        "replay.py": _REPLAY,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in entries.items():
            bundle.writestr(zipfile.ZipInfo(name, _MADE), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(store: Store) -> list[dict[str, Any]]:
    """The exports with the SHA-256 of their normalised content, by which they are known."""
    return [
        {"name": row.name, "kind": row.kind, "sha256": row.file_id}
        for row in store.source_files().itertuples(index=False)
    ]
