"""Words for time to competency by department: no verdict on one before the correction for all.

A department is called faster or slower against no change only; the target is asked of all of them
together. "Promising" is not said of a department by what it leans to: with several of them one
leans by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.findings import Compared, Forest, Slice
from analytics.verdicts.change import CAVEATS
from analytics.verdicts.flags import flag_sentences
from analytics.verdicts.grade import gain_clause, grade_badge, grade_sentence
from analytics.verdicts.rule import change_verdicts, limits_name, outcome_of
from analytics.verdicts.said import Said, dotted, listed

_CORRECTIONS = {"holm": "Holm", "benjamini-hochberg": "Benjamini–Hochberg"}
# Names in a title: so many, and so long together, else they are counted.
_MOST_NAMES, _LONGEST_NAMES = 3, 60
# Departments a paragraph tells one by one.
_MOST_TOLD = 6


def department_outcome(answer: Forest, one: Slice) -> str:
    """ "faster", "slower", "capped" (a gain that something else could explain), "unclear", or
    "counts" where nothing was compared."""
    assert answer.target is not None
    outcome = outcome_of(one.found, answer.target, answer.is_capped(one))
    if outcome == "not-enough":
        return "counts"
    if outcome.startswith("faster"):
        return "faster"
    return outcome if outcome in ("slower", "capped") else "unclear"


def say_departments(answer: Forest) -> Said:
    """The title names a department only where its own corrected test does."""
    whole, target = answer.whole, answer.target
    assert whole.estimate is not None and target is not None
    by_outcome: dict[str, list[Slice]] = {
        name: [] for name in ("faster", "slower", "capped", "unclear", "counts")
    }
    for one in answer.slices:
        by_outcome[department_outcome(answer, one)].append(one)
    clear = by_outcome["faster"] + by_outcome["slower"]
    judged = len(answer.slices) - len(by_outcome["counts"])
    is_capped = any(flag.caps for flag in answer.flags)
    limits = fmt.faster_range(whole.estimate.low, whole.estimate.high)
    together = f"{limits_name(whole.confidence, answer.flags)} {limits}"
    relative = ", relative to the comparison group" if _is_relative(answer) else ""
    return Said(
        title=_title(answer, by_outcome),
        subtitle=f"Percent faster by department{relative}, with the hires before → during",
        headline=f"{fmt.count(len(clear))} of {_departments(judged)}" if judged else fmt.NOT_KNOWN,
        verdicts=change_verdicts(outcome_of(whole, target, is_capped)),
        caption=(
            f"with a clear change, after {_correction(answer)}"
            if judged
            else "Too few people in any one department",
            f"All together: target {fmt.percent(target)} · {together}",
        ),
        paragraphs=tuple(_paragraphs(answer, by_outcome)),
        footnote=_footnote(answer, by_outcome),
        alt=_alt(answer, clear),
    )


def _names(slices: Sequence[Slice]) -> list[str]:
    return [one.found.name for one in slices]


def _departments(count: int) -> str:
    return fmt.plural(count, "department")


def _is_relative(answer: Forest) -> bool:
    return bool(answer.details.get("is_relative"))


def _correction(answer: Forest) -> str:
    if answer.tests == 1:
        return "one comparison"
    return f"{_CORRECTIONS[answer.correction]} over {_departments(answer.tests)}"


# title --------------------------------------------------------------------------------------------


def _title(answer: Forest, by_outcome: dict[str, list[Slice]]) -> str:
    shown = len(answer.slices)
    if not shown:
        return "No department is large enough to be shown by itself"
    faster, slower, capped = (by_outcome[name] for name in ("faster", "slower", "capped"))
    unclear, few = by_outcome["unclear"], by_outcome["counts"]
    said = []
    if faster or slower:
        way = "faster" if faster else "slower"
        who = f"new hires in {_these(faster or slower, shown)}"
        clause = gain_clause(answer.grade, way, who)
        if faster and slower:
            clause += f", in {_these(slower, shown)} slower"
        said.append(f"{clause[:1].upper()}{clause[1:]}")
    if capped:
        says = f"promising, not proven in {_these(capped, shown)}"
        said.append(
            says if said else f"{says[:1].upper()}{says[1:]} (something else could explain it)"
        )
    if not said:
        if not unclear:
            return "Too few people to compare departments one by one"
        few_of = f"; too few people to compare in {fmt.count(len(few))} of {fmt.count(shown)}"
        return f"No department stands out{few_of if few else ''}"
    return "; ".join([*said, *_of_the_others(unclear, few)])


def _these(slices: Sequence[Slice], shown: int) -> str:
    """Departments by name, or counted where their names are too many or too long."""
    names = listed(_names(slices))
    if len(slices) <= _MOST_NAMES and len(names) <= _LONGEST_NAMES:
        return names
    if len(slices) == shown and shown > 1:
        return f"all {_departments(shown)}"
    return f"{fmt.count(len(slices))} of {_departments(shown)}"


def _of_the_others(unclear: Sequence[Slice], few: Sequence[Slice]) -> list[str]:
    if unclear and few:
        others = fmt.plural(len(unclear), "other")
        return [f"no clear change in {others}, too few people in {fmt.count(len(few))}"]
    for says, slices in (("no clear change in", unclear), ("too few people in", few)):
        if len(slices) == 1 and len(slices[0].found.name) <= _LONGEST_NAMES:
            return [f"{says} {slices[0].found.name}"]
        if slices:
            return [f"{says} the other{'s' if len(slices) > 1 else ''}"]
    return []


# paragraphs ---------------------------------------------------------------------------------------


def _paragraphs(answer: Forest, by_outcome: dict[str, list[Slice]]) -> list[tuple[str, str]]:
    clear = by_outcome["faster"] + by_outcome["slower"]
    capped, unclear, few = (by_outcome[name] for name in ("capped", "unclear", "counts"))
    can = []
    if clear:
        can.append(f"{_told([_changed(answer, one) for one in clear])}.")
    if capped:
        can.append(f"Leaning, but something else could explain it: {_with_ranges(capped)}.")
    if unclear:
        can.append(f"Without a clear change: {_with_ranges(unclear)}.")
    if few:
        counts = _told([_hires(one.found) for one in few])
        can.append(f"Too few to compare: {counts}.")
    cannot = []
    if len(clear + capped + unclear) > 1:
        says = "Whether departments differ from each other: that is not tested here"
        if clear and unclear:
            says += ", and one with a clear change may differ from one without by chance alone"
        cannot.append(f"{says}.")
    if unclear:
        cannot.append("Whether nothing has changed where no change is clear.")
    if not cannot:
        by_itself = "Where in its range the true figure lies." if clear else ""
        cannot.append(by_itself or "Anything about single departments.")
    return [
        ("What we can say.", " ".join(can) or "Nothing about single departments."),
        ("What we cannot say yet.", " ".join(cannot)),
        ("Other explanations.", " ".join(_others(answer))),
        *_strength(answer),
    ]


def _changed(answer: Forest, one: Slice) -> str:
    """ "Sales: 12% to 55% faster (98.75% interval; best estimate 36% faster; p = 0.003, after the
    correction p = 0.012)"."""
    found = one.found
    assert found.estimate is not None and one.adjusted is not None
    corrected = f", after the correction {fmt.p_value(one.adjusted)}" if answer.tests > 1 else ""
    return (
        f"{found.name}: {_range(found)} ({fmt.confidence(found.confidence)} interval; best"
        f" estimate {fmt.faster(found.estimate.value)}; {fmt.p_value(found.p)}{corrected})"
    )


