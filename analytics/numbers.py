"""Numbers as people and spreadsheets write them: "1,020", "48.500,00", "66,7", "105 %"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"^([+-]?)(\d[\d.,'\u2019 \u00a0\u202f]*)\s*(%?)$")
_BLANKS = re.compile(r"['\u2019\s]")
_GROUPED = re.compile(r"^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*$")


def decimal_mark(texts: Iterable[str]) -> str:
    """The mark before the decimals in a column of numbers: "," if a number shows that it is one
    ("66,7", "48.500,00", "0,5"), else "."."""
    for text in texts:
        match = _NUMBER.match(text.strip())
        if match is None or "," not in match[2]:
            continue
        number = _BLANKS.sub("", match[2])
        is_last = number.count(",") == 1 and number.rfind(",") > number.rfind(".")
        if is_last and ("." in number or not _GROUPED.match(number)):
            return ","
    return "."


def parse_number(text: str, mark: str = ".") -> float | None:
    """A number, with or without a percent sign, as it is written (105 for "105 %"); None for any
    other text. mark: what stands before the decimals, from `decimal_mark`."""
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    number = _BLANKS.sub("", match[2])
    thousands = "." if mark == "," else ","
    number = number.replace(thousands, "").replace(mark, ".")
    try:
        return float(match[1] + number)
    except ValueError:
        return None


def is_percent(text: str) -> bool:
    """Whether a number is written with a percent sign."""
    match = _NUMBER.match(text.strip())
    return match is not None and match[3] == "%"
