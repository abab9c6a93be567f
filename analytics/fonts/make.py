"""Makes the three static fonts of pictures from the variable ones that the app serves.

    uv run --with brotli python -m analytics.fonts.make

writes Inter-Regular, -SemiBold and -Bold.ttf into this folder, the same bytes each time, and the
licence beside them. brotli unpacks WOFF2 and is needed for nothing else, so the project does not
ask for it.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "static"
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
# Pairs of letters stand well with kerning; what else the font can do is not asked for.
FEATURES = ["kern"]


def make(style: str, weight: int) -> bytes:
    """One static font with the letters of both files. fontTools merges files, not objects."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for name in ("latin", "latin-ext"):
            part = Path(folder) / f"{name}.ttf"
            file = STATIC / f"inter-{name}-wght-normal.woff2"
            part.write_bytes(_static(file, weight))
            parts.append(str(part))
        made = TTFont(file)["head"].modified  # the merger would write now
        font = Merger().merge(parts)
    for record in font["name"].names:
        # What a program lists it by; all else stays as the makers of Inter wrote it.
        names = {1: "Inter", 2: style, 4: f"Inter {style}", 6: f"Inter-{style}",
                 16: "Inter", 17: style}  # fmt: skip
        if record.nameID in names:
            record.string = names[record.nameID]
    font["OS/2"].usWeightClass = weight
    font["head"].created = font["head"].modified = made
    return _bytes(font)


def _static(file: Path, weight: int) -> bytes:
    """One weight of a variable font, with its kerning and without hints for small screens."""
    variable = TTFont(file, recalcTimestamp=False)
    axes = {axis.axisTag: axis.defaultValue for axis in variable["fvar"].axes}
    font = instantiateVariableFont(variable, {**axes, "wght": weight})
    options = Options(layout_features=FEATURES, hinting=False, recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = None
    return _bytes(font)


def _bytes(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for style, weight in WEIGHTS.items():
        (HERE / f"Inter-{style}.ttf").write_bytes(make(style, weight))
    shutil.copyfile(STATIC / "LICENSE-Inter.txt", HERE / "LICENSE-Inter.txt")
