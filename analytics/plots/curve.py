"""Kaplan–Meier curves of two cohorts."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics import fmt
from analytics.findings import Cohort, Curve, CurveStep
from analytics.plots.plot import XY, Axis, Band, Dots, Key, Line, Note, NumberRow

QUARTERS: tuple[float, ...] = (0, 0.25, 0.5, 0.75, 1)
TOP = 1.01  # a line at 100% is whole


def curve(answer: Curve) -> XY:
    """Share competent by days since hire, before and during, with bands, medians, and those still
    learning."""
    end, step = days_shown(answer)
    ticks = range(0, end + 1, step)
    sides = (("before", answer.before), ("during", answer.during))
    medians = known_medians(answer, end)
    return XY(
        x=Axis(0.0, float(end), tuple((float(t), fmt.count(t)) for t in ticks), "Days since hire"),
        y=Axis(0.0, TOP, tuple((share, fmt.percent(share)) for share in QUARTERS), has_grid=True),
        bands=tuple(
            Band(f"95% interval {when} pilot", *run.area, f"{when}_band")
            for when, cohort in sides
            for run in band_runs(cohort, end)
        ),
        lines=(
            *_guides(answer, end),
            *(line for when, cohort in sides for line in _steps(when, cohort, end)),
        ),
        dots=tuple(
            Dots(f"Median {when} pilot", (day,), (0.5,), when, is_hollow=True)
            for when, day in medians
        ),
        notes=tuple(
            _named(when, day, is_sooner=place == 0) for place, (when, day) in enumerate(medians)
        ),
        under=tuple(
            NumberRow(
                when.title(),
                _text_ink(when),
                tuple((float(t), fmt.count(at_risk(cohort, t))) for t in ticks),
            )
            for when, cohort in sides
        ),
        under_title="Still learning",
        key=tuple(Key(_text_ink(when), f"{when.title()} pilot") for when in ("during", "before")),
    )


# choices that the screen makes too ----------------------------------------------------------------


def days_shown(answer: Curve) -> tuple[int, int]:
    """(last day drawn, days between ticks): past both medians, but not the whole long tail."""
    medians = [c.median[0] for c in (answer.before, answer.during) if c.median[0] is not None]
    wanted = max([answer.during.longest, 30, *(1.5 * m for m in medians)])
    longest = max(answer.before.longest, answer.during.longest, 1)
    end = min(wanted, longest)
    step = next((s for s in (5, 10, 15, 30, 60, 90) if end / s <= 7), 180)
    return int(-(-end // step) * step), step


@dataclass
class Run:
    """A stretch of a curve where its band is known, as the corners of an area."""

    x: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, start: float, end: float, step: CurveStep) -> None:
        self.x += [start, end]
        self.low += [step.low or 0.0] * 2
        self.high += [1.0 if step.high is None else step.high] * 2

    @property
    def area(self) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
        return tuple(self.x), tuple(self.low), tuple(self.high)


def band_runs(cohort: Cohort, end: float) -> list[Run]:
    """Parted where a step has no band."""
    shown = [step for step in cohort.curve if step.day < end]
    ends = [float(step.day) for step in shown[1:]] + [float(min(cohort.longest, end))]
    runs: list[Run] = []
    is_open = False
    for step, until in zip(shown, ends, strict=False):
        if step.low is None or step.high is None:
            is_open = False
            continue
        if not is_open:
            runs.append(Run())
            is_open = True
        runs[-1].add(step.day, until, step)
    return runs


def steps(cohort: Cohort, end: float) -> tuple[list[float], list[float]]:
    """The curve from (0, 0) to the end of follow-up, or of the chart: a point where it rises, each
    share held until the next."""
    x, y = [0.0], [0.0]
    for step in cohort.curve:
        if step.day <= end:
            x.append(step.day)
            y.append(step.share)
    last = float(min(max(cohort.longest, x[-1]), end))
    if last > x[-1]:
        x.append(last)
        y.append(y[-1])
    return x, y


def known_medians(answer: Curve, end: float) -> list[tuple[str, float]]:
    """("before" or "during", day) of those on the chart, the sooner first: it is named on the left
    above, the later one on the right below, where the curves leave room."""
    found = [
        (when, cohort.median[0])
        for when, cohort in (("before", answer.before), ("during", answer.during))
        if cohort.median[0] is not None and cohort.median[0] <= end
    ]
    return sorted(found, key=lambda median: median[1])


def half_reach(answer: Curve, end: float) -> float | None:
    """How far the line at one half goes; None without a median."""
    medians = [c.median[0] for c in (answer.before, answer.during) if c.median[0] is not None]
    return min(max(medians), end) if medians else None


def at_risk(cohort: Cohort, day: float) -> int:
    """People of the cohort not yet competent and still followed at the start of that day."""
    if day <= 0:
        return cohort.n
    return next((step.at_risk for step in cohort.curve if step.day >= day), 0)


# what is placed -----------------------------------------------------------------------------------


def _steps(when: str, cohort: Cohort, end: float) -> list[Line]:
    """The curve with both corners of each step; nothing where nobody was followed."""
    x, y = steps(cohort, end)
    if len(x) < 2:
        return []
    corners_x, corners_y = [x[0]], [y[0]]
    for day, before, share in zip(x[1:], y, y[1:], strict=False):
        corners_x += [float(day)] if share == before else [float(day)] * 2
        corners_y += [share] if share == before else [before, share]
    return [
        Line(
            f"{when.title()} pilot", tuple(corners_x), tuple(corners_y), when,
            "bold" if when == "during" else "normal",
        )
    ]  # fmt: skip


def _guides(answer: Curve, end: float) -> list[Line]:
    """From one half to the medians, and down to their days."""
    reach = half_reach(answer, end)
    if reach is None:
        return []
    return [
        Line("Half", (0.0, reach), (0.5, 0.5), "muted", "thin", is_dashed=True),
        *(
            Line(f"Median {when} pilot", (day, day), (0.0, 0.5), when, "thin", is_dashed=True)
            for when, day in known_medians(answer, end)
        ),
    ]


def _named(when: str, day: float, is_sooner: bool) -> Note:
    return Note(
        day, 0.5, fmt.days(day), _text_ink(when), "right" if is_sooner else "left",
        lines_up=1.0 if is_sooner else -1.0,
    )  # fmt: skip


def _text_ink(when: str) -> str:
    """The grey of the lines is too pale for words."""
    return "before_text" if when == "before" else when
