"""The key of a workspace, under which the ids of its people are made: a file beside the data."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from analytics.store.database import StoreError

NAME = "people.key"
_BYTES = 32


def own_key(folder: Path) -> bytes:
    """The key of the workspace in this folder, made the first time and readable by its owner
    only. Without the file, as after the data were copied without it, a new one is made.

    Errors: StoreError when the file can be neither read nor written.
    """
    path = folder / NAME
    try:
        with suppress(FileExistsError):
            _write(path, secrets.token_bytes(_BYTES))
        key = path.read_bytes()
        if len(key) != _BYTES:  # cut off while it was written
            path.unlink()
            return own_key(folder)
    except OSError as error:
        raise StoreError(
            f"{path}, the key of this workspace, cannot be used: {error.strerror}; let this user"
            " read and write it."
        ) from error
    return key


def _write(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
