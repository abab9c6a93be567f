"""What a pilot took, beside what the days it saved are worth."""

from __future__ import annotations

from analytics.plots.plot import Bar, Bars, Key, Part
from analytics.shapes import Returns
from analytics.verdicts.returns import IF_ALL, worth, worth_range

INKS = {
    "In sessions": "before",
    "Preparation": "before_text",
    "Paid beside": "muted",
}


def returns(answer: Returns) -> Bars:
    """Two bars in one unit: invested, in its parts; saved, with its interval. A gain that is not
    proven has no bar, and one that nothing isolates says so beside its name. Sizes are shares of
    the longest."""
    whole = full(answer)
    parts = tuple(Part(size / whole, ink) for _, size, ink in invested(answer))
    ends = shares(limits(answer), whole)
    found, saved = answer.balance, answer.saved
    rows = [Bar("Invested", "", parts, worth(answer, found.cost))]
    if saved is None:
        rows.append(Bar("Saved", "not known yet"))
    elif not saved.is_proven:
        rows.append(Bar("Saved", "no gain proven", limits=ends))
    else:
        size = max(found.benefit[0], 0.0) / whole
        rows.append(
            Bar("Saved", "" if saved.is_return else IF_ALL, (Part(size, saved_ink(answer)),),
                worth(answer, found.benefit[0]), worth_range(answer), ends)
        )  # fmt: skip
    return Bars(
        full=1.0,
        rows=tuple(rows),
        key=tuple(Key(ink, name) for name, _, ink in invested(answer)),
    )


# choices that the screen makes too ----------------------------------------------------------------


def invested(answer: Returns) -> list[tuple[str, float, str]]:
    """(name, size, ink) of each part of the cost, in its unit."""
    rate = answer.rates.hour
    parts = {
        "In sessions": answer.seats.hours * rate,
        "Preparation": answer.preparation * rate,
        "Paid beside": answer.rates.other,
    }
    return [(name, size, INKS[name]) for name, size in parts.items() if size > 0]


def limits(answer: Returns) -> tuple[float | None, float | None] | None:
    """Of what was saved, no lower than nothing; None without a gain."""
    _, low, high = answer.balance.benefit
    if answer.saved is None or low is None or high is None:
        return None
    return max(low, 0.0), max(high, 0.0)


def saved_ink(answer: Returns) -> str:
    """Paler where nothing isolates what was saved."""
    return "during" if answer.saved and answer.saved.isolated_by else "during_pale"


def shares(
    ends: tuple[float | None, float | None] | None, whole: float
) -> tuple[float | None, float | None] | None:
    if ends is None:
        return None
    low, high = (None if end is None else end / whole for end in ends)
    return low, high


def full(answer: Returns) -> float:
    """The size that fills the width."""
    ends = limits(answer) or (0.0, 0.0)
    return max(answer.balance.cost, answer.balance.benefit[0], ends[1] or 0.0, 1e-9)
