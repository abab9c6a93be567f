"""Words for what cannot be answered: what is missing, what the file needs, when it is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics import fmt
from analytics.findings import TooFew, Verdict
from analytics.questions import Question
from analytics.verdicts.rule import change_verdicts, target_verdict
from analytics.verdicts.said import Said, listed, sentence


@dataclass(frozen=True)
class _Need:
    """export: its name with an article; absent: that it is not there; needs: what makes one."""

    export: str
    absent: str
    needs: str


# Said where a group is too small to be shown.
NEVER_SHOWN = "Groups this small are never shown, to protect each person in them."
_NOT_FOR_THIS_READER = ("for-analysts", "not-offered")
_NEEDS = {
    "attendance": _Need(
        "an attendance export",
        "no attendance export is loaded",
        "An attendance export needs a row for each person who came, with times, minutes or only"
        " the name.",
    ),
    "invitations": _Need(
        "a calendar file",
        "nothing loaded says who was invited",
        "Attendance exports do not hold those who did not come: the calendar file (.ics) of the"
        " organiser or a registration report does. Where everyone is invited to everything, say so"
        " in the pilot card.",
    ),
    "people": _Need(
        "a people list",
        "no people list is loaded",
        "A people list needs a row for each person with the hire date, people who have left"
        " included. A department is optional.",
    ),
    "competency": _Need(
        "a sign-off file",
        "no sign-off dates are loaded",
        "A sign-off file needs a row for each person with the day they were signed off, certified"
        " or done. People without a day count as still learning.",
    ),
    "survey": _Need(
        "a survey export",
        "no survey export is loaded",
        "A survey file needs a row for each response and at least one rating question. A comment"
        " column is optional.",
    ),
    "outcome": _Need(
        "an outcome export",
        "nothing loaded says what the pilot is to move",
        "An outcome export needs a row for each day, week or month and each person or team, with a"
        " number: bug turnaround, close rate, tickets a week. A column names the metric, or each"
        " metric has a column of its own.",
    ),
    "pilot": _Need(
        "the pilot card",
        "the pilot card is empty",
        "The card needs the first and the last day of the pilot: without them there is no before"
        " and no during.",
    ),
}


def add_label(needs: Sequence[str]) -> str:
    """The name of the button that leads to where the missing files are added."""
    if list(needs) == ["pilot"]:
        return "Fill in the pilot card"
    return f"Add {listed([_NEEDS[need].export for need in needs])}" if needs else "Add files"


def say_too_few(question: Question, answer: TooFew) -> Said:
    """In place of a number: what is missing, and how it comes."""
    missing, so_far = sentence(answer.missing), _so_far(answer)
    title = {
        "no-data": f"Nothing to show yet on {question.nouns.subject}",
        "few": f"Too early to say anything about {question.nouns.subject}",
        "small-group": f"Too few people to show {question.nouns.subject}",
        "for-analysts": f"For analysts only: {question.nouns.subject}",
        "not-offered": f"Not shown for this choice: {question.nouns.subject}",
    }[answer.reason]
    verdicts: tuple[Verdict, ...] = ()
    if answer.reason in _NOT_FOR_THIS_READER:
        pass  # it is known, and judged elsewhere
    elif answer.unit == "faster":
        verdicts = change_verdicts("not-enough")[: 1 if answer.target is None else 2]
    elif answer.target is not None:
        verdicts = (target_verdict("not-enough"),)
    return Said(
        title=title,
        headline=fmt.NOT_KNOWN,
        verdicts=verdicts,
        caption=(so_far, _when(answer)) if so_far else (missing,),
        paragraphs=too_few_words(answer),
        alt=f"No chart: {missing}",
    )


def too_few_words(answer: TooFew) -> tuple[tuple[str, str], ...]:
    """(lead, sentence): what is missing, and how it comes."""
    if answer.reason in _NOT_FOR_THIS_READER:
        return (
            ("Why it is not shown.", sentence(answer.missing)),
            ("What you can do.", answer.enough_when),
        )
    so_far = _so_far(answer)
    paragraphs = [("What is missing.", sentence(answer.missing))]
    if answer.needs:
        absent = listed([_NEEDS[need].absent for need in answer.needs])
        paragraphs = [("Nothing to show yet:", f"{absent}.")]
        paragraphs += [("What is needed.", _NEEDS[need].needs) for need in answer.needs]
    elif answer.enough_when:
        paragraphs.append(("When it will be enough.", _when(answer)))
    if so_far:
        paragraphs.insert(0, ("So far.", so_far))
    return tuple(paragraphs)


def _so_far(answer: TooFew) -> str:
    """The counts of a comparison that is not to be had yet; "" where they may not be shown."""
    found = answer.details.get("so_far")
    if not found:
        return ""
    hired, competent = found["hired"], found["competent"]
    if competent is None:
        return (
            f"{fmt.plural(hired['before'], 'person', 'people')} hired before the pilot,"
            f" {fmt.count(hired['during'])} during it."
        )
    return (
        f"{fmt.plural(hired['during'], 'new hire')}, {_signed_off(competent['during'])}. Before"
        f" the pilot {fmt.count(hired['before'])}, {_signed_off(competent['before'])}."
    )


def _signed_off(people: int | None) -> str:
    if people is None:
        return "too few of them signed off to name their number"
    return f"{fmt.count(people)} of them signed off"


def _when(answer: TooFew) -> str:
    read_on = (answer.details.get("so_far") or {}).get("read_on")
    if not read_on:
        return answer.enough_when
    day = fmt.day(date.fromisoformat(read_on))
    return f"{answer.enough_when} At the present pace that is about {day}."
