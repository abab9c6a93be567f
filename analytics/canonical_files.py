"""The canonical tables as Parquet: written from a workspace, checked, and read in batches.

A folder of them holds names, as the workspace does; a manifest beside the files says how many rows
each has, so that a folder that was cut short is never taken for a whole one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.canonical import Table, of_kind
from analytics.engines import ddl
from analytics.store import Store, StoreError, schema_number
from analytics.store.database import disk_is_full, is_full
from analytics.store.steps import derived_step

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
_FORMAT = "pilot-impact canonical tables"
# Rows of a month are kept in memory until there are so many; a file is read so many at once.
_AT_ONCE = 65_536
# What an export that was killed leaves beside its folder.
_LEFT_OVER = re.compile(r"\.\d+\.(part|old)")


@dataclass(frozen=True)
class Canonical:
    """A folder of canonical tables. version: of the data; files: of each table the files, by their
    paths in the folder, with the rows of each."""

    folder: Path
    version: int
    files: Mapping[str, Mapping[str, int]]

    def rows(self, name: str) -> int:
        """Of a table."""
        return sum(self.files.get(name, {}).values())


def write(store: Store, folder: Path, now: datetime) -> Canonical:
    """Write the base tables and what is kept beside them, all as they are at this moment. An
    earlier export in the folder is replaced; nothing is, where it cannot be written whole.

    Errors: StoreError when the folder holds something else, or cannot be written.
    """
    if folder.name in ("", ".."):
        raise StoreError(f"{folder} is no folder of its own: name a new one in it.")
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file: name a new folder, or an empty one.")
    if folder.exists() and not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        raise StoreError(f"{folder} holds other files: name a new folder, or an empty one.")
    made = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        made.mkdir(mode=0o700, parents=True)
        try:
            found = _written(store, made)
            said = {
                "format": _FORMAT, "schema": schema_number(), "version": found.version,
                "made_at": now.isoformat(timespec="seconds"), "files": found.files,
            }  # fmt: skip
            (made / MANIFEST).write_text(json.dumps(said, indent=1), encoding="utf-8")
            _put_in_place(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        _clear_left_over(folder)
    except OSError as error:
        if is_full(error):
            raise disk_is_full(str(folder)) from error
        raise StoreError(
            f"{folder} cannot be written ({error.strerror}): nothing was exported."
        ) from error
    return Canonical(folder, found.version, found.files)


def _put_in_place(made: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.replace(old)
    made.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _clear_left_over(folder: Path) -> None:
    """They hold names, and nobody looks for them."""
    for path in folder.parent.iterdir():
        if path.name.startswith(f".{folder.name}.") and _LEFT_OVER.fullmatch(
            path.name.removeprefix(f".{folder.name}")
        ):
            shutil.rmtree(path, ignore_errors=True)


def _written(store: Store, folder: Path) -> Canonical:
    files: dict[str, dict[str, int]] = {}
    with store.at_one_moment() as read:
        [version] = read("select coalesce(max(number), 0) as n from change").read_all()["n"]
        for table in of_kind("base", "kept"):
            write_table = _write_by_month if table.by_month else _write_whole
            files[table.name] = write_table(table, read(_selected(table)), folder)
    return Canonical(folder, version.as_py(), files)


def _selected(table: Table) -> str:
    """The rows of a table in a workspace; the month of each where they are parted by it."""
    columns = ", ".join(f"t.{name}" for name in table.names())
    rows = f"(\n{derived_step('stay')})" if table.name == "stay" else table.name
    if not table.by_month:
        return f"select {columns} from {rows} t"  # noqa: S608
    return (
        f"select {columns}, strftime(s.started_at, '%Y-%m') as {ddl.MONTH.name}"  # noqa: S608
        f" from {rows} t left join session s on s.session_id = t.session_id"
    )


def _write_whole(table: Table, rows: pa.RecordBatchReader, folder: Path) -> dict[str, int]:
    """One file."""
    import pyarrow.parquet as pq

    schema = ddl.arrow_schema(table.columns)
    name, count = f"{table.name}.parquet", 0
    with pq.ParquetWriter(folder / name, schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return {name: count}


def _write_by_month(table: Table, rows: pa.RecordBatchReader, folder: Path) -> dict[str, int]:
    """One folder of files a month, as Hive names them."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    schema = ddl.arrow_schema((*table.columns, ddl.MONTH))
    files: dict[str, int] = {}

    def note(written: Any) -> None:
        path = Path(written.path).relative_to(folder).as_posix()
        files[path] = written.metadata.num_rows

    ds.write_dataset(
        pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in rows)),
        folder / table.name,
        format="parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        partitioning=ds.partitioning(schema=ddl.arrow_schema((ddl.MONTH,)), flavor="hive"),
        min_rows_per_group=_AT_ONCE,
        file_visitor=note,
    )
    return dict(sorted(files.items()))


