"""Words for one number under many definitions: how many agree, which do not, what was varied.

Definitions that agree are not so many proofs: they look at the same people. So a title says how
many share the verdict of the definition in use, and nothing stronger than that verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.findings import Defined, Strip, Verdict
from analytics.verdicts.rule import change_verdicts, target_verdict, way_of
from analytics.verdicts.said import Said, dotted, listed

_CHOICES = {
    ("clock", "calendar"): "calendar days since hire",
    ("clock", "working"): "working days since hire",
    ("clock", "first-session"): "calendar days since the first session attended",
    ("straddlers", "to-start"): "people still learning at the pilot's start counted up to it",
    ("straddlers", "whole"): "people still learning at the pilot's start followed past it",
    ("leavers", "to-leaving"): "leavers counted up to leaving",
    ("leavers", "never"): "leavers counted as never competent",
}
_VARIED = {
    "clock": "the clock",
    "competent": "what is competent",
    "straddlers": "people still learning at the pilot's start",
    "leavers": "leavers",
    "minutes": "the minutes",
    "share_of_session": "the share of the session",
}
_MISSING = {
    "no-first-session": "fewer than 10 hires before or during the pilot are known to have come to a"
    " session before they were competent",
}
_WAYS = {"gain": "clear gain", "loss": "clear loss", "neither": "a change is not shown"}
_OUTCOMES = {
    "met": "above the target",
    "open": "too close to the target to call",
    "missed": "below the target",
    "no-difference": "no clear change",
    "inconclusive": "inconclusive",
    "promising": "promising, not proven",
    "capped": "promising, not proven",
    "not-enough": "too little data",
    "": "",
}
_SAME_PEOPLE = (
    "All of them look at the same people and the same sessions, so many that agree do not make the"
    " answer more certain: they say that it does not hang on one choice."
)
_MOST_NAMED = 3


def choice_words(row: Defined) -> list[str]:
    """The definition of a row, a phrase for each choice."""
    return [_phrase(what, chosen) for what, chosen in row.choices]


def outcome_words(row: Defined) -> str:
    """What the verdict of a row says; "" without a target."""
    return _OUTCOMES.get(row.outcome) or (_WAYS[way_of(row.outcome)] if row.outcome else "")


def value_words(answer: Strip, value: float) -> str:
    """An estimate of this strip."""
    return fmt.faster(value) if answer.unit == "faster" else fmt.percent(value)


def say_strip(answer: Strip) -> Said:
    """Percent faster, or participation, under every definition."""
    goal = f"Target {fmt.percent(answer.target)}" if answer.target is not None else ""
    headline, limits = f"{answer.agree} of {answer.of} agree", _limits(answer)
    if not answer.of:
        headline, limits = fmt.NOT_KNOWN, "no verdict yet"
    elif answer.target is None:
        headline = _spread(answer)
    return Said(
        title=_title(answer),
        headline=headline,
        verdicts=_verdicts(answer),
        caption=(dotted([goal, limits]), dotted([_how_many(answer), _n(answer)])),
        paragraphs=tuple(_paragraphs(answer)),
        footnote=_footnote(answer),
        alt=_alt(answer),
    )


def _holds(answer: Strip) -> bool:
    """All definitions, but one at most, point the way of the one in use."""
    return answer.agree >= max(answer.of - 1, 2)


def _title(answer: Strip) -> str:
    is_change = answer.unit == "faster"
    about = "the definition" if is_change else "what counts as attended"
    if not answer.of:
        return f"Too early to say whether the answer depends on {about}"
    if answer.of == 1:
        return f"Only one definition can be judged: {outcome_words(answer.default)}"
    if not is_change and answer.target is None:
        return f"Participation is {_spread(answer)} under every rule of what counts as attended"
    if not _holds(answer):
        return f"The answer depends on {about}: {_agreeing(answer)} agree"
    if not is_change:
        return f"Participation is {_spread(answer)} whatever counts as attended"
    return f"{_agreeing(answer)} agree: {_common(answer)}"


def _verdicts(answer: Strip) -> tuple[Verdict, ...]:
    """Those of the definition in use, where the others do not speak against it."""
    outcome = answer.default.outcome
    if not outcome or (answer.of > 1 and not _holds(answer)):
        return ()
    return change_verdicts(outcome) if answer.unit == "faster" else (target_verdict(outcome),)


def _paragraphs(answer: Strip) -> list[tuple[str, str]]:
    kind = _kind(answer)
    if not answer.of:
        says = f"Under the {kind} in use there is too little data for a verdict: there is nothing"
        return [("What is missing.", f"{says} that other {kind}s could agree with yet.")]
    in_use = value_words(answer, answer.default.estimate.value) if answer.default.estimate else ""
    says = f"The estimate is {_spread(answer)} over {_how_many(answer)}; {in_use} under the"
    says += f" {kind} in use ({_limits(answer)})."
    if answer.target is not None and answer.of > 1:
        against = "no change" if answer.unit == "faster" else "the target"
        says += f" {_agreeing(answer)} share its verdict against {against}: {_common(answer)}."
    paragraphs = [("What we can say.", says)]
    if answer.agree < answer.of:
        paragraphs.append(("Where another verdict comes out.", _where_not(answer)))
    if _not_counted(answer):
        paragraphs.append(
            ("What is not counted.", f"{_sentence('; '.join(_not_counted(answer)))}.")
        )
    return [*paragraphs, ("What this does not say.", _SAME_PEOPLE)]


def _where_not(answer: Strip) -> str:
    """The choices that make the difference, else the first definitions with another verdict."""
    if _turning(answer):
        return f"With {_turning(answer)}: there always, and nowhere else."
    others = [row for row in answer.judged if not row.agrees]
    rest = len(others) - _MOST_NAMED
    more = f" And {fmt.count(rest)} more." if rest > 0 else ""
    return " ".join(_differing(answer, row) for row in others[:_MOST_NAMED]) + more


def _turning(answer: Strip) -> str:
    """The choices of one thing that make the verdict another, whatever else is chosen; "" where it
    takes more than one thing."""
    for what, _ in answer.default.choices:
        agreeing = {dict(row.choices)[what] for row in answer.judged if row.agrees}
        others = {dict(row.choices)[what]: None for row in answer.judged if not row.agrees}
        if others and not agreeing & set(others):
            return " or ".join(_phrase(what, chosen) for chosen in others)
    return ""


def _differing(answer: Strip, row: Defined) -> str:
    """A definition by what it does otherwise than the one in use."""
    assert row.estimate is not None
    usual = dict(answer.default.choices)
    phrases = [_phrase(what, chosen) for what, chosen in row.choices if usual[what] != chosen]
    return (
        f"{_sentence(', '.join(phrases))}: {outcome_words(row)}"
        f" ({value_words(answer, row.estimate.value)})."
    )


def _not_counted(answer: Strip) -> list[str]:
    parts = []
    few = sum(row.outcome == "not-enough" for row in answer.rows)
    if few:
        parts.append(f"{fmt.plural(few, _kind(answer))} with too little data for a verdict")
    for row in answer.rows:
        if row.missing:
            parts.append(f"cannot be computed: {choice_words(row)[0]} ({_MISSING[row.missing]})")
    hidden = answer.details.get("definitions_hidden", 0)
    if hidden:
        parts.append(f"{fmt.plural(hidden, _kind(answer))} with fewer than 5 people not shown")
    return parts


def _footnote(answer: Strip) -> str:
    untimed = answer.n.get("untimed", 0)
    return dotted(
        [
            f"{_how_many(answer)}, varied: {listed(_varied(answer))}" if answer.of > 1 else "",
            f"band = {_interval(answer)} of the {_kind(answer)} in use" if answer.of else "",
            f"another verdict with {_turning(answer)}" if _turning(answer) else "",
            *_not_counted(answer),
            f"{fmt.plural(untimed, 'seat')} at sessions without times: the same under every rule"
            if untimed
            else "",
            _n(answer),
        ]
    )


def _alt(answer: Strip) -> str:
    if not answer.of:
        return "No chart: too little data for a verdict under the definition in use."
    what = "percent faster" if answer.unit == "faster" else "participation"
    target = f" Target {fmt.percent(answer.target)};" if answer.target is not None else ""
    agree = f" {_agreeing(answer)} agree." if answer.target is not None and answer.of > 1 else ""
    assert answer.default.estimate is not None
    return (
        f"Strip of dots, {what} under {_how_many(answer)}: {_spread(answer)}.{target}"
        f" in use {value_words(answer, answer.default.estimate.value)} ({_limits(answer)}).{agree}"
    )


# parts --------------------------------------------------------------------------------------------


def _phrase(what: str, chosen: str | float) -> str:
    if what == "competent":
        return f"competent = “{chosen}”"
    if what == "minutes":
        return f"at least {fmt.number(float(chosen))} min"
    if what == "share_of_session":
        return (
            f"at least {fmt.percent(float(chosen))} of the session" if chosen else "any part of it"
        )
    return _CHOICES[what, str(chosen)]


def _kind(answer: Strip) -> str:
    return "definition" if answer.unit == "faster" else "rule"


def _how_many(answer: Strip) -> str:
    return fmt.plural(answer.of, _kind(answer))


def _agreeing(answer: Strip) -> str:
    """ "All 12 definitions", "11 of 12 definitions"."""
    if answer.agree == answer.of:
        return f"All {_how_many(answer)}"
    return f"{fmt.count(answer.agree)} of {_how_many(answer)}"


def _common(answer: Strip) -> str:
    """What those that agree have in common."""
    outcome = answer.default.outcome
    if answer.unit != "faster" or outcome == "no-difference":
        return _OUTCOMES[outcome]
    return _WAYS[way_of(outcome)]


def _varied(answer: Strip) -> Sequence[str]:
    """What has more than one choice among the definitions that count."""
    chosen: dict[str, set[str | float]] = {}
    for row in answer.judged:
        for what, choice in row.choices:
            chosen.setdefault(what, set()).add(choice)
    return [_VARIED[what] for what, choices in chosen.items() if len(choices) > 1]


def _spread(answer: Strip) -> str:
    """From the lowest to the highest estimate."""
    values = [row.estimate.value for row in answer.judged if row.estimate]
    low, high = min(values), max(values)
    if value_words(answer, low) == value_words(answer, high):
        return value_words(answer, low)
    return fmt.faster_range(low, high) if answer.unit == "faster" else fmt.percent_range(low, high)


def _interval(answer: Strip) -> str:
    return f"{fmt.confidence(answer.details.get('confidence', 0.95))} interval"


def _limits(answer: Strip) -> str:
    """The interval of the definition in use."""
    estimate = answer.estimate
    assert estimate is not None
    named = f"{fmt.confidence(answer.details.get('confidence', 0.95))} CI"
    if answer.unit == "faster":
        return f"{named} {fmt.faster_range(estimate.low, estimate.high)}"
    return f"{named} {fmt.percent_range(estimate.low, estimate.high)}"


def _n(answer: Strip) -> str:
    n = answer.n
    if answer.unit == "faster":
        return f"n = {fmt.count(n['before'])} before, {fmt.count(n['during'])} during"
    people = fmt.plural(n["people"], "person", "people")
    return f"{fmt.plural(n['invitations'], 'invitation')} to {people}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
