"""A few lines for a chat: the pilot in a sentence, its scorecard, the news of the week."""

from __future__ import annotations

import re

from analytics.briefing import Briefing
from analytics.verdicts import second_look
from analytics.verdicts.alerts import TITLE as ALERTS
from analytics.verdicts.said import dotted


def write(briefing: Briefing) -> str:
    """Markdown as chats and wikis read it; what comes from data is no markup."""
    lines = [f"**{plain(briefing.title)}**", plain(dotted([briefing.caption, briefing.about])), ""]
    lines += [
        "| Measure | Target | To date | 95% interval | Verdict | Last period | % of plan |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in briefing.scorecard:
        cells = (
            row.measure, row.target, row.result, row.interval,
            row.says, row.last_period,
            row.percent_of_plan,
        )  # fmt: skip
        lines.append("| " + " | ".join(map(plain, cells)) + " |")
    if briefing.alerts:
        lines += ["", f"**{ALERTS}**"]
        lines += [
            f"- **{plain(n.fact)}.** {plain(n.clause)} {plain(n.do)}" for n in briefing.alerts
        ]
    week = briefing.week
    if week:
        lines += ["", f"**This week's wins and watch-outs** · {plain(week.label)}"]
        lines += [f"- {plain(week.no_win)}"] if week.no_win else []
        lines += [f"- {n.lead}**{plain(n.fact)}.** {plain(n.clause)}" for n in week.news]
    if briefing.promised:
        lines += ["", f"**{plain(briefing.promised_title)}**"]
        lines += [f"- {plain(says)}" for says in briefing.promised]
    if briefing.second_looks:
        lines += ["", f"**{second_look.TITLE}**"]
        told = briefing.second_looks[: second_look.MOST_SHOWN]
        lines += [f"- {one.sign} **{one.lead}.** {plain(one.says)}" for one in told]
        lines += filter(None, [second_look.rest_sentence(briefing.second_looks)])
    if briefing.cannot_say:
        lines += ["", "**What we cannot say yet**"]
        lines += [f"- {plain(lead)}: {plain(says)}" for lead, says in briefing.cannot_say]
    return "\n".join([*lines, "", *(f"_{plain(line)}_  " for line in briefing.foot), ""])


def plain(text: str) -> str:
    """One line in which no character is markup, in a table or out of it."""
    return re.sub(r"([\\`*_\[\]<>|#~$])", r"\\\1", " ".join(text.split()))
