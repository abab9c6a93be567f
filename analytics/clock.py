"""Dates, times and durations as exports write them.

Only the form of a text decides how it is read; where day and month could be swapped, the order
is decided once per file (`decide_order`) from evidence, and never guessed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from analytics.kept_texts import looked_up
from analytics.vocabulary import field_of, normal, words

DateOrder = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20000, 60001)  # 1954 to 2064
_WRAPPED = re.compile(r'^="(.*)"$')
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$")
_NUMERIC = re.compile(r"^(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})\.?(?=$|[\sT,])")
_JAPANESE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日")
_DAY_NAME_YEAR = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s./-]*(?:de |of )?([^\W\d_]+)\.?[\s.,/-]*(?:de |of )?"
    r"(\d{4}|\d{2})(?=$|[\s,])",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    r"^([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?=$|[\s,])", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,\s*(?=\d|[^\W\d_]+\.?\s+\d)")
_TIME = re.compile(
    r"^(?P<before>午前|午後)?\s*(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?\s*(?P<half>[ap]\s?\.?\s?m\.?)?"
    r"\s*(?P<zone>z|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?|utc|gmt|[a-z]{2,5}t)?$",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_LONGEST_TEXT = 60
_YEAR_SECONDS = 366 * 86400
_PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", re.UNICODE)
_CLOCK_DURATION = re.compile(r"^(?:(\d+):)?(\d{1,3}):(\d{2})$")


@dataclass(frozen=True)
class Stamp:
    """A text that is a date, split by its form: numbers not yet in an order, or a settled day.

    numbers: the three numbers of a date whose order is open, else (); separator between them;
    day: the date where the form itself settles it; clock: the time of day, if written;
    offset: from UTC, if written ("Z", "GMT+1").
    """

    numbers: tuple[str, ...]
    separator: str
    day: date | None
    clock: time | None
    offset: timedelta | None


def _tidy(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = " ".join(text.split())
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = wrapped[1].strip()
    return text.removeprefix("'")


@cache
def _months() -> dict[str, int]:
    return {word: int(number) for word, number in words("months").items()}


def _full_year(text: str) -> int:
    """Two digits mean this century up to next year, else the last one."""
    year = int(text)
    if len(text) > 2:
        return year
    this_year = date.today().year
    century = this_year // 100 * 100
    return century + year if century + year <= this_year + 1 else century - 100 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@looked_up(200_000)
def _stamp(text: str) -> Stamp | None:
    """The parts of a text that begins with a date; None if it is none."""
    text = _tidy(text)
    if not text or len(text) > _LONGEST_TEXT:
        return None
    compact = _COMPACT.match(text)
    if compact:
        day = _day(int(compact[1]), int(compact[2]), int(compact[3]))
        clock = (
            time(int(compact[4]), int(compact[5]), int(compact[6])) if _is_clock(compact) else None
        )
        if day is None or (compact[4] and clock is None):
            return None
        return Stamp((), "", day, clock, timedelta(0) if compact[7] else None)
    text = _WEEKDAY.sub("", text)
    numbers: tuple[str, ...] = ()
    separator = ""
    day = None
    if match := _NUMERIC.match(text):
        separator = match[2]
        if len(match[1]) == 4:
            if len(match[4]) == 4:
                return None
            day = _day(int(match[1]), int(match[3]), int(match[4]))
        elif len(match[1]) == 3:
            return None
        else:
            numbers = (match[1], match[3], match[4])
    elif match := _JAPANESE.match(text):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
    elif (match := _DAY_NAME_YEAR.match(text)) and normal(match[2]) in _months():
        day = _day(_full_year(match[3]), _months()[normal(match[2])], int(match[1]))
    elif (match := _NAME_DAY_YEAR.match(text)) and normal(match[1]) in _months():
        day = _day(int(match[3]), _months()[normal(match[1])], int(match[2]))
    else:
        return None
    if day is None and not numbers:
        return None
    rest = text[match.end() :].lstrip(" T,")
    if rest.lower().startswith(("at ", "um ")):
        rest = rest[3:]
    if not rest:
        return Stamp(numbers, separator, day, None, None)
    parsed = _clock_and_offset(rest)
    return None if parsed is None else Stamp(numbers, separator, day, *parsed)


def _is_clock(match: re.Match[str]) -> bool:
    return bool(match[4]) and int(match[4]) < 24 and int(match[5]) < 60 and int(match[6]) < 60


@looked_up(100_000)
def _clock_and_offset(text: str) -> tuple[time, timedelta | None] | None:
    match = _TIME.match(text)
    if match is None or (match["minute"] is None and not (match["half"] or match["before"])):
        return None
    hour = int(match["hour"])
    half = (match["half"] or "").replace(".", "").replace(" ", "").lower()
    if half or match["before"]:
        is_afternoon = half == "pm" or match["before"] == "午後"
        if hour > 12:
            return None
        hour = hour % 12 + (12 if is_afternoon else 0)
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second), _offset(match["zone"])


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    match = _OFFSET.search(zone)
    if match is None:
        return timedelta(0) if zone.lower() in ("z", "utc", "gmt") else None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -size if match[1] == "-" else size


@looked_up(200_000)
def _ordered_day(numbers: tuple[str, ...], separator: str, order: DateOrder) -> date | None:
    first, second, third = numbers
    if order == "ymd":
        if len(third) == 4 or len(first) != 2:
            return None
        return _day(_full_year(first), int(second), int(third))
    if len(third) not in (2, 4):
        return None
    if order == "mdy" and separator == ".":
        # No locale writes month.day.year: dots mean day first (Unicode CLDR).
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(_full_year(third), int(month), int(day))


@looked_up(65536)
def _day_alone(text: str, order: DateOrder | None) -> date | None:
    """A date without a time, in numbers → the day."""
    stamp = _stamp(text)
    if stamp is None or stamp.clock is not None:
        return None
    if stamp.numbers and order is not None:
        return _ordered_day(stamp.numbers, stamp.separator, order)
    return stamp.day


@looked_up(200_000)
def parse_moment_zoned(
    text: str, order: DateOrder | None
) -> tuple[datetime, timedelta | None] | None:
    """A date with a time -> (wall-clock time, offset from UTC if the text names one).

    A date alone is midnight. None if the text is no date, or its order is open and none given.
    """
    if _ISO.fullmatch(text):
        # The form most lists have, read by the standard library; anything odd goes the long way.
        try:
            return datetime.fromisoformat(text), None
        except ValueError:
            pass
    numeric = _NUMERIC.match(text) if text.isascii() else None
    if numeric is not None and numeric.end() < len(text):
        # A list has few days and few times of day, but many combinations of them.
        on = _day_alone(numeric[0], order)
        at = _clock_and_offset(" ".join(text[numeric.end() :].split()).lstrip(" T,"))
        if on is not None and at is not None:
            return datetime.combine(on, at[0]), at[1]
    stamp = _stamp(text)
    if stamp is None:
        return None
    day = stamp.day
    if day is None and order is not None:
        day = _ordered_day(stamp.numbers, stamp.separator, order)
    if day is None:
        return None
    return datetime.combine(day, stamp.clock or time()), stamp.offset


def parse_moment(text: str, order: DateOrder | None) -> datetime | None:
    """A date with a time -> its wall-clock time, as written (an offset does not move it)."""
    found = parse_moment_zoned(text, order)
    return None if found is None else found[0]


def parse_day(text: str, order: DateOrder | None, *, excel: bool = False) -> date | None:
    """A date, with or without a time -> the day.

    excel: also read a bare number from 20000 to 60000 as Excel's day count (45901 = 2025-09-01).
    """
    found = parse_moment_zoned(text, order)
    if found is not None:
        return found[0].date()
    if excel:
        number = _tidy(text).split(".")[0]
        if number.isdigit() and int(number) in _EXCEL_DAYS:
            return _EXCEL_EPOCH + timedelta(days=int(number))
    return None


def parse_clock(text: str) -> time | None:
    """A time of day without a date ("3:55 PM", "18:02", "15h55")."""
    found = _clock_and_offset(_tidy(text))
    return None if found is None else found[0]


def has_clock(text: str) -> bool:
    """Whether a text that is a date also says the time of day."""
    stamp = _stamp(text)
    return stamp is not None and stamp.clock is not None


@dataclass(frozen=True)
class Decision:
    """In which order a file writes its dates.

    order: None if every date settles itself (then candidates is empty and `is_open` False) or if
    the evidence does not settle it (`is_open`). why: the evidence, in words. candidates: the
    orders that remain possible.
    """

    order: DateOrder | None
    why: str
    candidates: tuple[DateOrder, ...]
    example: str = ""

    @property
    def is_open(self) -> bool:
        """True if a person must say the order before the file can be used."""
        return self.order is None and self.why != _SETTLED

    def question(self) -> str:
        """What to ask, with an example from the file and how to answer."""
        if not self.candidates:
            return (
                f"its dates contradict each other ({self.why}); correct them in the tool that "
                "wrote the file and export it again, or say the order with --date-order"
            )
        readings = " or ".join(
            f"{day.day} {_ENGLISH_MONTHS[day.month]} {day.year} ({order})"
            for order in self.candidates
            if (day := parse_day(self.example, order)) is not None
        )
        return (
            f"“{self.example}” can be {readings}, and nothing in the file says which; "
            "say it with --date-order or on the Data page"
        )


_SETTLED = "every date settles its own order"
_ENGLISH_MONTHS = tuple(calendar.month_name)


def decide_order(
    texts: Iterable[str],
    *,
    hints: Iterable[date] = (),
    calendar: Iterable[date] = (),
    latest: date | None = None,
    earliest: date = date(2019, 1, 1),
    span: timedelta | None = None,
) -> Decision:
    """The order of day, month and year in a file, from the dates it writes.

    An order remains possible if it reads every date that any order can read, within `earliest`
    and `latest` (default: the end of next year). Among several, in turn: if they agree on every
    date there is no question; `span`, the longest time between the first and the last date that
    makes sense in one file; `hints`, days that the file must contain (from its name); `calendar`,
    days on which sessions were planned; and five or more different days that run in one direction
    in one order only.
    """
    latest = latest or date(date.today().year + 1, 12, 31)
    open_texts: list[str] = []
    stamps: list[Stamp] = []
    seen: set[str] = set()
    for text in dict.fromkeys(texts):
        if text[4:5] == "-" and text[:4].isdecimal():
            continue  # the year stands first: its own form settles it
        date_part = _NUMERIC.match(text)
        if date_part is not None and (date_part[0] in seen or len(date_part[1]) == 4):
            continue
        stamp = _stamp(text)
        if stamp is not None and stamp.numbers:
            open_texts.append(text)
            stamps.append(stamp)
            if date_part is not None:
                seen.add(date_part[0])
    if not stamps:
        return Decision(None, _SETTLED, ())
    readings: dict[DateOrder, list[date | None]] = {
        order: [
            day if day is not None and earliest <= day <= latest else None
            for day in (_ordered_day(s.numbers, s.separator, order) for s in stamps)
        ]
        for order in ORDERS
    }
    usable = [at for at in range(len(stamps)) if any(readings[o][at] for o in ORDERS)]
    if not usable:
        return Decision(None, "no order reads any of its dates", (), open_texts[0])
    days: dict[DateOrder, list[date]] = {}
    for order in ORDERS:
        read = [day for at in usable if (day := readings[order][at]) is not None]
        if len(read) == len(usable):
            days[order] = read
    if not days:
        return Decision(None, _contradiction(open_texts, usable, readings), ())
    if len(days) == 1:
        return Decision(next(iter(days)), "only this order reads every date", tuple(days))
    if len({tuple(read) for read in days.values()}) == 1:
        return Decision(next(iter(days)), "every order reads the same dates", tuple(days))
    for why, kept in (
        ("the dates would lie too far apart otherwise", _within(days, span)),
        ("the date in the file's name", _hinted(days, list(hints))),
        ("the days of the sessions in the calendar", _hinted(days, list(calendar))),
        ("the dates run in one direction", _running(days)),
    ):
        if len(kept) == 1:
            return Decision(kept[0], why, tuple(days))
    at = next(i for i in range(len(usable)) if len({read[i] for read in days.values()}) > 1)
    return Decision(None, "more than one order fits", tuple(days), open_texts[usable[at]])


def _contradiction(
    texts: list[str], usable: list[int], readings: dict[DateOrder, list[date | None]]
) -> str:
    """Two dates that cannot be written in one order."""
    first = usable[0]
    fitting = {order for order in ORDERS if readings[order][first]}
    for at in usable:
        still = {order for order in fitting if readings[order][at]}
        if not still:
            return f"“{texts[first]}” and “{texts[at]}” cannot be written in one order"
        if len(still) < len(fitting):
            first, fitting = at, still
    return "no order reads them all"


def _within(days: dict[DateOrder, list[date]], span: timedelta | None) -> list[DateOrder]:
    if span is None:
        return list(days)
    return [order for order, read in days.items() if max(read) - min(read) <= span]


def _hinted(days: dict[DateOrder, list[date]], hints: list[date]) -> list[DateOrder]:
    return [order for order, read in days.items() if any(hint in read for hint in hints)]


def _running(days: dict[DateOrder, list[date]]) -> list[DateOrder]:
    if any(len(set(read)) < 5 for read in days.values()):
        return []
    return [order for order, read in days.items() if _is_rising(read) or _is_rising(read[::-1])]


def _is_rising(days: Sequence[date]) -> bool:
    return all(one <= other for one, other in pairwise(days))


_NAME_ISO = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_NAME_US = re.compile(r"(?<!\d)(\d{1,2})[-_](\d{1,2})[-_](\d{4}|\d{2})(?!\d)")


def days_in_name(name: str) -> list[date]:
    """The days a file's name tells: ISO anywhere, and the M-D-YY that Teams ends names with."""
    found = [_day(int(y), int(m), int(d)) for y, m, d in _NAME_ISO.findall(name)]
    found += [_day(_full_year(y), int(m), int(d)) for m, d, y in _NAME_US.findall(name)]
    return [day for day in found if day is not None]


