"""The sheet on which a draw by lot is signed: a CSV for machines, a document to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.allocation import Allocation
from analytics.exports.csv import write_frame
from analytics.verdicts.draw import CHECK, SIGN, TITLE, draw_sentence, group_name, sheet


def as_csv(made: Allocation) -> bytes:
    """A row for each name, with the seed and the digest of the whole beside it."""
    found = sheet(made)
    listed = [(*row, made.seed, made.digest) for row in found.rows]
    columns = [*found.columns, "seed", "digest"]
    return write_frame(pd.DataFrame(listed, columns=columns, dtype=object))


def as_document(made: Allocation) -> bytes:
    """A Word document (.docx) of the same, with lines to sign on."""
    # here, so that the app and the command line start without it
    import docx
    from docx.shared import Pt

    from analytics.exports.slide.text import clean

    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading(TITLE, level=1)
    document.add_paragraph(f"{draw_sentence(made)}.")
    for lead, text in (("Seed", made.seed), ("Digest (SHA-256)", made.digest)):
        line = document.add_paragraph()
        line.add_run(f"{lead}: ").bold = True
        line.add_run(clean(text))
    document.add_paragraph(CHECK)
    found = sheet(made)
    table = document.add_table(rows=1, cols=len(found.columns), style="Light Grid Accent 1")
    _fill(table.rows[0].cells, [name.capitalize() for name in found.columns])
    for begins, *row in found.rows:
        _fill(table.add_row().cells, list(map(clean, [group_name(begins), *row])))
    document.add_heading("Signatures", level=2)
    for who in SIGN:
        document.add_paragraph(f"\n{who}: {'_' * 34}   Date: {'_' * 14}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(cells: Sequence[Any], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
