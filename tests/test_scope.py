"""Scopes: roles from what a sign-in says, settings in one sentence each, and how long it holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analytics.scope import (
    SESSION,
    Access,
    Refused,
    Scope,
    access_of,
    is_fresh,
    scope_of,
)
from analytics.settings import SettingsError

ROLES = "ld-analysts=analyst, leads=manager,staff = viewer"
OIDC = {"IMPACT_MODE": "oidc", "IMPACT_ROLES": ROLES}
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def scope(claims: dict[str, Any], **more: str) -> Scope:
    return scope_of(claims, access_of({**OIDC, **more}))


@pytest.mark.parametrize(
    ("claims", "role", "team"),
    [
        ({"groups": ["ld-analysts"]}, "analyst", None),
        ({"groups": ["staff"]}, "viewer", None),
        ({"groups": ["staff", "ld-analysts"]}, "analyst", None),
        ({"groups": ["leads"], "email": " Ana@Example.org "}, "manager", "ana@example.org"),
        ({"groups": ["staff", "leads"], "email": "a@b.example"}, "manager", "a@b.example"),
        ({"groups": "other, staff"}, "viewer", None),
        ({"groups": ["other", "staff", 7, None]}, "viewer", None),
    ],
)
def test_a_group_gives_a_role(claims: dict[str, Any], role: str, team: str | None) -> None:
    found = scope(claims)
    assert (found.role, found.team) == (role, team)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": []},
        {"groups": None},
        {"groups": ["others"]},
        {"groups": {"ld-analysts": True}},
        {"groups": ["LD-Analysts"]},
        {"groups": ["analyst"]},
        {"role": "analyst"},
        {"groups": "ld-analysts=analyst"},
    ],
)
def test_who_is_in_no_group_is_refused_or_a_viewer(claims: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="none of your groups"):
        scope(claims)
    assert scope(claims, IMPACT_UNKNOWN_GROUP="viewer").role == "viewer"


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": ["leads"]},
        {"groups": ["leads"], "email": " "},
        {"groups": ["leads"], "email": 7},
        {"groups": ["leads"], "preferred_username": "a@b.example"},  # chosen at will
        {"groups": ["leads"], "email": "a@b.example", "email_verified": "false"},
        {"groups": ["leads"], "email": "a@b.example", "email_verified": False},
    ],
)
def test_a_manager_without_a_confirmed_address_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="no confirmed e-mail"):
        scope(claims)


def test_another_claim_may_hold_the_groups() -> None:
    found = scope({"roles": ["staff"]}, IMPACT_GROUPS_CLAIM="roles")
    assert found.role == "viewer"


def test_at_ones_own_computer_one_is_an_analyst_whatever_is_claimed() -> None:
    assert scope_of({"groups": ["staff"]}, Access()) == Scope()


def test_the_smallest_groups_are_settings() -> None:
    access = access_of({"IMPACT_MINIMUM_GROUP": "12"})
    assert (access.smallest_group, access.smallest_comments) == (12, 12)
    found = scope_of({}, access_of({"IMPACT_MINIMUM_GROUP": "3", "IMPACT_MINIMUM_COMMENTS": "20"}))
    assert (found.smallest_group, found.smallest_comments, found.smallest_grid) == (3, 20, 20)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        (
            {"IMPACT_MODE": "open"},
            "IMPACT_MODE is “open”, and has to be one of local, oidc",
        ),
        ({"IMPACT_MODE": "oidc"}, "IMPACT_MODE is oidc and no group has a role"),
        ({"IMPACT_MODE": "proxy", "IMPACT_ROLES": ","}, "IMPACT_MODE is proxy and no group"),
        ({"IMPACT_ROLES": "a=boss"}, "IMPACT_ROLES holds “a=boss”"),
        ({"IMPACT_ROLES": "analyst"}, "IMPACT_ROLES holds “analyst”"),
        ({"IMPACT_ROLES": "=analyst"}, "IMPACT_ROLES holds “=analyst”"),
        ({"IMPACT_UNKNOWN_GROUP": "analyst"}, "has to be one of viewer, refuse"),
        ({"IMPACT_MINIMUM_GROUP": "2"}, "a whole number from 3"),
        ({"IMPACT_MINIMUM_GROUP": "-5"}, "a whole number from 3"),
        ({"IMPACT_MINIMUM_GROUP": "five"}, "IMPACT_MINIMUM_GROUP is “five”"),
        ({"IMPACT_MINIMUM_COMMENTS": "4"}, "at least IMPACT_MINIMUM_GROUP, which is 5"),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        access_of(environ)
    said = str(caught.value)
    assert says in said and said.endswith(".") and "\n" not in said


@pytest.mark.parametrize(
    ("role", "team"), [("manager", None), ("manager", ""), ("viewer", "a"), ("analyst", "a")]
)
def test_a_manager_and_nobody_else_has_a_team(role: Any, team: str | None) -> None:
    with pytest.raises(ValueError, match="has a team"):
        Scope(role=role, team=team)


@pytest.mark.parametrize(
    ("age", "holds"),
    [
        (timedelta(0), True),
        (SESSION - timedelta(seconds=1), True),
        (SESSION, False),
        (timedelta(days=29), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_a_sign_in_holds_for_eight_hours(age: timedelta, holds: bool) -> None:
    assert is_fresh({"iat": (NOW - age).timestamp()}, NOW) == holds


@pytest.mark.parametrize("iat", [None, "", "yesterday", float("nan"), float("inf"), 1e30, []])
def test_a_sign_in_without_a_time_does_not_hold(iat: Any) -> None:
    assert not is_fresh({"iat": iat}, NOW)
    assert not is_fresh({}, NOW)
