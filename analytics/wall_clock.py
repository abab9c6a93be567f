"""The clock of one file: its texts → the wall clock that the pilot's people live by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analytics.clock import (
    DateOrder,
    offset_to_clock,
    parse_clock,
    parse_moment_zoned,
    to_pilot_clock,
)
from analytics.ledger import Ledger
from analytics.sources import Answers

# A meeting in any other year is a slip of the pen.
_YEARS = range(1990, 2101)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class WallClock:
    """How the times of a file become wall-clock times.

    order: of its dates; from_zone: the zone its clock runs in, "" for the people's own; to_zone:
    the zone to turn that into, "" to leave it; home: the zone for times that carry an offset of
    their own ("Z", "GMT+2"), "" to leave them as written.
    """

    order: DateOrder | None
    from_zone: str = ""
    to_zone: str = ""
    home: str = ""

    @property
    def zone(self) -> str:
        """The zone that the times read are known to be in, "" if the file does not say."""
        return self.to_zone or self.from_zone

    @property
    def is_moving(self) -> bool:
        """Whether reading a time can change it."""
        return bool(self.home or (self.from_zone and self.to_zone))

    def moment(self, text: str) -> datetime | None:
        """A date with a time → the wall-clock time; None if it is no date of a meeting."""
        found = parse_moment_zoned(text, self.order)
        if found is None or found[0].year not in _YEARS:
            return None
        return self._moved(*found) if self.home or self.from_zone else found[0]

    def on(self, day: date, text: str) -> datetime | None:
        """Like `moment`; a time of day without a date is on `day`."""
        found = self.moment(text)
        if found is not None:
            return found
        clock = parse_clock(text)
        return None if clock is None else self._moved(datetime.combine(day, clock), None)

    def stay(
        self, joined: str, left: str, day: date | None = None
    ) -> tuple[datetime | None, datetime | None]:
        """Both ends of a stay. Its length is that of the file's own clock: an hour that the wall
        clock repeats or skips in between neither shortens nor lengthens it. day: of times that
        have no date of their own."""
        begin = self.moment(joined) if day is None else self.on(day, joined)
        end = self.moment(left) if day is None else self.on(day, left)
        if begin is not None and end is not None and self.is_moving:
            length = self._length(joined, left)
            if length is not None and abs(length) < _LONGEST:
                end = begin + length
        return begin, end

    def _length(self, joined: str, left: str) -> timedelta | None:
        one = parse_moment_zoned(joined, self.order)
        other = parse_moment_zoned(left, self.order)
        if one is None or other is None:
            return None
        return (other[0] - (other[1] or timedelta())) - (one[0] - (one[1] or timedelta()))

    def moved(self, moment: datetime) -> datetime:
        """A time of the file's clock → the wall-clock time."""
        return self._moved(moment, None)

    def _moved(self, moment: datetime, offset: timedelta | None) -> datetime:
        if offset is not None and self.home:
            return offset_to_clock(moment, offset, self.home)
        return to_pilot_clock(moment, self.from_zone, self.to_zone)


def local_clock(
    ledger: Ledger, answers: Answers, order: DateOrder | None, texts: Iterable[str] = ()
) -> WallClock:
    """The clock of a file that writes local times.

    texts: its times; if one is marked as UTC ("2025-10-07T14:00:00Z") the zone of the sessions
    must be known, else Refused with the question is raised.
    """
    home = answers.pilot_timezone or answers.timezone
    if not home and any(_is_utc(text, order) for text in texts):
        raise _ask_zone(ledger)
    to_zone = answers.pilot_timezone if answers.timezone else ""
    return WallClock(order, answers.timezone, to_zone, home)


def utc_clock(ledger: Ledger, answers: Answers, order: DateOrder | None) -> WallClock:
    """The clock of a file that is written in UTC. Raises Refused with the question after the zone
    of the sessions if neither the pilot nor an answer names it."""
    home = answers.pilot_timezone or answers.timezone
    if not home:
        raise _ask_zone(ledger)
    return WallClock(order, "UTC", home, home)


def _is_utc(text: str, order: DateOrder | None) -> bool:
    # An offset stands after the time; most texts need no closer look.
    if text[-1:] not in "ZzCTct0":
        return False
    found = parse_moment_zoned(text, order)
    return found is not None and found[1] == timedelta()


def _ask_zone(ledger: Ledger) -> Exception:
    return ledger.question(
        "times-in-utc",
        "its times are in UTC, and the zone in which the sessions took place is not known; say it "
        "once with --timezone (such as Europe/Berlin), or on the pilot card",
        "timezone",
    )
