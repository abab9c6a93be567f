"""Each page for each role, as the mode "proxy" signs people in; what is kept is kept for one
reader; why single people were looked at is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from page_table import PAGE_TABLE
from streamlit.testing.v1 import AppTest
from test_pages import departments, on, plain, shown
from tiny import ROOT

from analytics import audit
from analytics.asking import ask
from analytics.filters import Filters
from analytics.individuals import ReasonError, ask_for
from analytics.scope import Scope
from analytics.store import Store
from app import sign_in, workspace

ROLES = "analysts=analyst,leads=manager,staff=viewer"
PEOPLE = {
    "analyst": {"email": "ada@example.org", "groups": "analysts"},
    "manager": {"email": "", "groups": "leads"},  # filled in from the sample's people list
    "viewer": {"email": "vi@example.org", "groups": "staff"},
}
FOR_ANALYSTS = ("data", "match", "check", "privacy")


def managers(sample: Store) -> list[str]:
    """Addresses of the managers with the largest teams of the sample, from its people list."""
    found = sample.ask(
        "select a.email, count(*) as people from landed_person l"
        " join person_alias a on a.name = l.manager"
        " where a.email <> '' group by a.email order by people desc, a.email"
    )
    return list(found["email"][:2])


@pytest.fixture(scope="module")
def two_managers(sample: Store) -> list[str]:
    return managers(sample)


@pytest.fixture
def signed_in(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, two_managers: list[str]
) -> Callable[..., AppTest]:
    monkeypatch.setenv("IMPACT_MODE", "proxy")
    monkeypatch.setenv("IMPACT_ROLES", ROLES)

    def sign(role: str, **more: str) -> AppTest:
        claims = {**PEOPLE[role], **more}
        claims["email"] = claims["email"] or two_managers[0]
        app.user.update(claims)
        return app

    return sign


@pytest.mark.slow
@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("page", [entry.name for entry in PAGE_TABLE])
def test_a_page_for_a_role(signed_in: Callable[..., AppTest], page: str, role: str) -> None:
    app = signed_in(role)
    on(app, page)
    assert not app.exception and len(app.title) == 1
    text = plain(shown(app))
    assert role.capitalize() in text  # who is signed in, as what
    if role == "analyst":
        assert app.title[0].value != "For analysts only"
        return
    if page in FOR_ANALYSTS:
        assert app.title[0].value == "For analysts only"
        assert not list(app.button) and not list(app.dataframe) and not app.get("file_uploader")
        return
    assert not app.get("file_uploader")
    # The day of a series to come is no choice of data.
    assert page == "templates" or not list(app.date_input)
    assert "Load your own exports" not in [button.label for button in app.button]
    if page == "participation":
        assert "For analysts only: who keeps coming" in text
    if page == "peers":
        assert "every mark in it is a person" in text.casefold()
    if page == "method":
        assert not any("sha256" in table.value for table in app.dataframe)


def test_a_viewer_chooses_one_department_at_a_time(signed_in: Callable[..., AppTest]) -> None:
    app = signed_in("viewer")
    app.query_params["dept"] = ["Sales", "Operations"]
    app.query_params["dates"] = ["2026-01-19", "2026-02-01"]
    on(app, "participation")
    assert departments(app).value in ("Operations", ["Operations"])
    text = plain(shown(app))
    assert "Only Operations" in text and "19 Jan" not in text
    departments(app).set_value(None).run()
    assert not app.exception and "Only" not in plain(shown(app))


def test_a_manager_sees_their_team_and_nobody_else(
    signed_in: Callable[..., AppTest], two_managers: list[str], sample: Store
) -> None:
    titles = {}
    for address in two_managers:
        scope = Scope(role="manager", team=address)
        finding = ask(sample, "participation", scope=scope)
        app = signed_in("manager", email=address)
        on(app, "participation")
        titles[address] = app.title[0].value
        assert plain(app.title[0].value) == finding.title
    assert len(set(titles.values())) == 2
    assert plain(titles[two_managers[0]]) != ask(sample, "participation").title


def test_two_readers_never_share_what_is_kept(
    signed_in: Callable[..., AppTest], two_managers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same page for two managers, a viewer and an analyst: each is asked for anew, and a second
    time for nobody."""
    asked: list[Scope] = []
    through = workspace.ask

    def listened(store: Store, name: str, filters: Any, scope: Scope) -> Any:
        asked.append(scope)
        return through(store, name, filters, scope)

    monkeypatch.setattr(workspace, "ask", listened)
    readers = [
        ("manager", two_managers[0]), ("manager", two_managers[1]), ("viewer", "vi@example.org"),
        ("analyst", "ada@example.org"),
    ]  # fmt: skip
    for turn in range(2):
        asked.clear()
        for role, address in readers:
            on(signed_in(role, email=address), "competency")
        made = {(scope.role, scope.team) for scope in asked}
        managers = {("manager", address) for address in two_managers}
        assert made == (set() if turn else {*managers, ("viewer", None), ("analyst", None)})