_NAME_NUMBERS = re.compile(r"(?<!\d)\d{1,2}([-_.])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)")
_NAME_WORDS = re.compile(
    r"\d{1,2}\.? ?[^\W\d_]{3,}\.? ?\d{4}(?!\d)|[^\W\d_]{3,}\.? \d{1,2},? \d{4}(?!\d)"
)


def day_in_name(name: str) -> date | None:
    """The day that a file's name tells beyond doubt: ISO, with the month's name, or in numbers
    that only one order can read. None if it tells none, several, or could mean two."""
    found = {_day(int(y), int(m), int(d)) for y, m, d in _NAME_ISO.findall(name)}
    rest = _NAME_ISO.sub(" ", name)
    for numbers in _NAME_NUMBERS.finditer(rest):
        text = numbers[0].replace("_", "-")
        found.add(parse_day(text, decide_order([text]).order))
    found |= {parse_day(text, None) for text in _NAME_WORDS.findall(re.sub("[_-]+", " ", rest))}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


@looked_up(65536)
def parse_duration(text: str, *, bare_unit: int | None = None) -> int | None:
    """A duration -> whole seconds, None if the text is none.

    Reads "1h 7m 6s", "2 d 4 h", "1 Std. 7 Min.", "2 godz. 19 min 19 s", "1 hr 2 min", "59 min",
    "1時間7分", "1:02:27" (hours), "32:14" (minutes and seconds), "PT1H2M". "< 1 min" is half of
    what it bounds: 30 seconds. bare_unit: seconds that a number without a unit stands for. Nothing
    lasts longer than a year.
    """
    text = _tidy(text)
    if len(text) > _LONGEST_TEXT:
        return None
    is_bound = text.startswith("<")
    seconds = _seconds_in(text.lstrip("< "), bare_unit)
    if seconds is None or seconds > _YEAR_SECONDS:
        return None
    return round(seconds / 2) if is_bound else round(seconds)


