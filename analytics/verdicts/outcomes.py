"""Words for any exported series before and after the pilot began: no stronger than its interval,
its comparison, and what is known of which way is better."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Verdict
from analytics.questions import Context
from analytics.shapes import Measured, Series
from analytics.verdicts.flags import flag_sentences
from analytics.verdicts.grade import grade_badge, grade_sentence
from analytics.verdicts.rule import Tone
from analytics.verdicts.said import Said, dotted, listed

# outcome -> badge
_BADGES: dict[str, tuple[str, Tone]] = {
    "gain": ("Clear gain", "good"),
    "loss": ("Clear loss", "bad"),
    "changed": ("Changed", "open"),
    "capped": ("Promising, not proven", "open"),
    "moved": ("Changed, not explained", "open"),
    "no-difference": ("No clear change", "quiet"),
}
_CAVEATS = {
    "before-after": "This compares two periods of one group. Season, news or a new tool for"
    " everybody could also move it off its trend; departments to compare with would take that out.",
    "comparison": "The comparison group was not drawn by lot: something else may have happened in"
    " one group and not in the other.",
    "lot": "Departments were drawn by lot; with few departments chance can still favour one side.",
}
_EARLY = (
    "The day on which the result is to be read has not come: until then nothing is called proven."
)


def series_outcome(answer: Series, one: Measured) -> str:
    """What the interval of a metric lets one say. A change is what leaves "none" out at its own
    confidence; it is a gain or a loss where it is known which way is better, and no more than
    promising where nothing takes out what happened to everybody, or before the planned read."""
    change = one.change
    if change is None or change.low is None or change.high is None:
        return "no-difference"
    if change.low <= 0 <= change.high:
        return "no-difference"
    is_capped = answer.is_capped(one)
    if not one.better:
        return "moved" if is_capped else "changed"
    is_better = (change.value < 0) == (one.better == "lower")
    if not is_better:
        return "loss"
    return "capped" if is_capped else "gain"


def say_series(answer: Series, context: Context) -> Said:
    """The title is about the first metric, which has most values."""
    first = answer.rows[0]
    outcome = series_outcome(answer, first)
    label, tone = _BADGES[outcome]
    grain = f"{answer.grain}s"
    fell = _moved(first) if outcome != "no-difference" else "No clear change"
    return Said(
        title=_title(answer, first, outcome),
        headline=fell if outcome not in ("capped", "moved") else "Not proven",
        subtitle=f"{first.name}: mean by {answer.grain}, beside where its trend before was going",
        verdicts=(Verdict("no_change", outcome, label, tone),),
        caption=(
            f"{_level(first)} {_range(first)}",
            f"{fmt.count(first.before)} {grain} before, {fmt.count(first.after)} since",
        ),
        paragraphs=tuple(_paragraphs(answer, outcome)),
        footnote=dotted(
            [
                f"n = {fmt.count(answer.n['values'])} values, {_behind(first)} or more behind each"
                f" {answer.grain}",
                f"dashed: the trend before{_beside(first)}",
                f"interrupted series {fmt.p_value(first.adjusted)}{_holm(answer)}",
                _interpolated(first, answer.grain),
                grade_badge(answer.grade) if answer.grade else "",
            ]
        ),
        alt=_alt(answer, first),
    )


def _title(answer: Series, one: Measured, outcome: str) -> str:
    name, amount = one.name, _moved(one)
    letter = answer.grade.letter if answer.grade else "C"
    if outcome == "gain" and letter == "A":
        return f"The pilot improved “{name}”: {amount} than its trend"
    if outcome == "gain" and letter == "B":
        return f"With the pilot, “{name}” improved: {amount} than its trend"
    return {
        "gain": f"“{name}” improved: {amount} than its trend",
        "loss": f"“{name}” got worse: {amount} than its trend",
        "changed": f"“{name}” is {amount} than its trend; which way is better is not known",
        "capped": f"“{name}”: promising, not proven; something else could explain it",
        "moved": f"“{name}” left its trend; something else could explain it",
        "no-difference": f"No clear change in “{name}”",
    }[outcome]


def _paragraphs(answer: Series, outcome: str) -> list[tuple[str, str]]:
    first = answer.rows[0]
    than = ", beyond what the departments compared with did" if first.is_compared else ""
    found = (
        f"Since the pilot began “{first.name}” was {_range(first)} than where its trend was"
        f" going{than} ({fmt.confidence(first.confidence)} interval; best estimate"
        f" {_moved(first)})."
    )
    fits = (
        f"The data fit anything from {_range(first)} than where the trend was going{than}, so that"
        " nothing has changed is still possible."
    )
    design = answer.grade.design if answer.grade else "before-after"
    cannot = {
        "gain": "Where in that range the true change lies.",
        "loss": "Why: what could explain a gain without the pilot could explain a loss too.",
        "changed": "Whether that is good: neither the pilot card nor the name of the metric says"
        " which way is better.",
        "capped": "Whether the pilot has changed anything: it may have happened to everybody, or be"
        " read too early.",
        "moved": "Whether the pilot did it, and whether it is good: neither the pilot card nor the"
        " name of the metric says which way is better.",
        "no-difference": "That nothing has changed: a smaller change would not show in so many"
        f" {answer.grain}s.",
    }[outcome]
    others = [_CAVEATS[design]]
    if any(flag.code == "early-read" for flag in answer.flags):
        others.append(_EARLY)
    others += flag_sentences(answer.flags, skip=("early-read",))
    paragraphs = [
        ("What we can say.", fits if outcome == "no-difference" else found),
        ("What we cannot say yet.", cannot),
        ("Other explanations.", " ".join(others)),
    ]
    if len(answer.rows) > 1:
        paragraphs.insert(1, ("The other metrics.", _others(answer)))
    if answer.grade:
        paragraphs.append(("How strong the evidence is.", grade_sentence(answer.grade)))
    return paragraphs


def _others(answer: Series) -> str:
    each = [f"“{one.name}” {_in_short(answer, one)}" for one in answer.rows[1:]]
    return (
        f"{listed(each)}. With {fmt.count(len(answer.rows))} metrics tested, each has to be clearer"
        " by itself (Holm)."
    )


def _in_short(answer: Series, one: Measured) -> str:
    outcome = series_outcome(answer, one)
    if outcome == "no-difference":
        return "shows no clear change"
    label = _BADGES[outcome][0].lower()
    return f"is {_moved(one)} than its trend ({label})"


def _moved(one: Measured) -> str:
    """ "4.2 lower"."""
    return _way(one.change.value) if one.change else fmt.NOT_KNOWN


def _way(value: float) -> str:
    return f"{fmt.measured(abs(value))} {'lower' if value < 0 else 'higher'}"


def _range(one: Measured) -> str:
    """ "6.1 to 2.3 lower", "1.2 lower to 0.4 higher"."""
    change = one.change
    if change is None or change.low is None or change.high is None:
        return "no limits yet"
    low, high = change.low, change.high
    if low < 0 and high <= 0:
        return f"{fmt.measured(-high)} to {_way(low)}"
    if low >= 0:
        return f"{fmt.measured(low)} to {_way(high)}"
    return f"{_way(low)} to {_way(high)}"


def _behind(one: Measured) -> str:
    """ "12 people", "5 teams of 245 people"."""
    people = fmt.plural(one.fewest, "person", "people")
    return f"{fmt.plural(one.teams, 'team')} of {people}" if one.teams else people


def _level(one: Measured) -> str:
    return f"{fmt.confidence(one.confidence)} CI"


def _beside(one: Measured) -> str:
    return ", and what the departments compared with did" if one.is_compared else ""


def _holm(answer: Series) -> str:
    return f" (Holm over {fmt.count(len(answer.rows))} metrics)" if len(answer.rows) > 1 else ""


def _interpolated(one: Measured, grain: str) -> str:
    missing = sum(point.value is None for point in one.points)
    if not missing:
        return ""
    stands = "stands" if missing == 1 else "stand"
    return (
        f"{fmt.plural(missing, grain)} without enough values {stands} on the line between their"
        " neighbours"
    )


def _alt(answer: Series, one: Measured) -> str:
    known = [point for point in one.points if point.value is not None]
    values = [point.value for point in known if point.value is not None]
    last = known[-1]
    expected = "" if last.expected is None else f", expected {fmt.measured(last.expected)}"
    return (
        f"Line of “{one.name}” by {answer.grain} from {fmt.day(one.points[0].start)}, between"
        f" {fmt.measured(min(values))} and {fmt.measured(max(values))}, with the start of the pilot"
        f" on {fmt.day(answer.starts_on)} and, dashed, where the trend was going. Last"
        f" {fmt.measured(values[-1])}{expected}."
    )