def test_everything_about_people_is_kept_by_the_scope() -> None:
    """Every cached function of the workspace names the scope, but for those that hold no people."""
    import inspect

    kept = {
        name: inspect.signature(function).parameters
        for name, function in vars(workspace).items()
        if hasattr(function, "clear") and hasattr(function, "__wrapped__")
    }
    without = {name for name, given in kept.items() if "scope" not in given}
    assert len(kept) > 8 and without == {
        "_steady",
        "_opened",
        "_published",
        "_elsewhere",
        "_shared_sample",
    }


# the reason ---------------------------------------------------------------------------------------


def test_rows_and_names_are_shown_for_a_reason_that_is_kept(
    signed_in: Callable[..., AppTest], workspace: Path, fill: Callable[[str], None]
) -> None:
    fill("tiny")
    app = on(signed_in("analyst"), "check")
    assert "Who is it?" not in plain(shown(app)) and not app.get("download_button")
    app.text_input(key="reason-text").set_value("why")
    app.button[-1].click().run()
    assert "Say why in 10 to 300 letters" in plain(shown(app))
    app.text_input(key="reason-text").set_value("A name is spelled twice in the survey")
    app.button[-1].click().run()
    assert not app.exception
    assert "Who is it?" in [header.value for header in app.header]
    [deed] = audit.read(workspace)
    assert (deed.who, deed.did) == ("ada@example.org", "saw people")
    assert deed.reason == "A name is spelled twice in the survey"


def test_next_hosts_are_named_to_an_analyst_for_a_reason(
    signed_in: Callable[..., AppTest], workspace: Path
) -> None:
    """The sample's names: a fold of the Peers page, closed at first; nobody else has it."""
    for role in ("manager", "viewer"):
        app = on(signed_in(role), "peers")
        assert not [fold for fold in app.expander if "by name" in fold.label]
    app = on(signed_in("analyst"), "peers")
    app.session_state["next-hosts"] = True
    app.run()
    assert not app.dataframe
    app.text_input(key="reason-text").set_value("Asking somebody to lead in May")
    app.button[-1].click().run()
    assert not app.exception
    [deed] = audit.read(workspace)
    assert deed.did == "saw people"
    [names] = app.dataframe
    assert len(names.value) > 50 and list(names.value)[:2] == ["Who", "Department"]


@pytest.mark.parametrize(
    ("scope", "who", "reason", "says"),
    [
        (Scope(role="viewer"), "vi", "I would like to know", "analysts only"),
        (Scope(role="manager", team="a"), "a", "I would like to know", "analysts only"),
        (Scope(), " ", "I would like to know", "does not say who you are"),
        (Scope(), "ada", "  because   ", "Say why"),
        (Scope(), "ada", "x" * 301, "Say why"),
    ],
)
def test_without_a_reason_or_a_right_nothing_is_kept(
    tmp_path: Path, scope: Scope, who: str, reason: str, says: str
) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(ReasonError, match=says):
        ask_for(store, scope, who, reason)
    store.close()
    assert audit.read(tmp_path) == ()


def test_rows_of_single_people_are_not_given_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = sign_in.Reader("vi", Scope(role="viewer"))
    monkeypatch.setattr(workspace, "reader", lambda: viewer)
    seen = SimpleNamespace(store=SimpleNamespace(name=""), version=1)
    monkeypatch.setattr(workspace, "view", lambda: seen)
    next_hosts = partial(workspace.next_hosts, Filters())
    for function in (
        workspace.examined, workspace.left_out, workspace.unmatched, next_hosts,
    ):  # fmt: skip
        with pytest.raises(PermissionError, match="for analysts"):
            function()


