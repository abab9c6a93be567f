"""Words for attendance and competency: what goes with coming more often, and what is refused.

People choose how often to come, so nothing here says that coming made a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analytics import fmt
from analytics.findings import Dose, DoseGroup, TooFew
from analytics.questions import Context
from analytics.verdicts.grade import grade_badge, grade_sentence
from analytics.verdicts.said import Said, dotted

# What is refused and why, in one sentence; the footnote carries it to every way out.
REFUSAL = (
    "sessions attended up to the day somebody is competent are not compared: people who take long"
    " have more time to attend"
)
_REFUSED = (
    "What is not shown here.",
    f"{REFUSAL[:1].upper()}{REFUSAL[1:]}, so coming often would look slow even where it changes"
    " nothing.",
)
_WHY = (
    "people choose how often to come, and those who come more may differ in their motives, their"
    " managers or their work"
)


def say_dose(answer: Dose, context: Context) -> Said:
    """The title names a difference only where the test rejects, and never what made it."""
    assert answer.estimate is not None
    way = _way(answer)
    fewer, more, day = answer.fewer, answer.more, fmt.count(answer.landmark_day)
    often = _at_least(answer.fewest_sessions)
    title = "A link between coming more often and time to competency is not shown"
    if way:
        title = f"People who came {often} by day {day} were competent {way}; why they came is not"
        title += " known"
    interval = fmt.faster_range(answer.estimate.low, answer.estimate.high)
    paragraphs = [
        ("What we can say.", _can(answer, way, interval, often)),
        ("What we cannot say.", _cannot(answer, way)),
        _REFUSED,
    ]
    if answer.left_out:
        paragraphs.append(("Who is left out.", _left_out(answer)))
    if answer.grade:
        paragraphs.append(("How strong the evidence is.", grade_sentence(answer.grade)))
    return Said(
        title=title,
        headline="Linked" if way else "Not shown",
        caption=(
            f"{_ci(answer)} {interval}, from day {day} on",
            f"{fmt.count(more.n)} came {often} by day {day}, {fmt.count(fewer.n)} less often",
        ),
        paragraphs=tuple(paragraphs),
        footnote=dotted(
            [
                f"n = {fmt.count(more.n)} ({often}) and {fmt.count(fewer.n)} (less often) hired"
                f" during the pilot and still learning after day {day}, {_learning(answer)} of them"
                " at the end",
                f"followed up to day {_last_day(answer, more)} and day {_last_day(answer, fewer)}",
                "ranges = 95% intervals (log-log)",
                f"log-rank {fmt.p_value(answer.p)}",
                REFUSAL,
                f"competent = “{context.competency}”" if context.competency else "",
                grade_badge(answer.grade) if answer.grade else "",
            ]
        ),
        alt=_alt(answer, often),
    )


def with_refusal(said: Said, answer: TooFew) -> Said:
    """What cannot be answered yet: how many there are so far, and what will not be shown."""
    paragraphs = [*said.paragraphs, *_so_far(answer.n), _REFUSED]
    return replace(said, paragraphs=tuple(paragraphs), footnote=REFUSAL)


def _way(answer: Dose) -> str:
    if answer.z > answer.critical[1]:
        return "sooner"
    return "later" if answer.z < answer.critical[0] else ""


def _can(answer: Dose, way: str, interval: str, often: str) -> str:
    assert answer.estimate is not None
    named = f"{fmt.confidence(answer.confidence)} interval"
    numbers = (
        f"{named}; best estimate {fmt.faster(answer.estimate.value)}; log-rank"
        f" {fmt.p_value(answer.p)}"
    )
    day = fmt.count(answer.landmark_day)
    among = f"Among people still learning after day {day},"
    if way:
        return (
            f"{among} those who had come {often} became competent {interval} from then on than"
            f" those who had come less often ({numbers}). The one goes with the other."
        )
    return (
        f"{among} the data fit anything from {interval} from then on for those who had come"
        f" {often}, against those who had come less often ({numbers})."
    )


def _cannot(answer: Dose, way: str) -> str:
    if way:
        return f"That coming more often made the difference: {_WHY}."
    says = "That there is no link"
    if answer.detectable is not None:
        shown = fmt.percent(answer.detectable)
        says += f": with this many people only differences of about {shown} could be shown reliably"
    return f"{says}. Nor would a link say what made it: {_WHY}."


def _left_out(answer: Dose) -> str:
    people = fmt.plural(answer.left_out, "person", "people")
    day = fmt.count(answer.landmark_day)
    return (
        f"{people} hired during the pilot: competent by day {day}, gone by then, or not followed"
        " beyond it yet."
    )


def _so_far(n: Mapping[str, int]) -> list[tuple[str, str]]:
    """The counts, where privacy.py left them."""
    if not {"fewer", "more"} <= set(n):
        return []
    more, fewer = (
        f"{fmt.count(n[name])} ({fmt.count(n[f'competent_{name}'])} competent since)"
        for name in ("more", "fewer")
    )
    return [("So far.", f"{more} had come so often, {fewer} less often.")]


def _learning(answer: Dose) -> str:
    return fmt.count(answer.more.still_learning + answer.fewer.still_learning)


def _last_day(answer: Dose, group: DoseGroup) -> str:
    return fmt.count(answer.landmark_day + group.longest)


def _at_least(sessions: int) -> str:
    """ "at least twice"."""
    times = {1: "once", 2: "twice"}
    return f"at least {times.get(sessions, f'{fmt.count(sessions)} times')}"


def _ci(answer: Dose) -> str:
    return f"{fmt.confidence(answer.confidence)} CI"


def _alt(answer: Dose, often: str) -> str:
    day = answer.landmark_day
    shares = "; ".join(
        f"by day {fmt.count(day + after)} {_share(answer.more, after)} of those who had come"
        f" {often}, {_share(answer.fewer, after)} of those who had come less often"
        for after in answer.days_shown
    )
    return (
        f"Bars of the share competent among people still learning after day {fmt.count(day)}, by"
        f" sessions attended until then: {shares}."
    )


def _share(group: DoseGroup, after: int) -> str:
    share = group.share_by[after]
    if share is None:
        return "a share not known yet"
    return f"{fmt.percent(share.value)} ({fmt.percent_range(share.low, share.high)})"
