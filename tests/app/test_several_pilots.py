"""Pages with several pilots: which one is looked at, its card, its lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.pilots import Pilot
from analytics.store import Store
from tests.app.conftest import CARD
from tests.app.test_pages import on, plain, shown

OTHER = Pilot("Autumn pods", date(2026, 9, 1), date(2026, 11, 30), invited_by="roster")


@pytest.fixture
def two(fill: Callable[[str], None], workspace: Path) -> None:
    """A workspace with two pilots; the card of the second was saved last."""
    fill("tiny")
    store = Store.open(workspace)
    store.save_pilot(OTHER)
    store.close()


def test_one_pilot_is_no_choice(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("tiny")
    on(app, "overview")
    assert [box.label for box in app.selectbox] == []


def test_a_chosen_pilot_is_looked_at_on_every_page_and_in_the_address(
    app: AppTest, two: None
) -> None:
    on(app, "overview")
    [box] = app.selectbox
    assert [plain(option) for option in box.options] == ["Autumn pods", CARD.name]
    assert "Autumn pods" in plain(shown(app))
    box.set_value(1).run()
    assert not app.exception
    assert CARD.name in plain(shown(app)) and "12 Jan – 12 Apr 2026" in plain(shown(app))
    assert app.query_params["pilot"] == CARD.name
    on(app, "participation")
    assert "12 Jan – 12 Apr 2026" in plain(shown(app))
    app.selectbox[0].set_value(2).run()
    assert "pilot" not in app.query_params and "Autumn pods" in plain(shown(app))


def test_an_address_opens_its_pilot(app: AppTest, two: None) -> None:
    app.query_params["pilot"] = CARD.name.upper()
    app.run()
    assert "12 Jan – 12 Apr 2026" in plain(shown(app))
    app.query_params["pilot"] = "nobody knows"
    app.run()
    assert "Autumn pods" in plain(shown(app))


def test_the_form_shows_each_card_and_makes_a_new_pilot(
    app: AppTest, two: None, workspace: Path
) -> None:
    on(app, "data")
    which = app.selectbox(key="card-of")
    assert [plain(name) for name in which.options] == ["Autumn pods", CARD.name, "A new pilot"]
    which.set_value(1).run()
    assert app.text_input[0].value == CARD.name
    app.text_input[0].set_value("Tiny pilot")
    [better] = [one for one in app.selectbox if one.label == "Which way of it is better"]
    assert (better.value, list(better.options)) == ("", ["As its name says", "Lower", "Higher"])
    better.set_value("higher")
    press(app, "Save the pilot card")
    app.selectbox(key="card-of").set_value(0).run()
    assert app.text_input[0].value == ""
    store = Store.open(workspace)
    assert [one.card.name for one in store.pilots()] == ["Tiny pilot", "Autumn pods"]
    assert [one.card.better for one in store.pilots()] == ["higher", ""]
    store.close()


def test_a_card_is_locked_once_and_what_is_changed_is_shown(
    app: AppTest, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    on(app, "data")
    press(app, "Lock the card as saved")
    assert "The pilot card was locked on" in plain(shown(app))
    assert "Nothing in it has been changed since." in plain(shown(app))
    assert not [button for button in app.button if button.label.startswith("Lock the card")]
    app.text_input[1].set_value("Sooner on their own")
    press(app, "Save the pilot card")
    assert "goal, from none to Sooner on their own." in plain(shown(app))
    on(app, "overview")
    assert "changed since: goal" in plain(shown(app))


def test_a_pilot_is_put_away(app: AppTest, two: None) -> None:
    on(app, "data")
    press(app, "Put this pilot away")
    on(app, "overview")
    assert app.selectbox.len == 0 and "12 Jan – 12 Apr 2026" in plain(shown(app))


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
