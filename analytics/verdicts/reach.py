"""Words for who comes to what: formats side by side, reach, and the person-by-week grid.

None of them ranks: formats are not assigned at random, departments differ in who was invited when.
"""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Estimate, Grid, Shares
from analytics.verdicts.said import Said, dotted


def say_parts(answer: Shares, one: str, many: str) -> Said:
    """Formats side by side, or approaches. one, many: what a part is called."""
    assert answer.estimate is not None
    shares = [row.share.value for row in answer.rows]
    low, high = fmt.percent(min(shares)), fmt.percent(max(shares))
    sessions = fmt.plural(answer.n["sessions"], "session")
    if len(shares) == 1 and answer.n[many] == 1:
        title = f"{high} came; every session is of one {one}: {answer.rows[0].name}"
    elif len(shares) == 1:
        title = f"{high} came to {answer.rows[0].name}; the other {many} are not shown"
    elif low == high:
        title = f"{high} came, whatever the {one}"
    else:
        title = f"Between {low} and {high} came, by {one}"
    lone = sum(row.sessions == 1 for row in answer.rows)
    rows = "; ".join(
        f"{row.name} {fmt.percent(row.share.value)}"
        f" ({fmt.percent_range(row.share.low, row.share.high)}) in"
        f" {fmt.plural(row.sessions or 0, 'session')}"
        for row in answer.rows
    )
    drawn = _drawn(answer)
    target = f" Target {fmt.percent(answer.target)}." if answer.target is not None else ""
    return Said(
        title=title,
        headline=fmt.percent(answer.estimate.value),
        caption=(
            f"{fmt.percent(answer.estimate.value)} over all {many}",
            f"{fmt.plural(answer.n['invitations'], 'invitation')}, {sessions}",
        ),
        paragraphs=(
            (f"By {one}.", f"{rows}."),
            *((("Drawn together.", drawn),) if drawn else ()),
        ),
        footnote=dotted(
            [
                f"{sessions}, {fmt.plural(answer.n['invitations'], 'invitation')}",
                f"{many} were not assigned at random: topic, hour and audience differ too",
                "lines = 95% intervals that know the same people come again",
                "hollow = one session" if lone else "",
                f"grey diamond = drawn to the mean of all {many} by how little is known of each"
                if drawn
                else "",
                _hidden(answer, many, one),
            ]
        ),
        alt=f"Dots with 95% intervals, the share of invited people who attended by {one}: {rows}."
        f"{target}{f' {drawn}' if drawn else ''}",
    )


def _drawn(answer: Shares) -> str:
    """What is left of the differences once each part is drawn to the mean by how little it knows;
    "" where nothing is."""
    known = [(row, row.drawn) for row in answer.rows if row.drawn]
    if not known:
        return ""
    if not answer.details["spread"]:
        each = _with_limits(known[0][1])
        return f"Chance alone could make them differ as they do: each is drawn to {each}."
    named = "; ".join(f"{row.name} {_with_limits(drawn)}" for row, drawn in known)
    return f"By how little is known of each: {named}."


def _with_limits(one: Estimate) -> str:
    return f"{fmt.percent(one.value)} ({fmt.percent_range(one.low, one.high)})"


def say_reach(answer: Shares) -> Said:
    n, details = answer.n, answer.details
    people = fmt.plural(n["people"], "invited person", "invited people")
    never = details["never_came"]
    who = f"{fmt.count(n['came'])} of" if never else "All"
    title = f"{who} {people} came at least once"
    if "regular" in n:
        title += f"; {fmt.count(n['regular'])} {_come(n['regular'])} regularly"
    repeat = details["repeat_rate"]
    again = f"{fmt.percent(repeat)} of those who came have come again" if repeat is not None else ""
    gone = f"{fmt.count(never)} never came" if never else ""
    departments = "; ".join(
        f"{row.name} {fmt.count(row.count)} of {fmt.count(row.of)}" for row in answer.rows
    )
    levels = "; ".join(f"{s.name.lower()} {fmt.count(s.count)}" for s in answer.levels)
    return Said(
        title=title,
        headline=fmt.percent(n["came"] / n["people"]),
        caption=tuple(filter(None, (again, gone))),
        paragraphs=(("By department.", f"Came at least once: {departments}."),)
        if departments
        else (),
        footnote=dotted(
            [
                gone,
                again,
                "a count of everybody, so no interval",
                _walk_ins(answer),
                "regularly = in 3 of the last 4 weeks that had a session"
                if "regular" in n
                else "too early to say who comes regularly: fewer than 4 weeks had a session",
                _hidden(answer, "departments", "department"),
            ]
        ),
        alt=f"Bars of how many of {people} came: {levels}."
        + (f" At least once by department: {departments}." if departments else ""),
    )


def say_grid(answer: Grid) -> Said:
    n, shown = answer.n, len(answer.rows)
    people = fmt.plural(n["people"], "person", "people")
    most = n["came_in_most_weeks"]
    title = f"{fmt.count(most)} of {people} came in most of the weeks they were invited to"
    hidden = answer.details["weeks_hidden"]
    is_part = shown < n["people"]
    weeks = [f"{fmt.short_day(week)}" for week in (answer.weeks[0], answer.weeks[-1])]
    return Said(
        title=title,
        subtitle="One row per person"
        + (f" ({fmt.count(shown)} of {fmt.count(n['people'])} shown)" if is_part else "")
        + ", one column per week: filled = came, pale = invited and absent, blank = not invited",
        headline=f"{fmt.count(most)} of {fmt.count(n['people'])}",
        caption=(f"{people}, {fmt.plural(len(answer.weeks), 'week')}",),
        footnote=dotted(
            [
                f"{people}; names are off"
                + (", drawn at even distances from most to fewest weeks" if is_part else ""),
                "a count, so no interval",
                "walk-ins are not drawn",
                f"{fmt.plural(hidden, 'week')} not shown, so that no group of fewer than 5 people"
                " can be worked out"
                if hidden
                else "",
            ]
        ),
        alt=f"Grid of {fmt.plural(shown, 'person', 'people')} without names by"
        f" {fmt.plural(len(answer.weeks), 'week')}, {' to '.join(dict.fromkeys(weeks))}: {title}.",
    )


def _come(count: int) -> str:
    return "comes" if count == 1 else "come"


def _walk_ins(answer: Shares) -> str:
    people = answer.n.get("walk_in_people", 0)
    if not people:
        return ""
    came = fmt.plural(answer.n["walk_in_attendances"], "walk-in")
    by = fmt.plural(people, "person", "people")
    return f"{came} (came without an invitation to that session) by {by}"


def _hidden(answer: Shares, name: str, one: str) -> str:
    hidden = answer.details.get(f"{name}_hidden", 0)
    if not hidden:
        return ""
    return (
        f"{fmt.plural(hidden, one)} not shown, so that no group of fewer than 5 people can be"
        " worked out"
    )
