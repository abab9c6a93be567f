"""The words of a plot on two axes: ticks, labels of rows, numbers under ticks, notes, the key."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from analytics.exports.picture.place import GAP, SMALL, Place, is_key_above, weight_of
from analytics.exports.picture.sheet import LINE, Box, Sheet
from analytics.exports.picture.typeface import Weight
from analytics.plots.plot import XY, Tick

_STROKE = 0.19  # of the key, in the size of the text


def write(sheet: Sheet, plot: XY, box: Box, place: Place) -> None:
    """All of them; box: of the plot with its labels."""
    _ticks(sheet, plot, place)
    _row_labels(sheet, plot, box, place)
    _under_rows(sheet, plot, box, place)
    _key(sheet, plot, box, place)
    _notes(sheet, plot, box, place)


def _ticks(sheet: Sheet, plot: XY, place: Place) -> None:
    em, box = sheet.em, place.box
    for at, text in plot.y.ticks:
        sheet.write(box.left - GAP * em, place.y(at), text, ink="muted", side="right")
    below = box.bottom + 1.05 * em
    for at, text in _fitting(sheet, plot.x.ticks, place, em):
        sheet.write(place.x(at), below, text, ink="muted", side="center")
    if plot.x.title:
        middle, below = (box.left + box.right) / 2, box.bottom + 2.5 * em
        sheet.write(middle, below, plot.x.title, ink="muted", side="center")
    if plot.y.title:
        above = box.top - sheet.em * (0.9 + 1.5 * any(r.is_vertical for r in plot.rules))
        sheet.write(box.left, above, plot.y.title, ink="muted", size=SMALL * em)


def _fitting(sheet: Sheet, ticks: Sequence[Tick], place: Place, size: float) -> list[Tick]:
    """The ticks with text, or every second, third, … of them, so that none touches its next."""
    named = sorted((tick for tick in ticks if tick[1]), key=lambda tick: place.x(tick[0]))
    for step in range(1, len(named) + 1):
        kept = named[::step]
        ends = [
            (place.x(at) - half, place.x(at) + half)
            for at, text in kept
            if (half := sheet.measure(text, size) / 2 + 0.2 * size)
        ]
        if all(one[1] <= other[0] for one, other in pairwise(ends)):
            return kept
    return named[:1]


def _under_rows(sheet: Sheet, plot: XY, box: Box, place: Place) -> None:
    if not plot.under:
        return
    em = sheet.em
    size, at = SMALL * em, place.box.bottom + (1.7 + 1.5 * bool(plot.x.title) + 0.9) * em
    if plot.under_title:
        sheet.write(box.left, at, plot.under_title, size=size, ink="muted")
        at += 1.45 * size
    for row in plot.under:
        sheet.write(box.left, at, row.name, size=size, ink=row.ink, weight="semibold")
        for x, text in _fitting(sheet, row.numbers, place, size):
            sheet.write(place.x(x), at, text, size=size, side="center")
        at += 1.45 * size


def _row_labels(sheet: Sheet, plot: XY, box: Box, place: Place) -> None:
    """A name on the left and a value on the right, each with what stands under it."""
    for row in plot.labels:
        middle = place.y(row.y)
        weight: Weight = "semibold" if row.is_bold else "regular"
        _label(sheet, place, Box(box.left, middle, place.names, 0), (row.name, row.under_name),
               "text", weight)  # fmt: skip
        # What is no number is said in a softer voice.
        is_number = any(map(str.isdigit, row.value))
        _label(sheet, place, Box(box.right - place.values, middle, place.values, 0),
               (row.value, row.under_value), "text" if is_number else "muted",
               "semibold" if is_number else "regular")  # fmt: skip


def _label(
    sheet: Sheet, place: Place, at: Box, words: tuple[str, str], ink: str, weight: Weight
) -> None:
    """Two texts, one under the other around the top of the box, or side by side in low rows."""
    em, small = sheet.em, SMALL * sheet.em
    main, more = words
    is_apart = bool(main and more) and not place.are_low
    above = at.top - 0.62 * em * is_apart
    taken = sheet.write(at.left, above, main, ink=ink, weight=weight, room=at.width)
    beside = taken + GAP * em if taken and place.are_low else 0.0
    below = at.top + 0.68 * em * is_apart
    room = at.width - beside
    if room > 2 * em:
        sheet.write(at.left + beside, below, more, size=small, ink="muted", room=room)


def _notes(sheet: Sheet, plot: XY, box: Box, place: Place) -> None:
    """At their points; beside the plot none stands on another."""
    em, inner = sheet.em, place.box
    beside: list[float] = []
    for rule in plot.rules:
        if rule.label and rule.is_vertical:
            half = sheet.measure(rule.label, em, "semibold") / 2
            at = min(max(place.x(rule.at), box.left + half), box.right - half)
            sheet.write(at, inner.top - 0.75 * em, rule.label, ink=rule.ink, side="center",
                        weight="semibold")  # fmt: skip
        elif rule.label:
            beside.append(place.y(rule.at))
            sheet.write(inner.right + GAP * em, beside[-1], rule.label, ink=rule.ink,
                        weight="semibold")  # fmt: skip
    for note in plot.notes:
        weight = weight_of(note)
        wide = sheet.measure(note.text, em, weight)
        at, middle = place.x(note.x), place.y(note.y) - note.lines_up * LINE * em
        is_beside = note.anchor == "left" and at >= inner.right - 1
        if is_beside:
            middle = _apart(middle, beside, 1.25 * em)
            beside.append(middle)
        start = {"left": at + GAP * em, "right": at - GAP * em - wide, "middle": at - wide / 2}
        left = min(max(start[note.anchor], box.left), box.right - wide)
        sheet.write(left, middle, note.text, ink=note.ink, weight=weight)


def _apart(middle: float, taken: Sequence[float], least: float) -> float:
    """The nearest height that keeps its distance from all that are taken."""
    tries = [middle, *(at + side * least for at in taken for side in (-1, 1))]
    free = [one for one in tries if all(abs(one - at) >= least - 0.01 for at in taken)]
    return min(free, key=lambda one: abs(one - middle))


def _key(sheet: Sheet, plot: XY, box: Box, place: Place) -> None:
    """A stroke and its meaning: one under the other in the empty corner, else side by side."""
    em, inner = sheet.em, place.box
    is_above = is_key_above(plot)
    x, at = (box.left, box.top + 0.6 * em) if is_above else (inner.left + em, inner.top + 1.2 * em)
    for key in plot.key:
        sheet.stroke((x, x + 1.1 * em), (at, at), sheet.ink(key.ink), _STROKE * em)
        wide = sheet.write(x + 1.5 * em, at, key.text, ink=key.ink, weight="semibold")
        if is_above:
            x += wide + 3.2 * em
        else:
            at += LINE * em
