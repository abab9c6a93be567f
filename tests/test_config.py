"""The settings the app is served with: safe on one computer, and nothing fetched from elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit.config

ROOT = Path(__file__).resolve().parent.parent
CONFIG: dict[str, Any] = tomllib.loads(
    (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


def options(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.allowedHosts", ["localhost", "127.0.0.1"]),
        ("server.enableCORS", True),
        ("server.enableXsrfProtection", True),
        ("server.xsrfCookieSameSite", "strict"),
        ("server.enableAgentApi", False),
        ("server.showEmailPrompt", False),
        ("server.enableStaticServing", True),
        ("server.fileWatcherType", "none"),
        ("server.maxUploadSize", 100),
        ("browser.gatherUsageStats", False),
        ("client.toolbarMode", "viewer"),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("client.disableDataExport", True),
        ("runner.magicEnabled", False),
        ("runner.postScriptGC", False),
    ],
)
def test_safe_values(option: str, value: object) -> None:
    found = dict(options(CONFIG))[option]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("option", [name for name, _ in options(CONFIG)])
def test_streamlit_knows_the_option(option: str) -> None:
    streamlit.config.get_option(option)


def test_streamlit_refuses_an_option_it_does_not_know() -> None:
    with pytest.raises(RuntimeError, match=re.escape("server.cookieless")):
        streamlit.config.get_option("server.cookieless")


def test_every_font_file_is_served_from_here() -> None:
    faces = CONFIG["theme"]["fontFaces"]
    assert {face["family"] for face in faces} == {"Inter"}
    for face in faces:
        file = ROOT / face["url"].removeprefix("app/")
        assert file.parent == ROOT / "static"
        assert file.read_bytes().startswith(b"wOF2")


@pytest.mark.parametrize("name", ["logo.svg", "icon.svg"])
def test_pictures_need_nothing_from_elsewhere(name: str) -> None:
    # An SVG in an <img> loads neither fonts nor files: letters must be outlines.
    picture = (ROOT / "static" / name).read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert not re.search(r"<text|href|url\(|<script", picture)
