"""What a person did, as the journal has it: files landed with the answers given for them, and names
decided about. It can be done again under any key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analytics.bulk import Upload
from analytics.ids import alias_id
from analytics.intake import Report, answers_for
from analytics.records import Identity
from analytics.sources import Answers
from analytics.store import Store, StoreError, Writer
from analytics.store.key_file import NAME

_USED = ("landed", "already")


def note_landing(
    store: Store,
    writer: Writer,
    files: Sequence[tuple[str, Upload]],
    reports: Sequence[Report],
    answers: Answers | Mapping[str, Answers],
    origin: str,
) -> None:
    """Keep the files that were used and note them with their answers; of the sample pilot, which
    is at hand, only the hashes. Nothing in memory.

    Errors: StoreError when they cannot be kept; nothing has landed then.
    """
    if store.keeping is None:
        return
    keep = store.keeping.kept.keep if origin == "upload" else sha256
    writer.note(
        "land",
        origin=origin,
        files=[
            {
                "name": name,
                "file_id": report.file_id,
                "sha256": keep(data),
                "answers": as_said(answers_for(name, answers)),
            }
            for (name, data), report in zip(files, reports, strict=True)
            if report.state in _USED
        ],
    )


def sha256(data: Upload) -> str:
    return hashlib.sha256(data[:]).hexdigest()


def as_said(answers: Answers) -> dict[str, Any]:
    """Answers as JSON has them; what was not answered is left out."""
    found: dict[str, Any] = {
        "date_order": answers.date_order,
        "timezone": answers.timezone,
        "session_date": answers.session_date.isoformat() if answers.session_date else None,
        "kind": answers.kind,
        "mapping": dict(answers.mapping),
        "pilot_timezone": answers.pilot_timezone,
        "calendar_days": sorted(day.isoformat() for day in answers.calendar_days),
        "skipped_lines": sorted(answers.skipped_lines),
    }
    return {name: value for name, value in found.items() if value}


def read_answers(said: Mapping[str, Any]) -> Answers:
    """The other way round."""
    found = dict(said)
    if "session_date" in found:
        found["session_date"] = date.fromisoformat(found["session_date"])
    if "calendar_days" in found:
        found["calendar_days"] = frozenset(map(date.fromisoformat, found["calendar_days"]))
    if "skipped_lines" in found:
        found["skipped_lines"] = frozenset(found["skipped_lines"])
    return Answers(**found)


def note_decision(writer: Writer, alias_id: int, same_as: int | None) -> None:
    """Note a decision about a name by its spellings, since ids are others under another key."""
    spelled = "select name, email, upn, employee_id from person_alias where alias_id = $alias"
    of_whom, is_whom = (
        list(writer.rows(spelled, {"alias": alias})[0]) if alias is not None else None
        for alias in (alias_id, same_as)
    )
    writer.note("decide", spelled=of_whom, same_as_spelled=is_whom)


def read_decision(store: Store, said: Mapping[str, Any]) -> tuple[int, int | None]:
    """The ids that a noted decision is about, under the key of this store.

    Errors: StoreError where it was noted by ids, as it once was, and these are of another key.
    """
    if "spelled" in said:
        of_whom, is_whom = (
            alias_id(Identity(*texts), store.key) if texts else None
            for texts in (said["spelled"], said["same_as_spelled"])
        )
    else:
        of_whom, is_whom = said["alias_id"], said["same_as"]
        known = set(store.ask("select alias_id from person_alias")["alias_id"])
        if not {of_whom, is_whom} - {None} <= known:
            raise StoreError(
                "The journal has a decision about a name by an id of another key: bring back the"
                f" {NAME} of that time, or restore a snapshot (impact restore)."
            )
    assert of_whom is not None
    return of_whom, is_whom
