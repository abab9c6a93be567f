"""Large plain lists by column, with the meaning, the problems and the left-out rows of small ones.

    uploaded bytes ─▶ scan: plain? whose content? ─▶ slices ─▶ texts by column ─▶ landed rows
                                                          └─▶ odd rows ─▶ the readers of sources/

What a list repeats (its people, its sessions, its words) is read once, by the same functions that
read small files; only times written year-month-day are read by the database. A row is plain where
that settles it. Every other row, with all rows of its session, goes through the reader of its
source, with its line number kept. Where the file is built in a way that this cannot tell apart
(`NotPlain`), the whole file goes the ordinary way.
"""

from analytics.bulk.plain import LARGE, NotPlain, OnDisk, Upload
from analytics.bulk.reading import ByColumn, Columns, Landed, Told

__all__ = ["LARGE", "ByColumn", "Columns", "Landed", "NotPlain", "OnDisk", "Told", "Upload"]
