"""What the ways out cost beside an empty deck and an empty figure.

    uv run python -m benchmarks.ways_out [--rounds N] [--out FILE]

The sample pilot's findings are at hand; each way out takes turns with an empty python-pptx deck and
an empty matplotlib figure of the same size. The table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from analytics.briefing import Briefing, brief
from analytics.exports import ways
from analytics.exports.ways import Style
from analytics.sample import land_sample
from analytics.store import Store
from benchmarks.page import PERFORMANCE, keep, machine, milliseconds

ROUNDS = 7
EMPTY_DECK, EMPTY_FIGURE = "an empty python-pptx deck", "an empty matplotlib figure, 1920 × 1080"
_BIG = Style(scale=2)


def empty_deck() -> bytes:
    from pptx import Presentation

    out = io.BytesIO()
    Presentation().save(out)
    return out.getvalue()


def empty_figure() -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    out = io.BytesIO()
    figure = Figure(figsize=(19.2, 10.8), dpi=100)
    FigureCanvasAgg(figure).print_png(out)
    return out.getvalue()


def works(store: Store, briefing: Briefing) -> dict[str, Callable[[], bytes]]:
    """Each way out by name, the peers first."""
    competency = briefing.finding("time-to-competency")
    of_all = {
        f"the pilot as .{form}": partial(ways.OF_PILOT[form], briefing, Style())
        for form in ("pptx", "html", "xlsx", "pdf")
    }
    return {
        EMPTY_DECK: empty_deck,
        EMPTY_FIGURE: empty_figure,
        "a slide": lambda: ways.OF_FINDING["pptx"](competency, Style()),
        "a picture, 1920 × 1080": lambda: ways.picture(competency, Style()),
        "a picture, 3840 × 2160": lambda: ways.picture(competency, _BIG),
        **of_all,
        "every question asked anew, and the pilot as .pptx": lambda: ways.OF_PILOT["pptx"](
            brief(store), Style()
        ),
    }


def slowest(briefing: Briefing) -> tuple[str, float]:
    """The finding whose picture takes longest, with its milliseconds."""
    taken = {
        finding.question: milliseconds(partial(ways.picture, finding, Style()))
        for finding in briefing.findings
    }
    return max(taken.items(), key=lambda pair: pair[1])


def measure(store: Store, briefing: Briefing, rounds: int) -> dict[str, tuple[float, int]]:
    """Median milliseconds and bytes of each, taking turns; the first turn warms up."""
    taken: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    for _ in range(rounds + 1):
        for name, work in works(store, briefing).items():
            taken.setdefault(name, []).append(milliseconds(work))
    for name, work in works(store, briefing).items():
        sizes[name] = len(work())
    return {name: (median(times[1:]), sizes[name]) for name, times in taken.items()}


def table(
    found: dict[str, tuple[float, int]], most: tuple[str, float], rounds: int, where: str
) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    return "\n".join(
        [
            "## Ways out",
            "",
            f"The sample pilot, {where}. Medians of {rounds} turns, one after the other in one run"
            " (`make bench`); the findings are at hand but for the last line. The picture"
            f" that takes longest: `{most[0]}`, {most[1]:,.0f} ms.",
            "",
            "| | milliseconds | kB |",
            "|---|---|---|",
            *(f"| {name} | {ms:,.0f} | {size / 1000:,.0f} |" for name, (ms, size) in found.items()),
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the ways out beside empty ones.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    store = Store.open(":memory:")
    land_sample(store)
    briefing = brief(store)
    found = measure(store, briefing, options.rounds)
    keep(
        options.out,
        "ways out",
        table(found, slowest(briefing), options.rounds, machine()),
    )


if __name__ == "__main__":
    main()
