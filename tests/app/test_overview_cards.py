"""What the Overview says beside the findings: what needs somebody, what was said and read again;
and that a download is what makes a claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_later import later_sample
from test_pages import on, plain, shown

from analytics.alerts import Gap
from analytics.asking import ask
from analytics.claims import QUESTION, keep_said, kept_claims
from analytics.filters import Filters
from analytics.findings import Estimate
from analytics.landing import land
from analytics.pilots import read_card
from analytics.sample import FOLDER, sample_files
from analytics.scope import EVERYBODY
from analytics.store import Store
from analytics.tokens import DARK, LIGHT
from analytics.verdicts.alerts import tell
from analytics.verdicts.second_look import Shown
from app import share
from app.bars import look_bar

CARD = read_card((FOLDER / "pilot.toml").read_text("utf-8"))


@pytest.fixture
def own(workspace: Path) -> Path:
    """A workspace with the sample's exports as one's own."""
    store = Store.open(workspace)
    land(store, sample_files())
    store.save_pilot(CARD)
    store.close()
    return workspace


def test_a_claim_that_was_withdrawn_stands_on_the_overview(app: Any, own: Path) -> None:
    on(app, "overview")
    assert "Second look" not in plain(shown(app))
    store = Store.open(own)
    keep_said(store, ask(store, QUESTION), Filters(), EVERYBODY, "pilot.html")
    store.close()
    app.run()
    assert "This claim is read again from 11 Jun 2026 on." in plain(shown(app))
    store = Store.open(own)
    land(store, later_sample(date(2026, 7, 12), ratio=1.6))
    store.close()
    app.run()
    said = plain(shown(app))
    assert "Second look" in said and "Withdrawn" in said
    assert "On 12 Apr 2026 we said: 23% faster (10% to 35% faster)." in said
    on(app, "competency")
    assert "Withdrawn on 11 Jul 2026" in plain(shown(app))


def test_an_alert_stands_on_the_overview(app: Any, own: Path) -> None:
    on(app, "overview")
    assert "Needs somebody now" not in plain(shown(app))
    today = date.today()
    store = Store.open(own)
    store.save_pilot(replace(CARD, ends_on=today + timedelta(days=30)), 1)
    store.close()
    app.run()
    told = tell(Gap(date(2026, 4, 7), today, 6.0))
    said = plain(shown(app))
    assert "Needs somebody now" in said and f"{told.fact}." in said and told.do in said
    assert "No session was held this week" not in said


@pytest.mark.parametrize(("what", "form"), [("This chart", "png"), ("Weekly report", "html")])
def test_a_download_keeps_what_it_says(
    app: Any, own: Path, monkeypatch: pytest.MonkeyPatch, what: str, form: str
) -> None:
    given: dict[str, Callable[[], bytes]] = {}

    def button(label: str, data: Callable[[], bytes], name: str, *rest: Any, **more: Any) -> None:
        given[name] = data

    with monkeypatch.context() as patched:
        patched.setattr(share.st, "download_button", button)
        on(app, "competency")
        app.session_state["share-what"] = what
        app.button(key=f"share-{QUESTION}").click().run()
        assert not app.exception
        name = next(name for name in given if re.fullmatch(rf"(pilot|{QUESTION})\.{form}", name))
        made = given[name]()
        assert made == given[name]() and len(made) > 1000
    on(app, "overview")
    assert "This claim is read again from 11 Jun 2026 on." in plain(shown(app))
    store = Store.open(own)
    [claim] = kept_claims(store, 1)
    store.close()
    assert (claim.way, claim.during) == (name, 84)


def test_the_pilots_side_by_side_keep_what_is_said_of_each(
    app: Any, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        share.st, "download_button", lambda label, data, name, *a, **k: given.update({name: data})
    )
    store = Store.open(own)
    store.save_pilot(replace(CARD, name="Another", ends_on=date(2026, 3, 31)))
    store.close()
    on(app, "pilots")
    assert not app.exception and {*given} == {"pilots.pptx", "pilots.csv", "pilots.json"}
    given["pilots.csv"]()
    store = Store.open(own)
    said = [(claim.pilot, claim.way) for number in (1, 2) for claim in kept_claims(store, number)]
    store.close()
    assert said == [(1, "pilots.csv"), (2, "pilots.csv")]


def test_what_is_said_of_something_else_is_no_claim(
    app: Any, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        share.st, "download_button", lambda label, data, name, *a, **k: given.update({name: data})
    )
    on(app, "participation")
    app.button(key="share-participation").click().run()
    given["participation.csv"]()
    store = Store.open(own)
    assert kept_claims(store, 1) == ()
    store.close()


def look(found: Estimate | None) -> Shown:
    said = Estimate(0.23, 0.1, 0.35)
    return Shown("Confirmed", "On …", "good", "✓", said, found, 0.2, "12 Apr", "11 Jun")


def test_both_readings_are_drawn_on_one_scale() -> None:
    """The target in the middle; what was said and the same read again lie in the same places."""
    assert look_bar(look(None), LIGHT) == ""
    drawn = look_bar(look(Estimate(0.23, 0.1, 0.35)), DARK)
    spans = re.findall(r"left:([\d.]+)%;width:([\d.]+)%", drawn)
    assert len(spans) == 2 and spans[0] == spans[1]
    assert "12 Apr" in drawn and "11 Jun" in drawn
    assert "left:50.00%" in drawn  # the target
    wide = look_bar(look(Estimate(0.1, None, 0.4)), LIGHT)
    assert "left:0.00%" in wide  # a limit that is open
