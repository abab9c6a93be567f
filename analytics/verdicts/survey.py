"""Words for what people answered: statements, the recommendation score, comments."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Distribution, Item, Quotes
from analytics.verdicts.said import Said, dotted


def say_statements(answer: Distribution) -> Said:
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
        ),
        footnote=dotted(
            [
                f"{most} per statement at most" if len(answer.items) > 1 else most,
                f"{fmt.plural(hidden, 'statement')} with fewer than 5 people not shown"
                if hidden
                else "",
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
