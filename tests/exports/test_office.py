"""The deck in a real office program: LibreOffice opens it, and every slide says what it should."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation
from test_ways import briefing

from analytics.exports.ways import OF_PILOT, Style

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TO_TEXT = shutil.which("pdftotext")


@pytest.mark.parametrize("pilot", ["sample", "hostile"])
def test_libreoffice_shows_every_slide(pilot: str, tmp_path: Path) -> None:
    if not OFFICE or not TO_TEXT:
        assert not os.environ.get("CI"), "LibreOffice and pdftotext must be there in CI"
        pytest.skip("LibreOffice or pdftotext is not installed")
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(OF_PILOT["pptx"](briefing(pilot), Style()))
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    ran = subprocess.run(
        [TO_TEXT, "-layout", str(tmp_path / "deck.pdf"), "-"],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    pages = ran.stdout.split("\f")[:-1]
    slides = Presentation(str(deck)).slides
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        words = "".join(page.split())
        # Right-to-left letters come out in the order in which they are seen.
        title = [w for w in slide.shapes.title.text_frame.text.split() if w.isascii()]
        assert all(word in words for word in title), title
        if pilot == "sample":
            assert "Sampledata" in words
