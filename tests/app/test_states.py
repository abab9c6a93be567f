"""What a page shows when there is no number to show: first run, empty, too little, small, loading,
unreadable, partly usable, failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_exports import ONE_DEPARTMENT, exports
from page_table import PAGE_TABLE
from streamlit.testing.v1 import AppTest
from test_data_page import drop, use
from test_page_matrix import elements
from test_pages import on, plain, shown
from tiny import TINY

from analytics.asking import ask
from analytics.findings import Table, TooFew
from analytics.landing import land
from analytics.pilots import Pilot
from analytics.privacy import protect
from analytics.questions import question
from analytics.sample import land_sample, sample_files
from analytics.store import Store
from analytics.verdicts import add_label
from analytics.verdicts.missing import say_too_few
from app import workspace as app_workspace
from app.crash import problem_report

TORN = (
    b"Name,Email,Hire Date,Department\n"
    b"Ana,ana@example.org,2026-01-15,Sales\n"
    b'Bo,"bo@example.org,2026-01-16,Sales\n'
    b"Cy,cy@example.org,2026-01-17,Sales\n"
    b"Di,di@example.org,2026-01-18,Sales\n"
)
CUT = b"Name,Email,Hire Date\nAna,ana@example.org,2026-01-15\nBo,bo@exam"
SIGNED = (
    b"Name,Email,Course,Completed on\nAna Ruiz,ana@example.org,Sign-off,2026-02-20\n"
    b"Ben Ode,ben@example.org,Sign-off,\nCy Orr,cy@example.org,Sign-off,\n,,Sign-off,2026-02-21\n"
)
BACK = "Back to your own data"


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def few_hires(workspace: Path, during: int, signed_off: int) -> None:
    """20 hires before the pilot, 12 of them competent; some during."""
    people = [(f"B{n} Q", f"b{n}@example.org", f"2025-10-{n + 1:02}") for n in range(20)]
    people += [(f"D{n} Q", f"d{n}@example.org", f"2026-01-{n + 13:02}") for n in range(during)]
    signed = [(name, mail, "2025-12-20") for name, mail, _ in people[:12]]
    signed += [(name, mail, "2026-02-25") for name, mail, _ in people[20 : 20 + signed_off]]
    rows = "".join(f"{name},{mail},{day},Sales\n" for name, mail, day in people)
    done = "".join(f"{name},{mail},Sign-off,{day}\n" for name, mail, day in signed)
    store = Store.open(workspace)
    land(
        store,
        [
            ("people.csv", f"Name,Email,Hire Date,Department\n{rows}".encode()),
            ("signed.csv", f"Name,Email,Course,Completed on\n{done}".encode()),
        ],
    )
    store.save_pilot(Pilot("Few", date(2026, 1, 12), date(2026, 4, 12), invited_by="roster"))
    store.close()


# first run and sample -----------------------------------------------------------------------------


def test_the_banner_offers_a_tour_ones_own_exports_and_an_end(app: AppTest) -> None:
    on(app, "overview")
    assert [label for label in labels(app) if label != "Share"][:3] == [
        "Take the 1-minute tour",
        "Load your own exports",
        "Close",
    ]
    on(app, "participation")
    assert "Take the 1-minute tour" not in labels(app)
    on(app, "overview")
    button(app, "Close").click().run()
    assert "Take the 1-minute tour" not in labels(app)
    assert "Sample data" in shown(app)


def test_the_tour_opens_at_its_first_step(app: AppTest) -> None:
    """The other steps are fragments of a dialog: tests/app/test_browser_matrix.py goes on."""
    on(app, "overview")
    button(app, "Take the 1-minute tour").click().run()
    assert not app.exception
    assert [header.value for header in app.header] == ["What it says"]
    assert "Step 1 of 4" in shown(app)
    assert "Participation is" in plain(shown(app))
    app.button(key="tour-next").click().run()
    assert not app.exception


@pytest.mark.parametrize("step", range(4))
def test_each_step_of_the_tour_runs(step: int) -> None:
    def one_step() -> None:
        import streamlit as st

        from app.tour import _STEPS

        title, says = _STEPS[st.session_state["step"]]
        st.header(title)
        says()

    app = AppTest.from_function(one_step, default_timeout=60)
    app.session_state["step"] = step
    app.run()
    assert not app.exception and len(shown(app).split()) > 30


def test_ones_own_session_can_look_at_the_sample_and_come_back(
    app: AppTest, fill: Callable[[str], None], workspace: Path
) -> None:
    fill("one file")
    on(app, "feedback")
    before = app.title[0].value
    app.button(key="sample-feedback").click().run()
    assert not app.exception
    assert "agree" in plain(app.title[0].value) and "Sample data" in shown(app)
    assert app.query_params == {"pilot": "sample"}
    for entry in PAGE_TABLE:
        app.query_params.clear()  # as the browser does on a page switch
        on(app, entry.name)
        assert BACK in labels(app), entry.name
        assert app.query_params["pilot"] in ("sample", ["sample"]), entry.name
        charts = app.get("plotly_chart")
        if charts:
            assert "Sample data" in shown(app)
    on(app, "feedback")
    button(app, BACK).click().run()
    assert app.title[0].value == before
    # an address that names it counts on a new page too: the browser's Back over two pages
    app.query_params["pilot"] = "sample"
    on(app, "participation")
    assert BACK in labels(app)
    button(app, BACK).click().run()
    on(app, "feedback")
    assert app.title[0].value == before
    assert BACK not in labels(app) and app.query_params == {}
    assert "Sample data" not in shown(app)
    assert list(app_workspace.own().source_files()["name"]) == ["people.csv"]


def test_an_address_with_the_sample_opens_it_and_the_way_back_leaves_it(
    app: AppTest, fill: Callable[[str], None]
) -> None:
    fill("one file")
    app.query_params["pilot"] = "sample"
    on(app, "feedback")
    assert BACK in labels(app)
    app.query_params.clear()  # the browser's Back, on the same page
    app.run()
    assert BACK not in labels(app)
    assert "Nothing to show yet" in app.title[0].value


def test_without_data_of_ones_own_the_address_says_nothing_of_a_sample(app: AppTest) -> None:
    app.query_params["pilot"] = "sample"
    on(app, "overview")
    assert app.query_params == {} and BACK not in labels(app)


def test_landing_a_file_ends_the_sample(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("one file")
    on(app, "feedback")
    app.button(key="sample-feedback").click().run()
    drop(app, TINY[0])
    use(app)
    on(app, "feedback")
    assert BACK not in labels(app) and "Sample data" not in shown(app)


# empty, too little, small -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "label"),
    [
        (("survey",), "Add a survey export"),
        (("people", "competency"), "Add a people list and a sign-off file"),
        (("invitations",), "Add a calendar file"),
        (("pilot",), "Fill in the pilot card"),
        ((), "Add files"),
    ],
)
def test_the_button_is_named_after_what_is_missing(needs: tuple[str, ...], label: str) -> None:
    assert add_label(needs) == label


def test_an_empty_page_says_what_the_file_needs(app: AppTest, fill: Callable[[str], None]) -> None:
    fill("one file")
    on(app, "feedback")
    text = plain(shown(app))
    assert "Nothing to show yet: no survey export is loaded." in text
    assert "A survey file needs a row for each response and at least one rating question." in text
    assert "Add a survey export" in labels(app) and "See it with sample data" in labels(app)


def test_every_export_that_a_question_needs_has_its_words(workspace: Path) -> None:
    """Whatever is missing alone, the finding names it and what it needs."""
    store = Store.open(workspace)
    [people] = [file for file in exports(ONE_DEPARTMENT) if file[0] == "people.csv"]
    land(store, [people])
    names = ("participation", "funnel", "time-to-competency", "feedback", "nps", "comments")
    for name in names:
        found = ask(store, name)
        assert isinstance(found.answer, TooFew) and found.answer.needs, name
        assert found.paragraphs[0][0] == "Nothing to show yet:"
        assert all(sentence.endswith(".") for _, sentence in found.paragraphs)
        assert len(found.paragraphs) == 1 + len(found.answer.needs)
    store.close()


def test_too_little_data_says_how_much_there_is_and_when_it_will_do(
    app: AppTest, workspace: Path
) -> None:
    few_hires(workspace, during=12, signed_off=6)
    on(app, "competency")
    text = plain(shown(app))
    assert "12 new hires, 6 of them signed off. Before the pilot 20, 12 of them signed off." in text
    assert "A comparison needs 10 people and 10 sign-offs on each side." in text
    assert "At the present pace that is about" in text
    on(app, "overview")
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Time to competency"] == "—"
    assert "12 new hires" in plain(shown(app))


def test_too_few_sign_offs_are_not_counted_out_loud(workspace: Path) -> None:
    few_hires(workspace, during=12, signed_off=3)
    store = Store.open(workspace)
    found = ask(store, "time-to-competency")
    assert found.answer.details["so_far"]["competent"] == {"before": 12, "during": None}
    assert found.caption[0].startswith("12 new hires, too few of them signed off")
    store.close()


def test_few_hires_are_not_counted_at_all(workspace: Path) -> None:
    few_hires(workspace, during=3, signed_off=3)
    store = Store.open(workspace)
    found = ask(store, "time-to-competency")
    assert found.answer.n == {} and "so_far" not in found.answer.details
    assert not re.search(r"\b3\b", " ".join((*found.caption, *dict(found.paragraphs).values())))
    store.close()


def test_a_side_without_anybody_is_said() -> None:
    asked = question("time-to-competency")
    assert asked is not None
    so_far = {"hired": {"before": 30, "during": 0}, "competent": None, "read_on": None}
    answer = TooFew(
        estimate=None, unit="faster", n={"people": 30, "before": 30, "during": 0}, target=0.2,
        table=Table((), ()), details={"so_far": so_far}, reason="few", missing="nobody yet",
        enough_when="Later.",
    )  # fmt: skip
    said = say_too_few(asked, protect(answer))  # type: ignore[arg-type]
    assert said.caption == ("30 people hired before the pilot, 0 during it.", "Later.")


def test_a_small_group_is_said_and_offers_no_sample(app: AppTest) -> None:
    app.query_params["dept"] = "Other departments"  # fewer than ten with comments
    on(app, "feedback")
    text = plain(shown(app))
    assert "Too few people to show what the comments speak of" in text
    assert "Groups this small are never shown" in text
    assert "fewer than 10 people" in text.casefold()
    assert "See it with sample data" not in labels(app)


# loading ------------------------------------------------------------------------------------------


def test_while_files_are_read_their_rows_are_counted_over_a_skeleton() -> None:
    def page() -> None:
        import streamlit as st

        from analytics.intake import Report
        from analytics.sources import Rows
        from app.loading import reading

        with reading("Reading 3 files", 3, 240) as told:
            told(Report("a.csv", "", "ready", kind="attendance", rows=Rows(1240, 1240, 0, 0)))
            told(Report("b.csv", "", "refused"))
            told(Report("c.csv", "", "ready", kind="attendance", rows=Rows(2, 2, 0, 0)))
            if not st.session_state.get("is_done"):
                st.stop()
        with reading("Reading nothing", 0, 240) as told:
            told(Report("d.csv", "", "ready"))

    app = AppTest.from_function(page).run()
    assert [heading.value for heading in app.subheader] == ["Reading 3 files"]
    assert [plain(c.value) for c in app.caption] == ["3 of 3 files read · Attendance: 1,242 rows"]
    assert len(app.get("skeleton")) == 1
    app.session_state["is_done"] = True
    app.run()
    assert not app.exception and not app.subheader and not app.get("skeleton")


def test_the_sample_tells_of_every_file_it_reads() -> None:
    told: list[str] = []
    store = Store.open(":memory:")
    land_sample(store, lambda report: told.append(report.file))
    assert told == [name for name, _ in sample_files()]
    store.close()


# unreadable and partly usable ---------------------------------------------------------------------


def test_an_unreadable_file_shows_its_lines_and_can_go_on_without_one(app: AppTest) -> None:
    drop(app, ("torn.csv", TORN))
    [error] = app.error
    assert plain(error.value).startswith("**torn.csv could not be read.** Line 3: a quotation mark")
    assert "Often somebody typed an inch mark" in plain(error.value)
    [lines] = app.code
    assert lines.value.splitlines()[1:] == [
        '3 | Bo,"bo@example.org,2026-01-16,Sales',
        " " * 7 + "^",
    ]
    button(app, "Skip this line and go on").click().run()
    assert not app.exception and not app.error
    assert "3 of 4 rows are usable · 1 left out" in plain(shown(app))
    use(app)
    assert list(app.dataframe[0].value["Left out"]) == [1]


def test_a_line_is_only_skipped_where_the_rest_can_be_trusted(app: AppTest) -> None:
    drop(app, ("cut.csv", CUT))
    assert "ends too early" in plain(app.error[0].value)
    assert "Skip this line and go on" not in labels(app)
    assert "Choose another file" in labels(app)


def test_another_file_takes_the_place_of_one_that_cannot_be_read(app: AppTest) -> None:
    drop(app, ("cut.csv", CUT), ("torn.csv", TORN))
    [other, _] = [button for button in app.button if button.label == "Choose another file"]
    other.click().run()
    assert [plain(u.label) for u in app.file_uploader[1:]] == ["The file instead of cut.csv"]
    app.file_uploader[1].set_value([("whole.csv", TINY[1][1], "text/csv")]).run()
    assert not app.exception
    assert [plain(e.value).partition(" could")[0] for e in app.error] == ["**torn.csv"]
    use(app)
    assert list(app.dataframe[0].value["File"]) == ["whole.csv"]


def test_a_partly_usable_file_says_which_rows_count_and_why(app: AppTest) -> None:
    drop(app, ("signed.csv", SIGNED))
    assert (
        "3 of 4 rows are usable · 1 left out · 2 have no sign-off yet, which is fine: they count"
        " as still learning"
    ) in plain(shown(app))


# a page that fails --------------------------------------------------------------------------------


def test_without_the_card_a_failing_page_fails_its_test(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_workspace, "find", None)
    on(app, "participation")
    assert app.exception


def test_a_page_that_fails_says_so_calmly_and_names_nobody(
    app: AppTest, crash_card: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        names = {"Ana Ruiz": 1}
        names["Ben Ode, ben@example.org"]

    on(app, "overview")
    monkeypatch.setattr(app_workspace, "find", broken)
    on(app, "participation")
    assert not app.exception and not app.error
    assert "could not be drawn" in app.title[0].value
    [reference] = re.findall(r"reference \*\*(\w{4}-\w{4})\*\*", shown(app))
    report = app.code[0].value
    assert f"Problem report {reference}\nPage: Participation\n" in report
    assert "builtins.KeyError" in report
    assert re.search(r"app/pages/participation\.py, line \d+, in <module>", report)
    assert "streamlit 1." in report and "Python 3." in report
    assert not re.search(r"Ana|Ben|@|example|/tmp|/home|/work", report)
    [download] = [e for e in elements(app.main) if e.type == "download_button"]
    assert download.proto.label == "Download problem report (no personal data)"
    monkeypatch.undo()
    button(app, "Load the page again").click().run()
    assert "could not be drawn" not in app.title[0].value


def test_what_fails_around_a_page_is_caught_too(
    app: AppTest, crash_card: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import frame

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("Ana Ruiz")

    monkeypatch.setattr(frame, "filter_row", broken)
    on(app, "overview")
    assert not app.exception
    assert "could not be drawn" in app.title[0].value
    assert "Ana" not in shown(app) + app.code[0].value


def test_the_reference_is_that_of_the_trouble_and_the_report_has_no_values() -> None:
    def fail(secret: str) -> Exception:
        try:
            try:
                int(secret)
            except ValueError as error:
                raise LookupError(f"no {secret}") from error
        except LookupError as error:
            return error
        raise AssertionError

    now = datetime(2026, 4, 12, 9, 30, tzinfo=UTC)
    one, two = (problem_report(fail(secret), "Overview", now) for secret in ("Ana", "Ben"))
    assert one == two
    assert "Ana" not in one.text and "test_states" not in one.text
    assert one.text.index("builtins.LookupError") < one.text.index("builtins.ValueError")
    assert "When: 2026-04-12 09:30 UTC" in one.text
    assert one.reference != problem_report(KeyError("x"), "Overview", now).reference
