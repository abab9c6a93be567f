"""The Templates page: every file of every template, and a series for the calendar."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from test_pages import on, plain, shown

from analytics.templates import GROUPS, templates
from analytics.templates.texts import agendas


def test_every_template_can_be_downloaded(app: AppTest) -> None:
    on(app, "templates")
    assert not app.exception
    assert [header.value for header in app.header] == [*GROUPS, "Calendar series"]
    text = plain(shown(app))
    assert all(one.name in text and one.purpose in text for one in templates())
    files = sum(len(one.files) for one in templates())
    assert len(app.get("download_button")) == files + 1  # and the series


def test_a_series_takes_the_minutes_of_its_format(app: AppTest) -> None:
    on(app, "templates")
    for agenda in agendas()[:2]:
        app.selectbox(key="series-format").set_value(agenda).run()
        assert not app.exception
        assert app.number_input(key=f"series-{agenda.format}-minutes").value == agenda.minutes
    app.date_input(key=f"series-{agenda.format}-day").set_value(None).run()
    labels = [button.label for button in app.get("download_button")]
    assert "Download the series" not in labels
