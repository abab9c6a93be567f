"""Which source a document belongs to, and the reading of a file from bytes to records."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.document import Document, Line, open_document
from analytics.layout import is_blank
from analytics.problems import Problem, Refused, Row
from analytics.sources import Answers, Reading, Source, all_sources

_log = logging.getLogger(__name__)
_SURE_ENOUGH = 0.3
_HEAD_LINES = 1000
_KINDS = "attendance, invitations, people, competency, survey or outcome"


def recognise(document: Document, answers: Answers) -> tuple[Source, float] | None:
    """The source that is surest the document is its own, and how sure; None if none is sure
    enough, or if two are equally sure. `answers.kind` leaves only the sources of that kind."""
    best = _candidates(document, answers)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0]


def _candidates(document: Document, answers: Answers) -> list[tuple[Source, float]]:
    """Every source that is sure enough, the surest first."""
    head = head_of(document)
    scored = [
        (source, source.recognises(head, answers))
        for source in all_sources()
        if answers.kind in (None, source.kind)
    ]
    sure = [(source, score) for source, score in scored if score >= _SURE_ENOUGH]
    return sorted(sure, key=lambda pair: -pair[1])


def head_of(document: Document) -> Document:
    """The document with the first lines of each sheet: enough to tell what it is, in any size."""
    sheets = tuple(replace(sheet, lines=sheet.lines[:_HEAD_LINES]) for sheet in document.sheets)
    return replace(document, sheets=sheets)


def read_file(
    name: str, data: bytes, answers: Answers
) -> tuple[Document | None, Source | None, Reading | None, tuple[Problem, ...]]:
    """Bytes of one file → (document, its source, what was read, every problem). Never raises.

    Without a reading the problems hold one that is refused or held, which says why.
    """
    with _without_collection():
        return _read_file(name, data, answers)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Reading makes rows and no cycles: collecting garbage meanwhile only walks the rows again
    and again, a third of the time of a large file."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_file(
    name: str, data: bytes, answers: Answers
) -> tuple[Document | None, Source | None, Reading | None, tuple[Problem, ...]]:
    document: Document | None = None
    source: Source | None = None
    try:
        check_zones(name, answers)
        document = open_document(name, data, answers.skipped_lines)
        found = recognise(document, answers)
        if found is None:
            return document, None, None, (*document.problems, _not_recognised(document, answers))
        source = found[0]
        reading = source.read(document, answers)
    except Refused as refusal:
        noted = document.problems if document else ()
        return document, source, None, (*noted, refusal.problem)
    except Exception:
        # A reader that stumbles over one file must not take the others with it.
        _log.exception("reading %s failed", name)
        problem = Problem(
            "reader-failed",
            "refused",
            name,
            "this file is built in a way that the reader does not understand; nothing of it was "
            "used. Export it again as CSV UTF-8, and report it if that does not help",
        )
        return document, source, None, (problem,)
    return document, source, reading, reading.problems


def check_zones(name: str, answers: Answers) -> None:
    for zone in (answers.timezone, answers.pilot_timezone):
        try:
            if zone:
                ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Refused(
                Problem(
                    "timezone-unknown",
                    "held",
                    name,
                    f"“{zone}” is no time zone; give its name as Europe/Berlin or America/New_York",
                    question="timezone",
                )
            ) from None


def _not_recognised(document: Document, answers: Answers) -> Problem:
    candidates = _candidates(document, answers)
    if len(candidates) > 1:
        names = " and ".join(
            source.name for source, score in candidates if score == candidates[0][1]
        )
        return Problem(
            "kind-open",
            "held",
            document.name,
            f"the columns fit {names} equally well; say which kind of file it is with --kind "
            f"({_KINDS})",
            question="kind",
        )
    header = likely_header(document)
    if header is None:
        return Problem(
            "not-recognised",
            "held",
            document.name,
            "no table was found in this file; check that it is the export you meant, or say which "
            f"kind it is with --kind ({_KINDS})",
            question="kind",
        )
    shown = ", ".join(f"“{cell.strip()}”" for cell in header.cells if cell.strip())
    shown = shown if len(shown) <= 300 else f"{shown[:300]} …"
    needed = "the columns" if answers.kind else "the kind of file and the columns"
    return Problem(
        "not-recognised",
        "held",
        document.name,
        f"the header has {shown}, and no known export has these columns; say {needed} on the Data "
        "page, or with --kind and --mapping",
        (Row(header.number, (document.delimiter or "\t").join(header.cells)),),
        "mapping" if answers.kind else "kind",
    )


def likely_header(document: Document) -> Line | None:
    """The first line with more than half as many cells as the fullest line."""
    lines = [line for sheet in document.sheets[:1] for line in sheet.lines[:200]]
    filled = [(sum(1 for c in line.cells if c.strip()), line) for line in lines]
    widest = max((count for count, line in filled if not is_blank(line.cells)), default=0)
    return next((line for count, line in filled if 2 * count > widest), None)