def _with_ranges(slices: Sequence[Slice]) -> str:
    return _told([f"{one.found.name} ({_range(one.found)})" for one in slices])


def _range(found: Compared) -> str:
    assert found.estimate is not None
    return fmt.faster_range(found.estimate.low, found.estimate.high)


def _hires(found: Compared) -> str:
    return (
        f"{found.name} ({fmt.count(found.before)} hired before, {fmt.count(found.competent_before)}"
        f" competent; {fmt.count(found.during)} during, {fmt.count(found.competent_during)}"
        " competent)"
    )


def _told(parts: Sequence[str]) -> str:
    more = len(parts) - _MOST_TOLD
    told = "; ".join(parts[:_MOST_TOLD])
    return f"{told}; and {fmt.count(more)} more" if more > 0 else told


def _others(answer: Forest) -> list[str]:
    says = [CAVEATS[answer.grade.design if answer.grade else "before-after"]]
    return says + flag_sentences([flag for flag in answer.flags if flag.caps]) + _own(answer)


def _own(answer: Forest) -> list[str]:
    """What caps single departments, as sentences."""
    return [
        f"{one.found.name}: {sentence[:1].lower()}{sentence[1:]}"
        for one in answer.slices
        for sentence in flag_sentences(one.flags)
    ]


def _strength(answer: Forest) -> list[tuple[str, str]]:
    if answer.grade is None:
        return []
    return [("How strong the evidence is.", grade_sentence(answer.grade))]


