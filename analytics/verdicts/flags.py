"""The sentences of flags: what a reader must know of a comparison, printed under its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.findings import Flag
from analytics.verdicts.said import listed

# code -> sentence; {people}: flag.n people, {n}: flag.n, {words}: its words, {faster}: its value.
_SENTENCES = {
    "sign-off-rhythm": "Sign-offs were {words}: a changed rhythm by itself reads as a gain.",
    "comparison-rhythm": "Sign-offs in the comparison group were {words}: a changed rhythm there by"
    " itself reads as a gain or a loss.",
    "nobody-left": "Nobody in the list of {people} has left: if it holds current staff only, those"
    " who left are missing from both sides.",
    "pre-trend": "The people hired before the pilot had already changed between their first and"
    " second half ({p}): what went on then may go on now.",
    "pre-trend-unknown": "Whether things were already changing before the pilot cannot be seen: too"
    " few were hired then, or all at once.",
    "comparison-too-small": "The comparison group ({people}) is too small to compare with: it needs"
    " 10 people and 10 competent before and during, and enough of them for an interval.",
    "no-comparison-group": "Before/after comparison: other changes in the same period are included"
    " in this number.",
    "one-team": "All those compared are of one department: what else happened there cannot be told"
    " apart.",
    "stepped-starts": "{departments} of the pilot began on another day than the first: what came"
    " before that day counts as since the start, so nothing is called proven.",
    "mix-held-equal": "The mix of {words} differs between the two periods, so people are compared"
    " within each; without that the pilot's own change is {faster}.",
    "mix-not-held": "The mix of {words} differs between the two periods and is too fine to be held"
    " equal.",
    "classes-robust": "People started in classes, who may be alike: the interval allows for that.",
    "classes-too-few": "People started in fewer than 6 classes per period: classes may be alike,"
    " and the interval cannot allow for that.",
    "curves-differ": "Up to day {n} people during the pilot became competent {first} than before,"
    " {second}: the percentage is an average of the two.",
    "many-left": "{people} hired during the pilot left, more than one in ten.",
    "looks": "Read {times} so far: the interval is widened for that.",
    "straddlers-censored": "{people} hired before the pilot and still learning at its start:"
    " counted up to that day.",
    "competent-before-hire": "{people} with a competent or leaving date before the hire date: left"
    " out.",
    "sign-offs-without-hire": "{people} with a competent date but no hire date: left out.",
}
_RHYTHM_FLAGS = ("sign-off-rhythm", "comparison-rhythm")
_FACTORS = {"department": "departments", "role": "roles"}
_RHYTHMS = {"day": "on any day", "week": "weekly", "month": "monthly"}


def flag_sentences(flags: Sequence[Flag], skip: Sequence[str] = ()) -> list[str]:
    """One sentence per flag, in their order."""
    return [_sentence(flag) for flag in flags if flag.code not in skip]


def _sentence(flag: Flag) -> str:
    words = ""
    if flag.code in _RHYTHM_FLAGS:
        before, during = (_RHYTHMS[every] for every in flag.words)
        words = f"{before} before and {during} during the pilot"
    elif flag.code.startswith("mix"):
        words = listed([_FACTORS[factor] for factor in flag.words])
    first, second = (*flag.words, "", "")[:2]
    if flag.code == "curves-differ":
        second = f"after that {second}" if second != first else "but not alike early and late"
    says = _SENTENCES[flag.code].format(
        people=fmt.plural(flag.n, "person", "people"),
        n=fmt.count(flag.n),
        departments=fmt.plural(flag.n, "department"),
        times="once" if flag.n == 1 else f"{fmt.count(flag.n)} times",
        words=words,
        first=first,
        second=second,
        faster=fmt.faster(flag.value) if flag.value is not None else "not known",
        p=fmt.p_value(flag.value) if flag.value is not None else "",
    )
    if flag.code in _RHYTHM_FLAGS and flag.holds:
        says += " Both are read at the slower rhythm here."
    if flag.code == "looks" and flag.holds:
        says += " The planned read is still to come."
    return says
