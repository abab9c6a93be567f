"""How often the product, and a spreadsheet beside it, would be misled by made-up pilots.

    uv run python -m benchmarks.simulate [--pilots N] [--threats NAME ...] [--seed N]
                                         [--workers N] [--out FILE]

A full run writes docs/validation.md; a run of less is printed, unless --out names a file. The same
seed gives the same bytes, whatever the number of workers.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, fields
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from analytics.stats.binomial import clopper_pearson
from benchmarks import threats
from benchmarks.readings import (
    Reading,
    finished_only,
    read_attenders,
    read_change,
    read_departments,
    read_turnout,
    read_weekly,
    without_straddlers,
)

VALIDATION = Path(__file__).resolve().parents[1] / "docs" / "validation.md"
SEED, PILOTS = 20260105, 2000
# What the product's own numbers must keep within, as fractions.
FALSE_ALARMS, COVERAGE = (0.03, 0.07), (0.92, 0.97)
# Pilots of one piece of work: small, so that all threats move on together and the time left can
# be told from the time taken.
_CHUNK = 10
_SAY_EVERY = 15.0  # seconds


def _same(gain: float) -> float:
    return gain


@dataclass(frozen=True)
class Case:
    """One size of a threat. make: a pilot from a generator and a true gain; read: the pilot as the
    product and a spreadsheet read it, given the truth. nothing, gain: the two truths; reads_as:
    what a truth is in the numbers that are read."""

    label: str
    make: Callable[[np.random.Generator, float], Any]
    read: Callable[[Any, float], Reading]
    nothing: float = 0.0
    gain: float = 0.2
    reads_as: Callable[[float], float] = _same

    def truth(self, has_gain: bool) -> float:
        return self.gain if has_gain else self.nothing


@dataclass(frozen=True)
class Threat:
    """says: what it is, and what a spreadsheet makes of it, in plain words."""

    name: str
    title: str
    says: str
    cases: tuple[Case, ...]


def _weekly(made: threats.MadePilot, truth: float) -> Reading:
    return read_weekly(threats.weekly_looks(made), truth)


_FINISHED = partial(read_change, naive=finished_only)

THREATS: tuple[Threat, ...] = (
    Threat(
        "early-reading",
        "Early reading",
        "The pilot is read on its last day, when most of those hired during it are still learning."
        " A spreadsheet averages the days of those who have finished, and only the quickest have.",
        (
            Case("100 and 100 hires", partial(threats.early, hires=100), _FINISHED),
            Case("30 and 30 hires", partial(threats.early, hires=30), _FINISHED),
        ),
    ),
    Threat(
        "peeking",
        "Weekly peeking",
        "The same pilot is read in each of 15 weeks, and one clear result is enough. A spreadsheet"
        " tests every week as if it were the only one; the product draws its limits further out.",
        (
            Case(
                "60 and 30 hires, 15 looks",
                partial(threats.peeked, before=60, during=30),
                _weekly,
            ),
        ),
    ),
    Threat(
        "straddlers",
        "Hired before, competent during",
        "Onboarding takes 90 days, so many of those hired before are still learning when the pilot"
        " begins. A spreadsheet leaves them out, and with them the slowest of the period before.",
        (
            Case(
                "100 and 100 hires",
                partial(threats.straddling, hires=100),
                partial(read_change, naive=without_straddlers),
            ),
        ),
    ),
    Threat(
        "hiring-classes",
        "Hiring classes",
        "People start in classes, and those of a class are alike: one trainer, one team. A"
        " spreadsheet counts each of them as if they had started alone.",
        (
            Case(
                "20 and 20 classes of 5, ICC 0.1",
                partial(threats.classes, hires=100, size=5, icc=0.1),
                read_change,
            ),
            Case(
                "10 and 10 classes of 10, ICC 0.2",
                partial(threats.classes, hires=100, size=10, icc=0.2),
                read_change,
            ),
        ),
    ),
    Threat(
        "waiting-time",
        "Those who came against those who did not",
        "A spreadsheet compares who came to a session while onboarding with who never came. Who"
        " takes long has more time to come, so coming looks slow. The product splits people by what"
        " they attended up to day 28 and counts the days from there.",
        (Case("200 hires", partial(threats.attenders, hires=200), read_attenders),),
    ),
    Threat(
        "sign-off-rhythm",
        "Rhythm of sign-offs",
        "Sign-offs were monthly before and are weekly during the pilot, so people wait less for the"
        " form. A spreadsheet takes the shorter wait for a gain. In days until a monthly sign-off"
        " 20% fewer days are 15%, because everybody waits for the month's end.",
        (
            Case(
                "monthly, then weekly, 100 and 100 hires",
                partial(threats.cadence, hires=100, is_monthly_during=False),
                read_change,
                reads_as=threats.monthly_gain,
            ),
            Case(
                "monthly throughout, 100 and 100 hires",
                partial(threats.cadence, hires=100, is_monthly_during=True),
                read_change,
                reads_as=threats.monthly_gain,
            ),
        ),
    ),
    Threat(
        "role-mix",
        "Shift of roles",
        "Half of those hired before, and three in ten of those hired during, have a role that takes"
        " 40% longer. A spreadsheet takes the other mix of roles for a gain.",
        (Case("100 and 100 hires", partial(threats.role_mix, hires=100), read_change),),
    ),
    Threat(
        "company-wide-change",
        "Company-wide change",
        "Everybody in the company needs 10% fewer days from the pilot's start on, with the pilot or"
        " without. A spreadsheet gives it to the pilot; the product takes out the change of a"
        " comparison group.",
        (
            Case("4 × 100 hires", partial(threats.company_trend, hires=100), read_change),
            Case("4 × 30 hires", partial(threats.company_trend, hires=30), read_change),
        ),
    ),
    Threat(
        "twelve-departments",
        "Twelve departments",
        "Twelve departments are tested one by one, and one clear result is enough. A spreadsheet"
        " tests each as if it were the only one.",
        (
            Case(
                "20 and 15 hires each",
                partial(threats.departments, number=12, before=20, during=15),
                read_departments,
            ),
        ),
    ),
    Threat(
        "repeated-people",
        "The same people again",
        "The same people are invited to every session, and some come always, others never. A"
        " spreadsheet counts each invitation as if it went to somebody new. The truth is the target"
        " of 60%, or 75%.",
        tuple(
            Case(
                f"{people} people, {sessions} sessions, ICC {icc}",
                partial(threats.invited, people=people, sessions=sessions, icc=icc),
                read_turnout,
                nothing=0.6,
                gain=0.75,
            )
            for people, sessions, icc in ((12, 6, 0.3), (60, 8, 0.2), (150, 12, 0.1))
        ),
    ),
    Threat(
        "staggered-starts",
        "Staggered starts",
        "Four departments begin three weeks after one another, and those that begin later take"
        " longer. A spreadsheet puts all of them together: the slow departments are then mostly"
        " before, the quick ones mostly during.",
        (Case("4 departments of 100 hires", partial(threats.staggered, hires=100), read_change),),
    ),
)


# running ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Readings of some pilots of one case and one truth, counted; tallies can be added."""

    pilots: int = 0
    answered: int = 0
    excluded: int = 0
    judged: int = 0
    called: int = 0
    naive: int = 0
    covered: int = 0
    intervals: int = 0
    estimates: tuple[float, ...] = field(default=(), repr=False)
    naive_estimates: tuple[float, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, read: Reading) -> Tally:
        return cls(
            pilots=1,
            answered=int(read.is_answered),
            excluded=int(read.excludes),
            judged=int(read.is_called is not None),
            called=int(bool(read.is_called)),
            naive=int(read.naive),
            covered=read.covered,
            intervals=read.intervals,
            estimates=() if read.estimate is None else (read.estimate,),
            naive_estimates=() if read.naive_estimate is None else (read.naive_estimate,),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Piece:
    """Pilots `first` to `first + count` of one case and one truth."""

    threat: int
    case: int
    has_gain: bool
    first: int
    count: int
    seed: int


def run(piece: Piece) -> Tally:
    """Makes and reads the pilots of a piece; each has a generator of its own."""
    threat = THREATS[piece.threat]
    case = threat.cases[piece.case]
    truth = case.truth(piece.has_gain)
    name = zlib.crc32(f"{threat.name}: {case.label}".encode())
    total = Tally()
    for number in range(piece.first, piece.first + piece.count):
        rng = np.random.default_rng([piece.seed, name, int(piece.has_gain), number])
        total += Tally.of(case.read(case.make(rng, truth), case.reads_as(truth)))
    return total


def pieces(chosen: Sequence[str], pilots: int, seed: int) -> Iterator[Piece]:
    """All the work, a little of every case at a time."""
    for first in range(0, pilots, _CHUNK):
        for place, threat in enumerate(THREATS):
            if threat.name not in chosen:
                continue
            for case in range(len(threat.cases)):
                for has_gain in (False, True):
                    count = min(_CHUNK, pilots - first)
                    yield Piece(place, case, has_gain, first, count, seed)


Key = tuple[int, int, bool]


def run_all(work: Sequence[Piece], workers: int) -> dict[Key, Tally]:
    """The tally of each threat, case and truth; says on stderr how far it is."""
    # Two processes that each use two threads for small arrays stand in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    found: dict[Key, Tally] = {}
    started, shown = time.monotonic(), 0.0
    for done, (piece, tally) in enumerate(_done(work, workers), start=1):
        key = (piece.threat, piece.case, piece.has_gain)
        found[key] = found.get(key, Tally()) + tally
        taken = time.monotonic() - started
        if taken - shown > _SAY_EVERY or done == len(work):
            shown, left = taken, taken / done * (len(work) - done)
            print(
                f"{done / len(work):4.0%} after {taken / 60:.1f} min, about {left / 60:.1f} left",
                file=sys.stderr,
                flush=True,
            )
    return found


def _done(work: Sequence[Piece], workers: int) -> Iterator[tuple[Piece, Tally]]:
    """Pieces with their tallies, in the order in which they are done."""
    if workers == 1:
        yield from ((piece, run(piece)) for piece in work)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(run, piece): piece for piece in work}
        for future in as_completed(futures):
            yield futures[future], future.result()


