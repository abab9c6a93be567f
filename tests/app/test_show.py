"""What a finding says reaches the page word for word, and only as words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from made_findings import (
    HOSTILE,
    attendance,
    cadence,
    comments,
    competency,
    days_per_hire,
    definitions,
    departments,
    formats,
    funnel,
    hostile,
    participation,
    reached,
    response_rate,
    rules,
    score,
    statements,
    themes_found,
    too_few,
    weeks_grid,
)
from streamlit.testing.v1 import AppTest
from test_pages import on, opened, plain, shown

from analytics.findings import Finding, Quote, Quotes
from app import workspace

MADE = {
    "participation": participation(),
    "funnel": funnel(),
    "participation-by-format": formats(),
    "reach": reached(),
    "attendance-grid": weeks_grid(),
    "sessions-per-month": cadence(),
    "time-to-competency": competency(),
    "competency-by-department": departments(),
    "days-per-hire": days_per_hire(),
    "attendance-and-competency": attendance(),
    "competency-definitions": definitions(),
    "attended-rules": rules(),
    "feedback": statements(),
    "nps": score(),
    "comments": comments(),
    "themes": themes_found(),
    "response-rate": response_rate(),
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Finding]:
    """What the app is told when it asks; a test may change it."""
    told = dict(MADE)
    monkeypatch.setattr(workspace, "ask", lambda store, name, filters, scope: told[name])
    return told


def test_cards_say_what_the_finding_says(app: AppTest, answers: dict[str, Finding]) -> None:
    on(app, "overview")
    text = plain(shown(app))
    for name in ("participation", "sessions-per-month", "time-to-competency", "feedback"):
        finding = answers[name]
        for words in (finding.title, finding.subtitle, finding.footnote, *finding.caption):
            assert words in text
        assert (finding.label, finding.headline) in {
            (plain(metric.label), plain(metric.value)) for metric in app.metric
        }
        for verdict in finding.verdicts:
            assert f"{verdict.label}]" in text


def test_the_verdict_card_has_its_paragraphs(app: AppTest, answers: dict[str, Finding]) -> None:
    on(app, "competency")
    text = plain(shown(app))
    assert app.title[0].value == "New hires reach competency 23% faster"
    for lead, sentence in answers["time-to-competency"].paragraphs:
        assert f"**{lead}** {sentence}" in text


def test_the_full_table_holds_the_findings_rows(app: AppTest, answers: dict[str, Finding]) -> None:
    on(app, "participation")
    assert not app.dataframe  # a table is made when somebody opens it
    opened(app, "participation")
    table = answers["participation"].answer.table
    shown_table = app.dataframe[0].value
    assert list(shown_table.columns) == list(table.columns)
    assert [tuple(row) for row in shown_table.to_numpy()] == [tuple(row) for row in table.rows]


def test_comments_come_with_their_rating(app: AppTest, answers: dict[str, Finding]) -> None:
    on(app, "feedback")
    said = [markdown.value for markdown in app.markdown if markdown.value.startswith("> ")]
    assert len(said) == 3
    assert "rated 5" in said[0] and "rated" not in said[2]


def test_what_cannot_be_answered_is_a_calm_card(app: AppTest, answers: dict[str, Finding]) -> None:
    answers["feedback"] = too_few()
    on(app, "feedback")
    text = plain(shown(app))
    assert "Nothing to show yet: no survey export is loaded." in text
    assert "A survey file needs at least one rating question." in text
    assert not app.error
    assert app.button(key="add-feedback").label == "Add a survey export"


def test_nothing_from_data_is_read_as_markdown(app: AppTest, answers: dict[str, Finding]) -> None:
    quote = Quote(HOSTILE, 5)
    quotes = replace(MADE["comments"].answer, quotes=(quote,))
    assert isinstance(quotes, Quotes)
    for name in answers:
        answers[name] = replace(
            hostile(),
            question=name,
            verdicts=answers[name].verdicts,
            paragraphs=((HOSTILE, HOSTILE),),
            headline=HOSTILE,
        )
    answers["comments"] = replace(answers["comments"], answer=quotes)
    for page in ("overview", "participation", "competency", "feedback"):
        on(app, page)
        assert not app.exception
        values = [shown(app), *(metric.label + metric.value for metric in app.metric)]
        bare = re.sub(r"\\.", "", "\n".join(values))
        assert "<" not in bare and "![" not in bare and "$" not in bare, page
        assert "](" not in bare, page
