"""Words for what people answered: statements, the recommendation score, comments, and how many."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import (
    RATED,
    Distribution,
    Item,
    Quotes,
    Rated,
    Responses,
    ThemeCount,
    Themes,
)
from analytics.verdicts.said import Said, dotted, listed

# How high a response rated (schema/shared/free_comment.sql).
RATED_WORDS: dict[Rated, str] = {
    "high": "rated high",
    "middle": "in the middle",
    "low": "rated low",
    "unrated": "not rated",
}


def say_statements(answer: Distribution, responded: Responses | None = None) -> Said:
    """responded: who answered, None where that is not known."""
    best, worst = answer.items[0], answer.items[-1]
    lead = next(item for item in answer.items if item.text == answer.lead)
    named = [best] if len(answer.items) == 1 else [best, worst]
    statements = "; ".join(
        f"{item.text}: {fmt.percent(item.share.value)}"
        f" ({fmt.percent_range(item.share.low, item.share.high)})"
        for item in answer.items
    )
    most = fmt.plural(max(item.n for item in answer.items), "answer")
    hidden = answer.details.get("statements_hidden", 0)
    return Said(
        title="; ".join(_agreement(item) for item in named),
        subtitle=f"Answers to {fmt.plural(len(answer.items), 'statement')}; share in the top two",
        headline=fmt.percent(lead.share.value),
        caption=(
            f"“{lead.text}”",
            f"95% CI {fmt.percent_range(lead.share.low, lead.share.high)} ·"
            f" {fmt.plural(lead.n, 'answer')}",
            *([responses_words(responded)] if responded else []),
        ),
        footnote=dotted(
            [
                f"{most} per statement at most" if len(answer.items) > 1 else most,
                f"{fmt.plural(hidden, 'statement')} with fewer than 5 people not shown"
                if hidden
                else "",
                responses_words(responded) if responded else "",
            ]
        ),
        alt=f"Stacked bars of answers per statement, share in the top two: {statements}.",
    )


def _agreement(item: Item) -> str:
    """On a scale of agreement people agree; on a scale of numbers they give a mark."""
    share, best = fmt.percent(item.share.value), item.labels[-1]
    says = f"give {item.labels[-2]} or {best} of {best}" if best.isdigit() else "agree"
    return f"{share} {says}: “{item.text}”"


def say_score(answer: Distribution) -> Said:
    score, item = answer.estimate, answer.items[0]
    assert score is not None
    margin = ""
    if score.low is not None and score.high is not None:
        margin = f" (95% CI {fmt.signed(score.low)} to {fmt.signed(score.high)})"
    groups = "; ".join(
        f"{label.lower()}: {fmt.percent(count / item.n)}"
        for label, count in zip(item.labels, item.counts, strict=True)
    )
    value, answers = fmt.signed(score.value), fmt.plural(item.n, "answer")
    return Said(
        title=f"Recommendation score {value}{margin}",
        subtitle=f"“{item.text}”",
        headline=value,
        caption=(f"Recommendation score{margin}", answers),
        footnote=dotted([answers, "a change smaller than the margin is noise" if margin else ""]),
        alt=f"One stacked bar: {groups}. Score {value}{margin}.",
    )


def say_quotes(answer: Quotes) -> Said:
    comments = fmt.plural(answer.n["comments"], "comment")
    people = fmt.plural(answer.n["people"], "person", "people")
    return Said(
        title=f"{comments} from {people}",
        headline=fmt.count(answer.n["comments"]),
        footnote="Names, e-mail addresses and numbers are masked",
        alt="A list of comments.",
    )


def say_themes(answer: Themes) -> Said:
    comments, people = answer.n["comments"], answer.n["people"]
    first = answer.themes[0]
    leading = [f"“{t.name}”" for t in answer.themes if t.comments == first.comments]
    each = ", each" if len(leading) > 1 else ","
    written = f"{fmt.plural(comments, 'comment')} from {fmt.plural(people, 'person', 'people')}"
    others = sum(answer.others)
    hidden = answer.details.get("themes_hidden", 0)
    no_theme = (
        f"{fmt.plural(others, 'comment')} ({fmt.percent(others / comments)})"
        f" {'fits' if others == 1 else 'fit'} {no_theme_words(answer).lower()}"
    )
    nothing = fmt.plural(answer.nothing_said, "empty remark")
    spoken_of = "; ".join(_spoken_of(theme) for theme in answer.themes)
    return Said(
        title=f"Most spoken of: {listed(leading)}{each} in {fmt.count(first.comments)} of"
        f" {fmt.plural(comments, 'comment')}",
        subtitle="Comments by theme, and how the same response rated: high is 9–10, low 0–6 of 10",
        headline=fmt.count(len(answer.themes)),
        caption=(written,),
        footnote=dotted(
            [
                f"{written}; one may speak of several themes",
                no_theme if others else "",
                f"{fmt.plural(hidden, 'theme')} with fewer than 5 people not shown"
                if hidden
                else "",
                f"{nothing} (“-”, “none”) not counted" if answer.nothing_said else "",
                "themes are found by the words of a list, to be edited on the Data page",
                "counts, so no interval",
            ]
        ),
        alt=(
            "Stacked bars of comments per theme, by the rating the same response gave:"
            f" {spoken_of}. {no_theme}."
        ),
    )


def no_theme_words(answer: Themes) -> str:
    """For the comments that no theme of the list catches, or none that is shown."""
    return "No theme shown here" if answer.details.get("themes_hidden") else "No theme"


def _spoken_of(theme: ThemeCount) -> str:
    split = ", ".join(
        f"{fmt.count(count)} {RATED_WORDS[rated]}"
        for rated, count in zip(RATED, theme.by_rating, strict=True)
        if count
    )
    return f"{theme.name} {fmt.count(theme.comments)} ({split})"


def say_responses(answer: Responses) -> Said:
    whole, share = answer.whole, answer.whole.share
    value = fmt.percent(share.value)
    came = f"{fmt.count(whole.answered)} of {fmt.count(whole.people)} people who came"
    if answer.is_nameless:
        title = f"{value} answered, if nobody answered twice"
        came = (
            f"{fmt.plural(answer.responses, 'response')} without a name,"
            f" {fmt.count(whole.people)} people who came"
        )
    elif answer.is_least:
        title = f"At least {value} of the people who came have answered"
    else:
        title = f"{value} of the people who came have answered"
    together = max((row.parts for row in answer.rows), default=1)
    rows = "; ".join(
        f"{row.name} {fmt.percent(row.share.value)}"
        f" ({fmt.count(row.answered)} of {fmt.count(row.people)})"
        for row in answer.rows
    )
    return Said(
        title=title,
        subtitle="Who answered the survey, by department" if answer.rows else "",
        headline=f"{value} or more" if answer.is_least else value,
        caption=(came, f"95% CI {fmt.percent_range(share.low, share.high)}"),
        footnote=dotted(
            [
                came,
                f"95% CI {fmt.percent_range(share.low, share.high)}",
                _least(answer),
                "small departments are shown together" if together > 1 else "",
                "those who did not answer may think otherwise",
            ]
        ),
        alt=(
            f"Bars of the share who answered: {whole.name.lower()} {value}"
            + (" or more" if answer.is_least else "")
            + (f"; {rows}." if rows else ".")
        ),
    )


def _least(answer: Responses) -> str:
    if not answer.is_least:
        return ""
    named = answer.possible - answer.unnamed
    who = []
    if answer.unnamed:
        who.append(
            f"{fmt.plural(answer.unnamed, 'response')}"
            f" {'names' if answer.unnamed == 1 else 'name'} nobody"
        )
    if named:
        who.append(
            f"{fmt.plural(named, 'name')} {'matches' if named == 1 else 'match'} nobody who came"
        )
    return f"{listed(who)}, so every share is the least it can be"


def responses_words(responded: Responses) -> str:
    """ "212 responses, at least 69% response rate"."""
    rate = fmt.percent(responded.whole.share.value)
    rate = f"at least {rate}" if responded.is_least else rate
    return f"{fmt.plural(responded.responses, 'response')}, {rate} response rate"