# telling ------------------------------------------------------------------------------------------


def document(found: dict[Key, Tally], pilots: int, seed: int, command: str) -> str:
    """The text of docs/validation.md. found: of whole threats."""
    places = sorted({key[0] for key in found})
    lines = [
        "# How often it would mislead",
        "",
        f"Written by `{command}`, seed {seed}: {pilots:,} made-up pilots for each line and each"
        " truth, read by the product's own questions and, beside it, as a spreadsheet would. In"
        " brackets: exact 95% limits of each share, from the number of pilots.",
        "",
        "Days to competent are lognormal (sigma 0.45, median 45 unless said). People are hired"
        " evenly over 180 days before and 90 days during the pilot, one in ten leaves per 90 days,"
        " and the exports end 30 days after the pilot unless said.",
        "",
        f"The bar: {_range(FALSE_ALARMS)} false alarms of the product's interval, where 5% are"
        f" meant, and {_range(COVERAGE)} of the intervals holding the truth, where 95% are meant.",
        "",
        "## False alarms",
        "",
        "Nothing has changed (or participation is exactly at its target). How many pilots are"
        " called all the same: by the spreadsheet, by the product's interval, which leaves out no"
        " change, and by its verdict, which further doubts can hold back.",
        "",
        "| threat | size | spreadsheet | product: interval | product: verdict |",
        "|---|---|---|---|---|",
        *(_alarms_row(place, case, found) for place, case in _cases(places)),
        "",
        "## Coverage",
        "",
        "How many of the product's intervals hold the truth, with and without a gain; what the"
        " product and the spreadsheet read in the middle pilot; how many pilots the product's"
        " interval tells from no change.",
        "",
        "| threat | size | truth | interval holds it | product reads | spreadsheet reads |"
        " told from no change |",
        "|---|---|---|---|---|---|---|",
        *(
            _coverage_row(place, case, has_gain, found)
            for place, case in _cases(places)
            for has_gain in (False, True)
        ),
        "",
        "## The threats",
        "",
        *(f"- **{t.title}** (`{t.name}`). {t.says}" for t in (THREATS[p] for p in places)),
        "",
        "## Outside the bar",
        "",
        "A share is outside when even its limits lie outside. Fewer false alarms, or more intervals"
        " that hold the truth, than the bar asks for are caution, not error: limits for any number"
        " of looks, and a correction for twelve departments at once, pay for safety with width.",
        "",
        *(_outside(places, found) or ["Nothing."]),
        "",
    ]
    return "\n".join(lines)