# who is not let in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "title", "says"),
    [
        ({"email": ""}, "Nobody is signed in", "did not say who you are"),
        ({"email": "x@y.org", "groups": "else"}, "This pilot is not open to you", "your groups"),
        (
            {"email": "", "groups": "leads", "sub": "7"},
            "This pilot is not open to you",
            "no confirmed e-mail",
        ),
    ],
)
def test_who_is_not_let_in_is_told_in_one_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], title: str, says: str
) -> None:
    monkeypatch.setenv("IMPACT_MODE", "proxy")
    monkeypatch.setenv("IMPACT_ROLES", ROLES)
    app.user.update(claims)
    app.run()
    assert not app.exception and [one.value for one in app.title] == [title]
    assert says in plain(shown(app)) and not app.get("plotly_chart")


def test_a_sign_in_ends_after_eight_hours(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime, timedelta

    signed = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    monkeypatch.setenv("IMPACT_MODE", "oidc")
    monkeypatch.setenv("IMPACT_ROLES", ROLES)
    app.user.update(
        {"is_logged_in": True, "email": "vi@example.org", "groups": ["staff"],
         "iat": signed.timestamp()}
    )  # fmt: skip
    monkeypatch.setattr(sign_in, "_now", lambda: signed + timedelta(hours=7, minutes=59))
    app.run()
    assert not app.exception and "Viewer" in plain(shown(app))
    monkeypatch.setattr(sign_in, "_now", lambda: signed + timedelta(hours=8))
    app.run()
    assert not app.exception and "Your sign-in has ended" in plain(shown(app))
    assert [button.label for button in app.button] == ["Sign in"]


# the start ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environ", "options", "says"),
    [
        ({}, ["--server.address", "0.0.0.0"], "nobody signs in here"),
        ({"IMPACT_MODE": "open"}, [], "has to be one of local, oidc, proxy"),
        ({"IMPACT_MODE": "oidc", "IMPACT_ROLES": ROLES}, [], "has no [auth]"),
        ({"IMPACT_MODE": "oidc"}, [], "no group has a role"),
        ({"IMPACT_MODE": "proxy", "IMPACT_ROLES": ROLES}, [], "trustedUserHeaders is empty"),
        (
            {"IMPACT_MODE": "proxy", "IMPACT_ROLES": ROLES},
            ["--server.address", "0.0.0.0"],
            "could pretend to be the proxy",
        ),
        (
            {},
            ["--server.trustedUserHeaders", json.dumps({"X-Groups": "groups"})],
            "trustedUserHeaders is set while IMPACT_MODE is local",
        ),
        ({"IMPACT_MINIMUM_GROUP": "1"}, [], "a whole number from 3 to 1000"),
    ],
)
def test_what_is_not_safe_does_not_start(
    environ: dict[str, str], options: list[str], says: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"),
         "--server.headless", "true", "--server.port", "0", *options],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environ}, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    said = ran.stderr.strip().splitlines()[-2:]
    assert says in said[0] and said[1] == "Pilot Impact was not started."


@pytest.mark.parametrize("mode", ["local", "oidc"])
def test_headers_are_trusted_behind_a_proxy_only(mode: str) -> None:
    options = {"server.address": "127.0.0.1", "server.trustedUserHeaders": '{"X": "email"}'}
    environ = {"IMPACT_MODE": mode, "IMPACT_ROLES": ROLES}
    [says] = sign_in.troubles(environ, options.get, has_auth=True)
    assert f"while IMPACT_MODE is {mode}" in says and "could name their own groups" in says
    assert sign_in.troubles({**environ, "IMPACT_MODE": "proxy"}, options.get, has_auth=True) == []


@pytest.mark.parametrize(
    ("environ", "options"),
    [
        ({}, {"server.address": "127.0.0.1"}),
        ({}, {"server.address": "::1"}),
        ({}, {"server.address": "localhost"}),
        ({"IMPACT_MODE": "oidc", "IMPACT_ROLES": ROLES}, {"server.address": "0.0.0.0"}),
        (
            {"IMPACT_MODE": "proxy", "IMPACT_ROLES": ROLES, "IMPACT_PROXY_ELSEWHERE": "yes"},
            {"server.address": "0.0.0.0", "server.trustedUserHeaders": json.dumps({"X": "email"})},
        ),
    ],
)
def test_what_is_safe_starts(environ: dict[str, str], options: dict[str, str]) -> None:
    assert sign_in.troubles(environ, options.get, has_auth=True) == []