def _seconds_in(text: str, bare_unit: int | None) -> float | None:
    if match := _CLOCK_DURATION.match(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds if seconds < 60 else None
    if bare_unit is not None and re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", ".")) * bare_unit
    if text[:2].upper() == "PT":
        text = text[2:]
    total = 0.0
    pieces = 0
    for number, unit in _PIECE.findall(text):
        size = _unit_seconds(unit)
        if size is None:
            return None
        total += float(number.replace(",", ".")) * size
        pieces += 1
    if not pieces or _PIECE.sub("", text).strip(" ,.+&"):
        return None
    return total


def _unit_seconds(unit: str) -> int | None:
    field = field_of(unit, "durations")
    sizes = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
    return None if field is None else sizes[field]


def to_pilot_clock(moment: datetime, from_zone: str, to_zone: str) -> datetime:
    """A wall-clock time of one zone -> the wall-clock time of another at the same instant.

    Zones are IANA names; where either is empty the time stays. In the hour that a change of
    clocks repeats, the first pass is taken. Raises zoneinfo.ZoneInfoNotFoundError.
    """
    if not from_zone or not to_zone or from_zone == to_zone:
        return moment
    there = moment.replace(tzinfo=ZoneInfo(from_zone))
    return there.astimezone(ZoneInfo(to_zone)).replace(tzinfo=None)


def offset_to_clock(moment: datetime, offset: timedelta, to_zone: str) -> datetime:
    """A wall-clock time with its offset from UTC -> the wall clock of a zone."""
    instant = (moment - offset).replace(tzinfo=UTC)
    return instant.astimezone(ZoneInfo(to_zone)).replace(tzinfo=None)
