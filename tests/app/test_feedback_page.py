"""The Feedback page: themes with a few of their comments, the list narrowed down, who answered;
and the themes edited on the Data page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import departments, on, plain, shown

from analytics.asking import ask
from analytics.landing import land
from analytics.store import Store
from analytics.themes import usual_themes


def pills(app: AppTest, label: str) -> Any:
    [found] = [group for group in app.button_group if group.label == label]
    return found


def about(app: AppTest) -> Any:
    [found] = [box for box in app.selectbox if box.label == "Theme"]
    return found


def quotes(app: AppTest) -> list[str]:
    return [plain(m.value) for m in app.markdown if m.value.startswith("> ")]


SHOWN = [
    "Materials and technology", "Examples and practice", "Scheduling and workload",
    "Help from colleagues", "Preparation and leading", "Group and exchange", "Topics and level",
]  # fmt: skip


def test_the_page_has_its_five_findings(app: AppTest) -> None:
    on(app, "feedback")
    assert len(app.get("plotly_chart")) == 4
    text = plain(shown(app))
    assert "212 responses, at least 70% response rate" in text
    assert "At least 70% of the people who came have answered" in text
    assert "Most spoken of: “Materials and technology”, in 10 of 56 comments" in text
    assert "64 comments from 52 people" in text
    assert pills(app, "Read comments on").options == SHOWN
    assert sorted(about(app).options) == sorted(SHOWN)  # themes of fewer than five are in neither


def test_a_theme_that_is_chosen_shows_three_comments_of_it(app: AppTest) -> None:
    on(app, "feedback")
    before = quotes(app)
    pills(app, "Read comments on").set_value("Help from colleagues").run()
    assert not app.exception
    new = quotes(app)[: len(quotes(app)) - len(before)]
    assert len(new) == 3
    assert any("[name]" in quote for quote in new)


def test_a_theme_in_the_address_is_chosen_and_an_unknown_one_is_not(app: AppTest) -> None:
    on(app, "feedback")
    without = len(quotes(app))
    for value, more in (("Help from colleagues", 3), ("<b>Nothing</b>", 0)):
        app.query_params["theme"] = value
        fresh = AppTest.from_file(str(Path(app._script_path)), default_timeout=120)
        fresh.query_params["theme"] = value
        on(fresh, "feedback")
        assert not fresh.exception
        assert len(quotes(fresh)) == without + more


def test_comments_are_narrowed_down_by_theme_and_by_rating(app: AppTest) -> None:
    on(app, "feedback")
    about(app).set_value("Topics and level").run()
    assert "6 of 64 comments chosen" in plain(shown(app))
    assert len(quotes(app)) == 6
    pills(app, "Rating").set_value("Rated low").run()
    assert not app.exception
    assert "3 of 64 comments chosen" in plain(shown(app))
    assert all("rated" in quote and int(quote.split("rated ")[1][0]) <= 6 for quote in quotes(app))


def test_a_choice_ends_where_the_filter_leaves_it_no_comments(app: AppTest) -> None:
    on(app, "feedback")
    pills(app, "Read comments on").set_value("Topics and level").run()
    about(app).set_value("Topics and level").run()
    departments(app).set_value(["Sales", "Customer Support"]).run()
    assert not app.exception
    assert pills(app, "Read comments on").options == ["Scheduling and workload"]
    assert about(app).options == ["Scheduling and workload"]
    assert "26 comments from" in plain(shown(app))
    departments(app).set_value(["Other departments"]).run()  # fewer than ten with comments
    assert not app.exception
    assert not quotes(app)
    assert "Too few people to show what the comments speak of" in plain(shown(app))


# the list of themes -------------------------------------------------------------------------------


def field(app: AppTest, label: str, place: int = 0) -> Any:
    kind = app.text_area if label == "Found by" else app.text_input
    return [one for one in kind if one.label == label][place]


def press(app: AppTest, label: str) -> AppTest:
    [button] = [button for button in app.button if button.label == label]
    return button.click().run()


def test_themes_are_edited_on_the_data_page(app: AppTest, workspace: Path) -> None:
    on(app, "data")
    assert [one.value for one in app.text_input if one.label.startswith("Theme ")] == [
        theme.name for theme in usual_themes()
    ]
    field(app, "Theme 1").set_value("")
    field(app, "Found by").set_value("")  # the first theme is taken away
    field(app, "Theme 2").set_value("Use on the job")
    field(app, "Another theme").set_value("  Food ")
    field(app, "Found by", -1).set_value("coffee\n\n/biscuits?/\ncoffee")
    press(app, "Save the themes")
    assert not app.exception and not app.error
    assert "The themes are saved" in plain(shown(app))
    names = [theme.name for theme in usual_themes()]
    expected = ["Use on the job", *names[2:], "Food"]
    assert [one.value for one in app.text_input if one.label.startswith("Theme ")] == expected
    store = Store.open(workspace)
    assert [theme.name for theme in store.themes()] == expected
    assert store.themes()[-1].words == ("coffee", "/biscuits?/")
    store.close()


def test_a_pattern_that_cannot_be_used_is_said_and_nothing_is_saved(
    app: AppTest, workspace: Path
) -> None:
    for word, says in (("/(a+)+b/", "very long"), ("/[/", "no regular expression")):
        on(app, "data")
        field(app, "Found by").set_value(f"helped me\n{word}")
        press(app, "Save the themes")
        assert not app.exception
        assert says in plain(app.error[0].value) and "Help from colleagues" in app.error[0].value
    store = Store.open(workspace)
    assert store.themes() == usual_themes()
    store.close()


def test_the_usual_themes_can_be_taken_up_again(app: AppTest, workspace: Path) -> None:
    on(app, "data")
    assert "Start over with the usual themes" not in {button.label for button in app.button}
    field(app, "Theme 1").set_value("Something else")
    press(app, "Save the themes")
    press(app, "Start over with the usual themes")
    assert not app.exception
    assert "usual themes are in force again" in plain(shown(app))
    assert field(app, "Theme 1").value == usual_themes()[0].name
    store = Store.open(workspace)
    assert store.themes() == usual_themes()
    store.close()


HOSTILE = "![x](https://example.org/p.png) :red[<b>h</b>] $x$"
SURVEY = "Timestamp,Email,How was it?,Comments\n" + "".join(
    f"2026-01-13 11:0{n % 10},p{n}@example.org,Agree,the coffee {n} ![i](https://a.org/i)\n"
    for n in range(12)
)


@pytest.fixture
def surveyed(workspace: Path) -> None:
    """A workspace with twelve comments and a theme with a name that is not meant well."""
    store = Store.open(workspace)
    [report] = land(store, [("survey.csv", SURVEY.encode())])
    assert report.state == "landed"
    store.close()


@pytest.mark.usefixtures("surveyed")
def test_the_name_of_a_theme_is_only_ever_text(app: AppTest, workspace: Path) -> None:
    on(app, "data")
    field(app, "Another theme").set_value(HOSTILE)
    field(app, "Found by", -1).set_value("coffee")
    press(app, "Save the themes")
    on(app, "feedback")
    assert not app.exception
    [option] = pills(app, "Read comments on").options
    assert plain(option) == HOSTILE
    pills(app, "Read comments on").set_value(option).run()
    about(app).set_value(about(app).options[0]).run()
    assert not app.exception
    assert len(quotes(app)) == 3 + 8
    bare = re.sub(r"\\.", "", shown(app))
    for sign in ("![", "](", "<b>", "$x"):
        assert sign not in bare, sign
    store = Store.open(workspace)
    assert f"“{HOSTILE}”, in 12 of 12 comments" in ask(store, "themes").title
    store.close()
