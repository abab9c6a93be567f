"""The letters of pictures: Inter, and for what it lacks the fonts that come with matplotlib or
stand on the computer.

Fonts are entered under names of our own, so that neither an installed Inter nor a setting of
matplotlib changes a picture.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import matplotlib
from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

Weight = Literal["regular", "semibold", "bold"]

_OURS = Path(__file__).resolve().parents[2] / "fonts"
_THEIRS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_FILES: dict[Weight, tuple[Path, Path]] = {
    "regular": (_OURS / "Inter-Regular.ttf", _THEIRS / "DejaVuSans.ttf"),
    "semibold": (_OURS / "Inter-SemiBold.ttf", _THEIRS / "DejaVuSans-Bold.ttf"),
    "bold": (_OURS / "Inter-Bold.ttf", _THEIRS / "DejaVuSans-Bold.ttf"),
}
# Installed with Windows, macOS or most Linux: for writing that neither of ours knows. Fonts of
# coloured pictures are left out, matplotlib cannot draw them.
_INSTALLED = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "PingFang SC", "Hiragino Sans",
    "Apple SD Gothic Neo", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
    "Nirmala UI", "Leelawadee UI", "Segoe UI", "Tahoma", "Geeza Pro", "Noto Sans Symbols 2",
    "Segoe UI Symbol", "Noto Emoji",
)  # fmt: skip
_MISSING = "□"  # a letter that no font here can draw
_lock = Lock()


def font(text: str, size: float, weight: Weight) -> FontProperties:
    """The font for a text that `clean` has seen; size in points."""
    return _properties(_families(text, weight), size)


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """How wide a text is, in the unit of its size."""
    return _width(text, weight) * size / 100


def clean(text: str) -> str:
    """A text as it can be drawn in one line: without control characters, line breaks and marks
    that turn the direction of writing; letters that no font has are boxes, signs are left out."""
    found = unicodedata.normalize("NFC", text)
    kept = "".join(_drawable(sign) for sign in found)
    return " ".join(word for word in kept.split(" ") if word)


@lru_cache(4096)
def _drawable(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign.isspace():
        # A space that must not break stays one.
        return sign if sign == "\u00a0" else " "
    if kind in ("Cc", "Cf", "Cs", "Co", "Cn") or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if any(ord(sign) in _signs(file) for file in _FILES["regular"]) or _installed(sign):
        return sign
    return "" if kind[0] in "SM" else _MISSING


def _families(text: str, weight: Weight) -> tuple[str, ...]:
    """Names of the fonts that a text needs, the first that has a letter draws it."""
    files = list(_FILES[weight])
    lacking = {sign for sign in text if not any(ord(sign) in _signs(file) for file in files)}
    for sign in sorted(lacking):
        file = _installed(sign)
        if file and file not in files:
            files.append(file)
    return tuple(_entered(file) for file in files)


@lru_cache(1024)
def _properties(families: tuple[str, ...], size: float) -> FontProperties:
    return FontProperties(family=list(families), size=size)


@lru_cache(8192)
def _width(text: str, weight: Weight) -> float:
    """Of a text of size 100."""
    if not text:
        return 0.0
    found = text_to_path.get_text_width_height_descent(text, font(text, 100.0, weight), False)
    return float(found[0])


def _entered(file: Path) -> str:
    """The name under which matplotlib knows a file; entered again if it read all fonts anew."""
    name = f"Pilot Impact {file.stem}"
    entry = FontEntry(fname=str(file), name=name, weight=400)
    with _lock:
        if entry not in fontManager.ttflist:
            fontManager.ttflist.append(entry)
    return name


@lru_cache(64)
def _signs(file: Path) -> frozenset[int]:
    """The characters that a font can draw."""
    return frozenset(FT2Font(str(file)).get_charmap())


@lru_cache(1024)
def _installed(sign: str) -> Path | None:
    """The first installed font with this character."""
    return next((file for file in _installed_files() if ord(sign) in _signs(file)), None)


@lru_cache(1)
def _installed_files() -> tuple[Path, ...]:
    return tuple(_found())


def _found() -> Iterator[Path]:
    by_name = {entry.name: Path(entry.fname) for entry in reversed(fontManager.ttflist)}
    for name in _INSTALLED:
        file = by_name.get(name)
        # Of a collection only the first font is used.
        if file and file.is_file():
            yield file
