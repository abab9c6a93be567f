"""The page of a plan: another pilot is tried, who begins when is drawn and written out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import departments, on, plain, shown

from analytics.allocation import allocate, stepped
from analytics.asking import ask
from analytics.exports.sign_off import as_csv, as_document
from analytics.store import Store
from analytics.verdicts.draw import card_lines

TEAMS = ["Customer Support", "Engineering", "Finance", "Operations", "People & Culture", "Sales"]


def number(app: AppTest, label: str) -> object:
    return next(one for one in app.number_input if one.label == label)


def seeded(app: AppTest, seed: str) -> AppTest:
    [field] = [one for one in app.text_input if one.label == "Seed"]
    field.set_value(seed).run()
    assert not app.exception
    return app


def chosen(app: AppTest, label: str, value: str) -> AppTest:
    [pills] = [one for one in app.button_group if one.label == label]
    pills.set_value(value).run()
    assert not app.exception
    return app


def sheets(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


def test_the_page_says_what_the_question_says(app: AppTest, sample: Store) -> None:
    on(app, "plan")
    assert plain(app.title[0].value) == ask(sample, "pilot-plan").title
    assert len(app.get("plotly_chart")) == 1
    text = plain(shown(app))
    assert "What helps most." in text and "When to read it." in text


def test_another_pilot_can_be_tried(app: AppTest) -> None:
    on(app, "plan")
    before = app.title[0].value
    number(app, "Months it lasts").set_value(12.0).run()  # type: ignore[attr-defined]
    assert not app.exception and app.title[0].value != before
    assert "could be shown if there is one" in plain(app.title[0].value)
    number(app, "Target: faster to competency, %").set_value(5.0).run()  # type: ignore[attr-defined]
    assert "the target is 5%" in plain(app.title[0].value)
    [design] = [box for box in app.selectbox if box.label == "Design"]
    design.set_value("lot").run()
    assert "drawn into two groups" in plain(app.title[0].value)
    # the card stays as it is
    on(app, "competency")
    on(app, "plan")
    assert app.title[0].value == before


def test_departments_that_are_chosen_are_beside_the_others(app: AppTest) -> None:
    on(app, "plan")
    departments(app).set_value(["Operations"]).run()
    assert not app.exception
    assert "Only Operations" in plain(shown(app))


def test_departments_are_drawn_with_a_seed_that_was_agreed_on(app: AppTest) -> None:
    on(app, "plan")
    assert not sheets(app) and not app.code
    seeded(app, "2026")
    made = allocate(dict.fromkeys(TEAMS, ""), "2026")
    assert made.digest in plain(shown(app)) and "6 names: 3 now and 3 later." in plain(shown(app))
    assert list(app.dataframe[0].value["name"]) == [*made.of("now"), *made.of("later")]
    assert sheets(app) == ["Sheet to sign (Word)", "Sheet (CSV)"]
    assert app.code[0].value == card_lines(made)
    app.multiselect[0].set_value(TEAMS[:3]).run()
    assert allocate(dict.fromkeys(TEAMS[:3], ""), "2026").digest in plain(shown(app))
    app.multiselect[0].set_value([]).run()
    seeded(app, "2027")
    assert made.digest not in plain(shown(app))
    chosen(app, "They begin", "In steps")
    [first] = [one for one in app.date_input if one.label == "The first begin on"]
    first.set_value(date(2026, 5, 4)).run()
    steps = stepped(TEAMS, "2027", date(2026, 5, 4), 2, 4)
    assert app.code[0].value == card_lines(steps) and steps.digest in plain(shown(app))


def test_a_list_of_names_is_drawn_within_departments(app: AppTest) -> None:
    on(app, "plan")
    chosen(app, "Drawn are", "A list of names")
    assert not [one for one in app.text_input if one.label == "Seed"]
    [names] = app.text_area
    names.set_value("Ana\nBen\nAna").run()
    assert "“Ana” stands twice" in plain(shown(app))
    [names] = app.text_area
    names.set_value("Name,Team\nAna,Sales\nBen,Sales\n<b>Cem</b>,Legal\nDee,Legal").run()
    seeded(app, "7")
    made = allocate({"Ana": "Sales", "Ben": "Sales", "<b>Cem</b>": "Legal", "Dee": "Legal"}, "7")
    assert made.digest in plain(shown(app))
    table = app.dataframe[0].value
    assert set(table["name"]) == {"Ana", "Ben", "<b>Cem</b>", "Dee"}
    assert not app.code  # people are no line of the card
    assert as_csv(made) and as_document(made)


def test_a_file_of_names_is_drawn_too(app: AppTest) -> None:
    on(app, "plan")
    chosen(app, "Drawn are", "A list of names")
    app.file_uploader[0].set_value([("names.csv", b"Ana\nBen\nCem\n", "text/csv")]).run()
    seeded(app, "7")
    assert allocate(dict.fromkeys(["Ana", "Ben", "Cem"], ""), "7").digest in plain(shown(app))


def test_too_little_history_still_lets_draw(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("tiny")
    on(app, "plan")
    assert not app.exception and "Too early" in app.title[0].value
    assert number(app, "Months it lasts")
    seeded(app, "2026")
    assert sheets(app)


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_others_read_the_plan_and_draw_nobody(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    monkeypatch.setenv("IMPACT_MODE", "proxy")
    monkeypatch.setenv("IMPACT_ROLES", "leads=manager,staff=viewer")
    groups = {"manager": "leads", "viewer": "staff"}[role]
    app.user.update({"email": "vi@example.org", "groups": groups})
    on(app, "plan")
    assert not app.exception and len(app.title) == 1
    assert not app.number_input and not app.text_area and not app.text_input
    assert "drawn by lot, " not in plain(shown(app)) and not app.get("file_uploader")
    if role == "viewer":
        assert "could be shown" in plain(app.title[0].value)
