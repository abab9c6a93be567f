"""No secret stands in the repository, and what must not get into it is ignored."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The shapes of keys and tokens that are handed out, as the makers describe them.
SHAPES = {
    "a private key": r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b",
    "a Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a PyPI token": r"\bpypi-[A-Za-z0-9_-]{40,}",
    "a web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
    "a password in an address": r"\b[a-z][a-z+]{2,9}://[^/\s:@'\"{}]+:[^/\s:@'\"{}]{3,}@[\w.-]+",
}
# A value that is given to a name of a secret: long, and as even as chance makes it.
GIVEN = re.compile(
    r"""(?i)\b[\w.-]*(?:secret|password|passwd|token|api_?key|client_?id)\w*["']?\s*[=:]\s*"""
    r"""["']([^"'\s{}$<>]{16,})["']"""
)
EVEN_BITS = 3.5
ALLOWED = {"7f3a9c0b5d1e8642af90cd37be5168f2"}  # of tests/app/test_startup.py, made up there


def evenness(text: str) -> float:
    """Bits per letter (Shannon)."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def secrets(text: str) -> Iterator[str]:
    for what, shape in SHAPES.items():
        if re.search(shape, text):
            yield what
    for value in GIVEN.findall(text):
        if evenness(value) >= EVEN_BITS and value not in ALLOWED:
            yield f"a value like a secret: {value[:4]}…"


def kept() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if names.returncode:
        pytest.skip("This is no checkout of git.")
    return [ROOT / name for name in names.stdout.split("\0") if name]


def test_no_file_holds_a_secret() -> None:
    found = []
    for file in kept():
        if file.is_file() and file.name != "uv.lock" and file != Path(__file__).resolve():
            text = file.read_bytes().decode("utf-8", "ignore")
            found += [f"{file.relative_to(ROOT)}: {what}" for what in secrets(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "key = AKIA" + "ABCDEFGHIJKLMNOP",
        "token: ghp_" + "a1B2" * 9,
        'cookie_secret = "' + "9f8e7d6c5b4a39281706f5e4d3c2b1a0" + '"',
        "postgresql://impact:hunter2x@db.example.org/pilot",
    ],
)
def test_the_scan_finds_what_it_looks_for(text: str) -> None:
    assert len([*secrets(text)]) == 1


@pytest.mark.parametrize(
    "text", ["token = make_token()", 'password = "aaaaaaaaaaaaaaaaaaaa"', "a:b@c"]
)
def test_the_scan_leaves_the_rest_alone(text: str) -> None:
    assert [*secrets(text)] == []


@pytest.mark.parametrize("name", [".streamlit/secrets.toml", "a/pilot.duckdb", "pilot.duckdb.wal"])
def test_what_must_stay_out_is_ignored(name: str) -> None:
    ran = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    if ran.returncode == 128:
        pytest.skip("This is no checkout of git.")
    assert ran.returncode == 0
    assert ROOT / name not in kept()


def test_the_lock_is_checked_wherever_the_project_is_set_up() -> None:
    """`uv lock --check` stands in `make lint`; CI runs that, and syncs with --locked."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "lock --check" in makefile.partition("\nlint:")[2].partition("\n\n")[0]
    assert "sync --locked" in makefile
    assert "make lint" in (ROOT / ".ci" / "run").read_text("utf-8")