# footnote and alt ---------------------------------------------------------------------------------


def _footnote(answer: Forest, by_outcome: dict[str, list[Slice]]) -> str:
    whole, hidden = answer.whole, answer.details.get("departments_hidden", 0)
    compared = [one.found for one in answer.slices if one.found.estimate is not None]
    grey = ["no clear change"] if by_outcome["unclear"] else []
    grey += ["something else could explain it"] if by_outcome["capped"] else []
    is_clear = bool(by_outcome["faster"] or by_outcome["slower"])
    assert answer.target is not None
    goal = fmt.percent(answer.target)
    return dotted(
        [
            f"n = {fmt.count(whole.before)} before, {fmt.count(whole.during)} during",
            _correction(answer) if compared else "",
            "more than ten: of the departments called about one in twenty may be a false call"
            if compared and answer.correction == "benjamini-hochberg"
            else "",
            f"lines = intervals at the level each test was decided at ({_levels(compared)}),"
            f" all together {fmt.confidence(whole.confidence)}"
            if compared
            else "",
            f"grey = {', or '.join(grey)}" if grey else "",
            *(sentence.removesuffix(".") for sentence in _own(answer)[:_MOST_NAMES]),
            "a department with a clear change need not differ from one without"
            if is_clear and by_outcome["unclear"]
            else "",
            "counts only = fewer than 10 people or 10 competent on a side, or followed too briefly"
            if by_outcome["counts"]
            else "",
            f"{_departments(hidden)} not shown, so that no group under 5 people can be seen"
            if hidden
            else "",
            "people without a department count in the whole only"
            if not answer.details.get("is_everybody_in_a_department", True)
            else "",
            f"{goal} faster = {goal} fewer days",
            grade_badge(answer.grade) if answer.grade else "",
        ]
    )


def _levels(compared: Sequence[Compared]) -> str:
    """ "98.33–98.75%", or the one level that all have."""
    low, high = (fmt.confidence(end(found.confidence for found in compared)) for end in (min, max))
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def _alt(answer: Forest, clear: Sequence[Slice]) -> str:
    whole = answer.whole
    assert whole.estimate is not None and answer.target is not None
    values = [one.found.estimate.value for one in answer.slices if one.found.estimate]
    few = len(answer.slices) - len(values)
    says = [
        f"Forest plot of percent faster for {_departments(len(answer.slices))} and all together,"
        f" with intervals and the target of {fmt.percent(answer.target)}.",
        f"All together {fmt.faster(whole.estimate.value)} ({_range(whole)}).",
    ]
    if values:
        ends = f"from {fmt.faster(min(values))} to {fmt.faster(max(values))}"
        says.append(f"Departments {ends if len(values) > 1 else fmt.faster(values[0])}.")
        says.append(f"With a clear change: {_with_ranges(clear) or 'none'}.")
    if few:
        says.append(f"{_departments(few)} with counts only.")
    return " ".join(says)
