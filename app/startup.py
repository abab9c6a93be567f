"""What is looked at before the server listens: settings that are wrong stop it, a sentence each."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from analytics import settings
from app import sign_in

COOKIE_SECRET_BYTES = 32
_COOKIE_LETTERS = 8  # different ones; fewer are no secret, however many they are
# Options of .streamlit/config.toml that a start with other values would quietly undo.
HELD: Mapping[str, object] = {
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.disableDataExport": True,
}


def check() -> None:
    """Ends the process with a sentence per trouble, or comes back."""
    from streamlit import config

    files = [Path(name) for name in config.get_option("secrets.files")]
    if found := troubles(os.environ, config.get_option, files):
        print(*found, "Pilot Impact was not started.", sep="\n", file=sys.stderr)
        raise SystemExit(1)


def troubles(
    environ: Mapping[str, str], option: Callable[[str], Any], secrets: Iterable[Path]
) -> list[str]:
    """A sentence for each trouble. option: the value of a Streamlit option by its name; secrets:
    the files that Streamlit looks for secrets in."""
    wrong = settings.troubles(environ)
    found = list(wrong)
    for name, held in HELD.items():
        if option(name) != held:
            said = str(held).lower() if isinstance(held, bool) else f"“{held}”"
            found.append(f"{name} has to be {said}; take the other value back.")
    hosts = option("server.allowedHosts")
    if not hosts or "*" in (host.strip() for host in hosts):
        found.append("server.allowedHosts has to name the hosts that the app is reached by.")
    files = list(secrets)
    if not wrong:
        found += sign_in.troubles(environ, option, any(map(_has_auth, files)))
    for file in files:
        found += _of_secrets(file)
    return found


def _has_auth(file: Path) -> bool:
    """Whether an identity provider is set up there."""
    try:
        return "auth" in tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return False


def _of_secrets(file: Path) -> list[str]:
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            return []
        data = file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        return [f"The secrets file {file} cannot be read: {error.strerror}."]
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [f"The secrets file {file} can be read by others; run: chmod 600 '{file}'"]
    try:
        secrets = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return [f"The secrets file {file} is not valid TOML; correct it or remove it."]
    auth = secrets.get("auth")
    secret = auth.get("cookie_secret") if isinstance(auth, dict) else None
    if isinstance(auth, dict) and not _is_strong(secret):
        return [
            f"auth.cookie_secret in {file} is weak: it needs {COOKIE_SECRET_BYTES} random bytes "
            "or more; make one with: python -c 'import secrets; print(secrets.token_hex())'"
        ]
    return []


def _is_strong(secret: object) -> bool:
    return (
        isinstance(secret, str)
        and len(secret.encode()) >= COOKIE_SECRET_BYTES
        and len(set(secret)) >= _COOKIE_LETTERS
    )
