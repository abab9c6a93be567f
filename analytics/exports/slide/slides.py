"""One slide of a finding, and the deck of a pilot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analytics.exports.slide.bars import draw_bars
from analytics.exports.slide.cells import draw_cells
from analytics.exports.slide.frame import (
    Head,
    has_callout,
    new_slide,
    notes_of,
    verdict_run,
    write_callout,
)
from analytics.exports.slide.shapes import Box, Canvas, Run
from analytics.exports.slide.table import Edges, TableCell, add_table
from analytics.exports.slide.template import Stage, saved, staged
from analytics.exports.slide.text import clean, cut
from analytics.exports.slide.words import draw_words, write_passages
from analytics.exports.slide.xy import draw_xy
from analytics.findings import Finding
from analytics.plots import plot_of
from analytics.plots.plot import XY, Bars, Cells, Passage, Plot
from analytics.verdicts import second_look
from analytics.verdicts.alerts import TITLE as ALERTS
from analytics.verdicts.brief import A_COUNT, MOST_STEPS
from analytics.verdicts.said import dotted

if TYPE_CHECKING:
    from analytics.briefing import Briefing
    from analytics.portfolio import Portfolio

_CHART, _GAP = 0.71, 0.02  # of the width between the margins; the callout has the rest
# In the order of the slides; those of the scorecard have theirs also unanswered.
_ORDER = (
    "participation", "sessions-per-month", "time-to-competency", "competency-by-department",
    "feedback", "nps", "response-rate", "teaching-matrix", "teach-and-learn", "host-rotation",
)  # fmt: skip
_COLUMNS = ("Measure", "Target", "Result", "95% interval", "Verdict")
_WIDTHS = (0.3, 0.12, 0.16, 0.17, 0.25)
_OF_PILOTS = ("Pilot", "Participation", "Sessions a month", "Time to competency", "Evidence")
_PILOT_WIDTHS = (0.26, 0.19, 0.18, 0.23, 0.14)
_MOST_PILOTS = 4

# Of each cell of a row the runs, one under the other.
Runs = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class _Table:
    """columns: headings; widths: shares of the room; alt: the rows in words."""

    name: str
    columns: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Runs]
    alt: str


def one_slide(
    finding: Finding,
    plot: Plot,
    template: bytes | None,
    title: str | None,
    mark: str,
) -> bytes:
    stage = staged(template)
    said = finding.title if title is None else title
    _add(stage, finding, plot, said, mark, finding.known_until)
    return saved(stage, clean(said), finding.known_until)


def whole_deck(briefing: Briefing, template: bytes | None) -> bytes:
    stage = staged(template)
    _scorecard(stage, briefing)
    for finding in _shown(briefing):
        day = finding.known_until or briefing.as_of
        _add(stage, finding, plot_of(finding.answer), finding.title, "", day)
    promised = [Passage(sentence) for sentence in briefing.promised]
    _words(stage, briefing, briefing.promised_title, promised)
    told = briefing.second_looks[: second_look.MOST_SHOWN]
    again = [Passage(one.says, f"{one.lead}.") for one in told]
    rest = second_look.rest_sentence(briefing.second_looks)
    if any(one.found_on for one in told):
        _words(stage, briefing, second_look.TITLE, [*again, *([Passage(rest)] if rest else [])])
    cannot = [Passage(sentence, f"{label}:") for label, sentence in briefing.cannot_say]
    _words(stage, briefing, "What we cannot say yet", cannot)
    to_do = (*(f"{one.fact}. {one.do}" for one in briefing.alerts), *briefing.next_steps)
    steps = [Passage(step, f"{place}.") for place, step in enumerate(to_do[:MOST_STEPS], 1)]
    _words(stage, briefing, "Next steps", steps)
    return saved(stage, clean(briefing.name or briefing.title), briefing.as_of)


def _shown(briefing: Briefing) -> Iterator[Finding]:
    found = {finding.question: finding for finding in briefing.findings}
    main = {row.question for row in briefing.scorecard}
    for name in _ORDER:
        if name in found and (found[name].is_answered or name in main):
            yield found[name]


def _add(
    stage: Stage, finding: Finding, plot: Plot, title: str, mark: str, day: date | None
) -> None:
    head = Head(
        title=title,
        subtitle=finding.subtitle,
        footnote=finding.footnote,
        day=day,
        is_sample=finding.is_sample,
        notes=notes_of(finding),
        mark=mark,
    )
    canvas, room = new_slide(stage, head)
    chart = room
    if has_callout(finding):
        chart = Box(room.left, room.top, _CHART * room.width, room.height)
        left = (_CHART + _GAP) * room.width
        callout = Box(room.left + left, room.top, room.width - left, room.height)
        write_callout(canvas, finding, callout)
    _draw(canvas, plot, chart, finding.alt)
    canvas.number()


def _draw(canvas: Canvas, plot: Plot, box: Box, alt: str) -> None:
    match plot:
        case XY():
            draw_xy(canvas, plot, box, alt)
        case Bars():
            draw_bars(canvas, plot, box, alt)
        case Cells():
            draw_cells(canvas, plot, box, alt)
        case _:
            draw_words(canvas, plot, box)


def _about(briefing: Briefing) -> str:
    """What a slide of the whole pilot is about, for its footnote."""
    again = second_look.summary(briefing.second_looks)
    return dotted([again, briefing.looks, briefing.about])


def _head(briefing: Briefing, title: str, notes: str = "") -> Head:
    subtitle = briefing.caption or briefing.name
    return Head(title, subtitle, _about(briefing), briefing.as_of, briefing.is_sample, notes)


def _scorecard(stage: Stage, briefing: Briefing) -> None:
    """Measure, target, result, interval and verdict of each target, in a native table."""
    alerts = [f"{ALERTS}: {one.says}" for one in briefing.alerts]
    again = [f"{one.lead}: {one.says}" for one in briefing.second_looks]
    parts = (briefing.title, briefing.caption, *alerts, *again, _about(briefing))
    notes = "\n".join(filter(None, parts))
    tokens = stage.tokens
    rows: list[Runs] = [
        (
            (Run(one.measure, tokens.text, True, 15), Run(one.note, tokens.muted, size=10)),
            (Run(one.target, tokens.muted, size=14),),
            (Run(one.result, tokens.text, True, 20),),
            (Run(one.interval, tokens.muted, size=13),),
            (
                *(verdict_run(verdict, tokens) for verdict in one.verdicts),
                Run(one.evidence, tokens.muted, size=11),
            ),
        )
        for one in briefing.scorecard
    ]
    alt = "; ".join(
        f"{one.measure}: {one.result}, target {one.target}, 95% interval {one.interval}"
        + "".join(f", {verdict.label}" for verdict in one.verdicts)
        + (f", {one.evidence}" if one.evidence else "")
        for one in briefing.scorecard
    )
    head = _head(briefing, briefing.scorecard_title, notes)
    _table(stage, head, _Table("Scorecard", _COLUMNS, _WIDTHS, rows, alt))


def portfolio_slides(portfolio: Portfolio, template: bytes | None) -> bytes:
    """All pilots in native tables, so many to a slide that each can be read."""
    stage = staged(template)
    tokens = stage.tokens
    known = [f.known_until for row in portfolio.rows for f in row.findings if f.known_until]
    day = max(known, default=None)
    notes = "\n".join(portfolio.notes)
    for start in range(0, max(len(portfolio.rows), 1), _MOST_PILOTS):
        shown = portfolio.rows[start : start + _MOST_PILOTS]
        rows: list[Runs] = []
        for row in shown:
            about = Run(row.about, tokens.muted, size=10)
            cells: list[tuple[Run, ...]] = [(Run(row.name, tokens.text, True, 14), about)]
            for score in row.scores:
                interval = score.interval if score.interval not in ("—", A_COUNT) else ""
                cells.append(
                    (
                        Run(score.result, tokens.text, True, 17),
                        Run(interval, tokens.muted, size=10),
                        *(verdict_run(verdict, tokens) for verdict in score.verdicts),
                    )
                )
            evidence = [score.evidence for score in row.scores if score.evidence]
            cells.append((Run("; ".join(evidence) or "—", tokens.muted, size=11),))
            rows.append(tuple(cells))
        alt = "; ".join(
            f"{row.name}: " + ", ".join(f"{s.measure} {s.result}, {s.says}" for s in row.scores)
            for row in shown
        )
        head = Head(
            portfolio.title, "Pilots side by side", " · ".join(portfolio.notes), day,
            portfolio.is_sample, notes,
        )  # fmt: skip
        _table(stage, head, _Table("Pilots", _OF_PILOTS, _PILOT_WIDTHS, rows, alt))
    return saved(stage, clean(portfolio.title), day)


def _table(stage: Stage, head: Head, table: _Table) -> None:
    """A slide with a native table under its headings."""
    canvas, room = new_slide(stage, head)
    tokens = canvas.tokens
    widths = [share * room.width for share in table.widths]
    edge: Edges = {"B": (tokens.line, 0.75)}

    def cell(*runs: Run, wide: float) -> TableCell:
        shown = [[Run(cut(r.text, wide - 14, r.size or 13, 2, r.is_bold), r.colour, r.is_bold,
                      r.size)] for r in runs if r.text]  # fmt: skip
        return TableCell(shown, edges=edge, gap=10)

    rows = [[TableCell([[Run(name, tokens.muted, size=11)]], edges=edge) for name in table.columns]]
    for said in table.rows:
        rows.append([cell(*runs, wide=wide) for runs, wide in zip(said, widths, strict=True)])
    tall = min(84.0, (room.height - 28) / max(len(table.rows), 1))
    heights = [28.0, *[tall] * len(table.rows)]
    place = Box(room.left, room.top, room.width, sum(heights))
    add_table(
        canvas, place, widths, heights, rows,
        size=13, name=table.name, alt=f"{table.name}. {table.alt}.", has_header=True,
    )  # fmt: skip
    canvas.number()


def _words(stage: Stage, briefing: Briefing, title: str, passages: list[Passage]) -> None:
    if not passages:
        return
    notes = "\n".join(f"{one.lead} {one.text}" for one in passages)  # a slide may not hold all
    canvas, room = new_slide(stage, _head(briefing, title, notes))
    write_passages(canvas, passages, room)
    canvas.number()
