"""The only place that formats a number or a date for a person.

English, at most two significant digits of a share, dates always "12 Apr 2026". Ranges carry an
en dash, negative numbers a true minus sign. Machine-readable output does not pass through here.
"""

from __future__ import annotations

from datetime import date

MINUS = "−"
NOT_KNOWN = "—"


def count(value: int) -> str:
    """1185 → "1,185"."""
    return f"{value:,}".replace("-", MINUS)


def percent(share: float) -> str:
    """0.614 → "61%"; never "0%" or "100%" for a share that is neither."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "under 1%"
    if rounded == 100 and share < 1:
        return "over 99%"
    return f"{rounded}%".replace("-", MINUS)


def percent_range(low: float | None, high: float | None) -> str:
    """(0.56, 0.65) → "56–65%"; an open limit is said in words."""
    if low is None and high is None:
        return "no limits yet"
    if low is None:
        return f"up to {percent(high)}" if high is not None else NOT_KNOWN
    if high is None:
        return f"{percent(low)} or more"
    return f"{_whole(low)}–{_whole(high)}%" if low >= 0 else f"{_whole(low)}% to {_whole(high)}%"


def _whole(share: float) -> str:
    return f"{round(share * 100)}".replace("-", MINUS)


def faster(change: float) -> str:
    """0.23 → "23% faster"; −0.12 → "12% slower"; 0 → "0% faster"."""
    return f"{round(abs(change) * 100)}% {'slower' if round(change * 100) < 0 else 'faster'}"


def faster_range(low: float | None, high: float | None) -> str:
    """(0.07, 0.37) → "7% to 37% faster"; (−0.12, 0.17) → "12% slower to 17% faster";
    (−0.3, −0.1) → "10% to 30% slower"."""
    if low is not None and high is not None and round(low * 100) >= 0 and round(high * 100) >= 0:
        return f"{_whole(low)}% to {_whole(high)}% faster"
    if low is not None and high is not None and round(high * 100) <= 0:
        return f"{_whole(-high)}% to {_whole(-low)}% slower"
    first = faster(low) if low is not None else "any amount slower"
    last = faster(high) if high is not None else "any amount faster"
    return f"{first} to {last}"


def days(value: float | None) -> str:
    """47.0 → "47 days"; None → "not reached yet"."""
    if value is None:
        return "not reached yet"
    text = number(value)
    return f"{text} {'day' if text == '1' else 'days'}"


def change(value: float) -> str:
    """Percent faster on an axis: 0.2 → "+20%"; −0.05 → "−5%"; 0 → "0%"."""
    return f"{signed(value * 100)}%"


def change_range(low: float | None, high: float | None) -> str:
    """(−0.13, 0.38) → "−13% to +38%"; an open limit is said in words."""
    if low is not None and high is not None:
        return f"{change(low)} to {change(high)}"
    if low is not None:
        return f"{change(low)} or more"
    return f"up to {change(high)}" if high is not None else "no limits yet"


def confidence(value: float) -> str:
    """0.95 → "95%"; 0.9875 → "98.75%"; 0.99999 → "over 99.99%"."""
    text = f"{value * 100:.2f}".rstrip("0").rstrip(".")
    return "over 99.99%" if text == "100" else f"{text}%"


def number(value: float) -> str:
    """4.27 → "4.3"; 47.0 → "47"; −5.9 → "−5.9"."""
    text = f"{round(value, 1) + 0.0:.1f}"  # + 0.0: no minus before a zero
    return (text[:-2] if text.endswith(".0") else text).replace("-", MINUS)


def measured(value: float) -> str:
    """A number of any size, three digits of it at the most but whole above: 1240.4 → "1,240";
    4.267 → "4.27"; 0.0614 → "0.0614"."""
    if abs(value) >= 100:
        return count(round(value))
    text = f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", MINUS)


def ratio(value: float) -> str:
    """2.0884 → "2.09"."""
    return f"{value:.2f}"


def signed(value: float) -> str:
    """18.2 → "+18"; −5.9 → "−6"."""
    rounded = round(value)
    return f"+{rounded}" if rounded > 0 else f"{rounded}".replace("-", MINUS)


def minutes(seconds: float) -> str:
    """2640 → "44 min"."""
    return f"{round(seconds / 60)} min"


def p_value(p: float) -> str:
    """0.0004 → "p < 0.001"; 0.0163 → "p = 0.016"."""
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def day(value: date) -> str:
    """→ "12 Apr 2026"."""
    return f"{value.day} {value:%b %Y}"


def short_day(value: date) -> str:
    """→ "12 Apr"."""
    return f"{value.day} {value:%b}"


def month(value: date) -> str:
    """→ "Feb"."""
    return f"{value:%b}"


def month_of(value: date) -> str:
    """→ "Feb 2026"."""
    return f"{value:%b %Y}"


def span(first: date, last: date) -> str:
    """→ "12 Jan – 12 Apr 2026"; one day is that day."""
    if first == last:
        return day(last)
    start = short_day(first) if first.year == last.year else day(first)
    return f"{start} – {day(last)}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """(1, "person", "people") → "1 person"."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"