def _cases(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place in places:
        for case in range(len(THREATS[place].cases)):
            yield place, case


def _alarms_row(place: int, case: int, found: dict[Key, Tally]) -> str:
    tally = found[place, case, False]
    verdict = _share(tally.called, tally.judged) if tally.judged else "–"
    return (
        f"| {_name(place, case)} | {_share(tally.naive, tally.pilots)}"
        f" | {_share(tally.excluded, tally.pilots)} | {verdict} |"
    )


def _coverage_row(place: int, case: int, has_gain: bool, found: dict[Key, Tally]) -> str:
    tally, one = found[place, case, has_gain], THREATS[place].cases[case]
    return (
        f"| {_name(place, case)} | {one.reads_as(one.truth(has_gain)):.0%}"
        f" | {_share(tally.covered, tally.intervals)} | {_middle(tally.estimates)}"
        f" | {_middle(tally.naive_estimates)} | {tally.excluded / tally.pilots:.0%} |"
    )


def _outside(places: Sequence[int], found: dict[Key, Tally]) -> list[str]:
    lines = []
    for place, case in _cases(places):
        name = f"{THREATS[place].title}, {THREATS[place].cases[case].label}"
        for has_gain in (False, True):
            tally = found[place, case, has_gain]
            with_gain = "with a gain" if has_gain else "without a gain"
            checks = [(f"intervals that hold the truth {with_gain}", tally.covered,
                       tally.intervals, COVERAGE)]  # fmt: skip
            if not has_gain:
                checks.insert(0, ("false alarms", tally.excluded, tally.pilots, FALSE_ALARMS))
            for what, count, n, bar in checks:
                side = side_of_bar(count, n, bar)
                if side:
                    lines.append(f"- {name}: {what} {_share(count, n)}, {side} {_range(bar)}")
    return lines


def side_of_bar(count: int, n: int, bar: tuple[float, float]) -> str:
    """ "above" or "below" when the exact 95% limits of a share lie wholly outside; else ""."""
    share = clopper_pearson(count, n)
    return "above" if share.low > bar[1] else "below" if share.high < bar[0] else ""


def _name(place: int, case: int) -> str:
    return f"{THREATS[place].title} | {THREATS[place].cases[case].label}"


def _share(count: int, n: int) -> str:
    share = clopper_pearson(count, n)
    return f"{share.value:.1%} ({100 * share.low:.1f}–{100 * share.high:.1f})"


def _range(bar: tuple[float, float]) -> str:
    return f"{100 * bar[0]:.0f}–{100 * bar[1]:.0f}%"


def _middle(estimates: Sequence[float]) -> str:
    return f"{median(estimates):.0%}".replace("-0%", "0%").replace("-", "−")


def main(arguments: list[str] | None = None) -> None:
    names = [threat.name for threat in THREATS]
    parser = argparse.ArgumentParser(description="Simulate pilots in which something misleads.")
    parser.add_argument("--pilots", type=int, default=PILOTS)
    parser.add_argument("--threats", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    work = list(pieces(options.threats, options.pilots, options.seed))
    found = run_all(work, options.workers)
    given = [f"--pilots {options.pilots}"] * (options.pilots != PILOTS)
    given += [f"--seed {options.seed}"] * (options.seed != SEED)
    given += [f"--threats {' '.join(options.threats)}"] * (options.threats != names)
    command = f'make simulate ARGS="{" ".join(given)}"' if given else "make simulate"
    text = document(found, options.pilots, options.seed, command)
    out = options.out or (None if given else VALIDATION)
    if out is None:
        print(text)
    else:
        out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