# reading ------------------------------------------------------------------------------------------


def read(folder: Path) -> Canonical:
    """An export, once every file of it is there with the rows that it should have.

    Errors: StoreError when it is none, or of another version of the program, or not whole.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        is_ours = said["format"] == _FORMAT
        found = Canonical(
            folder,
            int(said["version"]),
            {
                str(name): {str(path): int(rows) for path, rows in files.items()}
                for name, files in said["files"].items()
            },
        )
        schema = int(said["schema"])
    except FileNotFoundError as error:
        raise StoreError(
            f"{folder} has no {MANIFEST}: make it with impact export --canonical {folder}."
        ) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _broken(folder, f"its {MANIFEST} cannot be read") from error
    if not is_ours:
        raise _broken(folder, f"its {MANIFEST} is of something else")
    if schema != schema_number():
        raise StoreError(
            f"{folder} is of another version of Pilot Impact (schema {schema}, this one knows"
            f" {schema_number()}): export it anew."
        )
    _check(found)
    return found


def _check(found: Canonical) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for table in of_kind("base", "kept"):
        if table.name not in found.files:
            raise _broken(found.folder, f"its {MANIFEST} does not name {table.name}")
        for name, rows in found.files[table.name].items():
            path = found.folder / name
            if not path.resolve().is_relative_to(found.folder.resolve()):
                raise _broken(found.folder, f"{name} is not in it")
            try:
                file = pq.read_metadata(path)
            except FileNotFoundError as error:
                raise _broken(found.folder, f"{name} is missing") from error
            except (OSError, pa.ArrowInvalid) as error:
                raise _broken(found.folder, f"{name} cannot be read") from error
            if file.num_rows != rows:
                raise _broken(
                    found.folder, f"{name} has {file.num_rows} rows and should have {rows}"
                )
            if lacking := set(table.names()) - set(file.schema.to_arrow_schema().names):
                raise _broken(found.folder, f"{name} lacks {', '.join(sorted(lacking))}")


def batches(found: Canonical, table: Table, dialect: str) -> Iterator[pa.RecordBatch]:
    """The rows of a table, with the columns that it has in an engine. Postgres holds no NUL in a
    text: in every engine a mark stands in its place."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = ddl.arrow_schema(ddl.columns(table, dialect))
    for name in found.files[table.name]:
        month = Path(name).parent.name.partition("=")[2]
        with pq.ParquetFile(found.folder / name) as file:
            for batch in file.iter_batches(_AT_ONCE, columns=table.names()):
                if ddl.MONTH.name in schema.names:
                    batch = batch.append_column(
                        ddl.MONTH.name, pa.repeat(pa.scalar(month, pa.string()), batch.num_rows)
                    )
                yield _without_nul(batch.select(schema.names).cast(schema))


def _without_nul(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.replace_substring(column, "\0", "\ufffd") if pa.types.is_string(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _broken(folder: Path, what: str) -> StoreError:
    return StoreError(f"{folder} is no whole export, {what}: export it anew.")
